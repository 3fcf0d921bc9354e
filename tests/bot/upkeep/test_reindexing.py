"""One run at a time: who asks meanwhile joins it, unless that would not do what was asked for."""

import threading
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from bot.upkeep.reindexing import Reindexed, Reindexer
from index.build import BuildReport
from index.errors import BuildRefused, BuildStopped, StoreError
from index.preparing import Steps
from tests.conftest import eventually


class HeldBuild:
    """A build that goes on until it is let go, and knows how many ran at once."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.error: BaseException | None = None
        self.calls: list[tuple[bool, bool]] = []
        self.at_once = self.most_at_once = 0

    def __call__(
        self, *, rebuild: bool, allow_removals: bool, expected_gone: Collection[str], progress: Steps
    ) -> BuildReport:
        self.calls.append((rebuild, allow_removals))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.go_on.wait(60)
        self.at_once -= 1
        if self.error:
            raise self.error
        return BuildReport((), (), (), 0, 0, (), len(self.calls))


@pytest.fixture
def held() -> HeldBuild:
    return HeldBuild()


def second_run(held: HeldBuild, **asked: Any) -> tuple["Future[Reindexed]", "Future[Reindexed]"]:
    """Run twice, the second time while the first goes on."""
    reindexer = Reindexer(held)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(reindexer.run)
        eventually(lambda: held.calls)
        assert reindexer.running is not None
        joined = threading.Event()
        second = pool.submit(lambda: reindexer.run(**asked, on_join=joined.set))
        if not asked:
            eventually(joined.is_set)
        held.go_on.set()
    assert reindexer.running is None
    return first, second


def test_the_second_joins(held: HeldBuild) -> None:
    first, second = second_run(held)
    assert not first.result().joined
    assert second.result() == Reindexed(first.result().report, joined=True)
    assert len(held.calls) == 1


@pytest.mark.parametrize(
    "asked", [{"rebuild": True}, {"allow_removals": True}, {"join": False}, {"expected_gone": ["a.md"]}]
)
def test_what_the_first_does_not_do_is_done_after_it(held: HeldBuild, asked: dict[str, Any]) -> None:
    _, second = second_run(held, **asked)
    assert not second.result().joined
    assert held.calls == [(False, False), (asked.get("rebuild", False), asked.get("allow_removals", False))]
    assert held.most_at_once == 1


def test_who_joined_hears_of_the_failure_and_the_next_run_is_a_new_one(held: HeldBuild) -> None:
    held.error = BuildRefused("all documents are gone")
    for each in second_run(held):
        with pytest.raises(BuildRefused, match="all documents"):
            each.result()
    held.error = None
    assert Reindexer(held).run().report.generation == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, BuildStopped])
def test_an_interrupt_is_not_passed_on_to_who_joined(held: HeldBuild, error: type[BaseException]) -> None:
    held.error = error()
    first, second = second_run(held)
    with pytest.raises(StoreError, match="interrupted"):
        second.result()
    with pytest.raises(error):
        first.result()


def test_an_interrupt_while_a_report_is_told_leaves_no_run_that_never_ends(held: HeldBuild) -> None:
    held.go_on.set()
    reindexer = Reindexer(held)

    def interrupted(_: BuildReport) -> None:
        raise KeyboardInterrupt

    reindexer.on_report = interrupted
    with pytest.raises(KeyboardInterrupt):
        reindexer.run()
    assert reindexer.running is None


def test_who_joins_while_a_report_is_told_has_the_report(held: HeldBuild) -> None:
    held.go_on.set()
    reindexer = Reindexer(held)
    joined: list[Future[BuildReport]] = []

    def interrupted(_: BuildReport) -> None:
        assert reindexer.running
        joined.append(reindexer.running)
        raise KeyboardInterrupt

    reindexer.on_report = interrupted
    with pytest.raises(KeyboardInterrupt):
        reindexer.run()
    assert joined[0].result(0).generation == 1
