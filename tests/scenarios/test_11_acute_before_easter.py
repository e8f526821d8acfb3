"""Scenario 11: an acute signal on Good Friday 2026-04-03 at 17:00; nothing waits for Tuesday 7 April."""

from datetime import date, timedelta

import pytest

from rules.calendar import to_local
from store.session import transaction
from tests.actions.signal_world import at, due_of_kind, escalations, mark_sent, notices
from tests.scenarios.steps import Steps

NOW = at(date(2026, 4, 3), 17)


@pytest.fixture
def acute(steps: Steps) -> str:
    """An acute signal that was drafted, with injury seen, in an open group."""
    return steps.draft(NOW, kind="acute", measure="holding")


def put_on_call(steps: Steps) -> None:
    """The manager is first on call this weekend, the jurist second."""
    for rank, who in ((1, "manager"), (2, "jurist")):
        answer = steps.line(
            "on-call", "add", "--who", steps.logins[who], "--rank", rank, "--from", "2026-04-03T16:00+02:00",
            "--to", "2026-04-07T09:00+02:00", "--by", steps.logins["coordinator"], "--as-of", "2026-04-01",
        )  # fmt: skip
        assert answer.code == 0, answer.err


def test_11_the_reporting_code_comes_first(steps: Steps, acute: str) -> None:
    refused = steps.refused("signal send", acute, by="writer", at=NOW)
    assert (refused.code, "loop eerst de meldcode na" in refused.err) == (2, True)
    steps("signal code-start", acute, "called_safe_home", by="writer", at=NOW)
    early = steps.refused("signal code-step", acute, "decide", "--decision", "report", by="writer", at=NOW)
    assert (early.code, "eerst 'signalen in kaart brengen'" in early.err) == (2, True)
    assert steps.refused("signal send", acute, by="writer", at=NOW).code == 2
    assert steps.state(acute) == "draft"


def test_11_everything_the_same_evening(steps: Steps, acute: str) -> None:
    put_on_call(steps)
    steps.check_code(acute, NOW)
    told = steps("signal send", acute, by="writer", at=NOW)
    assert (told["state"], told["escalation"]) == ("sent", "proposed")
    assert "phone_director" in steps.works()
    with transaction(steps.house.engine) as session:
        signal = steps.signal(session, acute)
        assert due_of_kind(session, signal, "answer") == at(date(2026, 4, 4), 17)
        [asked] = notices(session, "escalation_proposed")
        assert all(notice.urgent and notice.next_at == NOW for notice in notices(session) if notice.signal_id)

    steps("signal escalate approve", acute, by="manager", at=NOW + timedelta(minutes=20))
    with transaction(steps.house.engine) as session:
        mark_sent(session, "inspectorate_notice", NOW + timedelta(minutes=25))
    steps.sweep(NOW + timedelta(minutes=30))
    with transaction(steps.house.engine) as session:
        [escalation] = escalations(session)
        assert escalation.told_at == NOW + timedelta(minutes=25)
    assert steps.state(acute) == "sent"
    assert asked.recipient_id


def test_11_nobody_answers_so_it_climbs(steps: Steps, acute: str) -> None:
    put_on_call(steps)
    steps.check_code(acute, NOW)
    steps("signal send", acute, by="writer", at=NOW)
    asked = []
    for minutes in (0, 29, 30, 59, 60):
        steps.sweep(NOW + timedelta(minutes=minutes))
        asked.append(steps.count("escalation_proposed"))
    # first the one on call; after 30 minutes the second; after 60, with nobody third, every manager and jurist
    assert asked == [1, 1, 2, 2, 5]


def test_11_no_step_waits_for_tuesday(steps: Steps, acute: str) -> None:
    steps.check_code(acute, NOW)
    steps("signal send", acute, by="writer", at=NOW)
    steps.sweep(*(NOW + timedelta(hours=hour) for hour in range(31)))
    with transaction(steps.house.engine) as session:
        templates = {notice.template for notice in notices(session)}
        assert {"signal_overdue", "signal_director", "escalation_proposed"} <= templates
        last = max(notice.created_at for notice in notices(session))
    assert to_local(last).date() <= date(2026, 4, 4)
    assert {"approval_overdue", "review_overdue", "phone_agency"} <= set(steps.works())


def test_11_a_hole_in_the_rota_is_seen(steps: Steps) -> None:
    put_on_call(steps)
    hole = steps.line("on-call", "show", "--days", 2, "--as-of", "2026-04-03T17:00+02:00", "--json")
    assert (hole.code, hole.data["hole"]) == (0, None)
    hole = steps.line("on-call", "show", "--days", 10, "--as-of", "2026-04-03T17:00+02:00", "--json")
    assert (hole.code, hole.data["hole"]) == (1, "2026-04-07T07:00:00+00:00")
    twice = steps.line(
        "on-call", "add", "--who", steps.logins["other_manager"], "--from", "2026-04-04T16:00+02:00",
        "--to", "2026-04-05T09:00+02:00", "--by", steps.logins["coordinator"], "--as-of", "2026-04-01",
    )  # fmt: skip
    assert (twice.code, "staat in deze tijd al iemand" in twice.err) == (2, True)
