"""The routes that a bot uses."""

from typing import Any

import discord
from aiohttp import web

from tests.discord_server import limits
from tests.discord_server.answering import json_answer
from tests.discord_server.changes import Changes
from tests.discord_server.errors import (
    cannot_edit_another,
    invalid_body,
    missing_access,
    missing_permissions,
    unknown,
)
from tests.discord_server.gateway import Gateway
from tests.discord_server.message import Message
from tests.discord_server.posting import Body, Posting, message_in
from tests.discord_server.rest import BODY, Handler, route
from tests.discord_server.world import VIEW, Channel, Guild

Json = dict[str, Any]
SEND = discord.Permissions(send_messages=True).value
SEND_IN_THREADS = discord.Permissions(send_messages_in_threads=True).value
ATTACH = discord.Permissions(attach_files=True).value
HISTORY = discord.Permissions(read_message_history=True).value
MANAGE_MESSAGES = discord.Permissions(manage_messages=True).value
REACT = discord.Permissions(add_reactions=True).value
THREAD = discord.Permissions(create_public_threads=True).value


class Routes:
    """What happens on each route that is not about an interaction."""

    def __init__(self, posting: Posting, gateway: Gateway, changes: Changes) -> None:
        self.posting = posting
        self.payloads = posting.payloads
        self.world = posting.world
        self.gateway = gateway
        self.changes = changes
        self.typed: list[int] = []
        self.commands_created = 0

    def table(self) -> list[web.RouteDef]:
        known: list[tuple[str, str, Handler]] = [
            ("GET", "/gateway", self.gateway_url),
            ("GET", "/gateway/bot", self.gateway_url),
            ("GET", "/users/@me", self.me),
            ("GET", "/users/{user}", self.user),
            ("GET", "/oauth2/applications/@me", self.application),
            ("GET", "/applications/{app}/commands", self.commands),
            ("PUT", "/applications/{app}/commands", self.put_commands),
            ("GET", "/applications/{app}/guilds/{guild}/commands", self.commands),
            ("PUT", "/applications/{app}/guilds/{guild}/commands", self.put_commands),
            ("POST", "/users/@me/channels", self.open_direct),
            ("GET", "/guilds/{guild}", self.guild),
            ("GET", "/guilds/{guild}/members/{user}", self.member),
            ("GET", "/channels/{channel}", self.channel),
            ("GET", "/channels/{channel}/messages", self.history),
            ("POST", "/channels/{channel}/messages", self.send),
            ("GET", "/channels/{channel}/messages/{message}", self.message),
            ("PATCH", "/channels/{channel}/messages/{message}", self.edit),
            ("DELETE", "/channels/{channel}/messages/{message}", self.delete),
            ("POST", "/channels/{channel}/typing", self.typing),
            ("POST", "/channels/{channel}/messages/{message}/threads", self.start_thread),
            ("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", self.react),
            ("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", self.unreact),
        ]
        files = web.get("/attachments/{attachment}/{filename}", self.download)
        return [*(route(*each) for each in known), files]

    async def gateway_url(self, request: web.Request) -> Json:
        if request.path.endswith("/gateway"):
            return {"url": self.gateway.url}
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    async def me(self, request: web.Request) -> Json:
        return self.payloads.myself()

    async def user(self, request: web.Request) -> Json:
        found = self.world.users.get(_number(request, "user"))
        if found is None:
            raise unknown("User")
        return self.payloads.user(found)

    async def application(self, request: web.Request) -> Json:
        return self.payloads.application(message_content=bool(self.gateway.allowed_intents & 1 << 15))

    async def commands(self, request: web.Request) -> Any:
        return self.world.commands.get(_scope(request), [])

    async def put_commands(self, request: web.Request) -> Any:
        wanted: list[Json] = _body(request).json
        found = list(limits.of_commands(wanted))
        if found:
            raise invalid_body(found)
        scope = _scope(request)
        before = {(each["type"], each["name"]): each for each in self.world.commands.get(scope, [])}
        registered = [self._registered(command, scope, before) for command in wanted]
        self.world.commands[scope] = registered
        return registered

    def _registered(self, command: Json, scope: int | None, before: dict[tuple[int, str], Json]) -> Json:
        kind = command.get("type") or 1
        known: Json = {"default_member_permissions": None, "description": "", "contexts": None, "nsfw": False}
        known |= {"integration_types": [0], "options": []}
        known |= {key: value for key, value in command.items() if value is not None}
        known |= {"type": kind, "application_id": str(self.world.bot.id)}
        if known["default_member_permissions"] is not None:
            known["default_member_permissions"] = str(known["default_member_permissions"])
        if scope is not None:
            known["guild_id"] = str(scope)
        old = before.get((kind, command["name"]))
        if old is None:
            self.commands_created += 1
        version = str(self.world.new_id())
        if old is not None and {key: old.get(key) for key in known} == known:
            version = old["version"]
        return known | {"id": old["id"] if old else str(self.world.new_id()), "version": version}

    async def open_direct(self, request: web.Request) -> Json:
        found = self.world.users.get(int(_body(request).json["recipient_id"]))
        if found is None:
            raise unknown("User")
        return self.payloads.channel(self.world.direct(found))

    async def guild(self, request: web.Request) -> Json:
        return self.payloads.guild(self._guild(request))

    async def member(self, request: web.Request) -> Json:
        found = self._guild(request).members.get(_number(request, "user"))
        if found is None:
            raise unknown("Member")
        return self.payloads.member(found)

    def _guild(self, request: web.Request) -> Guild:
        found = self.world.guilds.get(_number(request, "guild"))
        if found is None:
            raise unknown("Guild")
        return found

    def _channel(self, request: web.Request, needed: int = VIEW) -> Channel:
        """Return the channel of a route, if the bot may do there what is needed."""
        found = self.world.channel(_number(request, "channel"))
        if found is None:
            raise unknown("Channel")
        granted = found.permissions_of(self.world.bot)
        if not granted & VIEW:
            raise missing_access()
        if needed & ~granted:
            raise missing_access() if needed & HISTORY else missing_permissions()
        return found

    def _message(self, request: web.Request, needed: int = VIEW) -> Message:
        message = message_in(self._channel(request, needed), _number(request, "message"))
        if message.ephemeral:
            raise unknown("Message")
        return message

    async def channel(self, request: web.Request) -> Json:
        return self.payloads.channel(self._channel(request))

    async def message(self, request: web.Request) -> Json:
        return self._read(self._message(request, VIEW | HISTORY))

    def _read(self, message: Message) -> Json:
        known = self.payloads.message(message)
        readable = self.gateway.reads(self.gateway.allowed_intents, message)
        return known if readable else self.payloads.without_content(known)

    async def history(self, request: web.Request) -> Any:
        channel = self._channel(request, VIEW | HISTORY)
        visible = [each for each in channel.messages.values() if not each.deleted and not each.ephemeral]
        limit = int(request.query.get("limit", 50))
        if "before" in request.query:
            visible = [each for each in visible if each.id < int(request.query["before"])]
        if "after" in request.query:
            visible = [each for each in visible if each.id > int(request.query["after"])][:limit]
        if "around" in request.query:
            middle = int(request.query["around"])
            visible = sorted(visible, key=lambda each: abs(each.id - middle))[:limit]
        visible.sort(key=lambda each: -each.id)
        return [self._read(each) for each in visible[:limit]]

    async def send(self, request: web.Request) -> Json:
        channel = self._channel(request)
        body = _body(request)
        needed = (SEND_IN_THREADS if channel.is_thread else SEND) | (ATTACH if body.files else 0)
        if (body.json or {}).get("message_reference"):
            needed |= HISTORY
        self._channel(request, needed if channel.guild is not None else VIEW)
        message = self.posting.create(channel, self.world.bot, body)
        await self.gateway.message("MESSAGE_CREATE", message)
        self.changes.tell()
        return self.payloads.message(message)

    async def edit(self, request: web.Request) -> Json:
        message = self._message(request)
        if message.author is not self.world.bot:
            raise cannot_edit_another()
        self.posting.edit(message, _body(request))
        await self.gateway.message("MESSAGE_UPDATE", message)
        self.changes.tell()
        return self.payloads.message(message)

    async def delete(self, request: web.Request) -> None:
        message = self._message(request)
        if message.author is not self.world.bot:
            self._message(request, MANAGE_MESSAGES)
        message.deleted = True
        await self.gateway.deletion(message)
        self.changes.tell()

    async def typing(self, request: web.Request) -> None:
        self.typed.append(self._channel(request).id)

    async def start_thread(self, request: web.Request) -> web.Response:
        message = self._message(request, THREAD)
        guild = message.channel.guild
        assert guild is not None
        thread = guild.thread(message.channel, _body(request).json["name"], self.world.bot, start=message)
        return json_answer(self.payloads.channel(thread), 201)

    async def react(self, request: web.Request) -> None:
        self._message(request, REACT | HISTORY).reactions.append(request.match_info["emoji"])
        self.changes.tell()

    async def unreact(self, request: web.Request) -> None:
        self._message(request).reactions.remove(request.match_info["emoji"])

    async def download(self, request: web.Request) -> web.Response:
        found = self.posting.attachments.get(_number(request, "attachment"))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found.data, content_type=found.content_type)


