"""The gateway: sessions that survive their connections, events replayed on resume, trouble on demand."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.discord_server.changes import Changes
from tests.discord_server.message import Message
from tests.discord_server.payloads import Payloads
from tests.discord_server.world import Channel, Guild, Member, Role

Json = dict[str, Any]
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 3, 6, 7, 9, 10, 11
GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1, 1 << 1, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | 1 << 8 | MESSAGE_CONTENT


@dataclass(eq=False)
class Session:
    """What a bot is told since it identified; `sent` is kept for a resume."""

    id: str
    intents: int
    socket: web.WebSocketResponse | None
    sent: list[Json] = field(default_factory=list)


class Gateway:
    """Serves the web socket that a bot listens to."""

    def __init__(self, payloads: Payloads, changes: Changes, token: str) -> None:
        self.payloads = payloads
        self.world = payloads.world
        self.changes = changes
        self.token = token
        self.url = ""
        self.allowed_intents = 0
        self.refuse_resumes = 0
        self.sessions: list[Session] = []
        self.sockets: set[web.WebSocketResponse] = set()
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.heartbeats = 0
        self.world.publish = self.publish

    @property
    def session(self) -> Session | None:
        """The session whose connection is open, if any."""
        return next((each for each in reversed(self.sessions) if each.socket is not None), None)

    async def connected(self) -> None:
        """Wait until a bot is connected, identified or resumed, and has read what it was told then."""
        await self.changes.until(lambda: self.session, "a bot connected to the gateway")
        await self.beat()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        self.sockets.add(socket)
        session: Session | None = None
        try:
            await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
            async for frame in socket:
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    break
                said = json.loads(frame.data)
                if said["op"] == HEARTBEAT:
                    self.heartbeats += 1
                    self.changes.tell()
                    await socket.send_json({"op": ACK, "d": None, "s": None, "t": None})
                elif said["op"] == IDENTIFY:
                    session = await self._identify(socket, said["d"])
                elif said["op"] == RESUME:
                    session = await self._resume(socket, said["d"])
        except ConnectionError:
            pass
        finally:
            self.sockets.discard(socket)
            if session is not None and session.socket is socket:
                session.socket = None
            self.changes.tell()
        return socket

    async def _identify(self, socket: web.WebSocketResponse, said: Json) -> Session | None:
        self.identifies.append(said)
        if said["token"] != self.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        if said["intents"] & PRIVILEGED & ~self.allowed_intents:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        session = Session(f"session{len(self.identifies)}", said["intents"], socket)
        guilds = [{"id": str(number), "unavailable": True} for number in self.world.guilds]
        ready = {
            "v": 10,
            "user": self.payloads.myself(),
            "guilds": guilds,
            "private_channels": [],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "application": {"id": str(self.world.bot.id), "flags": 0},
            "shard": [0, 1],
        }
        await self._send(session, "READY", ready)
        for guild in self.world.guilds.values():
            await self._send(session, "GUILD_CREATE", self.payloads.guild(guild))
        self.sessions.append(session)
        self.changes.tell()
        return session

    async def _resume(self, socket: web.WebSocketResponse, said: Json) -> Session | None:
        self.resumes.append(said)
        session = next((each for each in self.sessions if each.id == said["session_id"]), None)
        if self.refuse_resumes or session is None or said["token"] != self.token:
            self.refuse_resumes = max(self.refuse_resumes - 1, 0)
            self.sessions = [each for each in self.sessions if each is not session]
            await socket.send_json({"op": INVALID, "d": False, "s": None, "t": None})
            return None
        told = int(said["seq"] or 0)
        while told < len(session.sent):  # more may be added while these are being sent
            await socket.send_json(session.sent[told])
            told += 1
        session.socket = socket
        await self._send(session, "RESUMED", {})
        self.changes.tell()
        return session

    async def _send(self, session: Session, event: str, data: Json) -> None:
        frame = {"op": DISPATCH, "t": event, "s": len(session.sent) + 1, "d": data}
        session.sent.append(frame)
        if session.socket is not None and not session.socket.closed:
            await session.socket.send_json(frame)

    async def interaction(self, data: Json) -> None:
        """Tell the bot of an interaction; they need no intent."""
        await _published()
        for session in self.sessions:
            await self._send(session, "INTERACTION_CREATE", data)

    async def message(self, event: str, message: Message) -> None:
        """Tell of a message that was written or changed, as far as intents and permissions let the bot know."""
        if message.only_for is not None or not message.channel.permissions_of(self.world.bot):
            return
        await _published()
        needed = DIRECT_MESSAGES if message.channel.guild is None else GUILD_MESSAGES
        for session in self.sessions:
            if session.intents & needed:
                data = self.payloads.event(message)
                if not self.reads(session.intents, message):
                    data = self.payloads.without_content(data)
                referred = message.reference
                if referred is not None and not referred.deleted and not self.reads(session.intents, referred):
                    data["referenced_message"] = self.payloads.without_content(data["referenced_message"])
                await self._send(session, event, data)

    def reads(self, intents: int, message: Message) -> bool:
        """Whether a bot with these intents gets what is written in a message."""
        bot = self.world.bot
        direct = message.channel.guild is None
        return bool(direct or message.author is bot or bot.id in message.pings.users or intents & MESSAGE_CONTENT)

    async def deletion(self, message: Message) -> None:
        if message.only_for is not None:
            return
        data = {"id": str(message.id), "channel_id": str(message.channel.id)}
        needed = DIRECT_MESSAGES if message.channel.guild is None else GUILD_MESSAGES
        if message.channel.guild is not None:
            data["guild_id"] = str(message.channel.guild.id)
        for session in self.sessions:
            if session.intents & needed:
                await self._send(session, "MESSAGE_DELETE", data)

    def publish(self, event: str, thing: object, guild: Guild) -> None:
        """Tell the connected bot of a change in a guild."""
        if not self.sessions:
            return
        data = self._described(event, thing, guild)
        if data is not None:
            for session in self.sessions:
                if session.intents & GUILDS:
                    self.changes.run(self._send(session, event, data))

    def _described(self, event: str, thing: object, guild: Guild) -> Json | None:
        if isinstance(thing, Channel):
            return self.payloads.channel(thing) if thing.permissions_of(self.world.bot) else None
        if isinstance(thing, Role):
            return {"guild_id": str(guild.id), "role": self.payloads.role(thing)}
        if isinstance(thing, Member):
            return {"guild_id": str(guild.id)} | self.payloads.member(thing) if thing.user is self.world.bot else None
        assert event == "GUILD_CREATE"
        return self.payloads.guild(guild)

    async def beat(self) -> None:
        """Ask for a heartbeat and wait for it: then the bot has read every event sent before."""
        session = self.session
        if session is None or session.socket is None:
            return
        before = self.heartbeats
        await session.socket.send_json({"op": HEARTBEAT, "d": None, "s": None, "t": None})
        await self.changes.until(lambda: self.heartbeats > before or self.session is not session, "a heartbeat")

    async def drop(self) -> None:
        """Cut the connection without a word; the session can be resumed."""
        for socket in list(self.sockets):
            transport = socket._req.transport if socket._req is not None else None
            if transport is not None:
                transport.abort()
        await self.changes.until(lambda: not self.session, "the connection gone")

    async def reconnect(self) -> None:
        """Tell the bot to come back on a new connection."""
        await self._tell(RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Declare the session invalid; unless `resumable` it is forgotten."""
        session = self.session
        await self._tell(INVALID, resumable)
        if not resumable:
            self.sessions = [each for each in self.sessions if each is not session]

    async def _tell(self, op: int, data: object) -> None:
        session = self.session
        assert session is not None, "no bot is connected"
        socket = session.socket
        assert socket is not None
        await socket.send_json({"op": op, "d": data, "s": None, "t": None})
        await self.changes.until(lambda: session.socket is not socket, "the connection gone")

    async def close(self) -> None:
        for socket in list(self.sockets):
            await socket.close(code=1001)
        await asyncio.sleep(0)


async def _published() -> None:
    """Let what was published go first: a bot hears of a thread before it hears what is said in it."""
    await asyncio.sleep(0)
