"""What people at a terminal see: one method for each kind of thing that is printed."""

from bot.evaluate import Evaluation
from bot.library_screen import LibraryScreen
from bot.past_screen import PastScreen
from bot.watch_screen import WatchScreen


class Terminal(PastScreen, LibraryScreen, WatchScreen):
    """Prints everything."""

    def evaluation(self, given: Evaluation) -> None:
        """Print the figures of a question set as a table."""
        self.table(("measure", "value"), given.rows())
