# SPDX-License-Identifier: EUPL-1.2
"""What kind of message it is: a letter, a failure notice, another report, or a robot's answer.

The test is strict on purpose: whatever is no "message" opens no case, and a citizen's letter must not be lost to a
word in its subject. A failure notice without the parts of RFC 3464 counts as one only with an empty return path or a
postmaster as its sender; an absence notice without the header of RFC 3834 needs both subject and text to say it.
"""

import re
from collections.abc import Iterator
from typing import Final

from nizam.foundations.messages._fields import addresses, identifiers, words
from nizam.foundations.messages._mime import Part, header_fields, payload
from nizam.foundations.messages._model import Address, Delivery, Kind

_FAILURE: Final = re.compile(
    r"undeliver|failure notice|delivery (?:status notification \(failure\)|has failed|failed|failure)"
    r"|returned (?:mail|to sender)"
    r"|mail delivery (?:failed|failure|system)|teslim edilemedi|iletilemedi|çatdırılmadı|yetkazilmadi|етказилмади"
    r"|не доставлено|недоставлен",
    re.IGNORECASE,
)
_ABSENCE_SUBJECT: Final = re.compile(
    r"(?:auto(?:matic|mated)?[ -]?(?:reply|response)|out of (?:the )?office(?: (?:auto)?reply)?"
    r"|otomatik (?:yanıt|cevap)|ofis dışında(?:yım)?|avtomatik cavab|ofisdən kənarda(?:yam)?"
    r"|avto(?:matik)?[ -]?javob|авто(?:матик)?[ -]?жавоб|автоматический ответ|автоответ(?:чик)?|вне офиса)"
    r"\s*(?:[:;–—-].*|[.!]*)",
    re.IGNORECASE,
)
_ABSENCE_TEXT: Final = re.compile(
    r"out of (?:the |my )?office|\bon (?:\w+ )?(?:leave|vacation|holiday|business trip)\b|will be back|when i return"
    r"|ofis(?:te| dışında)|izinde|izinli|tatilde|görevdeyim|döndüğümde"
    r"|məzuniyyət|ezamiyyət|iş yerində deyiləm|işdə deyiləm|ofisdə deyiləm"
    r"|(?:ta.?til|safar)(?:da|i)|ish joyimda emas|таътил|сафарда|иш жойимда эмас"
    r"|в отпуске|в командировке|отсутству|нет на рабочем месте",
    re.IGNORECASE,
)
# An absence notice is short; a letter that speaks of leave at length is a letter.
_ABSENCE_LENGTH: Final = 1_200
_ROBOTS: Final = re.compile(r"(?:mailer-daemon|postmaster)(?:\+.*)?", re.IGNORECASE)
_STATUS: Final = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
# A report speaks of those one letter went to (RFC 5321 section 4.5.3.1.8), seldom of many.
_MOST_RECIPIENTS: Final = 200
_ORIGINALS: Final = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"})


def leaves(part: Part) -> Iterator[Part]:
    """Leaf parts in the order in which they stand."""
    if not part.children:
        yield part
    for child in part.children:
        yield from leaves(child)


def kind_of(root: Part, sender: Address | None, subject: str, text: str, flags: set[str]) -> Kind:
    """Kind by RFC 3464 (delivery status), RFC 8098 (receipts), RFC 3834 (automatic answers) and common practice.

    `text` is what the sender wrote himself. An absence notice without any header field is known only when subject and
    text both say so; then "automatic-by-wording" is added to `flags`.
    """
    types = {leaf.content_type for leaf in leaves(root)}
    report = root.parameters.get("report-type")
    report_type = report.data.strip().lower() if report and root.content_type == "multipart/report" else b""
    if report_type == b"delivery-status" or types & {"message/delivery-status", "message/global-delivery-status"}:
        return "bounce" if _has_failed(root, subject) else "delivery-report"
    if report_type == b"disposition-notification" or "message/disposition-notification" in types:
        return "delivery-report"
    returned = [value.strip() for value in root.values("return-path")]
    robot = bool(sender and _ROBOTS.fullmatch(sender.email.partition("@")[0]))
    no_return = b"<>" in returned
    if (robot or no_return) and (root.values("x-failed-recipients") or _FAILURE.search(subject)):
        return "bounce"
    if (robot and no_return) or _is_automatic(root):
        return "auto-reply"
    if len(text) <= _ABSENCE_LENGTH and _ABSENCE_SUBJECT.fullmatch(subject) and _ABSENCE_TEXT.search(text):
        flags.add("automatic-by-wording")
        return "auto-reply"
    return "message"


