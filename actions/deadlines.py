"""Deadlines and the sweep: every ladder step that is due is taken once, in order, each in its own transaction.

A brake holds escalations when one run would take too many of them: then a person looks first, and orders that plan.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError
from sqlalchemy.orm import Session

from actions.clock_guard import begin_round
from actions.escalations import tell_delivered
from actions.house import House
from actions.ladder_steps import ACTS, Turn, must_wait
from actions.notices import Recipient, enqueue
from actions.running_terms import (
    explain_deadline,
    extend,
    look_ahead,
    note_next,
    pending_steps,
    resume,
    settle,
    start_deadline,
    suspend,
)
from actions.work import add_work
from rules.calendar import local_date
from rules.clock import Pulse
from rules.counting import counting
from rules.errors import RuleError
from rules.ladder import ESCALATIONS, StepAct
from rules.vocabulary import Role
from store.deadlines import Claim, DueRow, add_claim, claims_of, due_rows, locked, locked_many, subject_of
from store.events import Subject, read_heads, record
from store.models import Deadline
from store.session import others_in_the_way, transaction
from store.signals import active_users, locked_signal
from store.together import together

__all__ = [
    "PlannedStep",
    "StalePlan",
    "SweepPlan",
    "SweepResult",
    "Taken",
    "due_deadlines",
    "explain_deadline",
    "extend",
    "resume",
    "run_sweep",
    "settle",
    "start_deadline",
    "suspend",
    "sweep_plan",
    "take_step",
    "take_steps",
]

BROKEN_ROW = (RuleError, ValueError, LookupError, InvalidRequestError)
"""What a row that cannot be handled raises: one bad row stops no other."""

BATCH = 200
"""How many deadlines are handled in one transaction: long enough to read and write together, short enough to wait."""

TRIES = 3
"""How often a step is tried in a fresh transaction while others are in the way, before a person is asked."""

NO_PULSE = Pulse()

ESCALATION_STEPS = frozenset(act.value for act in ESCALATIONS)


class StalePlan(RuleError):
    """What would be done is not what was shown."""

    def __init__(self, plan_id: str) -> None:
        self.plan_id = plan_id
        super().__init__(
            "Het plan {plan_id} is verouderd: intussen is er iets bijgekomen of gedaan. "
            "Vraag een nieuw plan op met 'waakvlam signals sweep', bekijk het, en voer dat uit.",
            plan_id=plan_id,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: of which deadline, what it was, and when it should have been."""

    deadline_id: int
    subject: Subject
    step: str
    act: StepAct
    was_due_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step that is due and not yet taken."""

    deadline_id: int
    subject: Subject
    step: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """All steps that are due, in order, and the id by which exactly these can be ordered.

    `broken`: deadlines whose steps cannot be told; they are no part of the plan, and running it makes work of them.
    """

    id: str
    steps: tuple[PlannedStep, ...]
    broken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many steps of each act were taken; `braked`: escalations wait for a person; `failed`: work was made of it."""

    taken: dict[str, int]
    braked: bool
    failed: int = 0


def due_deadlines(session: Session, now: datetime, limit: int = 200) -> list[int]:
    """Return the deadlines whose next step is due at `now`, oldest first; reads only the index of next steps."""
    return [row.id for row in due_rows(session, now, limit)]


def take_step(
    session: Session, house: House, deadline_id: int, now: datetime, *, allow_escalation: bool = True
) -> Taken | None:
    """Take the first step that is due for one deadline, once; return what was done.

    None when nothing is due (any more), another sweep holds the deadline or its signal, nobody could be told, or it
    is an escalation and these are not allowed. The step is derived anew from the term, and claimed before it acts.
    """
    deadline = locked(session, deadline_id)
    if deadline is None or not _holds_subject(session, deadline):
        return None
    claims = claims_of(session, [deadline_id])[deadline_id]
    return _take(session, house, deadline, claims, now, allow_escalation=allow_escalation)


def take_steps(
    session: Session, house: House, deadline_ids: Sequence[int], now: datetime, *, allow_escalation: bool = True
) -> list[Taken]:
    """Take every step that is due for some deadlines, as `take_step` does; return what was done, in order.

    What all of them need is read at once, and kept at once: nothing of it stays when one of them fails.
    """
    taken: list[Taken] = []
    with together(session):
        deadlines, claims = locked_many(session, deadline_ids), claims_of(session, deadline_ids)
        _read_heads(session, deadlines)
        for deadline in deadlines:
            while is_due(deadline, now):
                step = _take(session, house, deadline, claims[deadline.id], now, allow_escalation=allow_escalation)
                if step is None:
                    break
                taken.append(step)
    return taken


