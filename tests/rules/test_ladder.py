"""Ladders: what happens when before and after a deadline."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import DUTCH_CALENDAR, at_local, end_of_day, local_date, to_local
from rules.ladder import FROM_START, LADDERS, DeadlineKind, FromStart, StepAct, steps
from rules.policy import load_policy
from rules.terms import due
from rules.vocabulary import SignalKind

POLICY = load_policy().on(date(2026, 3, 16))
MONDAY = at_local(date(2026, 3, 16), time(10))
WEDNESDAY = date(2026, 4, 8)
REMINDERS = (StepAct.REMIND, StepAct.CALAMITY_REMIND, StepAct.COMPLAINT_REMIND)


def morning(month: int, day: int) -> datetime:
    return at_local(date(2026, month, day), time(8))


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        pytest.param(
            DeadlineKind.ANSWER,
            [
                ("remind_5_before", morning(3, 30)),
                ("remind_1_before", morning(4, 7)),
                ("say_overdue_1_after", morning(4, 9)),
                ("go_to_director", morning(4, 16)),
            ],
            id="answer: Easter is skipped, the director comes five working days after the overdue notice",
        ),
        pytest.param(
            DeadlineKind.DIRECTOR_ANSWER,
            [
                ("remind_5_before", morning(3, 30)),
                ("remind_1_before", morning(4, 7)),
                ("propose_escalation", morning(4, 9)),
            ],
            id="director: proposed on the day after",
        ),
        pytest.param(DeadlineKind.REVIEW, [("remind_reviewers", morning(4, 9))], id="review: the day after"),
        pytest.param(DeadlineKind.ESCALATE, [("approval_overdue", morning(4, 9))], id="approval: the day after"),
    ],
)
def test_general(kind: DeadlineKind, then: list[tuple[str, datetime]]) -> None:
    ladder = steps(kind, WEDNESDAY, POLICY, DUTCH_CALENDAR, started_at=MONDAY)
    assert [(step.name, step.at) for step in ladder] == then


def test_due_on_a_friday_is_overdue_on_monday() -> None:
    [step] = steps(DeadlineKind.REVIEW, date(2026, 3, 20), POLICY, DUTCH_CALENDAR, started_at=MONDAY)
    assert step.at == morning(3, 23)


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        pytest.param(DeadlineKind.ANSWER, [(20, "remind"), (25, "say_overdue"), (26, "go_to_director")], id="answer"),
        pytest.param(DeadlineKind.REVIEW, [(24, "remind_reviewers")], id="review: at the instant itself"),
        pytest.param(
            DeadlineKind.ESCALATE,
            [
                (0.5, "climb_approvers"),
                (1, "climb_approvers"),
                (1.5, "climb_approvers"),
                (24, "approval_overdue"),
            ],
            id="on call",
        ),
    ],
)
def test_acute_steps_are_exact_instants(kind: DeadlineKind, then: list[tuple[float, str]]) -> None:
    ends = MONDAY + timedelta(hours=24)
    ladder = steps(kind, ends, POLICY, DUTCH_CALENDAR, started_at=MONDAY, signal_kind=SignalKind.ACUTE)
    assert [((step.at - MONDAY) / timedelta(hours=1), step.act.value) for step in ladder] == then


def test_what_lies_before_the_start_is_left_out() -> None:
    ladder = steps(DeadlineKind.DIRECTOR_ANSWER, date(2026, 3, 18), POLICY, DUTCH_CALENDAR, started_at=MONDAY)
    assert [step.name for step in ladder] == ["remind_1_before", "propose_escalation"]


@given(st.dates(date(2024, 1, 1), date(2028, 6, 1)), st.sampled_from(DeadlineKind))
def test_overdue_never_comes_before_the_day_is_over(day: date, kind: DeadlineKind) -> None:
    started = at_local(day, time(12))
    ends = due(started, POLICY.signal[SignalKind.GENERAL].answer.term)
    assert not isinstance(ends, datetime)
    ladder = steps(kind, ends, POLICY, DUTCH_CALENDAR, started_at=started)
    assert list(ladder) == sorted(ladder, key=lambda step: step.at)
    for step in ladder:
        assert to_local(step.at).time() == time(8)
        assert DUTCH_CALENDAR.is_working_day(local_date(step.at))
        assert (step.at < end_of_day(ends)) is (step.act in REMINDERS)


def test_every_kind_has_a_ladder_with_unique_names() -> None:
    assert set(LADDERS) == set(DeadlineKind)
    for ladder in LADDERS.values():
        for kind in SignalKind:
            names = [rung.name for rung in ladder(POLICY, kind)]
            assert len(names) == len(set(names))
            assert all(len(name) <= 40 for name in names)


@pytest.mark.parametrize("signal_kind", SignalKind)
@pytest.mark.parametrize("kind", sorted(set(DeadlineKind) - FROM_START))
def test_other_ladders_need_only_the_day_of_the_start(kind: DeadlineKind, signal_kind: SignalKind) -> None:
    assert not any(isinstance(rung.when, FromStart) for rung in LADDERS[kind](POLICY, signal_kind))
