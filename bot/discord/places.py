"""Where somebody is who writes, or uses a command or a button."""

import discord

from bot.discord.access import Place
from bot.discord.desk import Interaction


def may_write(interaction: Interaction) -> bool:
    """Tell whether the bot may write messages of its own where an interaction came from."""
    if interaction.guild_id is None:
        return True
    may = interaction.app_permissions
    writes = may.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else may.send_messages
    return may.view_channel and writes


def place_of(interaction: Interaction) -> Place:
    """Say where somebody is who uses a command or a button."""
    manages = interaction.guild_id is not None and interaction.permissions.manage_guild
    return place(interaction.channel, interaction.channel_id or 0, interaction.guild_id, interaction.user, manages)


def place(channel: object, channel_id: int, guild_id: int | None, person: object, manages: bool = False) -> Place:
    """Say where somebody is."""
    parent = category = None
    known = guild_id is None
    if isinstance(channel, discord.Thread):
        parent = channel.parent_id
        category = channel.parent.category_id if channel.parent else None
        known = channel.parent is not None
    elif isinstance(channel, discord.abc.GuildChannel):
        category = channel.category_id
        # What comes with an interaction may lack the category; what the client keeps does not.
        known = category is not None or channel.guild.get_channel(channel.id) is not None
    roles = frozenset(role.id for role in person.roles) if isinstance(person, discord.Member) else frozenset()
    return Place(guild_id, channel_id, parent, category, known, roles, manages)
