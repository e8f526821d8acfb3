"""Telling providers of closed groups who their confidential adviser is: a new one, or a substitute for a while."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.notices import Fact, Recipient, enqueue, group_label
from rules.calendar import local_date
from rules.vocabulary import ContactRole
from store.closed_groups import ClosedGroup, absences_around, closed_groups, substitute_of
from store.events import Subject, record
from store.models import Absence, Adviser, Group, ToldAdviser, VisitWindow
from store.signals import agency_in_charge, contacts

AHEAD = timedelta(days=7)
LONG_ABSENCE = timedelta(days=7)
"""From this on a provider hears of an absence: a closed group is visited each week, so somebody else will come.

Source: house policy.
"""


def tell_providers(session: Session, now: datetime) -> int:
    """Tell providers of new advisers and of long absences in closed groups, each once; return how many mails.

    Source: law (Jeugdwet art. 6.2.4 lid 1: the provider names the adviser to each youth at admission).
    """
    groups = closed_groups(session, local_date(now))
    return tell_new_advisers(session, groups, now) + tell_of_absences(session, groups, now)


def tell_new_advisers(session: Session, groups: Collection[ClosedGroup], now: datetime) -> int:
    """Tell of each group whose adviser is another than the one told before; the first one known is told nobody."""
    told = 0
    for found in groups:
        known = session.get(ToldAdviser, found.group_id)
        if known is None:
            session.add(ToldAdviser(group_id=found.group_id, adviser_id=found.owner_id, told_at=now))
        elif known.adviser_id != found.owner_id:
            known.adviser_id, known.told_at = found.owner_id, now
            facts: dict[str, Fact] = {"on": local_date(now).isoformat(), "adviser_name": _name(session, found.owner_id)}
            key = f"adviser_changed:{found.group_id}:{found.owner_id}:{local_date(now)}"
            told += _tell(session, "adviser_changed", key, found, facts, now)
            record(session, Subject("group", found.group_id), "adviser_told", at=now, adviser=found.owner_id)
    session.flush()
    return told


def tell_of_absences(session: Session, groups: Collection[ClosedGroup], now: datetime) -> int:
    """Tell of each long absence that runs or comes within a week, with who stands in; never why."""
    today, told = local_date(now), 0
    for absence in absences_around(session, today, today + AHEAD):
        if absence.ends_on - absence.starts_on + timedelta(days=1) >= LONG_ABSENCE:
            own = [found for found in groups if found.owner_id == absence.adviser_id]
            told += sum(_tell_absence(session, absence, found, now) for found in own)
    return told


def tell_merged_visit(session: Session, missed: VisitWindow, planned_on: date, now: datetime) -> int:
    """Tell the provider that one visit stands for two: what was missed is not made up apart. Source: DOMAIN 3.3.3."""
    found = next((row for row in closed_groups(session, local_date(now), missed.group_id)), None)
    if found is None:
        return 0
    facts: dict[str, Fact] = {
        "starts_on": missed.starts_on.isoformat(),
        "ends_on": missed.ends_on.isoformat(),
        "planned_on": planned_on.isoformat(),
    }
    return _tell(session, "visit_merged", f"visit_merged:{missed.id}", found, facts, now)


def _tell_absence(session: Session, absence: Absence, found: ClosedGroup, now: datetime) -> int:
    substitute = substitute_of(session, found, absence)
    facts: dict[str, Fact] = {
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
        "adviser_name": _name(session, absence.adviser_id),
        "substitute_name": _name(session, substitute) if substitute else "",
    }
    key = f"adviser_absent:{absence.id}:{absence.ends_on}:{found.group_id}:{substitute or 0}"
    return _tell(session, "adviser_absent", key, found, facts, now)


def _tell(session: Session, template: str, key: str, found: ClosedGroup, facts: dict[str, Fact], now: datetime) -> int:
    """Write to the contacts for signals of the agency that runs the group, without one to its director."""
    today = local_date(now)
    agency = agency_in_charge(session, found.agency_id, today)
    people = contacts(session, ContactRole.SIGNALS, today, agency) or contacts(
        session, ContactRole.DIRECTOR, today, agency
    )
    group = session.get_one(Group, found.group_id)
    sent = [
        enqueue(
            session, template=template, key=f"{key}:contact:{person.id}", recipient=Recipient("contact", person.id),
            subject=Subject("group", group.id), facts={"group": group_label(session, group), **facts}, now=now,
        )
        for person in people
    ]  # fmt: skip
    return sum(notice is not None for notice in sent)


def _name(session: Session, adviser_id: int) -> str:
    return session.get_one(Adviser, adviser_id).name
