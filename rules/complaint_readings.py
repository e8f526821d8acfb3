"""The other reading of a term in a complaint procedure, where the law can be read in two ways.

The desk shows both: an adviser who counts on the later day can be told that the earlier one held.
Source: law (Awb 9:11 and 7:10 say not from which end an adjournment counts; Jw 6.5.1 says "vanaf de datum").
"""

from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import DUTCH_CALENDAR, Calendar
from rules.complaints import Clock
from rules.errors import Phrase
from rules.policy_words import ComplaintStep, Regime
from rules.terms import explain
from rules.vocabulary import Unit


@dataclass(frozen=True, slots=True)
class Reading:
    """Another last day than the one we count with, and how it comes about."""

    due_on: date
    how: Phrase


def other_reading(
    regime: Regime, clock: Clock, before: Clock | None, calendar: Calendar = DUTCH_CALENDAR
) -> Reading | None:
    """Return the other reading of a term, or None where there is one reading, or both give the same day.

    `before`: the term that an adjournment follows on.
    """
    if clock.step is ComplaintStep.ADJOURNMENT and before is not None:
        moved = explain(before.due_on, clock.term, calendar).on
        if moved != clock.due_on:
            end = f"{before.due_on:%d-%m-%Y}"
            return Reading(moved, Phrase("geteld vanaf het verschoven einde van de vorige termijn, {end}", end=end))
    if clock.step is ComplaintStep.DECISION and regime is Regime.JW_CLOSED_MEASURE and clock.term.unit is Unit.WEEKS:
        earlier = clock.starts_on + timedelta(weeks=clock.term.amount, days=-1)
        return Reading(earlier, Phrase("de dag van indienen telt zelf mee ('vanaf de datum')"))
    return None
