"""What a run of yearly reports is protected beside: the quarters of its year that were published before."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from actions.annual_hiding import run_of
from actions.house import House
from rules.annual import calendar_year, everybody
from rules.annual_protection import Run, protect_run
from store.annual import annual_records
from store.models import ReleasedReport
from store.releases import add_cells
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at

IN_MAY = at(date(2025, 5, 12), 10)
CELL = "2025Q2/nl/table_e/complaint/total"


def _quarter_released(session: Session, cell: str) -> None:
    row = ReleasedReport(
        number="JR-Q", kind="national", subject_code="", year=2025, part="Q2", version=1, profile="strict",
        method="jaar-1", content="{}", digest="0" * 64, released_at=datetime(2025, 8, 1, tzinfo=UTC),
    )  # fmt: skip
    session.add(row)
    session.flush()
    add_cells(session, row.id, {cell: "6"})


def _run(session: Session) -> Run:
    records = annual_records(session, date(2025, 12, 31))
    whole = everybody(records, calendar_year(2025))
    return run_of(session, 2025, whole, {}, {}, {}, {}, records)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(CELL, ["2025Q2/nl"], id="a quarter of the year"),
        pytest.param(CELL.replace("2025Q2", "2025"), [], id="the year itself"),
        pytest.param(CELL.replace("2025Q2", "2024Q2"), [], id="a quarter of another year"),
    ],
)
def test_a_quarter_in_the_ledger_is_counted_again(house: House, cell: str, expected: list[str]) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        for _ in range(6):
            world.issue(world.client(now=IN_MAY), IN_MAY)
        _quarter_released(session, cell)
        run = _run(session)
    assert [scope.name for scope in run.earlier] == expected
    assert all(scope.clients == 6 for scope in run.earlier)
    assert protect_run(run).figures.disclosed == 0
