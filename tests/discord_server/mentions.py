"""Whom a message notifies, by its text and its allowed_mentions.

Stricter than Discord where Discord's reading of markdown or of role settings would spare somebody: what could
ping counts as pinging.
"""

import re
from typing import Any

from tests.discord_server.message import Message, Pings

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)")


def pings(text: str, allowed: dict[str, Any] | None, reply_to: Message | None) -> Pings:
    """Return whom a new message notifies; without `allowed` everything that it mentions."""
    users = {int(number) for number in _USER.findall(text)}
    roles = {int(number) for number in _ROLE.findall(text)}
    everyone = bool(_EVERYONE.search(text))
    replied = True
    if allowed is not None:
        parse = allowed.get("parse")
        kinds = ("users", "roles", "everyone") if parse is None and not _lists(allowed) else parse or ()
        users &= users if "users" in kinds else {int(each) for each in allowed.get("users") or ()}
        roles &= roles if "roles" in kinds else {int(each) for each in allowed.get("roles") or ()}
        everyone = everyone and "everyone" in kinds
        replied = bool(allowed.get("replied_user"))
    if reply_to is not None and replied:
        users.add(reply_to.author.id)
    return Pings(frozenset(users), frozenset(roles), everyone)


def _lists(allowed: dict[str, Any]) -> bool:
    return allowed.get("users") is not None or allowed.get("roles") is not None
