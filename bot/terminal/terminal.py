"""What people at a terminal see: one method for each kind of thing that is printed."""

from bot.evaluate import Evaluation
from bot.readiness import Readiness
from bot.terminal.library_screen import LibraryScreen
from bot.terminal.past_screen import PastScreen
from bot.terminal.watch_screen import WatchScreen


class Terminal(PastScreen, LibraryScreen, WatchScreen):
    """Prints everything."""

    def readiness(self, given: Readiness) -> None:
        """Print a checklist and the link that invites the bot."""
        for each in given.checks:
            self.item("✓ " if each.ok else "✗ ", each.message, "" if each.ok else "bold red")
        if given.invite:
            self.line("This link invites the bot to a server:")
            self.unbroken(given.invite, "cyan")

    def evaluation(self, given: Evaluation) -> None:
        """Print the figures of a question set as a table."""
        self.table(("measure", "value"), given.rows())
