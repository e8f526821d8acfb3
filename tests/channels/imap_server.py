"""A small IMAP server with TLS: as much of RFC 3501 as a reader of mail uses, over a real socket."""

import asyncio
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme

HERE = "127.0.0.1"


@dataclass
class Folder:
    """The mails of one mailbox, by number, and which were read.

    `breaks_at`: the mail at which the line is cut; `refused`: those that the server cannot give; `busy`: those that it
    does not give now, with what it says of them; `sizes`: what it says of others than it is.
    """

    mails: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    flagged: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    busy: dict[int, str] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    given: list[int] = field(default_factory=list)
    password: str = "geheim"
    breaks_at: int | None = None
    commands: list[str] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK IMAP4rev1 ready\r\n")
        with suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
            while line := (await reader.readline()).decode().strip():
                tag, _, rest = line.partition(" ")
                self.commands.append(rest.split(" ")[0].upper())
                answer = self._answer(rest)
                if answer is None:
                    break
                writer.write(b"".join(answer[:-1]) + f"{tag} ".encode() + answer[-1])
                await writer.drain()
                if self.commands[-1] == "LOGOUT":
                    break
        writer.close()

    def _answer(self, command: str) -> list[bytes] | None:
        """Return the answer to a command, its last line without the tag; None to cut the line."""
        verb, _, rest = command.partition(" ")
        match verb.upper():
            case "CAPABILITY":
                return [b"* CAPABILITY IMAP4rev1\r\n", b"OK done\r\n"]
            case "LOGIN":
                return [b"OK in\r\n" if rest.endswith(f'"{self.password}"') else b"NO wrong\r\n"]
            case "SELECT":
                if "INBOX" not in rest:
                    return [b"NO such folder\r\n"]
                return [
                    f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n".encode(),
                    b"OK [READ-WRITE] in\r\n",
                ]
            case "UID":
                return self._by_number(rest)
            case "LOGOUT":
                return [b"* BYE\r\n", b"OK out\r\n"]
            case _:
                return [b"OK done\r\n"]

    def _by_number(self, rest: str) -> list[bytes] | None:
        verb, _, rest = rest.partition(" ")
        if verb.upper() == "SEARCH":
            unread = [str(number + 1) for number in range(len(self.mails)) if number + 1 not in self.seen]
            return [f"* SEARCH {' '.join(unread)}\r\n".encode(), b"OK done\r\n"]
        number = int(re.match(r"\d+", rest).group())  # type: ignore[union-attr]  # a client always says which
        if verb.upper() == "STORE":
            self.seen.add(number)
            self.flagged |= {number} if "Flagged" in rest else set()
            return [f"* {number} FETCH (UID {number} FLAGS (\\Seen))\r\n".encode(), b"OK done\r\n"]
        if number == self.breaks_at:
            return None
        mail, no = self.mails[number - 1], self.busy.get(number, "")
        if no.startswith("[INUSE]") or (no and "SIZE" not in rest):
            return [f"NO {no} later\r\n".encode()]
        if "SIZE" in rest:
            size = self.sizes.get(number, len(mail))
            return [f"* {number} FETCH (UID {number} RFC822.SIZE {size})\r\n".encode(), b"OK done\r\n"]
        if number in self.refused:
            return [b"NO [CORRUPTION] damaged\r\n"]
        self.given.append(number)
        head = f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode()
        return [head, mail, b")\r\n", b"OK done\r\n"]


@contextmanager
def serving(folder: Folder, place: Path) -> Iterator[tuple[int, Path]]:
    """Serve the mailbox in a thread of its own; give its port and the file of its certificate authority."""
    authority, context, ca_file = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), place / "imap.pem"
    authority.issue_cert(HERE).configure_cert(context)
    authority.cert_pem.write_to_path(str(ca_file))
    loop, ports, ready = asyncio.new_event_loop(), list[int](), threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(folder.talk, HERE, 0, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stop.wait()
        server.close()
        await asyncio.sleep(0.1)  # lets the sockets of cut conversations close before the loop does

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield ports[0], ca_file
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
