"""Whatever goes wrong becomes one sentence for whoever waits, and a failure has an id that stands in the log."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.discord.cooldown import TooSoon
from bot.discord.desk import Desk, Interaction
from bot.discord.literal import fitting
from bot.errors import FAILURES, Closing, QuoteError, RequestError
from index.errors import BuildRefused, StoreMissing, TooManyWaiting

_log = logging.getLogger(__name__)

LOST = (OSError, aiohttp.ClientError, TimeoutError, discord.GatewayNotFound, discord.ConnectionClosed)
"""What is raised where there is no connection to Discord."""

PUBLICLY_DEFERRED = "publicly deferred"
"""Key in an interaction's `extras`: everyone sees that the bot is thinking."""
_GONE = frozenset((10008, 10015, 10062, 50027))
"""What Discord answers when an interaction has expired or its message is gone."""
EXPIRED = frozenset((10015, 50027))
"""What it answers when only the interaction is no more: a message of the bot's own may still be sent."""
_ACKNOWLEDGED = 40060
_ROOM = 1900
"""Of the 2,000 that Discord takes in a message, some are for words of ours."""


class Unpostable(Exception):
    """There is no way left to show somebody an answer."""


class NotAllowed(Exception):
    """Somebody may not do this."""


def explain(desk: Desk, error: Exception, doing: str) -> str:
    """Return the sentence, in markdown; what nobody could have asked better is logged under an id."""
    match error:
        case RequestError() | TooSoon() | NotAllowed() | Closing() | TooManyWaiting() | BuildRefused():
            return _sentence(str(error))
        case StoreMissing():
            return "The documents are still being indexed; ask again in a minute."
        case QuoteError():
            return f"This cannot be quoted: {fitting(str(error), _ROOM, _ROOM)}"
    number = desk.failures.keep(error, doing)
    _log.error("failure %s: %s: %s: %s", number, doing, type(error).__name__, error)
    if isinstance(error, FAILURES):
        return f"This cannot be done at the moment; the log says why under `{number}`."
    if isinstance(error, discord.Forbidden):
        return f"The bot lacks a permission here; the log says which under `{number}`."
    return f"Something unforeseen went wrong; the log tells more under `{number}`."


@asynccontextmanager
async def told(desk: Desk, interaction: Interaction, doing: str) -> AsyncIterator[None]:
    """Run a handler of an interaction: whatever it raises is told in private, and nothing is raised."""
    with desk.busy():
        try:
            if desk.closing:
                raise Closing
            yield
        except Unpostable as error:
            _log.warning("%s", error)
        except discord.HTTPException as error:
            if error.code in _GONE:
                _log.warning("%s came too late: Discord no longer takes an answer (%s)", doing, error.code)
                return
            await tell(interaction, explain(desk, error, doing))
        except Exception as error:
            await tell(interaction, explain(desk, error, doing))


async def tell(interaction: Interaction, text: str) -> None:
    """Say something in private, whether the interaction is fresh, deferred or answered; log it if it has expired."""
    try:
        if not interaction.response.is_done():
            try:
                await interaction.response.send_message(text, ephemeral=True)
                return
            except discord.HTTPException as error:
                if error.code != _ACKNOWLEDGED:
                    raise
            # It was acknowledged, but what Discord said to that was lost.
            if interaction.extras.pop(PUBLICLY_DEFERRED, False):
                await interaction.delete_original_response()
            await interaction.followup.send(text, ephemeral=True)
            return
        deferred = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
        if deferred and not interaction.extras.pop(PUBLICLY_DEFERRED, False):
            await interaction.edit_original_response(content=text)
            return
        if deferred:
            # What follows a public "is thinking" would be public; without it the next message can be private.
            await interaction.delete_original_response()
        await interaction.followup.send(text, ephemeral=True)
    except (*LOST, discord.DiscordException) as error:
        _log.warning("nobody could be told %r: %s", text, error)


def _sentence(text: str) -> str:
    shown = fitting(text, _ROOM, _ROOM)
    return f"{shown[0].upper()}{shown[1:]}{'' if shown.endswith(('.', '…', '?')) else '.'}"
