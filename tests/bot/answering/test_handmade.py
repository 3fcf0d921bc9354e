"""Fifty questions of people over four briefings: several parts, follow-ups, mistakes, other names."""

from pathlib import Path

from tests.benchmarks.handmade import assistant_in, results
from tests.conftest import CountingLoader

# What passed when this was last looked at; `python -m tests.benchmarks.handmade` lists what does not.
LEAST = 44


def test_most_questions_are_answered_as_their_writer_wanted(tmp_path: Path, loader: CountingLoader) -> None:
    found = results(assistant_in(tmp_path / "home", loader))
    assert len(found) == 50
    assert sum(each.passed for each in found) >= LEAST, [each.asked["id"] for each in found if not each.passed]
