"""Where somebody is, as far as can be told of what the client knows."""

from typing import Any
from unittest import mock

import discord
import pytest

from bot.discord.places import place

GUILD, CHANNEL, CATEGORY = 1, 2, 3


def channel(kind: type, **known: Any) -> Any:
    """Give a channel that has just what is set."""
    made = mock.create_autospec(kind, instance=True)
    made.guild.get_channel.return_value = None
    for name, value in known.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("where", "parent", "category", "known"),
    [
        (channel(discord.TextChannel, id=CHANNEL, category_id=CATEGORY), None, CATEGORY, True),
        (channel(discord.TextChannel, id=CHANNEL, category_id=None), None, None, False),
        (channel(discord.Thread, id=9, parent_id=CHANNEL, parent=None), CHANNEL, None, False),
        (
            channel(discord.Thread, id=9, parent_id=CHANNEL, parent=channel(discord.TextChannel, category_id=None)),
            CHANNEL,
            None,
            True,
        ),
        (None, None, None, False),
    ],
)
def test_what_cannot_be_told_of_a_channel_is_not_taken_for_nothing(
    where: Any, parent: int | None, category: int | None, *, known: bool
) -> None:
    found = place(where, CHANNEL, GUILD, None)
    assert (found.parent, found.category, found.known) == (parent, category, known)


def test_a_channel_that_the_client_keeps_is_known_to_be_in_no_category() -> None:
    kept = channel(discord.TextChannel, id=CHANNEL, category_id=None)
    kept.guild.get_channel.return_value = kept
    assert place(kept, CHANNEL, GUILD, None).known


def test_direct_messages_have_no_category() -> None:
    assert place(None, CHANNEL, None, None).known
