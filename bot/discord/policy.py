"""Whether a message is a question to the bot, and what the question is; pure."""

import re
from dataclasses import dataclass
from enum import Enum

from bot.answering.courtesies import is_courtesy
from bot.config import Discord

_MENTION = re.compile(r"<@[!&]?\d+>")


class Stance(Enum):
    """What becomes of a message."""

    IGNORE = "not for the bot"
    ANSWER = "addressed to the bot: it says something in any case"
    OVERHEAR = "in a channel with automatic answers: it may stay quiet"
    GUIDE = "addressed to the bot without a question: it says how to ask"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is known of a message before anything is done."""

    content: str
    bot_id: int
    from_program: bool
    """Whether a bot, a webhook or Discord itself wrote it."""
    mentions: frozenset[int]
    """Users who are mentioned by name in the text."""
    replies_to: int | None = None
    """The author of the message that it replies to."""
    is_direct: bool = False
    channel: int = 0
    parent: int | None = None
    """The channel that a thread belongs to."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message."""

    stance: Stance
    question: str = ""


def decide(message: Incoming, settings: Discord) -> Decision:
    """Decide by who wrote a message, where, and to whom."""
    if message.from_program:
        return Decision(Stance.IGNORE)
    if message.is_direct:
        if not settings.direct_messages:
            return Decision(Stance.IGNORE)
        return _asked(message, Stance.ANSWER)
    if message.bot_id in message.mentions or message.replies_to == message.bot_id:
        return _asked(message, Stance.ANSWER)
    automatic = message.channel in settings.auto_answer or message.parent in settings.auto_answer
    # What is said to somebody else is no question to the bot.
    if automatic and not message.mentions and message.replies_to is None:
        decision = _asked(message, Stance.OVERHEAR)
        # Nor is a picture or a smile one; nobody there has asked how to ask.
        return decision if decision.question else Decision(Stance.IGNORE)
    return Decision(Stance.IGNORE)


def question_in(message: Incoming) -> str:
    """Return the text without mentions of the bot; those of others stay as they are."""
    own = re.compile(rf"<@!?{message.bot_id}>")
    return " ".join(own.sub(" ", message.content).split())


def _asked(message: Incoming, stance: Stance) -> Decision:
    question = question_in(message)
    said = _MENTION.sub("", question)
    if not any(character.isalnum() for character in said) or is_courtesy(said):
        return Decision(Stance.GUIDE)
    return Decision(stance, question)
