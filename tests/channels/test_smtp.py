"""SMTP against a real server with real certificates."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import cast

import aiosmtplib
import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from channels.delivery import (
    DeliveryFailure,
    InDoubt,
    PermanentFailure,
    TemporaryFailure,
    Transport,
    Unavailable,
)
from channels.message import Attachment, Invitation, Letter, build
from channels.smime import load_signer, protect
from channels.smtp import Security, SmtpTransport, check_refused
from tests.channels import papers

HERE = "127.0.0.1"
PATIENCE = 10.0
OK = "250 OK"


@dataclass
class Postbox:
    """An SMTP server's memory: every sender named and every letter; it answers as it is told."""

    answers: dict[str, str] = field(default_factory=dict)
    senders: list[str] = field(default_factory=list)
    letters: list[Envelope] = field(default_factory=list)
    connections: int = 0
    drops_after_data: bool = False
    hangs_after_data: bool = False
    hangs_at_recipient: bool = False

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds its handlers by name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.senders.append(address)
        envelope.mail_from = address
        return self.answers.get("MAIL", OK)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its handlers by name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.hangs_at_recipient:
            await asyncio.Event().wait()
        answer = self.answers.get("RCPT", OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd finds its handlers by name
        if self.drops_after_data:
            cast("asyncio.Transport", server.transport).abort()
        if self.hangs_after_data:
            await asyncio.Event().wait()
        answer = self.answers.get("DATA", OK)
        if answer == OK:
            self.letters.append(envelope)
        return answer


@dataclass(frozen=True)
class Paper:
    """A certificate authority with its file, and the server's side of a certificate."""

    ca_file: Path
    context: ssl.SSLContext


def paper(folder: Path, host: str = HERE, not_after: datetime | None = None) -> Paper:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host, not_after=not_after).configure_cert(context)
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return Paper(ca_file, context)


