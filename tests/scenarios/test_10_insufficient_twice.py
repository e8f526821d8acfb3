"""Scenario 10: two answers that are not sufficient, judged by adviser and jurist; the inspectorate gets it."""

from datetime import date

from rules.calendar import DUTCH_CALENDAR, add_working_days
from store.session import transaction
from tests.actions.signal_world import at, due_of_kind, mark_sent
from tests.scenarios.steps import Steps

SENT, FIRST, SECOND = date(2026, 3, 16), date(2026, 3, 24), date(2026, 3, 31)
PROPOSED, APPROVED = date(2026, 4, 1), date(2026, 4, 2)
TERM_OVER = date(2026, 4, 9)
"""The day after the agency's term of 15 working days."""


def test_10_returned_to_the_director_and_then_to_the_inspectorate(steps: Steps) -> None:
    reference = steps.sent(at(SENT, 10))
    answer = steps.text("Wij zien geen probleem.")
    steps("signal answer", reference, "--text", answer, by="coordinator", at=at(FIRST, 10))
    reasons = steps.text("Er is geen afweging per jongere gemaakt.")
    told = steps(
        "signal judge", reference, "insufficient", "--reasons", reasons, "--second", steps.logins["jurist"],
        by="writer", at=at(FIRST, 11),
    )  # fmt: skip
    assert told["state"] == "returned"
    with transaction(steps.house.engine) as session:
        due = due_of_kind(session, steps.signal(session, reference), "director_answer")
    assert due == add_working_days(DUTCH_CALENDAR, FIRST, 10)
    assert steps.count("signal_returned") == 1

    steps("signal answer", reference, "--text", answer, by="coordinator", at=at(SECOND, 10))
    told = steps("signal judge", reference, "insufficient", by="writer", at=at(PROPOSED, 10))
    assert (told["state"], told["escalation"]) == ("escalation_proposed", "proposed")
    assert steps.count("escalation_proposed") == 2

    told = steps("signal escalate approve", reference, by="manager", at=at(APPROVED, 10))
    assert (told["state"], told["escalation"]) == ("escalation_approved", "approved")
    with transaction(steps.house.engine) as session:
        mark_sent(session, "inspectorate_notice", at(APPROVED, 11))
    steps.sweep(at(APPROVED, 12))
    assert steps.state(reference) == "escalated"
    assert steps.count("escalation_told_provider") == 1
    assert steps.count("inspectorate_notice") == 1


def test_10_a_manager_may_decline_while_the_agency_can_still_answer(steps: Steps) -> None:
    reference = steps.sent(at(SENT, 10))
    steps("signal propose", reference, "--reason", "safety", by="writer", at=at(FIRST, 10))
    told = steps("signal escalate decline", reference, "--reason", "improving", by="manager", at=at(FIRST, 11))
    assert (told["state"], told["escalation"]) == ("sent", "declined")


def test_10_a_manager_may_decline_and_it_is_verified_instead(steps: Steps) -> None:
    reference = steps.sent(at(SENT, 10))
    steps("signal propose", reference, "--reason", "safety", by="writer", at=at(FIRST, 10))
    refused = steps.refused(
        "signal escalate decline", reference, "--reason", "improving", by="coordinator", at=at(FIRST, 11)
    )
    assert (refused.code, "Als coördinator mag u dit niet: doorgeven afwijzen" in refused.err) == (3, True)
    told = steps("signal escalate decline", reference, "--reason", "improving", by="manager", at=at(TERM_OVER, 11))
    assert (told["state"], told["escalation"]) == ("verification", "declined")
    assert {"escalation_declined", "verify_signal"} <= set(steps.works())
    again = steps("signal verify", reference, "--not-improved", by="writer", at=at(TERM_OVER, 12))
    assert (again["state"], again["escalation"]) == ("escalation_proposed", "proposed")
    assert steps("signal escalate approve", reference, by="manager", at=at(TERM_OVER, 13))["escalation"] == "approved"
