"""Telling people of missed windows: coordinators each day, managers when several are missed in a row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue
from actions.work import add_work
from rules.calendar import next_working_day
from rules.visits import level_upward, missed_in_row
from rules.vocabulary import Role, WindowState
from store.decrees import calendar_in_force
from store.events import Subject, record
from store.models import Adviser, Group, User, VisitWindow
from store.users import is_responsible, users_in_role
from store.visits import judged_windows, last_counted_days, planned_visits_of


@dataclass(frozen=True, slots=True)
class _Owned:
    """A group's code and the organisation of its adviser."""

    code: str
    organisation_id: int | None


def tell_coordinators(session: Session, rows: Sequence[VisitWindow], today: date, now: datetime) -> None:
    """Write each coordinator one notice of the windows missed today in the groups of the organisation, by code."""
    owned = _owned(session, {row.group_id for row in rows})
    catch_up = {visit.window_id: visit.on for visit in planned_visits_of(session, [row.id for row in rows], today)}
    for user in users_in_role(session, Role.COORDINATOR):
        own = [row for row in rows if is_responsible(user, owned[row.group_id].organisation_id)]
        if own:
            enqueue(
                session,
                template="window_missed",
                key=f"window_missed:{today}:{user.id}",
                recipient=Recipient("user", user.id),
                subject=None,
                facts={"on": today.isoformat(), "windows": [_line(row, owned, catch_up) for row in own]},
                now=now,
            )


def tell_upward(session: Session, house: House, group_ids: Collection[int], today: date, now: datetime) -> None:
    """Tell managers of groups whose windows were missed in a row: once for each level of one row."""
    owned, last_days = _owned(session, group_ids), last_counted_days(session, group_ids, today)
    managers = users_in_role(session, Role.MANAGER)
    due_on = next_working_day(calendar_in_force(session), today)
    for group_id, rows in judged_windows(session, group_ids, today).items():
        missed = missed_in_row([row.state for row in rows])
        last_day = last_days.get(group_id)
        gap = (today - last_day).days if last_day else None
        level = level_upward(missed, gap, rows[-1].care_type, house.policy(today).missed)
        if level is None:
            continue
        streak = [row for row in rows if row.state is WindowState.MISSED][-missed:]
        own = [user for user in managers if is_responsible(user, owned[group_id].organisation_id)]
        if _give_work(session, streak, level, owned[group_id], due_on, now):
            _tell_managers(session, own, streak, level, owned[group_id].code, now)


def _give_work(
    session: Session, streak: Sequence[VisitWindow], level: int, group: _Owned, due_on: date, now: datetime
) -> bool:
    """Make the managers' task of a level; return whether it is new."""
    subject = Subject("group", streak[0].group_id)
    item = add_work(
        session,
        key=_key(streak, level),
        kind="windows_missed_in_row",
        subject=subject,
        role=Role.MANAGER,
        due_on=due_on,
        now=now,
        organisation_id=group.organisation_id,
    )
    if item is not None:
        record(session, subject, "missed_in_row", at=now, missed=len(streak), level=level, since=streak[0].starts_on)
    return item is not None


def _tell_managers(
    session: Session, managers: Sequence[User], streak: Sequence[VisitWindow], level: int, code: str, now: datetime
) -> None:
    for user in managers:
        enqueue(
            session,
            template="windows_missed_in_row",
            key=f"{_key(streak, level)}:{user.id}",
            recipient=Recipient("user", user.id),
            subject=Subject("group", streak[0].group_id),
            facts={
                "group": code,
                "care_type": streak[-1].care_type.value,
                "missed": len(streak),
                "starts_on": streak[0].starts_on.isoformat(),
                "ends_on": streak[-1].ends_on.isoformat(),
            },
            now=now,
        )


def _key(streak: Sequence[VisitWindow], level: int) -> str:
    return f"windows_missed_in_row:{streak[0].id}:{level}"


def _line(row: VisitWindow, owned: Mapping[int, _Owned], catch_up: Mapping[int | None, date]) -> dict[str, str]:
    visit_on = catch_up.get(row.id)
    return {
        "group": owned[row.group_id].code,
        "care_type": row.care_type.value,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "late_until": row.late_until.isoformat(),
        "catch_up_on": visit_on.isoformat() if visit_on else "",
    }


def _owned(session: Session, group_ids: Collection[int]) -> dict[int, _Owned]:
    asked = (
        select(Group.id, Group.code, Adviser.organisation_id)
        .outerjoin(Adviser, Adviser.id == Group.owner_id)
        .where(Group.id.in_(group_ids))
    )
    return {number: _Owned(code, organisation_id) for number, code, organisation_id in session.execute(asked)}
