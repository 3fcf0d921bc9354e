"""What a message quotes of earlier ones, told from its sender's own words by the marks that mail programs set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class _Field(Enum):
    FROM = auto()
    DATE = auto()
    SUBJECT = auto()
    TO = auto()


_LABELS = {
    _Field.FROM: """from von de da van från fra od lähettäjä expéditeur remetente mittente avsändare afsender nadawca
    feladó kimden gönderen от от_кого від من מאת 发件人 寄件者 差出人 送信者 보낸_사람""",
    _Field.DATE: """date sent gesendet datum envoyé envoyé_le data fecha enviado enviado_el enviada_em enviado_em
    inviato verzonden skickat sendt dato wysłano odesláno dátum elküldve lähetetty päiväys tarih gönderildi
    gönderme_tarihi дата отправлено надіслано التاريخ تاريخ تم_الإرسال נשלח תאריך 发送时间 日期 寄件日期 送信日時 日付
    보낸_날짜 날짜""",
    _Field.SUBJECT: """subject betreff objet sujet asunto assunto oggetto onderwerp ämne emne temat předmět věc aihe
    tárgy konu тема الموضوع נושא 主题 主旨 件名 제목""",
    _Field.TO: """to an à pour para a aan till til do komu címzett vastaanottaja kime alıcı кому إلى אל 收件人 收件者
    宛先 받는_사람 cc bcc kopie kopia copia cci cco копия 抄送 副本 참조 reply-to antwort_an""",
}
"""What mail programs call the parts of a head that they put above the message that is answered."""
_FIELDS = {label.replace("_", " "): field for field, labels in _LABELS.items() for label in labels.split()}
_HEADER = re.compile(r"[ \t*>]*([^\W\d_][\w .'’-]{0,24}?)[\s*]*[:：][\s*]*(.*)")
_MOST_HEADERS = 15
_NAMED = (
    "forwarded (?:message|by)|original (?:message|appointment)|ursprüngliche nachricht|weitergeleitete"
    "|message (?:transféré|réexpédié|d.origine)|mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)"
    "|messaggio (?:originale|inoltrato)|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande"
    "|vidarebefordrat|oprindelig meddelelse|videresendt|oryginalna wiadomość|wiadomość oryginalna|przesłana"
    "|původní zpráva|пересылаемое|пересланное|исходное|orijinal|iletilen|رسالة (?:أصلية|معاد)|原始邮件|转发"
)
_SEPARATOR = re.compile(rf"\s*[-_=*]{{2,}}\s*(?:{_NAMED})[^-_=*]{{0,80}}[-_=*]{{2,}}\s*", re.IGNORECASE)
_BEGINS = re.compile(
    r"\s*(?:begin|anfang|début|inicio|início|inizio|start|početek|początek|начало|börjar)\b[^.!?]{5,60}:\s*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[-_=*]{5,}\s*")
_BRACKETED = re.compile(r"[<(\[]\s*(?:mailto:)?[^\s<>()\[\]]+@[^\s<>()\[\]]+")
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"]+@[^\s<>()\[\]:;,\"]+")
_INTRODUCED = re.compile(r".*[:：]\s*")
_WHEN = re.compile(r"\d{1,2}[:.h]\d\d|\d{4}|[٠-٩]{4}|\d{1,2}[./-]\d{1,2}")
_DAY = re.compile(r"\d{1,2}\.?\s+[^\W\d_]{3,}")
_MOST_LINES_OF_AN_INTRODUCTION = 3
_LONGEST_INTRODUCTION = 250
_QUOTED = re.compile(r"\s{0,3}>(?!From )")
"""Mailboxes put the mark before a line that begins with "From " too."""
_QUOTE_MARKS = re.compile(r"(?:\s{0,3}>)+ ?")
_MOST_SENT_ON = 20
"""Messages in one another that are looked into."""


@dataclass(frozen=True, slots=True)
class Head:
    """Who wrote a forwarded message and when, as its head says; empty where it does not."""

    sender: str
    """Without an address."""
    sent: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A message's lines, parted."""

    own: tuple[int, ...]
    """Which lines are its sender's own."""
    earlier: int
    """Where the message before it begins, behind its head; the number of lines where none is marked so."""
    head: Head | None = None


def part(lines: Sequence[str], *, marked: bool = True) -> Parted:
    """Part a message's lines into its sender's own and those of earlier messages; `marked` ones begin with `>`."""
    end, behind, head = len(lines), len(lines), None
    quoted = {at for at, line in enumerate(lines) if marked and _QUOTED.match(line)}
    for at in range(len(lines)):
        if at in quoted:
            continue
        if found := _head_at(lines, at):
            end, (behind, head) = at, found
            break
        if length := _introduction_at(lines, at) or bool(_SEPARATOR.fullmatch(lines[at])):
            end, behind = at, at + length
            break
    left_out = quoted | _introductions(lines, quoted)
    own = [at for at in range(end) if at not in left_out]
    while own and (not lines[own[-1]].strip() or (end < len(lines) and _leads_over(lines[own[-1]]))):
        own.pop()
    return Parted(tuple(own), behind, head)


