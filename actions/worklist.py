"""The work list of a person: what is asked, why of them, and the one next action; and what they can do with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.work import finish_work
from rules.calendar import local_date
from rules.errors import Refused, RuleError
from rules.vocabulary import Role
from rules.work_subjects import WorkSubject, numbered, subject_noun
from rules.worklist import ABOVE, DECIDED, GrantReason, SnoozeReason, WorkOrigin, asked, check_snooze, days_late
from store.events import Subject, record, user_actor
from store.models import AccessGrant, CalamityWatch, User, WorkItem
from store.users import is_responsible
from store.work import Roster, acute_signals, open_work, roster, subject_codes


class NotYourWork(Refused):
    """Somebody takes up work that is not on their list."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Werk {number} staat niet op uw lijst: het bestaat niet, is al gedaan, of is van een ander.", number=number
        )


class DecideFirst(RuleError):
    """Work that only a decision finishes is marked as done."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Werk {number} is pas klaar als u beslist: keur het goed of wijs het af. Dan gaat het van uw lijst.",
            number=number,
        )


class CannotTakeOver(RuleError):
    """Work is handed to somebody who may not do it."""

    def __init__(self, login: str, role: Role) -> None:
        super().__init__(
            "{login} kan dit werk niet overnemen: dat kan een actieve collega met de rol {role} of hoger.",
            login=login,
            role=role,
        )


class HandoverTooShort(RuleError):
    """A handover that ends before it starts."""

    def __init__(self, until: date) -> None:
        super().__init__(
            "Overdragen tot en met {until} kan niet: die dag is al geweest. Kies vandaag of later.", until=until
        )


class HandoverTooLong(RuleError):
    """A handover that opens what it is about for longer than anybody plans ahead."""

    def __init__(self, until: date, last: date) -> None:
        super().__init__(
            "Overdragen tot en met {until} kan niet: een collega krijgt hooguit zo lang toegang als het rooster"
            " vooruitkijkt, nu tot en met {last}. Kies een eerdere dag; is het dan nog nodig, draag het opnieuw over.",
            until=until,
            last=last,
        )


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of a work list. `late`: days past its last day; `code`: what it is about, as people know it.

    `noun`: what the code says in Dutch, where what it is about has no code of its own.
    """

    number: int
    kind: str
    subject: Subject
    code: str
    noun: WorkSubject | None
    reason: str
    action: str
    origin: WorkOrigin
    due_on: date
    late: int
    acute: bool
    acknowledged: bool
    snoozed_until: date | None


def work_list(session: Session, user: User, today: date, *, with_snoozed: bool = False) -> list[WorkLine]:
    """Return what a person is asked on `today`: acute first, then what is latest, then what is due first.

    Work of an absent adviser is on the deputy's list too; work that nobody has goes up. Source: house policy.
    """
    there = roster(session, today)
    mine = [(item, origin) for item in open_work(session) if (origin := _origin(there, item, user)) is not None]
    awake = [(item, origin) for item, origin in mine if with_snoozed or not _sleeps(item, today)]
    items = [item for item, _ in awake]
    codes, acute = subject_codes(session, items), acute_signals(session, items)
    lines = [_line(item, origin, codes, acute, today) for item, origin in awake]
    return sorted(lines, key=lambda line: (not line.acute, line.due_on, line.number))


def _sleeps(item: WorkItem, today: date) -> bool:
    return item.snoozed_until is not None and item.snoozed_until > today


def _line(item: WorkItem, origin: WorkOrigin, codes: dict[Subject, str], acute: set[int], today: date) -> WorkLine:
    what, subject = asked(item.kind), Subject(item.subject_kind, item.subject_id)
    own, noun = codes.get(subject), subject_noun(subject.kind)
    return WorkLine(
        number=item.id,
        kind=item.kind,
        subject=subject,
        code=own or numbered(noun, noun.dutch, subject.id),
        noun=None if own else noun,
        reason=what.reason,
        action=what.action,
        origin=origin,
        due_on=item.due_on,
        late=days_late(item.due_on, today),
        acute=subject.kind == "signal" and subject.id in acute,
        acknowledged=item.acknowledged_at is not None,
        snoozed_until=item.snoozed_until,
    )


def _origin(there: Roster, item: WorkItem, user: User) -> WorkOrigin | None:
    """Return why an item is on the list of `user`, or None when it is not."""
    if there.holds(item.handed_to_id, Subject(item.subject_kind, item.subject_id)):
        return WorkOrigin.HANDED_OVER if item.handed_to_id == user.id else None
    if item.adviser_id is not None and item.adviser_id == user.adviser_id:
        return WorkOrigin.OWN
    return next((origin for holder, origin in _holders(there, item) if holder.id == user.id), None)


