"""A private collection is invisible elsewhere: in every command, button, autocomplete, menu and figure."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest

from tests.bot.discord.conftest import Newsroom, Open
from tests.bot.discord.seen import read
from tests.conftest import BRIEFING
from tests.discord_server import Channel, DiscordServer, Guild, Message, Person, Role, Told, Upload
from tests.discord_server.invoking import MESSAGE_MENU, SLASH
from tests.discord_server.message import V2, Pings

PLAN = """---
title: Unpublished quokka plan
date: 2025-05-05
publisher: Numbat Press
---
# Unpublished quokka plan

The small animals of Zanzibar are to be moved to another island on 5 May. Nobody is to know of the quokka.

## Quokka risks

- **Wombats**: Ships sail twice a week only.
"""
OTHER = PLAN.replace("5 May", "9 June").replace("Ships", "Boats") + "\n## More\n\nThe ferry costs ninety pounds.\n"
# What only the private collection holds, or is.
MARKERS = ("quokka", "numbat", "zanzibar", "wombat", "hidden", "plan.md", "5 may", "small animals")
QUESTION = "When are the animals to be moved to the island?"
GUESSES = ("hidden", "hidden/plan.md", "plan.md", "Unpublished quokka plan", "Quokka risks", "#2", "2")
CHANGING = ("library", "watch add", "watch remove")
BEGINNINGS = ("", "h", "hid", "quok", "plan", "un", "w")


def only_some_channels(guild: Guild, channel: Channel) -> Mapping[str, object]:
    closed = guild.channel("closed", only=guild.role("few"))
    return {"channels": {closed.id: ["main", "hidden"]}, "upload_suffixes": []}


async def test_nothing_of_a_private_collection_is_told_elsewhere(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "hidden/plan.md": PLAN}, only_some_channels) as room:
        insider = insider_of(room)
        known = await insider.slash("ask", question=QUESTION)
        assert "Zanzibar" in known.text, "the private collection must be there to be found"
        marker = next(each.sha256 for each in room.assistant.sources() if each.name == "hidden/plan.md")[:12]
        told = [said async for said in everything(room, room.server, "first")]
        assert len(told) > 60
        leaks = [(what, text) for what, text in told if any(each in text.casefold() for each in (*MARKERS, marker))]
        assert leaks == []
        assert not room.log.exists(), room.log.read_text(encoding="utf-8")


async def test_what_a_private_collection_holds_changes_nothing_elsewhere(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "hidden/plan.md": PLAN}, only_some_channels) as room:
        before = [said async for said in everything(room, room.server, "first", editing=False)]
        hidden = room.assistant.library.folder / "hidden"
        (hidden / "plan.md").write_text(OTHER, encoding="utf-8")
        (hidden / "second.md").write_text(PLAN.replace("quokka", "bilby"), encoding="utf-8")
        room.assistant.reindex()
        after = [said async for said in everything(room, room.server, "second", editing=False)]
        assert before == after


async def test_buttons_of_private_answers_do_nothing_in_other_hands(newsroom: Open) -> None:
    async with newsroom({"water.md": BRIEFING, "hidden/plan.md": PLAN}, only_some_channels) as room:
        insider = insider_of(room)
        answers = [
            await insider.slash("ask", question=QUESTION),
            await insider.slash("ask", question=QUESTION, private=True),
            await insider.slash("show", document="hidden/plan.md"),
            await insider.slash("cautions"),
        ]
        assert {"In context", "Share"} <= {label for each in answers for label in each.labels}
        before = len(room.server.requests)
        for each in answers:
            # As if the channel had been allowed to see the collection when the bot wrote this.
            planted = Message(room.server.world.new_id(), room.channel, room.server.world.bot, flags=V2)
            planted.components = each.message.components
            room.channel.messages[planted.id] = planted
            for button in planted.buttons:
                pressed = await room.ana.hasty.press(planted, button.custom_id or "")
                await room.server.idle()
                assert pressed.acknowledged is not None, button
                assert all(not message.loading for message in pressed.messages), button
        sent = [text for each in room.server.requests[before:] for text in strings(each.body)]
        assert sent
        leaks = [text for text in sent if any(each in text.casefold() for each in MARKERS)]
        assert leaks == []
        assert not room.log.exists(), room.log.read_text(encoding="utf-8")


async def test_a_role_opens_a_collection_only_in_private_answers(newsroom: Open) -> None:
    def by_role(guild: Guild, channel: Channel) -> Mapping[str, object]:
        return {"roles": {guild.role("insiders").id: ["hidden"]}}

    async with newsroom({"water.md": BRIEFING, "hidden/plan.md": PLAN}, by_role) as room:
        role = next(each for each in room.guild.roles.values() if each.name == "insiders")
        insider = room.server.person("ida", room.channel, role)
        assert "Zanzibar" in (await insider.slash("ask", question=QUESTION, private=True)).text
        for told in (await insider.slash("ask", question=QUESTION), await insider.mention(QUESTION)):
            assert "Zanzibar" not in told.text
        named = await insider.slash("ask", question=QUESTION, collection="hidden")
        assert named.ephemeral
        private = await insider.slash("ask", question=QUESTION, private=True)
        if "Share" in private.labels:
            await insider.click(private, "Share")
            await room.server.idle()
        seen = [each for each in room.ana.reads() if "Zanzibar" in each.text]
        assert seen == []


# Everything that somebody outside can do


async def everything(
    room: Newsroom, server: DiscordServer, name: str, *, editing: bool = True
) -> AsyncIterator[tuple[str, str]]:
    """Do everything in a place without the private collection; yield what was done and what was seen of it.

    What somebody typed and is told back is left out of what they see.
    """
    ana = server.person(f"ana-{name}", room.channel)
    edith = server.person(f"edith-{name}", room.channel, manage_guild=True)
    stranger = server.stranger(f"stranger-{name}")
    for person, who in ((ana, "ana"), (stranger, "stranger"), (edith, "edith")):
        for command in commands_of(person, SLASH):
            async for said in _command(person, command, () if editing else CHANGING):
                yield f"{who} {said[0]}", said[1]
    for command in commands_of(ana, MESSAGE_MENU):
        written = await server.write(ana.user, room.channel, QUESTION)
        yield command["name"], seen(await ana.menu(command["name"], written), (QUESTION,))
    heard = await ana.mention(QUESTION)
    yield "mention", without(heard.shown, (QUESTION,))
    await server.idle()  # what a reply follows up is noted just after it is sent
    yield "reply", without((await ana.reply(heard, "And who is moved?")).shown, ("And who is moved?",))
    yield "direct", without((await stranger.dm(QUESTION)).shown, (QUESTION,))
    thread = room.guild.thread(room.channel, f"thread-{name}", ana.user)
    yield "thread", without((await ana.at(thread).mention(QUESTION)).shown, (QUESTION,))


def commands_of(person: Person, kind: int) -> list[dict[str, Any]]:
    shown = person.commands()
    every = person.server.world.commands[None]
    return [each for each in every if each["type"] == kind and each["name"] in shown]


async def _command(
    person: Person, command: dict[str, Any], left_out: tuple[str, ...]
) -> AsyncIterator[tuple[str, str]]:
    for path, options in leaves(command):
        if left_out and path.startswith(left_out):
            continue
        required = {each["name"]: _ordinary(each) for each in options if each.get("required")}
        # Saved questions are told back to those who saved them.
        own = (*map(str, required.values()), *(GUESSES if path.startswith("watch") else ()))
        yield path, seen(await person.slash(path, **required), own)
        for option in options:
            if option["type"] != 3:
                continue
            for guess in GUESSES:
                given = required | {option["name"]: guess}
                said = await person.slash(path, **given)
                yield f"{path} {option['name']}={guess}", seen(said, (guess, *map(str, required.values())))
            for typed in BEGINNINGS if option.get("autocomplete") else ():
                for others in ({}, _guessed(options, option)):
                    offers = await person.autocomplete(path, option["name"], typed, **others)
                    yield (
                        f"{path} {option['name']} {typed}… {others}",
                        "\n".join(f"{each.name} {each.value}" for each in offers),
                    )


def leaves(command: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield a command's path and options, or those of its subcommands."""
    below = [each for each in command.get("options") or [] if each["type"] in (1, 2)]
    if not below:
        yield command["name"], command.get("options") or []
    for each in below:
        for path, options in leaves(each):
            yield f"{command['name']} {path}", options


