import pytest

from knowledge.errors import UnreadableFile
from knowledge.model import Kind
from knowledge.readers import read_document
from tests.knowledge.formats.makers import eml_bytes
from tests.knowledge.formats.test_hostile import sound

SUBJECTS = (
    "Water in the camps",
    "Wasser für die Lager",
    "المياه في المخيمات",
    "避难所的水",
    "Re: long " * 20,
)
SENDERS = (("Field Desk <desk@example.org>", "Field Desk"), ("desk@example.org", "desk@example.org"))
PLAIN = "The three northern camps receive nine litres of water a person a day.\n\nRISKS\n\n- Cholera\n- Fuel\n"
RICH = (
    "<html><body><h2>Risks</h2><p>The three northern camps receive nine litres of water a person a day.</p>"
    "<ul><li>Cholera</li><li>Fuel</li></ul></body></html>"
)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize(("plain", "rich"), [(PLAIN, ""), ("", RICH), (PLAIN, RICH)])
def test_a_message_comes_through(subject: str, sender: tuple[str, str], plain: str, rich: str) -> None:
    found = read_document("a.eml", eml_bytes(subject, sender[0], plain, rich))
    sound(found)
    meta = found.metadata
    title = subject.strip().removeprefix("Re: ")
    assert (meta.title, meta.date, meta.publisher) == (title, "2025-03-04", sender[1])
    assert [block.kind for block in found.blocks][:1] == [Kind.TITLE]
    assert "nine litres of water a person a day." in found.text
    headings = [found.cut(each.span).lower() for each in found.blocks if each.kind is Kind.HEADING]
    assert headings == ["risks"]
    assert [found.cut(each.span) for each in found.blocks if each.kind is Kind.ITEM] == ["Cholera", "Fuel"]


def test_a_file_that_is_no_message_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="no e-mail"):
        read_document("a.eml", b"Just some words without a head.")


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("AW: Wasser", "Wasser"),
        ("Re: AW: FW: Water", "Water"),
        ("RE[2]: Water", "Water"),
        ("Fwd (3): Water", "Water"),
        ("SV : Vatten", "Vatten"),
        ("回复：避难所的水", "避难所的水"),
        ("Reports: water", "Reports: water"),
        ("Results of the survey", "Results of the survey"),
        ("Re:", "Re:"),
    ],
)
def test_what_mail_programs_put_before_a_subject_is_no_title(subject: str, title: str) -> None:
    assert read_document("a.eml", eml_bytes(subject, "Ann <ann@desk.example>", PLAIN)).metadata.title == title


