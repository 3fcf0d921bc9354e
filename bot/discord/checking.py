"""Whether everything is ready to go online, looked at without going there."""

import base64
import binascii
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.assistant import Assistant
from bot.config import ALL_COLLECTIONS, Discord, discord_token
from bot.discord.client import PERMISSIONS, intents_for
from bot.errors import FAILURES, ConfigError
from bot.readiness import Check, Readiness
from index.errors import StoreMissing

_INVITE = "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions={}"


def check(assistant: Assistant) -> Readiness:
    """Look at documents, index, records, token, settings and permissions, in the order in which they are needed."""
    settings = assistant.config.discord
    token, owner = _token(assistant)
    checks = (
        Check(True, "the configuration can be read"),
        *_documents(assistant),
        _writable("records.folder", assistant.config.path(assistant.config.records.folder)),
        token,
        *_settings(settings),
        Check(True, f"permissions to grant in channels: {_permissions()} ({PERMISSIONS.value})"),
        Check(True, f"intents: {', '.join(name for name, on in intents_for(settings) if on)}"),
    )
    return Readiness(checks, _INVITE.format(owner, PERMISSIONS.value) if owner else "")


def _token(assistant: Assistant) -> tuple[Check, str]:
    """Check the token's shape and read the application's id out of it."""
    try:
        first = discord_token(assistant.config).split(".")[0]
    except ConfigError as error:
        return Check(False, str(error)), ""
    try:
        owner = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        owner = ""
    if not owner.isdigit():
        return Check(False, "the token does not begin with the id of an application; copy it anew"), ""
    return Check(True, f"the token has the right form and belongs to application {owner}"), owner


def _settings(settings: Discord) -> Iterator[Check]:
    if settings.auto_answer and not settings.message_content:
        yield Check(
            False, "`discord.auto_answer` names channels, but without `discord.message_content` it reads nothing"
        )
    if settings.message_content:
        yield Check(True, "Message Content Intent must be switched on for the application, on its page Bot")


def _documents(assistant: Assistant) -> Iterator[Check]:
    settings = assistant.config.discord
    if not assistant.library.folder.is_dir():
        yield Check(False, f"there is no documents folder {assistant.library.folder}")
        return
    try:
        state = assistant.status()
        existing = assistant.collections()
    except StoreMissing:
        yield Check(True, "there is no index yet; it is built at the start")
        return
    except FAILURES as error:
        yield Check(False, str(error))
        return
    by_start = state.mend == "run `index`"
    told = f"the index is not in order ({state.mend})" + "; the start does it" * by_start
    yield Check(state.ok or by_start, "the index equals the folder" if state.ok else told)
    if by_start and state.stale:
        yield Check(False, f"{state.stale[0]} can no longer be read; make it readable or remove it, no start does that")
    rules = [settings.collections, *settings.guilds.values(), *settings.channels.values(), *settings.roles.values()]
    named = {name for rule in rules for name in rule} - {ALL_COLLECTIONS}
    for name in sorted(named - set(existing)):
        yield Check(True, f"the collection {name!r} is granted in `discord` but has no documents yet")


def _writable(key: str, folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Check(True, f"`{key}` can be written to")
    except OSError as error:
        return Check(False, f"`{key}` ({folder}) cannot be written to: {error.strerror}")


def _permissions() -> str:
    return ", ".join(name.replace("_", " ") for name, granted in PERMISSIONS if granted)
