"""The tasks about visits: what one long batch has reached stays when the next one fails."""

from datetime import timedelta
from pathlib import Path

import pytest
from prefect import Task
from sqlalchemy import func, select

from store.models import (
    CadenceOverride,
    Event,
    Group,
    Installation,
    RhythmProposal,
    User,
    VisitWindow,
    WorkItem,
)
from store.session import transaction
from tasks import visits
from tasks.opening import TaskFailed
from tests.flows.inhabited import MONDAY, SIGNAL_SENT_AT, inhabit


def test_windows_that_were_opened_stay_when_planning_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError

    house = inhabit(tmp_path)
    with transaction(house.engine) as session:
        before = session.scalar(select(func.count()).select_from(VisitWindow)) or 0
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    monkeypatch.setattr(visits, "plan_rounds", fail)
    with pytest.raises(TaskFailed):
        visits.roll_plan.fn(MONDAY)
    with transaction(house.engine) as session:
        assert (session.scalar(select(func.count()).select_from(VisitWindow)) or 0) > before
    house.engine.dispose()


def test_a_rhythm_that_fell_below_the_norm_goes_to_a_manager_each_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an agreed rhythm that lies below the norm unseen / when the windows are judged / then a manager is asked.

    So it is with a norm of the policy that changed, and with care that came from a file.
    """
    house = inhabit(tmp_path)
    first, last = MONDAY.date() + timedelta(days=1), MONDAY.date() + timedelta(days=60)
    with transaction(house.engine) as session:
        group = session.scalars(select(Group).order_by(Group.id)).first()
        approver = session.scalars(select(User).order_by(User.id)).first()
        assert group is not None
        assert approver is not None
        session.add(
            CadenceOverride(
                group_id=group.id, valid_from=first, valid_to=last, every_days=300, below_norm=False,
                reason="zo afgesproken", approved_by_id=approver.id,
            )
        )  # fmt: skip
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    for _ in range(2):
        visits.close_ended_windows.fn(MONDAY)
    with transaction(house.engine) as session:
        asked = session.scalars(select(RhythmProposal)).one()
        assert (asked.valid_from, asked.valid_to, asked.every_days) == (first, last, 300)
        work = session.scalars(select(WorkItem.kind).where(WorkItem.kind == "accept_rhythm")).all()
        assert (list(work), session.scalars(select(CadenceOverride)).all()) == (["accept_rhythm"], [])
    house.engine.dispose()


@pytest.mark.parametrize("work", [visits.close_ended_windows, visits.write_digests, visits.roll_plan])
def test_nothing_is_judged_or_told_by_a_doubtful_clock(
    work: Task[..., dict[str, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = inhabit(tmp_path)
    with transaction(house.engine) as session:
        session.get_one(Installation, 1).simulated = False
        before = session.scalar(select(func.count()).select_from(Event))
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    with pytest.raises(TaskFailed, match="ClockDoubtful") as refused:
        work.fn(SIGNAL_SENT_AT - timedelta(days=1))
    assert refused.value.for_a_person
    with transaction(house.engine) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before
    house.engine.dispose()