def _read_heads(session: Session, deadlines: Sequence[Deadline]) -> None:
    """Read where the record of all that these deadlines are about ends, as each step adds to it."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for deadline in deadlines:
        numbers[deadline.subject_kind].add(deadline.subject_id)
    for kind, some in numbers.items():
        read_heads(session, kind, some)


def is_due(deadline: Deadline, now: datetime) -> bool:
    """Return whether the next step of a deadline, as noted, is due."""
    return deadline.next_step_at is not None and deadline.next_step_at <= now


def _holds_subject(session: Session, deadline: Deadline) -> bool:
    """Lock the signal too, without waiting: whoever acts on it now may settle this very deadline."""
    return deadline.subject_kind != "signal" or locked_signal(session, deadline.subject_id, wait=False) is not None


def _take(
    session: Session, house: House, deadline: Deadline, claims: list[Claim], now: datetime,
    *, allow_escalation: bool,
) -> Taken | None:  # fmt: skip
    """Take the first step that is due of a deadline that is locked; `claims` are its claims, and get the new one."""
    version = deadline.due_version
    waiting = pending_steps(session, house, deadline, claims)
    if not waiting or waiting[0].at > now:
        note_next(session, deadline, waiting)
        return None
    step = waiting[0]
    if step.act in ESCALATIONS and not allow_escalation:
        return None
    turn = Turn(session, house, deadline, step, now)
    if must_wait(turn):
        return None
    claims.append(add_claim(session, deadline, step.name, was_due_at=step.at, now=now))
    ACTS[step.act](turn)
    record(
        session, subject_of(deadline), "step_taken", at=now,
        deadline=deadline.id, step=step.name, version=version, due_at=step.at,
    )  # fmt: skip
    if deadline.due_version == version and deadline.settled_at is None:
        note_next(session, deadline, waiting[1:])
    else:  # the act changed its own term
        look_ahead(session, house, deadline)
    return Taken(deadline.id, subject_of(deadline), step.name, step.act, step.at)


def sweep_plan(session: Session, house: House, now: datetime) -> SweepPlan:
    """Return every step that a sweep at `now` would take, oldest first; changes nothing."""
    planned: list[tuple[PlannedStep, int]] = []
    broken: list[int] = []
    for row in due_rows(session, now):
        deadline = session.get_one(Deadline, row.id)
        try:
            waiting = pending_steps(session, house, deadline)
        except BROKEN_ROW:
            broken.append(deadline.id)
            continue
        planned += [
            (PlannedStep(deadline.id, subject_of(deadline), step.name, step.at), deadline.due_version)
            for step in waiting
            if step.at <= now
        ]
    planned.sort(key=lambda one: (one[0].due_at, one[0].deadline_id))
    content = "\n".join(f"{one.deadline_id} {one.step} {version} {one.due_at.isoformat()}" for one, version in planned)
    number = hashlib.sha256(content.encode()).hexdigest()[:12]
    return SweepPlan(number, tuple(one for one, _ in planned), tuple(broken))


def run_sweep(
    house: House, now: datetime, *, plan_id: str | None = None, batch: int = 200, pulse: Pulse = NO_PULSE
) -> SweepResult:
    """Take every step that is due at `now`, until nothing is; safe to run twice, or twice at once.

    More escalations than the policy allows in one run are all held, and managers are told once a day. With
    `plan_id` a person looked: exactly that plan is executed, without the brake. `pulse` is a witness of the clock.
    Raises: StalePlan, ClockDoubtful before anything was done.
    """
    begin_round(house, now, pulse)
    with transaction(house.engine) as session:
        tell_delivered(session, house, now)
    sweep = _Sweep(house, now, batch)
    if plan_id is not None:
        sweep.execute(plan_id)
        return sweep.result(braked=False)
    sweep.take_all(escalations=False)
    wanted = sweep.waiting_escalations()
    allowed = house.policy(local_date(now)).sweep.max_escalations_per_run
    if len(wanted) > allowed:
        with transaction(house.engine) as session:
            pull_brake(session, now, wanted=len(wanted), allowed=allowed)
        return sweep.result(braked=True)
    sweep.take(wanted, escalations=True)
    return sweep.result(braked=False)


def pull_brake(session: Session, now: datetime, *, wanted: int, allowed: int) -> None:
    """Tell the managers, once a day, that escalations were held, and ask one of them to look."""
    today = local_date(now)
    sweep = Subject("sweep", today.toordinal())
    add_work(
        session, key=f"brake:{today}", kind="brake_pulled", subject=sweep, role=Role.MANAGER, due_on=today, now=now
    )
    for manager in active_users(session, Role.MANAGER):
        enqueue(
            session,
            template="brake_pulled",
            key=f"brake_pulled:{today}:user:{manager.id}",
            recipient=Recipient("user", manager.id),
            subject=sweep,
            facts={"stopped_at": now.isoformat(), "wanted": wanted, "allowed": allowed},
            now=now,
        )


@dataclass
class _Sweep:
    """One run: what it took, and which deadlines refused so that they do not stop the others."""

    house: House
    now: datetime
    batch: int
    taken: Counter[str] = field(default_factory=Counter)
    failed: set[int] = field(default_factory=set)

    def result(self, *, braked: bool) -> SweepResult:
        return SweepResult(dict(self.taken), braked, len(self.failed))

    def execute(self, plan_id: str) -> None:
        with transaction(self.house.engine) as session:
            plan = sweep_plan(session, self.house, self.now)
        if plan.id != plan_id:
            raise StalePlan(plan_id)
        for deadline_id in plan.broken:
            self._ask_person(deadline_id)
        for step in plan.steps:
            self._take_one(step.deadline_id, escalations=True)

    def take_all(self, *, escalations: bool) -> None:
        waiting: list[int] = []
        for row in self._due():
            if row.step not in ESCALATION_STEPS or escalations:
                waiting.append(row.id)
            if len(waiting) == BATCH:
                self.take(waiting, escalations=escalations)
                waiting = []
        self.take(waiting, escalations=escalations)

    def waiting_escalations(self) -> list[int]:
        return [row.id for row in self._due() if row.step in ESCALATION_STEPS and row.id not in self.failed]

    def take(self, deadline_ids: Sequence[int], *, escalations: bool) -> None:
        """Take what is due of some deadlines, together as far as none of them fails."""
        for start in range(0, len(deadline_ids), BATCH):
            self._take_batch(deadline_ids[start : start + BATCH], escalations=escalations)

    def _take_batch(self, deadline_ids: Sequence[int], *, escalations: bool) -> None:
        """Take a batch; where one of it fails its halves, and at last that one alone, step by step."""
        if self._take_many(deadline_ids, escalations=escalations):
            return
        if len(deadline_ids) > 1:
            middle = len(deadline_ids) // 2
            for half in (deadline_ids[:middle], deadline_ids[middle:]):
                self._take_batch(half, escalations=escalations)
            return
        while self._take_one(deadline_ids[0], escalations=escalations):
            pass

    def _take_many(self, deadline_ids: Sequence[int], *, escalations: bool) -> bool:
        """Return whether it was done; if not, nothing was."""
        for _ in range(TRIES):
            try:
                with counting(), transaction(self.house.engine) as session:  # nearly all of a batch lives to its end
                    taken = take_steps(session, self.house, deadline_ids, self.now, allow_escalation=escalations)
            except (IntegrityError, *BROKEN_ROW):
                return False
            except OperationalError as error:
                if not others_in_the_way(error):
                    raise
            else:
                self.taken.update(step.act.value for step in taken)
                return True
        return False

    def _due(self) -> Iterator[DueRow]:
        """Yield what is due, a batch at a time; each transaction is over before a step is taken."""
        last: DueRow | None = None
        while True:
            with transaction(self.house.engine) as session:
                rows = due_rows(session, self.now, self.batch, last)
            yield from rows
            if len(rows) < self.batch:
                return
            last = rows[-1]

    def _take_one(self, deadline_id: int, *, escalations: bool) -> bool:
        """Return whether a step was taken; a person is asked about what is broken, or goes on failing."""
        for _ in range(TRIES):
            try:
                with transaction(self.house.engine) as session:
                    taken = take_step(session, self.house, deadline_id, self.now, allow_escalation=escalations)
            except IntegrityError:  # somebody else may have added to the same chain of events: then once more
                continue
            except OperationalError as error:
                if not others_in_the_way(error):
                    raise
            except BROKEN_ROW:
                break
            else:
                self.taken.update([taken.act.value] if taken else [])
                return taken is not None
        self._ask_person(deadline_id)
        return False

    def _ask_person(self, deadline_id: int) -> None:
        """One bad row stops no other: somebody has to mend it."""
        self.failed.add(deadline_id)
        with transaction(self.house.engine) as session:
            add_work(
                session,
                key=f"step_refused:{deadline_id}:{local_date(self.now)}",
                kind="step_refused",
                subject=Subject("deadline", deadline_id),
                role=Role.COORDINATOR,
                due_on=local_date(self.now),
                now=self.now,
            )
