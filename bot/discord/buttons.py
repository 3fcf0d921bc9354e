"""Buttons whose state is in their ids, so that they work after a restart, and the messages that bear them."""

import re
from collections.abc import Sequence
from typing import Any, Self, TypeAlias

from discord import ButtonStyle, Colour, ui

from bot.discord import document_keys, results
from bot.discord.asked import Asked
from bot.discord.desk import Desk, Interaction, desk_of
from bot.discord.errors import NotAllowed, told
from bot.discord.paging import Source
from bot.discord.places import place_of
from bot.discord.render import SMALL, Result
from bot.errors import RequestError

Item: TypeAlias = ui.Item[Any]
_Button: TypeAlias = ui.Button[Any]

_ACCENT = Colour(0x2F6F8F)
_ASKED = r"(?P<asked>[\w-]{12})"
_DOCUMENT = rf"(?::(?P<document>(?:{document_keys.PATTERN})?))?"
"""The document's key; earlier buttons carry none."""
_SHAREABLE = frozenset((results.ASK, "brief", "cautions"))


def layout(result: Result, number: int, buttons: Sequence[Item] = ()) -> ui.LayoutView:
    """Lay out one page with its buttons; a number beyond the last page gives the last."""
    number = max(0, min(number, len(result.pages) - 1))
    parts: list[Item] = [ui.TextDisplay(result.head)]
    for at, piece in enumerate(result.pages[number]):
        text: Item = ui.TextDisplay(piece.markdown)
        if isinstance(piece, Source):
            text = ui.Section(text, accessory=InContext(piece.quote_id, at, piece.document))
        parts.append(text)
    if len(result.pages) > 1:
        parts.append(ui.TextDisplay(f"{SMALL}Page {number + 1} of {len(result.pages)}"))
    # No timeout, and nothing in it but buttons that carry their state: so they work after a restart.
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=_ACCENT))
    if buttons:
        view.add_item(ui.ActionRow(*buttons))
    return view


def row(asked: Asked | None, result: Result, number: int, *, private: bool) -> list[Item]:
    """Return the buttons below a page: to other pages, whether an answer helped, and to share a private one.

    There are none where it could not be kept what was asked.
    """
    if asked is None:
        return []
    buttons: list[Item] = [Turn(asked.id, number - 1, "Back")] if number > 0 else []
    if number + 1 < len(result.pages):
        buttons.append(Turn(asked.id, number + 1, "More"))
    if asked.kind == results.ASK:
        buttons += [Judge(asked.id, helpful=True), Judge(asked.id, helpful=False)]
    if private and asked.kind in _SHAREABLE and (asked.quotes or asked.kind != results.ASK):
        buttons.append(Share(asked.id))
    return buttons


async def respond(interaction: Interaction) -> None:
    """Acknowledge a button at once: a private message changes in place, beside a public one comes a private."""
    if _is_private(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


def _is_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


async def asked_before(interaction: Interaction, asked_id: str) -> Asked:
    """Return what a button belongs to; raise RequestError if it is not known any more."""
    desk = desk_of(interaction)
    asked = await desk.look(desk.asked.find, asked_id)
    if not asked:
        raise RequestError("nothing is known of this any more; ask again")
    person = await desk.look(desk.asked.person, interaction.user.id)
    if asked.place != str(interaction.channel_id) or not (asked.public or asked.person == person):
        raise NotAllowed("this belongs to another conversation")
    return asked


def _work_for(interaction: Interaction, asked: Asked) -> Any:
    """Return where it is looked up again: after those who wait for the model, and as a question, if it needs that."""
    desk = desk_of(interaction)
    if asked.kind not in results.NEED_MODEL_AGAIN:
        return desk.look
    desk.require_patience(interaction.user.id)
    return desk.answer


class InContext(ui.DynamicItem[_Button], template=rf"context:(?P<quote>[0-9a-f-]{{1,60}}):(?P<nth>\d+){_DOCUMENT}"):
    """Shows the section of a quote, in private."""

    def __init__(self, quote_id: str, nth: int, document: str) -> None:
        """Take the quote and its document's key; `nth` keeps ids apart where a message has the same quote twice."""
        identity = f"context:{quote_id}:{nth}:{document}"
        super().__init__(_Button(label="In context", style=ButtonStyle.secondary, custom_id=identity))
        self.quote_id, self.document = quote_id, document

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["quote"], int(match["nth"]), match["document"] or "")

    async def callback(self, interaction: Interaction) -> None:
        """Show the page that the quote begins on."""
        async with told(desk_of(interaction), interaction, "a quote in context"):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await _show_context(interaction, self.quote_id, self.document, None)


class Context(
    ui.DynamicItem[_Button], template=rf"section:(?P<quote>[0-9a-f-]{{1,60}}):(?P<page>\d{{1,6}}){_DOCUMENT}"
):
    """Turns to another page of the section of a quote."""

    def __init__(self, quote_id: str, page: int, document: str, label: str = "More") -> None:
        """Take the quote, the page and the document's key."""
        identity = f"section:{quote_id}:{page}:{document}"
        super().__init__(_Button(label=label, style=ButtonStyle.secondary, custom_id=identity))
        self.quote_id, self.page, self.document = quote_id, page, document

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["quote"], int(match["page"]), match["document"] or "")

    async def callback(self, interaction: Interaction) -> None:
        """Show the page in place of this one."""
        async with told(desk_of(interaction), interaction, "a quote in context"):
            await respond(interaction)
            await _show_context(interaction, self.quote_id, self.document, self.page)


