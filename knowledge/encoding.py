"""Bytes to text: UTF-8, UTF-16 and Windows-1252, with line ends as a single newline."""

import codecs

from knowledge.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_STRAY_CONTROLS = 2
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1b\x85")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and remarks about how it was read; raise UnreadableFile for binary data."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _normalise(_strict(data[len(mark) :], encoding)), ()
    if encoding := _utf16_without_mark(data):  # first, for such bytes are valid UTF-8 too, with NULs
        return _normalise(_strict(data, encoding)), (f"no byte order mark; read as {encoding.upper()}",)
    try:
        return _normalise(data.decode("utf-8")), ()
    except UnicodeDecodeError as error:
        if text := _damaged_utf8(data):
            return _normalise(text), (f"damaged UTF-8 (byte {error.start}); what could not be read stands as �",)
    text = _normalise(_strict(data, "cp1252"))
    return text, ("not UTF-8; read as Windows-1252, check accents and quotation marks",)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"not text in {encoding} (byte {error.start}); save it as UTF-8") from error


def _utf16_without_mark(data: bytes) -> str:
    """Tell UTF-16 of mostly Latin text by where its zero bytes lie; empty when it is something else."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(sample) < 4:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.4 and sample[::2].count(0) < half * 0.05:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.4 and sample[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return ""


def _damaged_utf8(data: bytes) -> str:
    """Read UTF-8 with a few bad bytes, which another encoding would garble as a whole; else return an empty text."""
    text = data.decode("utf-8", errors="replace")
    damage = text.count("\ufffd")
    return text if sum(ch > "\x7f" for ch in text) > 10 * damage else ""


def _normalise(text: str) -> str:
    sample = text[:_SAMPLE]
    controls = sum(ch < " " and ch not in _TEXT_CONTROLS for ch in sample)
    if "\0" in text or controls > _STRAY_CONTROLS + len(sample) * 0.01:
        raise UnreadableFile("binary data, not text; remove it or convert it to text")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
