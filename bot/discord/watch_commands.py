"""The commands on saved questions: asked again after every reindex, and answered where they were saved."""

import logging

import discord
from discord import app_commands

from bot.answering.answers import Answer
from bot.assistant import Assistant
from bot.discord import asking, commands, listing, render, results
from bot.discord.access import Scope
from bot.discord.desk import Desk, Interaction
from bot.discord.errors import NotAllowed, told
from bot.discord.literal import fitting
from bot.discord.places import may_write, place_of
from bot.errors import RequestError
from bot.upkeep.watchlist import Watched

_log = logging.getLogger(__name__)


def register(tree: commands.Tree, desk: Desk) -> None:
    """Add the group to a tree."""
    group = app_commands.Group(name="watch", description="Questions that are asked again when the documents change")

    @group.command(description="Save a question; when what is quoted to it changes, old and new are posted here")
    @app_commands.describe(question="What you want to know")
    async def add(
        interaction: discord.Interaction, question: app_commands.Range[str, 1, commands.LONGEST_QUESTION]
    ) -> None:
        async with told(desk, interaction, "/watch add"):
            _require_allowed(desk, interaction)
            desk.require_patience(interaction.user.id)
            await interaction.response.defer(ephemeral=True, thinking=True)
            if not may_write(interaction):
                raise RequestError("the bot may not write here, so it could not tell of changes; let it, then save")
            here = place_of(interaction)
            # What changed is posted for everyone here, so no more is asked than everyone here may see.
            everyone = desk.access.everyone(here)
            watched, given = await desk.answer(_added, desk.assistant, question, str(here.channel), everyone)
            person = await desk.look(desk.asked.person, interaction.user.id)
            asked = results.asked_of(given, str(here.channel), person, public=False)
            kept = await desk.keep(asked)
            intro = f"**Saved here as number {watched.number}.** The answer at present:\n"
            await asking.put(interaction, asked if kept else None, render.answer(given, intro), private=True)

    @group.command(name="list", description="List the questions that are saved here")
    async def list_(interaction: discord.Interaction) -> None:
        await commands.read(desk, interaction, "watch", {"place": str(place_of(interaction).channel)})

    @group.command(description="Forget a question that is saved here")
    @app_commands.describe(number="Its number in the list")
    async def remove(interaction: discord.Interaction, number: app_commands.Range[int, 1, 1_000_000]) -> None:
        async with told(desk, interaction, "/watch remove"):
            _require_allowed(desk, interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            here = place_of(interaction)
            within = desk.access.person(here).limit
            gone = await desk.look(desk.assistant.watchlist.remove, number, str(here.channel), within)
            await interaction.edit_original_response(content=f"Forgotten: {fitting(gone.question, 1900, 1900)}")

    @remove.autocomplete("number")
    async def saved_here(interaction: discord.Interaction, current: int | str) -> list[app_commands.Choice[int]]:
        here = place_of(interaction)
        # As in the list: of questions that see more than the person does there is none.
        within = desk.access.person(here).limit
        typed = str(current).strip().casefold()
        try:
            saved = await desk.look(desk.assistant.watchlist.saved, [str(here.channel)], within)
        except Exception as error:
            _log.warning("nothing could be offered: %s", error)
            return []
        names = {each.number: listing.clipped(f"{each.number}. {each.question}") for each in saved}
        offered = [number for number, name in names.items() if typed in name.casefold()]
        return [app_commands.Choice(name=names[each], value=each) for each in offered[: commands.MOST_CHOICES]]

    tree.add_command(group)


def _require_allowed(desk: Desk, interaction: Interaction) -> None:
    """Raise NotAllowed for somebody who may not decide what is posted here; in direct messages everybody may."""
    here = place_of(interaction)
    if here.guild is not None and not desk.access.edits(here):
        raise NotAllowed("only those who manage the server or hold a role for it may save and remove questions here")


def _added(assistant: Assistant, question: str, where: str, everyone: Scope) -> tuple[Watched, Answer]:
    collections = everyone.within(assistant.collections())
    return assistant.watchlist.add(question, where, None if everyone.everything else collections)
