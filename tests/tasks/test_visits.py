"""The tasks about visits: what one long batch has reached stays when the next one fails."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.models import VisitWindow
from store.session import transaction
from tasks import visits
from tasks.opening import TaskFailed
from tests.flows.inhabited import MONDAY, inhabit


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
