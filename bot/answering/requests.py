"""What people ask for, made exact: a question that can be searched, a document or section that exists."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.config import Topic
from bot.errors import RequestError, UnknownCollection
from index.storage.reading import Reader
from index.storage.stored import StoredDocument, StoredSection
from knowledge.words import words

_ALIKE = 0.7
"""How much of a name has to be as it was typed to be offered instead."""


def clean_question(text: str, most_chars: int) -> str:
    """Return the question without control characters and spare white space; raise RequestError."""
    spaced = "".join(" " if unicodedata.category(ch) in ("Cc", "Cs") else ch for ch in text)
    question = " ".join(spaced.split())
    if not question:
        raise RequestError("the question is empty; write what you want to know")
    if len(question) > most_chars:
        raise RequestError(
            f"the question has {len(question):,} characters, the limit is {most_chars:,} "
            "(`answers.max_question_chars`); shorten it"
        )
    if not words(question):
        raise RequestError("the question holds no words to look for; put it in words")
    return question


def require_collections(reader: Reader, wanted: Sequence[str] | None, once: Collection[str] = ()) -> None:
    """Raise UnknownCollection if one is named that neither exists nor is among those that `once` did."""
    known = sorted({*reader.collections(), *once}) if wanted else []
    for name in wanted or ():
        if name not in known:
            raise UnknownCollection(name, known)


def find_document(documents: Sequence[StoredDocument], asked: str) -> StoredDocument:
    """Return the document of that name, or the only one that fits best; raise RequestError.

    Whole words of its own name or title fit better than those of its folders, and these better than parts of words.
    """
    folded = asked.strip().casefold()
    named = [each for each in documents if each.name.casefold() == folded]
    if named:
        return next((each for each in named if each.name == asked.strip()), named[0])
    found = next(filter(None, _fitting(documents, folded)), []) if folded else []
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestError(f"{asked!r} fits {_some([each.name for each in found])}; type more of the name")
    raise RequestError(f"there is no document {asked!r}; {_near_document(folded, documents)}")


def _fitting(documents: Sequence[StoredDocument], folded: str) -> Iterator[list[StoredDocument]]:
    """Yield the documents that fit, for each way in which they may, best first."""
    own = [(each.name.rpartition("/")[2].casefold(), each.metadata.title.casefold()) for each in documents]
    words_ = _spaced(folded)
    yield [each for each, texts in zip(documents, own, strict=True) if any(words_ in _spaced(text) for text in texts)]
    yield [each for each in documents if words_ in _spaced(each.name.casefold())]
    yield [each for each, texts in zip(documents, own, strict=True) if any(folded in text for text in texts)]
    yield [each for each in documents if folded in each.name.casefold()]


def _spaced(text: str) -> str:
    """Return the words of a name or title with a space around each; of what holds none, the text itself."""
    return f" {' '.join(found)} " if (found := re.findall(r"[^\W_]+", text)) else text


def find_topic(topics: Mapping[str, Topic], asked: str) -> str:
    """Return the name of the topic of that name or title, or the only one that holds it; raise RequestError."""
    folded = _plain(asked)
    named = {name: (_plain(name), _plain(topic.title)) for name, topic in topics.items()}
    found = [name for name, known in named.items() if folded in known]
    found = found or [name for name, known in named.items() if folded and any(folded in each for each in known)]
    if len(found) == 1:
        return found[0]
    near = difflib.get_close_matches(folded, [each for pair in named.values() for each in pair], n=1)
    meant = next((f"did you mean {name!r}? " for name, pair in named.items() if set(near) & set(pair)), "")
    known = ", ".join(topics) or "none; add some under `topics` in the configuration"
    raise RequestError(
        f"{f'{asked!r} fits {_some(found)}' if found else f'there is no topic {asked!r}'}; {meant}topics: {known}"
    )


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.casefold())).strip()


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


def _near_document(asked: str, documents: Sequence[StoredDocument]) -> str:
    """Name the documents whose name or title, or a word of it, is most like what was asked for."""
    meant: dict[str, str] = {}
    for each in documents:
        for text in (each.name.casefold(), each.metadata.title.casefold()):
            for part in (text, *re.findall(r"[^\W_]{4,}", text)):
                meant.setdefault(part, each.name)
    near = dict.fromkeys(meant[part] for part in difflib.get_close_matches(asked, meant, n=3, cutoff=_ALIKE))
    return f"did you mean {' or '.join(map(repr, near))}?" if near else _near(asked, [each.name for each in documents])


def _near(asked: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(asked, [each.casefold() for each in names], n=1, cutoff=0.4)
    if near:
        return f"did you mean {next(each for each in names if each.casefold() == near[0])!r}?"
    return f"there are: {_some(names)}" if names else "there are none"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
