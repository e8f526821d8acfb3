"""Letters delivered into a Maildir: the default until an SMTP server is set, and what the page /mail shows.

The standard library's `mailbox` names each file anew, so that a letter delivered twice would lie there twice; here the
name follows from the Message-ID. The directory is an ordinary Maildir, which any mail program can read.
"""

import asyncio
import hashlib
import os
import tempfile
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from channels.delivery import Unavailable
from channels.message import sole_recipient


class MaildirTransport:
    """Delivers into the Maildir at `path`, made if it is not there; only its owner may read it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""

    async def deliver(self, message: EmailMessage) -> None:
        """Put the letter in `new`, once for its Message-ID; when this returns it is on the disk.

        Raises: Unavailable if the disk refuses, as it would all other letters; ValueError if the letter has no
        Message-ID or not one recipient.
        """
        sole_recipient(message)
        name = file_name(message)
        content = message.as_bytes(policy=message.policy.clone(linesep="\n"))
        try:
            await asyncio.to_thread(self._keep, name, content)
        except OSError:
            raise Unavailable("disk") from None

    def _keep(self, name: str, content: bytes) -> None:
        self._make_folders()
        if self._holds(name):
            return
        descriptor, fresh = tempfile.mkstemp(prefix=f"{name}.", dir=self._path / "tmp")  # mkstemp gives 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            Path(fresh).replace(self._path / "new" / name)
        finally:
            Path(fresh).unlink(missing_ok=True)
        _sync_folder(self._path / "new")

    def _make_folders(self) -> None:
        for folder in (self._path, *(self._path / part for part in ("tmp", "new", "cur"))):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _holds(self, name: str) -> bool:
        """Whether the letter lies here already: unread, or read (a mail program then adds its flags to the name)."""
        return (self._path / "new" / name).exists() or any((self._path / "cur").glob(f"{name}*"))


def file_name(message: EmailMessage) -> str:
    """Return the name of the letter's file, which follows from its Message-ID. Raises: ValueError if it has none."""
    message_id = message["Message-ID"]
    if not message_id:
        raise ValueError("a letter needs a Message-ID")
    return f"{hashlib.sha256(str(message_id).encode()).hexdigest()}.waakvlam"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
