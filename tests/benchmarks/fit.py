"""Fit the weights of ranking, sentence choice and answerability: `python -m tests.benchmarks.fit`.

Fits on half A of each set (squad2 is divided by article), each set counting the same, and writes
index/ranking.json and bot/answerability.json. `make bench-answers` then reports on half B.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

import bot.evidence
import index.ranking
from bot.answer_types import AnswerType, asked_for
from bot.assistant import Assistant
from bot.evaluate import Expected
from bot.evidence import SentenceFeatures, answer_features, gather, sentence_features
from index.ranking import Fine, Quick
from index.search import Hit
from tests.benchmarks.sets import FITTED_ON, Question, assistant_for, questions_of

Vector = NDArray[np.float64]

# Signs that the weights must have: a feature that could only help a fit against its meaning is left out.
TOPIC = {"cosine": 1, "late": 1, "text_score": 1, "gap_lexical": 1, "misses_kind": -1}
ANSWER = {
    "cosine": 1, "late": 1, "soft_coverage": 1, "gap_lexical": 1, "gap_cosine": 1, "gap_sentence": 1, "holds": 1,
    "misses_kind": -1, "names_missing_here": -1, "names_missing_around": -1, "negative": -1, "denied": -1, "uneven": -1,
}  # fmt: skip
GATE_WORDS, GATE_OTHERWISE = (8, 14), 0.6


@dataclass
class Example:
    """The best hit of a question as an answer."""

    values: dict[str, float]
    words: int
    on_topic: bool
    right: bool
    adversarial: bool
    """Whether its set holds questions that are on topic and unanswerable."""
    weight: float


def main() -> None:
    """Fit in two passes: answer features depend on how passages and sentences are ranked."""
    sets = {name: (assistant_for(name), [q for q in questions_of(name) if q.half == "A"]) for name in FITTED_ON}
    passages: list[tuple[Vector, Vector, float]] = []
    sentences: list[tuple[Vector, Vector, float]] = []
    for name, (assistant, questions) in sets.items():
        answerable = [question for question in questions if question.case.answerable]
        for question in answerable:
            _collect_ranking(assistant, question, 1 / len(answerable), passages, sentences)
        print(f"{name}: {len(answerable)} answerable questions of half A")
    ranking = _listwise(passages, [*_names(Quick), *_names(Fine)])
    scale = ranking["maxsim"]
    _write(index.ranking, "ranking.json", {"weights": {name: value / scale for name, value in ranking.items()}})
    choice = _listwise(sentences, _names(SentenceFeatures))
    fitted = json.loads(Path(bot.evidence.__file__).with_name("answerability.json").read_text("utf-8"))
    fitted["sentence"] = choice
    _write(bot.evidence, "answerability.json", fitted)
    index.ranking._weights.cache_clear()
    bot.evidence._fitted.cache_clear()

    examples: list[Example] = []
    for name, (assistant, questions) in sets.items():
        examples += _examples(assistant, name, questions)
    fitted["topic"] = _logistic(examples, TOPIC, lambda each: each.on_topic)
    # Whether a sentence answers is learnt where questions were written that the documents speak of
    # but do not answer; the other sets have none, and with them this part learns the topic again.
    spoken = [each for each in examples if each.on_topic and each.adversarial]
    fitted["answer"] = _logistic(spoken, ANSWER, lambda each: each.right)
    fitted["gate"] = {"words": list(GATE_WORDS), "otherwise": GATE_OTHERWISE}
    fitted["calibration"] = [1.0, 0.0]
    _write(bot.evidence, "answerability.json", fitted)
    bot.evidence._fitted.cache_clear()
    fitted["calibration"] = _calibrate(examples)
    fitted["provenance"] = (
        "tests/benchmarks/fit.py on half A of squad2 (divided by article), clapnq and multihop, "
        f"each counting the same; {len(examples)} examples"
    )
    _write(bot.evidence, "answerability.json", fitted)


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
            held = gather(found, hit, text).holds
            known = asked_for(question.case.question) is not AnswerType.OTHER
            features = sentence_features(found, hit, held, known_kind=known)
            gold = [_holds(span.cut(text), hit, question.case.evidence) for span in hit.passage.sentences]
            if any(gold) and not all(gold):
                table = np.array([list(asdict(each).values()) for each in features])
                sentences.append((table, np.array(gold, dtype=float), weight))
            break


def _examples(assistant: Assistant, name: str, questions: Sequence[Question]) -> list[Example]:
    """Turn questions into examples, those of squad2 once more with their own article withheld."""
    found = []
    with assistant.store.reading() as reader:
        collections = reader.collections()
        for question in questions:
            runs: list[tuple[list[str] | None, bool]] = [(None, True)]
            if question.collection and question.case.answerable:
                runs.append(([each for each in collections if each != question.collection], False))
            for within, present in runs:
                result = assistant.searcher.search(reader, question.case.question, within)
                hit = result.hits[0]
                text = reader.text(hit.passage.document.id)
                evidence = gather(result, hit, text)
                sentence = hit.passage.sentences[evidence.best].cut(text)
                answerable = present and question.case.answerable
                found.append(
                    Example(
                        asdict(answer_features(result, evidence, text)),
                        len(result.query.idf),
                        # Adversarial questions of squad2 are about what the documents speak of.
                        on_topic=present and (question.case.answerable or name == "squad2"),
                        right=answerable and _holds(sentence, hit, question.case.evidence),
                        adversarial=name == "squad2",
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


def _logistic(
    examples: Sequence[Example], signs: dict[str, int], label: Callable[[Example], bool]
) -> dict[str, object]:
    """Fit a logistic regression whose weights keep their signs, slightly held to 0."""
    rows = np.array([[each.values[name] for name in signs] for each in examples])
    labels = np.array([label(each) for each in examples], dtype=float)
    weight = np.array([each.weight for each in examples])
    weight /= weight.sum()
    spread = rows.std(axis=0) + 1e-9
    scaled = rows / spread

    def loss(values: Vector) -> tuple[float, Vector]:
        logits = scaled @ values[1:] + values[0]
        error = weight * (1 / (1 + np.exp(-logits)) - labels)
        slope = np.concatenate([[error.sum()], error @ scaled + 0.004 * values[1:]])
        cost = weight @ (np.logaddexp(0, logits) - labels * logits) + 0.002 * values[1:] @ values[1:]
        return float(cost), slope

    bounds = [(None, None), *((0, None) if sign > 0 else (None, 0) for sign in signs.values())]
    best = minimize(loss, np.zeros(len(signs) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = {name: round(float(value), 4) for name, value in zip(signs, best[1:] / spread, strict=True) if value}
    return {"intercept": round(float(best[0]), 4), "weights": weights}


def _calibrate(examples: Sequence[Example]) -> list[float]:
    """Fit scale and shift of the log of the product of both probabilities to "this sentence is right"."""
    from bot.evidence import AnswerFeatures, probability

    raw = np.log([probability(AnswerFeatures(**each.values), each.words) for each in examples])
    # With scale 1 and shift 0, log p = log sigmoid(joint), so joint is the logit of p.
    joint = raw - np.log1p(-np.exp(raw))
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
