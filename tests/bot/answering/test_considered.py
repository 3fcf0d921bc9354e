"""What was looked at for a question is judged as a whole, once for each of its parts."""

import pytest

from bot.answering import considered as module
from bot.answering.evidence import Judge
from index.searching.search import Found
from tests.conftest import BRIEFING, AssistantMaker


def test_each_part_of_a_question_is_judged_once(
    make_assistant: AssistantMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    _, considered = assistant.consider("How many pumps stopped?")
    judged: list[Found] = []

    def judge(found: Found) -> Judge:
        judged.append(found)
        return Judge(found)

    monkeypatch.setattr(module, "Judge", judge)
    seen = assistant.seen(considered, 10)
    assert len(seen) > 1
    assert judged == [piece.found for piece in considered.pieces]
