"""What Discord answers when it refuses, and what a test is told that asks for something impossible."""

from collections.abc import Sequence
from typing import Any

Violation = tuple[str, str]


class DiscordError(Exception):
    """An HTTP answer with one of Discord's error codes."""

    def __init__(
        self, status: int, code: int, message: str, fields: Sequence[Violation] = (), *, blame: bool = False
    ) -> None:
        """`blame`: the bot could have known."""
        super().__init__(f"{status} {code} {message} {fields or ''}")
        self.blame = blame
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.fields:
            answer["errors"] = _nested(self.fields)
        return answer


def _nested(fields: Sequence[Violation]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for path, said in fields:
        node = root
        for part in path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD", "message": said})
    return root


class Impossible(AssertionError):
    """A person cannot do this: the command is not shown, the button is not there, the message not visible."""


class NoAnswer(AssertionError):
    """The bot did not do in time what a person waited for."""


def unauthorized() -> DiscordError:
    return DiscordError(401, 0, "401: Unauthorized")


def not_found() -> DiscordError:
    return DiscordError(404, 0, "404: Not Found")


def unknown(what: str) -> DiscordError:
    codes = {"Application Command": 10063, "Channel": 10003, "Guild": 10004, "Member": 10007}
    codes |= {"Message": 10008, "User": 10013, "Webhook": 10015, "Interaction": 10062}
    return DiscordError(404, codes[what], f"Unknown {what}")


def missing_access() -> DiscordError:
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    return DiscordError(403, 50013, "Missing Permissions")


def cannot_edit_another() -> DiscordError:
    return DiscordError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> DiscordError:
    return DiscordError(400, 50006, "Cannot send an empty message", blame=True)


def already_acknowledged() -> DiscordError:
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def invalid_token() -> DiscordError:
    return DiscordError(401, 50027, "Invalid Webhook Token")


def invalid_body(fields: Sequence[Violation]) -> DiscordError:
    return DiscordError(400, 50035, "Invalid Form Body", fields, blame=True)


def unknown_reference() -> DiscordError:
    return DiscordError(400, 50035, "Invalid Form Body", [("message_reference", "Unknown message")])
