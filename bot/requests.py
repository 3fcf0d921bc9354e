"""What people ask for, made exact: a question that can be searched, a document or section that exists."""

import difflib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import RequestError
from index.reading import Reader, StoredDocument, StoredSection
from knowledge.words import words


def clean_question(text: str, most_chars: int) -> str:
    """Return the question without control characters and spare white space; raise RequestError."""
    spaced = "".join(" " if unicodedata.category(ch) in ("Cc", "Cs") else ch for ch in text)
    question = " ".join(spaced.split())
    if not question:
        raise RequestError("the question is empty; type one after `ask`")
    if len(question) > most_chars:
        raise RequestError(
            f"the question has {len(question):,} characters, the limit is {most_chars:,} "
            "(`answers.max_question_chars`); shorten it"
        )
    if not words(question):
        raise RequestError("the question holds no words to look for; put it in words")
    return question


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file of questions."""

    file: Path
    number: int
    text: str

    def object(self) -> dict[str, Any]:
        """Return the JSON object that the line holds, with a "question"; raise RequestError."""
        try:
            value = json.loads(self.text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise RequestError(f"{self.file}, line {self.number}: not JSON ({error})") from error
        if not isinstance(value, dict) or not isinstance(value.get("question"), str):
            raise RequestError(f'{self.file}, line {self.number}: expected an object with a "question"')
        return value


def read_lines(file: Path) -> Iterator[Line]:
    """Yield the lines of a file that are not blank; raise RequestError if it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"cannot read {file}: {getattr(error, 'strerror', None) or error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield Line(file, number, line)


def require_collections(reader: Reader, wanted: Sequence[str] | None) -> None:
    """Raise RequestError if a collection is named that does not exist."""
    known = reader.collections() if wanted else []
    for name in wanted or ():
        if name not in known:
            raise RequestError(f"there is no collection {name!r}; collections: {', '.join(known) or 'none'}")


def find_document(documents: Sequence[StoredDocument], asked: str) -> StoredDocument:
    """Return the document of that name, or the only one whose name or title holds it; raise RequestError."""
    folded = asked.strip().casefold()
    for exact in documents:
        if exact.name.casefold() == folded:
            return exact
    found = [each for each in documents if folded and folded in each.name.casefold()]
    found = found or [each for each in documents if folded and folded in each.metadata.title.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestError(f"{asked!r} fits {_some([each.name for each in found])}; type more of the name")
    raise RequestError(f"there is no document {asked!r}; {_near(folded, [each.name for each in documents])}")


def find_section(sections: Sequence[StoredSection], asked: str) -> StoredSection:
    """Return the section of that heading, or the only one whose headings hold it; raise RequestError."""
    folded = asked.strip().casefold()
    paths = [" › ".join(each.headings) for each in sections]
    for section, path in zip(sections, paths, strict=True):
        if folded in (path.casefold(), section.headings[-1].casefold() if section.headings else ""):
            return section
    found = [at for at, path in enumerate(paths) if folded in path.casefold()]
    if len(found) == 1:
        return sections[found[0]]
    if found:
        raise RequestError(f"{asked!r} fits {_some([paths[at] for at in found])}; type more of the heading")
    raise RequestError(f"there is no section {asked!r}; {_near(folded, [path for path in paths if path])}")


def _near(asked: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(asked, [each.casefold() for each in names], n=1, cutoff=0.4)
    if near:
        return f"did you mean {next(each for each in names if each.casefold() == near[0])!r}?"
    return f"there are: {_some(names)}" if names else "there are none"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
