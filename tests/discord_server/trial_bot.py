"""A tiny plain bot that does one of everything, to try the server with."""

import re
from typing import Any

import discord
from discord import app_commands

LAYOUT_TEXT = "A quote\n-# from a document"


class Again(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"again:(?P<count>\d+)"):
    """A button that survives a restart: its state is in its custom_id."""

    def __init__(self, count: int) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id=f"again:{count}"))
        self.count = count

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[discord.ui.LayoutView], match: re.Match[str]
    ) -> "Again":
        return cls(int(match["count"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"again {self.count}", ephemeral=True)


class Trial(discord.Client):
    """Answers commands, mentions and direct messages."""

    def __init__(self, *, message_content: bool = False) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=message_content)
        super().__init__(intents=intents, guild_ready_timeout=0.05, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        _register(self.tree)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Again)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again at once; the library waits five seconds."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or message.webhook_id is not None:
            return
        self.heard.append(message.content)
        if message.guild is None or (self.user is not None and self.user.mentioned_in(message)):
            await message.reply(f"heard: {message.content}", mention_author=False)


def _register(tree: app_commands.CommandTree[Trial]) -> None:
    @tree.command(description="Repeat a text")
    async def echo(interaction: discord.Interaction, text: str, private: bool = False) -> None:
        await interaction.response.send_message(text, ephemeral=private)

    @tree.command(description="Think first")
    async def ponder(interaction: discord.Interaction, text: str, private: bool = False) -> None:
        await interaction.response.defer(ephemeral=private)
        view = discord.ui.LayoutView(timeout=None)
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(Again(3))
        view.add_item(discord.ui.Container(discord.ui.TextDisplay(text), discord.ui.TextDisplay(LAYOUT_TEXT), row))
        await interaction.edit_original_response(view=view)
        await interaction.followup.send("and more", ephemeral=True)
