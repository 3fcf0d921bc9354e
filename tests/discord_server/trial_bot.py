"""A tiny plain bot that does one of everything, to try the server with."""

import io
import re
from typing import Any

import discord
from discord import app_commands

QUOTE_TEXT = "A quote\n-# from a document"
Asked = discord.Interaction["Trial"]


class Again(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"again:(?P<count>\d+)"):
    """A button that survives a restart: its state is in its custom_id."""

    def __init__(self, count: int) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id=f"again:{count}"))
        self.count = count

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.LayoutView],
        match: re.Match[str],
    ) -> "Again":
        return cls(int(match["count"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"again {self.count}", ephemeral=True)


class Note(discord.ui.Modal, title="A note"):
    """Asks for one line."""

    line: discord.ui.TextInput["Note"] = discord.ui.TextInput(label="Line", custom_id="line")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"noted: {self.line.value}", ephemeral=True)


class Pages(discord.ui.View):
    """Two pages, turned by updating the message, and a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Next", custom_id="pages:next")
    async def turn(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.edit_message(content="page 2")

    @discord.ui.button(label="Slowly", custom_id="pages:slowly")
    async def slowly(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="page 3")

    @discord.ui.button(label="Note", custom_id="pages:note")
    async def note(self, interaction: discord.Interaction, button: Any) -> None:
        await interaction.response.send_modal(Note())

    @discord.ui.select(
        custom_id="pages:pick",
        options=[discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")],
    )
    async def pick(self, interaction: discord.Interaction, select: Any) -> None:
        await interaction.response.send_message(f"picked {select.values}", ephemeral=True)


class Trial(discord.Client):
    """Answers commands, mentions and direct messages."""

    def __init__(self, *, message_content: bool = False, muted: bool = True) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=message_content)
        mentions = discord.AllowedMentions.none() if muted else None
        super().__init__(intents=intents, guild_ready_timeout=0.05, allowed_mentions=mentions)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.errors: list[BaseException] = []
        self.tree.error(self.on_tree_error)
        _register(self.tree)
        _register_more(self.tree)

    async def on_tree_error(self, interaction: Asked, error: app_commands.AppCommandError) -> None:
        self.errors.append(error.__cause__ or error)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Again)
        self.add_view(Pages())
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
    async def echo(interaction: Asked, text: str, private: bool = False) -> None:
        await interaction.response.send_message(text, ephemeral=private)

    @tree.command(description="Think first")
    async def ponder(interaction: Asked, text: str, private: bool = False) -> None:
        await interaction.response.defer(ephemeral=private)
        view = discord.ui.LayoutView(timeout=None)
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(Again(3))
        view.add_item(discord.ui.Container(discord.ui.TextDisplay(text), discord.ui.TextDisplay(QUOTE_TEXT), row))
        await interaction.edit_original_response(view=view)
        await interaction.followup.send("and more", ephemeral=True)

    @tree.command(description="Think, then follow up")
    async def follow(interaction: Asked, text: str) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(text)

    @tree.command(description="Show pages")
    async def pages(interaction: Asked) -> None:
        await interaction.response.send_message("page 1", view=Pages())

    @tree.command(description="Answer twice")
    async def twice(interaction: Asked) -> None:
        await interaction.response.send_message("once")
        interaction.response._response_type = None  # as if the bot had forgotten
        await interaction.response.send_message("twice")


def _register_more(tree: app_commands.CommandTree[Trial]) -> None:
    library = app_commands.Group(
        name="library",
        description="For editors",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    )

    @library.command(description="Add a file")
    async def add(interaction: Asked, file: discord.Attachment) -> None:
        data = await file.read()
        back = discord.File(io.BytesIO(data[::-1]), "back.txt")
        await interaction.response.send_message(f"{file.filename}: {file.size}", file=back)

    tree.add_command(library)

    @tree.command(description="Look something up")
    async def look(interaction: Asked, name: str) -> None:
        await interaction.response.send_message(name)

    @look.autocomplete("name")
    async def names(interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in ("water", "waste") if current in each]

    @tree.context_menu(name="Count letters")
    async def count(interaction: Asked, message: discord.Message) -> None:
        await interaction.response.send_message(str(len(message.content)), ephemeral=True)

    @tree.command(description="What may I do?")
    async def rights(interaction: Asked) -> None:
        await interaction.response.send_message(str(interaction.permissions.manage_guild))
