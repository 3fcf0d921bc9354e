"""The promises, held on many questions: quotes are verbatim, and what does not hold is not sent."""

import hashlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.errors import RequestError
from index.errors import StoreError
from tests import SHIPPED
from tests.conftest import BRIEFING, AssistantMaker

_WORDS = sorted(set(SHIPPED.read_text(encoding="utf-8").split()) | set("who what when why how many is the".split()))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join))
def test_every_quote_stands_in_the_stored_text(shipped: Assistant, question: str) -> None:
    try:
        answer = shipped.ask(question)
    except RequestError:
        return
    shown = shipped.show(SHIPPED.name)
    assert 0 <= answer.score <= 1
    assert bool(answer.quotes) != bool(answer.nearest)
    for quote in answer.quotes:
        assert shown.text[quote.span.start : quote.span.end] == quote.text
        assert quote.document.sha256 == hashlib.sha256(shown.text.encode()).hexdigest()
        assert all(quote.span.contains(key) for key in quote.key)
        assert quote.text == quote.text.strip() != ""


def test_offsets_fit_the_file_itself(shipped: Assistant) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert shipped.show(SHIPPED.name).text == text
    quote = shipped.ask("How many buildings are damaged or destroyed?").quotes[0]
    assert text[quote.span.start : quote.span.end] == quote.text
    assert "70% of buildings" in quote.text


@pytest.mark.parametrize(
    "alteration",
    [
        "UPDATE documents SET text = replace(text, 'nine litres', 'ninety litres')",
        "UPDATE documents SET text = substr(text, 20)",
        "UPDATE documents SET text = ''",
        "UPDATE passages SET start = start + 3, end = end + 3",
        "UPDATE passages SET layout = replace(layout, '[[[', '[[[1')",
        "UPDATE passages SET layout = '[[[0, 5]], []]'",
        "UPDATE passages SET layout = 'nonsense'",
        "UPDATE passages SET layout = '[[[0, 999999]], []]'",
        "UPDATE documents SET sha256 = 'ff'",
    ],
)
def test_what_was_altered_behind_the_stores_back_is_never_quoted_wrongly(
    make_assistant: AssistantMaker, tmp_path: Path, alteration: str
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    assistant.reindex()
    assistant.store.close()
    with sqlite3.connect(tmp_path / "var/store.db") as connection:
        connection.execute(alteration)
    connection.close()
    try:
        answer = make_assistant().ask("How many litres of water do the camps receive?")
    except StoreError as told:
        message = str(told)
    else:
        message = "--rebuild" if answer.withheld else ""
        assert all(quote.text in BRIEFING for quote in answer.quotes)
        assert answer.quotes or answer.withheld or answer.nearest
    assert "--rebuild" in message or alteration.startswith("UPDATE passages")


def test_a_title_is_not_evidence(shipped: Assistant) -> None:
    answer = shipped.ask("What does the article say about Russia?")
    assert not answer.answered
    assert not answer.quotes
    assert answer.nearest


def test_a_file_that_changed_is_quoted_as_it_was_indexed_until_it_is_indexed_again(
    make_assistant: AssistantMaker, tmp_path: Path
) -> None:
    assistant = make_assistant({"water.md": BRIEFING})
    question = "How many litres of water do the camps receive?"
    before = assistant.ask(question).quotes[0]
    (tmp_path / "documents/water.md").write_text(BRIEFING.replace("nine litres", "two litres"), encoding="utf-8")
    assert assistant.ask(question).quotes[0] == before
    assistant.reindex()
    assert "two litres" in assistant.ask(question).quotes[0].text