def _holders(there: Roster, item: WorkItem) -> Iterator[tuple[User, WorkOrigin]]:
    """Yield who has to do an item that was not handed over: whose it is, else who stands in, else who is above."""
    if item.adviser_id is not None:
        person = _stand_in(there, item.adviser_id)
        if person is not None:
            yield person
            return
    role, origin = item.role, WorkOrigin.OWN
    if item.adviser_id is not None:
        role, origin = ABOVE[Role.ADVISER], WorkOrigin.GONE_UP
    while True:
        people = [user for user in there.in_role(role) if is_responsible(user, item.organisation_id)]
        if people or role not in ABOVE:
            yield from ((user, origin) for user in people)
            return
        role, origin = ABOVE[role], WorkOrigin.GONE_UP


def _stand_in(there: Roster, adviser_id: int) -> tuple[User, WorkOrigin] | None:
    """Return who does the work of an adviser today: the adviser, or the deputy who is there; None without either."""
    if adviser_id in there.present and adviser_id in there.of_adviser:
        return there.of_adviser[adviser_id], WorkOrigin.OWN
    deputy = there.deputies.get(adviser_id)
    if deputy is not None and deputy in there.present and deputy in there.of_adviser:
        return there.of_adviser[deputy], WorkOrigin.DEPUTY
    return None


def work_of(session: Session, number: int, user: User, today: date) -> WorkItem:
    """Return an open item that is on the list of `user`. Raises: NotYourWork."""
    item = session.get(WorkItem, number, with_for_update=True)
    if item is None or item.done_at is not None or _origin(roster(session, today), item, user) is None:
        raise NotYourWork(number)
    return item


def acknowledge(session: Session, number: int, user: User, now: datetime) -> WorkItem:
    """Say that somebody has seen their work and takes it up; a second time changes nothing. Raises: NotYourWork."""
    item = work_of(session, number, user, local_date(now))
    if item.acknowledged_at is None:
        item.acknowledged_at, item.acknowledged_by_id = now, user.id
        _record(session, item, "work_acknowledged", user, now)
    return item


def snooze(session: Session, number: int, user: User, until: date, reason: SnoozeReason, now: datetime) -> WorkItem:
    """Let work rest until a day, at the latest the day it must be done.

    Raises: NotYourWork, SnoozeInThePast, SnoozeTooLong.
    """
    item = work_of(session, number, user, local_date(now))
    check_snooze(local_date(now), until, item.due_on)
    item.snoozed_until, item.snooze_reason = until, reason
    _record(session, item, "work_snoozed", user, now, until=until, reason=reason.value)
    return item


def longest_handover(house: House, today: date) -> date:
    """Return the last day until which work may be handed over: as far as planning looks ahead.

    Source: house policy (visits.plan_horizon_weeks); access is dated and no longer than it is needed (AVG art. 5).
    """
    return today + timedelta(weeks=house.policy(today).visits.plan_horizon_weeks)


def hand_over(
    session: Session, house: House, number: int, user: User, to: User, until: date, now: datetime
) -> WorkItem:
    """Give work to a colleague, who gets access to what it is about up to and including `until`.

    Raises: NotYourWork, CannotTakeOver, HandoverTooShort, HandoverTooLong.
    """
    today = local_date(now)
    item = work_of(session, number, user, today)
    if not to.active or to.role not in _who_may(item.role):
        raise CannotTakeOver(to.login, item.role)
    if until < today:
        raise HandoverTooShort(until)
    if until > longest_handover(house, today):
        raise HandoverTooLong(until, longest_handover(house, today))
    item.handed_to_id, item.snoozed_until, item.snooze_reason = to.id, None, None
    for subject in _opened_by(session, Subject(item.subject_kind, item.subject_id)):
        session.add(
            AccessGrant(
                user_id=to.id, subject_kind=subject.kind, subject_id=subject.id, reason=GrantReason.HANDOVER,
                starts_on=today, ends_on=until, granted_by_id=user.id, granted_at=now,
            )
        )  # fmt: skip
    session.flush()
    _record(session, item, "work_handed_over", user, now, to=to.id, until=until)
    return item


def _opened_by(session: Session, subject: Subject) -> list[Subject]:
    """Return what somebody must be able to see who does work about a subject: of a calamity, its signal too."""
    if subject.kind != "calamity":
        return [subject]
    return [subject, Subject("signal", session.get_one(CalamityWatch, subject.id).signal_id)]


def complete(session: Session, number: int, user: User, now: datetime) -> WorkItem:
    """Mark work on somebody's own list as done. Raises: NotYourWork, DecideFirst."""
    item = work_of(session, number, user, local_date(now))
    if item.kind in DECIDED:
        raise DecideFirst(number)
    finish_work(session, item, by_id=user.id, actor=user_actor(user.id), now=now)
    return item


def _who_may(role: Role) -> set[Role]:
    """Return a role and all those above it."""
    may = {role}
    while role in ABOVE:
        role = ABOVE[role]
        may.add(role)
    return may


def _record(session: Session, item: WorkItem, what: str, user: User, now: datetime, **facts: str | int | date) -> None:
    subject = Subject(item.subject_kind, item.subject_id)
    record(session, subject, what, at=now, actor=user_actor(user.id), work=item.id, **facts)
