from collections.abc import Callable

import pytest

from knowledge.errors import UnreadableFile
from knowledge.model import Document, Kind
from knowledge.readers import read_document
from tests.knowledge.formats.pages import BOILERPLATE, ENCODINGS, STORIES, STYLES, wordpress
from tests.knowledge.formats.test_hostile import sound


def texts(document: Document, kind: Kind) -> list[str]:
    return [document.cut(block.span) for block in document.blocks if block.kind is kind]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("story", STORIES[:3:2], ids=lambda story: story[2])
def test_a_news_page_comes_through(
    style: Callable[[str, str, str], str], encoding: str, story: tuple[str, str, str]
) -> None:
    title, text, date = story
    declared = "windows-1252" if encoding == "cp1252" else "utf-8"
    page = style(*story).replace("<head>", f"<head><meta charset='{declared}'>", 1)
    found = read_document("a.html", page.encode(encoding))
    sound(found)
    meta = found.metadata
    assert (meta.title, meta.date, meta.publisher) == (title, date, "Daily Courier")
    assert meta.url == "https://courier.example/a"
    assert texts(found, Kind.TITLE) == [title]
    assert texts(found, Kind.HEADING) == ["What is known", "What comes next"]
    assert texts(found, Kind.ITEM) == ["Fuel lasts for six days in the district", "Flour lasts for twelve days there"]
    assert any(each.startswith(text) for each in texts(found, Kind.PARAGRAPH))
    assert "the envoy said." in found.text
    assert [each for each in BOILERPLATE if each in found.text] == []
    if style.__name__ == "ministry":
        assert texts(found, Kind.ROW) == ["| Camp | Litres |", "| North | 9 |", "| South | 11 |"]


@pytest.mark.parametrize(
    ("encoding", "declared", "words"),
    [
        ("cp1251", "windows-1251", "Переговоры в Каире были приостановлены в понедельник, сообщили представители."),
        ("koi8-r", "KOI8-R", "Переговоры в Каире были приостановлены в понедельник, сообщили представители."),
        ("cp1256", "windows-1256", "توقفت المحادثات في القاهرة يوم الاثنين بحسب ما قال مسؤولون حكوميون."),
        ("shift_jis", "Shift_JIS", "カイロでの協議は月曜日に中断したと当局者が述べた。次回の会合は未定である。"),
        ("gb18030", "gb2312", "官员们说，开罗的会谈于星期一中断。下一次会议的时间尚未确定，各方仍在等待。"),
        ("utf-8", "", "השיחות בקהיר נעצרו ביום שני, אמרו גורמים רשמיים לעיתונאים."),
    ],
)
def test_pages_are_read_in_the_encoding_that_they_declare(encoding: str, declared: str, words: str) -> None:
    page = wordpress("T", words, "2025-03-04").replace("–", "-").replace("©", "c")
    page = page.replace("<head>", f"<head><meta charset='{declared}'>" if declared else "<head>", 1)
    found = read_document("a.htm", page.encode(encoding))
    assert words in found.text
    assert found.remarks == ()


def test_what_only_serves_setting_the_text_is_tidied() -> None:
    text = "The of&#64257;cials counted 11&nbsp;000 dis&shy;placed people in the valley."
    found = read_document("a.html", wordpress("T", text, "2025-03-04").encode())
    assert "The officials counted 11 000 displaced people in the valley." in found.text


def test_pictures_that_are_saved_into_the_page_do_not_count() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 21_000_000}'>"
    page = wordpress(*STORIES[0]).replace("<h2>", picture + "<h2>", 1)
    assert "What is known" in read_document("a.html", page.encode()).text


@pytest.mark.parametrize("page", ["<html><body><script>x()</script></body></html>", "<html></html>"])
def test_a_page_without_main_text_is_refused(page: str) -> None:
    with pytest.raises(UnreadableFile, match="no main text"):
        read_document("a.html", page.encode())


@pytest.mark.parametrize("beside", ["", "<nav><ul><li><a href='/'>Home</a></li></ul></nav>"])
def test_a_short_page_keeps_its_headings(beside: str) -> None:
    text = "<h1>Water</h1><p>Two of the five pumps stopped.</p><h2>Fuel</h2><p>Fuel lasts until 9 March.</p>"
    page = f"<html><head><title>Water</title></head><body>{beside}<div>{text}</div></body></html>"
    found = read_document("a.html", page.encode())
    assert "Fuel" in texts(found, Kind.HEADING)
    assert "Fuel lasts until 9 March." in texts(found, Kind.PARAGRAPH)
    assert "Home" not in found.text


def page(body: str, title: str = "Water") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


WATER = "<h1>Water</h1><p>Two of the five pumps stopped.</p><h2>Fuel</h2><p>Fuel lasts until 9 March.</p>"
WATER_TEXT = "# Water\n\nTwo of the five pumps stopped.\n\n## Fuel\n\nFuel lasts until 9 March.\n"


