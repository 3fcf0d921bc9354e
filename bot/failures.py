"""What nobody foresaw: kept with its traceback under an id, told in one sentence that names the id."""

import datetime
import traceback
import uuid
from pathlib import Path

LOG_NAME = "bot.log"
"""In the folder of the index."""
_ID_DIGITS = 8


class FailureLog:
    """A file of tracebacks, made when there is a first one."""

    def __init__(self, file: Path | None) -> None:
        """Take where to write; without a file an id and a reason have to do."""
        self._file = file

    def note(self, error: Exception, doing: str) -> str:
        """Keep a failure and return what to tell whoever waits; never raise."""
        number = _new_id()
        kind = type(error).__name__
        if self._file and self._written(error, f"failure {number}: {doing}"):
            return f"something unforeseen went wrong ({kind}); look for {number} in {self._file}"
        return f"something unforeseen went wrong (failure {number}): {kind}: {error}"

    def keep(self, error: Exception, doing: str) -> str:
        """Keep a failure and return its id alone, for people who have no business with files; never raise."""
        number = _new_id()
        self._written(error, f"failure {number}: {doing}")
        return number

    def _written(self, error: Exception, heading: str) -> bool:
        if self._file is None:
            return False
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        told = "".join(traceback.format_exception(error))
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(f"{now} {heading}\n{told}")
        except OSError:
            return False
        return True


def _new_id() -> str:
    return uuid.uuid4().hex[:_ID_DIGITS]
