"""What the bot posts of its own accord: what a reindex changed, and saved questions whose answer changed."""

import contextlib
import logging
from collections.abc import AsyncIterator

import discord

from bot.assistant import Assistant
from bot.discord import past, watched
from bot.discord.buttons import layout
from bot.discord.desk import Desk, DeskClient
from bot.discord.errors import LOST
from bot.discord.places import place
from bot.discord.render import Result
from bot.errors import FAILURES, Closing
from bot.upkeep.live import News
from index.build import BuildReport

_log = logging.getLogger(__name__)

_UNKNOWN_CHANNEL, _INVALID = 10003, 50035
_MOST_PAGES = 3
"""Of a report in a channel; the rest is for `/changes`."""


async def tell(client: DeskClient, news: News) -> None:
    """Tell what changed where that is wanted; whatever fails is logged, and told later."""
    if news.report:
        client.desk.untold.add(news.report)
    await post_untold(client)


async def post_untold(client: DeskClient) -> None:
    """Post all that is not told yet; before the client knows its channels that is left to when it does."""
    if not client.is_ready():
        return
    desk = client.desk
    async with desk.reporting:
        for number in desk.untold.channels:
            async with logged(desk, f"reporting what changed in channel {number}"):
                await _report_in(client, number)
    await post_watched(client)


async def post_watched(client: DeskClient) -> None:
    """Ask the saved questions of all channels again, and post where they were saved what else is quoted now.

    What cannot be sent stays to be told, after the next reindex or start; whatever fails is logged.
    """
    desk = client.desk
    async with desk.posting, logged(desk, "looking for saved questions"):
        for number in await desk.look(_places, desk.assistant):
            async with logged(desk, f"asking the saved questions of channel {number}"):
                await _post_watched_in(client, number)


@contextlib.asynccontextmanager
async def logged(desk: Desk, doing: str) -> AsyncIterator[None]:
    """Do something that nobody waits for: what it raises ends up in the log, a line each."""
    try:
        yield
    except Closing:
        return
    except FAILURES as error:
        _log.warning("%s failed: %s", doing, error)
    except Exception as error:
        _log.error("%s failed: %s", doing, desk.failures.note(error, doing))


async def _report_in(client: DeskClient, number: int) -> None:
    """Post what a channel was not told yet, in order; what Discord does not take stays to be told."""
    untold = client.desk.untold
    try:
        # A thread that is archived is not among those that the client knows.
        channel = client.get_channel(number) or await client.fetch_channel(number)
        if not isinstance(channel, discord.TextChannel | discord.Thread):
            _log.warning("channel %s is none to report in; mend `discord.report_channels`", number)
            untold.forget(number)
            return
        while report := untold.next(number):
            try:
                await _post_report(client.desk, channel, report)
            except Exception as error:
                if not (client.is_closed() or _may_pass(error)):
                    untold.told(number, report)  # as far as ever: those after it must not wait for it
                raise
            untold.told(number, report)
    except discord.HTTPException as error:
        if error.code == _UNKNOWN_CHANNEL:
            _log.warning("there is no channel %s to report in; mend `discord.report_channels`", number)
            untold.forget(number)
            return
        _log.warning("cannot report in channel %s yet: %s", number, error)
    except LOST as error:
        _log.warning("cannot report in channel %s yet: %s", number, error)


def _may_pass(error: Exception) -> bool:
    """Tell whether something may succeed another time."""
    if isinstance(error, discord.HTTPException):
        return error.code != _INVALID
    return isinstance(error, (*LOST, *FAILURES))


async def _post_report(desk: Desk, channel: discord.TextChannel | discord.Thread, report: BuildReport) -> None:
    scope = desk.access.everyone(place(channel, channel.id, channel.guild.id, None))
    if result := await desk.look(past.news, desk.assistant, report, scope):
        with desk.busy():
            await _send(channel, result, _MOST_PAGES)
            if len(result.pages) > _MOST_PAGES:
                await channel.send("`/changes` shows the rest.")


async def _post_watched_in(client: DeskClient, number: int) -> None:
    desk = client.desk
    try:
        channel = client.get_channel(number) or await client.fetch_channel(number)
        if not isinstance(channel, discord.abc.Messageable):
            return
        guild = channel.guild.id if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else None
        if guild is None and not desk.settings.direct_messages:
            return
        # The configuration may have changed since: what not everyone here may see any more is not asked.
        scope = desk.access.everyone(place(channel, number, guild, None))
        checked = await desk.answer(desk.assistant.watchlist.check, [str(number)], scope.limit)
        for saved, reason in checked.failed:
            _log.warning("saved question %d of channel %s cannot be answered: %s", saved.number, number, reason)
        for change in checked.changes:
            if desk.closing:
                return
            with desk.busy():
                for result in watched.change(change):
                    await _send(channel, result)
                await desk.look(desk.assistant.watchlist.told, [change])
    except discord.HTTPException as error:
        if error.code != _UNKNOWN_CHANNEL:
            _log.warning("a changed answer cannot be posted in channel %s yet: %s", number, error)
            return
        count = await desk.look(_forget, desk.assistant, number)
        _log.warning("channel %s is gone; %d questions that were saved in it are forgotten", number, count)
    except LOST as error:
        _log.warning("a changed answer cannot be posted in channel %s yet: %s", number, error)


async def _send(channel: discord.abc.Messageable, result: Result, most: int | None = None) -> None:
    for number in range(len(result.pages[:most])):
        await channel.send(view=layout(result, number))


def _places(assistant: Assistant) -> list[int]:
    saved = assistant.watchlist.saved()
    return list(dict.fromkeys(int(each.place) for each in saved if each.place.isdecimal()))


def _forget(assistant: Assistant, number: int) -> int:
    gone = assistant.watchlist.saved([str(number)])
    for each in gone:
        assistant.watchlist.remove(each.number, each.place)
    return len(gone)
