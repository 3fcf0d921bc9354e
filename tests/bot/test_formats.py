"""From files of every format to answers with their citations."""

import pytest

from bot.assistant import Assistant
from bot.terminal import payloads
from bot.terminal.terminal import Terminal
from tests.conftest import AssistantMaker
from tests.knowledge.formats.makers import docx_bytes, eml_bytes, pdf_bytes
from tests.knowledge.formats.pages import HERALD

FILES = {
    "herald.html": HERALD.encode(),
    "bridge.pdf": pdf_bytes(
        [
            ["# Bridge over the Aral river", "The ministry published its plans for the roads of the south."],
            ["## Costs", "The bridge will cost eleven million dollars, the ministry said."],
        ],
        title="Bridge over the Aral river",
    ),
    "schools.docx": docx_bytes(
        [("Heading 1", "Schools"), ("", "Forty schools in the valley reopened after the flood.")]
    ),
    "mail.eml": eml_bytes("Vaccines", "Health Desk <h@example.org>", "The vaccines were flown to Lomar on Sunday."),
    "scan.pdf": b"%PDF-1.4 broken",
}


@pytest.fixture
def assistant(make_assistant: AssistantMaker) -> Assistant:
    assistant = make_assistant(FILES)
    report = assistant.reindex()
    assert report.added == ("bridge.pdf", "herald.html", "mail.eml", "schools.docx")
    assert [each.name for each in report.failed] == ["scan.pdf"]
    return assistant


def test_a_quote_from_a_pdf_names_its_page(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    answer = assistant.ask("How much will the bridge cost?")
    assert answer.answered
    payload = payloads.answer(answer)["quotes"][0]
    assert (payload["document"], payload["page"], payload["last_page"]) == ("bridge.pdf", 2, 2)
    shown = payloads.shown(assistant.show("bridge.pdf"))
    assert payload["text"] == shown["text"][payload["start"] : payload["end"]]
    assert shown["pages"][1] <= payload["start"]
    Terminal().answer(answer)
    assert "Costs · p. 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How many schools reopened after the flood?", "schools.docx"),
        ("Where were the vaccines flown to?", "mail.eml"),
        ("Where did the talks stall?", "herald.html"),
    ],
)
def test_the_other_formats_answer_without_a_page(assistant: Assistant, question: str, name: str) -> None:
    answer = assistant.ask(question)
    assert answer.answered
    payload = payloads.answer(answer)["quotes"][0]
    assert payload["document"] == name
    assert payload["page"] is None
