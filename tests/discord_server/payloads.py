"""Things of the world as the JSON that Discord sends."""

from typing import Any
from urllib.parse import quote

from tests.discord_server.message import Attachment, Message
from tests.discord_server.snowflakes import timestamp
from tests.discord_server.world import DM, Channel, Guild, Member, Role, User, World

Json = dict[str, Any]
ANCIENT = "2024-01-01T00:00:00+00:00"


class Payloads:
    """Writes things as JSON; `files` is where this server serves attachments."""

    def __init__(self, world: World, files: str = "") -> None:
        self.world = world
        self.files = files

    def user(self, user: User) -> Json:
        return {
            "id": str(user.id),
            "username": user.name,
            "global_name": None if user.bot else user.name.title(),
            "discriminator": "0000" if user.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "bot": user.bot,
            "primary_guild": None,
        }

    def myself(self) -> Json:
        private = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
        return self.user(self.world.bot) | private

    def application(self, *, message_content: bool) -> Json:
        return {
            "id": str(self.world.bot.id),
            "name": self.world.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.user(self.world.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 1 << 19 if message_content else 0,
            "flags_new": str(1 << 19 if message_content else 0),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self.user(self.world.owner),
            "approximate_guild_count": len(self.world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }

    def role(self, role: Role) -> Json:
        return {
            "id": str(role.id),
            "name": role.name,
            "description": None,
            "permissions": str(role.permissions),
            "position": 0 if role.name == "@everyone" else 1,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": role.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }

    def member(self, member: Member, *, user: bool = True) -> Json:
        known: Json = {
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
            "flags": 0,
            "joined_at": ANCIENT,
            "nick": None,
            "pending": False,
            "premium_since": None,
            "roles": [str(role.id) for role in member.roles],
            "deaf": False,
            "mute": False,
        }
        return known | ({"user": self.user(member.user)} if user else {})

    def channel(self, channel: Channel) -> Json:
        last = max(channel.messages, default=None)
        known: Json = {
            "id": str(channel.id),
            "type": channel.kind,
            "flags": 0,
            "last_message_id": str(last) if last else None,
        }
        if channel.kind == DM:
            others = [self.user(user) for user in channel.people if user is not self.world.bot]
            return known | {"recipients": others}
        assert channel.guild is not None
        known |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
        known["parent_id"] = str(channel.parent.id) if channel.parent else None
        if not channel.is_thread:
            overwrites = [self._overwrite(channel, *each) for each in channel.overwrites.items()]
            return known | {"position": 0, "topic": None, "nsfw": False, "permission_overwrites": overwrites}
        assert channel.owner is not None
        return known | {
            "owner_id": str(channel.owner.id),
            "thread_metadata": {
                "archived": False,
                "archive_timestamp": timestamp(channel.id),
                "auto_archive_duration": 1440,
                "locked": False,
                "create_timestamp": timestamp(channel.id),
            },
            "message_count": min(len(channel.messages), 50),
            "member_count": 1,
            "total_message_sent": len(channel.messages),
        }

    def _overwrite(self, channel: Channel, target: int, bits: tuple[int, int]) -> Json:
        assert channel.guild is not None
        kind = 0 if target in channel.guild.roles else 1
        return {"id": str(target), "type": kind, "allow": str(bits[0]), "deny": str(bits[1])}

    def guild(self, guild: Guild) -> Json:
        visible = [each for each in guild.channels.values() if each.permissions_of(self.world.bot)]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": str(guild.owner.id),
            "region": "",
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "features": [],
            "emojis": [],
            "stickers": [],
            "joined_at": ANCIENT,
            "large": False,
            "member_count": len(guild.members),
            "roles": [self.role(role) for role in guild.roles.values()],
            "members": [self.member(guild.members[self.world.bot.id])],
            "channels": [self.channel(each) for each in visible if not each.is_thread],
            "threads": [self.channel(each) for each in visible if each.is_thread],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def attachment(self, attachment: Attachment, *, ephemeral: bool = False) -> Json:
        url = f"{self.files}/{attachment.id}/{quote(attachment.filename, safe='')}"
        known: Json = {
            "id": str(attachment.id),
            "filename": attachment.filename,
            "size": len(attachment.data),
            "url": url,
            "proxy_url": url,
            "content_type": attachment.content_type,
        }
        if attachment.description:
            known["description"] = attachment.description
        return known | ({"ephemeral": True} if ephemeral else {})

    def message(self, message: Message, *, deep: bool = True) -> Json:
        users = [self.world.users[each] for each in sorted(message.pings.users) if each in self.world.users]
        known: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel.id),
            "type": message.kind,
            "author": self.user(message.author),
            "content": message.content,
            "timestamp": timestamp(message.id),
            "edited_timestamp": message.edited,
            "tts": False,
            "pinned": False,
            "mention_everyone": message.pings.everyone,
            "mentions": [self.user(user) for user in users],
            "mention_roles": [str(each) for each in sorted(message.pings.roles)],
            "attachments": [self.attachment(each, ephemeral=message.ephemeral) for each in message.attachments],
            "embeds": message.embeds,
            "components": message.components,
            "flags": message.flags,
        }
        if message.webhook is not None:
            known |= {"webhook_id": str(message.webhook)}
        if message.metadata is not None:
            known |= {"interaction_metadata": message.metadata, "application_id": str(self.world.bot.id)}
        if message.reference is not None:
            known["message_reference"] = self._reference(message.reference)
            if deep:
                gone = message.reference.deleted
                known["referenced_message"] = None if gone else self.message(message.reference, deep=False)
        return known

    def _reference(self, message: Message) -> Json:
        guild = message.channel.guild
        known = {"type": 0, "message_id": str(message.id), "channel_id": str(message.channel.id)}
        return known | ({"guild_id": str(guild.id)} if guild else {})

    def event(self, message: Message) -> Json:
        """Return a message as the gateway tells of it: with its guild and its author as a member."""
        known = self.message(message)
        guild = message.channel.guild
        if guild is None:
            return known
        known["guild_id"] = str(guild.id)
        member = guild.members.get(message.author.id)
        if member is not None and message.webhook is None:
            known["member"] = self.member(member, user=False)
        return known

    def without_content(self, known: Json) -> Json:
        """Return a message's JSON as a bot gets it that may not read content."""
        return known | {"content": "", "embeds": [], "components": [], "attachments": []}
