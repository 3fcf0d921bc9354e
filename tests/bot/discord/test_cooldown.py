from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from bot.discord import results
from bot.discord.cooldown import Cooldown
from tests.bot.discord.conftest import Open
from tests.bot.discord.seen import read

ANA, EDITH = 1, 2


def test_so_many_are_asked_in_so_long_and_then_it_is_told_how_long_to_wait() -> None:
    cooldown = Cooldown(2, 30)
    assert [cooldown.wait(ANA, now) for now in (100.0, 110.0, 112.0, 129.0)] == [0, 0, 18, 1]
    assert cooldown.wait(ANA, 130.0) == 0
    assert cooldown.wait(ANA, 130.0) == 10


def test_what_was_refused_does_not_count() -> None:
    cooldown = Cooldown(1, 10)
    assert [cooldown.wait(ANA, now) for now in (0.0, 3.0, 6.0, 9.0, 10.0)] == [0, 7, 4, 1, 0]


def test_each_person_has_their_own() -> None:
    cooldown = Cooldown(1, 10)
    assert cooldown.wait(ANA, 0.0) == cooldown.wait(EDITH, 0.0) == 0
    assert cooldown.wait(ANA, 1.0) == cooldown.wait(EDITH, 1.0) == 9


def test_none_means_no_limit() -> None:
    cooldown = Cooldown(0, 30)
    assert not any(cooldown.wait(ANA, 0.0) for _ in range(1000))


def test_who_asked_long_ago_is_forgotten() -> None:
    cooldown = Cooldown(3, 10)
    for person in range(100):
        cooldown.wait(person, 0.0)
    cooldown.wait(ANA, 20.0)
    assert list(cooldown._asked) == [ANA]


async def test_what_asks_the_model_does_so_in_its_turn_whoever_asks_for_it(
    newsroom: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = ("north", "south", "east", "west", "inner", "outer", "upper", "lower", "old")
    wells = {f"{side}.md": f"# The {side} well\n\n" + f"The {side} well ran dry in the heat. " * 40 for side in sides}
    queries = [f"Which well ran dry in the heat, the {side} one?" for side in sides]
    topics = {"wells": {"title": "Wells", "queries": queries}}
    async with newsroom(wells, topics=topics, answers={"quotes": 9, "threshold": 0.0}) as room:
        asked_in = []
        brief, answer = room.assistant.brief, room.desk.answer

        async def answering(work: Callable[..., Any], *given: Any) -> Any:
            asked_in.append(work)
            return await answer(work, *given)

        monkeypatch.setattr(room.desk, "answer", answering)
        monkeypatch.setattr(room.assistant, "brief", mock.Mock(side_effect=brief))
        told = await room.ana.slash("brief", topic="wells")
        await room.ana.click(told, "More")
        await (await room.ana.click(told, "Share")).until_followed_up()
        await room.ana.slash("conflicts")
        assert asked_in == [results.first_shown, results.shown, results.for_everyone, results.first_shown]
        monkeypatch.setattr(room.desk, "cooldown", Cooldown(1, 60))
        await room.ana.slash("conflicts")
        (refused,) = (await (await room.ana.click(told, "Back")).until_followed_up()).followups
        assert "One question at a time" in read(refused)
