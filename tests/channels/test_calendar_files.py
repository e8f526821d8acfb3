"""Calendar files: read back by two libraries, neutral, in UTC."""

import importlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.calendar_files import Appointment, feed, invitation
from channels.message import Letter, build

vobject: Any = importlib.import_module("vobject")  # it has no types

AT = datetime(2026, 4, 8, 14, tzinfo=UTC)
VISIT = Appointment(
    uid="visit-12@vertrouwenswerk.example", sequence=2, starts_at=AT, ends_at=AT + timedelta(hours=1),
    summary="Bezoek G012", stamped_at=AT - timedelta(days=7),
)  # fmt: skip
OFF = Appointment(**{name: getattr(VISIT, name) for name in Appointment.__slots__} | {"cancelled": True})


def invited(appointment: Appointment, name: str = "Noor Voorbeeld") -> bytes:
    return invitation(
        appointment, organizer="planning@vertrouwenswerk.example", organizer_name="Vertrouwenswerk, Voorbeeld",
        attendee="noor@vertrouwenswerk.example", attendee_name=name,
    ).content  # fmt: skip


@pytest.mark.parametrize(
    ("appointment", "method", "status"),
    [pytest.param(VISIT, "REQUEST", "CONFIRMED", id="invite"), pytest.param(OFF, "CANCEL", "CANCELLED", id="call off")],
)
def test_an_invitation_reads_back_in_two_libraries(appointment: Appointment, method: str, status: str) -> None:
    content = invited(appointment)
    first = icalendar.Calendar.from_ical(content)
    (event,) = first.walk("VEVENT")
    assert (first["METHOD"], event["STATUS"], event["UID"], event["SEQUENCE"]) == (method, status, VISIT.uid, 2)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (VISIT.starts_at, VISIT.ends_at)
    assert str(event["ORGANIZER"]) == "mailto:planning@vertrouwenswerk.example"
    assert event["ATTENDEE"].params["RSVP"] == ("TRUE" if method == "REQUEST" else "FALSE")
    second = vobject.readOne(content.decode())
    assert (second.method.value, second.vevent.uid.value) == (method, VISIT.uid)
    assert second.vevent.dtstart.value == VISIT.starts_at
    assert second.vevent.attendee.params["CN"] == ["Noor Voorbeeld"]


def test_an_invitation_has_lines_that_every_program_reads() -> None:
    content = invited(VISIT, name="Noor " * 40)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"VTIMEZONE" not in content
    assert b"DTSTART:20260408T140000Z" in content


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60))
def test_a_name_stays_a_name(name: str) -> None:
    (event,) = icalendar.Calendar.from_ical(invited(VISIT, name)).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:noor@vertrouwenswerk.example"
    assert len(event.property_items()) == len(
        icalendar.Calendar.from_ical(invited(VISIT)).walk("VEVENT")[0].property_items()
    )


def test_a_feed_says_when_to_look_again_and_shows_what_was_called_off() -> None:
    content = feed([VISIT, OFF], "Bezoeken")
    read = icalendar.Calendar.from_ical(content)
    assert read["METHOD"] == "PUBLISH"
    assert [str(event["STATUS"]) for event in read.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in content
    assert [event.summary.value for event in vobject.readOne(content.decode()).vevent_list] == ["Bezoek G012"] * 2


@pytest.mark.parametrize(
    "make", [pytest.param(lambda a: feed([a], "x"), id="feed"), pytest.param(invited, id="invitation")]
)
def test_an_instant_without_zone_is_refused(make: Callable[[Appointment], bytes]) -> None:
    naive = Appointment(
        **{name: getattr(VISIT, name) for name in Appointment.__slots__} | {"starts_at": AT.replace(tzinfo=None)}
    )
    with pytest.raises(ValueError, match="time zone"):
        make(naive)


def test_a_letter_carries_the_invitation_twice() -> None:
    """Inside the alternative for some programs, as an attachment for the others; both say the method of the file."""
    made = invitation(
        OFF, organizer="p@vertrouwenswerk.example", organizer_name="P", attendee="n@vertrouwenswerk.example",
        attendee_name="N",
    )  # fmt: skip
    letter = Letter(
        message_id="<a@vertrouwenswerk.example>", to_address="n@vertrouwenswerk.example", to_name="N",
        sender_address="p@vertrouwenswerk.example", sender_name="P", subject="s", text="t\n", html="<p>h</p>",
        sent_at=AT, invitation=made,
    )  # fmt: skip
    parts = list(message_from_bytes(build(letter).as_bytes()).walk())
    kinds = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    assert [part.get_content_type() for part in parts] == kinds
    for part in parts[-2:]:
        assert part.get_param("method") == "CANCEL"
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert icalendar.Calendar.from_ical(content)["METHOD"] == "CANCEL"
