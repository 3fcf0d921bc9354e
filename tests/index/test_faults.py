"""Whatever happens to a build or to the store's files: one whole generation serves, or a plain error is told."""

import hashlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from bot.assistant import Assistant
from bot.config import load_config
from bot.errors import RequestError
from index.errors import RecordsError, StoreError, StoreMissing
from index.storage import store as store_module
from index.storage.archive import Archive
from index.storage.store import Store
from tests import ROOT
from tests.index.doomed import QuickLoader, few_probabilities, kinds_seen, records_of

_DOCUMENTS, _PARTS = 10, 7
"""More passages than a build embeds between two commits."""
_FULL = bool(os.environ.get("FULL_FAULTS"))
"""Whether `make faults` asks for all that takes minutes."""
_RANDOM_KILLS = 200 if _FULL else 30
_TRUNCATIONS = 20
_FLIPS = 200
_SECONDS_TOGETHER = 60 if _FULL else 10


class Doomed:
    """Starts jobs in processes of their own; see `tests.index.doomed`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "var"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.index.doomed"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._jobs = 0

    def start(self, do: str, **job: object) -> tuple[int, Path]:
        self._jobs += 1
        answer = str(self.folder / f"answer-{self._jobs}.json")
        job = {"store": str(self.store), "documents": str(self.folder / "documents"), "answer": answer, **job}
        return self._tell({"do": do, **job}), Path(str(job["answer"]))

    def end(self, process: int) -> int:
        return self._tell({"wait": process})

    def finish(self, started: tuple[int, Path]) -> Any:
        """Wait for a job and return its result; raise StoreError or AssertionError for what it raised."""
        assert self.end(started[0]) == 0
        answer = json.loads(started[1].read_text(encoding="utf-8"))
        if answer["failure"].startswith(("StoreError", "BuildRefused")):
            raise StoreError(answer["failure"].splitlines()[0])
        assert not answer["failure"], answer["failure"]
        return answer["result"]

    def build(self, **job: object) -> Any:
        return self.finish(self.start("build", **job))

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0

    def _tell(self, job: object) -> int:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(job), file=self._process.stdin, flush=True)
        return int(json.loads(self._process.stdout.readline()))


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Doomed]:
    doomed = Doomed(tmp_path)
    yield doomed
    doomed.close()


def chance_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311  (the same moments and bits every time)


def write_kind(folder: Path, kind: str) -> None:
    """Write documents that all say of which kind they are."""
    folder.mkdir(exist_ok=True)
    for number in range(_DOCUMENTS):
        parts = (
            f"## Part {part}\n\nThe pumps of kind {kind} in camp {number} stopped on day {part}. Repairs take a week.\n"
            for part in range(1, _PARTS + 1)
        )
        (folder / f"{number:02d}.md").write_text(f"# Camp {number}\n\n" + "\n".join(parts), encoding="utf-8")


def copy_store(store: Path, to: Path) -> None:
    if not store.exists():
        return
    to.mkdir()
    for file in store.iterdir():
        if file.is_symlink():
            (to / file.name).symlink_to(file.readlink())
        else:
            (to / file.name).write_bytes(file.read_bytes())


def state(folder: Path) -> tuple[int, set[str]]:
    """Return the generation that serves, 0 for none, and the kinds of its documents; it must be whole."""
    store = Store(folder)
    try:
        with store.reading() as reader:
            found = reader.generation, kinds_seen(reader)
    except StoreMissing:
        return 0, set()
    store.close()
    file = (folder / "store.db").resolve()
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
    connection.close()
    return found


def history(store: Path) -> list[tuple[str, str, int]]:
    """Return what the archive recorded, as (old kind, new kind, how many documents), in order; it must be whole."""
    kinds: list[tuple[str, str]] = []
    with Store(store).reading() as reader:
        served = {name: sha256 for name, (sha256, _) in reader.text_hashes().items()}
    with Archive(records_of(store), 0).reading() as archive:
        for event in archive.events():
            texts = [archive.text(each.sha256) if each else "" for each in (event.old, event.new)]
            old, new = (next(iter(re.findall(r"kind (\w+)", text)), "") for text in texts)
            kinds.append((old, new))
        assert {name: each.sha256 for name, each in archive.current().items()} == served
    return [(*pair, len(list(group))) for pair, group in groupby(reversed(kinds))]


def test_a_build_killed_at_random_moments_leaves_the_old_or_the_new_generation(doomed: Doomed) -> None:
    chance = chance_of(1)
    write_kind(doomed.folder / "documents", "k0")
    doomed.build()
    begun = time.monotonic()
    doomed.build(rebuild=True)
    longest = time.monotonic() - begun
    before = state(doomed.store)
    killed = turn = 0
    while killed < _RANDOM_KILLS:
        turn += 1
        write_kind(doomed.folder / "documents", f"k{turn}")
        process, _ = doomed.start("build", rebuild=chance.random() < 0.5)
        time.sleep(chance.uniform(0, longest))
        os.kill(process, signal.SIGKILL)
        killed += doomed.end(process) == -signal.SIGKILL
        found = state(doomed.store)
        assert found in (before, (before[0] + 1, {f"k{turn}"}))
        if chance.random() < 0.5:
            doomed.build()
            found = state(doomed.store)
            assert found == (before[0] + 1, {f"k{turn}"})
            assert sum(each.suffix == ".db" for each in doomed.store.iterdir()) == 2, "the link and what it leads to"
        before = found
    doomed.build()
    told = history(doomed.store)
    assert told[0] == ("", "k0", _DOCUMENTS)
    # Each text that was ever published follows the one before, for every document, whatever was killed between.
    assert all(old == previous for (old, _, _), (_, previous, _) in zip(told[1:], told, strict=False))
    assert {number for _, _, number in told} == {_DOCUMENTS}
    assert told[-1][1] == f"k{turn}"


@pytest.mark.parametrize("case", ["first", "change", "rebuild"])
def test_a_build_killed_at_every_commit_leaves_the_old_or_the_new_generation(doomed: Doomed, case: str) -> None:
    write_kind(doomed.folder / "documents", "old")
    if case != "first":
        doomed.build()

    def prepare(store: Path) -> dict[str, object]:
        """Copy the store, so that every death starts from the same."""
        copy_store(doomed.store, store)
        copy_store(records_of(doomed.store), records_of(store))
        return {"store": str(store), "rebuild": case == "rebuild"}

    before = (0, set[str]()) if case == "first" else (1, {"old"})
    after = (before[0] + 1, {"new"})
    write_kind(doomed.folder / "documents", "new")
    points = doomed.build(**prepare(doomed.folder / "whole"), die_at=0)["points"]
    assert points.count("COMMIT") >= (3 if case == "change" else 5)
    deadly = {
        at + more
        for at, name in enumerate(points, start=1)
        for more in (0, 1)
        if name in ("COMMIT", "published", "symlink_to", "replace", "fsync", "unlink") and at + more <= len(points)
    }
    outcomes = set()
    for die_at in sorted(deadly):
        store = doomed.folder / f"killed-{die_at}"
        process, _ = doomed.start("build", **prepare(store), die_at=die_at)
        assert doomed.end(process) == -signal.SIGKILL
        found = state(store)
        assert found in (before, after), points[:die_at]
        outcomes.add(found[0])
        report = doomed.build(store=str(store))["report"]
        assert state(store) == after
        begun = [("", "new", _DOCUMENTS)]
        assert history(store) == (begun if case == "first" else [("", "old", _DOCUMENTS), ("old", "new", _DOCUMENTS)])
        if case != "rebuild" and points[: die_at - 1].count("COMMIT") == points.count("COMMIT") - 1:
            assert report["embedded"] == 0, "embeddings that were made are kept"
    assert outcomes == {before[0], after[0]}


def test_a_full_disk_leaves_the_old_generation_serving(doomed: Doomed) -> None:
    write_kind(doomed.folder / "documents", "old")
    doomed.build()
    write_kind(doomed.folder / "documents", "new")
    size = (doomed.store / "store.db").stat().st_size
    for rebuild in (False, True):
        for share in (0.01, 0.1, 0.2, 0.4):
            with pytest.raises(StoreError, match="free space"):
                doomed.build(rebuild=rebuild, most_bytes=int(size * share))
            assert state(doomed.store) == (1, {"old"})
    doomed.build()
    assert state(doomed.store) == (2, {"new"})


def test_two_writers_and_four_readers_never_meet(doomed: Doomed) -> None:
    for kind in ("a", "b"):
        write_kind(doomed.folder / kind, kind)
    doomed.build(documents=str(doomed.folder / "a"))
    stop = doomed.folder / "stop"
    writers = [doomed.start("write", documents=str(doomed.folder / kind), stop=str(stop)) for kind in "ab"]
    readers = [doomed.start("read", stop=str(stop)) for _ in range(4)]
    time.sleep(_SECONDS_TOGETHER)
    stop.touch()
    assert all(doomed.finish(each) for each in writers)
    assert all(doomed.finish(each) for each in readers)
    generation, kinds = state(doomed.store)
    assert generation > 2
    assert len(kinds) == 1


def test_a_reader_without_the_right_to_write_reads_all_the_same(doomed: Doomed) -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        write_kind(doomed.folder / "documents", "old")
        store = Path(home) / "var"
        doomed.build(store=str(store))
        store.chmod(0o555)
        answer = Path(home) / "answer"
        answer.touch()
        answer.chmod(0o666)
        try:
            assert doomed.finish(doomed.start("nobody", store=str(store), answer=str(answer))) == [1, ["old"]]
        finally:
            store.chmod(0o755)


class Damage:
    """A store, its files as they were, and questions to it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = home / "var"
        write_kind(home / "documents", "old")
        documents = [(each.name, each.read_text(encoding="utf-8")) for each in (home / "documents").iterdir()]
        self.texts = dict(documents)
        (home / "config.yaml").write_text(
            yaml.safe_dump(
                {"documents": {"folder": "documents"}, "index": {"folder": "var"}, "records": {"folder": "var-records"}}
            ),
            encoding="utf-8",
        )

        self._config = load_config(home / "config.yaml")

    def assistant(self) -> Assistant:
        return Assistant(self._config, QuickLoader())

    def ask(self) -> str:
        """Ask everything there is; return "answered" or "refused", and fail on a wrong quote."""
        assistant = self.assistant()
        try:
            answer = assistant.ask("When did the pumps in camp 7 stop?")
            quotes = [*answer.quotes, *(each.quote for each in assistant.cautions().cautions)]
            assistant.sources()
            assistant.store.close()
        except StoreError as error:
            told = str(error)
            return "refused" if "--rebuild" in told or "try again" in told else told
        assert all(any(quote.text in text for text in self.texts.values()) for quote in quotes)
        return "answered"


