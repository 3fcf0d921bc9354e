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
    assert (meta.title, meta.date, meta.publisher) == (subject.strip(), "2025-03-04", sender[1])
    assert [block.kind for block in found.blocks][:1] == [Kind.TITLE]
    assert "nine litres of water a person a day." in found.text
    headings = [found.cut(each.span).lower() for each in found.blocks if each.kind is Kind.HEADING]
    assert headings == ["risks"]
    assert [found.cut(each.span) for each in found.blocks if each.kind is Kind.ITEM] == ["Cholera", "Fuel"]


def test_a_file_that_is_no_message_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="no e-mail"):
        read_document("a.eml", b"Just some words without a head.")
