# SPDX-License-Identifier: EUPL-1.2
"""Raw bytes of a message to a `Message`."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from nizam.foundations.messages import _tnef
from nizam.foundations.messages._charset import decode
from nizam.foundations.messages._fields import addresses, identifiers, moment, parameter, words
from nizam.foundations.messages._html import to_text
from nizam.foundations.messages._kinds import bounce_of, deliveries, kind_of
from nizam.foundations.messages._mime import Part, header_fields, parameters, parse, payload
from nizam.foundations.messages._model import (
    MAX_HEADER_TOTAL,
    MAX_HOPS,
    MAX_NESTED,
    MAX_NESTED_DEPTH,
    MAX_NESTED_TEXT,
    MAX_PARTS,
    MAX_TEXT,
    Address,
    Attachment,
    Message,
)
from nizam.foundations.messages._names import extension_of, safe_name, unique_name
from nizam.foundations.messages._quoting import quoted_from

_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# An Outlook letter has one winmail.dat; more are opened no further than this.
_MAX_STREAMS = 5
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def read(raw: bytes, *, own_domain_ids: Collection[str] = ()) -> Message:
    """Read one message; never raises, whatever the bytes are.

    `own_domain_ids` are the domains our own Message-IDs end in; they let the flags tell mail of ours that came back
    ("own-message-id") and answers to it ("answers-own"). `readable` is False when neither a sender nor text was found.
    """
    flags: set[str] = set()
    root = parse(raw, flags)
    message_id = _message_id(root, flags)
    references = _references(root, flags)
    _own(message_id, references, own_domain_ids, flags)
    sender = _sender(root, flags)
    recipients = _recipients(root, flags)
    subject = words(root.value("subject"), flags)
    if not subject:
        flags.add("no-subject")
    bodies = _Bodies(flags)
    bodies.collect(root)
    attachments = _attachments(bodies, flags)
    text = bodies.text()
    _protection(root, text, flags)
    reply_to = next(iter(addresses(root.value("reply-to"), flags)), None)
    quotation = quoted_from(text)
    kind = kind_of(root, sender, subject, text[:quotation], flags)
    if len(root.values("received")) > MAX_HOPS:
        flags.add("many-hops")
    date = _date(root, flags)
    is_report = kind in ("bounce", "delivery-report")
    nested = "" if is_report else _nested_text(bodies.rest)
    # A field that nobody needs may be damaged without the message being so: these decisions are not reported.
    headers = tuple((name, words(value, set())) for name, value in root.fields)
    return Message(
        message_id=message_id,
        references=references,
        sender=sender,
        recipients=recipients,
        reply_to=reply_to,
        subject=subject,
        date=date,
        text=text,
        attachments=attachments,
        flags=tuple(sorted(flags)),
        kind=kind,
        readable=sender is not None or bool(text or nested),
        quoted_from=quotation,
        headers=headers,
        bounce_of=bounce_of(root) if is_report else None,
        deliveries=deliveries(root) if is_report else (),
        nested_text=nested,
    )


def read_heading(raw: bytes) -> Message:
    """Read the header alone of a message that is too large to be read, from its first bytes; never raises.

    `MAX_HEADER_TOTAL` bytes are enough. Text, attachments and the flags on them are left empty.
    """
    raw = raw[:MAX_HEADER_TOTAL]
    _fields, offset = header_fields(raw, set())
    head = read(raw[:offset].rstrip(b"\r\n") + b"\r\nContent-Type: text/plain\r\n\r\n" if offset else b"")
    flags = tuple(flag for flag in head.flags if flag not in ("no-text", "truncated", "defects"))
    return replace(head, flags=flags, kind="message")


def _nested_text(parts: list[Part]) -> str:
    """Subjects and words of the letters attached, the nearest first, within bounds of number, depth and length."""
    found: list[str] = []
    waiting = [(part, 1) for part in parts if part.is_message]
    length = 0
    for opened, (part, depth) in enumerate(waiting):
        if opened >= MAX_NESTED or length >= MAX_NESTED_TEXT:
            break
        # What is wrong inside is no fault of the letter: these flags are not reported.
        flags: set[str] = set()
        inner = parse(payload(part, flags), flags)
        bodies = _Bodies(flags)
        bodies.collect(inner)
        if depth < MAX_NESTED_DEPTH:
            waiting.extend((below, depth + 1) for below in bodies.rest if below.is_message)
        words_found = [words(inner.value("subject"), flags), bodies.text()]
        text = "\n".join(piece for piece in words_found if piece.strip())[: MAX_NESTED_TEXT - length]
        if text:
            found.append(text)
            length += len(text)
    return "\n\n".join(found)


def _message_id(root: Part, flags: set[str]) -> str | None:
    given = root.values("message-id")
    found = list(dict.fromkeys(identifier for value in given for identifier in identifiers(value, flags)))
    if len(found) > 1:
        flags.add("several-message-ids")
    if not found:
        flags.update(("bad-message-id", "no-message-id") if any(given) else ("no-message-id",))
    return next(iter(found), None)


def _references(root: Part, flags: set[str]) -> tuple[str, ...]:
    values = root.values("references") + root.values("in-reply-to")
    return tuple(dict.fromkeys(identifier for value in values for identifier in identifiers(value, flags)))


def _own(message_id: str | None, references: tuple[str, ...], domains: Collection[str], flags: set[str]) -> None:
    own = {domain.lower() for domain in domains}
    if message_id and message_id.rpartition("@")[2].lower() in own:
        flags.add("own-message-id")
    if any(reference.rpartition("@")[2].lower() in own for reference in references):
        flags.add("answers-own")


def _sender(root: Part, flags: set[str]) -> Address | None:
    authors = [address for value in root.values("from") for address in addresses(value, flags)]
    if len({address.email.lower() for address in authors}) > 1:
        flags.add("several-senders")
    found = authors or [address for value in root.values("sender") for address in addresses(value, flags)]
    if not found:
        flags.add("no-sender")
        return None
    return found[0]


def _recipients(root: Part, flags: set[str]) -> tuple[Address, ...]:
    by_email: dict[str, Address] = {}
    for name in ("to", "cc", "delivered-to"):
        for value in root.values(name):
            for address in addresses(value, flags):
                by_email.setdefault(address.email.lower(), address)
    if not by_email:
        flags.add("no-recipient")
    return tuple(by_email.values())


def _date(root: Part, flags: set[str]) -> datetime | None:
    given = root.value("date")
    if not given:
        flags.add("no-date")
        return None
    date = moment(given, flags)
    if date is None:
        flags.add("bad-date")
    return date


class _Bodies:
    """Walks the tree once and sorts its leaves into body text and the rest."""

    def __init__(self, flags: set[str]) -> None:
        self.rest: list[Part] = []
        self._flags = flags
        self._texts: list[tuple[str, bool]] = []

    def collect(self, part: Part) -> None:
        if part.content_type == "multipart/alternative" and part.children:
            self._alternative(part)
        elif part.children:
            for child in part.children:
                self.collect(child)
        elif _is_body(part):
            text, is_html = self._read(part), part.content_type == "text/html"
            if text.strip():
                self._texts.append((text, is_html))
        else:
            self.rest.append(part)

    def add_packed(self, unpacked: _tnef.Unpacked) -> None:
        """Take the letter out of a packed copy of it, where nothing else says it."""
        if self._texts:
            return
        if unpacked.text:
            self._texts.append((unpacked.text, False))
        elif unpacked.html:
            self._texts.append((to_text(unpacked.html[:MAX_TEXT]), True))

    def text(self) -> str:
        if not self._texts:
            self._flags.add("no-text")
        elif all(is_html for _text, is_html in self._texts):
            self._flags.add("html-only")
        text = "\n\n".join(text.strip("\n") for text, _is_html in self._texts)
        if len(text) > MAX_TEXT:
            self._flags.add("text-cut")
        return text[:MAX_TEXT]

    def _alternative(self, part: Part) -> None:
        # The plain form of the same words is the one wanted (RFC 2046, 5.1.4); attachments beside it are kept.
        earlier = self._texts
        forms: list[list[tuple[str, bool]]] = []
        for child in part.children:
            self._texts = []
            self.collect(child)
            if self._texts:
                forms.append(self._texts)
        plain = (form for form in forms if not any(is_html for _text, is_html in form))
        self._texts = earlier + next(plain, next(iter(forms), []))

    def _read(self, part: Part) -> str:
        charset = part.parameters.get("charset")
        label = charset.data.decode("ascii", "replace") if charset and charset.data else None
        text = decode(payload(part, self._flags), label, self._flags)
        if part.content_type == "text/html":
            if len(text) > MAX_TEXT:
                self._flags.add("text-cut")
            return to_text(text[:MAX_TEXT])
        return text


def _is_body(part: Part) -> bool:
    if part.content_type not in ("text/plain", "text/html") or part.disposition == "attachment":
        return False
    return not part.parent_type or not _declared_name(part, set())


def _declared_name(part: Part, flags: set[str]) -> str:
    disposition = parameters(part.value("content-disposition"))
    for found in (disposition.get("filename"), part.parameters.get("name")):
        name = safe_name(parameter(found, flags)) if found else ""
        if name:
            return name
    return ""


def _attachments(bodies: _Bodies, flags: set[str]) -> tuple[Attachment, ...]:
    taken: set[str] = set()
    attachments: list[Attachment] = []
    streams = 0

    def add(name: str, content_type: str, content: bytes, *, inline: bool = False) -> None:
        name = name or f"attachment-{len(attachments) + 1}{extension_of(content_type)}"
        digest = hashlib.sha256(content).hexdigest()
        attachments.append(Attachment(unique_name(name, taken), content_type, content, digest, inline))

    for part in bodies.rest:
        content = payload(part, flags)
        name = _declared_name(part, flags)
        if part.is_message:
            flags.add("nested-message")
            name = name or _name_by_subject(content)
        inline = part.disposition == "inline" or (part.disposition != "attachment" and bool(part.value("content-id")))
        add(name, part.content_type, content, inline=inline)
        if not _is_tnef(part, name, content):
            continue
        flags.add("tnef")
        streams += 1
        if streams > _MAX_STREAMS:
            flags.add("tnef-damaged")
            continue
        unpacked = _tnef.unpack(content, flags)
        if unpacked.is_damaged:
            flags.add("tnef-damaged")
        bodies.add_packed(unpacked)
        for file in unpacked.files:
            if len(attachments) >= MAX_PARTS:
                flags.add("parts-cut")
                break
            add(safe_name(" ".join(file.name.split())), file.content_type, file.content)
    return tuple(attachments)


def _is_tnef(part: Part, name: str, content: bytes) -> bool:
    return part.content_type in _TNEF or name.lower() == "winmail.dat" or content.startswith(_tnef.SIGNATURE)


def _name_by_subject(content: bytes) -> str:
    flags: set[str] = set()
    fields, _body = header_fields(content, flags)
    subject = next((words(value, flags) for name, value in fields if name.lower() == "subject"), "")
    stem = safe_name(subject.replace("/", "-").replace("\\", "-"))
    return safe_name(f"{stem}.eml") if stem else ""


def _protection(root: Part, text: str, flags: set[str]) -> None:
    for part in _all(root):
        kind = part.content_type
        if kind == "multipart/signed":
            flags.add("signed")
        elif kind in _SMIME:
            named = part.parameters.get("smime-type")
            clear = named is not None and named.data.lower().startswith((b"signed", b"certs"))
            flags.add("signed" if clear else "encrypted")
        elif kind in ("multipart/encrypted", "application/pgp-encrypted"):
            flags.add("encrypted")
        elif kind in ("message/partial", "message/external-body"):
            flags.add("partial")
    if "-----BEGIN PGP MESSAGE-----" in text:
        flags.add("encrypted")
    if "-----BEGIN PGP SIGNED MESSAGE-----" in text:
        flags.add("signed")


def _all(root: Part) -> list[Part]:
    found = [root]
    for part in found:
        found.extend(part.children)
    return found