@pytest.fixture
def damage(tmp_path: Path, doomed: Doomed, monkeypatch: pytest.MonkeyPatch) -> Damage:
    """Give a store with a log beside it, as a killed process leaves it."""
    monkeypatch.setattr(store_module, "probabilities", few_probabilities)
    damage = Damage(tmp_path)
    doomed.build()
    for number in range(3):
        (tmp_path / f"documents/more-{number}.md").write_text(f"Pumps stopped again, {number} of them.", "utf-8")
    damage.texts |= {each.name: each.read_text("utf-8") for each in (tmp_path / "documents").iterdir()}
    copy_store(damage.store, tmp_path / "copy")
    copy_store(records_of(damage.store), records_of(tmp_path / "copy"))
    points = doomed.build(store=str(tmp_path / "copy"), die_at=0)["points"]
    process, _ = doomed.start("build", die_at=points.index("published") + 1)
    assert doomed.end(process) == -signal.SIGKILL
    return damage


def files_of(damage: Damage) -> list[tuple[Path, bytes]]:
    found = [(each, each.read_bytes()) for each in sorted(damage.store.iterdir()) if not each.is_symlink()]
    return [(file, held) for file, held in found if held and file.suffix.startswith(".db")]


def put_back(whole: list[tuple[Path, bytes]], but: Path, held: bytes) -> None:
    """Write the files as they were, but one; the log's index belongs to processes that are dead."""
    for file, before in whole:
        if not file.name.endswith("-shm") or file == but:
            file.write_bytes(held if file == but else before)


