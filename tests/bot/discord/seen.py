"""What people see in the bot's messages."""

from tests.discord_server import Message
from tests.discord_server.components import texts
from tests.discord_server.rendering import Shown, shown

QUOTED = ">>> "


def quotes_in(message: Message) -> list[str]:
    """Return the text of each text display that is a quotation from beginning to end, as people see it."""
    return [quoted(text).text for text in texts(message.components) if text.startswith(QUOTED)]


def quoted(markdown: str) -> Shown:
    seen = shown(markdown)
    assert seen.marks[0][0] == "quote" or seen.marks[-1][0] == "quote"
    return seen


def bold_in(seen: Shown) -> list[str]:
    return [shown(made[2:-2]).text for kind, made in seen.marks if kind == "bold"]


def read(message: Message) -> str:
    """Return everything in a message as people see it."""
    return "\n".join(shown(text).text for text in [message.content, *texts(message.components)] if text)
