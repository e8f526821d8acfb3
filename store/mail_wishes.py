"""Queries about what people switched, who stands in for whom, and what advisers were told of their visits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.mail_kinds import ON_FROM_THE_START, MailKind
from rules.vocabulary import CareType, VisitState
from store.models import (
    Absence,
    Adviser,
    ContactPerson,
    Group,
    Location,
    NoticeSwitch,
    ToldVisit,
    User,
    Visit,
    VisitWindow,
)
from store.visits import PLANNED

CALLED_OFF = (VisitState.CANCELLED, VisitState.RESCHEDULED)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who is away, by code, and the adviser who stands in; None when nobody does."""

    away_code: str
    deputy_id: int | None


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """How mails and calendars name a visit: the group by its code, the town empty for a family home."""

    group_code: str
    town: str
    owner_id: int | None


def person_id_of(session: Session, kind: str, code: str) -> int | None:
    """Return the number of the adviser or contact with this code, or of the user with this login."""
    asked = {
        "adviser": select(Adviser.id).where(Adviser.code == code),
        "contact": select(ContactPerson.id).where(ContactPerson.code == code),
        "user": select(User.id).where(User.login == code),
    }[kind]
    return session.scalars(asked).first()


def wants(session: Session, kind: str, number: int, what: MailKind) -> bool:
    """Return whether a person gets this kind of mail: as switched, or else as it is from the start."""
    row = session.get(NoticeSwitch, (kind, number, what))
    return ON_FROM_THE_START[what] if row is None else row.on


def switched(session: Session, kind: str, what: MailKind) -> dict[int, bool]:
    """Return by person what was switched of one kind of mail; who switched nothing is not in it."""
    asked = select(NoticeSwitch.person_id, NoticeSwitch.on).where(NoticeSwitch.person_kind == kind)
    return dict(session.execute(asked.where(NoticeSwitch.kind == what)).tuples().all())


def stand_ins(session: Session, today: date, adviser_ids: Collection[int] | None = None) -> dict[int, StandIn]:
    """Return by adviser who is away on `today` (of all, or those asked for) who stands in.

    A deputy who is away or gone stands in for nobody.
    """
    away = select(Absence.adviser_id).where(Absence.starts_on <= today, Absence.ends_on >= today)
    asked = select(Adviser).where(Adviser.id.in_(away)).order_by(Adviser.id)
    if adviser_ids is not None:
        asked = asked.where(Adviser.id.in_(adviser_ids))
    absent = list(session.scalars(asked))
    here = set(
        session.scalars(
            select(Adviser.id)
            .where(Adviser.id.in_({row.deputy_id for row in absent if row.deputy_id}), Adviser.id.not_in(away))
            .where(Adviser.active_from <= today, or_(Adviser.active_to.is_(None), Adviser.active_to >= today))
        )
    )
    return {row.id: StandIn(row.code, row.deputy_id if row.deputy_id in here else None) for row in absent}


def visits_to_tell(
    session: Session, first: date, last: date, since: datetime, visit_ids: Collection[int] | None
) -> tuple[list[Visit], dict[int, ToldVisit]]:
    """Return the visits that are other than their adviser knows, and what was told of them, by visit.

    Those planned from `first` to `last` that were never told, those planned with another adviser or moment than told,
    and those told that were called off; in order. Only what was told of moments after `since` counts. With `visit_ids`
    only of these visits and of what they replace.
    """
    changed = or_(ToldVisit.adviser_id != Visit.adviser_id, ToldVisit.starts_at != Visit.starts_at)
    is_known, to_come = ToldVisit.visit_id.is_not(None), ToldVisit.starts_at >= since
    asked = (
        select(Visit, ToldVisit)
        .outerjoin(ToldVisit, ToldVisit.visit_id == Visit.id)
        .where(
            or_(
                Visit.state.in_(PLANNED) & Visit.on.between(first, last) & ~is_known,
                Visit.state.in_(PLANNED) & is_known & to_come & changed,
                Visit.state.in_(CALLED_OFF) & is_known & to_come & ToldVisit.cancelled_at.is_(None),
            )
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    if visit_ids is not None:
        replaced = select(Visit.replaces_id).where(Visit.id.in_(visit_ids), Visit.replaces_id.is_not(None))
        asked = asked.where(or_(Visit.id.in_(visit_ids), Visit.id.in_(replaced)))
    found = session.execute(asked).tuples().all()
    return [visit for visit, _ in found], {visit.id: told for visit, told in found if told is not None}


def advisers_with_plan(session: Session, since: datetime) -> set[int]:
    """Return the advisers who know of visits after `since`."""
    return set(session.scalars(select(ToldVisit.adviser_id).where(ToldVisit.starts_at >= since).distinct()))


def places(session: Session, visit_ids: Collection[int]) -> dict[int, VisitPlace]:
    """Return by visit how it is named."""
    asked = (
        select(Visit.id, Group.code, Location.town, VisitWindow.care_type, Group.owner_id)
        .join(Group, Group.id == Visit.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(VisitWindow, VisitWindow.id == Visit.window_id)
        .where(Visit.id.in_(visit_ids))
    )
    return {
        number: VisitPlace(code, "" if care_type in (None, CareType.FAMILY_HOME) else town, owner_id)
        for number, code, town, care_type, owner_id in session.execute(asked)
    }


def adviser_codes(session: Session, adviser_ids: Collection[int]) -> dict[int, str]:
    """Return the codes of advisers by number."""
    asked = select(Adviser.id, Adviser.code).where(Adviser.id.in_(adviser_ids))
    return dict(session.execute(asked).tuples().all())


def visits_in_calendar(session: Session, adviser_id: int, since: datetime) -> list[tuple[Visit, ToldVisit | None]]:
    """Return an adviser's visits that end after `since`, with what was told of them, in order.

    Those that were called off are among them only when the adviser was told before.
    """
    asked = (
        select(Visit, ToldVisit)
        .outerjoin(ToldVisit, ToldVisit.visit_id == Visit.id)
        .where(Visit.adviser_id == adviser_id, Visit.ends_at > since)
        .order_by(Visit.starts_at, Visit.id)
    )
    return [(visit, told) for visit, told in session.execute(asked)]
