"""Reading the Maildir that letters are delivered into while no mail server is set: for looking at, in a demo."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from functools import lru_cache
from pathlib import Path

FOLDERS = ("new", "cur")
SUFFIX = ".waakvlam"
CALENDAR, HTML, TEXT = "text/calendar", "text/html", "text/plain"


@dataclass(frozen=True, slots=True)
class Head:
    """What a letter says on the outside."""

    name: str
    sent_at: datetime | None
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter: its head, its words as text and as a page, its calendar, and the names of what is attached."""

    head: Head
    text: str = field(repr=False)
    html: str = field(repr=False)
    calendar: str = field(repr=False)
    attached: tuple[str, ...] = ()


def heads(maildir: Path) -> list[Head]:
    """Return the letters in a Maildir by what they say on the outside, the newest first."""
    found = [_head(str(file)) for file in _files(maildir)]
    return sorted(found, key=lambda head: (head.sent_at is not None, head.sent_at, head.name), reverse=True)


def letter(maildir: Path, name: str) -> Letter | None:
    """Return one letter by the name of its file; None where it is not."""
    file = next((file for file in _files(maildir) if file.name == name), None)
    if file is None:
        return None
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    parts = {kind: _part(message, kind) for kind in (TEXT, HTML, CALENDAR)}
    attached = tuple(str(part.get_filename() or part.get_content_type()) for part in message.iter_attachments())
    return Letter(_head(str(file)), parts[TEXT], parts[HTML], parts[CALENDAR], attached)


def _files(maildir: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (file for file in (maildir / folder).glob(f"*{SUFFIX}*"))


@lru_cache(maxsize=20_000)
def _head(path: str) -> Head:
    """Return what a letter says on the outside; a file of a Maildir never changes."""
    with Path(path).open("rb") as file:
        message = BytesHeaderParser(policy=email.policy.default).parse(file)
    date = message["Date"]
    return Head(
        Path(path).name, date.datetime if date is not None else None, str(message["To"] or ""),
        str(message["Subject"] or ""),
    )  # fmt: skip


def _part(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind:
            return str(part.get_content())
    return ""
