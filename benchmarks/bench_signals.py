"""Claim: the sweep takes each step exactly once, at a cost that is told, and a policy can be tried beforehand.

1. Taking 10,000 due steps on SQLite is held against a floor, in one run. The floor is the driver alone: it inserts the
   same claims, mails and events and updates the same terms, in the same tables with their indexes, checks and keys,
   and with as many transactions, each row by a statement of its own. It reads nothing, knows every row beforehand,
   checks no fact, derives no date and locks nothing. A second floor does it by `executemany`. The aim is
   `MOST_OF_FLOOR` times the first, in seconds of the processor, as other work on the machine spoils those on the wall;
   it is told when that is not met.
2. The cost grows with the steps that are due, not with the terms that are open.
3. Two sweepers at once over 10,000 overdue signals take each step exactly once, on SQLite and on PostgreSQL.
4. Simulating the policy in force over a played period differs in nothing from what was sent.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, insert, select

from actions.deadlines import BATCH, run_sweep
from actions.house import House, open_house
from actions.register import import_register
from actions.simulation import simulate
from benchmarks.houses import SQLITE, kinds, machine, new_house
from desk.demo.folder import example_region
from desk.demo.play import SEED
from desk.demo.stories import FIRST_DAY
from desk.demo.year import Year
from rules.calendar import Profile, at_local
from rules.ladder import DeadlineKind
from rules.vocabulary import CareType, Cause, LegalEffect, Measure, SignalKind, SignalState, Unit
from store.deadlines import due_rows
from store.events import SYSTEM
from store.models import Deadline, Event, Notice, Signal, StepClaim
from store.session import transaction
from store.settings import Settings
from tests.builders import Region

DUE = 10_000
ROUNDS = 3
MOST_OF_FLOOR = 3.0
GROWTH = 1.5
"""How much dearer the same steps may be among ten times as many open terms: a little noise, no growth."""

SENT_AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
"""In between lie five working days before the last day to answer: exactly one reminder is due for each signal."""

PLAYED_DAYS = 120


def fill(house: House, due: int, waiting: int = 0) -> None:
    """Keep signals that were sent, each with its term to answer; of the waiting ones nothing is due yet."""
    with transaction(house.engine) as session:
        region = Region(session)
        adviser = region.add_adviser()
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, adviser)
        common = {
            "kind": SignalKind.GENERAL, "state": SignalState.SENT, "measure": Measure.ROOM_CONFINEMENT,
            "cause": Cause.ORGANISATIONAL, "agency_id": region.agency.id, "location_id": group.location_id,
            "group_id": group.id, "adviser_id": adviser.id, "text_sealed": b"sealed", "round": 1,
        }  # fmt: skip
        numbers = range(1, due + waiting + 1)
        sent = {n: SENT_AT + timedelta(seconds=n) if n <= due else NOW for n in numbers}
        session.execute(
            insert(Signal),
            [
                common | {"id": n, "reference": f"S-2026-{n:06d}", "observed_on": sent[n].date(),
                          "created_at": sent[n], "sent_at": sent[n]}
                for n in numbers
            ],
        )  # fmt: skip
        term = {
            "subject_kind": "signal", "kind": DeadlineKind.ANSWER.value, "round": 1, "amount": 15,
            "unit": Unit.WORKING_DAYS, "legal_effect": LegalEffect.HOUSE_POLICY, "profile": Profile.ATW_FULL,
            "calendar_version": "bench", "consumed": 0, "extended_by": 0, "due_version": 1,
        }  # fmt: skip
        session.execute(
            insert(Deadline),
            [
                term | {"subject_id": n, "anchor_at": sent[n], "running_since_at": sent[n],
                        "next_step": "remind_5_before",
                        "next_step_at": NOW - timedelta(hours=1) if n <= due else NOW + timedelta(days=14)}
                for n in numbers
            ],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the wall, and seconds of the processor in this process: on a busy machine only these compare."""

    wall: float
    processor: float


class Watch:
    """Measures from when it is made."""

    def __init__(self) -> None:
        self.wall, self.processor = perf_counter(), process_time()

    def spent(self) -> Spent:
        """Return what was spent since."""
        return Spent(perf_counter() - self.wall, process_time() - self.processor)


def best(spent: Sequence[Spent]) -> Spent:
    """Return the least of each."""
    return Spent(min(one.wall for one in spent), min(one.processor for one in spent))


