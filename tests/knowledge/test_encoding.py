import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoding import decode
from knowledge.errors import UnreadableFile
from tests.knowledge.strategies import QUIET

ARABIC = "توقفت المحادثات في القاهرة بعد أسابيع من الجمود. هل ستستأنف قريبا؟"


@QUIET
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t")))
def test_utf8_comes_back_as_it_was_written(text: str) -> None:
    bare = text.removeprefix("\ufeff")
    assert decode(text.encode()) == (bare.removeprefix("\ufeff") if text == bare else bare, ())


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(mark: bytes, encoding: str) -> None:
    assert decode(mark + ("“Naïve” " + ARABIC).encode(encoding)) == ("“Naïve” " + ARABIC, ())


@pytest.mark.parametrize("text", ["Only ASCII letters here.", "“Curly” quotes and café in Latin text."])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_and_remarked_on(text: str, encoding: str) -> None:
    found, remarks = decode(text.encode(encoding))
    assert found == text
    assert "utf-16" in remarks[0].lower()


def test_windows_1252_keeps_curly_quotation_marks_and_is_remarked_on() -> None:
    text, remarks = decode("“Hamas’s café” – 5 €".encode("cp1252"))
    assert text == "“Hamas’s café” – 5 €"
    assert "1252" in remarks[0]


def test_one_bad_byte_does_not_garble_a_whole_utf8_file() -> None:
    before = ARABIC[:20].encode()
    text, remarks = decode(before + b"\xff" + ARABIC[20:].encode())
    assert text.replace("\ufffd", "") == ARABIC
    assert f"byte {len(before)}" in remarks[0]


@pytest.mark.parametrize("data", [b"a\r\nb\rc\n", "a\r\nb\rc\n".encode("utf-16"), b"\xef\xbb\xbfa\r\nb\rc\n"])
def test_every_line_end_becomes_one_newline(data: bytes) -> None:
    assert decode(data)[0] == "a\nb\nc\n"


@pytest.mark.parametrize(
    "data",
    [
        b"text with a \0 in it",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x00\x01\x02\x03" * 100,
        b"\x81\x8d\x8f\x90",
        b"\xff\xfea",
        b"\xff\xfe\x00\xd8",
        bytes(range(256)),
        b"\x01\x02\x03\x04 some letters",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decode(data)


@pytest.mark.parametrize("data", [b"A short note.\x1a", b"Page one.\x0cPage two.\x0b", b"\x1b[1mBold\x1b[0m"])
def test_a_stray_control_character_does_not_make_a_text_binary(data: bytes) -> None:
    assert decode(data)[0] == data.decode()


@QUIET
@given(st.binary(max_size=200))
def test_any_bytes_become_text_without_returns_and_nuls_or_are_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except UnreadableFile:
        return
    assert not set(text) & {"\r", "\0"}
    text.encode()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1256", ARABIC),
        ("iso8859_6", "تحصل العائلات على تسعة لترات من الماء للفرد يوميا.\n"),
        ("cp1256", "گزارش از مرز: چند روز است که منتظرند."),  # Persian, with bytes that Windows-1252 lacks
        ("cp1255", "השיחות בקהיר נעצרו ביום שני, אמרו גורמים רשמיים. Talks stopped."),
        ("cp1251", "Грузовики ждут на границе."),
        ("koi8_r", "Переговоры в Каире были приостановлены в понедельник."),
        ("gb18030", "官员们说，开罗的会谈于星期一中断。下一次会议的时间尚未确定。"),
        ("big5hkscs", "五台水泵中有兩台停止運轉，醫院的燃料只夠用六天。"),
        ("big5hkscs", "衛生部報告稱，上週在台北記錄了218例麻疹病例。"),
        ("cp932", "カイロでの協議は月曜日に中断したと当局者が述べた。"),
        ("cp949", "카이로 회담이 월요일에 중단되었다고 관리들이 말했다."),
        ("cp874", "การเจรจาที่กรุงไคโรหยุดชะงักเมื่อวันจันทร์ เจ้าหน้าที่กล่าว"),
        ("cp1253", "Οι συνομιλίες στο Κάιρο διακόπηκαν τη Δευτέρα."),
    ],
)
def test_other_scripts_in_older_encodings_are_recognised_and_remarked_on(encoding: str, text: str) -> None:
    found, remarks = decode(text.encode(encoding))
    assert found == text
    assert encoding in remarks[0]


def test_a_long_text_is_recognised_by_its_beginning() -> None:
    text = "官员们说，开罗的会谈于星期一中断。\n" * 4000
    assert decode(text.encode("gb18030"))[0] == text


@pytest.mark.parametrize(
    "text",
    ["Größere Mengen fehlen für die Bäckereien.", "ÄÖÜ äöü", "– • –\n" * 40 + "Été", "Château « Été » à Orléans"],
)
def test_accents_alone_are_windows_1252(text: str) -> None:
    found, remarks = decode(text.encode("cp1252"))
    assert (found, "1252" in remarks[0]) == (text, True)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_said_not_to_look_like_text(seed: int) -> None:
    with pytest.raises(UnreadableFile, match=r"does not look like text|binary data, not text"):
        decode(random.Random(seed).randbytes(4000))  # noqa: S311


def test_bytes_that_no_encoding_has_are_told_with_their_place() -> None:
    with pytest.raises(UnreadableFile, match=r"does not look like text \(byte 7 .*save it as UTF-8") as caught:
        decode(b"Caf\xe9s \xe4\x8d opened.")
    assert "cp1252" not in str(caught.value)
