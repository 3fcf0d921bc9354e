"""What limits the answers, as curves: `python -m tests.benchmarks.limits`.

Writes tests/benchmarks/results/limits.md: at which rank the right passage stands, what each threshold answers
and lets through, and what the score loses on one kind of unanswerable questions where it is fitted harder to
another. Nothing that the bot uses is changed. Takes some three minutes.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.assistant import Assistant
from tests.benchmarks.fit import PAIRS, Example, aurocs, examples_of, fit_answers
from tests.benchmarks.sets import FITTED_ON, Question, assistant_for, questions_of, require_sets

TABLES = Path(__file__).with_name("results") / "limits.md"
_RANKS = (1, 2, 3, 4, 6, 10, 20)
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)
_HARDER = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)

_INTRODUCTION = """# What limits the answers

Written by `python -m tests.benchmarks.limits`.
"""
_RANK_TEXT = f"""
## Where the right passage stands

Share of the answerable questions whose right passage is among the first so many. {_RANKS[-1]} are compared token by
token; no order of them could bring more to the top than the last column. Half B is kept back from the fit.
"""
_THRESHOLD_TEXT = """
## What a threshold answers

Share of the questions whose score reaches it: of the answerable ones (more is better), of those whose own article
is withheld, and of the unanswerable ones on what the documents do treat (less is better). Half B.
"""
_HARDER_TEXT = f"""
## What one kind of question costs another

How often an answerable question outscores an unanswerable one (AUROC), by how much the questions whose own article
is withheld count in the fit ({PAIRS["withheld"]:g} in use). Fitted on half A, measured on half B, then the other way
round.
"""


def ranks(assistant: Assistant, questions: Sequence[Question]) -> list[int]:
    """Return the rank of the first right passage for each answerable question, 0 if there is none."""
    found = []
    for question in questions:
        hits = assistant.retrieve(question.case.question, _RANKS[-1])
        right = (
            hit.rank
            for hit, text in hits
            for each in (hit.passage, *hit.copies)
            if question.case.held_in(text, each.document, each.headings)
        )
        found.append(next(right, 0))
    return found


def scores(assistant: Assistant, questions: Sequence[Question]) -> dict[str, list[float]]:
    """Return the scores by kind of question: answerable, withheld, unanswerable."""
    with assistant.store.reading() as reader:
        collections = reader.collections()
    found: dict[str, list[float]] = {"answerable": [], "withheld": [], "unanswerable": []}
    for question in questions:
        text, answerable = question.case.question, question.case.answerable
        found["answerable" if answerable else "unanswerable"].append(assistant.ask(text).score)
        if (others := question.elsewhere(collections)) is not None:
            found["withheld"].append(assistant.ask(text, others).score)
    return found


def _rank_rows(name: str, assistant: Assistant, questions: Sequence[Question]) -> Iterator[str]:
    answerable = [each for each in questions if each.case.answerable]
    found = dict(zip([each.case.id for each in answerable], ranks(assistant, answerable), strict=True))
    for half, inside in (("all", "AB"), ("B", "B")):
        own = [found[each.case.id] for each in answerable if each.half in inside]
        yield _row(f"{name} {half}", [_share([1 <= rank <= most for rank in own]) for most in _RANKS])


def _threshold_rows(name: str, assistant: Assistant, questions: Sequence[Question]) -> Iterator[str]:
    for kind, found in scores(assistant, [each for each in questions if each.half == "B"]).items():
        if found:
            yield _row(f"{name} {kind}", [_share([score >= least for score in found]) for least in _THRESHOLDS])


def _harder_rows(examples: dict[str, list[Example]]) -> Iterator[str]:
    for weight in _HARDER:
        for fitted_on, other in (("A", "B"), ("B", "A")):
            found = aurocs(fit_answers(examples[fitted_on], PAIRS | {"withheld": weight}), examples[other])
            yield _row(f"{weight:g}, on half {other}", [found[kind] or 0.0 for kind in PAIRS])


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def _row(name: str, values: Sequence[float]) -> str:
    return f"| {name:22} | {' | '.join(f'{each:.3f}' for each in values)} |"


def _head(first: str, columns: Sequence[object]) -> str:
    return f"| {first:22} | {' | '.join(map(str, columns))} |\n|---|{'---:|' * len(columns)}"


def main() -> None:
    """Measure, print and write the three tables."""
    require_sets()
    sets = {name: (assistant_for(name), questions_of(name)) for name in FITTED_ON}
    examples = {
        half: [
            example
            for name, (assistant, questions) in sets.items()
            for example in examples_of(assistant, name, [each for each in questions if each.half == half])
        ]
        for half in "AB"
    }
    lines = [
        _INTRODUCTION,
        _RANK_TEXT,
        _head("among the first", _RANKS),
        *(row for name, given in sets.items() for row in _rank_rows(name, *given)),
        _THRESHOLD_TEXT,
        _head("threshold", _THRESHOLDS),
        *(row for name, given in sets.items() for row in _threshold_rows(name, *given)),
        _HARDER_TEXT,
        _head("weight of withheld", list(PAIRS)),
        *_harder_rows(examples),
    ]
    TABLES.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(TABLES.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
