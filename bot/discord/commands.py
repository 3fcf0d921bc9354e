"""The slash commands that ask and read, with what autocomplete offers."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.assistant import Assistant
from bot.discord import asking, document_keys, listing, results
from bot.discord.access import Scope
from bot.discord.asked import Asked
from bot.discord.desk import Desk, Interaction
from bot.discord.errors import told
from bot.discord.places import place_of

_log = logging.getLogger(__name__)
MOST_CHOICES = 25
LONGEST_QUESTION = 2000
Name: TypeAlias = app_commands.Range[str, 1, 200]
"""Of a topic, document, section or collection, or a part of it."""
Tree = app_commands.CommandTree[Any]
_Found = TypeVar("_Found", bound=Iterable[tuple[str, str]])


def register(tree: Tree, desk: Desk) -> None:
    """Add the commands to a tree."""

    @tree.command(description="Ask the documents a question; the answer is quoted from them")
    @app_commands.describe(
        question="What you want to know",
        collection="Look in this collection only",
        private="Show the answer to you alone, until you share it",
    )
    async def ask(
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, LONGEST_QUESTION],
        collection: Name = "",
        private: bool = False,
    ) -> None:
        await asking.by_command(desk, interaction, question, collection, private)

    @tree.command(description="Gather what the documents say on a topic")
    @app_commands.describe(topic="One of the topics that are set up", collection="Look in this collection only")
    async def brief(interaction: discord.Interaction, topic: Name, collection: Name = "") -> None:
        await read(desk, interaction, "brief", {"topic": topic, "collection": collection})

    @tree.command(description="List the cautions that the documents raise")
    @app_commands.describe(document="Of this document only")
    async def cautions(interaction: discord.Interaction, document: Name = "") -> None:
        await read(desk, interaction, "cautions", {"document": document})

    @tree.command(description="List where documents give different figures for the same thing")
    async def conflicts(interaction: discord.Interaction) -> None:
        await read(desk, interaction, "conflicts", {})

    @tree.command(description="Tell what was added, changed and removed, with the sentences that are new or gone")
    @app_commands.describe(since="From when on, such as 2025-03-04, yesterday or 3 days ago")
    async def changes(interaction: discord.Interaction, since: app_commands.Range[str, 0, 100] = "") -> None:
        await read(desk, interaction, "changes", {"since": since})

    @tree.command(description="Tell what became of a quote: intact, moved, changed, gone, or only part of a sentence")
    @app_commands.describe(quote="The id that stands below it")
    async def verify(interaction: discord.Interaction, quote: app_commands.Range[str, 1, 100]) -> None:
        await read(desk, interaction, "verify", {"quote": quote})

    @tree.command(description="List the documents and what is doubtful about them")
    async def sources(interaction: discord.Interaction) -> None:
        await read(desk, interaction, "sources", {})

    @tree.command(description="Show the text of a document, or of one of its sections")
    @app_commands.describe(document="Any part of its name or title", section="Any part of its heading")
    async def show(interaction: discord.Interaction, document: Name, section: Name = "") -> None:
        await read(desk, interaction, "show", {"document": document, "section": section})

    @tree.command(description="Tell how the documents and their index are")
    async def status(interaction: discord.Interaction) -> None:
        await read(desk, interaction, "status", {})

    @tree.command(name="help", description="Tell how to ask and what the answers mean")
    async def help_(interaction: discord.Interaction) -> None:
        await read(desk, interaction, "help", {})

    @tree.context_menu(name="Find sources")
    async def find_sources(interaction: discord.Interaction, message: discord.Message) -> None:
        # Those who read the documents in private may not be those who read the message: only they see the result.
        text = discord.utils.remove_markdown(" ".join(_texts(message))).strip()
        most = desk.assistant.config.answers.max_question_chars
        await read(desk, interaction, results.FIND, {}, text[:most])

    ask.autocomplete("collection")(offering(desk, collections_offered))
    brief.autocomplete("collection")(offering(desk, collections_offered))
    brief.autocomplete("topic")(offering(desk, _topics))
    cautions.autocomplete("document")(offering(desk, documents_offered))
    show.autocomplete("document")(offering(desk, documents_offered))
    show.autocomplete("section")(offering(desk, _sections))


async def read(desk: Desk, interaction: Interaction, kind: str, arguments: dict[str, str], text: str = "") -> None:
    """Show something to whoever asks for it, alone; `text` is what it is about where that is not to be kept."""
    async with told(desk, interaction, f"/{kind}"):
        if kind in results.NEED_MODEL:
            desk.require_patience(interaction.user.id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        here = place_of(interaction)
        scope = desk.access.person(here)
        person = await desk.look(desk.asked.person, interaction.user.id)
        work = desk.answer if kind in results.NEED_MODEL else desk.look
        asked = Asked(str(here.channel), person, False, kind, arguments=arguments)
        asked, result = await work(results.first_shown, desk.assistant, asked, scope, text)
        await asking.put(interaction, asked if await desk.keep(asked) else None, result, private=True)


def _texts(message: discord.Message) -> Iterator[str]:
    yield message.content
    for embed in message.embeds:
        yield from filter(None, (embed.title, embed.description))
    yield from _displayed(message.components)


def _displayed(components: Iterable[discord.Component]) -> Iterator[str]:
    """Yield the texts of a message that is laid out in components, such as the bot's own answers."""
    for each in components:
        if isinstance(each, discord.TextDisplay):
            yield each.content
        elif isinstance(each, discord.Container | discord.SectionComponent):
            yield from _displayed(each.children)


Offers = Iterator[tuple[str, str]]
Lookup = Callable[[Assistant, Scope, str, dict[str, Any]], Offers]


def offering(desk: Desk, lookup: Lookup) -> Any:
    """Return an autocomplete that looks up what may be seen; whatever fails, nothing is offered, and the log tells."""

    async def offer(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        scope = desk.access.person(place_of(interaction))
        others = {name: value for name, value in interaction.namespace}  # noqa: C416  (dict() takes it for a mapping)

        def found() -> list[tuple[str, str]]:
            offers: dict[str, str] = {}
            for name, value in lookup(desk.assistant, scope, current, others):
                offers.setdefault(value, name)
                if len(offers) == MOST_CHOICES:
                    break
            return [(name, value) for value, name in offers.items() if name.strip()]

        try:
            return [Choice(name=name, value=value) for name, value in await desk.look(found)]
        except Exception as error:
            _log.warning("nothing could be offered: %s", error)
            return []

    return offer


def collections_offered(
    assistant: Assistant, scope: Scope, typed: str, others: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the collections that may be seen."""
    for each in scope.of(assistant.collections()):
        if typed.casefold() in each.casefold() and len(each) <= listing.LONGEST_CHOICE:
            yield each, each


def _topics(assistant: Assistant, scope: Scope, typed: str, others: dict[str, Any]) -> Offers:
    for name, topic in assistant.config.topics.items():
        if typed.casefold() in f"{name} {topic.title}".casefold() and len(name) <= listing.LONGEST_CHOICE:
            yield listing.clipped(topic.title), name


def documents_offered(
    assistant: Assistant, scope: Scope, typed: str, others: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield the documents that may be seen."""
    yield from listing.document_choices(assistant.sources(scope.of(assistant.collections())), typed)


def _sections(assistant: Assistant, scope: Scope, typed: str, others: dict[str, Any]) -> Offers:
    collections = scope.of(assistant.collections())
    name = document_keys.meant(assistant.sources(collections), str(others.get("document") or ""))
    if name:
        yield from listing.section_choices(assistant.show(name, "", collections).sections, typed)
