import pytest

from bot.answering.related import missing_from
from knowledge.words import Analyzer
from tests.conftest import BRIEFING, AssistantMaker

PASSAGE = "The Field Desk counted 1,200 tents and nine pumps near Rafah on 4 March. Prices rose 3.5 per cent."
ANALYZER = Analyzer((("United Nations", "UN"),))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("1200 tents", ()),
        ("1,200 tents", ()),
        ("1,300 tents, 12 pumps and 3.6 per cent", ("1,300", "12", "3.6")),
        ("9 pumps", ()),
        ("120 tents", ("120",)),
        ("It was in Rafah and in Khan Younis.", ("Khan Younis",)),
        ("Water is short.", ()),
        ("Nairobi says so.", ()),
        ("Nairobi Desk says so.", ("Nairobi Desk",)),
        ("Egypt and NATO met. NATO left.", ("NATO",)),
        ("said in Cairo, then in Cairo again", ("Cairo",)),
        ("", ()),
    ],
)
def test_numbers_and_names_that_no_passage_holds_are_named_once(text: str, missing: tuple[str, ...]) -> None:
    assert missing_from(text, [PASSAGE], ANALYZER) == missing


def test_another_name_of_the_same_is_no_other_name() -> None:
    assert missing_from("So the UN said.", ["The United Nations said so."], ANALYZER) == ()
    assert missing_from("So the UN said.", ["The Red Cross said so."], ANALYZER) == ("UN",)


def test_they_are_named_in_the_order_of_the_text() -> None:
    assert missing_from("Of 40 in Cairo 50 left.", [], ANALYZER) == ("40", "Cairo", "50")


def test_the_nearest_passages_are_quoted_whole(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING, "drafts/secret.md": BRIEFING.replace("nine", "four")})
    assistant.reindex()
    found = assistant.sources_for("Camps in Nairobi receive 9 litres of water.", ["main"])
    assert found.missing == ("Nairobi",)
    assert "receive nine litres" in found.quotes[0].text
    assert {each.document.collection for each in found.quotes} == {"main"}
    text = assistant.show("water.md").text
    assert all(each.span.cut(text) == each.text for each in found.quotes)
