"""The mailbox that answers and bounces come to, read over IMAP with verified TLS."""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from imap_tools import AND, MailBox, MailMessageFlags
from imap_tools.errors import ImapToolsError

from rules.errors import RuleError

TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 100
MOST_BYTES = 30_000_000
"""Larger than any report or answer; a mail above it is not fetched at all."""

_LASTING = b"[CORRUPTION]"
"""How a server says that it will never give a mail (RFC 5530); every other no may pass."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxUnreachable(RuleError):
    """The mailbox cannot be read; what lies there waits."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "De mailbox is niet te lezen: {why}. Controleer WAAKVLAM_IMAP_HOST, de login en het certificaat."
            " Wat er ligt, blijft ongelezen liggen en wordt later gelezen.",
            why=why,
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail by its number, as it came; None where it is too large or the server cannot give it.

    `number` is its own for good, also where the folder is made anew. `refused`: the server says no for now, for a
    reason that may pass.
    """

    uid: str
    raw: bytes | None = field(repr=False)
    number: str = ""
    refused: bool = False


class Mailbox:
    """One folder on one server, opened for one round of reading."""

    def __init__(self, host: str, port: int, username: str, password: str, folder: str, ca_file: Path | None) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            box = MailBox(host, port=port, timeout=TIMEOUT_SECONDS, ssl_context=context)
        except (OSError, imaplib.IMAP4.error):
            raise MailboxUnreachable("er is geen beveiligde verbinding") from None
        try:
            self._box = box.login(username, password, initial_folder=folder)
        except (ImapToolsError, OSError, imaplib.IMAP4.error):
            box.client.shutdown()
            raise MailboxUnreachable("de login of de map wordt geweigerd") from None
        _, found = self._box.client.response("UIDVALIDITY")
        self._folder = b"".join(part for part in found if isinstance(part, bytes)).decode("ascii", "replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye where the server still listens."""
        try:
            self._box.logout()
        except (ImapToolsError, OSError, imaplib.IMAP4.error):
            self._box.client.shutdown()

    def unread(self) -> Iterator[Unread]:
        """Yield the mails that were not read yet, the hundred that came first; they stay unread.

        What the server refuses for now takes the place of no other. Raises: MailboxUnreachable.
        """
        left = MOST_AT_ONCE
        try:
            for uid in self._box.uids(AND(seen=False)):
                mail = self._read(uid)
                if mail is not None:
                    left -= not mail.refused
                    yield mail
                if not left:
                    return
        except (ImapToolsError, OSError, imaplib.IMAP4.error):
            raise MailboxUnreachable("de verbinding viel weg") from None

    def _read(self, uid: str) -> Unread | None:
        """Return a mail, or None where it was removed meanwhile."""
        number = f"{self._folder}:{uid}"
        told, answer = self._box.client.uid("fetch", uid, "(RFC822.SIZE)")
        if told == "OK" and not any(answer):
            return None
        size = _SIZE.search(b" ".join(part for part in answer if isinstance(part, bytes)))
        if size is not None and int(size.group(1)) > MOST_BYTES:
            return Unread(uid, None, number)
        if told == "OK":
            told, answer = self._box.client.uid("fetch", uid, "(BODY.PEEK[])")
        raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
        return Unread(uid, raw, number, refused=told == "NO" and not _is_lasting(answer))

    def seen(self, uid: str) -> None:
        """Mark a mail as read, so that it is not read again. Raises: MailboxUnreachable."""
        self._flag(uid, MailMessageFlags.SEEN)

    def put_aside(self, uid: str) -> None:
        """Mark a mail as read and with a flag, by which a person finds it. Raises: MailboxUnreachable."""
        self._flag(uid, MailMessageFlags.FLAGGED, MailMessageFlags.SEEN)

    def _flag(self, uid: str, *flags: str) -> None:
        try:
            self._box.flag(uid, flags, value=True)
        except (ImapToolsError, OSError, imaplib.IMAP4.error):
            raise MailboxUnreachable("de verbinding viel weg") from None


def _is_lasting(answer: Sequence[object]) -> bool:
    """Return whether a server's no is for good."""
    return any(isinstance(part, bytes) and part.upper().startswith(_LASTING) for part in answer)
