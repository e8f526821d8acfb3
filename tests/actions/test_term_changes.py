"""Suspending with what remained, extending once within the bound: by whom, why, when, and what stays on record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_views import SignalUnknown, explained_deadlines
from actions.signals import receive_reply
from actions.term_changes import ChangedTerm, extend_term, resume_term, suspend_term
from rules.errors import RuleError
from rules.ladder import DeadlineKind
from rules.term_errors import (
    AlreadySuspended,
    ExtendedBefore,
    ExtendedTooLate,
    ExtensionTooLong,
    HoursRunOn,
    NoSuchTerm,
    NotSuspended,
    TermAlreadyOver,
    TermsNotYours,
)
from rules.vocabulary import SignalKind, TermReason
from store.events import breaks
from store.models import Deadline, Event, Signal
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, at

DUE = date(2026, 4, 8)
R = TermReason


@dataclass
class Case:
    """A general signal sent on Monday 16 March 2026, to be answered by Wednesday 8 April."""

    world: World
    signal: Signal

    def suspend(self, now: datetime, by: str = "coordinator", **more: object) -> ChangedTerm:
        return self._do(suspend_term, now, by, R.AGREED, **more)

    def resume(self, now: datetime, by: str = "coordinator") -> ChangedTerm:
        return self._do(resume_term, now, by, R.GROUND_GONE)

    def extend(self, amount: int, now: datetime, by: str = "coordinator") -> ChangedTerm:
        user = getattr(self.world, by)
        return extend_term(
            self.world.session, self.world.house, self.signal.reference, amount, R.AGENCY_ASKED, now, by=user
        )

    def _do(
        self, act: Callable[..., ChangedTerm], now: datetime, by: str, why: TermReason, **more: object
    ) -> ChangedTerm:
        user = getattr(self.world, by)
        return act(self.world.session, self.world.house, self.signal.reference, why, now, by=user, **more)


def case(house: House, session: Session, kind: SignalKind = SignalKind.GENERAL) -> Case:
    world = World(house, session)
    return Case(world, world.sent(SENT_AT))


def test_what_remained_runs_on_after_a_suspension(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        one = case(each_house, session)
        assert one.suspend(at(date(2026, 3, 23), 12)).due is None  # five of fifteen working days are used up
        again = one.resume(at(date(2026, 4, 7), 9))
        assert again == ChangedTerm(one.signal.reference, DeadlineKind.ANSWER, 1, date(2026, 4, 21))
        events = session.scalars(select(Event).where(Event.what.in_(["deadline_suspended", "deadline_resumed"])))
        assert [(e.facts["reason"], e.actor) for e in events] == [
            ("agreed", f"user:{one.world.coordinator.id}"), ("ground_gone", f"user:{one.world.coordinator.id}"),
        ]  # fmt: skip
        assert list(breaks(session)) == []


def test_an_extension_moves_the_last_day_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        one = case(each_house, session)
        assert one.extend(5, at(DUE, 23)).due == date(2026, 4, 15)
        with pytest.raises(ExtendedBefore, match="maar één keer"):
            one.extend(1, at(DUE, 23))
        chain = next(c for c in explained_deadlines(session, one.signal.reference) if c.kind is DeadlineKind.ANSWER)
        assert chain.extended_by == 5
        assert chain.outcome is not None
        assert "20 werkdagen na" in chain.outcome.steps[0].reason


def refuse(house: House, act: Callable[[Case], object], error: type[RuleError]) -> None:
    with transaction(house.engine) as session:
        one = case(house, session)
        before = session.scalars(select(Deadline.due_version).order_by(Deadline.id)).all()
        with pytest.raises(error):
            act(one)
        assert session.scalars(select(Deadline.due_version).order_by(Deadline.id)).all() == before


@pytest.mark.parametrize(
    ("act", "error"),
    [
        pytest.param(lambda c: c.extend(11, SENT_AT), ExtensionTooLong, id="longer than the policy allows"),
        pytest.param(lambda c: c.extend(1, at(date(2026, 4, 9), 0)), ExtendedTooLate, id="extended the day after"),
        pytest.param(lambda c: c.suspend(at(date(2026, 4, 9), 8)), TermAlreadyOver, id="suspended the day after"),
        pytest.param(lambda c: c.resume(SENT_AT), NotSuspended, id="resumed while it runs"),
        pytest.param(lambda c: c.suspend(SENT_AT, by="writer"), TermsNotYours, id="by the adviser"),
        pytest.param(lambda c: c.suspend(SENT_AT, kind=DeadlineKind.VERIFY), NoSuchTerm, id="a term that is not there"),
    ],
)
def test_what_is_refused_changes_nothing(house: House, act: Callable[[Case], object], error: type[RuleError]) -> None:
    refuse(house, act, error)


def test_a_standing_term_stands_once(house: House) -> None:
    with transaction(house.engine) as session:
        one = case(house, session)
        one.suspend(SENT_AT)
        with pytest.raises(AlreadySuspended):
            one.suspend(SENT_AT)


def test_hours_never_stand_still(house: House) -> None:
    with transaction(house.engine) as session:
        one = case(house, session)
        one.signal.kind = SignalKind.ACUTE
        with pytest.raises(HoursRunOn, match="nooit stil"):
            one.suspend(SENT_AT)


def test_an_unknown_signal(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        with pytest.raises(SignalUnknown):
            suspend_term(session, house, "S-1", R.AGREED, SENT_AT, by=world.coordinator)


def test_a_late_answer_after_an_extension_counts_from_the_new_day(house: House) -> None:
    with transaction(house.engine) as session:
        one = case(house, session)
        one.extend(5, SENT_AT)
        received = at(date(2026, 4, 17), 10)
        assert receive_reply(session, house, one.signal, "Klaar.", received, received).late_working_days == 2
        answer = session.scalars(select(Deadline).where(Deadline.kind == "answer")).one()
        assert answer.late_working_days == 2