def accepts_secret(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    return AuthResult(success=data.password == b"geheim", handled=False)


@asynccontextmanager
async def listening(
    box: Postbox, security: Security | None, context: ssl.SSLContext, *, login: bool = False, seven_bits: bool = False
) -> AsyncIterator[int]:
    """Serve `box` on a free port, without any TLS if `security` is None; with `seven_bits` it refuses all but ASCII."""

    def protocol() -> SMTP:
        box.connections += 1
        return SMTP(
            box,
            hostname=HERE,
            tls_context=context if security == "starttls" else None,
            auth_required=login,
            auth_require_tls=security == "starttls",
            authenticator=accepts_secret if login else None,
            decode_data=seven_bits,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(
        protocol, HERE, 0, ssl=context if security == "implicit" else None
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0.05)  # lets the sockets of a broken conversation close before the loop does


def letter(number: int = 1) -> EmailMessage:
    return build(
        Letter(
            message_id=f"<{number}@waakvlam.example>",
            to_address="directie@dewilgen.example",
            to_name="De Wilgen",
            sender_address="signaal@waakvlam.example",
            sender_name="Waakvlam",
            subject="Signaal S-2026-017",
            text="Reageer vóór 3 maart.\n.\nEen punt alleen op een regel.",
            html="<p>Reageer vóór 3 maart.</p>",
            sent_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        )
    )


def run(
    box: Postbox,
    tmp_path: Path,
    work: Callable[[SmtpTransport], Awaitable[None]],
    security: Security = "starttls",
    *,
    offered: Security | None = "starttls",
    served: Paper | None = None,
    trusted: Paper | None = None,
    username: str | None = None,
    password: str | None = None,
    login: bool = False,
    timeout: float = PATIENCE,
    limit: float = PATIENCE,
    seven_bits: bool = False,
) -> None:
    served = served or paper(tmp_path)

    async def story() -> None:
        async with (
            listening(box, offered, served.context, login=login, seven_bits=seven_bits) as port,
            SmtpTransport(
                HERE, port, security, username, password, timeout, (trusted or served).ca_file, limit
            ) as transport,
        ):
            await work(transport)

    asyncio.run(story())


def delivers(count: int = 1) -> Callable[[Transport], Awaitable[None]]:
    async def work(transport: Transport) -> None:
        for number in range(count):
            await transport.deliver(letter(number))

    return work


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_letters_arrive_over_one_connection(security: Security, tmp_path: Path) -> None:
    box = Postbox()
    run(box, tmp_path, delivers(2), security, offered=security)
    assert [envelope.rcpt_tos for envelope in box.letters] == [["directie@dewilgen.example"]] * 2
    assert b"Message-ID: <1@waakvlam.example>\r\n" in cast("bytes", box.letters[1].content)
    assert box.connections == 1


FOREIGN = Letter(
    message_id="<ver@waakvlam.example>",
    to_address="directie@jugendhilfe-köln.example",
    to_name="Zoë Ünlü-Çelik",
    sender_address="signaal@waakvlam.example",
    sender_name="Waakvlam Coördinatie",
    subject="Vóór 3 maart: één signaal over de Kanariehof — 你好",
    text="Reageer vóór 3 maart. Şu anda: €5, 你好 \N{OLIVE}.\n.\n" + "één lange regel " * 100,
    html="<p>Reageer vóór 3 maart: “ja”.</p>" + "<p>é</p>" * 300,
    sent_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    attachment=Attachment("bijlage-één.pdf", "application/pdf", bytes(range(256)) * 20),
    invitation=Invitation("REQUEST", "BEGIN:VCALENDAR\r\nSUMMARY:één\r\nEND:VCALENDAR\r\n".encode()),
)


@pytest.mark.parametrize("encrypted", [False, True], ids=["open", "S/MIME"])
def test_a_server_of_seven_bits_takes_every_letter_whole(encrypted: bool, tmp_path: Path) -> None:
    message, box = build(FOREIGN), Postbox()
    if encrypted:
        signer = load_signer(*papers.our_paper().write(tmp_path, "ours"))
        message = protect(message, signer, papers.paper().der, FOREIGN.sent_at)
    run(box, tmp_path, lambda transport: transport.deliver(message), seven_bits=True)
    content = box.letters[0].original_content
    assert content is not None
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert box.letters[0].rcpt_tos == [f"directie@{'jugendhilfe-köln.example'.encode('idna').decode()}"]
    got = message_from_bytes(content, policy=SMTP_POLICY)
    assert got["Subject"] == FOREIGN.subject
    if not encrypted:
        assert got["To"].addresses[0].display_name == FOREIGN.to_name
        assert [part.get_content() for part in got.walk() if part.get_content_type() == "application/pdf"] == [
            bytes(range(256)) * 20
        ]
        plain = got.get_body(("plain",))
        assert plain is not None
        assert FOREIGN.text.splitlines()[-1].strip() in plain.get_content()


def test_a_name_before_the_at_that_is_not_ascii_fails_for_good_where_the_server_cannot(tmp_path: Path) -> None:
    message = letter()
    del message["To"]
    message["To"] = "zoë@dewilgen.example"
    box = Postbox()
    with pytest.raises(PermanentFailure, match=r"^not_supported$"):
        run(box, tmp_path, lambda transport: transport.deliver(message), seven_bits=True)
    assert not box.letters


def test_login_is_given_over_tls(tmp_path: Path) -> None:
    box = Postbox()
    run(box, tmp_path, delivers(), username="wv", password="geheim", login=True)
    assert len(box.letters) == 1


def test_a_wrong_password_makes_the_server_unavailable(tmp_path: Path) -> None:
    box = Postbox()
    with pytest.raises(Unavailable, match=r"^authentication$"):
        run(box, tmp_path, delivers(), username="wv", password="fout", login=True)
    assert not box.senders


def test_a_server_that_wants_a_login_we_do_not_have_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"^530$"):
        run(Postbox(), tmp_path, delivers(), login=True)


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_without_tls_nothing_is_said(security: Security, tmp_path: Path) -> None:
    box = Postbox()
    with pytest.raises(Unavailable, match=r"^tls_refused$"):
        run(box, tmp_path, delivers(), security, offered=None)
    assert not box.senders
    assert not box.letters


@pytest.mark.parametrize("security", ["starttls", "implicit"])
@pytest.mark.parametrize("case", ["unknown authority", "wrong host", "expired"])
def test_a_certificate_that_does_not_hold_is_refused(security: Security, case: str, tmp_path: Path) -> None:
    served = {
        "unknown authority": lambda: paper(tmp_path),
        "wrong host": lambda: paper(tmp_path, "elders.example"),
        "expired": lambda: paper(tmp_path, not_after=datetime(2020, 1, 1, tzinfo=UTC)),
    }[case]()
    other = tmp_path / "other"
    other.mkdir()
    trusted = paper(other) if case == "unknown authority" else served
    box = Postbox()
    with pytest.raises(Unavailable, match=r"^tls_certificate$"):
        run(box, tmp_path, delivers(), security, offered=security, served=served, trusted=trusted)
    assert not box.senders


@pytest.mark.parametrize(
    ("given", "then"),
    [
        pytest.param({"RCPT": "451 later"}, TemporaryFailure("451"), id="greylisted: later"),
        pytest.param({"RCPT": "550 wie is dat"}, PermanentFailure("550"), id="no such reader: never"),
        pytest.param({"MAIL": "553 not you"}, Unavailable("553"), id="our own address refused: holds for every letter"),
        pytest.param({"MAIL": "451 later"}, TemporaryFailure("451"), id="our own address not now: later"),
        pytest.param({"MAIL": "552 te groot"}, PermanentFailure("552"), id="this letter is too large: never"),
        pytest.param({"DATA": "452 vol"}, TemporaryFailure("452"), id="disk full: later"),
        pytest.param({"DATA": "554 spam"}, PermanentFailure("554"), id="text refused: never"),
    ],
)
def test_a_refusal_is_told_by_its_code_alone(given: dict[str, str], then: DeliveryFailure, tmp_path: Path) -> None:
    box = Postbox(given)
    with pytest.raises(type(then)) as caught:
        run(box, tmp_path, delivers())
    assert (type(caught.value), str(caught.value), caught.value.code) == (type(then), then.code, then.code)
    assert caught.value.__cause__ is None
    assert not box.letters


def test_after_a_refusal_the_next_letter_goes_over_the_same_connection(tmp_path: Path) -> None:
    box = Postbox({"RCPT": "550 no"})

    async def work(transport: SmtpTransport) -> None:
        with pytest.raises(PermanentFailure):
            await transport.deliver(letter(1))
        box.answers.clear()
        await transport.deliver(letter(2))

    run(box, tmp_path, work)
    assert (len(box.letters), box.connections) == (1, 1)


def test_a_line_dropped_after_data_leaves_doubt(tmp_path: Path) -> None:
    box = Postbox(drops_after_data=True)

    async def work(transport: SmtpTransport) -> None:
        with pytest.raises(InDoubt, match=r"^connection_lost$"):
            await transport.deliver(letter(1))
        box.drops_after_data = False
        await transport.deliver(letter(1))

    run(box, tmp_path, work)
    # the server had taken the first one: sending again doubles it, but for its Message-ID
    assert (len(box.letters), box.connections) == (2, 2)


def test_no_answer_after_data_leaves_doubt(tmp_path: Path) -> None:
    with pytest.raises(InDoubt, match=r"^timeout$"):
        run(Postbox(hangs_after_data=True), tmp_path, delivers(), timeout=0.5)


@pytest.mark.parametrize(
    ("box", "then"),
    [
        pytest.param(Postbox(hangs_at_recipient=True), TemporaryFailure, id="before the text: nothing was delivered"),
        pytest.param(Postbox(hangs_after_data=True), InDoubt, id="after the text: who knows"),
    ],
)
def test_a_letter_as_a_whole_has_a_limit(box: Postbox, then: type[DeliveryFailure], tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailure, match=r"^timeout$") as caught:
        run(box, tmp_path, delivers(), limit=0.5)
    assert type(caught.value) is then


def test_a_server_that_drips_its_greeting_is_unavailable_when_the_limit_is_over() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b"220-wacht\r\n")
            await asyncio.sleep(0.1)
        writer.close()

    async def story() -> None:
        server = await asyncio.start_server(drip, HERE, 0)
        port = server.sockets[0].getsockname()[1]
        async with server, SmtpTransport(HERE, port, "starttls", timeout=PATIENCE, limit=0.4) as way:
            with pytest.raises(Unavailable, match=r"^timeout$"):
                await way.deliver(letter())
            await asyncio.sleep(0.3)  # as above

    asyncio.run(story())