def _ordinary(option: dict[str, Any]) -> Any:
    if option["type"] == 11:
        return Upload("note.md", b"# A note\n\nNothing is new.\n")
    by_name = {"question": QUESTION, "topic": "ceasefire", "document": "water.md", "section": "Pumps"}
    return {3: by_name.get(option["name"], "water.md"), 4: 1, 5: True, 10: 1.0}[option["type"]]


def _guessed(options: list[dict[str, Any]], focused: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: "hidden/plan.md" for each in options if each["type"] == 3 and each is not focused}


def seen(told: Told, typed: tuple[str, ...]) -> str:
    """Return what a person sees, ids of buttons included, without what they typed."""
    parts = [part for message in told.messages for part in _parts(message)]
    # "Read as" repeats what the same person asked before, in the same conversation.
    lines = [line for line in "\n".join(parts).split("\n") if not line.startswith("Read as: ")]
    return without("\n".join(lines), typed)


def _parts(message: Message) -> list[str]:
    assert message.pings == Pings()
    files = [f"{each.filename} {each.data.decode(errors='replace')}" for each in message.attachments]
    links = [button.url or "" for button in message.buttons]
    return [message.shown.text, *message.labels, *files, *links]


def without(text: str, typed: tuple[str, ...]) -> str:
    for each in sorted(typed, key=len, reverse=True):
        text = text.replace(each, "…")
    return text


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def insider_of(room: Newsroom) -> Person:
    closed = next(each for each in room.guild.channels.values() if each.name == "closed")
    role = next(each for each in room.guild.roles.values() if each.name == "few")
    return room.server.person("ida", closed, role)


@pytest.mark.parametrize(
    "question",
    [
        "How many of the five pumps stopped on 1 March, after Zarqanovis?",
        "How many of the five pumps stopped on 1 March, and how many litres of water came after Zarqanovis?",
    ],
)
async def test_a_word_of_other_documents_is_not_shared_with_how_a_question_was_read(
    newsroom: Open, question: str
) -> None:
    roles: list[Role] = []

    def settings(guild: Guild, channel: Channel) -> dict[str, object]:
        roles.append(guild.role("desk"))
        return {"collections": ["main"], "roles": {roles[0].id: ["drafts"]}}

    draft = "# Plan\n\nOperation Zarqanovia begins in May. Operation Zarqanovia is secret.\n"
    documents = {"water.md": BRIEFING, "drafts/plan.md": draft}
    async with newsroom(documents, settings, answers={"threshold": 0.0, "quotes": 1}) as room:
        room.guild.join(room.ana.user, roles[0])
        told = await room.ana.slash("ask", question=question, private=True)
        assert "Zarqanovia" in read(told.message)
        shared = await (await room.ana.click(told, "Share")).until_followed_up()
        seen = "\n".join(map(read, shared.followups))
        assert "Two of the five pumps" in seen
        assert "Zarqanovis" in seen
        assert "zarqanovia" not in seen.casefold()
