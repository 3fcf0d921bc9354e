"""The commands that change the library, for those who may."""

import asyncio
from collections.abc import Iterable, Sequence

import discord
from discord import app_commands

from bot.assistant import Assistant
from bot.discord import commands, document_keys, listing
from bot.discord.access import Scope
from bot.discord.buttons import Remove, layout, require_editor
from bot.discord.desk import Desk, Interaction
from bot.discord.errors import told
from bot.discord.literal import label
from bot.discord.paging import Text
from bot.discord.places import place_of
from bot.discord.render import Result
from bot.errors import RequestError
from bot.upkeep.editing import safe_name
from index.errors import StoreMissing
from index.storage.stored import StoredDocument
from knowledge.readers import ROOT_COLLECTION, SUFFIXES


def register(tree: commands.Tree, desk: Desk) -> None:
    """Add the group to a tree; who may use it is checked again inside, for servers can override what is shown."""
    group = app_commands.Group(
        name="library",
        description="Change the documents",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        default_permissions=None if desk.settings.editor_roles else discord.Permissions(manage_guild=True),
    )

    @group.command(description="Add a document, or put a new version in the place of one")
    @app_commands.describe(
        file="The document",
        collection="Where it belongs",
        replace="Put it in the place of a document of the same name",
    )
    async def add(
        interaction: discord.Interaction,
        file: discord.Attachment,
        collection: commands.Name = "",
        replace: bool = False,
    ) -> None:
        async with told(desk, interaction, "/library add"):
            require_editor(desk, interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            scope = desk.access.person(place_of(interaction))
            where = _target(scope, collection, await desk.look(_existing, desk.assistant))
            name = _accepted(desk, file)
            data = await file.read()
            lines = await desk.change(_added, desk.assistant, scope, where, name, data, replace)
            await _show(interaction, f"**{label(name)}**", lines)

    @group.command(description="Take a document out of the library")
    @app_commands.describe(document="Any part of its name or title")
    async def remove(interaction: discord.Interaction, document: commands.Name) -> None:
        async with told(desk, interaction, "/library remove"):
            require_editor(desk, interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            scope = desk.access.person(place_of(interaction))
            found = await desk.look(_meant, desk.assistant, scope, document)
            result = Result.of(
                f"Remove **{label(found.name)}** from the library?", [(Text("It is kept aside, not lost."),)]
            )
            await interaction.edit_original_response(view=layout(result, 0, [Remove(document_keys.key_of(found))]))

    @group.command(description="Bring the index up to the documents folder")
    async def reindex(interaction: discord.Interaction) -> None:
        async with told(desk, interaction, "/library reindex"):
            require_editor(desk, interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            scope = desk.access.person(place_of(interaction))
            if running := desk.assistant.reindexer.running:
                await interaction.edit_original_response(content="Another run is under way; this one joins it.")
                # Waited for without a thread, for those that change the library are taken; others wait for it too.
                report = await asyncio.shield(asyncio.wrap_future(running))
                await _follow_up(interaction, listing.report(report, scope, joined=True))
            else:
                found = await desk.change(desk.assistant.reindexer.run)
                await _show(interaction, "**The index**", listing.report(found.report, scope, joined=found.joined))

    @group.command(description="List what is doubtful about the documents")
    async def checks(interaction: discord.Interaction) -> None:
        if await _may(desk, interaction):
            await commands.read(desk, interaction, "checks", {})

    add.autocomplete("collection")(commands.offering(desk, commands.collections_offered))
    remove.autocomplete("document")(commands.offering(desk, commands.documents_offered))
    tree.add_command(group)


async def _may(desk: Desk, interaction: Interaction) -> bool:
    async with told(desk, interaction, "/library"):
        require_editor(desk, interaction)
        return True
    return False


def _existing(assistant: Assistant) -> list[str]:
    try:
        return assistant.collections()
    except StoreMissing:
        return []


def _target(scope: Scope, collection: str, existing: Sequence[str]) -> str:
    """Return the collection to add to; raise RequestError for one that cannot be seen here."""
    where = scope.meant(collection.strip() or ROOT_COLLECTION, existing)
    if not where:
        named = ", ".join(sorted(scope.granted))
        raise RequestError(f"say which collection it belongs to; here: {named}")
    return where


def _accepted(desk: Desk, file: discord.Attachment) -> str:
    settings = desk.settings
    if file.size > settings.upload_mb << 20:
        raise RequestError(f"the file has {file.size / 2**20:.1f} MB; at most {settings.upload_mb} are taken")
    taken = SUFFIXES.intersection(each.lower() for each in settings.upload_suffixes) or SUFFIXES
    return safe_name(file.filename, taken)


def _added(assistant: Assistant, scope: Scope, where: str, name: str, data: bytes, replace: bool) -> list[str]:
    report = assistant.add_document(where, name, data, replace=replace)
    lines = list(listing.report(report, scope))
    full = name if where == ROOT_COLLECTION else f"{where}/{name}"
    found = [each for each in listing.findings_seen(assistant, (where,)) if each[0] == full]
    return lines + [f"! {label(finding.message, 300)}" for _, finding in found[:10]]


def _meant(assistant: Assistant, scope: Scope, document: str) -> StoredDocument:
    collections = scope.within(assistant.collections())
    name = document_keys.meant(assistant.sources(collections), document)
    return assistant.show(name, "", collections).document


async def _show(interaction: Interaction, head: str, lines: Iterable[str]) -> None:
    first, *more = listing.in_messages(lines)
    await interaction.edit_original_response(view=layout(Result.of(head, [(Text(first),)]), 0))
    await _follow_up(interaction, more)


async def _follow_up(interaction: Interaction, lines: Iterable[str]) -> None:
    for text in listing.in_messages(lines):
        await interaction.followup.send(text, ephemeral=True)
