"""Text to sentence spans; the one file that imports sentencex."""

from knowledge.model import Span

_CLOSERS = "”’\"')]»"


def sentence_spans(text: str, within: Span | None = None) -> tuple[Span, ...]:
    """Return the spans of the sentences in `text[within]`, without surrounding white space.

    sentencex's English rules also end sentences at the Arabic, Hebrew and CJK marks, so the
    language of a document need not be known.
    """
    from sentencex import get_sentence_boundaries  # here, so that only reading documents waits for it

    within = within or Span(0, len(text))
    spans: list[Span] = []
    for found in get_sentence_boundaries("en", within.cut(text)):
        span = trim(text, Span(within.start + found["start_index"], within.start + found["end_index"]))
        if not len(span):
            continue
        if spans and all(ch in _CLOSERS for ch in span.cut(text)):
            spans[-1] = Span(spans[-1].start, span.end)  # a quotation mark cut off from its sentence
        else:
            spans.append(span)
    return tuple(spans)


def trim(text: str, span: Span) -> Span:
    """Return the span without the white space at its ends."""
    piece = span.cut(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))
