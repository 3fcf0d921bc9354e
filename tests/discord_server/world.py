"""What exists: users, guilds with roles and members, channels, threads, direct messages, registered commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord

from tests.discord_server.message import Message
from tests.discord_server.snowflakes import Snowflakes

Json = dict[str, Any]
TEXT, DM, CATEGORY, ANNOUNCEMENT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 4, 5, 11, 12
THREADS = (10, PUBLIC_THREAD, PRIVATE_THREAD)
EVERYONE = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    add_reactions=True,
    read_message_history=True,
    use_application_commands=True,
).value
ALL = discord.Permissions.all().value
ADMINISTRATOR = discord.Permissions(administrator=True).value
VIEW = discord.Permissions(view_channel=True).value


@dataclass(eq=False)
class User:
    """Somebody: a person, the bot under test, another bot, or the face of a webhook."""

    id: int
    name: str
    bot: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    """A role; `permissions` are bits as in discord.Permissions."""

    id: int
    name: str
    permissions: int
    mentionable: bool = False


@dataclass(eq=False)
class Member:
    """A user in a guild."""

    user: User
    roles: list[Role] = field(default_factory=list)


@dataclass(eq=False)
class Channel:
    """A text channel, a thread of one, or a direct conversation (`guild` is None, `people` are in it)."""

    id: int
    kind: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    owner: User | None = None
    people: list[User] = field(default_factory=list)
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    def permissions_of(self, user: User) -> int:
        """Return what a user may do here, as bits."""
        if self.guild is None:
            return EVERYONE if user in self.people else 0
        member = self.guild.members.get(user.id)
        if member is None:
            return 0
        if user is self.guild.owner:
            return ALL
        granted = self.guild.everyone.permissions
        for role in member.roles:
            granted |= role.permissions
        if granted & ADMINISTRATOR:
            return ALL
        overwrites = (self.parent if self.is_thread and self.parent else self).overwrites
        allow, deny = overwrites.get(self.guild.id, (0, 0))
        granted = granted & ~deny | allow
        of_roles = [overwrites[role.id] for role in member.roles if role.id in overwrites]
        for _, deny in of_roles:
            granted &= ~deny
        for allow, _ in of_roles:
            granted |= allow
        allow, deny = overwrites.get(user.id, (0, 0))
        granted = granted & ~deny | allow
        return granted if granted & VIEW else 0


@dataclass(eq=False)
class Guild:
    """A server with its members and channels; threads lie in `channels` too."""

    id: int
    name: str
    owner: User
    everyone: Role
    world: World
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)

    def role(self, name: str, *, mentionable: bool = False, **permissions: bool) -> Role:
        """Add a role, its permissions named as in discord.Permissions."""
        role = Role(self.world.new_id(), name, discord.Permissions(**permissions).value, mentionable)
        self.roles[role.id] = role
        self.world.publish("GUILD_ROLE_CREATE", role, self)
        return role

    def category(self, name: str) -> Channel:
        """Add a category, to which channels can belong."""
        return self.channel(name, kind=CATEGORY)

    def channel(
        self, name: str, *, only: Role | None = None, category: Channel | None = None, kind: int = TEXT
    ) -> Channel:
        """Add a channel; with `only` just that role and the bot see it."""
        channel = Channel(self.world.new_id(), kind, name, self, category)
        if only is not None:
            channel.overwrites = {self.id: (0, VIEW), only.id: (VIEW, 0), self.world.bot.id: (VIEW, 0)}
        self.channels[channel.id] = channel
        self.world.publish("CHANNEL_CREATE", channel, self)
        return channel

    def thread(self, parent: Channel, name: str, owner: User, *, start: Message | None = None) -> Channel:
        """Add a thread to a channel; started from a message it has that message's id."""
        thread = Channel(start.id if start else self.world.new_id(), PUBLIC_THREAD, name, self, parent, owner)
        self.channels[thread.id] = thread
        self.world.publish("THREAD_CREATE", thread, self)
        return thread

    def join(self, user: User, *roles: Role) -> Member:
        """Make a user a member with these roles."""
        member = self.members.setdefault(user.id, Member(user))
        member.roles += roles
        self.world.publish("GUILD_MEMBER_ADD", member, self)
        return member


class World:
    """All there is, seen by nobody in particular."""

    def __init__(self) -> None:
        self._ids = Snowflakes()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.directs: dict[int, Channel] = {}
        self.owner = self.user("owner")
        self.bot = self.user("briefing-bot", bot=True)
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.publish: Callable[[str, object, Guild], None] = lambda event, thing, guild: None

    def new_id(self) -> int:
        return self._ids.next()

    def user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.new_id(), name, bot)
        self.users[user.id] = user
        return user

    def guild(self, name: str, *, owner: User | None = None, **bot_permissions: bool) -> Guild:
        """Add a guild with the bot in it; it has everybody's permissions and these."""
        number = self.new_id()
        guild = Guild(number, name, owner or self.owner, Role(number, "@everyone", EVERYONE), self)
        guild.roles[number] = guild.everyone
        self.guilds[number] = guild
        guild.join(guild.owner)
        guild.join(self.bot)
        if bot_permissions:
            guild.join(self.bot, guild.role("the bot's", **bot_permissions))
        self.publish("GUILD_CREATE", guild, guild)
        return guild

    def direct(self, user: User) -> Channel:
        """Return the direct conversation between a user and the bot, begun if there is none."""
        for channel in self.directs.values():
            if user in channel.people:
                return channel
        channel = Channel(self.new_id(), DM, user.name, people=[user, self.bot])
        self.directs[channel.id] = channel
        return channel

    def channel(self, number: int) -> Channel | None:
        """Return a channel, thread or direct conversation by its id."""
        for guild in self.guilds.values():
            if number in guild.channels:
                return guild.channels[number]
        return self.directs.get(number)

    def channels(self) -> list[Channel]:
        return [*(each for guild in self.guilds.values() for each in guild.channels.values()), *self.directs.values()]
