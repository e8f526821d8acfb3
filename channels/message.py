"""Turns a letter into a mail message, always for one recipient."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.quoprimime import body_encode
from functools import cache, lru_cache

from channels.addresses import wire_address

_SHORTEST_SECRET = 16  # bytes


class _Headers(HeaderRegistry):
    """Makes the class of a kind of header once: the standard library makes it anew for each header of each letter."""

    def __init__(self) -> None:
        super().__init__()
        self._made = cache(super().__getitem__)

    def __getitem__(self, name: str) -> type:
        return self._made(name.lower())


def _headers_known() -> HeaderRegistry:
    """Return the kinds of headers, so that a long id that is referred to stays as it is.

    The standard library knows the rules of an id for Message-ID only, and encodes one that fills a line elsewhere.
    """
    registry = _Headers()
    for name in ("in-reply-to", "references"):
        registry.map_to_type(name, MessageIDHeader)  # type: ignore[arg-type]  # the stubs forget that it is a mix-in
    return registry


_POLICY = SMTP.clone(header_factory=_headers_known())


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar file for one person, with its iTIP method: REQUEST or CANCEL."""

    method: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """All there is to a letter. Its repr shows the Message-ID only: the rest is nobody's business but the reader's."""

    message_id: str
    to_address: str = field(repr=False)
    to_name: str = field(repr=False)
    sender_address: str = field(repr=False)
    sender_name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    sent_at: datetime
    thread: str | None = None
    reply_to: str | None = field(default=None, repr=False)
    list_id: str | None = None
    attachment: Attachment | None = None
    invitation: Invitation | None = None


def message_id_for(dedupe_key: str, secret: bytes, domain: str) -> str:
    """Return the Message-ID of a notice: always the same for one key, and it tells nothing about the key.

    `secret` is at least 16 bytes. Raises: ValueError if it is shorter.
    """
    return _identity("message", dedupe_key, secret, domain)


def thread_id_for(subject_key: str, secret: bytes, domain: str) -> str:
    """Return the id that all letters about one subject (a signal, say) refer to, so that a mail reader groups them.

    `secret` is at least 16 bytes. Raises: ValueError if it is shorter.
    """
    return _identity("thread", subject_key, secret, domain)


def build(letter: Letter) -> EmailMessage:
    """Return the message of a letter: text and HTML, dated, marked as sent by a machine.

    Raises: ValueError if a header would span lines or `sent_at` has no zone; a RuleError of channels.addresses if an
    address cannot be used.
    """
    if letter.sent_at.tzinfo is None:
        raise ValueError("sent_at needs a time zone")
    message = EmailMessage(policy=_POLICY)
    for name, value in _headers(letter).items():
        message[name] = value
    # Of its own identity, so that all copies of a letter are the same bytes; "=_" stands in no encoded text.
    boundary = hashlib.sha256(letter.message_id.encode()).hexdigest()[:40]
    message["MIME-Version"] = _ready("MIME-Version", "1.0")
    message["Content-Type"] = f'multipart/alternative; boundary="=_{boundary}"'
    message.attach(_part(letter.text, "plain"))
    message.attach(_part(letter.html, "html"))
    if letter.invitation is not None:
        _invite(message, letter.invitation)
    if letter.attachment is not None:
        main, _, sub = letter.attachment.media_type.partition("/")
        message.add_attachment(letter.attachment.content, main, sub, filename=letter.attachment.name)
    return message


def _invite(message: EmailMessage, invitation: Invitation) -> None:
    """Add a calendar file twice: some programs read the alternative, others the attachment."""
    method, text = invitation.method, invitation.content.decode()
    message.add_alternative(text, subtype="calendar", cte="base64", params={"method": method})
    message.add_attachment(
        invitation.content, "application", "ics", filename="bezoek.ics", params={"method": method, "name": "bezoek.ics"}
    )


@lru_cache(maxsize=64)
def _ready(name: str, value: str) -> str:
    """Return a header that many letters share, made once: reading it takes most of the time of building a letter."""
    header: str = _POLICY.header_factory(name, value)
    return header


def _part(text: str, subtype: str) -> EmailMessage:
    """Return one form of a text. Quoted-printable survives every server unchanged."""
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = _ready("Content-Type", f'text/{subtype}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = _ready("Content-Transfer-Encoding", "quoted-printable")
    lines = "\n".join(text.splitlines()) + "\n"
    part.set_payload(body_encode(lines.encode().decode("latin-1"), 76))
    return part


def sole_recipient(message: EmailMessage) -> str:
    """Return the address of the one recipient.

    Raises: ValueError if there is not exactly one: a letter never shows one reader the address of another.
    """
    recipients = [address.addr_spec for name in ("To", "Cc", "Bcc") for address in _addresses(message, name)]
    if len(recipients) != 1:
        raise ValueError(f"a letter has one recipient, not {len(recipients)}")
    return recipients[0]


def sender(message: EmailMessage) -> str:
    """Return the address that the letter comes from. Raises: ValueError if there is not exactly one."""
    (address,) = _addresses(message, "From")
    return address.addr_spec


def _addresses(message: EmailMessage, name: str) -> tuple[Address, ...]:
    return tuple(address for header in message.get_all(name, []) for address in header.addresses)


def _identity(kind: str, key: str, secret: bytes, domain: str) -> str:
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(f"the secret needs at least {_SHORTEST_SECRET} bytes")
    digest = hmac.new(secret, f"{kind}:{key}".encode(), hashlib.sha256).digest()
    # 160 bits are ample, and keep the header on one line: folded ids are damaged by some mail programs
    return f"<{base64.b32encode(digest[:20]).decode().lower()}@{domain}>"


def _headers(letter: Letter) -> dict[str, str | datetime | Address]:
    headers: dict[str, str | datetime | Address | None] = {
        "From": _ready("From", str(_address(letter.sender_name, letter.sender_address))),
        "To": _address(letter.to_name, letter.to_address),
        "Reply-To": _address("", letter.reply_to) if letter.reply_to else None,
        "Subject": _one_line("subject", letter.subject),
        "Date": letter.sent_at,
        "Message-ID": letter.message_id,
        "In-Reply-To": letter.thread,
        "References": letter.thread,
        "List-Id": letter.list_id,
        "Auto-Submitted": _ready("Auto-Submitted", "auto-generated"),
        "X-Auto-Response-Suppress": _ready("X-Auto-Response-Suppress", "All"),
    }
    return {name: value for name, value in headers.items() if value is not None}


def _address(name: str, address: str) -> Address:
    return _known_address(_one_line("name", name), address)


@lru_cache(maxsize=1024)
def _known_address(name: str, address: str) -> Address:
    return Address(name, addr_spec=wire_address(address))


def _one_line(what: str, text: str) -> str:
    if len(text.splitlines()) > 1 or text != text.strip("\r\n"):
        raise ValueError(f"the {what} of a letter is one line")
    return text
