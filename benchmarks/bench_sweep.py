"""Claim: a sweep reads what is due, not what there is.

At national load (600 open signals, 1,800 running terms, 30 of them due) our look at what is due is measured against a
peer that keeps no next moment: it derives the date and the ladder of every running term anew, by the same rules.
Both must find the same steps. Then the sweep takes them, each in a transaction of its own, with its mails.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from sqlalchemy.orm import Session

from actions.deadlines import run_sweep, start_deadline, sweep_plan
from actions.house import House
from actions.running_terms import pending_steps
from actions.signals import approve_and_send, draft_signal, submit_signal
from benchmarks.houses import kinds, machine, new_house
from rules.ladder import DeadlineKind
from rules.terms import Basis, Term
from rules.vocabulary import CareType, Cause, LegalEffect, Measure, Role, SignalKind, Unit
from store.deadlines import unsettled
from store.events import SYSTEM, Subject
from store.session import transaction
from tests.builders import Region

SEED, ROUNDS = 2026, 3
SIGNALS, DUE = 600, 30
SENT_AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
LONG_SENT_AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)
KINDS = (DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER, DeadlineKind.VERIFY)
Step = tuple[int, str, datetime]
"""Deadline, name of the step, when it was due."""


def fill(house: House) -> None:
    """Keep the signals with their running terms; a few were sent so long ago that one step is due.

    Only these go the whole way, as their steps are taken. Of the others the terms are enough.
    """
    early = set(random.Random(SEED).sample(range(SIGNALS), DUE))  # noqa: S311 - chance, no secret
    with transaction(house.engine) as session:
        region = Region(session)
        adviser, jurist = region.add_adviser(), region.add_user(Role.JURIST)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, adviser)
        for number in range(SIGNALS):
            now = LONG_SENT_AT if number in early else SENT_AT
            signal = draft_signal(
                session, house, kind=SignalKind.GENERAL, measure=Measure.ROOM_CONFINEMENT, cause=Cause.ORGANISATIONAL,
                agency_id=region.agency.id, location_id=group.location_id, group_id=group.id, adviser_id=adviser.id,
                observed_on=now.date(), text="Kamerdeuren gingen op slot.", now=now, actor=SYSTEM,
            )  # fmt: skip
            if number in early:
                submit_signal(session, house, signal, now)
                approve_and_send(session, house, signal, jurist, now)
            for kind in (DeadlineKind.VERIFY,) if number in early else KINDS:
                term = Term(6, Unit.WEEKS, Basis.POLICY)
                subject = Subject("signal", signal.id)
                start_deadline(session, house, subject, kind, term, LegalEffect.HOUSE_POLICY, now, now)


def ours(session: Session, house: House) -> tuple[list[Step], int]:
    """Return what is due, and how many running terms were looked at."""
    steps = [(step.deadline_id, step.step, step.due_at) for step in sweep_plan(session, house, NOW).steps]
    return steps, len({deadline for deadline, _, _ in steps})


def naive(session: Session, house: House) -> tuple[list[Step], int]:
    """Return the same by deriving everything anew."""
    running = unsettled(session)
    steps = [
        (deadline.id, step.name, step.at)
        for deadline in running
        for step in pending_steps(session, house, deadline)
        if step.at <= NOW
    ]
    return sorted(steps, key=lambda step: (step[2], step[0])), len(running)


def measured(house: House, look: Callable[[Session, House], tuple[list[Step], int]]) -> tuple[list[Step], int, float]:
    """Return what a look found, how many rows it read, and the median of its seconds."""
    seconds = []
    for _ in range(ROUNDS):
        started = perf_counter()
        with transaction(house.engine) as session:
            steps, rows = look(session, house)
        seconds.append(perf_counter() - started)
    return steps, rows, median(seconds)


def compare(kind: str) -> None:
    """Measure both on one database and print the ratio."""
    with new_house(kind) as house:
        fill(house)
        steps, rows, seconds = measured(house, ours)
        same, all_rows, naive_seconds = measured(house, naive)
        assert steps == same, "the two do not agree on what is due"
        assert len(steps) == DUE
        started = perf_counter()
        result = run_sweep(house, NOW)
        taking = perf_counter() - started
        assert sum(result.taken.values()) == len(steps)
        assert not result.failed
    print(f"{kind}: {len(steps)} steps due")
    print(f"  ours   {rows:>6} running terms looked at  {seconds:8.4f} s")
    print(f"  naive  {all_rows:>6} running terms looked at  {naive_seconds:8.4f} s")
    print(f"  ratio  {naive_seconds / seconds:.0f} times faster; then all steps taken in {taking:.2f} s")


def main() -> None:
    """Measure on each database there is."""
    print(f"The sweep: {SIGNALS} open signals, seed {SEED}, median of {ROUNDS} ({machine()})")
    for kind in kinds():
        compare(kind)


if __name__ == "__main__":
    main()