@pytest.mark.parametrize(
    "body",
    [
        f"<nav><a href='/'>Home</a><nav><a href='/x'>Camps</a></nav><a href='/y'>More</a></nav><main>{WATER}</main>",
        f"<main>{WATER}</main><aside><h3>Related</h3><p><a href='/z'>Ten bridges</a></p></aside>",
        f"<header>{WATER[:14]}</header><article>{WATER[14:]}</article><footer><p>© 2025 Desk</p></footer>",
        f"<!-- <aside> -->{WATER}<!-- </aside> --><aside>Share this page</aside>",
        f"<script>var end = '<footer>';</script>{WATER}<footer>Printed by the desk</footer>",
        f"<div class=WordSection1>{WATER}<p class=MsoFooter>Page 1</p></div>",
        f"<div id=content>{WATER}</div><div class='site-footer dark'>Imprint</div>",
    ],
)
def test_a_short_page_is_its_text_without_what_stands_beside_it(body: str) -> None:
    assert read_document("a.html", page(body)).text == WATER_TEXT


@pytest.mark.parametrize("heading", ["<h1>Water</h1>", ""])
def test_a_short_page_without_lesser_headings_loses_its_menu_too(heading: str) -> None:
    body = (
        f"<nav><a href='/'>Home</a></nav>{heading}<p>Two pumps stopped.</p><p>Fuel is short.</p><footer>Desk</footer>"
    )
    assert read_document("a.html", page(body)).text == "# Water\n\nTwo pumps stopped.\n\nFuel is short.\n"


def test_what_a_short_page_says_nowhere_else_is_kept() -> None:
    body = "<h2>Pumps</h2><p>Two pumps stopped.</p><p class='sidebar'>The third runs on diesel.</p>"
    assert "The third runs on diesel." in read_document("a.html", page(body)).text


def sentences(first: int, beyond: int) -> str:
    return "".join(
        f"<p>In town {at} the river rose by {at} metres last week, say its engineers.</p>"
        for at in range(first, beyond)
    )


@pytest.mark.parametrize(
    "markup",
    [
        f"<body class='home sticky-footer'>{sentences(0, 6)}</body>",
        f"<body class='footer'>{sentences(0, 6)}</body>",
        f"<body><div class='page with-footer'>{sentences(0, 6)}</div></body>",
        f"<body><div class='site-footer'>{sentences(0, 6)}</div></body>",
        f"<body><div class='site has-footer'>{sentences(0, 6)}</div><p>The desk can be written to.</p></body>",
        f"<body><main>{sentences(0, 2)}<section class='item with-footer'>{sentences(2, 6)}</section></main></body>",
    ],
)
def test_no_text_is_lost_to_what_only_sounds_like_a_footer(markup: str) -> None:
    found = read_document("a.html", f"<html><head><title>Water</title></head>{markup}</html>".encode())
    assert [at for at in range(6) if f"In town {at} the river" in found.text] == list(range(6))


def test_a_page_whose_elements_cannot_be_arranged_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(body: object) -> list[str]:
        raise ValueError("Element is not a child of this node.")

    monkeypatch.setattr("knowledge.formats.html._taken_out", trips)
    assert "In town 1 the river" in read_document("a.html", page(sentences(0, 6))).text


@pytest.mark.parametrize("long", [True, False])
@pytest.mark.parametrize(
    "markup",
    [
        "<s>{}</s>",
        "<strike>{}</strike>",
        "<del>{}</del>",
        "<span hidden>{}</span>",
        "<b hidden=''>{}</b>",
        "<span style='color: red; display:none'>{}</span>",
        "<span style='visibility: hidden'>{}</span>",
        "<span style='mso-hide:all'>{}</span>",
        "<span style='text-decoration: underline line-through'>{}</span>",
        "<p hidden>{}</p>",
        "<div style='DISPLAY: NONE'><p>{}</p></div>",
        "<del><p>{}</p></del>",
    ],
)
def test_what_is_struck_out_or_hidden_is_left_out_with_a_remark(markup: str, long: bool) -> None:
    text = f"<p>The camps receive {markup.format('twelve litres')} nine litres.</p>{sentences(0, 12 if long else 1)}"
    found = read_document("a.html", page(f"<article>{text}</article>"))
    sound(found)
    assert "twelve" not in found.text
    assert "nine litres." in found.text
    assert "In town 0 the river" in found.text
    assert found.remarks == ("struck-out or hidden text in it is left out",)


@pytest.mark.parametrize(
    "markup",
    [
        "<nav hidden><p>Menu of pages</p></nav>",
        "<div style='display:none'>Sign in</div>",
        "<form><p hidden>Wrong address</p></form>",
        "<p hidden> </p>",
        "<p>Strong hidden currents, said the engineer.</p>",
        "<p><ins>Five</ins> boats were hidden, he said.</p>",
    ],
)
def test_hidden_menus_and_empty_elements_are_not_remarked_on(markup: str) -> None:
    found = read_document("a.html", page(f"{markup}<article>{sentences(0, 6)}</article>"))
    assert "In town 5 the river" in found.text
    assert found.remarks == ()


@pytest.mark.parametrize(
    "whole", ["<html hidden>", "<html style='visibility:hidden'>", "<html><body style='display:none'>"]
)
def test_a_page_that_was_hidden_until_it_was_loaded_is_read(whole: str) -> None:
    found = read_document("a.html", f"{whole}<article>{sentences(0, 6)}</article>".encode())
    assert [at for at in range(6) if f"In town {at} the river" in found.text] == list(range(6))
