"""A question set with expected evidence to figures: retrieval, quotes, abstention, speed."""

import difflib
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

from bot.answering.answers import Answer
from bot.answering.quotes import Quote
from bot.answering.requests import clean_question
from bot.assistant import Assistant
from bot.errors import RequestError
from bot.question_lines import Line, previous_in, question_in, read_lines
from index.storage.stored import StoredDocument

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many of how many questions are done."""

_DEPTH = 10
_KEYS = ("id", "question", "previous", "answerable", "evidence", "kind", "parts", "note")
"""Of a question; the last three are for whoever writes the set."""
_EVIDENCE = ("contains", "document", "section")


@dataclass(frozen=True, slots=True)
class Expected:
    """A stretch of text that answers, and where it stands; empty strings allow any place."""

    contains: str
    document: str = ""
    section: str = ""

    def found_in(self, text: str, document: str, headings: Sequence[str]) -> bool:
        """Tell whether a text from some place holds the evidence."""
        return (
            self.contains in text
            and (not self.document or document == self.document or document.endswith(f"/{self.document}"))
            and (not self.section or self.section in headings)
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a set."""

    id: str
    question: str
    answerable: bool
    evidence: tuple[Expected, ...]
    previous: tuple[str, ...] = ()
    """Earlier questions that it may lean on."""

    def held_in(self, text: str, document: StoredDocument, headings: Sequence[str]) -> bool:
        """Tell whether a text from some place holds any of the evidence."""
        return any(each.found_in(text, document.name, headings) for each in self.evidence)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question."""

    case: Case
    answer: Answer
    rank: int
    """Of the first passage with evidence among the best ten, from 1; 0 if none has it."""
    best_sentence: bool | None
    """Whether the best sentence of that passage holds evidence; None if there is no such passage."""
    first_quote: bool
    """Whether the first quote holds evidence."""
    first_key: bool
    """Whether the key sentences of the first quote hold it."""
    any_quote: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a question set; shares are from 0 to 1, None where there is nothing to count."""

    questions: int
    answerable: int
    hit_at_1: float | None
    hit_at_4: float | None
    mrr_at_10: float | None
    best_sentence: float | None
    """Share of the passages with evidence whose best sentence holds it."""
    first_quote: float | None
    first_key: float | None
    any_quote: float | None
    auroc: float | None
    answered: float | None
    """Share of the answerable questions that were answered."""
    wrongly_answered: float | None
    """Share of the unanswerable questions that were answered."""
    threshold: float
    milliseconds_median: float
    milliseconds_p95: float

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield each measure's name and value for people."""
        for name, value in asdict(self).items():
            shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
            yield name.replace("_", " "), shown


def load_cases(file: Path) -> list[Case]:
    """Read a question set, a JSON object a line; raise RequestError, naming a line that is not right."""
    cases = [_case(line) for line in read_lines(file)]
    if not cases:
        raise RequestError(f"{file} holds no questions")
    return cases


def _case(line: Line) -> Case:
    fields = line.fields()
    _require_known(fields, _KEYS, "a question", line)
    question = question_in(fields, line)
    try:
        clean_question(question, sys.maxsize)
    except RequestError as error:
        raise line.wrong(str(error)) from error
    given = fields.get("evidence", [])
    if not isinstance(given, list):
        raise line.wrong('"evidence" is not a list')
    evidence = tuple(_expected(each, line) for each in given)
    answerable = fields.get("answerable", bool(evidence))
    if not isinstance(answerable, bool):
        raise line.wrong('"answerable" is neither true nor false')
    return Case(str(fields.get("id", line.number)), question, answerable, evidence, previous_in(fields, line))


def _require_known(given: Mapping[str, Any], known: Sequence[str], what: str, line: Line) -> None:
    """Refuse a key that means nothing: misspelt, it would make an answerable question one that is not."""
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key.lower(), known, n=1)
            advice = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(known)}"
            raise line.wrong(f'{what} has "{key}"; {advice}')