class InteractionRoutes:
    """What happens on the routes of interactions."""

    def __init__(self, callbacks: Any, payloads: Any) -> None:
        self.callbacks = callbacks
        self.payloads = payloads

    def table(self) -> list[web.RouteDef]:
        one = "/webhooks/{app}/{token}/messages/{message}"
        known: list[tuple[str, str, Handler]] = [
            ("POST", "/interactions/{id}/{token}/callback", self.callback),
            ("POST", "/webhooks/{app}/{token}", self.follow_up),
            ("GET", one, self.get),
            ("PATCH", one, self.edit),
            ("DELETE", one, self.delete),
        ]
        return [route(*each) for each in known]

    async def callback(self, request: web.Request) -> Json | None:
        answered: Json = await self.callbacks.answer(
            _number(request, "id"), request.match_info["token"], _body(request)
        )
        return answered if request.query.get("with_response") in ("1", "true") else None

    async def follow_up(self, request: web.Request) -> Json:
        return self._json(await self.callbacks.follow_up(request.match_info["token"], _body(request)))

    async def get(self, request: web.Request) -> Json:
        return self._json(self.callbacks.find(request.match_info["token"], request.match_info["message"]))

    async def edit(self, request: web.Request) -> Json:
        token, which = request.match_info["token"], request.match_info["message"]
        return self._json(await self.callbacks.edit(token, which, _body(request)))

    async def delete(self, request: web.Request) -> None:
        await self.callbacks.delete(request.match_info["token"], request.match_info["message"])

    def _json(self, message: Message) -> Json:
        known: Json = self.payloads.message(message)
        return known


def _number(request: web.Request, name: str) -> int:
    text = request.match_info[name]
    if not text.isdigit():
        raise invalid_body([(name, f'Value "{text}" is not snowflake.')])
    return int(text)


def _scope(request: web.Request) -> int | None:
    return _number(request, "guild") if "guild" in request.match_info else None


def _body(request: web.Request) -> Body:
    return request[BODY]
