"""Scenario 16: the inspectorate's mailbox refuses the notice, or sends it back later."""

from datetime import date, datetime, timedelta

import pytest

from actions.signals import delivery_failed
from store.session import transaction
from tests.actions.signal_world import at, escalations, notices
from tests.scenarios.steps import Steps

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18)
NOW = at(MONDAY, 10)
DONE = "signal escalate approve"


def approved(steps: Steps) -> str:
    """A general signal that a manager passed on; its notice waits in the outbox."""
    reference = steps.sent(NOW)
    steps("signal propose", reference, "--reason", "safety", by="writer", at=NOW)
    steps(DONE, reference, by="manager", at=NOW)
    return reference


def mail(steps: Steps, state: str, when: datetime) -> None:
    """Play the part of delivery: the notice was accepted, or refused for good (a 5xx)."""
    with transaction(steps.house.engine) as session:
        [letter] = notices(session, "inspectorate_notice")
        letter.state, letter.next_at, letter.finished_at = state, None, when
        session.flush()
        if state == "dead":
            delivery_failed(session, steps.house, letter.signal_id or 0, when)


def told(steps: Steps) -> tuple[datetime | None, bool]:
    """Return when the inspectorate was told, and whether that failed."""
    with transaction(steps.house.engine) as session:
        [escalation] = escalations(session)
        return escalation.told_at, escalation.failed_at is not None


def test_16_refused_is_not_told_and_is_phoned(steps: Steps) -> None:
    reference = approved(steps)
    mail(steps, "dead", NOW)
    steps.sweep(at(TUESDAY, 8), at(WEDNESDAY, 8))
    assert (steps.state(reference), told(steps)) == ("escalation_approved", (None, True))
    assert steps.works().count("phone_inspectorate") == 1
    answer = steps("signal told", reference, "--at", at(TUESDAY, 9).isoformat(), by="coordinator", at=at(TUESDAY, 9))
    assert (answer["state"], answer["escalation"]) == ("escalated", "told")
    assert told(steps) == (at(TUESDAY, 9), False)


@pytest.mark.parametrize(
    ("kind", "moment", "asked"),
    [
        pytest.param("general", at(TUESDAY, 23), 0, id="general: the working day is not over"),
        pytest.param("general", at(WEDNESDAY, 8), 1, id="general: the day after it"),
        pytest.param("acute", NOW + timedelta(minutes=119), 0, id="acute: almost two hours"),
        pytest.param("acute", NOW + timedelta(hours=2), 1, id="acute: two hours"),
    ],
)
def test_16_what_keeps_being_tried_is_phoned_in_time(steps: Steps, kind: str, moment: datetime, asked: int) -> None:
    if kind == "general":
        approved(steps)
    else:
        reference = steps.draft(NOW, kind="acute")
        steps.check_code(reference, NOW)
        steps("signal send", reference, by="writer", at=NOW)
        steps(DONE, reference, by="manager", at=NOW)
    steps.sweep(moment)
    assert steps.works().count("phone_inspectorate") == asked


def test_16_a_bounce_takes_back_that_it_was_told(steps: Steps) -> None:
    reference = approved(steps)
    mail(steps, "sent", NOW)
    steps.sweep(NOW)
    assert (steps.state(reference), told(steps)) == ("escalated", (NOW, False))
    mail(steps, "dead", at(TUESDAY, 9))
    assert (steps.state(reference), told(steps)) == ("escalation_approved", (None, True))
    steps.sweep(at(TUESDAY, 10))
    assert steps.state(reference) == "escalation_approved"
    mail(steps, "sent", at(TUESDAY, 11))  # released by a person, and accepted this time
    steps.sweep(at(TUESDAY, 11))
    assert (steps.state(reference), told(steps)) == ("escalated", (at(TUESDAY, 11), False))
    assert steps.count("inspectorate_notice") == 1
    assert steps.count("escalation_told_provider") == 1


def test_16_what_was_phoned_stays_told(steps: Steps) -> None:
    reference = approved(steps)
    mail(steps, "dead", NOW)
    steps("signal told", reference, by="coordinator", at=at(MONDAY, 11))
    mail(steps, "dead", at(TUESDAY, 9))
    assert (steps.state(reference), told(steps)) == ("escalated", (at(MONDAY, 11), False))
