"""`python -m bot`."""

import sys

if __name__ == "__main__":
    try:
        from bot.terminal.commands import main  # takes long enough to be interrupted

        main()
    except KeyboardInterrupt:
        sys.exit(130)
