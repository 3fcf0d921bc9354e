"""The JSON shapes of the command-line contract."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.answering.answers import Answer
from bot.answering.cautions import Cautions
from bot.answering.conflicts import Conflicts
from bot.answering.quotes import Quote
from bot.assistant import Brief, Shown
from bot.readiness import Readiness
from bot.upkeep.changes import Changes, Report
from bot.upkeep.status import Status, findings_of
from bot.upkeep.verification import Outcome, Then, Verification
from bot.upkeep.watchlist import Checked, Watched
from index.build import BuildReport
from index.storage.stored import StoredDocument
from knowledge.checks import Finding

Payload = dict[str, Any]

# Inside a JSON string these may stand as they are, but they would steer a terminal, break the line
# or, being halves of surrogate pairs, not be writable at all.
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(payload: Payload, encoding: str = "utf-8") -> str:
    """Return a payload as one line of JSON that reads back exactly, in characters that an encoding has."""
    text = json.dumps(payload, ensure_ascii=not encoding.lower().startswith("utf"), allow_nan=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer(given: Answer, notes: Sequence[str] = ()) -> Payload:
    """Shape an answer or abstention; `notes` tell what became of the files since they were indexed."""
    return {
        "question": given.question,
        "read_as": given.read_as,
        "answered": given.answered,
        "score": round(given.score, 4),
        "quotes": [quote(each) for each in given.quotes],
        "parts": [
            {
                "question": part.question,
                "answered": part.answered,
                "score": round(part.score, 4),
                "quotes": [each.id for each in part.quotes],
            }
            for part in given.parts
        ],
        "nearest": [{"document": each.document, "section": list(each.headings)} for each in given.nearest],
        "closest": [quote(each) for each in given.closest],
        "withheld": list(given.withheld),
        "generation": given.generation,
        "conflicts": [
            {
                "quotes": [each.id for each in conflict.quotes],
                "others": [quote(each) for each in conflict.quotes if each not in given.quotes],
            }
            for conflict in given.conflicts
        ],
        "notes": list(notes),
    }


def quote(given: Quote) -> Payload:
    """Shape a quote; all offsets count in the document's stored text."""
    meta = given.document.metadata
    return {
        "id": given.id,
        "text": given.text,
        "document": given.document.name,
        "title": meta.title,
        "collection": given.document.collection,
        "section": list(given.headings),
        "page": given.pages and given.pages[0],
        "last_page": given.pages and given.pages[1],
        "start": given.span.start,
        "end": given.span.end,
        "key": [[span.start, span.end] for span in given.key],
        "context": [{"text": each.text, "start": each.span.start, "end": each.span.end} for each in given.context],
        "sha256": given.document.sha256,
        "date": meta.date,
        "publisher": meta.publisher,
        "url": meta.url,
        "also": [quote(each) for each in given.also],
    }


def conflicts(given: Conflicts) -> Payload:
    """Shape where documents give different figures."""
    return {
        "conflicts": [{"quotes": [quote(each) for each in conflict.quotes]} for conflict in given.conflicts],
        "more": given.more,
        "withheld": list(given.withheld),
    }


def watched(given: Watched) -> Payload:
    """Shape a saved question with the quotes that were told last."""
    return {
        "number": given.number,
        "question": given.question,
        "collections": None if given.collections is None else list(given.collections),
        "since": given.since,
        "quoted_at": given.quoted_at,
        "quotes": [asdict(each) for each in given.quotes],
    }


def checked(given: Checked) -> Payload:
    """Shape what became of saved questions, old and new quotes side by side."""
    return {
        "changes": [{"then": watched(each.watched), "now": answer(each.now)} for each in given.changes],
        "unchanged": given.unchanged,
        "failed": [{"watched": watched(each), "reason": reason} for each, reason in given.failed],
    }


def brief(given: Brief) -> Payload:
    """Shape the quotes on a topic."""
    return {
        "topic": given.topic,
        "title": given.title,
        "quotes": [quote(each) for each in given.quotes],
        "withheld": list(given.withheld),
    }


def cautions(given: Cautions) -> Payload:
    """Shape a list of cautions."""
    return {
        "cautions": [{"title": each.title, "quote": quote(each.quote)} for each in given.cautions],
        "withheld": list(given.withheld),
    }