def test_the_store_under_test_has_a_log(damage: Damage) -> None:
    assert {each.name[18:] for each, _ in files_of(damage)} == {".db", ".db-wal", ".db-shm"}
    assert damage.ask() == "answered"


def test_a_file_cut_off_anywhere_never_gives_a_wrong_quote(damage: Damage) -> None:
    whole = files_of(damage)
    outcomes = []
    for file, held in whole:
        for part in range(_TRUNCATIONS):
            put_back(whole, file, held[: len(held) * part // _TRUNCATIONS])
            outcomes.append(damage.ask())
    assert {"answered", "refused"} == set(outcomes)


def test_a_flipped_bit_never_gives_a_wrong_quote(damage: Damage) -> None:
    chance = chance_of(2)
    whole = files_of(damage)
    outcomes = []
    for file, held in whole:
        # SQLite makes the log's index anew when it is the first to come.
        for _ in range(_FLIPS // 10 if file.name.endswith("-shm") else _FLIPS):
            flipped = bytearray(held)
            flipped[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
            put_back(whole, file, bytes(flipped))
            outcomes.append(damage.ask())
    assert {"answered", "refused"} == set(outcomes)


def test_a_damaged_store_is_rebuilt_or_brought_up_or_told(damage: Damage) -> None:
    chance = chance_of(3)
    whole = files_of(damage)
    file, held = next(each for each in whole if each[0].suffix == ".db")
    link = (damage.store / "store.db").readlink()
    for turn in range(30):
        flipped = bytearray(held)
        for _ in range(20):
            flipped[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
        put_back(whole, file, bytes(flipped))
        (damage.home / "documents/00.md").write_text(f"The pumps run again, {turn}.", encoding="utf-8")
        damage.texts["now"] = f"The pumps run again, {turn}."
        assistant = damage.assistant()
        told = ""
        try:
            assistant.reindex()
        except StoreError as error:
            told = str(error)
        assert not told or "--rebuild" in told
        assert damage.ask() in ("answered", "refused")
        assistant.reindex(rebuild=True, allow_removals=True)
        assert damage.ask() == "answered"
        state(damage.store)
        assert assistant.status().ok
        assistant.store.close()
        for each in damage.store.glob("store*"):
            each.unlink()
        (damage.store / "store.db").symlink_to(link)


def test_a_damaged_archive_stops_no_build_and_never_tells_a_wrong_text(damage: Damage) -> None:
    chance = chance_of(4)
    before = damage.texts["00.md"]
    start, words = before.index("The pumps"), before[before.index("The pumps") : before.index("Repairs")].rstrip()
    quote_id = f"{hashlib.sha256(before.encode()).hexdigest()[:12]}-{start}-{start + len(words)}"
    document = damage.home / "documents/00.md"
    document.write_text("Nothing of it stands any more.", encoding="utf-8")
    assistant = damage.assistant()
    assistant.reindex()
    assert assistant.verify(quote_id).then.text == words
    file = records_of(damage.store) / "archive.db"
    held = file.read_bytes()
    outcomes = []
    for turn in range(_TRUNCATIONS + _FLIPS):
        broken = bytearray(held[: len(held) * turn // _TRUNCATIONS] if turn < _TRUNCATIONS else held)
        if turn >= _TRUNCATIONS:
            broken[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
        for each in file.parent.iterdir():
            each.unlink()
        file.write_bytes(broken)
        try:
            assert assistant.verify(quote_id).then.text == words
            outcomes.append("told")
        except (RecordsError, RequestError):
            outcomes.append("refused")
        if turn % 20 == 0:
            document.write_text(f"Nothing of it stands any more, {turn}.", encoding="utf-8")
            assert assistant.reindex().changed == ("00.md",)
    assert {"told", "refused"} == set(outcomes)
    assistant.store.close()
