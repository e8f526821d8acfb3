"""Scenario 33: on 2026-08-03 the provider says that it investigates whether it is a calamity."""

from datetime import date

import pytest

from rules.calendar import local_date
from store.session import transaction
from tests.actions.signal_world import at, escalations, notices
from tests.scenarios.steps import Steps

SEEN = at(date(2026, 7, 31), 10)
SAID = at(date(2026, 8, 3), 10)
END = date(2026, 9, 14)


@pytest.fixture
def watch(steps: Steps) -> str:
    """A watch over an incident of which the provider was asked at once."""
    reference = steps.sent(SEEN, measure="safety")
    watched = steps("calamity watch", reference, "--kind", "violence", by="writer", at=SEEN)
    steps("calamity ask", watched["reference"], by="writer", at=SEEN)
    return str(watched["reference"])


def proposed(steps: Steps) -> list[str]:
    with transaction(steps.house.engine) as session:
        return [escalation.reason for escalation in escalations(session)]


def test_33_six_weeks_with_reminders_and_then_a_proposal(steps: Steps, watch: str) -> None:
    told = steps("calamity says", watch, "investigate", by="coordinator", at=SAID)
    assert (told["state"], told["due"]) == ("provider_investigating", {"calamity_doubt": END.isoformat()})
    steps.sweep(*(at(date(2026, 9, day), 8) for day in range(1, 15)))
    with transaction(steps.house.engine) as session:
        asked = [local_date(notice.created_at) for notice in notices(session, "calamity_question")]
    # the question itself, then five working days and one before the end
    assert asked == [date(2026, 7, 31), date(2026, 9, 7), date(2026, 9, 11)]
    assert proposed(steps) == []
    steps.sweep(at(date(2026, 9, 15), 8))
    assert proposed(steps) == ["calamity_unreported"]
    assert "decide_escalation" in steps.works()


def test_33_a_report_in_time_ends_the_doubt(steps: Steps, watch: str) -> None:
    steps("calamity says", watch, "investigate", by="coordinator", at=SAID)
    told = steps("calamity says", watch, "report", by="coordinator", at=at(END, 12))
    assert told["due"] == {"calamity_report": "2026-11-09"}
    steps.sweep(at(date(2026, 9, 15), 8))
    assert proposed(steps) == []
    steps.sweep(at(date(2026, 11, 10), 8))
    assert "calamity_report_overdue" in steps.works()
    assert steps("calamity says", watch, "send_report", by="coordinator", at=at(date(2026, 11, 11), 9))["due"] == {}
    assert steps("calamity close", watch, by="writer", at=at(date(2026, 11, 11), 9))["state"] == "closed"


@pytest.mark.parametrize(
    ("day", "hour", "reasons"),
    [
        pytest.param(date(2026, 8, 5), 23, [], id="third working day: nothing yet"),
        pytest.param(date(2026, 8, 6), 8, ["calamity_unreported"], id="day after: proposed"),
    ],
)
def test_33_without_proof_after_three_working_days(
    steps: Steps, watch: str, day: date, hour: int, reasons: list[str]
) -> None:
    steps("calamity says", watch, "deny", by="coordinator", at=SAID)
    assert "judge_denial" in steps.works()
    steps.sweep(at(day, hour))
    assert proposed(steps) == reasons


def test_33_the_provider_is_asked_within_a_working_day(steps: Steps) -> None:
    reference = steps.sent(SEEN, measure="safety")
    told = steps("calamity watch", reference, by="writer", at=SEEN)
    assert told["due"] == {"calamity_ask": "2026-08-03"}
    assert "ask_about_calamity" in steps.works()
    steps.sweep(at(date(2026, 8, 4), 8))
    assert "calamity_ask_overdue" in steps.works()


def test_33_a_signal_stays_open_while_an_incident_is_watched(steps: Steps, watch: str) -> None:
    with transaction(steps.house.engine) as session:
        [reference] = [notice.facts["reference"] for notice in notices(session, "calamity_question")]
    assert reference == watch
    signal = steps("calamity says", watch, "investigate", by="coordinator", at=SAID)["signal"]
    answer = steps.text("Wij hebben het opgelost.")
    steps("signal answer", signal, "--text", answer, by="coordinator", at=SAID)
    steps("signal judge", signal, "sufficient", by="writer", at=SAID)
    refused = steps.refused("signal verify", signal, by="writer", at=SAID)
    assert (refused.code, f"de bewaking {watch}" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("command", "by", "code", "sentence"),
    [
        pytest.param("calamity ask {}", "writer", 2, "'aanbieder vragen' kan dan niet", id="asked twice"),
        pytest.param("calamity says {} send_report", "writer", 2, "kan dan niet", id="a report nobody announced"),
        pytest.param("calamity propose {}", "coordinator", 3, "Als coördinator mag u dit niet", id="by a coordinator"),
        pytest.param("calamity close C-2026-9999", "writer", 2, "bestaat niet", id="one that is not there"),
    ],
)
def test_33_what_cannot_be_is_refused(
    steps: Steps, watch: str, command: str, by: str, code: int, sentence: str
) -> None:
    answer = steps.refused(command.format(watch), by=by, at=SAID)
    assert (answer.code, sentence in answer.err) == (code, True)
