"""Both readings of a term, as an adviser is told them."""

from datetime import date

import pytest

from rules.complaint_readings import other_reading
from rules.complaints import adjourned_clock, decision_clock
from rules.policy import load_policy
from rules.policy_words import Regime

POLICY = load_policy(None).on(date(2026, 1, 26))
COMPLAINT, CLOSED = Regime.AWB_COMPLAINT, Regime.JW_CLOSED_MEASURE


def test_an_adjournment_can_be_counted_from_the_moved_end() -> None:
    """Given scenario 23: ten weeks end on Easter Monday / then the other reading is two days later."""
    before = decision_clock(COMPLAINT, date(2026, 1, 26), POLICY, with_committee=True)
    clock = adjourned_clock(COMPLAINT, before, date(2026, 4, 1), POLICY)

    other = other_reading(COMPLAINT, clock, before)

    assert (before.due_on, clock.due_on) == (date(2026, 4, 7), date(2026, 5, 4))
    assert other is not None
    assert (other.due_on, other.how) == (
        date(2026, 5, 6), "geteld vanaf het verschoven einde van de vorige termijn, 07-04-2026",
    )  # fmt: skip


@pytest.mark.parametrize(
    "received",
    [pytest.param(date(2026, 1, 27), id="an end that did not move"), pytest.param(date(2026, 3, 2), id="spring")],
)
def test_one_reading_where_both_give_the_same_day(received: date) -> None:
    before = decision_clock(COMPLAINT, received, POLICY, with_committee=True)
    clock = adjourned_clock(COMPLAINT, before, received, POLICY)

    assert before.due_on == before.counted_on
    assert other_reading(COMPLAINT, clock, before) is None


def test_from_the_date_can_include_the_day_itself() -> None:
    """Given a complaint of scenario 24 / then the stricter reading ends a day earlier."""
    clock = decision_clock(CLOSED, date(2026, 6, 1), POLICY)

    other = other_reading(CLOSED, clock, None)

    assert clock.due_on == date(2026, 6, 29)
    assert other is not None
    assert other.due_on == date(2026, 6, 28)


def test_a_regulation_has_one_reading() -> None:
    clock = decision_clock(Regime.JW_PROVIDER, date(2026, 3, 5), POLICY, regulation_weeks=8)

    assert other_reading(Regime.JW_PROVIDER, clock, None) is None
