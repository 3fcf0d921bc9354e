"""Fifty hand-made questions over four briefings: `python -m tests.benchmarks.handmade`.

They were written by someone who did not know how answers are chosen; nothing is fitted on them.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.answering.answers import Answer, Part
from bot.answering.quotes import Quote
from bot.assistant import Assistant
from bot.config import load_config
from index.embedding import EmbedderLoader
from tests import ROOT, SHIPPED

DATA = ROOT / "tests" / "data"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one question."""

    asked: dict[str, Any]
    answer: Answer
    passed: bool


def assistant_in(folder: Path, load: EmbedderLoader | None = None) -> Assistant:
    """Return an assistant over the shipped document and the three briefings, with the shipped settings."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    for file in (SHIPPED, *sorted((DATA / "briefings").glob("*.md"))):
        (documents / file.name).write_bytes(file.read_bytes())
    settings = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    settings["documents"]["folder"], settings["index"]["folder"] = "documents", "var"
    (folder / "config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return Assistant(load_config(folder / "config.yaml"), load)


def results(assistant: Assistant) -> list[Result]:
    """Ask all questions."""
    found = []
    for line in (DATA / "handmade.jsonl").read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        answer = assistant.ask(asked["question"], previous=asked.get("previous", ()))
        found.append(Result(asked, answer, _passes(asked, answer)))
    return found


def _passes(asked: dict[str, Any], answer: Answer) -> bool:
    if not asked["answerable"]:
        return not answer.answered
    if "parts" in asked:
        if len(asked["parts"]) != len(answer.parts):
            return False
        return all(_part_passes(part, evidence) for part, evidence in zip(answer.parts, asked["parts"], strict=True))
    return any(_holds(quote, asked["evidence"]) for quote in answer.quotes)


def _part_passes(part: Part, evidence: list[dict[str, str]]) -> bool:
    if not evidence:
        return not part.answered
    return any(_holds(quote, evidence) for quote in part.quotes)


def _holds(quote: Quote, evidence: list[dict[str, str]]) -> bool:
    return any(
        each["document"] == source.document.name and each["contains"] in source.text
        for source in (quote, *quote.also)
        for each in evidence
    )


def main() -> None:
    """Print each question that fails with what was answered, and the count."""
    with tempfile.TemporaryDirectory() as folder:
        found = results(assistant_in(Path(folder)))
    for each in found:
        if not each.passed:
            print(f"{each.asked['id']} {each.asked['kind']}: {each.asked['question']}")
            print(f"   read as {each.answer.read_as!r}, score {each.answer.score:.2f}")
            for part in each.answer.parts or ():
                print(f"   part {part.question!r} {part.score:.2f} {[quote.text[:80] for quote in part.quotes]}")
            if not each.answer.parts:
                print(f"   {[(quote.document.name, quote.text[:80]) for quote in each.answer.quotes]}")
            print(f"   wanted {each.asked.get('parts') or each.asked['evidence']}")
    print(f"{sum(each.passed for each in found)} of {len(found)} pass")


if __name__ == "__main__":
    main()