def _expected(given: Any, line: Line) -> Expected:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise line.wrong('a piece of evidence is an object of texts, as in {"contains": "nine litres"}')
    _require_known(given, _EVIDENCE, "a piece of evidence", line)
    if not given.get("contains"):
        raise line.wrong('a piece of evidence has no "contains": the text to look for')
    return Expected(**given)


def evaluate(assistant: Assistant, cases: Sequence[Case], progress: Progress) -> list[Outcome]:
    """Ask every question and hold what comes back against the evidence."""
    outcomes = []
    for done, case in enumerate(cases, start=1):
        try:
            outcomes.append(outcome_of(assistant, case))
        except RequestError as error:
            raise RequestError(f"question {case.id!r}: {error}") from error
        progress(done, len(cases))
    return outcomes


def outcome_of(assistant: Assistant, case: Case, collections: Sequence[str] | None = None) -> Outcome:
    """Ask one question, of some collections or of all, and hold what comes back against the evidence."""
    begun = time.perf_counter()
    answer, considered = assistant.consider(case.question, collections, case.previous)
    seconds = time.perf_counter() - begun

    def quoted(quote: Quote, text: str) -> bool:
        return case.held_in(text, quote.document, quote.headings)

    rank, best_sentence = 0, None
    for at, each in enumerate(assistant.seen(considered, _DEPTH) if case.evidence else (), start=1):
        copies = (each.hit.passage, *each.hit.copies)
        if holder := next((one for one in copies if case.held_in(each.text, one.document, one.headings)), None):
            rank, best_sentence = at, case.held_in(each.sentence, holder.document, holder.headings)
            break
    first = answer.quotes[0] if answer.quotes else None
    return Outcome(
        case=case,
        answer=answer,
        rank=rank,
        best_sentence=best_sentence,
        first_quote=bool(first and quoted(first, first.text)),
        first_key=bool(first and quoted(first, " ".join(first.key_texts))),
        any_quote=any(quoted(quote, quote.text) for quote in answer.quotes),
        seconds=seconds,
    )


def summarise(outcomes: Sequence[Outcome], threshold: float) -> Evaluation:
    """Turn outcomes into figures."""
    import numpy as np  # here, so that commands that need no figures do not wait for it

    answerable = [each for each in outcomes if each.case.answerable]
    others = [each for each in outcomes if not each.case.answerable]
    times = [each.seconds * 1000 for each in outcomes]
    return Evaluation(
        questions=len(outcomes),
        answerable=len(answerable),
        hit_at_1=_share(each.rank == 1 for each in answerable),
        hit_at_4=_share(1 <= each.rank <= 4 for each in answerable),
        mrr_at_10=_share(1 / each.rank if each.rank else 0 for each in answerable),
        best_sentence=_share(each.best_sentence for each in answerable if each.best_sentence is not None),
        first_quote=_share(each.first_quote for each in answerable),
        first_key=_share(each.first_key for each in answerable),
        any_quote=_share(each.any_quote for each in answerable),
        auroc=auroc([each.answer.score for each in answerable], [each.answer.score for each in others]),
        answered=_share(each.answer.answered for each in answerable),
        wrongly_answered=_share(each.answer.answered for each in others),
        threshold=threshold,
        milliseconds_median=statistics.median(times) if times else 0.0,
        milliseconds_p95=float(np.quantile(times, 0.95)) if times else 0.0,
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the probability that a positive outscores a negative, ties counting half."""
    if not positive or not negative:
        return None
    import numpy as np

    low = np.sort(np.asarray(negative))
    below = np.searchsorted(low, positive, side="left")
    not_above = np.searchsorted(low, positive, side="right")
    return float((below + not_above).mean() / 2 / len(low))


def _share(values: Iterator[float]) -> float | None:
    counted = [float(value) for value in values]
    return sum(counted) / len(counted) if counted else None
