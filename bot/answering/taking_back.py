"""Whether a sentence takes back what was said just before it.

"This claim is false.", "The ministry denied it.", "No evidence supports that.": it has to point there and to deny, both
within few words of each other. A language has few words for either, however many there are for what is denied.
"""

import re

_STATEMENT = r"""(?:accusations?|allegations?|assertions?|claims?|conclusions?|estimates?|figures?|footage
    |images?|narratives?|news|photos?|pictures?|posts?|reports?|rumou?rs?|statements?|stor(?:y|ies)|theor(?:y|ies)
    |versions?|videos?|quotes?|notion|idea)"""
"""What a text calls that which somebody said."""
_TIME = r"(?:time|moment|morning|afternoon|evening|night|day|week|weekend|month|quarter|summer|winter|season|year)"
_THIS = rf"(?:this|these|those|such)(?!\s+(?:\w+\s+)?{_TIME}s?\b)"
# "That" may also begin a clause ("denied that he fled").
_THAT = r"that(?=['’]s|\s+(?:is|was|are|were|has|had|does|did|could|would|can|will)\b)"
_IT = rf"(?:{_THIS}|it|them|both|that(?=\W*(?:$|[.,;:!?—–])))"
_THE_CLAIM = rf"(?:the|his|her|their|its|this|that|these|those|such|both|either|neither)\s+(?:\w+\s+)?{_STATEMENT}\b"
_TRUE = r"""(?:true|correct|accurate|real|genuine|so|the\s+case|happen\w*|occur\w*|verif\w+|confirm\w+|corroborat\w+
    |substantiat\w+|borne\s+out)"""
_NOT = r"(?:(?:not|never|no|none|neither|nor|cannot|unable|nothing)\b|\w+n['’]t\b)"
_UNTRUE = rf"""(?:false(?:hoods?)?|untrue|incorrect|inaccurate|wrong|mistaken|misleading|baseless|groundless|unfounded
    |unproven|unsubstantiated|unverified|unconfirmed|fabricat\w+|hoax(?:es)?|fake|invented
    |den(?:y|ies|ied|ying)|refut\w+|rebut\w*|debunk\w*|disprov\w+|contradict\w*|disput\w+|retract\w*
    |withdr[ae]w\w*|correct(?:ed|s|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?
    |{_NOT}\s+(?:\w+\s+){{0,3}}{_TRUE}
    |no\s+(?:\w+\s+)?(?:evidence|truth|proof|basis|confirmation|record))\b"""
_DETAIL = r"""(?:figures?|numbers?|totals?|counts?|amounts?|sums?|costs?|prices?|values?|shares?|dates?|days?|names?
    |titles?|spellings?|quotes?|texts?|wordings?|headlines?|versions?)"""
_RIGHT = r"(?:correct(?:ed)?|right|accurate|true|actual|real)"
_FEW, _FEWER = r"(?:[\w’'-]+[\s,]+){0,5}?", r"(?:[\w’'-]+[\s,]+){0,3}?"
_NOT_DOING = r"(?:(?!\w+ing\b|that\s)[\w’'-]+[\s,]+){0,3}?"
_TAKES_BACK = re.compile(
    rf"""^\W*(?:[\w’'-]+\s+){{0,2}}?(?:[\w’'-]+,\s+)?
        (?:(?:{_THIS}|{_THAT})(?:['’]s)?[\s,]+{_FEW}(?:{_NOT}|{_UNTRUE}\b)
        |(?:it|they|both)(?:['’]s|['’]re)?\s+{_FEWER}{_UNTRUE}\b)
    |\b{_THE_CLAIM}[\s,]+{_FEW}\W?{_UNTRUE}\b
    |\b{_UNTRUE}\s+{_NOT_DOING}(?:{_IT}\b|{_THE_CLAIM})
    |\b{_NOT}\s+of\s+{_IT}\s+{_FEWER}{_TRUE}\b
    |\bno\s+such\b
    |\bthe\s+{_RIGHT}\s+{_DETAIL}\s+(?:[\w’'-]+\s+){{0,4}}?(?:is|was|are|were|reads?)\b
    |\b(?:it|this|that|{_DETAIL})\s+should\s+have\s+(?:said|read|been)\b
    |^\W*(?:[\w’'-]+\W+){{0,2}}{_UNTRUE}\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def takes_back(text: str) -> bool:
    """Tell whether a sentence denies what was said just before it, or says that it could not be borne out."""
    return bool(_TAKES_BACK.search(text))
