"""The bot: what it listens to, what it offers, and how it begins and ends."""

import asyncio
import hashlib
import json
import logging

import discord
from discord import app_commands

from bot.config import Discord
from bot.discord import asking, buttons, commands, library, posting, watch_commands
from bot.discord.desk import Desk, DeskClient
from bot.discord.errors import told
from bot.upkeep.live import News

_log = logging.getLogger(__name__)

_DAY_SECONDS = 86_400.0

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""What the bot needs in a channel; commands work without any."""


def intents_for(settings: Discord) -> discord.Intents:
    """Return what Discord is asked to tell the bot: no more than it uses."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=settings.direct_messages,
        message_content=settings.message_content,
    )


class BriefingBot(DeskClient):
    """Answers in Discord what the façade answers."""

    def __init__(self, desk: Desk, *, only_to_register: bool = False) -> None:
        """Prepare everything that needs no connection; `only_to_register` leaves the rest out."""
        settings = desk.settings
        super().__init__(
            intents=intents_for(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self.desk = desk
        self.only_to_register = only_to_register
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=settings.direct_messages, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self.tree.error(self._command_failed)
        commands.register(self.tree, desk)
        library.register(self.tree, desk)
        watch_commands.register(self.tree, desk)
        self._forgetting: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Make buttons of earlier runs work, and register commands that changed."""
        self.add_dynamic_items(*buttons.ALL)
        if self.only_to_register:
            return
        if self.desk.settings.keep_asked_days:
            self._forgetting = asyncio.create_task(self._forget_daily(), name="forgetting old questions")
        try:
            await self.sync(only_if_changed=True)
        except discord.HTTPException as error:
            _log.error("the commands could not be registered: %s; the next start tries again", error)

    async def close(self) -> None:
        """End the connection."""
        if self._forgetting:
            self._forgetting.cancel()
        await super().close()

    async def _forget_daily(self) -> None:
        while True:
            async with posting.logged(self.desk, "forgetting what was asked long ago"):
                await self.desk.look(self.desk.asked.forget, self.desk.settings.keep_asked_days)
            await asyncio.sleep(_DAY_SECONDS)

    async def sync(self, *, only_if_changed: bool) -> bool:
        """Register the commands with Discord; tell whether that was done."""
        payload = sorted((each.to_dict(self.tree) for each in self.tree.get_commands()), key=lambda each: each["name"])
        told = json.dumps([self.application_id, payload], sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        if only_if_changed and await self.desk.look(self.desk.asked.note, "commands registered") == digest:
            return False
        registered = await self.tree.sync()
        await self.desk.look(self.desk.asked.put_note, "commands registered", digest)
        _log.info("%d commands are registered with Discord", len(registered))
        return True

    async def on_ready(self) -> None:
        """Say that it is there, and post what could not be posted before."""
        _log.info("connected as %s, in %d servers", self.user, len(self.guilds))
        await posting.post_untold(self)

    async def on_resumed(self) -> None:
        """Post what could not be posted while the connection was lost."""
        await posting.post_untold(self)

    async def tell_news(self, news: News) -> None:
        """Post what is new where that is wanted."""
        await posting.tell(self, news)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it is a question to the bot."""
        if self.user:
            await asking.by_message(self.desk, message, self.user.id)

    async def _command_failed(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell what went wrong before a command's own code began."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        async with told(self.desk, interaction, f"the command {interaction.command and interaction.command.name}"):
            raise cause
