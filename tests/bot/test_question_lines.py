"""A file of questions is read line by line, and what is wrong with one names it."""

import math
from pathlib import Path

import pytest

from bot.errors import RequestError
from bot.question_lines import Line, previous_in, question_in, read_lines


def test_lines_are_read_one_by_one_and_blank_ones_left_out(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"question": "a"}\r\n\n  \n{"question": "\xc3\xa9\xe2\x80\xa8"}')
    lines = list(read_lines(file))
    assert [(each.number, question_in(each.fields(), each)) for each in lines] == [(1, "a"), (4, "é\u2028")]


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": NaN}', "NaN"),
        (b'{"id": 1e999}', "1e999"),
        (b'{"id": ' + b"1" * 5000 + b"}", "not JSON"),
        (b"5", "an object"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: bytes, fact: str) -> None:
    (tmp_path / "lines.jsonl").write_bytes(b"\n" + line)
    (read,) = read_lines(tmp_path / "lines.jsonl")
    with pytest.raises(RequestError, match=r"lines\.jsonl, line 2: ") as caught:
        read.fields()
    assert fact in str(caught.value)


@pytest.mark.parametrize("previous", ["Who?", 5, {"question": "Who?"}, ["Who?", 5], False])
def test_earlier_questions_are_a_list_of_texts(previous: object) -> None:
    line = Line(Path("lines.jsonl"), 7, b"")
    with pytest.raises(RequestError, match=r'lines\.jsonl, line 7: "previous" is not a list of questions'):
        previous_in({"previous": previous}, line)


def test_there_may_be_no_earlier_questions() -> None:
    line = Line(Path("lines.jsonl"), 7, b"")
    assert previous_in({}, line) == previous_in({"previous": None}, line) == ()
    assert previous_in({"previous": ["Who?", "Why?"]}, line) == ("Who?", "Why?")


def test_numbers_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_text('{"id": 1.5, "n": 7}', encoding="utf-8")
    (line,) = read_lines(tmp_path / "lines.jsonl")
    assert math.isclose(line.fields()["id"], 1.5)
    assert line.fields()["n"] == 7


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RequestError, match=f"cannot read {file}: "):
            list(read_lines(file))