OWN = "We agree: nine litres."
OTHERS = "Twelve litres are given."
INTRODUCTIONS = (
    "-----Original Message-----\nFrom: Kim Lee <kim@aid.example>\nSent: Thursday, May 8, 2025 10:00 AM\nTo: Ann"
    "\nSubject: Water\n\n{}",
    "________________________________\nVon: Kim Lee <kim@aid.example>\nGesendet: Donnerstag, 8. Mai 2025 10:00\n"
    "An: Ann; Bo <bo@aid.example>;\n Cy <cy@aid.example>\nBetreff: Wasser\n\n{}",
    "De : Kim Lee <kim@aid.example>\nEnvoyé : jeudi 8 mai 2025 10:00\nÀ : Ann\nObjet : Eau\n\n{}",
    "*Da:* Kim Lee\n*Inviato:* giovedì 8 maggio 2025 10:00\n*A:* Ann\n*Oggetto:* Acqua\n\n{}",
    "От: Kim Lee <kim@aid.example>\nОтправлено: 8 мая 2025 г.\nКому: Ann\nТема: Вода\n\n{}",
    "من: Kim Lee <kim@aid.example>\nتاريخ: 8 مايو 2025\nإلى: Ann\nالموضوع: الماء\n\n{}",
    "发件人: Kim Lee <kim@aid.example>\n发送时间: 2025年5月8日 10:00\n收件人: Ann\n主题: 水\n\n{}",
    "---------- Forwarded message ---------\nFrom: Kim Lee <kim@aid.example>\nDate: Thu, 8 May 2025\nSubject: Water\n"
    "To: Ann\n\n{}",
    "Begin forwarded message:\n\nFrom: Kim Lee <kim@aid.example>\nSubject: Water\nDate: 8 May 2025 at 10:00\n\n{}",
    "On 8 May Kim wrote:\n> {}\n> Or so.",
    "On Thu, 8 May 2025 at 10:00, Kim Lee of the Desk\n<kim@aid.example> wrote:\n\n> {}\n>\n>> Or so.",
    "чт, 8 мая 2025 г. в 10:00, Kim Lee <kim@aid.example>:\n\n{}",
    "في الخميس، ٨ مايو ٢٠٢٥ كتب Kim Lee <kim@aid.example>:\n> {}",
    "2025年5月8日(木) 10:00 Kim Lee <kim@aid.example>:\n\n> {}",
)


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_an_earlier_message_is_not_cited_as_the_senders(introduction: str) -> None:
    text = f"{OWN}\n\nAnn\n\n{introduction.format(OTHERS)}\n"
    found = read_document("a.eml", eml_bytes("AW: Water", "Ann <ann@desk.example>", text))
    sound(found)
    assert found.text == f"# Water\n\n{OWN}\n\nAnn\n"
    assert found.metadata.publisher == "Ann"
    assert len(found.remarks) == 1
    assert "earlier messages is left out" in found.remarks[0]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_a_message_that_is_only_sent_on_is_read_under_its_writers_name(introduction: str) -> None:
    message = eml_bytes("WG: Water", "Ann <ann@desk.example>", f"\n{introduction.format(OTHERS)}\n")
    found = read_document("a.eml", message)
    sound(found)
    assert OTHERS in found.text
    assert "kim@" not in found.text
    headed = "ubject" in introduction or "Betreff" in introduction or "Oggetto" in introduction
    assert found.metadata.publisher in (("Kim Lee",) if headed else ("", "Kim Lee"))
    assert len(found.remarks) == 1
    assert "sent on" in found.remarks[0]


def test_a_message_sent_on_twice_and_answered_before_is_read_once() -> None:
    text = (
        "---------- Forwarded message ---------\nFrom: Bo <bo@aid.example>\nDate: 7 May 2025\nSubject: Fwd: Water\n\n"
        "---------- Forwarded message ---------\nFrom: Kim Lee <kim@aid.example>\nDate: 6 May 2025\nSubject: Water\n\n"
        f"{OTHERS}\n\n-----Original Message-----\nFrom: Cy\nSent: 5 May 2025\nSubject: Water\n\nHow much is given?\n"
    )
    found = read_document("a.eml", eml_bytes("Fwd: Water", "Ann <ann@desk.example>", text))
    assert found.text == f"# Water\n\n{OTHERS}\n"
    assert (found.metadata.publisher, found.metadata.date) == ("Kim Lee", "2025-05-06")


def test_answers_between_quoted_lines_are_kept() -> None:
    text = "> Twelve litres?\n\nNo, nine.\n\n> And fuel?\n> Or wood?\n\nSix days.\n>From the north none came.\n"
    found = read_document("a.eml", eml_bytes("Re: Water", "Ann <ann@desk.example>", text))
    assert found.text.split() == [
        "#",
        "Water",
        "No,",
        "nine.",
        "Six",
        "days.",
        ">From",
        "the",
        "north",
        "none",
        "came.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "On 8 May the ministry wrote:\n\nNine litres are given.\nThe team wrote: all is well.",
        "We met.\n\nFrom: Geneva\nTo: Cairo\nCost: 300 dollars\n\nThe trip was short.",
        "We look forward to the following:\n\nThe original message:\n\nDate: 5 May\n\nAll of it stands.",
        "Write to desk@aid.example by 10:00 on 5 May 2025 for the following:\n\nWater, fuel and flour.",
        "Toilets needed:\n\n----- Water -----\n\nMore than 300.",
    ],
)
def test_prose_that_sounds_like_a_quotation_is_kept(text: str) -> None:
    found = read_document("a.eml", eml_bytes("Water", "Ann <ann@desk.example>", f"{text}\n"))
    assert found.text == f"# Water\n\n{text}\n"
    assert found.remarks == ()


