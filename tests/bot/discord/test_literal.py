from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.literal import fitting, label, literal, units, whole
from bot.discord.paging import cut, stretches
from knowledge.model import Span
from knowledge.sentences import sentence_spans
from tests.bot.discord.seen import bold_in, quoted
from tests.discord_server.rendering import shown

LIVE = [
    "**bold** and *italic* and __underline__ and ~~gone~~ and ||hidden||",
    "`code` and ```\nblock\n```",
    "@everyone @here <@1> <@!1> <@&1> <#1> <id:customize> </ask:1>",
    "<t:0> <t:0:R> <:name:1> <a:name:1> :smile: :smile::skin-tone-2:",
    "[a link](https://evil.example) https://example.org/a_b_(c) <https://example.org> a@b.example",
    "# heading\n## heading\n### heading\n-# small",
    "- item\n* item\n+ item\n1. item\n  12. item\n\t- item",
    "> quote\n>>> quote",
    r"\*escaped\* \\ \a ¯\_(ツ)_/¯ C:\new\table",
    "نص عربي **غامق** ‏(٧٠٪)",
    "a*b*c 2*3*4 snake_case_name __init__ _x_",
    "👩\u200d👩\u200d👧 e\u0301 🇺🇳 ✊🏽",
]
PIECES = st.sampled_from(
    ["*", "**", "_", "__", "~~", "||", "`", "```", "\\", "<", ">", "[", "]", "(", ")", "#", "-", "+", "1.", ":", "@"]
    + ["everyone", "<@1>", "<t:0>", "https://a.b/c", "\n", "\n\n", " ", "a", "Zz", "5", ".", "é", "ש", "🙂", "\t", "!"]
)
HOSTILE = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize("text", LIVE)
def test_what_people_see_says_what_the_text_says(text: str) -> None:
    assert shown(literal(text)).text == text


@pytest.mark.parametrize("text", LIVE[:8])
def test_without_it_something_else_would_be_seen(text: str) -> None:
    assert shown(text).marks


@given(HOSTILE)
def test_no_text_is_taken_for_markdown(text: str) -> None:
    seen = shown(literal(text))
    assert seen.text == text
    assert not seen.marks


@given(HOSTILE, st.data())
def test_bold_changes_no_character(text: str, data: st.DataObject) -> None:
    bounds = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [Span(start, end) for start, end in list(pairwise(bounds))[::2] if start < end]
    seen = quoted(">>> " + literal(text, spans))
    assert seen.text == text.lstrip(" ")  # quotes begin with none
    bold = "".join("".join(span.cut(text).split()) for span in spans)
    assert "".join("".join(each.split()) for each in bold_in(seen)) == bold


@given(HOSTILE, st.integers(20, 200))
def test_stretches_cover_a_text_and_keep_to_the_limit(text: str, most: int) -> None:
    spans = list(stretches(text, (), most))
    assert "".join(span.cut(text) for span in spans) == text
    assert all(units(cut(text, span)) <= most for span in spans)


@given(st.lists(st.sampled_from(["One is short.", "Two, which is a *good* deal longer, follows it."]), min_size=1))
def test_no_sentence_is_cut_that_fits_a_page(sentences: list[str]) -> None:
    text = " ".join(sentences)
    spans = list(stretches(text, (), 120))
    assert "".join(span.cut(text) for span in spans) == text
    ends = {each.end for each in sentence_spans(text)}
    assert all(len(span.cut(text).rstrip()) + span.start in ends for span in spans)


def test_pages_end_between_paragraphs_where_they_can() -> None:
    text = "A sentence. Another one.\n\n" * 40
    assert all(span.cut(text).endswith("\n\n") for span in stretches(text, (), 400))


def test_a_sentence_longer_than_a_page_is_cut_between_words() -> None:
    text = "word " * 300
    spans = list(stretches(text, (), 200))
    assert all(span.cut(text).endswith("word ") for span in spans)


def test_what_is_seen_as_one_character_is_never_cut() -> None:
    family = "👩\u200d👩\u200d👧"
    assert whole(f"a{family}b", 4) == 1
    for span in stretches(family * 50, (), 60):
        assert span.cut(family * 50) == family * (len(span) // len(family))


def test_a_label_is_one_line_and_cannot_turn_the_reading_order() -> None:
    made = label("A\n\u202etitle\u0007 **x** @everyone")
    assert shown(made).text == "A title␇ **x** @everyone"
    assert label("עברית").startswith("\u2068")
    assert label("עברית").endswith("\u2069")


@given(HOSTILE, st.integers(10, 200))
def test_a_label_takes_no_more_room_than_it_is_given(text: str, room: int) -> None:
    assert units(fitting(text, room)) <= room


def test_room_is_not_wasted() -> None:
    assert fitting("a_b " * 20, 400) == label("a_b " * 20)
    assert len(fitting("*" * 500, 100)) > 80


def test_a_long_label_is_cut_between_words() -> None:
    assert shown(label("word " * 200, 50)).text == "word " * 8 + "word…"
    assert len(label("x" * 900, 50)) == 50
    title = "t" * 300
    assert label(title) == title