def bounce_of(root: Part) -> str | None:
    """Message-ID of the letter a report speaks of: a receipt names it, a delivery report sends its header back."""
    flags: set[str] = set()
    for leaf in leaves(root):
        name = "original-message-id" if leaf.content_type == "message/disposition-notification" else "message-id"
        if leaf.content_type not in _ORIGINALS and name == "message-id":
            continue
        for field_name, value in header_fields(payload(leaf, flags), flags)[0]:
            if field_name.lower() == name:
                for identifier in identifiers(value, flags):
                    return identifier
    return None


def deliveries(root: Part) -> tuple[Delivery, ...]:
    """What a report says of each recipient; without the parts of RFC 3464, X-Failed-Recipients names those failed."""
    found = [
        delivery
        for leaf in leaves(root)
        if leaf.content_type.endswith("delivery-status")
        for block in _blocks(leaf)
        if (delivery := _delivery(block)) is not None
    ]
    if not found:
        named = (address for value in root.values("x-failed-recipients") for address in addresses(value, set()))
        found = [Delivery(address.email, "failed", "", "") for address in named]
    return tuple(found[:_MOST_RECIPIENTS])


def _blocks(leaf: Part) -> Iterator[dict[str, bytes]]:
    """One block of fields for the message and one for each recipient, with blank lines between (section 2.1)."""
    flags: set[str] = set()
    rest = payload(leaf, flags)
    for _ordinal in range(_MOST_RECIPIENTS + 1):
        rest = rest.lstrip(b"\r\n")
        if not rest:
            return
        fields, offset = header_fields(rest, flags)
        yield {name.lower(): value for name, value in reversed(fields)}
        # A line that is no field is passed over.
        rest = rest[offset or rest.find(b"\n") + 1 or len(rest) :]


def _delivery(block: dict[str, bytes]) -> Delivery | None:
    # The one we wrote to, where the letter was sent on from there.
    named = block.get("original-recipient") or block.get("final-recipient")
    if named is None:
        return None
    flags: set[str] = set()
    found = addresses(named.partition(b";")[2] or named, flags)
    status = _STATUS.search(block.get("status", b""))
    said = words(block.get("diagnostic-code", b""), flags).partition(";")[2].strip()
    action = words(block.get("action", b""), flags).partition("(")[0].strip().lower()
    return Delivery(found[0].email if found else "", action, status[0].decode() if status else "", said[:300])


def _has_failed(root: Part, subject: str) -> bool:
    actions = {
        block["action"].split(b"(")[0].strip().lower()
        for leaf in leaves(root)
        if leaf.content_type.endswith("delivery-status")
        for block in _blocks(leaf)
        if "action" in block
    }
    return b"failed" in actions if actions else bool(_FAILURE.search(subject))


def _is_automatic(root: Part) -> bool:
    flags: set[str] = set()

    def first(name: str) -> str:
        return words(root.value(name), flags).partition(";")[0].strip().lower()

    return (
        first("auto-submitted") not in ("", "no")
        or first("precedence") in ("bulk", "junk", "auto_reply")
        or any(first(name) not in ("", "no") for name in ("x-autoreply", "x-autorespond"))
    )
