from bot.discord.cooldown import Cooldown

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
