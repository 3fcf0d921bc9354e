"""Files that people put into the library, whatever they are called and whatever their size."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot.upkeep.reindexing import Reindexer
from index.build import BuildReport
from tests.bot.discord.conftest import Newsroom, Open
from tests.bot.discord.seen import read
from tests.conftest import eventually
from tests.discord_server import Upload, together

TEXT = b"# Roads\n\nThe coastal road opened to convoys on 3 May.\n"
LONG = "a very long name " * 17 + "indeed.md"


def files(room: Newsroom) -> set[str]:
    folder = room.assistant.library.folder
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def everything_but_databases(home: Path) -> set[str]:
    found = (each.relative_to(home) for each in home.rglob("*") if each.is_file())
    return {each.as_posix() for each in found if each.parts[0] != "var" and not each.suffix.startswith(".db")}


@pytest.mark.parametrize(
    ("filename", "stored"),
    [
        ("../../roads.md", "roads.md"),
        ("..\\..\\roads.md", "roads.md"),
        ("/etc/roads.md", "roads.md"),
        (".hidden.md", "hidden.md"),
        ("CON.md", "_CON.md"),
        ("con.tar.md", "_con.tar.md"),
        (LONG, LONG[:120] + ".md"),
        ("*bold* `x` @everyone <@1>.md", "bold- `x` @everyone -@1-.md"),
        ("طريق الساحل.md", "طريق الساحل.md"),
        ("roads.MD", "roads.md"),
    ],
)
async def test_a_hostile_name_becomes_a_harmless_one_in_the_folder(
    newsroom: Open, tmp_path: Path, filename: str, stored: str
) -> None:
    async with newsroom() as room:
        before = everything_but_databases(tmp_path)
        told = await room.edith.slash("library add", file=Upload(filename, TEXT))
        assert files(room) == {"water.md", stored}
        assert {each.name for each in room.assistant.sources()} == {"water.md", stored}
        assert "added: " in read(told.message)
        assert not told.message.pings
        assert everything_but_databases(tmp_path) - before == {f"documents/{stored}"}


async def test_what_has_no_name_or_no_known_kind_is_refused(newsroom: Open) -> None:
    async with newsroom() as room:
        for filename in ("roads", "roads.exe", "roads.md.exe", ".md", "...", "-.md", "CON", "roads.md ​.zip"):
            told = await room.edith.slash("library add", file=Upload(filename, TEXT))
            assert told.ephemeral
            said = read(told.message)
            assert "is not taken" in said or "is no name for a document" in said
        assert files(room) == {"water.md"}
        assert not room.log.exists()


async def test_only_the_kinds_that_are_configured_are_taken(newsroom: Open) -> None:
    async with newsroom(settings=lambda guild, channel: {"upload_suffixes": [".txt"]}) as room:
        told = await room.edith.slash("library add", file=Upload("roads.md", TEXT))
        assert ".md is not taken; kinds of files: .txt" in read(told.message)
        await room.edith.slash("library add", file=Upload("roads.txt", TEXT))
        assert files(room) == {"water.md", "roads.txt"}


async def test_five_megabytes_are_taken_and_what_is_too_large_is_not(newsroom: Open) -> None:
    picture = b"A" * (5 << 20)
    page = b"<html><title>Ferry</title><body><h1>Ferry</h1><p>The ferry to the islands sails on Mondays.</p>"
    page += b'<img alt="" src="data:image/png;base64,' + picture + b'"></body></html>'
    async with newsroom(settings=lambda guild, channel: {"upload_mb": 6}) as room:
        told = await room.edith.slash("library add", file=Upload("ferry.html", page))
        assert "added: ferry.html" in read(told.message)
        assert (room.assistant.library.folder / "ferry.html").read_bytes() == page
        answer = await room.ana.slash("ask", question="When does the ferry to the islands sail?")
        assert "The ferry to the islands sails on Mondays." in answer.shown
        told = await room.edith.slash("library add", file=Upload("big.html", page + picture[: 2 << 20]))
        assert "the file has 7.0 MB; at most 6 are taken" in read(told.message).lower().replace("mb", "MB")
        assert files(room) == {"water.md", "ferry.html"}


class HeldBuild:
    """The real build, which waits to be let go."""

    def __init__(self, reindexer: Reindexer) -> None:
        self._build = reindexer._build
        self.go_on = threading.Event()
        self.calls = 0

    def __call__(self, **asked: object) -> BuildReport:
        self.calls += 1
        assert self.go_on.wait(60)
        return self._build(**asked)  # type: ignore[arg-type]


async def test_who_reindexes_while_another_does_joins_and_hears_of_the_same(newsroom: Open) -> None:
    async with newsroom() as room:
        held = HeldBuild(room.assistant.reindexer)
        room.assistant.reindexer._build = held
        (room.assistant.library.folder / "roads.md").write_bytes(TEXT)
        emil = room.server.person("emil", room.channel, manage_guild=True)
        first = await room.edith.hasty.slash("library reindex")
        await asyncio.to_thread(eventually, lambda: held.calls)
        second = await emil.slash("library reindex")
        assert "this one joins it" in second.text
        held.go_on.set()
        await together(first.until_answered(), second.until_followed_up())
        assert "added: roads.md" in read(first.message)
        assert "added: roads.md" in read(second.followups[0])
        assert all(each.ephemeral for told in (first, second) for each in told.messages)
        assert held.calls == 1


async def test_two_who_reindex_at_once_both_hear_how_it_ended(newsroom: Open) -> None:
    async with newsroom() as room:
        emil = room.server.person("emil", room.channel, manage_guild=True)
        (room.assistant.library.folder / "roads.md").write_bytes(TEXT)
        told = await together(room.edith.slash("library reindex"), emil.slash("library reindex"))
        await room.server.idle()
        said = ["\n".join(map(read, each.messages)) for each in told]
        assert any("added: roads.md" in each for each in said)
        assert all("added: roads.md" in each or "Nothing has changed." in each for each in said)
