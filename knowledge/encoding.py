"""Bytes to text, with line ends as a single newline: UTF-8, UTF-16, older encodings, and what web pages declare."""

import codecs
import re
from contextlib import suppress

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

_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,200}?\bencoding|<meta[^>]{0,300}?\bcharset)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 16384
# What browsers read for these names: supersets, which pages use in fact.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_SCRIPTS = [
    "cp1256",
    "iso8859_6",
    "cp1255",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp874",
    "gb18030",
    "big5hkscs",
    "cp932",
    "euc_jp",
    "cp949",
]
"""Arabic, Hebrew, Cyrillic, Greek, Thai, Chinese, Japanese and Korean."""
_GUESSED_WITHIN = 65536
_LATIN_LETTERS = re.compile(rb"[A-Za-z]")
_FEWEST_BEYOND = 10
"""Letters that tell a script; fewer may be a few accents."""
_NO_TEXT = frozenset(("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))


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
    if encoding := _other_script(data):
        text = _normalise(data.decode(encoding, errors="replace"))
        return text, (f"not UTF-8; read as {encoding}, check names",)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"does not look like text (byte {error.start} fits no encoding known here); remove it, or save it as UTF-8 "
            "if it is text"
        ) from error
    return _normalise(text), ("not UTF-8; read as Windows-1252, check accents and quotation marks",)


def decode_declared(data: bytes, encoding: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of a web page or message and remarks; raise UnreadableFile for binary data.

    It is read in the encoding that a page declares, if not another `encoding` was declared for it.
    """
    if any(data.startswith(mark) for mark, _ in _BOMS) or _utf16_without_mark(data):
        return decode(data)
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    declared = _codec(encoding or (found[1].decode("ascii") if found else ""))
    # A page that declares UTF-16 in single bytes cannot be that; most say it by mistake for UTF-8.
    if not declared or declared.startswith(("utf-8", "utf-16", "utf-32")):
        try:
            return _normalise(data.decode("utf-8")), ()
        except UnicodeDecodeError:
            return _guessed(data) if not declared else decode(data)
    text = data.decode(declared, errors="replace")
    remarks = () if "\ufffd" not in text else (f"not wholly in {declared} as it declares; see the marks � in it",)
    if remarks:
        with suppress(UnicodeDecodeError):
            text, remarks = data.decode("utf-8"), (f"declares {declared} but is in UTF-8; read as that",)
    return _normalise(text), remarks


def _codec(name: str) -> str:
    """Return the codec that an encoding's name stands for on the web, empty for an unknown one."""
    try:
        found = codecs.lookup(name.lower().removeprefix("x-").removesuffix("-i"))
    except (LookupError, ValueError):
        return ""
    # Some codecs turn bytes into bytes, or are traps.
    if not found._is_text_encoding or found.name in _NO_TEXT:
        return ""
    return _MEANT.get(found.name, found.name)


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    from charset_normalizer import from_bytes  # only such pages need it

    guess = from_bytes(data).best()
    if guess is None:
        return decode(data)
    text = _normalise(data.decode(guess.encoding, errors="replace"))
    return text, (f"does not say in which encoding it is; read as {guess.encoding}, check accents and names",)


def _other_script(data: bytes) -> str:
    """Return the encoding of a text in another script than Latin, such as Arabic from an older machine; else empty."""
    sample = data[:_GUESSED_WITHIN]
    if len(data) > len(sample):
        sample = sample.rpartition(b"\n")[0] or sample  # not within a character of several bytes
    # Bytes, for in Chinese encodings many are signs and Latin letters in Windows-1252.
    beyond = sum(byte > 0x7F for byte in sample)
    if beyond < _FEWEST_BEYOND or beyond <= len(_LATIN_LETTERS.findall(sample)):
        return ""
    from charset_normalizer import from_bytes  # only such texts need it

    guess = from_bytes(sample, cp_isolation=_SCRIPTS).best()
    return guess.encoding if guess and _is_mostly_beyond_ascii(str(guess)) else ""


def _is_mostly_beyond_ascii(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    beyond = sum(ch > "\x7f" and ch.isalpha() for ch in text)
    return beyond >= _FEWEST_BEYOND and beyond > letters / 2


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
