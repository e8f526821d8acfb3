"""Thirty mails as mailboxes get them: reports, bounces in words, absences, loops, encrypted ones, rubbish."""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from rules.mail_reports import InboundKind

OURS = "planning@vertrouwenswerk.example"
THEIRS = "directie@dewilgen.example"
ABOUT = "<eenmooiidvanonzebrief@vertrouwenswerk.example>"


@dataclass(frozen=True)
class Mail:
    """One mail of the corpus: what it must be read as, and whether it names our letter."""

    name: str
    raw: bytes
    kind: InboundKind
    about: bool = True
    code: str | None = None


def original(subject: str = "Signaal S-2026-017") -> str:
    return (
        f"From: Vertrouwenswerk <{OURS}>\r\nTo: {THEIRS}\r\nSubject: {subject}\r\n"
        f"Message-ID: {ABOUT}\r\nAuto-Submitted: auto-generated\r\n"
    )


def dsn(
    action: str,
    status: str,
    *,
    enclosed: str = "text/rfc822-headers",
    envelope: str = "",
    sender: str = "MAILER-DAEMON@relay.example",
    more: str = "",
) -> bytes:
    """Return a report of delivery (RFC 3464), with the letter's headers, the whole letter or nothing of it."""
    envelope_line = f"Original-Envelope-Id: {envelope}\r\n" if envelope else ""
    enclosure = f"--b\r\nContent-Type: {enclosed}\r\n\r\n{original()}\r\nTekst.\r\n" if enclosed else ""
    return (
        f"From: {sender}\r\nTo: {OURS}\r\nSubject: Undelivered Mail\r\nAuto-Submitted: auto-replied\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nIn words.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; relay.example\r\n{envelope_line}\r\n"
        f"Final-Recipient: rfc822; {THEIRS}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n{more}"
        f"{enclosure}--b--\r\n"
    ).encode()


def mdn(disposition: str) -> bytes:
    """Return a report of reading (RFC 8098)."""
    return (
        f"From: {THEIRS}\r\nTo: {OURS}\r\nSubject: Gelezen\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nGelezen.\r\n"
        "--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        f"Final-Recipient: rfc822; {THEIRS}\r\nOriginal-Message-ID: {ABOUT}\r\n"
        f"Disposition: {disposition}\r\n\r\n--b--\r\n"
    ).encode()