def sources(given: list[StoredDocument]) -> Payload:
    """Shape a list of documents with the findings about each."""
    findings = findings_of(given)
    return {
        "documents": [
            {
                "document": each.name,
                "title": each.metadata.title,
                "collection": each.collection,
                "date": each.metadata.date,
                "publisher": each.metadata.publisher,
                "url": each.metadata.url,
                "sha256": each.sha256,
                "sections": each.sections,
                "passages": each.passages,
                "findings": [_finding(found) for name, found in findings if name == each.name],
            }
            for each in given
        ]
    }


def shown(given: Shown) -> Payload:
    """Shape a stored text; sections count in the whole document even where only one is shown."""
    return {
        "document": given.document.name,
        "title": given.document.metadata.title,
        "collection": given.document.collection,
        "sha256": given.document.sha256,
        "text": given.text,
        "pages": list(given.document.pages),
        "sections": [
            {"section": list(each.headings), "start": each.span.start, "end": each.span.end} for each in given.sections
        ],
    }


def verification(given: Verification) -> Payload:
    """Shape what became of a quote."""
    return {
        "id": given.id,
        "outcome": str(given.outcome),
        "part": given.part or None,
        "quote": quote(given.now) if given.now and given.outcome is Outcome.INTACT else None,
        "then": _then(given.then),
        "now": quote(given.now) if given.now else None,
        "diff": [[str(each.op), each.text] for each in given.diff],
        "since": given.since or None,
    }


def _then(given: Then) -> Payload:
    version, meta = given.version, given.version.metadata
    return {
        "text": given.text,
        "document": version.name,
        "title": meta.title,
        "collection": version.collection,
        "section": list(given.headings),
        "page": given.pages and given.pages[0],
        "last_page": given.pages and given.pages[1],
        "start": given.span.start,
        "end": given.span.end,
        "sha256": version.sha256,
        "date": meta.date,
        "publisher": meta.publisher,
        "url": meta.url,
        "since": version.since or None,
        "until": version.until or None,
    }


def changes(given: Changes) -> Payload:
    """Shape what reindexes changed, latest first."""
    return {
        "since": given.since or None,
        "reports": [changed(each) for each in given.reports],
        "more": given.more,
    }


def changed(given: Report) -> Payload:
    """Shape what one reindex changed."""
    return {
        "time": given.time,
        "generation": given.generation,
        "documents": [
            {
                "change": str(each.kind),
                "document": each.document,
                "was": each.was or None,
                "collection": each.collection,
                "new": list(each.new),
                "gone": list(each.gone),
                "new_count": each.new_count,
                "gone_count": each.gone_count,
            }
            for each in given.documents
        ],
    }


def report(given: BuildReport) -> Payload:
    """Shape what a build did."""
    done = given.done()
    return {
        "added": done["added"],
        "changed": done["changed"],
        "removed": done["removed"],
        "renamed": [{"document": new, "was": old} for new, old in sorted(given.renamed.items())],
        "unchanged": given.unchanged,
        "embedded": given.embedded,
        "failed": [{"document": each.name, "reason": each.reason} for each in given.failed],
        "stale": list(given.stale),
        "generation": given.generation,
        "problem": given.problem,
    }


def status(given: Status) -> Payload:
    """Shape the state of the index."""
    return {
        "ok": given.ok,
        "generation": given.generation,
        "indexed_at": given.indexed_at,
        "model": given.model.name if given.model else "",
        "model_sha256": given.model.sha256 if given.model else "",
        "counts": given.counts,
        "findings": [{"document": name, **_finding(found)} for name, found in given.findings],
        "added": list(given.added),
        "changed": list(given.changed),
        "removed": list(given.removed),
        "stale": list(given.stale),
        "altered": list(given.altered),
        "settings": list(given.settings),
        "drift": list(given.drift),
        "mend": given.mend,
    }


def readiness(given: Readiness) -> Payload:
    """Shape what was found before going online."""
    return {
        "ok": given.ok,
        "checks": [{"ok": each.ok, "message": each.message} for each in given.checks],
        "invite": given.invite,
    }


def _finding(given: Finding) -> Payload:
    return {"check": given.check, "message": given.message}
