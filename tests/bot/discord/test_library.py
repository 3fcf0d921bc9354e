import asyncio
import threading
from typing import Any

import pytest

from bot.discord import document_keys
from index.build import BuildReport
from tests.bot.discord.conftest import SECRET, Open
from tests.bot.discord.seen import read
from tests.conftest import BRIEFING, eventually, write_documents
from tests.discord_server import Channel, Guild, Impossible, Role, Upload

NEW = b"# Roads\n\nThe coastal road opened to convoys on 3 May.\n"


async def test_a_document_is_added_and_answers_at_once(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.edith.slash("library add", file=Upload(".~roads-2025.md", NEW))
        assert told.ephemeral
        assert "added: roads-2025.md" in read(told.message)
        assert (room.assistant.library.folder / "roads-2025.md").read_bytes() == NEW
        answered = await room.ana.slash("ask", question="When did the coastal road open?")
        assert "The coastal road opened to convoys on 3 May." in read(answered.message)


async def test_only_editors_are_shown_the_library(newsroom: Open) -> None:
    async with newsroom() as room:
        with pytest.raises(Impossible):
            await room.ana.slash("library reindex")


async def test_a_role_of_the_configuration_may_edit_and_others_are_refused_inside(newsroom: Open) -> None:
    roles: list[Role] = []

    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        roles.append(guild.role("editors"))
        return {"editor_roles": [roles[0].id]}

    async with newsroom(settings=settings) as room:
        told = await room.ana.slash("library checks")
        assert told.ephemeral
        assert "Only those who manage the server" in told.text
        room.guild.join(room.ana.user, roles[0])
        told = await room.ana.slash("library reindex")
        assert "Nothing has changed." in read(told.message)


async def test_what_cannot_be_taken_is_said_and_leaves_nothing_behind(newsroom: Open) -> None:
    async with newsroom() as room:
        before = sorted(room.assistant.library.folder.rglob("*"))
        for upload, reason in (
            (Upload("virus.exe", b"MZ"), "is not taken"),
            (Upload("empty.md", b" "), "cannot be read"),
            (Upload("big.md", b"x" * (11 << 20)), "at most 10"),
            (Upload("water.md", NEW), "already"),
        ):
            told = await room.edith.slash("library add", file=upload)
            assert reason in read(told.message)
        assert sorted(room.assistant.library.folder.rglob("*")) == before


async def test_a_replaced_document_is_kept_aside(newsroom: Open) -> None:
    async with newsroom() as room:
        told = await room.edith.slash("library add", file=Upload("water.md", NEW), replace=True)
        assert "changed: water.md" in read(told.message)
        records = room.assistant.config.path(room.assistant.config.records.folder)
        (kept,) = (records / "removed" / "main").iterdir()
        assert kept.read_text(encoding="utf-8") == BRIEFING


async def test_a_document_is_removed_once_that_is_confirmed(newsroom: Open) -> None:
    async with newsroom() as room:
        asked = await room.edith.slash("library remove", document="water")
        assert (room.assistant.library.folder / "water.md").exists()
        pressed = await room.edith.click(asked, "Remove it")
        assert "removed: water.md" in read(pressed.message)
        assert not (room.assistant.library.folder / "water.md").exists()
        assert room.assistant.sources() == []


async def test_of_two_copies_the_one_that_was_named_is_removed(newsroom: Open) -> None:
    documents = {"a/water.md": BRIEFING, "b/water.md": BRIEFING}
    async with newsroom(documents, lambda guild, channel: {"collections": ["a", "b"]}) as room:
        asked = await room.edith.slash("library remove", document="b/water.md")
        pressed = await room.edith.click(asked, "Remove it")
        assert "removed: b/water.md" in read(pressed.message)
        assert [each.name for each in room.assistant.sources()] == ["a/water.md"]
        assert (room.assistant.library.folder / "a/water.md").exists()


async def test_a_button_of_an_earlier_version_removes_nothing(newsroom: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    async with newsroom() as room:
        with monkeypatch.context() as earlier:
            earlier.setattr(document_keys, "key_of", lambda document: document.sha256[:12])
            asked = await room.edith.slash("library remove", document="water")
        (told,) = (await (await room.edith.click(asked, "Remove it")).until_followed_up()).followups
        assert "look it up again" in read(told)
        assert (room.assistant.library.folder / "water.md").exists()


async def test_removing_a_document_lets_no_others_go_that_are_not_mounted(newsroom: Open) -> None:
    far = {f"far/{number}.md": f"# Well {number}\n\nWell {number} ran dry.\n" for number in range(8)}
    async with newsroom({"water.md": BRIEFING, "note.md": NEW} | far) as room:
        folder = room.assistant.library.folder
        (folder / "far").rename(folder.parent / "unmounted")
        asked = await room.edith.slash("library remove", document="note.md")
        (told,) = (await (await room.edith.click(asked, "Remove it")).until_followed_up()).followups
        assert "8 of 9 documents are gone" in read(told)
        assert "nothing was changed" in read(told)
        assert (folder / "note.md").read_bytes() == NEW
        assert len(room.assistant.sources()) == 10
        (folder.parent / "unmounted").rename(folder / "far")
        asked = await room.edith.slash("library remove", document="note.md")
        assert "removed: note.md" in read((await room.edith.click(asked, "Remove it")).message)
        assert len(room.assistant.sources()) == 9


async def test_what_is_refused_leaves_no_file_behind(newsroom: Open) -> None:
    far = {f"far/{number}.md": f"# Well {number}\n\nWell {number} ran dry.\n" for number in range(8)}
    async with newsroom({"water.md": BRIEFING} | far) as room:
        folder = room.assistant.library.folder
        (folder / "far").rename(folder.parent / "unmounted")
        told = await room.edith.slash("library add", file=Upload("roads.md", NEW))
        assert "nothing was changed" in told.text
        assert not (folder / "roads.md").exists()
        told = await room.edith.slash("library add", file=Upload("water.md", NEW), replace=True)
        assert "nothing was changed" in told.text
        assert (folder / "water.md").read_text(encoding="utf-8") == BRIEFING


async def test_what_an_earlier_run_took_up_already_is_told_as_added(newsroom: Open) -> None:
    async with newsroom() as room:
        reindexer = room.assistant.reindexer
        build, begun, go_on = reindexer._build, threading.Event(), threading.Event()

        def held(**asked: Any) -> BuildReport:
            if not begun.is_set():
                begun.set()
                assert go_on.wait(60)
            return build(**asked)

        reindexer._build = held
        running = asyncio.create_task(asyncio.to_thread(reindexer.run))
        await asyncio.to_thread(begun.wait, 60)
        told = await room.edith.hasty.slash("library add", file=Upload("roads.md", NEW))
        await asyncio.to_thread(eventually, (room.assistant.library.folder / "roads.md").exists)
        go_on.set()
        assert "roads.md" in (await running).report.added
        assert "added: roads.md" in read((await told.until_answered()).message)
        again = await room.edith.slash("library add", file=Upload("roads.md", NEW), replace=True)
        assert "Nothing has changed." in read(again.message)


async def test_an_editor_cannot_reach_documents_that_the_channel_does_not_see(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "drafts/secret.md": SECRET}) as room:
        told = await room.edith.slash("library remove", document="secret")
        assert "there is no document" in read(told.message).lower()
        told = await room.edith.slash("library add", file=Upload("roads.md", NEW), collection="drafts")
        assert "which collection" in read(told.message)
        told = await room.edith.slash("library checks")
        assert "secret" not in read(told.message)


async def test_of_many_unreadable_files_it_is_said_how_many_there_are(newsroom: Open) -> None:
    async with newsroom() as room:
        write_documents(room.assistant.library.folder, {f"empty{number:02}.md": b" " for number in range(12)})
        told = read((await room.edith.slash("library reindex")).message)
        assert told.count("failed: empty") == 10
        assert "failed: 2 more; /library checks names them" in told
        named = read((await room.edith.slash("library checks")).message)
        assert all(f"empty{number:02}.md" in named for number in range(12))


async def test_sources_are_found_for_any_message_without_a_judgement(newsroom: Open) -> None:
    async with newsroom() as room:
        said = await room.edith.says("The camps in Nairobi receive 12 litres of water a day.")
        told = await room.ana.menu("Find sources", said)
        assert told.ephemeral
        shown = read(told.message)
        assert "nine litres" in shown
        assert "do not hold: Nairobi, 12" in shown
        assert "true" not in shown.lower()
        assert "false" not in shown.lower()


async def test_of_a_message_that_sources_are_found_for_nothing_is_kept(newsroom: Open) -> None:
    long = {f"well{number}.md": f"# Well {number}\n\n" + f"Well {number} ran dry in May. " * 40 for number in range(9)}
    async with newsroom(long, answers={"quotes": 9}) as room:
        said = await room.edith.says("In Zanzibar 4711 wells ran dry in May.")
        told = await room.ana.menu("Find sources", said)
        assert "do not hold: Zanzibar, 4711" in read(told.message)
        await room.ana.click(told, "More")
        assert "ran dry in May" in read(told.message)
        await room.ana.click(told, "Back")
        assert "the message is not kept" in read(told.message)
        assert "ran dry in May" in read(told.message)
        records = room.assistant.config.path(room.assistant.config.records.folder)
        for file in records.glob("asked.db*"):
            assert b"4711" not in file.read_bytes()
            assert b"Zanzibar" not in file.read_bytes()


async def test_sources_are_found_for_a_message_that_is_laid_out_in_components(newsroom: Open) -> None:
    async with newsroom() as room:
        answer = (await room.edith.slash("ask", question="How many pumps stopped?")).message
        assert not answer.content
        shown = read((await room.ana.menu("Find sources", answer)).message)
        assert "Two of the five pumps stopped on 1 March." in shown
        assert "holds no text" not in shown


async def test_a_message_without_text_is_told_to_be_one(newsroom: Open) -> None:
    async with newsroom() as room:
        picture = await room.edith.says("", files=(Upload("pump.png", b"picture"),))
        assert "holds no text" in read((await room.ana.menu("Find sources", picture)).message)
