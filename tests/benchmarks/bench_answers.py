"""Answers over seed-dev and the four sets: `python -m tests.benchmarks.bench_answers [SET...]`.

Prints one table and writes it, with baselines and aims, to tests/benchmarks/results/answers.md, the figures to
answers.json beside it, after each set. Weights are fitted on half A of squad2, clapnq and multihop (see fit.py),
so half B is the honest figure; seed-dev, chunking and the hand-made questions are never fitted on.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bot.evaluate import Outcome, auroc, outcome_of, summarise
from tests.benchmarks import handmade
from tests.benchmarks.sets import assistant_for, questions_of, require_sets

RESULTS = Path(__file__).with_name("results") / "answers.json"
TABLE = RESULTS.with_suffix(".md")
NAMES = ("seed", "squad2", "clapnq", "multihop", "chunking", "handmade")
Figures: TypeAlias = dict[str, float | None]

_INTRODUCTION = """# Answers on the question sets

Written by `make bench-answers`. Weights are fitted on half A of squad2, clapnq and multihop; half B is kept back
from it. Dense, BM25 and the best cheap combination were measured beforehand, with the same model, on all questions.
"""
_HEAD = (
    "| set | measure | all | half B | dense | BM25 | cheap | aim | met |",
    f"|---|---|{'---:|' * 6}---|",
)

# Measured beforehand with the same model on all questions of each set.
BASELINES: dict[tuple[str, str], tuple[float | None, float | None, float | None, float]] = {
    ("squad2", "hit@1"): (0.66, 0.80, 0.90, 0.90), ("squad2", "hit@4"): (0.87, 0.92, 0.98, 0.98),
    ("squad2", "mrr@10"): (0.76, 0.86, 0.93, 0.93), ("squad2", "best sentence"): (0.80, 0.84, 0.87, 0.88),
    ("squad2", "auroc"): (0.62, 0.56, 0.69, 0.72), ("squad2", "auroc withheld"): (0.96, 0.93, 0.993, 0.995),
    ("clapnq", "hit@1"): (None, None, 0.94, 0.94), ("clapnq", "mrr@10"): (None, None, 0.967, 0.967),
    ("clapnq", "auroc"): (0.86, 0.73, 0.886, 0.90), ("multihop", "hit@4"): (0.928, 0.912, 0.969, 0.969),
    ("multihop", "mrr@10"): (0.781, 0.809, 0.888, 0.888), ("multihop", "auroc"): (0.932, 0.772, 0.968, 0.97),
    ("seed", "first key"): (None, None, None, 1.0), ("seed", "auroc"): (None, None, None, 1.0),
    ("handmade", "passed"): (None, None, None, 0.9),
}  # fmt: skip
"""Dense, BM25, best cheap combination, and what was aimed for."""


@dataclass
class Tally:
    """What was seen of one half of a set."""

    outcomes: list[Outcome] = field(default_factory=list)
    withheld_scores: list[float] = field(default_factory=list)
    shown: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, outcome: Outcome, shown: tuple[int, int, int] | None, withheld: float | None) -> None:
        """Note what came of one question."""
        self.outcomes.append(outcome)
        self.shown += [shown] if shown else []
        self.withheld_scores += [withheld] if withheld is not None else []

    def figures(self) -> Figures:
        """Return the figures by name; None where there is nothing to count."""
        summary = summarise(self.outcomes, 0.0)
        answerable = [each.answer.score for each in self.outcomes if each.case.answerable]
        return {
            "hit@1": summary.hit_at_1,
            "hit@4": summary.hit_at_4,
            "mrr@10": summary.mrr_at_10,
            "best sentence": summary.best_sentence,
            "first key": summary.first_key,
            "auroc": summary.auroc,
            "auroc withheld": auroc(answerable, self.withheld_scores),
            "answered": summary.answered,
            "wrongly answered": summary.wrongly_answered,
            "recall": _mean([both / gold if gold else 0.0 for _, gold, both in self.shown]),
            "precision": _mean([both / seen if seen else 0.0 for seen, _, both in self.shown]),
            "iou": _mean([both / (seen + gold - both) if gold else 0.0 for seen, gold, both in self.shown]),
            "characters shown": _mean([seen for seen, _, _ in self.shown]),
            "ms median": summary.milliseconds_median,
        }


def measure(name: str) -> dict[str, Figures]:
    """Return the figures of a set over all its questions and over half B."""
    assistant = assistant_for(name)
    everything, half = Tally(), Tally()
    with assistant.store.reading() as reader:
        collections = reader.collections()
        texts = {each.name: reader.text(each.id) for each in reader.documents()}
    for question in questions_of(name):
        tallies = [everything, half] if question.half == "B" else [everything]
        outcome = outcome_of(assistant, question.case)
        shown = _shown(texts, outcome) if name == "chunking" and question.case.answerable else None
        withheld = None
        if (others := question.elsewhere(collections)) is not None:
            withheld = assistant.ask(question.case.question, others).score
        for tally in tallies:
            tally.add(outcome, shown, withheld)
    return {"all": everything.figures(), "B": half.figures()}


def _shown(texts: Mapping[str, str], outcome: Outcome) -> tuple[int, int, int]:
    """Return how many characters are shown, are gold, and are both."""
    gold: set[tuple[str, int]] = set()
    for each in outcome.case.evidence:
        at = texts[each.document].find(each.contains)
        gold |= {(each.document, at + offset) for offset in range(len(each.contains)) if at >= 0}
    quotes = outcome.answer.quotes
    seen = {(quote.document.name, at) for quote in quotes for at in range(quote.span.start, quote.span.end)}
    return len(seen), len(gold), len(seen & gold)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def main(names: Sequence[str]) -> None:
    """Measure the sets named, or all, and report."""
    require_sets()
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in names or NAMES:
        results[name] = {"all": _handmade()} if name == "handmade" else measure(name)
        print("\n".join(_rows(name, results[name])), flush=True)
        _store(results)


def _store(results: Mapping[str, Mapping[str, Figures]]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    rows = [row for name in NAMES if name in results for row in _rows(name, results[name])]
    TABLE.write_text("\n".join([_INTRODUCTION, *_HEAD, *rows, ""]), encoding="utf-8")


def _handmade() -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        found = handmade.results(handmade.assistant_in(Path(folder)))
    return {"passed": sum(each.passed for each in found) / len(found)}


def _rows(name: str, figures: Mapping[str, Figures]) -> list[str]:
    """Return a row of the table for each measure of a set."""
    rows = []
    for measured, value in figures["all"].items():
        if value is None:
            continue
        *before, aim = BASELINES.get((name, measured), (None,) * 4)
        half = figures.get("B", {}).get(measured)
        met = "" if aim is None else "yes" if value >= aim else "no"
        rows.append(f"| {name:8} | {measured:16} | {' | '.join(map(_cell, (value, half, *before, aim)))} | {met:3} |")
    return rows


def _cell(value: float | None) -> str:
    return f"{value:7.3f}" if value is not None else f"{'':7}"


if __name__ == "__main__":
    main(sys.argv[1:])
