"""The calendar file that goes with a mail about a visit, for who wants invitations."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House
from channels.calendar_files import Appointment, invitation
from channels.message import Invitation
from rules.mail_kinds import MailKind
from store.mail_wishes import places, wants
from store.models import Notice, ToldVisit, Visit
from store.notices import Addressee

_CANCELS = {"visit_planned": False, "visit_moved": False, "visit_cancelled": True}


def appointment_of(
    visit: Visit, told: ToldVisit | None, code: str, domain: str, now: datetime, *, cancelled: bool, place: str = ""
) -> Appointment:
    """Return a visit as calendars hold it. Its UID stays when it is moved; its summary names the group's code only."""
    return Appointment(
        uid=f"visit-{told.known_as_id if told else visit.id}@{domain}",
        sequence=told.sequence if told else 0,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=f"Bezoek {code}",
        stamped_at=told.told_at if told else now,
        place=place,
        cancelled=cancelled,
    )


def mail_domain(sender: str) -> str:
    """Return the domain that ids of ours end in."""
    return sender.partition("@")[2]


def invitation_for(session: Session, house: House, notice: Notice, reader: Addressee) -> Invitation | None:
    """Return the calendar file of a notice about a visit; None for other notices and for who wants none."""
    cancelled = _CANCELS.get(notice.template)
    if cancelled is None or notice.subject_id is None:
        return None
    if not wants(session, notice.recipient_kind, notice.recipient_id, MailKind.CALENDAR_INVITATION):
        return None
    visit = session.get_one(Visit, notice.subject_id)
    told, place = session.get(ToldVisit, visit.id), places(session, [visit.id])[visit.id]
    sender = house.settings.sender
    return invitation(
        appointment_of(visit, told, place.group_code, mail_domain(sender), notice.created_at, cancelled=cancelled),
        organizer=sender,
        organizer_name=house.settings.organisation_name,
        attendee=reader.email,
        attendee_name=reader.name,
    )
