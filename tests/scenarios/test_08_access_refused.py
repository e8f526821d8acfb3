"""Scenario 8: staff refuse entry at an unannounced visit."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.house import House
from rules.vocabulary import AttemptReason, CareType, Measure, Role, SignalKind, SignalState, VisitState, WindowState
from store.models import Notice, Signal, Visit, VisitWindow, WorkItem
from store.session import transaction
from store.signals import signal_text
from tests.actions.signal_world import at, notices
from tests.desk.command_line import CommandLine
from tests.scenarios.steps import Steps

DAY = date(2026, 3, 16)
NOW = at(DAY, 16)


def planned(steps: Steps) -> int:
    """Plan an unannounced visit in an open window; return its number."""
    with transaction(steps.house.engine) as session:
        window = VisitWindow(
            group_id=steps.group_id, care_type=CareType.OPEN_RESIDENTIAL_CARE, starts_on=DAY, ends_on=date(2026, 3, 29),
            late_until=date(2026, 4, 3),
        )  # fmt: skip
        session.add(window)
        session.flush()
        visit = Visit(
            group_id=steps.group_id,
            adviser_id=1,
            window_id=window.id,
            on=DAY,
            starts_at=at(DAY, 16),
            ends_at=at(DAY, 18),
        )
        session.add(visit)
        session.flush()
        return visit.id


def test_08_a_draft_signal_and_the_coordinator_today(steps: Steps) -> None:
    number = planned(steps)
    reference = steps("visit attempt", number, "--reason", "refused", by="writer", at=NOW)["signal"]
    with transaction(steps.house.engine) as session:
        visit = session.get_one(Visit, number)
        assert (visit.state, visit.attempt_reason) == (VisitState.ATTEMPTED, AttemptReason.REFUSED)
        assert session.scalars(select(VisitWindow.state)).all() == [WindowState.OPEN]
        signal = steps.signal(session, reference)
        assert (signal.kind, signal.state, signal.measure) == (
            SignalKind.GENERAL, SignalState.DRAFT, Measure.ACCESS_REFUSED,
        )  # fmt: skip
        text = signal_text(session, steps.house.vault, signal)
        assert "Besluit Jeugdwet art. 4.1.4" in text
        assert "Jeugdwet art. 4.1.9" in text
        asked = {(item.kind, item.role, item.due_on) for item in session.scalars(select(WorkItem))}
        assert asked == {("visit_attempted", Role.COORDINATOR, DAY), ("finish_draft", Role.ADVISER, DAY)}
        assert session.scalars(select(Notice)).all() == []


def test_08_the_letter_cites_the_law_on_access(steps: Steps) -> None:
    reference = steps("visit attempt", planned(steps), "--reason", "refused", by="writer", at=NOW)["signal"]
    steps("signal submit", reference, by="writer", at=NOW)
    steps("signal approve", reference, by="jurist", at=NOW)
    with transaction(steps.house.engine) as session:
        assert len(notices(session, "signal_to_provider")) == 1


@pytest.mark.parametrize("reason", ["nobody_present", "group_moved", "closed_unannounced"])
def test_08_no_signal_for_another_reason(steps: Steps, reason: str) -> None:
    told = steps("visit attempt", planned(steps), "--reason", reason, by="writer", at=NOW)
    assert told["signal"] is None


def test_08_acute_in_closed_care(house: House, line: CommandLine, tmp_path: Path) -> None:
    steps = Steps.in_world(house, line, tmp_path, care_type=CareType.CLOSED_CARE)
    reference = steps("visit attempt", planned(steps), "--reason", "refused", by="writer", at=NOW)["signal"]
    with transaction(house.engine) as session:
        [signal] = session.scalars(select(Signal)).all()
        assert (signal.reference, signal.kind, signal.state) == (reference, SignalKind.ACUTE, SignalState.DRAFT)
