"""Fit the weights of ranking, sentence choice and answerability: `python -m tests.benchmarks.fit`.

Fits on half A of each set (squad2 is divided by article), each set counting the same, and writes
index/searching/ranking.json and bot/answering/answerability.json, there also how well the score tells
questions apart that it was not fitted on, both ways. `make bench-answers` then reports on half B.
Takes some three minutes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

import bot.answering.evidence
import index.searching.ranking
from bot.answering.evidence import AnswerFeatures, Judge, SentenceFeatures, log_joint
from bot.assistant import Assistant
from bot.evaluate import Expected, auroc
from index.searching.ranking import Fine, Quick
from index.searching.search import Hit
from tests.benchmarks.sets import FITTED_ON, Question, assistant_for, questions_of, require_sets

Vector = NDArray[np.float64]

# Signs that the weights must have: a feature that could only help a fit against its meaning is left out.
TOPIC = {
    "best_text": 1, "words_held": 1, "words_unmet": -1, "rarest": 1, "surroundings": 1, "ahead": 1, "gap_lexical": 1,
    "names_missing_around": -1,
}  # fmt: skip
ANSWER = {
    "cosine": 1, "late": 1, "gap_late": 1, "gap_cosine": 1, "soft_coverage": 1, "misses_kind": -1, "uncounted": -1,
    "misdated": -1, "names_missing_here": -1, "names_missing_around": -1, "negative": -1, "denied": -1, "uneven": -1,
}  # fmt: skip
# How much it counts that answerable questions outscore those of each kind, and that the score is a probability.
PAIRS = {"withheld": 3.0, "squad2": 1.0, "clapnq": 0.5, "multihop": 0.5}
RIGHT, HELD_TO_0 = 0.3, 0.002
CERTAIN = 50.0
"""The logit of 1, as good as."""
GATE_WORDS, GATE_OTHERWISE = (8, 14), 0.6
Fitted: TypeAlias = dict[str, Any]
"""As answerability.json holds it."""


@dataclass
class Example:
    """The best hit of a question as an answer."""

    values: dict[str, float]
    words: int
    right: bool
    kind: str
    """Its set, followed by "answerable" if it is; "withheld" where its own article is."""
    weight: float


def main() -> None:
    """Fit in two passes: answer features depend on how passages and sentences are ranked."""
    require_sets()
    sets = {name: (assistant_for(name), questions_of(name)) for name in FITTED_ON}
    passages: list[tuple[Vector, Vector, float]] = []
    sentences: list[tuple[Vector, Vector, float]] = []
    for name, (assistant, questions) in sets.items():
        answerable = [question for question in questions if question.case.answerable and question.half == "A"]
        for question in answerable:
            _collect_ranking(assistant, question, 1 / len(answerable), passages, sentences)
        print(f"{name}: {len(answerable)} answerable questions of half A", flush=True)
    ranking = _listwise(passages, [*_names(Quick), *_names(Fine)])
    # Margins between scores, such as those of further quotes, hold for this scale.
    scale = ranking["maxsim"] + ranking["best_maxsim"]
    _write(
        index.searching.ranking, "ranking.json", {"weights": {name: value / scale for name, value in ranking.items()}}
    )
    fitted = _read()
    fitted["sentence"] = _listwise(sentences, _names(SentenceFeatures))
    _use(fitted)
    index.searching.ranking._weights.cache_clear()

    examples: dict[str, list[Example]] = {}
    for half in ("A", "B"):
        examples[half] = []
        for name, (assistant, questions) in sets.items():
            examples[half] += examples_of(assistant, name, [each for each in questions if each.half == half])
    fitted["provenance"] = (
        "tests/benchmarks/fit.py on half A of squad2 (divided by article), clapnq and multihop, "
        f"each counting the same; {len(examples['A'])} examples"
    )
    fitted["auroc"] = {}
    # Half A last: its weights are those that stay.
    for fit_on, other in (("B", "A"), ("A", "B")):
        fitted |= fit_answers(examples[fit_on])
        fitted["auroc"][f"fitted on {fit_on}, half {other}"] = aurocs(fitted, examples[other])
    _use(fitted)
    print(json.dumps(fitted["auroc"], indent=2))


def fit_answers(examples: Sequence[Example], pairs: Mapping[str, float] = PAIRS) -> Fitted:
    """Return what the probability is made of; `pairs` are the weights of the kinds of questions."""
    topic, answer = _jointly(examples, pairs)
    parts = {"topic": topic, "answer": answer, "gate": {"words": list(GATE_WORDS), "otherwise": GATE_OTHERWISE}}
    return parts | {"calibration": _calibrate(parts, examples)}


def aurocs(fitted: Fitted, examples: Sequence[Example]) -> dict[str, float | None]:
    """Return for each kind of unanswerable questions how often answerable ones outscore them."""
    scores: dict[str, list[float]] = {}
    for each in examples:
        scores.setdefault(each.kind, []).append(log_joint(fitted, AnswerFeatures(**each.values), each.words))
    found = {
        kind: auroc(scores[f"{'squad2' if kind == 'withheld' else kind} answerable"], scores[kind]) for kind in PAIRS
    }
    return {kind: value and round(value, 4) for kind, value in found.items()}


def _read() -> Fitted:
    fitted: Fitted = json.loads(
        Path(bot.answering.evidence.__file__).with_name("answerability.json").read_text("utf-8")
    )
    return fitted


def _use(fitted: Fitted) -> None:
    _write(bot.answering.evidence, "answerability.json", fitted)
    bot.answering.evidence._fitted.cache_clear()
    bot.answering.evidence._sentence_weights.cache_clear()


def _collect_ranking(
    assistant: Assistant,
    question: Question,
    weight: float,
    passages: list[tuple[Vector, Vector, float]],
    sentences: list[tuple[Vector, Vector, float]],
) -> None:
    with assistant.store.reading() as reader:
        found = assistant.searcher.search(reader, question.case.question)
        right = [_evidence_in(hit, reader.text(hit.passage.document.id), question) for hit in found.hits]
        if any(right) and not all(right):
            rows = np.array([list((asdict(hit.quick) | asdict(hit.fine)).values()) for hit in found.hits])
            passages.append((rows, np.array(right, dtype=float), weight))
        for hit, is_right in zip(found.hits, right, strict=True):
            if not is_right or len(hit.passage.sentences) < 2:
                continue
            text = reader.text(hit.passage.document.id)
            features = Judge(found).gather(hit, text).sentences
            gold = [_holds(span.cut(text), hit, question.case.evidence) for span in hit.passage.sentences]
            if any(gold) and not all(gold):
                table = np.array([list(asdict(each).values()) for each in features])
                sentences.append((table, np.array(gold, dtype=float), weight))
            break


def examples_of(assistant: Assistant, name: str, questions: Sequence[Question]) -> list[Example]:
    """Turn questions into examples, those of squad2 once more with their own article withheld."""
    found = []
    with assistant.store.reading() as reader:
        collections = reader.collections()
        for question in questions:
            runs: list[tuple[list[str] | None, bool]] = [(None, True)]
            if (others := question.elsewhere(collections)) is not None:
                runs.append((others, False))
            for within, present in runs:
                result = assistant.searcher.search(reader, question.case.question, within)
                hit = result.hits[0]
                text = reader.text(hit.passage.document.id)
                judge = Judge(result)
                evidence = judge.gather(hit, text)
                sentence = hit.passage.sentences[evidence.best].cut(text)
                answerable = present and question.case.answerable
                found.append(
                    Example(
                        asdict(judge.features(evidence, text)),
                        len(result.query.idf),
                        right=answerable and _holds(sentence, hit, question.case.evidence),
                        kind=f"{name} answerable" if answerable else name if present else "withheld",
                        weight=1.0,
                    )
                )
    for each in found:
        each.weight = 1 / len(found)
    print(f"{name}: {len(found)} examples")
    return found


def _evidence_in(hit: Hit, text: str, question: Question) -> bool:
    return _holds(hit.passage.span.cut(text), hit, question.case.evidence)


def _holds(text: str, hit: Hit, evidence: Sequence[Expected]) -> bool:
    return any(each.found_in(text, hit.passage.document.name, hit.passage.headings) for each in evidence)


def _names(shape: type) -> list[str]:
    return list(shape.__dataclass_fields__)  # type: ignore[attr-defined]


def _listwise(lists: Sequence[tuple[Vector, Vector, float]], names: Sequence[str]) -> dict[str, float]:
    """Fit weights so that the right rows get most of the softmax over each list; slightly held to 0."""
    spread = np.concatenate([rows for rows, _, _ in lists]).std(axis=0) + 1e-9

    def loss(weights: Vector) -> tuple[float, Vector]:
        total, slope = 0.0, np.zeros_like(weights)
        for rows, right, count in lists:
            scaled = rows / spread
            scores = scaled @ weights
            everything = np.exp(scores - scores.max())
            among = everything * right
            total -= count * np.log(among.sum() / everything.sum())
            slope -= count * (among / among.sum() - everything / everything.sum()) @ scaled
        return float(total + 0.003 * weights @ weights), slope + 0.006 * weights

    best = minimize(loss, np.ones(len(names)), jac=True, method="L-BFGS-B").x / spread
    return {name: round(float(value), 4) for name, value in zip(names, best, strict=True)}


def _jointly(examples: Sequence[Example], pairs: Mapping[str, float]) -> tuple[dict[str, object], dict[str, object]]:
    """Fit both parts of the score together, so that answerable questions outscore each kind of the others.

    Fitted apart, the second part holds back what the first is certain of; together the first saturates
    where the documents speak of a question and decides alone where they do not. Weights keep their signs.
    """
    rows = [np.array([[each.values[name] for name in signs] for each in examples]) for signs in (TOPIC, ANSWER)]
    middle, spread = [each.mean(axis=0) for each in rows], [each.std(axis=0) + 1e-9 for each in rows]
    topic, answer = (
        np.column_stack([np.ones(len(each)), (each - m) / s]) for each, m, s in zip(rows, middle, spread, strict=True)
    )
    few, many = GATE_WORDS
    gate = np.clip((many - np.array([each.words for each in examples])) / (many - few), 0, 1)
    together = np.array([each.values["together"] for each in examples], dtype=bool)
    right = np.array([each.right for each in examples], dtype=float)
    kinds = np.array([each.kind for each in examples])
    groups = [
        (
            np.flatnonzero(kinds == f"{'squad2' if kind == 'withheld' else kind} answerable"),
            np.flatnonzero(kinds == kind),
            w,
        )
        for kind, w in pairs.items()
    ]
    width = topic.shape[1]

    def loss(values: Vector) -> tuple[float, Vector]:
        t, a = np.where(together, CERTAIN, topic @ values[:width]), answer @ values[width:-2]
        score = -np.logaddexp(0, -t) - gate * np.logaddexp(0, -a) + (1 - gate) * np.log(GATE_OTHERWISE)
        logits = values[-2] * score + values[-1]
        error = RIGHT * (1 / (1 + np.exp(-logits)) - right) / len(right)
        cost = RIGHT * float((np.logaddexp(0, logits) - right * logits).mean())
        slope = values[-2] * error
        for above, below, weight in groups:
            apart = score[above][:, None] - score[below][None]
            pull = -weight / (1 + np.exp(apart)) / apart.size
            cost += weight * float(np.logaddexp(0, -apart).mean())
            slope[above] += pull.sum(axis=1)
            slope[below] -= pull.sum(axis=0)
        held = values.copy()
        held[[0, width, -2, -1]] = 0
        slopes = [
            slope / (1 + np.exp(t)) @ topic,
            slope * gate / (1 + np.exp(a)) @ answer,
            [error @ score, error.sum()],
        ]
        return cost + HELD_TO_0 * float(held @ held), np.concatenate(slopes) + 2 * HELD_TO_0 * held

    free = (None, None)
    bounds = [free, *_bounds(TOPIC), free, *_bounds(ANSWER), (0.05, None), free]
    best = minimize(loss, np.array([2.0, *[0.0] * (width - 1), *[0.0] * answer.shape[1], 1.0, 1.0]), jac=True,
                    method="L-BFGS-B", bounds=bounds).x  # fmt: skip
    parts = []
    for signs, own, m, s in (
        (TOPIC, best[:width], middle[0], spread[0]),
        (ANSWER, best[width:-2], middle[1], spread[1]),
    ):
        raw = own[1:] / s
        weights = {name: round(float(value), 4) for name, value in zip(signs, raw, strict=True) if value}
        parts.append({"intercept": round(float(own[0] - raw @ m), 4), "weights": weights})
    return parts[0], parts[1]


def _bounds(signs: dict[str, int]) -> list[tuple[float | None, float | None]]:
    return [(0, None) if sign > 0 else (None, 0) for sign in signs.values()]


def _calibrate(parts: Fitted, examples: Sequence[Example]) -> list[float]:
    """Fit scale and shift of the log of the product of both probabilities to "this sentence is right"."""
    joint = np.array([log_joint(parts, AnswerFeatures(**each.values), each.words) for each in examples])
    labels = np.array([each.right for each in examples], dtype=float)
    weight = np.array([each.weight for each in examples])

    def loss(values: Vector) -> float:
        logits = values[0] * joint + values[1]
        return float(weight @ (np.logaddexp(0, logits) - labels * logits))

    return [round(float(value), 4) for value in minimize(loss, np.array([1.0, 0.0])).x]


def _write(module: object, name: str, content: object) -> None:
    file = Path(str(module.__file__)).with_name(name)  # type: ignore[attr-defined]
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
