"""An adviser is away: what that does to the plan, and with a yes, all that follows from it in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.adviser_notices import tell_of_absences
from actions.group_access import Grantor, grant_substitution
from actions.house import House
from actions.plan_previews import ExtraLoad, Uncovered, VisitChange, preview
from actions.repairing import Because, Situation, apply, situation
from actions.work import add_work
from planner.repair import PlanDiff
from planner.repair_events import adviser_away
from rules.cadence import Period
from rules.calendar import local_date
from rules.errors import Refused, RuleError
from rules.vocabulary import AbsenceKind, MissedReason, Role
from store.closed_groups import closed_groups
from store.events import SYSTEM, Subject, record, user_actor
from store.models import Absence, Adviser, User, Visit, VisitWindow
from store.plan_facts import absences_between
from store.users import is_responsible
from store.visits import PLANNED

DAY = timedelta(days=1)
LONG = timedelta(weeks=2)
"""From longer than this the groups and open work are handed over for good. Source: DOMAIN 3.4."""
LONGEST_DAYS = 366
MAY_DECIDE = (Role.COORDINATOR, Role.MANAGER)
WHY = {
    AbsenceKind.ILL: MissedReason.ADVISER_ILL,
    AbsenceKind.LEAVE: MissedReason.ADVISER_LEAVE,
    AbsenceKind.TRAINING: MissedReason.ADVISER_LEAVE,
}


class AdviserUnknown(RuleError):
    """An absence of somebody who is no adviser."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "Er is geen vertrouwenspersoon '{code}'. Kijk in het register, blad 'vertrouwenspersonen'.", code=code
        )


class AbsenceImpossible(RuleError):
    """An absence that ends before it begins, is over, or lasts longer than a year."""

    def __init__(self, days: tuple[date, date]) -> None:
        super().__init__(
            "Afwezig van {first} tot en met {last} kan niet: de laatste dag ligt op of na de eerste, niet in het"
            " verleden, en hooguit {longest} dagen verder. Pas de dagen aan.",
            first=days[0],
            last=days[1],
            longest=LONGEST_DAYS,
        )


class MayNotDecide(Refused):
    """Somebody accepts a change of the plan who may not."""

    def __init__(self) -> None:
        super().__init__(
            "Dit voorstel aannemen mag een coördinator of regiomanager van de organisatie van de vertrouwenspersoon."
        )


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away, on which days, and of what kind. Never a medical reason."""

    adviser: Adviser
    starts_on: date
    ends_on: date
    kind: AbsenceKind = AbsenceKind.ILL


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an absence does to the plan: smallest change, closed care first. `accepted`: it was kept."""

    absent: str
    starts_on: date
    ends_on: date
    visits: int
    changes: tuple[VisitChange, ...]
    uncovered: tuple[Uncovered, ...]
    load: tuple[ExtraLoad, ...]
    accepted: bool = False
    access: int = 0


def adviser_named(session: Session, code: str) -> Adviser:
    """Return the adviser with a code. Raises: AdviserUnknown."""
    found = session.scalars(select(Adviser).where(Adviser.code == code)).one_or_none()
    if found is None:
        raise AdviserUnknown(code)
    return found


def foresee(session: Session, house: House, away: Away, now: datetime) -> Forecast:
    """Return what an absence would do to the plan; nothing is stored. Raises: AbsenceImpossible."""
    stand, diff = _repaired(session, house, away, local_date(now))
    return _forecast(session, stand, diff, away)


