"""Whether a sentence points to what was said before it, so that it cannot be read without that."""

import re

_PRONOUN = r"(?:it|he|she|they|its|his|her|their)"
_LEADS_BACK = re.compile(
    rf"""[“"'‘(]*(?:however|but|and|or|so|yet|still|nevertheless|nonetheless|moreover|furthermore|therefore|thus|hence
    |otherwise|(?:instead|as\ a\ result|in\ (?:addition|contrast|turn|response))(?!\s(?:of|to)\b)
    |in\ (?:doing\ so|the\ end)
    |for\ (?:example|instance)|{_PRONOUN}|this|that|these|those|such|both
    |the\ (?:former|latter|rest|remainder|others?|remaining)
    |the\ (?:first|second|third|last)(?=\s(?:is|was|are|were|has|had|will|would|can|could|may|might|calls?|says?)\b)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PREPOSITION = r"""(?:in|on|at|after|before|during|by|from|since|until|for|with|without|under|over|upon|following
    |through|despite|to|of|because\ of|according\ to|along\ with)"""
# "In a letter of 7 May it called ...", "After that meeting ...", but not "In Geneva, Israel said it ...".
_LEADS_IN = re.compile(
    rf"""^[“"'‘(]*(?i:{_PREPOSITION})\s(?:
        (?i:(?:\w+\s)?(?:this|that|these|those|such)(?=\s\w))
        |(?:(?!(?i:that|which|who|whose|where|when|if|as|says?|said|tells?|told)\b)
            (?:[a-z0-9][\w’'-]*|[A-Z][a-z]+day|(?i:(?:jan|febr)uary|march|april|may|june|july|august
                |(?:septem|octo|novem|decem)ber)),?\s){{1,7}}
        (?i:{_PRONOUN})\b)""",
    re.VERBOSE,
)
# "It is clear that ...": the pronoun stands for what follows.
_STANDS_FOR_NOTHING = re.compile(
    r"""\bit(?:['’]s|\s+(?:is|was|has\ been|remains|remained|seems|seemed|appears|appeared))(?:\s+\w+)?
    \s+(?:(?:true|false|clear|unclear|certain|uncertain|likely|unlikely|possible|impossible|important|necessary
        |essential|imperative|critical|crucial|vital|urgent|known|unknown|obvious|hard|difficult|easy|time)
        \s+(?:that|to|for|whether|if|how|why|what|who|when)
    |(?:hoped|feared|believed|understood|thought|estimated|expected|reported|said|alleged|claimed|agreed)\s+that)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# So early in a sentence such a word speaks of what was said just before.
_SPEAKS_OF_IT = re.compile(
    rf"(?:{_LEADS_BACK.pattern})|(?:\w+\s+){{0,4}}(?:that|this|these|those|such)\s+\w", re.IGNORECASE | re.VERBOSE
)


# What is said of a part, or first, misleads without what is said of the rest, or turned out.
_QUALIFIES = re.compile(
    r"""[“"'‘(]*(?:the\ (?:rest|remainder|remaining)|but|however|yet|instead(?!\sof\b)|nevertheless|nonetheless|even\ so
    |in\ the\ end|in\ (?:fact|reality|practice)|eventually|so\ far,?\ only|only)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def leans_back(text: str) -> bool:
    """Tell whether a sentence begins so that it cannot be read without the one before it."""
    found = _LEADS_BACK.match(text) or _LEADS_IN.match(text)
    if not found:
        return False
    nothing = _STANDS_FOR_NOTHING.search(text)
    return not nothing or not found.start() <= nothing.start() < found.end()


def speaks_of_what_was_said(text: str) -> bool:
    """Tell whether a sentence points, early on, to what was said just before it."""
    return bool(_SPEAKS_OF_IT.match(text))


def qualifies(text: str) -> bool:
    """Tell whether a sentence says that what was said just before it is not all, or came out otherwise."""
    return bool(_QUALIFIES.match(text))
