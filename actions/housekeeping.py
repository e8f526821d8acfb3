"""The daily care of the house: the record anchored and checked, and what is about to run out said in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions.health_mail import Worry, warn
from actions.live_work import end_stale_work
from actions.work import add_work, finish_work
from rules.calendar import next_working_day
from rules.on_call import first_hole
from rules.vocabulary import ContactRole, Role
from rules.work_matters import OF_HOUSE
from store.decrees import calendar_in_force
from store.events import SYSTEM, Subject, anchor, breaks
from store.form_once import forget_forms
from store.inspectorate import duties
from store.models import Adviser, Agency, Certificate, ContactPerson, Group, WorkItem

AGENCY = "agency"
CERTIFICATE_NOTICE = timedelta(days=30)
CALENDAR_NOTICE = timedelta(days=400)
ROTA_NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class HouseReport:
    """Counts of one round: chains anchored, breaks found in the record, pieces of work made."""

    anchored: int
    breaks: int
    work: int


def keep_house(session: Session, today: date, now: datetime) -> HouseReport:
    """Anchor and check the record, and make work and mail of what is about to run out; once while its work is open.

    What is mended is asked no longer, and neither is what a signal is past. Keys of forms that were sent more than a
    day ago go.

    Source: ARCHITECTURE section 5 (house policy).
    """
    anchored = anchor(session, now)
    forget_forms(session, now)
    broken = sum(1 for _ in breaks(session))
    worries = [
        *_broken_record(broken),
        *_ending_calendar(session, today),
        *_ending_certificates(session, today),
        *_groups_without_adviser(session, today),
        *_agencies_without_contact(session, today),
        *_holes_in_rota(session, now),
    ]
    due_on = next_working_day(calendar_in_force(session), today)
    new = [worry for worry in worries if not _is_open(session, worry)]
    _end_what_is_mended(session, worries, now)
    end_stale_work(session, now)
    made = [
        add_work(session, key=f"{w.key}:{today}", kind=w.kind, subject=w.subject, role=w.role, due_on=due_on, now=now)
        for w in new
    ]
    warn(session, new, today, now)
    return HouseReport(anchored.subjects, broken, sum(item is not None for item in made))


def _is_open(session: Session, worry: Worry) -> bool:
    """Return whether somebody has it on the list already; what was done and comes back is made anew."""
    asked = select(WorkItem.id).where(WorkItem.key.startswith(f"{worry.key}:", autoescape=True))
    return session.scalars(asked.where(WorkItem.done_at.is_(None))).first() is not None


def _end_what_is_mended(session: Session, worries: Sequence[Worry], now: datetime) -> None:
    """Finish the work of worries that are gone, and that of an agency without contacts that has one now."""
    worrying, unreached = {worry.key for worry in worries}, {w.subject.id for w in worries if w.subject.kind == AGENCY}
    asked = select(WorkItem).where(WorkItem.done_at.is_(None), WorkItem.kind.in_((*OF_HOUSE, "find_contact")))
    for item in session.scalars(asked.where(WorkItem.subject_kind != "signal").order_by(WorkItem.id)):
        found = item.kind == "find_contact" and item.subject_id not in unreached
        if found or (item.kind in OF_HOUSE and item.key.rpartition(":")[0] not in worrying):
            finish_work(session, item, by_id=None, actor=SYSTEM, now=now)


def _broken_record(count: int) -> list[Worry]:
    if not count:
        return []
    return [Worry("record_broken", Subject("record", 0), Role.PRIVACY_OFFICER, "record_broken")]


def _ending_calendar(session: Session, today: date) -> list[Worry]:
    known_until = calendar_in_force(session).known_until
    if known_until - today > CALENDAR_NOTICE:
        return []
    key = f"calendar_ending:{known_until}"
    return [Worry("calendar_ending", Subject("calendar", 0), Role.ADMINISTRATOR, key, known_until)]


def _ending_certificates(session: Session, today: date) -> list[Worry]:
    rows = session.execute(
        select(Certificate.adviser_id, Certificate.kind, Certificate.valid_to)
        .join(Adviser)
        .where(Certificate.valid_to <= today + CERTIFICATE_NOTICE)
        .where(or_(Adviser.active_to.is_(None), Adviser.active_to >= today))
    )
    return [
        Worry(
            "certificate_ending",
            Subject("adviser", adviser),
            Role.COORDINATOR,
            f"certificate:{adviser}:{kind}:{end}",
            end,
        )
        for adviser, kind, end in rows
    ]


def _groups_without_adviser(session: Session, today: date) -> list[Worry]:
    running = or_(Group.ended_on.is_(None), Group.ended_on >= today)
    ids = session.scalars(select(Group.id).where(Group.owner_id.is_(None), Group.opened_on <= today, running))
    return [Worry("group_without_adviser", Subject("group", id_), Role.COORDINATOR, f"no_adviser:{id_}") for id_ in ids]


def _agencies_without_contact(session: Session, today: date) -> list[Worry]:
    reachable = select(ContactPerson.agency_id).where(
        ContactPerson.role == ContactRole.SIGNALS,
        ContactPerson.agency_id.is_not(None),
        or_(ContactPerson.active_to.is_(None), ContactPerson.active_to >= today),
    )
    ids = session.scalars(select(Agency.id).where(Agency.merged_into_id.is_(None), Agency.id.not_in(reachable)))
    return [Worry("agency_without_contact", Subject(AGENCY, id_), Role.COORDINATOR, f"no_contact:{id_}") for id_ in ids]


def _holes_in_rota(session: Session, now: datetime) -> list[Worry]:
    """Somebody must be first on call at every moment of the days ahead: what is acute does not wait."""
    until = now + ROTA_NOTICE
    if first_hole(duties(session, now, until), now, until) is None:
        return []
    return [Worry("rota_gap", Subject("rota", 0), Role.MANAGER, "rota_gap")]
