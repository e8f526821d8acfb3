"""After downtime every missed step comes in order, each once, and says honestly that it is late."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.deadlines import run_sweep
from actions.house import House
from rules.calendar import local_date
from store.models import Deadline, StepClaim
from store.session import transaction
from tests.actions.signal_world import World, at, notices

SENT_AT = at(date(2026, 3, 16), 10)
LAST_ROUND = at(date(2026, 4, 7), 7, 55)
"""Five minutes before the reminder on the last working day but one; the answer is due on 8 April."""

BOTH = ("signal_reminder", "signal_overdue", "signal_director")


def lived(house: House, *rounds: datetime) -> list[tuple[str, int]]:
    """Return the mails to the agency after these rounds, each with how many days late it said it was."""
    with transaction(house.engine) as session:
        World(house, session).sent(SENT_AT)
    for now in rounds:
        run_sweep(house, now)
    with transaction(house.engine) as session:
        found = [notice for notice in notices(session) if notice.template in BOTH]
        return [(notice.template, notice.facts.get("late_days", 0)) for notice in found]


@pytest.mark.parametrize(
    ("down", "then"),
    [
        pytest.param(
            timedelta(hours=1),
            [("signal_reminder", 0), ("signal_reminder", 0)],
            id="one hour: the reminder comes an hour later, on its own day",
        ),
        pytest.param(
            timedelta(days=3),
            [("signal_reminder", 0), ("signal_reminder", 3), ("signal_overdue", 1)],
            id="three days: the reminder and the overdue notice, in order",
        ),
        pytest.param(
            timedelta(days=30),
            [("signal_reminder", 0), ("signal_reminder", 30), ("signal_overdue", 28), ("signal_director", 21)],
            id="thirty days: the whole ladder, in order",
        ),
    ],
)
def test_catching_up(each_house: House, down: timedelta, then: list[tuple[str, int]]) -> None:
    back = LAST_ROUND + down
    assert lived(each_house, at(date(2026, 3, 30), 8), LAST_ROUND, back, back + timedelta(minutes=5)) == then
    with transaction(each_house.engine) as session:
        claims = session.scalars(select(StepClaim).order_by(StepClaim.id)).all()
        assert len({(claim.deadline_id, claim.step, claim.due_version) for claim in claims}) == len(claims)
        of_one = [claim for claim in claims if claim.deadline_id == _answering(session.scalars(select(Deadline)).all())]
        assert [claim.was_due_at for claim in of_one] == sorted(claim.was_due_at for claim in of_one)


def _answering(deadlines: Sequence[Deadline]) -> int:
    return next(deadline.id for deadline in deadlines if deadline.kind == "answer")


def test_how_late_a_term_was_met_stays_on_record(house: House) -> None:
    lived(house, at(date(2026, 3, 30), 8), at(date(2026, 4, 16), 8))
    with transaction(house.engine) as session:
        answer = session.scalars(select(Deadline).where(Deadline.kind == "answer")).one()
        assert answer.settled_at is not None
        assert local_date(answer.settled_at) == date(2026, 4, 16)
        assert answer.late_working_days == 6  # 9, 10, 13, 14, 15 and 16 April
