"""Texts that a compiled model must give the reference's vectors for."""

import numpy as np

from index.embedding import Embedder

_SENTENCES = (
    "Who is affected?",
    "The ceasefire was extended by 42 days, officials said on 1 March 2025.",
    "“We don't accept that,” she said — twice; U.S. envoys (three of them) disagreed.",
    "Die Waffenruhe wurde über Nacht gebrochen; Straßen, Häuser und Brücken sind zerstört.",
    "Переговоры о прекращении огня продолжаются в Каире.",
    "وقف إطلاق النار في قطاع غزة",
    "הפסקת האש ברצועת עזה",
    "加沙停火谈判仍在继续。",
    "संघर्ष विराम वार्ता जारी है।",
    "🕊️ 👩‍👩‍👧 naïve café — ½ of 1,234.56 €",
    "https://example.org/a?b=c#d ALL CAPS lower_case CamelCase x1y2z3",
    "Zyzzyva qwxrtz \u200bsupercalifragilisticexpialidocious",
    "line one\nline two\r\n\tindented [SEP] [MASK] </s> <pad>",
)
_TEXTS = (
    "",
    " ",
    *_SENTENCES,
    *(" ".join(_SENTENCES[at % 3 :: 3] * at) for at in range(1, 13)),
    *(" ".join(_SENTENCES[:4] * at) for at in range(1, 6)),
    " ".join(["Aid reached the north only in part."] * 300),
)


def compare(found: Embedder, expected: Embedder) -> tuple[float, float]:
    """Return the smallest cosine of two engines' vectors, of whole texts and of tokens.

    0 where they read a text as different word pieces. Texts are embedded alone and together.
    """
    pooled, tokens = 1.0, 1.0
    for texts in ([_TEXTS[2]], [_TEXTS[-1]], list(_TEXTS)):
        (left, left_tokens), (right, right_tokens) = found.embed_tokens(texts), expected.embed_tokens(texts)
        pooled = min(pooled, float((left * right).sum(axis=1).min()))
        if found.count_tokens(texts) != expected.count_tokens(texts):
            return 0.0, 0.0
        for one, other in zip(left_tokens, right_tokens, strict=True):
            if not np.array_equal(one.ids, other.ids):
                return 0.0, 0.0
            if len(one.ids):
                tokens = min(tokens, float((one.vectors * other.vectors).sum(axis=1).min()))
    return pooled, tokens
