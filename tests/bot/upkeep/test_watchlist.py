"""Saved questions: told of when what is quoted changes, and only then."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.errors import RequestError
from bot.terminal.commands import run
from bot.terminal.session import Session
from bot.upkeep.watchlist import MOST_A_PLACE, TERMINAL
from tests.conftest import BRIEFING, AssistantMaker, write_documents

PUMPS = "How many pumps stopped?"


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant({"camps/water.md": BRIEFING, "food/food.md": "Flour lasts for nine days in the north."})
    assistant.reindex()
    return assistant


def change(assistant: Assistant, content: str, name: str = "camps/water.md") -> None:
    write_documents(assistant.library.folder, {name: content})
    assistant.reindex()


def test_saving_answers_and_is_there_for_the_next_process(assistant: Assistant, make_assistant: AssistantMaker) -> None:
    watched, answer = assistant.watchlist.add(f"  {PUMPS} ", TERMINAL, ["camps"])
    assert "Two of the five pumps" in answer.quotes[0].text
    assert (watched.number, watched.question, watched.collections) == (1, PUMPS, ("camps",))
    assert [each.text for each in watched.quotes] == [each.text for each in answer.quotes]
    assert make_assistant().watchlist.saved() == [watched]


def test_old_and_new_name_the_publisher(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    change(assistant, BRIEFING.replace("Two of the five", "Four of the five").replace("Field Desk", "Relief Desk"))
    assert run(["watch", "run"], Session(assistant)) == 0
    out = capsys.readouterr().out
    assert "Field Desk" in out
    assert "Relief Desk" in out


def test_an_empty_question_is_refused_in_words_for_every_command(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["watch", "add", ""], Session(assistant)) == 2
    assert capsys.readouterr().err == "error: the question is empty; write what you want to know\n"


def test_a_changed_quote_is_told_until_it_was_told(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    change(assistant, BRIEFING.replace("Two of the five", "Four of the five"))
    for _ in range(2):
        (found,) = assistant.watchlist.check([TERMINAL]).changes
        assert "Two of the five" in found.watched.quotes[0].text
        assert "Four of the five" in found.now.quotes[0].text
    assistant.watchlist.told([found])
    checked = assistant.watchlist.check()
    assert (checked.changes, checked.unchanged) == ((), 1)


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("# Water in the camps\n", "# Water in the camps\n\nA new first paragraph.\n"),
        lambda text: text.replace("## Pumps", "## Pumping stations"),
        lambda text: text + "\n## Roads\n\nThe road to the camps is open.\n",
    ],
)
def test_what_only_moved_is_no_change(assistant: Assistant, edit: Callable[[str], str]) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    change(assistant, edit(BRIEFING))
    assert assistant.watchlist.check().unchanged == 1


def test_an_answer_that_goes_and_one_that_comes_are_told(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    assistant.watchlist.add("How long do medicines last?", TERMINAL, None)
    (assistant.library.folder / "camps/water.md").unlink()
    change(assistant, "Medicines last for three weeks.", "camps/health.md")
    gone, come = assistant.watchlist.check().changes
    assert gone.watched.quotes
    assert not any(each.document.name == "camps/water.md" for each in gone.now.quotes)
    assert not come.watched.quotes
    assert "three weeks" in come.now.quotes[0].text


def test_places_and_collections_are_kept_apart(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, "12345", ["camps"])
    assistant.watchlist.add("How long does flour last?", "12345", None)
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    assert [(each.place, each.number) for each in assistant.watchlist.saved()] == [
        ("12345", 1), ("12345", 2), (TERMINAL, 1),
    ]  # fmt: skip
    assert [each.number for each in assistant.watchlist.saved(["12345"], within=["camps"])] == [1]
    with pytest.raises(RequestError, match="number 2"):
        assistant.watchlist.remove(2, "12345", within=["camps"])
    change(assistant, BRIEFING.replace("Two of the five", "Four of the five"))
    assert [each.watched.place for each in assistant.watchlist.check(["12345"]).changes] == ["12345"]


def test_a_question_is_saved_once_and_there_are_not_too_many(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    for same in (PUMPS.upper(), PUMPS.rstrip("?"), f"{PUMPS.lower()[:-1]} ?!"):
        with pytest.raises(RequestError, match="already, as number 1"):
            assistant.watchlist.add(same, TERMINAL, None)
    for number in range(MOST_A_PLACE - 1):
        assistant.watchlist.add(f"{PUMPS} {number}", TERMINAL, None)
    with pytest.raises(RequestError, match="the most; remove one"):
        assistant.watchlist.add("One more?", TERMINAL, None)


def test_removing_names_what_there_is_and_uses_no_number_twice(assistant: Assistant) -> None:
    for question in (PUMPS, "What about cholera?", "How long does flour last?"):
        assistant.watchlist.add(question, TERMINAL, None)
    assert assistant.watchlist.remove(2, TERMINAL).question == "What about cholera?"
    with pytest.raises(RequestError, match="there are 1, 3"):
        assistant.watchlist.remove(2, TERMINAL)
    assert assistant.watchlist.add("Where is the road?", TERMINAL, None)[0].number == 4


def test_what_was_told_is_not_noted_for_a_question_saved_meanwhile_under_the_number(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, None)
    change(assistant, BRIEFING.replace("Two of the five", "Four of the five"))
    checked = assistant.watchlist.check([TERMINAL])
    assistant.watchlist.remove(1, TERMINAL)
    other, _ = assistant.watchlist.add("How long does flour last?", TERMINAL, None)
    assert other.number == 1
    assistant.watchlist.told(checked.changes)
    assert assistant.watchlist.saved([TERMINAL]) == [other]


def test_a_question_is_asked_of_the_collections_that_are_left(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, ["camps", "food"])
    (assistant.library.folder / "camps/water.md").unlink()
    assistant.reindex()
    assert assistant.watchlist.check().failed == ()


def test_a_question_whose_collection_is_gone_is_told_not_to_be_answered_and_stays_saved(assistant: Assistant) -> None:
    assistant.watchlist.add(PUMPS, TERMINAL, ["camps"])
    (assistant.library.folder / "camps/water.md").unlink()
    assistant.reindex()
    (change,) = assistant.watchlist.check().changes
    assert change.watched.quotes
    assert not change.now.quotes
    assert assistant.watchlist.saved() == [change.watched]


@pytest.mark.parametrize("width", [60, 100])
def test_the_terminal_shows_old_and_new(
    assistant: Assistant, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert run(["watch", "add", PUMPS], Session(assistant)) == 0
    assert "Saved as number 1" in capsys.readouterr().out
    change(assistant, BRIEFING.replace("Two of the five", "Four of the five"))
    assert run(["watch", "run"], Session(assistant)) == 0
    out = capsys.readouterr().out
    assert all(len(line) <= width for line in out.splitlines())
    together = [line for line in out.splitlines() if "Two of the five" in line and "Four of the five" in line]
    assert bool(together) == (width == 100)
    assert out.index("Two of the five") < out.index("Four of the five")
    assert run(["watch", "run"], Session(assistant)) == 0
    assert capsys.readouterr().out == "Nothing else is quoted to 1 saved question.\n"


def test_commands_print_json(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    def reply(*arguments: str) -> Any:
        assert run([*arguments, "--json"], Session(assistant)) == 0
        return json.loads(capsys.readouterr().out)

    assert list(reply("watch", "add", PUMPS)) == ["watched", "answer"]
    write_documents(
        assistant.library.folder, {"camps/water.md": BRIEFING.replace("Two of the five", "Four of the five")}
    )
    (changed,) = reply("index")["watched"]
    assert "Two" in changed["then"]["quotes"][0]["text"]
    assert "Four" in changed["now"]["quotes"][0]["text"]
    assert reply("watch", "run") == {"changes": [], "unchanged": 1, "failed": [], "notes": []}
    assert [each["number"] for each in reply("watch", "list")["watched"]] == [1]
    assert reply("watch", "remove", "1")["removed"]
    assert reply("watch", "list") == {"watched": []}


@pytest.mark.parametrize("arguments", [["watch", "remove", "7"], ["watch", "add"], ["watch", "remove", "x"], ["watch"]])
def test_mistakes_are_told(assistant: Assistant, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(arguments, Session(assistant)) == 2
    assert capsys.readouterr().err
