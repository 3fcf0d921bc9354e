"""Files of questions: JSONL or plain text, a question a line, each mistake named with its line."""

import codecs
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import RequestError


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file of questions."""

    file: Path
    number: int
    data: bytes

    def fields(self) -> dict[str, Any]:
        """Return the JSON object that the line holds; raise RequestError."""
        try:
            value = json.loads(self.data.decode(), parse_constant=_finite, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else f"not JSON ({error})"
            raise self.wrong(reason) from error
        if not isinstance(value, dict):
            raise self.wrong('expected an object, as in {"id": 1, "question": "Who is affected?"}')
        return value

    def asked(self) -> dict[str, Any]:
        """Return the JSON object that the line holds, or any other line as its question; raise RequestError."""
        if self.data.startswith(b"{"):
            return self.fields()
        try:
            return {"question": self.data.decode()}
        except UnicodeDecodeError as error:
            raise self.wrong("not UTF-8") from error

    def wrong(self, reason: str) -> RequestError:
        """Return the error that names this line."""
        return RequestError(f"{self.file}, line {self.number}: {reason}")


def _finite(number: str) -> float:
    """Read a number; what JSON cannot write is not read either."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is no number that JSON knows")
    return value


def question_in(fields: Mapping[str, Any], line: Line) -> str:
    """Return the question among the fields of a line; raise RequestError."""
    if "question" not in fields:
        raise line.wrong('has no "question"')
    if not isinstance(fields["question"], str):
        raise line.wrong('"question" is not text')
    return fields["question"]


def previous_in(fields: Mapping[str, Any], line: Line) -> tuple[str, ...]:
    """Return the earlier questions among the fields of a line, which may lack them; raise RequestError."""
    previous = fields.get("previous")
    if previous is None:
        return ()
    if not isinstance(previous, list) or not all(isinstance(each, str) for each in previous):
        raise line.wrong('"previous" is not a list of questions')
    return tuple(previous)


def read_lines(file: Path) -> Iterator[Line]:
    """Yield the lines of a file that are not blank, as bytes; raise RequestError if it cannot be read."""
    try:
        with file.open("rb") as stream:
            for number, data in enumerate(stream, start=1):
                stripped = data.removeprefix(codecs.BOM_UTF8 if number == 1 else b"").strip()
                if stripped:
                    yield Line(file, number, stripped)
    except OSError as error:
        raise RequestError(f"cannot read {file}: {error.strerror or error}") from error
