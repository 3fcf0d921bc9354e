"""Documents that give different figures for one thing are shown side by side; lookalikes are not."""

import json
import math
import shutil
import sqlite3
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.answering.statements import Statement, differ, statements
from bot.assistant import Assistant
from bot.terminal import payloads
from bot.terminal.commands import run
from bot.terminal.session import Session
from index.embedding import Embedder
from index.storage.background import probabilities, unlisted
from index.tokens import Tokens, codec_for
from tests import ROOT, SHIPPED
from tests.conftest import AssistantMaker

PAIRS = [json.loads(line) for line in (ROOT / "tests" / "data" / "figure_pairs.jsonl").read_text("utf-8").splitlines()]


def document(date: str, sentence: str) -> str:
    by = {"2025-01-02": "Harbour Relief", "2025-03-04": "the engineers", "2025-05-06": "the Field Desk"}[date]
    return f"---\ntitle: Report by {by}\ndate: {date}\n---\n{sentence}\n\nThe weather was mild.\n"


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant(
        {
            "a/one.md": document("2025-01-02", "An estimated 70% of buildings in Gaza are damaged."),
            "a/two.md": document("2025-03-04", "Two thirds of buildings in Gaza are damaged, engineers say."),
            "b/three.md": document("2025-05-06", "About 70 percent of buildings in Gaza are damaged."),
        },
        answers={"threshold": 0.0},
    )
    assistant.reindex()
    return assistant


def told_apart(model: Embedder, one: str, other: str) -> bool:
    """Compare two sentences as the report does, each as a passage of its own."""
    known, codec = probabilities(), codec_for(model.identity)
    mine, theirs = (codec.project(each) for each in model.embed_tokens([one, other])[1])

    def rarity(term: str) -> float:
        return -math.log(known.get(term) or unlisted(term))

    def meanings(tokens: Tokens, said: Statement) -> NDArray[np.float32]:
        return tokens.means([(word.start, word.end) for word in said.words])

    return any(
        differ(a, b, rarity, meanings(mine, a) @ meanings(theirs, b).T)
        for a in statements(one)
        for b in statements(other)
    )


@pytest.mark.parametrize("half", [0, 1])
def test_the_labelled_pairs(half: int, model: Embedder) -> None:
    """Ids of parity 0 were looked at while the rules were made, those of parity 1 from 97 on never."""
    pairs = [pair for pair in PAIRS if pair["id"] % 2 == half and "written" not in pair]
    found = [(pair["conflict"], told_apart(model, pair["one"], pair["other"])) for pair in pairs]
    told = [right for right, said in found if said]
    assert sum(told) >= 0.9 * len(told)
    assert sum(told) >= 0.6 * sum(right for right, _ in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("killed", "missing"),
        ("killed", "freed"),
        ("missing", "displaced"),
        ("missing", "wounded"),
        ("displaced", "wounded"),
        ("displaced", "detained"),
        ("wounded", "evacuated"),
        ("homeless", "rescued"),
        ("dead", "infected"),
    ],
)
def test_what_befell_people_is_told_apart(one: str, other: str, model: Embedder) -> None:
    sentence = "The floods in Beira left {} people {}."
    assert not told_apart(model, sentence.format(41, one), sentence.format(90, other))
    assert told_apart(model, sentence.format(41, one), sentence.format(90, one))


def test_sentences_that_differ_only_in_their_figure(make_assistant: AssistantMaker) -> None:
    """Pairs with what stands around them, each in two documents of a collection of its own."""
    pairs = [pair for pair in PAIRS if "written" in pair]

    def written(pair: dict[str, str], side: str) -> str:
        heading = f"## {pair[f'{side}_heading']}\n\n" if f"{side}_heading" in pair else ""
        before = pair.get(f"{side}_before", "")
        return f"# {pair.get(f'{side}_title', f'Report {side}')}\n\n{heading}{before} {pair[side]}\n"

    assistant = make_assistant(
        {f"{pair['id']}/{side}.md": written(pair, side) for pair in pairs for side in ("one", "other")}
    )
    assistant.reindex()
    found = [(pair["conflict"], bool(assistant.conflicts([str(pair["id"])]).conflicts)) for pair in pairs]
    told = [right for right, said in found if said]
    assert sum(told) == len(told)
    assert sum(told) >= 0.9 * sum(right for right, _ in found)


@pytest.mark.parametrize(
    ("conflict", "one", "other"),
    [
        (False, "OSLO, 12 June 2024 — The dam was called sound.", "OSLO, 14 June 2024 — The dam was called sound."),
        (False, "OSLO, 3 May (NTB) – The depot feeds the port.", "OSLO, 9 May (NTB) – The depot feeds the whole port."),
        (False, "The home in Bergen took in 31 children on 4 June.", "The home in Bergen took in children on 9 June."),
        (False, "The ferry to Bergen carries 0 cars in winter.", "The ferry to Bergen carries 30 cars in summer."),
        (False, "Since 7 May 1,200 lorries crossed the Otra bridge.", "Since 9 May 400 lorries crossed Otra bridge."),
        (True, "OSLO, 12 June 2024 — The dam has 14 gates.", "OSLO, 14 June 2024 — The dam has nine gates."),
        (True, "0 patients were flown out of Bergen last week.", "45 patients were flown out of Bergen last week."),
        (True, "The bridge has been closed for ten days.", "For six days now the bridge has been closed."),
        (True, "About 70% of the barns are damaged.", "Two in five of the barns are damaged, engineers found."),
    ],
)  # fmt: skip
def test_dates_of_reports_and_of_counts_do_not_differ(
    make_assistant: AssistantMaker, conflict: bool, one: str, other: str
) -> None:
    assistant = make_assistant({"one.md": f"# Note\n\n{one}\n", "two.md": f"# Letter\n\n{other}\n"})
    assistant.reindex()
    assert bool(assistant.conflicts().conflicts) is conflict


