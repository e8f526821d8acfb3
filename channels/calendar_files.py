"""Calendar files (iCalendar): an invitation or its cancellation for one person, and the feed of a whole calendar.

Instants are written in UTC: a time zone of its own makes each file large and helps no program. What a file says is
neutral: 'Bezoek' and a code, never a signal, a person or an address unless the writer gives a place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from channels.message import Invitation

PRODUCT = "-//Waakvlam//Bezoeken//NL"
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit in a calendar. `uid` never changes, `sequence` grows with each change; `place` may be empty."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    stamped_at: datetime
    place: str = ""
    cancelled: bool = False


def invitation(
    appointment: Appointment, *, organizer: str, organizer_name: str, attendee: str, attendee_name: str
) -> Invitation:
    """Return what puts an appointment in one calendar, moves it there, or takes it away when it is cancelled.

    Raises: ValueError if an instant has no time zone.
    """
    method = "CANCEL" if appointment.cancelled else "REQUEST"
    event = _event(appointment)
    event.add("organizer", _person(organizer, organizer_name))
    invited = _person(attendee, attendee_name)
    invited.params["ROLE"] = vText("REQ-PARTICIPANT")
    invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
    invited.params["RSVP"] = vText("FALSE" if appointment.cancelled else "TRUE")
    event.add("attendee", invited, encode=False)
    return Invitation(method, bytes(_calendar(method, [event]).to_ical()))


def feed(appointments: Iterable[Appointment], name: str) -> bytes:
    """Return a calendar to subscribe to; programs look again each hour.

    Raises: ValueError if an instant has no time zone.
    """
    made = _calendar("PUBLISH", [_event(appointment) for appointment in appointments])
    made.add("x-wr-calname", name)
    made.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    return bytes(made.to_ical())


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    for event in events:
        made.add_component(event)
    return made


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", _utc(appointment.stamped_at))
    event.add("dtstart", _utc(appointment.starts_at))
    event.add("dtend", _utc(appointment.ends_at))
    event.add("summary", appointment.summary)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if appointment.cancelled else "OPAQUE")
    if appointment.place:
        event.add("location", appointment.place)
    return event


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(" ".join(name.replace('"', "").split()))
    return person


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC).replace(microsecond=0)