def accept(session: Session, house: House, away: Away, now: datetime, by: User | None) -> Forecast:
    """Record an absence and mend the plan as `foresee` shows; tell advisers and providers, and give access.

    Without `by` nobody gets access: somebody has to answer for that. Raises: AbsenceImpossible, MayNotDecide,
    AccessRefused.
    """
    if by is not None and (by.role not in MAY_DECIDE or not is_responsible(by, away.adviser.organisation_id)):
        raise MayNotDecide
    today, actor = local_date(now), user_actor(by.id) if by else SYSTEM
    stand, diff = _repaired(session, house, away, today)
    told = _forecast(session, stand, diff, away)
    _record(session, away, now, actor)
    new = apply(session, house, stand, diff, Because(WHY[away.kind], now, actor))
    access = sum(_grant(session, away, visit, Grantor(by, now)) for visit in _one_a_group(new)) if by else 0
    tell_of_absences(session, closed_groups(session, today), now)
    if away.ends_on - away.starts_on >= LONG:
        _ask_for_more(session, away, today, now)
    return Forecast(
        told.absent, told.starts_on, told.ends_on, told.visits, told.changes, told.uncovered, told.load,
        accepted=True, access=access,
    )  # fmt: skip


def _repaired(session: Session, house: House, away: Away, today: date) -> tuple[Situation, PlanDiff]:
    days = (away.starts_on, away.ends_on)
    if not days[0] <= days[1] or days[1] < today or (days[1] - days[0]).days > LONGEST_DAYS:
        raise AbsenceImpossible(days)
    stand = situation(session, house, Period(today, _last_day(session, away, today)), today)
    return stand, stand.after(adviser_away(stand.problem, stand.visits, away.adviser.id, *days))


def _last_day(session: Session, away: Away, today: date) -> date:
    """Return the last day on which a visit that the absence touches may find a place."""
    asked = (
        select(VisitWindow.ends_on)
        .join(Visit, Visit.window_id == VisitWindow.id)
        .where(Visit.adviser_id == away.adviser.id, Visit.state.in_(PLANNED))
        .where(Visit.on.between(max(today, away.starts_on), away.ends_on))
    )
    ends: list[date] = [away.ends_on, *session.scalars(asked)]
    return max(ends)


def _forecast(session: Session, stand: Situation, diff: PlanDiff, away: Away) -> Forecast:
    seen = preview(session, stand, diff)
    return Forecast(
        absent=away.adviser.code,
        starts_on=away.starts_on,
        ends_on=away.ends_on,
        visits=len(seen.changes),
        changes=seen.changes,
        uncovered=seen.uncovered,
        load=tuple(row for row in seen.load if row.adviser_code != away.adviser.code),
    )


def _record(session: Session, away: Away, now: datetime, actor: str) -> None:
    """Keep the absence; one of the same kind that it touches grows by it, so that it is one absence for everybody."""
    first, last, row = away.starts_on, away.ends_on, None
    for known in absences_between(session, first - DAY, last + DAY):
        is_same = known.kind is away.kind or known.starts_on == away.starts_on
        if known.adviser_id == away.adviser.id and is_same:
            first, last = min(first, known.starts_on), max(last, known.ends_on)
            if row is not None:
                session.delete(known)
                session.flush()
            row = row or known
    if row is None:
        session.add(Absence(adviser_id=away.adviser.id, kind=away.kind, starts_on=first, ends_on=last))
    else:
        row.starts_on, row.ends_on = first, last
    session.flush()
    subject = Subject("adviser", away.adviser.id)
    record(session, subject, "away", at=now, actor=actor, kind=away.kind.value, starts_on=first, ends_on=last)


def _one_a_group(visits: Iterable[Visit]) -> list[Visit]:
    return list({(visit.adviser_id, visit.group_id): visit for visit in visits}.values())


def _grant(session: Session, away: Away, visit: Visit, by: Grantor) -> bool:
    """Give who stands in access from today or the first day of the absence up to its end."""
    if visit.adviser_id == away.adviser.id:
        return False
    days = Period(max(away.starts_on, local_date(by.now)), max(away.ends_on, visit.on))
    return grant_substitution(session, visit.adviser_id, visit.group_id, days, by)


def _ask_for_more(session: Session, away: Away, today: date, now: datetime) -> None:
    add_work(
        session,
        key=f"adviser_away_long:{away.adviser.id}:{away.starts_on}",
        kind="adviser_away_long",
        subject=Subject("adviser", away.adviser.id),
        role=Role.COORDINATOR,
        due_on=max(today, away.starts_on),
        now=now,
        organisation_id=away.adviser.organisation_id,
    )
