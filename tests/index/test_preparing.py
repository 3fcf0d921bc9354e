"""What is told of a build while files are read and split, and that it can be ended there."""

import pytest

from index.errors import BuildStopped
from tests.conftest import BRIEFING, AssistantMaker

LONG = "# Wells\n\n" + "\n\n".join(f"Well {number} gives {number} litres a day." for number in range(300))


def test_one_long_document_is_split_step_by_step(make_assistant: AssistantMaker) -> None:
    told: list[tuple[str, int, int]] = []
    make_assistant({"long.md": LONG, "water.md": BRIEFING}).reindex(progress=lambda *step: told.append(step))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["reading", "splitting", "embedding", "publishing"]
    split = [done for step, done, _ in told if step == "splitting"]
    (total,) = {total for step, _, total in told if step == "splitting"}
    assert len(split) > 600
    assert split == sorted(split)
    assert 0.9 * total < split[-1] <= total


def test_one_long_block_is_split_step_by_step_too(
    make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.preparing._COUNTED_TOGETHER", 10)
    told: list[int] = []

    def tell(step: str, done: int, _: int) -> None:
        if step == "splitting":
            told.append(done)

    make_assistant({"long.txt": LONG.partition("\n")[2].replace("\n", " ")}).reindex(progress=tell)
    assert len([done for done in told if done < len(LONG)]) >= 29


def test_a_build_can_be_ended_while_a_document_is_split(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"long.md": LONG})

    def stop(step: str, done: int, _: int) -> None:
        if step == "splitting" and done > 100:
            raise BuildStopped

    with pytest.raises(BuildStopped):
        assistant.reindex(progress=stop)
    assert assistant.reindex().added == ("long.md",)