def swept(house: House) -> Spent:
    """Return what one sweep takes, after seeing that nothing failed."""
    watch = Watch()
    result = run_sweep(house, NOW)
    spent = watch.spent()
    assert not result.failed, result
    return spent


def check_once(house: House, due: int) -> None:
    """Each step was claimed, told and recorded exactly once, and nothing is due any more."""
    with transaction(house.engine) as session:
        assert session.scalar(select(func.count()).select_from(StepClaim)) == due
        assert session.scalar(select(func.count(func.distinct(StepClaim.deadline_id)))) == due
        assert session.scalar(select(func.count()).where(Event.what == "step_taken")) == due
        assert session.scalar(select(func.count()).select_from(Notice)) == due
        assert not due_rows(session, NOW, 1)


BARE = (
    "INSERT INTO step_claim (deadline_id, step, due_version, was_due_at, claimed_at) VALUES (?, ?, 1, ?, ?)",
    (
        "INSERT INTO notice (template, content, dedupe_key, recipient_kind, recipient_id, subject_kind, subject_id,"
        " signal_id, facts, deadline_id, urgent, state, created_at, next_at, attempts)"
        " VALUES ('signal_reminder', 0, ?, 'contact', ?, 'signal', ?, ?, ?, ?, 0, 'queued', ?, ?, 0)"
    ),
    (
        "INSERT INTO event (subject_kind, subject_id, seq, at, actor, what, facts, previous, hash)"
        " VALUES ('signal', ?, 1, ?, 'system', 'step_taken', ?, ?, ?)"
    ),
    "UPDATE deadline SET next_step = 'remind_1_before', next_step_at = ? WHERE id = ? AND settled_at IS NULL",
)
"""What one step writes: its claim, its mail, its event, and when to look again."""


def _bare_rows(number: int, notice: Sequence[object]) -> tuple[tuple[object, ...], ...]:
    at = NOW.replace(tzinfo=None).isoformat(" ")
    facts = json.dumps({"deadline": number, "step": "remind_5_before", "version": 1, "due_at": at})
    return (
        (number, "remind_5_before", at, at),
        (f"bare:{number}", notice[0], number, number, notice[1], number, at, at),
        (number, at, facts, "0" * 64, hashlib.sha256(facts.encode()).hexdigest()),
        (at, number),
    )


def floor(database: Path, notice: Sequence[object], due: int, *, apart: bool) -> Spent:
    """Return what bare SQL takes that writes the same rows, `BATCH` steps in one transaction.

    `apart`: each row by a statement of its own; else each of the four statements once for all steps of a transaction.
    """
    bare = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        bare.execute(f"PRAGMA {pragma}")
    watch = Watch()
    for first in range(1, due + 1, BATCH):
        bare.execute("BEGIN IMMEDIATE")
        steps = [_bare_rows(number, notice) for number in range(first, min(first + BATCH, due + 1))]
        if apart:
            for rows in steps:
                for statement, row in zip(BARE, rows, strict=True):
                    bare.execute(statement, row)
        else:
            for statement, column in zip(BARE, zip(*steps, strict=True), strict=True):
                bare.executemany(statement, column)
        bare.execute("COMMIT")
    spent = watch.spent()
    bare.close()
    return spent


def _our_sweep(due: int) -> tuple[Spent, tuple[object, ...]]:
    """Return what the sweep takes, and what one of its mails holds."""
    with new_house(SQLITE) as house:
        fill(house, due)
        spent = swept(house)
        check_once(house, due)
        with transaction(house.engine) as session:
            sample = session.scalars(select(Notice).limit(1)).one()
            return spent, (sample.recipient_id, json.dumps(sample.facts))


def _bare_sweep(notice: Sequence[object], due: int, *, apart: bool) -> Spent:
    with new_house(SQLITE) as house:
        fill(house, due)
        house.engine.dispose()
        return floor(house.settings.home / "waakvlam.db", notice, due, apart=apart)


