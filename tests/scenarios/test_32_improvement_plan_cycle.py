"""Scenario 32: the inspectorate asks a plan, gives a period, and its result report is late."""

from datetime import date, datetime
from typing import Any

import pytest

from rules.vocabulary import Measure, VisitState
from store.inspectorate import open_points
from store.models import Visit
from store.session import transaction
from tests.actions.signal_world import at, due_of_kind, notices
from tests.scenarios.steps import Steps

TOLD, REQUESTED = at(date(2026, 3, 16), 10), at(date(2026, 3, 23), 10)
PLAN_DUE = date(2026, 4, 20)
RECEIVED, PERIOD = at(date(2026, 4, 17), 10), at(date(2026, 4, 20), 10)
RESULT_DUE = date(2026, 7, 20)
LATE = at(date(2026, 7, 21), 8)


@pytest.fixture
def reference(steps: Steps) -> str:
    """A signal that the inspectorate was told of by phone, and confirmed."""
    told = steps.sent(TOLD)
    steps("signal propose", told, "--reason", "safety", by="writer", at=TOLD)
    steps("signal escalate approve", told, by="manager", at=TOLD)
    steps("signal told", told, by="coordinator", at=TOLD)
    steps("signal confirm", told, by="coordinator", at=TOLD)
    return told


def says(steps: Steps, reference: str, *words: object, at: datetime) -> dict[str, Any]:
    """Record a message of the inspectorate."""
    return steps("signal inspectorate", reference, *words, by="coordinator", at=at)


def due(steps: Steps, reference: str, kind: str) -> object:
    with transaction(steps.house.engine) as session:
        return due_of_kind(session, steps.signal(session, reference), kind)


def visit(steps: Steps, day: date) -> int:
    """Make a visit to the group; return its number."""
    with transaction(steps.house.engine) as session:
        made = Visit(
            group_id=steps.group_id, adviser_id=1, on=day, state=VisitState.DONE, starts_at=at(day, 16),
            ends_at=at(day, 18),
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def to_the_late_report(steps: Steps, reference: str) -> None:
    """Go through plan and period up to the day after the result report was due."""
    says(steps, reference, "plan_requested", "--weeks", 4, at=REQUESTED)
    says(steps, reference, "plan_received", at=RECEIVED)
    says(steps, reference, "improvement_period", "--months", 3, at=PERIOD)
    steps.sweep(LATE)


def test_32_a_late_result_report_is_asked_for(steps: Steps, reference: str) -> None:
    assert says(steps, reference, "plan_requested", "--weeks", 4, at=REQUESTED)["inspectorate"] == "plan_requested"
    assert due(steps, reference, "improvement_plan") == PLAN_DUE
    says(steps, reference, "plan_received", at=RECEIVED)
    says(steps, reference, "improvement_period", "--months", 3, at=PERIOD)
    assert due(steps, reference, "result_report") == RESULT_DUE
    steps.sweep(at(RESULT_DUE, 23))
    assert "ask_inspectorate" not in steps.works()
    steps.sweep(LATE)
    assert steps.works().count("ask_inspectorate") == 1
    with transaction(steps.house.engine) as session:
        [enquiry] = notices(session, "inspectorate_enquiry")
        overdue = notices(session, "result_report_overdue")
        assert {notice.recipient_kind for notice in overdue} == {"user", "adviser"}
        assert enquiry.recipient_kind == "contact"


def test_32_visits_look_at_the_measure(steps: Steps, reference: str) -> None:
    to_the_late_report(steps, reference)
    with transaction(steps.house.engine) as session:
        [(point, of)] = open_points(session, [steps.group_id])
        assert (point.measure, of) == (Measure.ROOM_CONFINEMENT, reference)


def test_32_closing_needs_a_message(steps: Steps, reference: str) -> None:
    to_the_late_report(steps, reference)
    refused = steps.refused("signal close", reference, by="manager", at=LATE)
    assert (refused.code, "geen afrondend bericht van de inspectie" in refused.err) == (2, True)
    says(steps, reference, "result_report", at=LATE)
    says(steps, reference, "improved", at=LATE)
    assert "close_signal" in steps.works()
    assert steps("signal close", reference, by="manager", at=LATE)["state"] == "closed"


def test_32_or_two_clean_visits_and_a_jurist(steps: Steps, reference: str) -> None:
    to_the_late_report(steps, reference)
    seen = []
    for day, found in ((date(2026, 7, 1), "--clean"), (date(2026, 7, 8), "--seen"), (date(2026, 7, 15), "--clean"),
                       (date(2026, 7, 21), "--clean")):  # fmt: skip
        told = steps(
            "signal observed", reference, "--visit", visit(steps, day), found, by="writer", at=at(date(2026, 7, 21), 19)
        )
        seen.append(told["clean_visits"])
        if day == date(2026, 7, 15):
            assert steps.refused("signal close", reference, by="jurist", at=at(date(2026, 7, 21), 20)).code == 2
    assert seen == [1, 0, 1, 2]
    night = at(date(2026, 7, 21), 20)
    assert steps.refused("signal close", reference, by="manager", at=night).code == 2
    assert steps("signal close", reference, by="jurist", at=night)["state"] == "closed"


def test_32_an_order_holds_seven_days(steps: Steps, reference: str) -> None:
    says(steps, reference, "measure", "--measure", "order", at=REQUESTED)
    assert due(steps, reference, "measure_ends") == date(2026, 3, 30)
    steps.sweep(at(date(2026, 3, 31), 8))
    assert "measure_ended" in steps.works()


def test_32_silence_is_asked_about_again_and_again(steps: Steps, reference: str) -> None:
    steps.sweep(at(date(2026, 4, 14), 8), at(date(2026, 5, 13), 8))
    assert steps.works().count("ask_inspectorate") == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("plan_received",), "daarna past niet 'verbeterplan ontvangen'", id="a plan nobody asked for"),
        pytest.param(("measure",), "noem welke maatregel", id="a measure without a name"),
        pytest.param(("inquiry", "--measure", "fine"), "noem welke maatregel", id="a measure beside another message"),
        pytest.param(("registered", "--at", "2026-03-01T10:00+01:00"), "Kies een tijdstip", id="before it was told"),
    ],
)
def test_32_what_cannot_be_is_refused(steps: Steps, reference: str, words: tuple[str, ...], sentence: str) -> None:
    answer = steps.refused("signal inspectorate", reference, *words, by="coordinator", at=REQUESTED)
    assert (answer.code, sentence in answer.err.replace("\n", " ")) == (2, True)


def test_32_a_period_stays_within_the_policy(steps: Steps, reference: str) -> None:
    says(steps, reference, "plan_requested", at=REQUESTED)
    says(steps, reference, "plan_received", at=RECEIVED)
    words = ("improvement_period", "--months", 7)
    answer = steps.refused("signal inspectorate", reference, *words, by="coordinator", at=PERIOD)
    assert (answer.code, "duurt 1 tot en met 6 maanden" in answer.err) == (2, True)
