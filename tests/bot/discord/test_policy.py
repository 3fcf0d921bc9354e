"""Which messages are questions to the bot, decided without Discord."""

import dataclasses

import pytest

from bot.config import Discord
from bot.discord.policy import Decision, Incoming, Stance, decide
from bot.shapes import Id

BOT, SOMEBODY, AUTOMATIC = 7, 8, 50
SAID = Incoming("Who is affected?", BOT, from_program=False, mentions=frozenset(), channel=1)
HERE = dataclasses.replace(SAID, channel=AUTOMATIC)
SETTINGS = Discord(auto_answer=(Id(AUTOMATIC),))


def stance(message: Incoming, settings: Discord = SETTINGS, **changed: object) -> Stance:
    return decide(dataclasses.replace(message, **changed), settings).stance  # type: ignore[arg-type]


def test_what_is_said_to_nobody_is_ignored() -> None:
    assert stance(SAID) is Stance.IGNORE


def test_a_mention_is_answered_without_the_mention() -> None:
    said = dataclasses.replace(SAID, content=f"<@{BOT}>  Who\n is <@!{BOT}> affected?", mentions=frozenset((BOT,)))
    assert decide(said, SETTINGS) == Decision(Stance.ANSWER, "Who is affected?")


def test_mentions_of_others_stay_in_the_question() -> None:
    said = dataclasses.replace(SAID, content=f"<@{BOT}> and <@{SOMEBODY}>?", mentions=frozenset((BOT, SOMEBODY)))
    assert decide(said, SETTINGS) == Decision(Stance.ANSWER, f"and <@{SOMEBODY}>?")


def test_a_reply_to_the_bot_is_answered_and_one_to_others_is_not() -> None:
    assert stance(SAID, replies_to=BOT) is Stance.ANSWER
    assert stance(SAID, replies_to=SOMEBODY) is Stance.IGNORE


@pytest.mark.parametrize("content", ["", " \n", f"<@{BOT}>", f"<@{BOT}> <@{SOMEBODY}> ?!", "🙂", "<@&99>", "Thanks!"])
def test_who_addresses_it_without_a_question_is_told_how_to_ask(content: str) -> None:
    assert stance(SAID, content=content, mentions=frozenset((BOT,))) is Stance.GUIDE
    assert stance(SAID, content=content, is_direct=True) is Stance.GUIDE


def test_direct_messages_are_answered_where_that_is_set() -> None:
    assert stance(SAID, is_direct=True) is Stance.ANSWER
    assert stance(SAID, Discord(direct_messages=False), is_direct=True) is Stance.IGNORE


@pytest.mark.parametrize("mentions", [frozenset(), frozenset((BOT,))])
@pytest.mark.parametrize("direct", [True, False])
def test_programs_are_never_answered(mentions: frozenset[int], direct: bool) -> None:
    assert stance(HERE, from_program=True, mentions=mentions, is_direct=direct, replies_to=BOT) is Stance.IGNORE


def test_in_some_channels_and_their_threads_every_message_is_overheard() -> None:
    assert decide(HERE, SETTINGS) == Decision(Stance.OVERHEAR, "Who is affected?")
    assert stance(SAID, channel=2, parent=AUTOMATIC) is Stance.OVERHEAR
    assert stance(SAID, channel=2, parent=3) is Stance.IGNORE


def test_there_what_is_said_to_somebody_else_is_not() -> None:
    assert stance(HERE, mentions=frozenset((SOMEBODY,))) is Stance.IGNORE
    assert stance(HERE, replies_to=SOMEBODY) is Stance.IGNORE
    assert stance(HERE, replies_to=0) is Stance.IGNORE
    assert stance(HERE, mentions=frozenset((SOMEBODY, BOT))) is Stance.ANSWER


@pytest.mark.parametrize("content", ["", "🙂", "...", "<@&99>", "good morning all"])
def test_there_nobody_is_told_how_to_ask_who_did_not_ask(content: str) -> None:
    assert stance(HERE, content=content) is Stance.IGNORE
