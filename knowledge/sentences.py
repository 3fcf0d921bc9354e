"""Text to sentence spans; the one file that imports sentencex."""

from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from knowledge.model import Span

_WINDOW = 8192
"""Characters looked at together; far more than a sentence."""

_CLOSERS = "”’\"')]»"


def sentence_spans(text: str, within: Span | None = None) -> tuple[Span, ...]:
    """Return the spans of the sentences in `text[within]`, without surrounding white space.

    sentencex's English rules also end sentences at the Arabic, Hebrew and CJK marks, so the
    language of a document need not be known.
    """
    within = within or Span(0, len(text))
    spans: list[Span] = []
    for found in _boundaries(text, within):
        span = trim(text, found)
        if not len(span):
            continue
        if spans and all(ch in _CLOSERS for ch in span.cut(text)):
            spans[-1] = Span(spans[-1].start, span.end)  # a quotation mark cut off from its sentence
        else:
            spans.append(span)
    return tuple(spans)


def _boundaries(text: str, within: Span) -> Iterator[Span]:
    """Yield sentences window by window, for sentencex takes quadratic time on some long texts."""
    start = within.start
    while start < within.end:
        window = Span(start, min(start + _WINDOW, within.end))
        found = [
            Span(start + each["start_index"], start + each["end_index"])
            for each in get_sentence_boundaries("en", window.cut(text))
        ]
        if window.end < within.end and len(found) > 1:
            found.pop()  # it may go on behind the window, so the next one starts with it
            start = found[-1].end
        else:
            start = window.end
        yield from found


def trim(text: str, span: Span) -> Span:
    """Return the span without the white space at its ends."""
    piece = span.cut(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))
