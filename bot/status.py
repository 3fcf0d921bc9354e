"""How folder and store stand to each other."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index.embedding import ModelIdentity
from index.reading import Reader, StoredDocument
from knowledge.checks import Finding
from knowledge.library import Library, compare


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the index; names of documents in order."""

    generation: int
    indexed_at: str
    """ISO 8601 in UTC."""
    model: ModelIdentity | None
    counts: dict[str, int]
    findings: tuple[tuple[str, Finding], ...]
    """Names of documents or files, each with a finding."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether the index equals the folder."""
        return not (self.added or self.changed or self.removed)


def status_of(library: Library, reader: Reader) -> Status:
    """Compare the folder with the store as it is."""
    changes = compare(library, reader.file_hashes())
    tables = ("documents", "sections", "passages", "embeddings", "cautions")
    unreadable = [(each.name, Finding("unreadable", each.reason)) for each in changes.unreadable]
    broken = {name for name, _ in json.loads(reader.meta("failed") or "[]")}
    # A file that the last build could not make a document of is a finding, not a difference.
    findings = [
        (name, Finding("unreadable", reason))
        for name, reason in json.loads(reader.meta("failed") or "[]")
        if name not in {each.name for each in changes.unreadable}
    ]
    return Status(
        generation=reader.generation,
        indexed_at=reader.meta("indexed_at"),
        model=reader.model,
        counts={table: reader.count(table) for table in tables},
        findings=(*findings_of(reader.documents()), *unreadable, *findings),
        added=tuple(each.name for each in changes.added if each.name not in broken),
        changed=tuple(each.name for each in changes.changed if each.name not in broken),
        removed=changes.removed,
    )


def findings_of(documents: Iterable[StoredDocument]) -> list[tuple[str, Finding]]:
    """Return the findings about documents, each with the name, copies of one text among them."""
    documents = list(documents)
    by_body: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        if document.passages:
            by_body[document.body_sha256].append(document.name)
    found: list[tuple[str, Finding]] = []
    for document in documents:
        found += [(document.name, finding) for finding in document.findings]
        copies = [name for name in by_body[document.body_sha256] if name != document.name]
        if copies:
            found.append((document.name, Finding("copy", f"has the same text as {', '.join(copies)}")))
    return found
