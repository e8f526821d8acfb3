"""The tasks about visits: what one long batch has reached stays when the next one fails."""

from datetime import timedelta
from pathlib import Path

import pytest
from prefect import Task
from sqlalchemy import func, select

from store.models import Event, Installation, VisitWindow
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
