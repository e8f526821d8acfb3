"""What another policy would have made of the signals of a period: the same acts of people, other terms and ladders.

It runs in a throw-away copy in memory. Simulating the policy that was in force gives exactly what was sent.
"""

import json
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.deadlines import run_sweep
from actions.house import House
from actions.replay import Past, Replay, read_past
from rules.calendar import at_local
from rules.errors import RuleError
from rules.policy import PolicyBook
from store.crypto import KEY_BYTES, Vault
from store.deadlines import due_rows, next_moment
from store.models import Escalation, Notice, Signal, WorkItem
from store.scratch import scratch_copy
from store.session import transaction
from store.sweeps import runs_between


class PeriodUpsideDown(RuleError):
    """A period that ends before it begins."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            "De periode loopt van {first} tot {last}: dat is achterstevoren. Draai --from en --to om.",
            first=first,
            last=last,
        )


OF_DELIVERY = ("notice_undelivered", "notice_in_doubt")
"""Work that comes from mail servers and not from any policy."""

Line = tuple[str, ...]
"""One thing that happened, in words that are the same in both histories."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What was, against what would have been: counts by kind, and the things that only one of the two has."""

    actual: dict[str, int]
    simulated: dict[str, int]
    only_actual: tuple[Line, ...]
    only_simulated: tuple[Line, ...]

    @property
    def size(self) -> int:
        """How many things differ."""
        return len(self.only_actual) + len(self.only_simulated)


@dataclass(frozen=True, slots=True)
class Simulation:
    """How another policy compares with what was, over the signals of a period.

    `impossible`: acts of people that this policy leaves no room for; `unknown`: events that no replay knows.
    """

    starts_on: date
    ends_on: date
    signals: int
    notices: Difference
    people: Difference
    escalations: Difference
    impossible: dict[str, int]
    unknown: dict[str, int]

    @property
    def differences(self) -> int:
        """How many mails, questions to people and escalations differ."""
        return self.notices.size + self.people.size + self.escalations.size


def held_throughout(book: PolicyBook, day: date) -> PolicyBook:
    """Return a policy in which the values of `day` hold at all times. Raises: PolicyNotYetValid."""
    return PolicyBook(book.file, book.digest, ((date.min, book.on(day)),), book.last_to_start)


def simulate(house: House, policies: PolicyBook, starts_on: date, ends_on: date) -> Simulation:
    """Replay the signals drafted from `starts_on` to `ends_on` under other policies, and compare.

    Every act of a person and every round over the deadlines comes at its own moment. No text is opened.
    Raises: PolicyNotYetValid. Source: PEERS.md W6.
    """
    first, last = at_local(starts_on, time(0)), at_local(ends_on + timedelta(days=1), time(0))
    with transaction(house.engine) as session:
        past = read_past(session, first, last)
        rounds = [moment for moment in runs_between(session, first, last) if moment < last]
        was = _lines(session, set(past.signals), last)
        scratch = House(house.settings, scratch_copy(session), Vault(secrets.token_bytes(KEY_BYTES)), policies)
    try:
        replay = Replay(scratch, past)
        _live(replay, past, rounds)
        with transaction(scratch.engine) as session:
            would_be = _lines(session, set(past.signals), last)
    finally:
        scratch.engine.dispose()
    notices, people, escalations = (_compared(one, other) for one, other in zip(was, would_be, strict=True))
    return Simulation(
        starts_on=starts_on,
        ends_on=ends_on,
        signals=len(past.signals),
        notices=notices,
        people=people,
        escalations=escalations,
        impossible=dict(replay.impossible),
        unknown=dict(replay.unknown),
    )


def _live(replay: Replay, past: Past, rounds: Sequence[datetime]) -> None:
    """Live through the events and the rounds in the order of their moments; an event comes before a round.

    A round before the next moment at which anything is due would do nothing, and is passed over.
    """
    replay.begin()
    events, number = past.events, 0
    wake: datetime | None = None
    for now in rounds:
        asked = number
        while number < len(events) and events[number].at <= now:
            replay.take(events[number])
            number += 1
        if number > asked or now == rounds[0] or (wake is not None and wake <= now):
            wake = _round(replay, now)
    for event in events[number:]:
        replay.take(event)


def _round(replay: Replay, now: datetime) -> datetime | None:
    """Make a round where it would do something; return from when on the next one may, None if never."""
    with transaction(replay.house.engine) as session:
        waits = bool(due_rows(session, now, 1)) or _is_sent_lately(session)
    if waits:
        run_sweep(replay.house, now)
    replay.deliver_others(now)
    with transaction(replay.house.engine) as session:
        return now if _is_sent_lately(session) else next_moment(session)


def _is_sent_lately(session: Session) -> bool:
    """Whether the inspectorate has a mail that was not yet counted as told."""
    asked = select(Escalation.id).where(Escalation.approved_at.is_not(None), Escalation.told_at.is_(None))
    return session.scalars(asked.limit(1)).first() is not None


def _lines(session: Session, signals: set[int], last: datetime) -> tuple[Counter[Line], Counter[Line], Counter[Line]]:
    named = dict(session.execute(select(Signal.id, Signal.reference)).tuples().all())
    notices = session.scalars(select(Notice).where(Notice.signal_id.in_(signals), Notice.created_at < last))
    works = session.scalars(
        select(WorkItem).where(
            WorkItem.subject_kind == "signal", WorkItem.subject_id.in_(signals), WorkItem.created_at < last,
            WorkItem.kind.not_in(OF_DELIVERY),
        )
    )  # fmt: skip
    escalations = session.scalars(
        select(Escalation).where(Escalation.signal_id.in_(signals), Escalation.proposed_at < last)
    )
    return (
        Counter(
            (
                notice.template, named[notice.signal_id or 0], f"{notice.recipient_kind} {notice.recipient_id}",
                notice.created_at.isoformat(), json.dumps(notice.facts, sort_keys=True),
            )
            for notice in notices
        ),
        Counter(
            (work.kind, named[work.subject_id], work.role.value, work.created_at.isoformat(), work.due_on.isoformat())
            for work in works
        ),
        Counter(
            (one.reason, named[one.signal_id], one.proposed_at.isoformat(), _moment(one.told_at)) for one in escalations
        ),
    )  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _compared(actual: Counter[Line], simulated: Counter[Line]) -> Difference:
    return Difference(
        actual=_by_kind(actual),
        simulated=_by_kind(simulated),
        only_actual=tuple(sorted((actual - simulated).elements())),
        only_simulated=tuple(sorted((simulated - actual).elements())),
    )


def _by_kind(lines: Counter[Line]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for line, number in lines.items():
        counts[line[0]] += number
    return dict(sorted(counts.items()))
