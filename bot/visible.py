"""Text as it may stand on a screen: nothing in it steers the terminal or turns the reading order round."""

import re

# Controls (C0, DEL, C1), separators that break lines, embeddings and overrides of direction, lone surrogates.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = "\u2028\u2029"
_CONTROL_PICTURES = 0x2400
_PICTURE_OF_DELETE = "␡"
_UNKNOWN = "�"


def visible(text: str, keep: str = "") -> str:
    """Return a text with a visible sign for every character that would act instead of show; `keep` lets some through.

    Marks of direction go without a sign: they show nothing where they are honest either.
    """
    return _UNFIT.sub(lambda found: found[0] if found[0] in keep else _sign(found[0]), text)


def _sign(character: str) -> str:
    code = ord(character)
    if character == "\t" or character in _BREAKS:
        return " "
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return _PICTURE_OF_DELETE
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries a byte of a path that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return "" if 0x2028 <= code <= 0x2069 else _UNKNOWN