def sent_on(lines: Sequence[str], *, marked: bool = True) -> tuple[range, Head | None]:
    """Return where the first message with words of its own stands among those that were sent on, and its head."""
    start, head = 0, None
    plain = unmarked(lines) if marked else list(lines)
    for _ in range(_MOST_SENT_ON):
        parted = part(plain[start:], marked=False)
        own = [start + at for at in parted.own if plain[start + at].strip()]
        if own:
            return range(own[0], own[-1] + 1), head
        if start + parted.earlier >= len(plain):
            break
        start, head = start + parted.earlier, parted.head or head
    return range(start, len(plain)), head


def unmarked(lines: Sequence[str]) -> list[str]:
    """Return lines without the marks of quotations."""
    return [_QUOTE_MARKS.sub("", line) for line in lines]


def _head_at(lines: Sequence[str], at: int) -> tuple[int, Head] | None:
    """Return where the head of an earlier message ends that begins at a line, with what it says."""
    found: dict[_Field, str] = {}
    behind = at
    for line in lines[at : at + _MOST_HEADERS]:
        match, field = _HEADER.fullmatch(line), _field_of(line)
        if match and field:
            found.setdefault(field, match[2].strip())
        elif not found or not line.strip() or not ("@" in line or ";" in line or match):
            break
        behind += 1
    if not {_Field.FROM, _Field.SUBJECT} <= found.keys() or len(found) < 3:
        return None
    return behind, Head(_name(found[_Field.FROM]), found.get(_Field.DATE, ""))


def _field_of(line: str) -> _Field | None:
    match = _HEADER.fullmatch(line)
    return _FIELDS.get(" ".join(match[1].casefold().split())) if match else None


def _name(sender: str) -> str:
    """Return a sender's name; addresses are nobody's business."""
    bare = re.sub(r"\[?(?:mailto:)?\s*$", "", _ADDRESS.split(sender)[0].split("<")[0].rstrip("([ "))
    return bare.strip(" \"'*")


def _introduction_at(lines: Sequence[str], at: int) -> int:
    """Count the lines from one on that introduce a quoted message: "On 4 March 2025 ... <...@...> wrote:"."""
    if at and lines[at - 1].strip():
        return 0
    for many in range(1, _MOST_LINES_OF_AN_INTRODUCTION + 1):
        if not all(line.strip() for line in lines[at : at + many]):
            break
        text = " ".join(lines[at : at + many])
        if _introduces(text) and _BRACKETED.search(text):
            return many
    return 0


def _introduces(text: str) -> bool:
    return len(text) <= _LONGEST_INTRODUCTION and bool(_INTRODUCED.fullmatch(text) and _WHEN.search(text))


def _introductions(lines: Sequence[str], quoted: set[int]) -> set[int]:
    """Return the lines that stand right above quoted ones and say whose those are."""
    found: set[int] = set()
    for beginning in (at for at in quoted if at - 1 not in quoted):
        last = beginning - 1
        while last >= 0 and not lines[last].strip():
            last -= 1
        for first in range(last, max(last - _MOST_LINES_OF_AN_INTRODUCTION, -1), -1):
            if not lines[first].strip() or first in quoted:
                break
            text = " ".join(lines[first : last + 1])
            named = _ADDRESS.search(text) or _WHEN.search(text) or _DAY.search(text)
            if len(text) <= _LONGEST_INTRODUCTION and _INTRODUCED.fullmatch(text) and named:
                found.update(range(first, last + 1))
                break
    return found


def _leads_over(line: str) -> bool:
    return any(each.fullmatch(line) for each in (_RULE, _SEPARATOR, _BEGINS))


_WHOLE = frozenset(("moz-cite-prefix", "moz-forward-container", "protonmail_quote", "tutanota_quote", "yahoo_quoted"))
"""Classes of what holds an earlier message, or introduces it, and nothing of the sender's own."""


def take_out(tree: Any) -> bool:
    """Take earlier messages out of a page's tree where a mail program marked them; tell whether there were any."""
    found = [each for each in tree.iterdescendants() if isinstance(each.tag, str) and _holds_earlier(each)]
    for each in found:
        if each.getparent() is not None:
            each.drop_tree()
    return bool(found)


def take_out_introductions(tree: Any) -> None:
    """Take out of a page's tree what introduces an earlier message, of which the text itself is kept."""
    for each in [each for each in tree.iterdescendants() if isinstance(each.tag, str) and _is_introduction(each)]:
        if each.getparent() is not None:
            each.drop_tree()


def _is_introduction(element: Any) -> bool:
    classes = set((element.get("class") or "").split())
    if "moz-cite-prefix" in classes or ("gmail_attr" in classes and not _is_head(element)):
        return True
    text = "".join(element.itertext()).strip() if element.tag in ("div", "p", "span") else ""
    return _introduces(text) and _BRACKETED.search(text) is not None


def _holds_earlier(element: Any) -> bool:
    classes = (element.get("class") or "").split()
    if element.tag == "blockquote":
        return "gmail_quote" in classes or element.get("type", "").lower() == "cite"
    # Behind a head, which the lines of the text tell, a forwarded message stands bare.
    return not _WHOLE.isdisjoint(classes) or ("gmail_attr" in classes and not _is_head(element))


def _is_head(element: Any) -> bool:
    lines = [line for line in "\n".join(element.itertext()).split("\n") if line.strip()]
    return sum(line.rstrip().endswith(":") or _field_of(line) is not None for line in lines) > 2
