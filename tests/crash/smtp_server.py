"""An SMTP server that misbehaves as it is told, written out by hand so that it can break off anywhere.

It keeps what it hears before TLS apart: there nothing of a letter may ever stand.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import trustme

HERE = "127.0.0.1"


class Fault(StrEnum):
    """What goes wrong; the words are those of the matrix (TRUST G3)."""

    NONE = "none"
    BUSY = "421 at the greeting"
    GREYLISTED = "451 to the recipient"
    FULL = "452 to the text"
    UNKNOWN = "550 to the recipient"
    TOO_BIG = "552 to the text"
    BANNER_HANGS = "says nothing"
    DATA_HANGS = "hangs in DATA"
    DROPS_BEFORE_TEXT = "drops at DATA"
    DROPS_AFTER_TEXT = "drops after the text, before the answer"
    CLOSES_AFTER_OK = "250, then closes"
    SLOW = "one byte at a time"
    TLS_STRIPPED = "offers no STARTTLS"
    TLS_REFUSED = "refuses STARTTLS"
    CERTIFICATE_OF_ANOTHER = "certificate of another name"
    CERTIFICATE_ENDED = "certificate that ended"
    CERTIFICATE_SELF_MADE = "certificate of nobody known"
    PLAIN = "speaks no English"
    SEVEN_BITS = "offers no 8BITMIME and no SMTPUTF8, and takes ASCII alone"


@dataclass
class Server:
    """What the server does and what it got. `accepted` holds the Message-IDs of what it took, `clear` what it heard
    before TLS."""

    folder: Path
    fault: Fault = Fault.NONE
    accepted: list[str] = field(default_factory=list)
    clear: bytearray = field(default_factory=bytearray)
    port: int = 0
    _contexts: dict[Fault, ssl.SSLContext] = field(default_factory=dict)

    def __post_init__(self) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.ca_file))
        ended = datetime(2020, 1, 1, tzinfo=UTC)
        for fault, leaf in (
            (Fault.NONE, authority.issue_cert(HERE)),
            (Fault.CERTIFICATE_OF_ANOTHER, authority.issue_cert("elders.example")),
            (Fault.CERTIFICATE_ENDED, authority.issue_cert(HERE, not_after=ended)),
            (Fault.CERTIFICATE_SELF_MADE, trustme.CA().issue_cert(HERE)),
        ):
            self._contexts[fault] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            leaf.configure_cert(self._contexts[fault])

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def context(self) -> ssl.SSLContext:
        return self._contexts.get(self.fault, self._contexts[Fault.NONE])

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one conversation."""
        with suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
            await Conversation(self, reader, writer).hold()
        writer.close()
        with suppress(OSError, ssl.SSLError):
            await writer.wait_closed()


class Conversation:
    """One conversation, until it ends or breaks off."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server, self._reader, self._writer = server, reader, writer
        self._fault, self._secure = server.fault, False

    async def hold(self) -> None:
        if self._fault is Fault.BANNER_HANGS:
            await self._reader.read()
            return
        await self._say({Fault.BUSY: "421 busy", Fault.PLAIN: "hallo"}.get(self._fault, "220 here"))
        while line := await self._hear():
            if not await self._answer(line.strip().upper()):
                return

    async def _answer(self, line: bytes) -> bool:
        """Answer one command; return whether the conversation goes on."""
        verb = line.partition(b" ")[0]
        if verb in (b"EHLO", b"HELO"):
            offered = not self._secure and self._fault is not Fault.TLS_STRIPPED
            bits = "" if self._fault is Fault.SEVEN_BITS else "250-8BITMIME\r\n"
            await self._say(f"250-here\r\n{bits}250 {'STARTTLS' if offered else 'HELP'}")
        elif verb == b"MAIL" and self._fault is Fault.SEVEN_BITS and (b" BODY=" in line or b" SMTPUTF8" in line):
            await self._say("555 never offered")
        elif verb == b"STARTTLS":
            return await self._secured()
        elif verb == b"RCPT":
            refusals = {Fault.GREYLISTED: "451 later", Fault.UNKNOWN: "550 who"}
            await self._say(refusals.get(self._fault, "250 ok"))
        elif verb == b"DATA":
            return await self._take()
        elif verb == b"QUIT":
            await self._say("221 bye")
            return False
        else:
            await self._say("250 ok")
        return True

    async def _secured(self) -> bool:
        if self._fault is Fault.TLS_REFUSED:
            await self._say("454 not now")
            return True
        await self._say("220 go")
        await self._writer.start_tls(self._server.context)
        self._secure = True
        return True

    async def _take(self) -> bool:
        if self._fault is Fault.DROPS_BEFORE_TEXT:
            self._writer.transport.abort()
            return False
        await self._say("354 go")
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            line = await self._hear()
            if not line:
                return False
            text += line
        if self._fault is Fault.SEVEN_BITS and not text.isascii():
            await self._say("554 not ASCII")
            return True
        if self._fault in (Fault.FULL, Fault.TOO_BIG):
            await self._say("452 full" if self._fault is Fault.FULL else "552 too big")
            return True
        if self._fault is Fault.DATA_HANGS:
            await self._reader.read()
            return False
        self._accept(text)
        if self._fault is Fault.DROPS_AFTER_TEXT:
            self._writer.transport.abort()
            return False
        await self._say("250 taken")
        return self._fault is not Fault.CLOSES_AFTER_OK

    def _accept(self, text: bytes) -> None:
        header = next(line for line in text.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        self._server.accepted.append(header.split(b":", 1)[1].strip().decode())

    async def _hear(self) -> bytes:
        line = await self._reader.readline()
        if not self._secure:
            self._server.clear += line
        return line

    async def _say(self, text: str) -> None:
        line = f"{text}\r\n".encode()
        while self._fault is Fault.SLOW and len(line) > 1:
            self._writer.write(line[:1])
            line = line[1:]
            await asyncio.sleep(0.005)  # never after the last: the client may begin with TLS at once
        self._writer.write(line)
        await self._writer.drain()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Server]:
    """Let the server listen on a free port."""
    listener = await asyncio.start_server(server.talk, HERE, 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await asyncio.sleep(0.1)  # lets the sockets of cut conversations close before the loop does