def written(text: str = "Dag", subject: str = "Re: Signaal S-2026-017", sender: str = THEIRS, **headers: str) -> bytes:
    """Return a mail as a person or a program of theirs writes it; `_` in a header's name stands for `-`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, OURS, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def with_file(name: str, kind: str, content: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["In-Reply-To"] = THEIRS, OURS, "Reactie", ABOUT
    message.set_content("Zie bijlage.")
    main, _, sub = kind.partition("/")
    message.add_attachment(content, main, sub, filename=name)
    return message.as_bytes()


def own(text: str = "Onze eigen brief.") -> bytes:
    return f"{original()}\r\n{text}\r\n".encode()


QMAIL = (
    "Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
    f"<{THEIRS}>:\n550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\nMessage-ID: {ABOUT}\n"
)
IN_DOUBT = f"The server could not be reached yet; we keep trying.\n\nMessage-ID: {ABOUT}\n"
SIGNED = (
    f"From: {THEIRS}\r\nTo: {OURS}\r\nSubject: Reactie\r\nIn-Reply-To: {ABOUT}\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain\r\n\r\nDag.\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
).encode()
HOPS = b"".join(b"Received: from a.example by b.example; Wed, 8 Apr 2026 12:00:00 +0200\r\n" for _ in range(31))
K = InboundKind
SECOND = "Final-Recipient: rfc822; twee@dewilgen.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n"

CORPUS = (
    Mail("failed, headers alone", dsn("failed", "5.1.1"), K.FAILED, code="5.1.1"),
    Mail("failed, the whole letter", dsn("failed", "5.7.1", enclosed="message/rfc822"), K.FAILED, code="5.7.1"),
    Mail(
        "failed, envelope id alone", dsn("failed", "5.4.4", enclosed="", envelope=ABOUT[1:-1]), K.FAILED, code="5.4.4"
    ),
    Mail("failed, nothing of the letter", dsn("failed", "5.1.1", enclosed=""), K.FAILED, about=False, code="5.1.1"),
    Mail("gave up after days", dsn("failed", "4.4.7"), K.FAILED, code="4.4.7"),
    Mail("failed, with a comment", dsn("Failed (bad address)", "5.1.1 (unknown)"), K.FAILED, code="5.1.1"),
    Mail("one delivered, one failed", dsn("delivered", "2.0.0", more=SECOND), K.FAILED, code="5.2.2"),
    Mail("delayed", dsn("delayed", "4.2.2"), K.DELAYED, code="4.2.2"),
    Mail("delivered", dsn("delivered", "2.1.5"), K.DELIVERED, code="2.1.5"),
    Mail("relayed", dsn("relayed", "2.0.0"), K.RELAYED, code="2.0.0"),
    Mail("expanded", dsn("expanded", "2.0.0"), K.RELAYED, code="2.0.0"),
    Mail("a report that says nothing", dsn("puzzled", "9"), K.AUTOMATIC, about=True),
    Mail("read", mdn("manual-action/MDN-sent-manually; displayed"), K.READ),
    Mail("deleted unread", mdn("automatic-action/MDN-sent-automatically; deleted"), K.AUTOMATIC),
    Mail("qmail, in words", written(QMAIL, "failure notice", "MAILER-DAEMON@relay.example"), K.FAILED, code="5.1.1"),
    Mail("a warning in words", written(IN_DOUBT, "Warning", "MAILER-DAEMON@relay.example"), K.AUTOMATIC),
    Mail(
        "a bounce of nothing", written("550 5.1.1 no", "failure", "postmaster@relay.example"), K.AUTOMATIC, about=False
    ),
    Mail(
        "absent, as the standard says",
        written("Ik ben er niet.", Auto_Submitted="auto-replied", In_Reply_To=ABOUT),
        K.AUTOMATIC,
    ),
    Mail("absent, by subject", written("Vrij.", "Automatisch antwoord: Signaal", In_Reply_To=ABOUT), K.AUTOMATIC),
    Mail("absent, in English", written("Away.", "Out of Office: Signaal", References=ABOUT), K.AUTOMATIC),
    Mail("absent, by an old header", written("Weg.", X_Autoreply="yes", In_Reply_To=ABOUT), K.AUTOMATIC),
    Mail("a mailing", written("Nieuws", "Nieuwsbrief", Precedence="bulk"), K.AUTOMATIC, about=False),
    Mail("not automatic, and says so", written("Wij reageren zo.", Auto_Submitted="no", In_Reply_To=ABOUT), K.OTHER),
    Mail("a reply of a person", written("Wij hebben het opgelost.", In_Reply_To=ABOUT), K.OTHER),
    Mail("a mail out of nowhere", written("Hallo", "Vraag"), K.OTHER, about=False),
    Mail("signed", SIGNED, K.OTHER),
    Mail("encrypted", with_file("smime.p7m", "application/pkcs7-mime", b"\x30\x80"), K.OTHER),
    Mail("winmail.dat", with_file("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"), K.OTHER),
    Mail("our own letter came back", own(), K.LOOPED),
    Mail("a mail that goes round", HOPS + written("rond", Message_ID=ABOUT), K.LOOPED),
    Mail(
        "a report within a report",
        dsn("failed", "5.1.1", enclosed="message/rfc822", sender=THEIRS),
        K.FAILED,
        code="5.1.1",
    ),
    Mail("rubbish", b"\xff\xfe\x00 geen mail \x80", K.OTHER, about=False),
    Mail("nothing", b"", K.OTHER, about=False),
)


def bottomless() -> bytes:
    """Return a mail so deep that reading it ends in a RecursionError."""
    return b"".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n'.encode() for n in range(3000))


def hostile() -> list[Callable[[], bytes]]:
    """Return mails that try to break a parser."""
    deep = b"".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n'.encode() for n in range(200))
    return [
        lambda: deep,
        lambda: dsn("failed", "5.1.1").replace(b'boundary="b"', b'boundary=""'),
        lambda: dsn("failed", "5.1.1").replace(b"--b--", b""),
        lambda: b"Message-ID: <" + b"a" * 100_000 + b">\r\n\r\n",
        lambda: b"From: =?utf-8?q?=ff=fe?= <x\r\nSubject: =?x?y?z?=\r\nContent-Type: ;;;=\r\n\r\n",
        lambda: dsn("failed", "5.1.1").replace(
            b"Content-Type: message/delivery-status", b"Content-Type: message/delivery-status; charset=\xff"
        ),
    ]
