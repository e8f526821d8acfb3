"""Scenario 13: the same camera in the same location, reported twice within thirty days."""

from datetime import date

import pytest
from sqlalchemy import func, select

from store.models import Event, Observation
from store.session import transaction
from tests.actions.signal_world import at, due_of_kind
from tests.scenarios.steps import Steps

FIRST, SECOND = at(date(2026, 3, 16), 10), at(date(2026, 4, 10), 10)


def second_draft(steps: Steps, measure: str = "camera_surveillance", observed_on: str = "2026-04-10") -> list[str]:
    """Draft the second signal; return what is offered as the same."""
    told = steps(
        "signal draft", "--group", steps.group, "--measure", measure, "--observed-on", observed_on,
        "--text", steps.text("Er hangt een camera in de huiskamer."), by="writer", at=SECOND,
    )  # fmt: skip
    return [str(told["reference"]), *told["doubles"]]


@pytest.mark.parametrize(
    ("measure", "observed_on", "is_offered"),
    [
        pytest.param("camera_surveillance", "2026-04-15", True, id="thirty days later"),
        pytest.param("camera_surveillance", "2026-04-16", False, id="thirty-one days later"),
        pytest.param("door_alarm", "2026-04-10", False, id="another measure"),
    ],
)
def test_13_the_first_is_offered(steps: Steps, measure: str, observed_on: str, is_offered: bool) -> None:
    first = steps.sent(FIRST, measure="camera_surveillance", observed_on="2026-03-16")
    assert second_draft(steps, measure, observed_on)[1:] == ([first] if is_offered else [])


def test_13_merging_keeps_both_and_the_earlier_term(steps: Steps) -> None:
    first = steps.sent(FIRST, measure="camera_surveillance")
    with transaction(steps.house.engine) as session:
        due = due_of_kind(session, steps.signal(session, first), "answer")
    second = second_draft(steps)[0]
    assert steps("signal merge", second, "--into", first, by="writer", at=SECOND)["state"] == "merged"
    with transaction(steps.house.engine) as session:
        signal = steps.signal(session, first)
        assert due_of_kind(session, signal, "answer") == due
        kept = session.scalar(select(func.count()).where(Observation.signal_id == signal.id))
        assert kept == 2
    assert "pass_on_evidence" not in steps.works()


def test_13_what_was_passed_on_gets_it_as_evidence(steps: Steps) -> None:
    first = steps.sent(FIRST, measure="camera_surveillance")
    steps("signal propose", first, "--reason", "safety", by="writer", at=FIRST)
    steps("signal escalate approve", first, by="manager", at=FIRST)
    second, *offered = second_draft(steps)
    assert offered == [first]
    steps("signal merge", second, "--into", first, by="writer", at=SECOND)
    assert "pass_on_evidence" in steps.works()
    with transaction(steps.house.engine) as session:
        what = session.scalars(select(Event.what).where(Event.subject_kind == "signal")).all()
    assert "evidence_added" in what
