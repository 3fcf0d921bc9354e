"""Quotes that stand alone say what their document says, in every format."""

import pytest

from bot.answering.recall import QuoteRef
from bot.assistant import Assistant
from bot.terminal import payloads
from tests.conftest import AssistantMaker
from tests.knowledge.formats.makers import docx_bytes

INTRO = "The following claims are false:"
CLAIMS = ["The government opened the dam on purpose.", "Three hundred people drowned in the lower town."]
ROWS = ["Donor|Pledged|Paid", "Norway|500,000|500,000", "Red Cross|950,000|610,000"]
FILLER = "The river rose by two metres in March, and the lower town was flooded for a week."
MARKDOWN = f"""# Floods

{FILLER}

{INTRO}

- {CLAIMS[0]}
- {CLAIMS[1]}

Funds came late.

| {" | ".join(ROWS[0].split("|"))} |
|---|---|---|
| {" | ".join(ROWS[1].split("|"))} |
| {" | ".join(ROWS[2].split("|"))} |
"""
HTML = (
    f"<html><head><title>Floods</title></head><body><article><h1>Floods</h1><p>{FILLER}</p><p>{INTRO}</p><ul>"
    + "".join(f"<li>{each}</li>" for each in CLAIMS)
    + "</ul><p>Funds came late.</p><table>"
    + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in ROWS)
    + "</table></article></body></html>"
)
DOCX = docx_bytes(
    [
        ("Title", "Floods"),
        ("", FILLER),
        ("", INTRO),
        *(("List Bullet", each) for each in CLAIMS),
        ("", "Funds came late."),
        ("| ", "\n".join(ROWS)),
    ]
)
FLOODS: dict[str, str | bytes] = {
    "floods.md": MARKDOWN,
    "floods.txt": MARKDOWN,
    "floods.html": HTML,
    "floods.docx": DOCX,
}
HEADER = "| Donor | Pledged | Paid |"


def asked(assistant: Assistant, question: str) -> tuple[str, tuple[str, ...]]:
    """Return what is read of the best quote, with what stands before it, and its key sentences."""
    quote = assistant.ask(question).quotes[0]
    return "\n".join([*(each.text for each in quote.context), quote.text]), quote.key_texts


@pytest.mark.parametrize("name", FLOODS)
def test_a_claim_comes_with_the_line_that_calls_it_false(make_assistant: AssistantMaker, name: str) -> None:
    read, key = asked(make_assistant({name: FLOODS[name]}), "Did the government open the dam on purpose?")
    assert read == f"{INTRO}\n\n- {CLAIMS[0]}"
    assert key == (CLAIMS[0],)


@pytest.mark.parametrize("name", FLOODS)
def test_a_row_comes_with_the_row_that_names_its_columns(make_assistant: AssistantMaker, name: str) -> None:
    read, key = asked(make_assistant({name: FLOODS[name]}), "How much did the Red Cross pay?")
    assert HEADER in read
    assert key == ("| Red Cross | 950,000 | 610,000 |",)


@pytest.mark.parametrize("name", FLOODS)
def test_a_row_that_names_columns_answers_nothing(make_assistant: AssistantMaker, name: str) -> None:
    assistant = make_assistant({name: FLOODS[name]}, answers={"threshold": 0.0})
    for question in ("What has each donor pledged and paid?", "Who is a donor?", "Donor pledged paid?"):
        for quote in assistant.ask(question).quotes:
            assert HEADER not in (*quote.key_texts, quote.text)


def test_a_claim_far_down_a_list_brings_the_line_from_another_passage(make_assistant: AssistantMaker) -> None:
    posts = [f"Post {at} said that the clinic in district {at} was sold to traders for {at} coins." for at in range(60)]
    posts[57] = "Post 57 said that the bakery in Harrow Lane was sold to a brewer."
    text = f"# Posts\n\n{INTRO}\n\n" + "".join(f"- {each}\n" for each in posts)
    assistant = make_assistant({"rumours.md": text})
    quote = assistant.ask("Who bought the bakery in Harrow Lane?").quotes[0]
    assert posts[57] in quote.text
    assert [each.text for each in quote.context] == [INTRO]
    assert assistant.context(QuoteRef.of(quote)).quote.context == quote.context
    shaped = payloads.quote(quote)
    assert shaped["context"] == [{"text": INTRO, "start": text.index(INTRO), "end": text.index(INTRO) + len(INTRO)}]


