"""Reads what a mail that came in is: a report about a letter (RFC 3464, 8098), an automatic answer, or something else.

Whatever cannot be read for sure is left to a person: the parser never guesses in favour of "arrived".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from rules.mail_reports import InboundKind

MOST_BYTES = 10_000_000
MOST_HOPS = 30
MOST_IDS = 50

_ID = re.compile(r"<[^<>\s\x00-\x1f]{3,300}>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_OLD_REFUSAL = re.compile(r"\b(?:55[0-4][ -]+)?(5\.\d{1,3}\.\d{1,3})\b|\b(55[0-4])\b")
_ACTIONS = {
    "failed": InboundKind.FAILED,
    "delayed": InboundKind.DELAYED,
    "relayed": InboundKind.RELAYED,
    "expanded": InboundKind.RELAYED,
    "delivered": InboundKind.DELIVERED,
}
"""What a report says about one recipient, the worst first."""
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(automatisch antwoord|automatic reply|auto(-| )?reply|out of (the )?office|afwezig|niet aanwezig)", re.I
)
_POSTMASTERS = ("mailer-daemon@", "postmaster@", "mailer-daemon", "postmaster")


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a mail is; `message_ids` are the letters that it may be about, `code` the status it gives (5.1.1)."""

    kind: InboundKind
    message_ids: tuple[str, ...] = ()
    code: str | None = None


def parse(raw: bytes, ours: str) -> Inbound:
    """Return what a mail is. `ours` is the address that our letters come from.

    Of more than 50 letters that it may be about, the first 50 count. A mail made to break the reading of mail can
    raise anything (RecursionError).
    """
    message = message_from_bytes(raw[:MOST_BYTES], policy=compat32)
    for read in (_delivery_report, _reading_report, _looped, _old_bounce, _automatic):
        found = read(message, ours)
        if found is not None:
            return replace(found, message_ids=found.message_ids[:MOST_IDS])
    return Inbound(InboundKind.OTHER, _answered(message)[:MOST_IDS])


def _delivery_report(message: Message, _ours: str) -> Inbound | None:
    if not _is_report(message, "delivery-status"):
        return None
    groups = [group for part in _parts(message, "message/delivery-status") for group in _groups(part)]
    told = [(group.get("action", "").lower(), _STATUS.search(group.get("status", ""))) for group in groups]
    for action, kind in _ACTIONS.items():
        for said, status in told:
            if said.startswith(action):
                envelopes = tuple(f"<{group['original-envelope-id']}>" for group in groups if _has_envelope(group))
                return Inbound(kind, envelopes + _enclosed(message), status.group(1) if status else None)
    return None


def _reading_report(message: Message, _ours: str) -> Inbound | None:
    if not _is_report(message, "disposition-notification"):
        return None
    groups = [group for part in _parts(message, "message/disposition-notification") for group in _groups(part)]
    seen = any(";displayed" in re.sub(r"\s", "", group.get("disposition", "")).lower() for group in groups)
    about = tuple(_ID.findall(" ".join(group.get("original-message-id", "") for group in groups)))
    return Inbound(InboundKind.READ if seen else InboundKind.AUTOMATIC, about or _enclosed(message))


def _looped(message: Message, ours: str) -> Inbound | None:
    """Our own letter that came back, or a mail that goes round."""
    hops = len(message.get_all("Received", []))
    if hops > MOST_HOPS or f"<{ours.lower()}>" in _header(message, "From").lower():
        return Inbound(InboundKind.LOOPED, tuple(_ID.findall(_header(message, "Message-ID"))))
    return None


def _old_bounce(message: Message, _ours: str) -> Inbound | None:
    """A bounce in words (qmail, old Exchange): only with a refusal for good and the id of a letter in it."""
    if not any(name in _header(message, "From").lower() for name in _POSTMASTERS):
        return None
    text = "\n".join(_texts(message))
    refused, about = _OLD_REFUSAL.search(text), _enclosed(message) or tuple(_ID.findall(text))
    if refused is None or not about:
        return Inbound(InboundKind.AUTOMATIC, about)
    return Inbound(InboundKind.FAILED, about, refused.group(1) or refused.group(2))


def _automatic(message: Message, _ours: str) -> Inbound | None:
    submitted = _header(message, "Auto-Submitted").strip().lower()
    marks = (
        submitted not in ("", "no"),
        _header(message, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"),
        any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")),
        _AUTOMATIC_SUBJECT.match(_header(message, "Subject")) is not None,
        _header(message, "Return-Path").strip() == "<>",
    )
    return Inbound(InboundKind.AUTOMATIC, _answered(message)) if any(marks) else None


def _is_report(message: Message, kind: str) -> bool:
    told = str(message.get_param("report-type", "")).lower()
    return message.get_content_type() == "multipart/report" and told == kind


def _parts(message: Message, kind: str) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == kind)


def _groups(part: Message) -> Iterator[dict[str, str]]:
    """Yield the groups of fields of a report; each is read by the parser as a message of its own."""
    content = part.get_payload()
    for group in content if isinstance(content, list) else []:
        if not isinstance(group, Message):
            continue
        yield {name.lower(): str(value).strip() for name, value in group.items()}


def _has_envelope(group: dict[str, str]) -> bool:
    return _ID.fullmatch(f"<{group.get('original-envelope-id', '')}>") is not None


def _enclosed(message: Message) -> tuple[str, ...]:
    """Return the Message-IDs of the mails that are enclosed, whole or with their headers alone."""
    found: list[str] = []
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            found += [_header(inner, "Message-ID") for inner in part.get_payload() if isinstance(inner, Message)]
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            found.append(_header(message_from_bytes(_content(part), policy=compat32), "Message-ID"))
    return tuple(_ID.findall(" ".join(found)))


def _answered(message: Message) -> tuple[str, ...]:
    return tuple(_ID.findall(f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}"))


def _texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield _content(part).decode("utf-8", "replace")


def _content(part: Message) -> bytes:
    """Return the bytes of a part; a part that is parsed further, as a message is, has none."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))
