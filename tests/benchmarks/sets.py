"""The question sets: where they are, how they become folders, and which half a question belongs to."""

import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.assistant import Assistant
from bot.config import load_config
from bot.evaluate import Case, load_cases
from tests import ROOT, SHIPPED

SETS = Path(os.environ.get("QUESTION_SETS", ROOT.parent / "shared" / "eval"))
"""A folder a set: corpus.jsonl (name, title, publisher, date, text), and questions.jsonl as `evaluate` reads it."""
WORK = ROOT / ".bench"
FITTED_ON = ("squad2", "clapnq", "multihop")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a set with the group that may not be divided between halves."""

    case: Case
    group: str
    collection: str
    """Of its own documents, empty where it has none."""

    @property
    def half(self) -> str:
        """Give A, which weights are fitted on, or B, which they are reported on."""
        return "AB"[zlib.crc32(self.group.encode()) % 2]

    def elsewhere(self, collections: Iterable[str]) -> list[str] | None:
        """Return the collections without its own documents, which answer it; None where it has none."""
        if not (self.collection and self.case.answerable):
            return None
        return [each for each in collections if each != self.collection]


def assistant_for(name: str) -> Assistant:
    """Return an assistant over the documents of a set, indexed; kept under .bench/ between runs."""
    home = WORK / name
    documents = home / "documents"
    if not documents.exists():
        for folder, file, content in _documents(name):
            (documents / folder).mkdir(parents=True, exist_ok=True)
            (documents / folder / file).write_text(content, encoding="utf-8")
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    shipped["documents"]["folder"], shipped["index"]["folder"] = "documents", "var"
    config = home / "config.yaml"
    config.write_text(yaml.safe_dump(shipped), encoding="utf-8")
    assistant = Assistant(load_config(config))
    assistant.reindex()
    return assistant


def require_sets() -> None:
    """End the program with what to do where the question sets are missing; they are no part of the project."""
    if not SETS.is_dir():
        sys.exit(
            f"the question sets are not at {SETS}; name their folder in the environment variable QUESTION_SETS, "
            "or run `python -m tests.benchmarks.handmade`, which needs none"
        )


def questions_of(name: str) -> list[Question]:
    """Return the questions of a set in order."""
    found = []
    group = ""
    file = SETS / "seed-dev.jsonl" if name == "seed" else SETS / name / "questions.jsonl"
    for case in load_cases(file):
        article = _article(case.evidence[0].document) if case.evidence and name == "squad2" else ""
        # A question without evidence follows those of its article.
        group = article or (group if name == "squad2" else case.id)
        found.append(Question(case, group, article))
    return found


def _documents(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (folder, file name, content); articles of squad2 are collections, so that one can be withheld."""
    if name == "seed":
        yield "", SHIPPED.name, SHIPPED.read_text(encoding="utf-8")
        return
    for line in (SETS / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        document: dict[str, Any] = json.loads(line)
        head = {key: document[key] for key in ("title", "publisher", "date") if document[key]}
        front = yaml.safe_dump(head, allow_unicode=True) if head else ""
        folder = _article(document["name"]) if name == "squad2" else ""
        yield folder, document["name"], f"---\n{front}---\n{document['text']}\n"


def _article(document: str) -> str:
    return document.rsplit("-", 1)[0].lstrip(".").replace("/", "_") or "article"
