"""What the façade gives to any front end."""

from itertools import pairwise

import pytest
import yaml

from bot.assistant import Assistant
from bot.errors import RequestError, UnknownCollection
from tests import ROOT, SHIPPED
from tests.conftest import BRIEFING, AssistantMaker


def test_the_first_question_builds_the_index(make_assistant: AssistantMaker) -> None:
    answer = make_assistant({"water.md": BRIEFING}).ask("How many pumps stopped?")
    assert answer.generation == 1
    assert "Two of the five pumps" in answer.quotes[0].text


def test_an_answer_carries_its_citation(make_assistant: AssistantMaker) -> None:
    quote = make_assistant({"camps/water.md": BRIEFING}).ask("How many pumps stopped?").quotes[0]
    assert quote.document.name == "camps/water.md"
    assert quote.document.collection == "camps"
    assert quote.headings == ("Water in the camps", "Pumps")
    assert quote.document.metadata.date == "2025-03-04"
    assert quote.id == f"{quote.document.sha256[:12]}-{quote.span.start}-{quote.span.end}"


def test_a_name_in_a_question_is_replaced_by_exactly_what_is_configured(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"water.md": BRIEFING}, question_aliases={"Zorbo": "pumps", "Quux": r"\1 pumps"})
    assert assistant.ask("How many Zorbo stopped?").read_as == "How many pumps stopped?"
    assert assistant.ask("How many Quux stopped?").read_as == r"How many \1 pumps stopped?"


def test_an_abstention_names_the_nearest_sections_once_each(shipped: Assistant) -> None:
    answer = shipped.ask("Who won the World Cup?")
    assert not answer.answered
    assert 1 <= len(answer.nearest) <= shipped.config.answers.nearest
    assert len(set(answer.nearest)) == len(answer.nearest)


def test_an_unknown_collection_is_named_and_with_those_there_are_only_in_full(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"camps/water.md": BRIEFING, "talks.txt": SHIPPED.read_bytes()})
    for ask in (lambda: assistant.ask("pumps?", ["camp"]), lambda: assistant.sources(["camp"])):
        with pytest.raises(UnknownCollection) as told:
            ask()
        assert str(told.value) == "there is no collection 'camp'"
        assert told.value.in_full == "there is no collection 'camp'; collections: camps, main"


@pytest.mark.parametrize("topic", ["ceasefire", "us-stance", "humanitarian", "regional-security"])
def test_a_brief_is_in_document_order_and_repeats_nothing(shipped: Assistant, topic: str) -> None:
    quotes = shipped.brief(topic).quotes
    assert quotes
    assert [quote.span for quote in quotes] == sorted(quote.span for quote in quotes)
    assert not any(a.span.overlaps(b.span) for a, b in pairwise(quotes))


def test_shipped_topics_find_what_other_documents_report(make_assistant: AssistantMaker) -> None:
    said = {
        "ceasefire": "Under the plan Hamas would release ten living captives for a pause of fifty days.",
        "us-stance": "The US has approved arms sales to Israel worth twelve billion dollars since January.",
        "humanitarian": "An estimated 142,000 people were displaced, many of them for the fourth time.",
        "regional-security": "Iran, whose air defences were hit, has moved missiles to its west.",
    }
    topics = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))["topics"]
    assistant = make_assistant({f"{name}.txt": text for name, text in said.items()}, topics=topics)
    for name, text in said.items():
        assert text in {quote.text for quote in assistant.brief(name).quotes}


def test_an_unknown_topic_is_named_with_those_there_are(shipped: Assistant) -> None:
    assert shipped.brief("The US stance").topic == "us-stance"
    with pytest.raises(RequestError, match="ceasefire, us-stance"):
        shipped.brief("weather")


def test_the_shipped_document_raises_its_four_cautions(shipped: Assistant) -> None:
    cautions = shipped.cautions().cautions
    assert [each.title for each in cautions] == [
        "Escalation of Violence", "Human Rights Violations", "Humanitarian Access", "Long-term Solutions",
    ]  # fmt: skip
    assert all(each.quote.headings == ("Cautionary Tales",) for each in cautions)
    assert all(each.title in each.quote.text for each in cautions)


def test_show_gives_a_section_of_the_text(shipped: Assistant) -> None:
    whole = shipped.show("gaza")
    part = shipped.show("gaza", "cautionary")
    assert whole.text[part.sections[0].span.start : part.sections[0].span.end] == part.text
    assert part.text.startswith("Cautionary Tales")


def test_copies_are_found(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"a.md": BRIEFING, "b.md": "---\ntitle: Other\n---\n" + BRIEFING.split("---\n")[2]})
    assistant.reindex()
    found = {name: each.message for name, each in assistant.status().findings if each.check == "copy"}
    assert found == {"a.md": "has the same text as b.md", "b.md": "has the same text as a.md"}


def test_status_tells_what_differs(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant(
        {"a.md": BRIEFING, "b.md": "A second text about wells.", "c.md": "A third one about food."}
    )
    assistant.reindex()
    assert assistant.status().ok
    (assistant.library.folder / "a.md").write_text("changed", encoding="utf-8")
    (assistant.library.folder / "b.md").unlink()
    (assistant.library.folder / "d.md").write_text("new", encoding="utf-8")
    status = assistant.status()
    assert not status.ok
    assert (status.added, status.changed, status.removed) == (("d.md",), ("a.md",), ("b.md",))
