"""The peer that a better planner has to beat, on the same problem and under the same hard rules.

It does what a person with a calendar does: window by window, the free day nearest to the best one, with the owner, else
with the deputy; it never moves a visit. So that its rounds can be driven, each day is tried with travel and all limits.
"""

from planner.insertion import Rounds, Trial
from planner.model import Plan, Problem
from planner.rounds import finished, in_order
from planner.rounds_moves import known_advisers
from planner.rounds_placing import trial_on, urgency, visiting_days
from planner.rounds_world import Slot, World
from planner.travel import EstimatedTravel, MatrixProvider

METHOD = "nearest"


def plan_nearest(problem: Problem, provider: MatrixProvider | None = None) -> Plan:
    """Return the plan of the nearest free days; what finds none is unplaced, with its true reason."""
    rounds = nearest_rounds(problem, provider)
    return finished(rounds, METHOD, 0)


def nearest_rounds(problem: Problem, provider: MatrixProvider | None = None) -> Rounds:
    """Return the same as rounds, closed care first, then by the last day of the window."""
    rounds = Rounds(World(in_order(problem), provider or EstimatedTravel(problem.travel)))
    rounds.world.learn_portfolio()
    for slot in sorted(rounds.open_slots(), key=lambda slot: (slot.priority, slot.last, urgency(slot))):
        trial = _nearest(rounds, slot)
        if trial is not None:
            rounds.insert(trial)
    return rounds


def _nearest(rounds: Rounds, slot: Slot) -> Trial | None:
    best = _best_day(rounds.world, slot)
    days = sorted(visiting_days(rounds, slot), key=lambda day: (rounds.world.is_holiday(day), abs(day - best), day))
    tried = (trial_on(rounds, slot, who, day) for who in known_advisers(rounds, slot) for day in days)
    return next((trial for trial in tried if trial is not None), None)


def _best_day(world: World, slot: Slot) -> int:
    """Return the fixed weekday nearest to the middle of the window, or the middle."""
    if slot.fixed is None:
        return slot.middle
    days = range(slot.window_first, slot.window_last + 1)
    fixed = [day for day in days if world.weekday(day) == slot.fixed[0]]
    return min(fixed, key=lambda day: abs(day - slot.middle), default=slot.middle)