def against_the_floor(_failures: list[str]) -> None:
    """Measure the sweep and the floors on databases of the same content, in turns; the best of each counts."""
    ours, apart, at_once = [], [], []
    for _ in range(ROUNDS):
        spent, notice = _our_sweep(DUE)
        ours.append(spent)
        apart.append(_bare_sweep(notice, DUE, apart=True))
        at_once.append(_bare_sweep(notice, DUE, apart=False))
    print(f"SQLite: {DUE} due steps, each with its mail, claim and event, {BATCH} in one transaction; best of {ROUNDS}")
    sweep = best(ours)
    print(f"  the sweep            {sweep.wall:6.2f} s, of the processor {sweep.processor:6.2f} s")
    for name, bare in (("a statement per row", best(apart)), ("executemany", best(at_once))):
        print(
            f"  bare, {name:19}{bare.wall:6.2f} s, of the processor {bare.processor:6.2f} s:"
            f" ratio {sweep.wall / bare.wall:.1f}, of the processor {sweep.processor / bare.processor:.1f}"
        )
    met = "met" if sweep.processor <= MOST_OF_FLOOR * best(apart).processor else "NOT MET"
    print(f"  aim: {MOST_OF_FLOOR} times a statement per row, by the processor: {met}")


def growth(_failures: list[str]) -> None:
    """Measure the same due steps among few and among many open terms, in turns; the best of each counts."""
    due = 1_000
    found: dict[int, list[Spent]] = {0: [], 9_000: []}
    for _ in range(ROUNDS):
        for waiting, spent in found.items():
            with new_house(SQLITE) as house:
                fill(house, due, waiting)
                spent.append(swept(house))
                check_once(house, due)
    alone, among = (best(spent).processor for spent in found.values())
    met = "met" if among <= GROWTH * alone else "NOT MET"
    print(
        f"{due} steps due: {alone:.2f} s of the processor with no other term open, {among:.2f} s among 9000 open ones,"
        f" {among / alone:.2f} times: {met}"
    )


def two_at_once(failures: list[str]) -> None:
    """Let two processes sweep the same house at once."""
    for kind in kinds():
        with new_house(kind) as house:
            fill(house, DUE)
            place = [str(house.settings.home), house.settings.url]
            started = perf_counter()
            command = [sys.executable, "-m", "benchmarks.bench_signals", "sweep", *place]
            both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
            told = [json.loads(one.communicate()[0] or "{}") for one in both]
            seconds = perf_counter() - started
            run_sweep(house, NOW)  # what both left to the other
            check_once(house, DUE)
        taken = [sum(one.get("taken", {}).values()) for one in told]
        print(f"{kind}: two sweepers took {taken[0]} + {taken[1]} of {DUE} steps in {seconds:.1f} s, each exactly once")
        if sum(taken) > DUE or any(one.returncode for one in both):
            failures.append(f"{kind}: two sweepers took {taken}")


def simulated(failures: list[str]) -> None:
    """Play part of the demo year and replay it under the policy in force."""
    with new_house(SQLITE) as house:
        with transaction(house.engine) as session:
            import_register(
                session, house, example_region(), now=at_local(FIRST_DAY, datetime.min.time()), actor=SYSTEM
            )
        until = FIRST_DAY + timedelta(days=PLAYED_DAYS)
        Year(house, example_region(), SEED).run(lambda _day: None, until)
        started = perf_counter()
        result = simulate(house, house.policies, FIRST_DAY, until)
        seconds = perf_counter() - started
    mails = sum(result.notices.actual.values())
    print(
        f"simulate: {result.signals} signals and {mails} mails of {PLAYED_DAYS} days replayed in {seconds:.1f} s:"
        f" {result.differences} differences"
    )
    if result.differences or not mails:
        failures.append(f"the simulation differs in {result.differences}")


def sweep_once(home: str, url: str) -> None:
    """Be one of two sweepers: sweep the house and tell what was taken."""
    house = open_house(Settings(home=Path(home), database_url=url))
    result = run_sweep(house, NOW)
    house.engine.dispose()
    print(json.dumps({"taken": result.taken, "failed": result.failed}))


def main() -> None:
    """Measure everything, and end with an error where a step was not taken once or a replay differs."""
    print(f"Signals ({machine()})")
    failures: list[str] = []
    for measure in (against_the_floor, growth, two_at_once, simulated):
        measure(failures)
    if failures:
        sys.exit("WRONG: " + "; ".join(failures))


if __name__ == "__main__":
    if sys.argv[1:2] == ["sweep"]:
        sweep_once(*sys.argv[2:4])
    else:
        main()