async def _show_context(interaction: Interaction, quote_id: str, document: str, page: int | None) -> None:
    desk = desk_of(interaction)
    scope = desk.access.person(place_of(interaction))
    result, first = await desk.look(results.in_context, desk.assistant, quote_id, document, scope)
    page = first if page is None else min(page, len(result.pages) - 1)
    buttons: list[Item] = [Context(quote_id, page - 1, document, "Back")] if page > 0 else []
    buttons += [Context(quote_id, page + 1, document)] if page + 1 < len(result.pages) else []
    await interaction.edit_original_response(view=layout(result, page, buttons))


class Turn(ui.DynamicItem[_Button], template=rf"page:{_ASKED}:(?P<page>\d{{1,6}})"):
    """Turns to another page of what was shown."""

    def __init__(self, asked_id: str, page: int, label: str = "More") -> None:
        """Take what was shown and the page."""
        super().__init__(_Button(label=label, style=ButtonStyle.secondary, custom_id=f"page:{asked_id}:{page}"))
        self.asked_id, self.page = asked_id, page

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["asked"], int(match["page"]))

    async def callback(self, interaction: Interaction) -> None:
        """Look it up again and show the page, to whoever pressed."""
        desk = desk_of(interaction)
        async with told(desk, interaction, "another page"):
            await respond(interaction)
            asked = await asked_before(interaction, self.asked_id)
            here = place_of(interaction)
            scope = desk.access.everyone(here) if asked.public else desk.access.person(here)
            result = await _work_for(interaction, asked)(results.shown, desk.assistant, asked, scope)
            page = min(self.page, len(result.pages) - 1)
            buttons = row(asked, result, page, private=_is_private(interaction) and not asked.public)
            await interaction.edit_original_response(view=layout(result, page, buttons))


class Judge(ui.DynamicItem[_Button], template=rf"helped:{_ASKED}:(?P<helpful>[01])"):
    """Keeps whether an answer helped."""

    def __init__(self, asked_id: str, *, helpful: bool) -> None:
        """Take the answer and the view."""
        label = "Helpful" if helpful else "Not helpful"
        identity = f"helped:{asked_id}:{int(helpful)}"
        super().__init__(_Button(label=label, style=ButtonStyle.secondary, custom_id=identity))
        self.asked_id, self.helpful = asked_id, helpful

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["asked"], helpful=match["helpful"] == "1")

    async def callback(self, interaction: Interaction) -> None:
        """Keep it, in place of what the same person said before."""
        desk = desk_of(interaction)
        async with told(desk, interaction, "a view of an answer"):
            await interaction.response.defer(ephemeral=True, thinking=True)
            asked = await asked_before(interaction, self.asked_id)
            person = await desk.look(desk.asked.person, interaction.user.id)
            await desk.look(desk.asked.judge, asked.id, person, helpful=self.helpful)
            said = "helpful" if self.helpful else "not helpful"
            await interaction.edit_original_response(content=f"Noted as {said}.")


class Share(ui.DynamicItem[_Button], template=rf"share:{_ASKED}"):
    """Posts a private answer for everyone in the channel."""

    def __init__(self, asked_id: str) -> None:
        """Take the answer."""
        super().__init__(_Button(label="Share", style=ButtonStyle.primary, custom_id=f"share:{asked_id}"))
        self.asked_id = asked_id

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["asked"])

    async def callback(self, interaction: Interaction) -> None:
        """Cut the quotes again and post them, unless one may not be seen by everyone or no longer holds."""
        desk = desk_of(interaction)
        async with told(desk, interaction, "sharing an answer"):
            await interaction.response.defer()
            asked = await asked_before(interaction, self.asked_id)
            everyone = desk.access.everyone(place_of(interaction))
            work = _work_for(interaction, asked)
            earlier = [each.question for each in await desk.look(desk.asked.chain, asked) if each.public]
            shared, result = await work(results.for_everyone, desk.assistant, asked, everyone, earlier)
            kept = shared if await desk.keep(shared) else None
            view = layout(result, 0, row(kept, result, 0, private=False))
            async with desk.showing(place_of(interaction).channel):
                message = await interaction.followup.send(view=view, wait=True)
                if kept:
                    await desk.keep_message(kept, message.id)


class Remove(ui.DynamicItem[_Button], template=rf"remove:(?P<key>{document_keys.PATTERN})"):
    """Takes a document out of the library, once it was asked about."""

    def __init__(self, key: str) -> None:
        """Take the key of the document: a changed one is not removed unseen."""
        super().__init__(_Button(label="Remove it", style=ButtonStyle.danger, custom_id=f"remove:{key}"))
        self.key = key

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the state."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Look again who presses, then remove it."""
        desk = desk_of(interaction)
        async with told(desk, interaction, "removing a document"):
            require_editor(desk, interaction)
            await respond(interaction)
            scope = desk.access.person(place_of(interaction))
            result = await desk.change(results.removed, desk.assistant, self.key, scope)
            await interaction.edit_original_response(view=layout(result, 0))


def require_editor(desk: Desk, interaction: Interaction) -> None:
    """Raise NotAllowed for somebody who may not change the library."""
    if not desk.access.edits(place_of(interaction)):
        raise NotAllowed("only those who manage the server or hold a role for it may change the library")


ALL = (InContext, Context, Turn, Judge, Share, Remove)
