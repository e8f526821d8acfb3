from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.addresses import AddressWithLineBreak
from channels.message import Letter, build, message_id_for, sender, sole_recipient, thread_id_for

SECRET = b"zestien-bytes-ok"
LETTER = Letter(
    message_id=message_id_for("signal-17:remind:1", SECRET, "waakvlam.example"),
    to_address="directie@dewilgen.example",
    to_name="Ömer de Vries, directeur",
    sender_address="signaal@waakvlam.example",
    sender_name="Vertrouwenspersonen",
    subject="Signaal S-2026-017 wacht op antwoord, een één twee drie vier vijf zes zeven acht negen tien",
    text="Geachte heer De Vries,\n\nReageer vóór 3 maart. 🕯\n",
    html="<p>Geachte heer De Vries,</p>",
    sent_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    thread=thread_id_for("S-2026-017", SECRET, "waakvlam.example"),
    reply_to="antwoord@waakvlam.example",
    list_id="<signalen.waakvlam.example>",
)


def over_the_wire(message: EmailMessage) -> EmailMessage:
    return message_from_bytes(message.as_bytes(), policy=SMTP)


def test_a_letter_has_the_headers_that_mail_programs_need() -> None:
    message = over_the_wire(build(LETTER))
    assert {name: str(message[name]) for name in message if name not in {"To", "From", "Subject"}} == {
        "Reply-To": "antwoord@waakvlam.example",
        "Date": "Sun, 01 Mar 2026 09:30:00 +0000",
        "Message-ID": LETTER.message_id,
        "In-Reply-To": LETTER.thread,
        "References": LETTER.thread,
        "List-Id": "<signalen.waakvlam.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
        "Content-Type": str(message["Content-Type"]),
    }
    assert message["Subject"] == LETTER.subject
    assert (sender(message), sole_recipient(message)) == ("signaal@waakvlam.example", "directie@dewilgen.example")


def test_text_and_html_are_alternatives() -> None:
    message = over_the_wire(build(LETTER))
    assert message.get_content_type() == "multipart/alternative"
    parts = [cast("EmailMessage", part) for part in message.iter_parts()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n").strip() for part in parts] == [LETTER.text.strip(), LETTER.html]


def test_what_is_optional_can_be_left_out() -> None:
    message = build(replace(LETTER, thread=None, reply_to=None, list_id=None))
    assert not {"In-Reply-To", "References", "Reply-To", "List-Id"} & set(message.keys())


def test_the_same_letter_is_the_same_but_for_the_boundary() -> None:
    first, second = build(LETTER), build(LETTER)
    for message in (first, second):
        message.set_boundary("grens")
    assert first.as_bytes() == second.as_bytes()


def test_a_long_id_is_never_encoded_or_folded() -> None:
    domain = "post.van-de-vertrouwenspersonen-in-de-jeugdzorg.organisatie.example"
    thread = thread_id_for("S-2026-017", SECRET, domain)
    lines = (
        build(replace(LETTER, message_id=message_id_for("a", SECRET, domain), thread=thread)).as_bytes().splitlines()
    )
    assert f"References: {thread}".encode() in lines
    assert f"In-Reply-To: {thread}".encode() in lines
    assert f"Message-ID: {message_id_for('a', SECRET, domain)}".encode() in lines


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), max_size=120)


@given(name=NAMES, subject=NAMES)
def test_no_name_or_subject_can_change_who_gets_the_letter(name: str, subject: str) -> None:
    message = over_the_wire(build(replace(LETTER, to_name=name, subject=subject)))
    assert sole_recipient(message) == LETTER.to_address
    assert message["Message-ID"] == LETTER.message_id
    assert len(message.keys()) == len(build(LETTER).keys())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"subject": "Hallo\r\nBcc: piet@x.nl"}, id="subject over two lines"),
        pytest.param({"subject": "Hallo\n"}, id="subject with a line break at its end"),
        pytest.param({"subject": "Hallo\u2028wereld"}, id="Unicode line separator"),
        pytest.param({"to_name": "Jan\r\nBcc: piet@x.nl"}, id="name over two lines"),
        pytest.param({"message_id": "<a@b>\r\nBcc: piet@x.nl"}, id="smuggled in the id"),
        pytest.param({"thread": "<a@b>\nBcc: piet@x.nl"}, id="smuggled in the thread"),
        pytest.param({"sent_at": datetime(2026, 3, 1)}, id="no time zone"),  # noqa: DTZ001 - that is the point
    ],
)
def test_a_header_that_cannot_be_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        build(replace(LETTER, **change))  # type: ignore[arg-type]  # one table for fields of two types
    assert "piet" not in str(caught.value)


def test_an_address_with_a_line_break_is_refused() -> None:
    with pytest.raises(AddressWithLineBreak):
        build(replace(LETTER, to_address="jan@x.nl\r\nBcc: piet@x.nl"))


@pytest.mark.parametrize("count", [0, 2])
def test_a_letter_has_one_recipient(count: int) -> None:
    message = EmailMessage()
    if count:
        message["To"] = "a@x.example, b@x.example"
    with pytest.raises(ValueError, match=f"one recipient, not {count}"):
        sole_recipient(message)


def test_a_repr_tells_no_text_and_no_name() -> None:
    assert "Vries" not in repr(LETTER)
    assert "dewilgen" not in repr(LETTER)
    assert "S-2026-017" not in repr(LETTER)


def test_a_message_id_is_fixed_and_tells_nothing() -> None:
    one = message_id_for("signal-17", SECRET, "waakvlam.example")
    assert one == message_id_for("signal-17", SECRET, "waakvlam.example")
    others = {
        message_id_for("signal-18", SECRET, "waakvlam.example"),
        message_id_for("signal-17", SECRET[::-1], "waakvlam.example"),
        thread_id_for("signal-17", SECRET, "waakvlam.example"),
    }
    assert len(others | {one}) == 4
    assert "signal" not in one
    assert one.endswith("@waakvlam.example>")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        message_id_for("signal-17", b"kort", "waakvlam.example")
