"""Answers over seed-dev and the four sets: `python -m tests.benchmarks.bench_answers [SET...]`.

Prints one table and writes tests/benchmarks/results/answers.json. Weights are fitted on half A of squad2,
clapnq and multihop (see fit.py), so half B is the honest figure; seed-dev and chunking are never fitted on.
"""

import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers import Answer
from bot.evaluate import Expected, auroc
from bot.evidence import gather
from index.reading import Reader
from index.search import Found, Hit
from knowledge.model import Span
from tests.benchmarks.sets import SETS, Question, assistant_for, questions_of

RESULTS = Path(__file__).with_name("results") / "answers.json"
NAMES = ("seed", "squad2", "clapnq", "multihop", "chunking")

# Measured beforehand with the same model: the best cheap baseline, all questions of each set.
BASELINES = {
    ("squad2", "hit@1"): 0.90, ("squad2", "hit@4"): 0.98, ("squad2", "mrr@10"): 0.93,
    ("squad2", "best sentence"): 0.87, ("squad2", "auroc"): 0.69, ("squad2", "auroc withheld"): 0.993,
    ("clapnq", "hit@1"): 0.94, ("clapnq", "mrr@10"): 0.967, ("clapnq", "auroc"): 0.886,
    ("multihop", "hit@4"): 0.969, ("multihop", "mrr@10"): 0.888, ("multihop", "auroc"): 0.968,
}  # fmt: skip


@dataclass
class Tally:
    """What was seen of one half of a set."""

    ranks: list[int] = field(default_factory=list)
    best_sentence: list[bool] = field(default_factory=list)
    first_key: list[bool] = field(default_factory=list)
    answerable_scores: list[float] = field(default_factory=list)
    other_scores: list[float] = field(default_factory=list)
    withheld_scores: list[float] = field(default_factory=list)
    answered: list[bool] = field(default_factory=list)
    wrongly: list[bool] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    overlap: list[float] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float | None]:
        """Return the figures by name; None where there is nothing to count."""
        return {
            "hit@1": _mean([rank == 1 for rank in self.ranks]),
            "hit@4": _mean([0 < rank <= 4 for rank in self.ranks]),
            "mrr@10": _mean([1 / rank if 0 < rank <= 10 else 0.0 for rank in self.ranks]),
            "best sentence": _mean(self.best_sentence),
            "first key": _mean(self.first_key),
            "auroc": auroc(self.answerable_scores, self.other_scores),
            "auroc withheld": auroc(self.answerable_scores, self.withheld_scores),
            "answered": _mean(self.answered),
            "wrongly answered": _mean(self.wrongly),
            "recall": _mean(self.recall),
            "precision": _mean(self.precision),
            "iou": _mean(self.overlap),
            "characters shown": _mean(self.characters),
            "ms median": statistics.median(self.milliseconds) if self.milliseconds else None,
        }


def measure(name: str) -> dict[str, dict[str, float | None]]:
    """Return the figures of a set over all its questions and over half B."""
    assistant = assistant_for(name)
    everything, half = Tally(), Tally()
    with assistant.store.reading() as reader:
        collections = reader.collections()
    for question in questions_of(name):
        tallies = [everything, half] if question.half == "B" else [everything]
        begun = time.perf_counter()
        answer = assistant.ask(question.case.question)
        elapsed = (time.perf_counter() - begun) * 1000
        for tally in tallies:
            tally.milliseconds.append(elapsed)
            _tally_answer(tally, question, answer)
        if question.case.answerable:
            with assistant.store.reading() as reader:
                found = assistant.searcher.search(reader, question.case.question)
                rank, sentence = _rank(reader, found, question.case.evidence), _best_sentence(reader, found, question)
                shown = _shown(reader, answer, question) if name == "chunking" else None
            for tally in tallies:
                tally.ranks.append(rank)
                if sentence is not None:
                    tally.best_sentence.append(sentence)
                if shown:
                    _tally_shown(tally, *shown)
        if question.collection and question.case.answerable:
            others = [each for each in collections if each != question.collection]
            score = assistant.ask(question.case.question, others).score
            for tally in tallies:
                tally.withheld_scores.append(score)
    return {"all": everything.figures(), "B": half.figures()}


def _tally_answer(tally: Tally, question: Question, answer: Answer) -> None:
    if not question.case.answerable:
        tally.other_scores.append(answer.score)
        tally.wrongly.append(answer.answered)
        return
    tally.answerable_scores.append(answer.score)
    tally.answered.append(answer.answered)
    first = answer.quotes[0] if answer.quotes else None
    tally.first_key.append(
        bool(first and _holds(" ".join(first.key_texts), first.document.name, first.headings, question.case.evidence))
    )


def _rank(reader: Reader, found: Found, evidence: Sequence[Expected]) -> int:
    """Return the rank of the first passage with evidence, 0 for none."""
    return next((hit.rank for hit in found.hits if _hit_holds(reader, hit, hit.passage.span, evidence)), 0)


def _best_sentence(reader: Reader, found: Found, question: Question) -> bool | None:
    """Tell whether the best sentence of the right passage holds the evidence, None if the passage was not found."""
    evidence = question.case.evidence
    for hit in found.hits:
        if _hit_holds(reader, hit, hit.passage.span, evidence):
            text = reader.text(hit.passage.document.id)
            return _hit_holds(reader, hit, hit.passage.sentences[gather(found, hit, text).best], evidence)
    return None


def _hit_holds(reader: Reader, hit: Hit, span: Span, evidence: Sequence[Expected]) -> bool:
    document = hit.passage.document
    return _holds(span.cut(reader.text(document.id)), document.name, hit.passage.headings, evidence)


def _holds(text: str, document: str, headings: Sequence[str], evidence: Sequence[Expected]) -> bool:
    return any(each.found_in(text, document, headings) for each in evidence)


def _shown(reader: Reader, answer: Answer, question: Question) -> tuple[int, int, int]:
    """Return how many characters are shown, are gold, and are both."""
    gold: set[tuple[str, int]] = set()
    texts = {each.name: reader.text(each.id) for each in reader.documents()}
    for each in question.case.evidence:
        at = texts[each.document].find(each.contains)
        gold |= {(each.document, at + offset) for offset in range(len(each.contains)) if at >= 0}
    seen = {(quote.document.name, at) for quote in answer.quotes for at in range(quote.span.start, quote.span.end)}
    return len(seen), len(gold), len(seen & gold)


def _tally_shown(tally: Tally, seen: int, gold: int, both: int) -> None:
    tally.characters.append(seen)
    tally.recall.append(both / gold if gold else 0.0)
    tally.precision.append(both / seen if seen else 0.0)
    tally.overlap.append(both / (seen + gold - both) if gold else 0.0)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def main(names: Sequence[str]) -> None:
    """Measure the sets named, or all, and report."""
    if not SETS.exists():
        sys.exit(f"the question sets are not at {SETS}")
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    print(f"{'set':10}{'measure':18}{'all':>8}{'half B':>8}{'baseline':>10}")
    for name in names or NAMES:
        results[name] = measure(name)
        for measure_, value in results[name]["all"].items():
            if value is not None:
                half, baseline = results[name]["B"][measure_], BASELINES.get((name, measure_))
                shown = f"{half:8.3f}" if half is not None else f"{'-':>8}"
                print(f"{name:10}{measure_:18}{value:8.3f}{shown}{baseline if baseline else '':>10}", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