@pytest.mark.parametrize(
    ("greeting", "then"),
    [
        pytest.param(b"421 druk\r\n", "421", id="turned away"),
        pytest.param(b"554 niet hier\r\n", "554", id="turned away for good: still not the letter's fault"),
        pytest.param(b"", "connection_lost", id="hangs up at once"),
        pytest.param(None, "timeout", id="says nothing"),
    ],
)
def test_a_server_that_turns_us_away_is_unavailable(greeting: bytes | None, then: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if greeting is None:
            await reader.read()
        else:
            writer.write(greeting)
        writer.close()
        await writer.wait_closed()

    async def story() -> str:
        server = await asyncio.start_server(answer, HERE, 0)
        port = server.sockets[0].getsockname()[1]
        async with server, SmtpTransport(HERE, port, "starttls", timeout=0.5 if greeting is None else PATIENCE) as way:
            with pytest.raises(Unavailable) as caught:
                await way.deliver(letter())
            await asyncio.sleep(0.05)  # as above
        return caught.value.code

    assert asyncio.run(story()) == then


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as free:
        free.bind((HERE, 0))  # bound but not listening: the port is nobody's

        async def story() -> None:
            async with SmtpTransport(HERE, free.getsockname()[1], "implicit") as way:
                await way.deliver(letter())

        with pytest.raises(Unavailable, match=r"^unreachable$"):
            asyncio.run(story())


def test_two_recipients_are_a_mistake_of_ours() -> None:
    message = letter()
    message["Cc"] = "iemand@elders.example"

    async def story() -> None:
        async with SmtpTransport(HERE, 9, "starttls") as transport:
            await transport.deliver(message)

    with pytest.raises(ValueError, match="one recipient, not 2"):
        asyncio.run(story())


def test_a_partly_refused_message_is_refused() -> None:
    with pytest.raises(PermanentFailure, match=r"^550$"):
        check_refused({"directie@dewilgen.example": aiosmtplib.SMTPResponse(550, "no")})