def test_other_words_for_the_same_thing_are_compared(assistant: Assistant, make_assistant: AssistantMaker) -> None:
    briefings = {
        file.name: file.read_bytes() for file in (*(ROOT / "tests" / "data" / "briefings").glob("*.md"), SHIPPED)
    }
    shutil.rmtree(assistant.library.folder)
    other = make_assistant(briefings)
    other.reindex(allow_removals=True)
    said = [tuple(quote.text for quote in conflict.quotes) for conflict in other.conflicts().conflicts]
    assert any("69% of structures" in one and "three in every four buildings" in two for one, two in said)
    assert any("70% of buildings" in one and "66% of buildings" in two for one, two in said)


def test_what_is_not_shown_is_compared_with_what_is(make_assistant: AssistantMaker) -> None:
    """Only one quote is shown, and the sentence that differs from it is cut and checked like it."""
    assistant = make_assistant(
        {
            "one.md": document("2025-01-02", "An estimated 70% of buildings in Gaza are damaged."),
            "two.md": document("2025-03-04", "Engineers say that half of the structures in Gaza are damaged."),
        },
        answers={"threshold": 0.0, "quotes": 1},
    )
    assistant.reindex()
    given = assistant.ask("How many buildings in Gaza are damaged?")
    (conflict,) = given.conflicts
    (other,) = [quote for quote in conflict.quotes if quote not in given.quotes]
    assert "half of the structures" in other.text
    (shaped,) = payloads.answer(given)["conflicts"]
    assert [each["id"] for each in shaped["others"]] == [other.id]
    assert assistant.verify(other.id)
    with sqlite3.connect(assistant.store.path) as store:
        store.execute("UPDATE documents SET text = replace(text, 'half', 'most') WHERE name = 'two.md'")
    given = assistant.ask("How many buildings in Gaza are damaged?")
    assert not given.conflicts


def test_the_report_names_each_pair_once_with_dates(assistant: Assistant) -> None:
    given = assistant.conflicts()
    named = [tuple(each.document.name for each in conflict.quotes) for conflict in given.conflicts]
    assert named == [("a/one.md", "a/two.md"), ("a/two.md", "b/three.md")]
    assert [each.document.metadata.date for each in given.conflicts[0].quotes] == ["2025-01-02", "2025-03-04"]
    assert all(before != after for before, after in pairwise(named))
    assert not given.withheld


def test_the_report_stays_within_collections(assistant: Assistant) -> None:
    (only,) = assistant.conflicts(["a"]).conflicts
    assert [each.document.collection for each in only.quotes] == ["a", "a"]
    assert not assistant.conflicts(["b"]).conflicts


def test_an_answer_tells_that_its_quotes_differ(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    question = "How many buildings in Gaza are damaged?"
    given = assistant.ask(question)
    assert given.conflicts
    assert all(any(quote in given.quotes for quote in conflict.quotes) for conflict in given.conflicts)
    assert run(["ask", question], Session(assistant)) == 0
    assert "The documents give different figures:" in capsys.readouterr().out
    assert run(["ask", question, "--json"], Session(assistant)) == 0
    reply = json.loads(capsys.readouterr().out)
    ids = {each["id"] for each in reply["quotes"]}
    for conflict in reply["conflicts"]:
        assert set(conflict["quotes"]) <= ids | {each["id"] for each in conflict["others"]}


def test_the_command_prints_both(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["conflicts", "--collection", "a"], Session(assistant)) == 0
    out = capsys.readouterr().out
    assert out.index("70% of buildings") < out.index("Two thirds of buildings")
    assert run(["conflicts", "--json"], Session(assistant)) == 0
    assert len(json.loads(capsys.readouterr().out)["conflicts"]) == 2
    assert run(["conflicts", "--collection", "b"], Session(assistant)) == 0
    assert "No documents were found" in capsys.readouterr().out


WEEKLY = "---\ntitle: {title}\ndate: {date}\n---\n# Harbour of Oban\n\n{text}\n"


@pytest.mark.parametrize(
    ("titles", "text", "found"),
    [
        (("Oban report, week 18", "Oban report, week 19"), "A total of {} boats entered.", 0),
        (("Oban report, 5 May 2025", "Oban report, 12 May 2025"), "A total of {} boats entered.", 0),
        (("Oban report, week 18", "Oban report, week 19"), "On 3 May a total of {} boats entered.", 1),
        (("Oban report, week 18", "Notes of the pilots"), "A total of {} boats entered.", 1),
    ],
)
def test_each_report_of_a_series_is_of_its_own_time(
    make_assistant: AssistantMaker, titles: tuple[str, str], text: str, found: int
) -> None:
    dates = ("2025-05-05", "2025-05-12")
    assistant = make_assistant(
        {
            f"{at}.md": WEEKLY.format(title=title, date=date, text=text.format(200 + at))
            for at, (title, date) in enumerate(zip(titles, dates, strict=True))
        }
    )
    assistant.reindex()
    assert len(assistant.conflicts().conflicts) == found