MARKED = (
    '<div dir="ltr">{own}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Thu, 8 May 2025, Kim '
    '&lt;<a href="mailto:kim@aid.example">kim@aid.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>'
    "{others}</div></blockquote></div>",
    '<div>{own}<br><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: '
    "<b>Kim</b> &lt;kim@aid.example&gt;<br>Date: Thu, 8 May 2025<br>Subject: Water<br>To: Ann<br></div><br>"
    "<div>{others}</div></div></div>",
    '<div class="WordSection1"><p>{own}</p><p>&nbsp;</p><div><div style="border-top:solid #E1E1E1 1.0pt"><p>'
    "<b>From:</b> Kim &lt;kim@aid.example&gt;<br><b>Sent:</b> Thursday, May 8, 2025<br><b>To:</b> Ann<br>"
    "<b>Subject:</b> Water</p></div></div><p>{others}</p></div>",
    '<div>{own}</div><hr><div id="divRplyFwdMsg"><font><b>Von:</b> Kim &lt;kim@aid.example&gt;<br><b>Gesendet:</b> 8. '
    "Mai<br><b>An:</b> Ann<br><b>Betreff:</b> Wasser</font></div><div>{others}</div>",
    '<div>{own}</div><div><blockquote type="cite"><div>On 8 May 2025, Kim &lt;kim@aid.example&gt; wrote:</div><div>'
    "{others}</div></blockquote></div>",
    '<p>{own}</p><div class="moz-cite-prefix">Am 08.05.25 schrieb Kim:<br></div><blockquote type="cite"><p>{others}</p>'
    "</blockquote>",
    '<div>{own}</div><div class="yahoo_quoted"><div>On Thursday, Kim wrote:</div><div>{others}</div></div>',
)


@pytest.mark.parametrize("markup", MARKED)
@pytest.mark.parametrize("plain", ["", OWN + "\n\nOn 8 May Kim wrote:\n> " + OTHERS, f"{OWN} {OTHERS}"])
def test_an_earlier_message_is_left_out_as_the_mail_program_marked_it(markup: str, plain: str) -> None:
    page = f"<html><body>{markup.format(own=OWN, others=OTHERS)}</body></html>"
    found = read_document("a.eml", eml_bytes("Re: Water", "Ann <ann@desk.example>", plain, page))
    sound(found)
    assert found.text == f"# Water\n\n{OWN}\n"
    assert "earlier messages is left out" in found.remarks[0]


@pytest.mark.parametrize("markup", MARKED)
def test_a_page_that_is_only_sent_on_keeps_it(markup: str) -> None:
    page = f"<html><body>{markup.format(own='', others=OTHERS)}</body></html>"
    found = read_document("a.eml", eml_bytes("Fwd: Water", "Ann <ann@desk.example>", "", page))
    sound(found)
    assert OTHERS in found.text
    assert "kim@" not in found.text
    assert found.metadata.publisher in ("", "Kim")
    assert "sent on" in found.remarks[0]


def test_answers_between_quotations_of_a_page_are_kept() -> None:
    page = (
        '<html><body><div><div class="gmail_quote"><blockquote class="gmail_quote"><div>Twelve litres?</div>'
        '</blockquote><div>No, nine.</div><blockquote class="gmail_quote"><div>Fuel?</div>'
        "</blockquote><div>Six days.</div></div>"
        "<blockquote>Water is life, says the song.</blockquote></div></body></html>"
    )
    found = read_document("a.eml", eml_bytes("Re: Water", "Ann <ann@desk.example>", "", page))
    assert "Twelve" not in found.text
    assert "Fuel" not in found.text
    assert all(each in found.text for each in ("No, nine.", "Six days.", "Water is life"))