def test_cautions_topics_and_differing_figures_bring_it_too(make_assistant: AssistantMaker) -> None:
    claims = "# Posts\n\nThese rumours of risks are false:\n\n- The wells in Yeri hold 9 litres a person a day.\n"
    facts = "# Wells\n\nThe wells in Yeri hold 15 litres a person a day.\n"
    topics = {"wells": {"title": "Wells", "queries": ["wells in Yeri litres"]}}
    assistant = make_assistant({"rumours.md": claims, "wells.md": facts}, topics=topics)
    assistant.reindex()
    (caution,) = assistant.cautions().cautions
    assert [each.text for each in caution.quote.context] == ["These rumours of risks are false:"]
    (conflict,) = assistant.conflicts().conflicts
    assert conflict.quotes[0].text.startswith("These rumours of risks are false:")
    assert {quote.text.split("\n")[0] for quote in assistant.brief("wells").quotes} == {
        "These rumours of risks are false:", "The wells in Yeri hold 15 litres a person a day.",
    }  # fmt: skip


QUESTIONS = """# Kadra

**Q: Did Mayor Hale resign over the dam?**

A: No. She asked for leave until June.

Posts said that soldiers blew up the dam of Orsk at night. This claim is false.

## Is the water in the old town safe to drink?

No, it is not. Boil it for three minutes.

## The mill

Is the old mill of Orsk haunted by ghosts?
"""


@pytest.mark.parametrize("name", ["kadra.md", "kadra.txt"])
def test_a_question_of_a_document_is_quoted_with_its_answer(make_assistant: AssistantMaker, name: str) -> None:
    read, key = asked(make_assistant({name: QUESTIONS}), "Did Mayor Hale resign over the dam?")
    assert read == "**Q: Did Mayor Hale resign over the dam?**\n\nA: No. She asked for leave until June."
    assert key == ("A: No.", "She asked for leave until June.")


def test_a_question_that_is_left_open_is_never_quoted(make_assistant: AssistantMaker) -> None:
    answer = make_assistant({"kadra.md": QUESTIONS}).ask("Is the old mill of Orsk haunted by ghosts?")
    assert not any("haunted" in each.text for each in answer.quotes)


def test_a_claim_is_quoted_with_what_takes_it_back(make_assistant: AssistantMaker) -> None:
    read, key = asked(make_assistant({"kadra.md": QUESTIONS}), "Did soldiers blow up the dam of Orsk?")
    assert read == "Posts said that soldiers blew up the dam of Orsk at night. This claim is false."
    assert key[-1] == "This claim is false."


def test_a_heading_that_asks_stands_before_its_answer(make_assistant: AssistantMaker) -> None:
    assistant = make_assistant({"kadra.md": QUESTIONS})
    assistant.reindex()
    (document,) = assistant.sources()
    for said, before in (("No, it is not.", ["Is the water in the old town safe to drink?"]), ("Boil it", [])):
        at = QUESTIONS.index(said)
        (quote,), _ = assistant.recall([QuoteRef(f"{document.sha256[:12]}-{at}-{at + len(said)}")])
        assert quote
        assert [each.text for each in quote.context] == before


def test_what_takes_a_long_list_back_is_seen_from_its_first_item(make_assistant: AssistantMaker) -> None:
    posts = [
        f"Post {at} said that the bakery number {at} in the long lane by the harbour was closed." for at in range(60)
    ]
    posts[0] = "Posts said that the mayor of Orsk fled to Norway with the money of the town."
    listed = "".join(f"- {each}\n" for each in posts)
    question = "Did the mayor of Orsk flee to Norway?"
    for below, answered in (("Nothing was sold.", True), ("None of this is true.", False)):
        assistant = make_assistant({"posts.md": f"# Posts\n\nIt rained.\n\n{listed}\n{below}\n"})
        assistant.reindex()
        answer = assistant.ask(question)
        assert any(posts[0] in each.text for each in answer.quotes) is answered
