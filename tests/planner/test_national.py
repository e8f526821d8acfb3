"""The national workload: as large as promised, the same for the same seed, and nothing in it that cannot be planned."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.national import GROUPS, STARTS_ON, national
from channels.plan_folder import read_plan_folder, write_plan_folder
from planner.exchange import Outcome, UnplacedLine, params_of, tables_of, unplaced_lines
from planner.model import Problem
from planner.model_check import check
from planner.rounds import plan_calendar
from planner.verify import verify
from planner.verify_rows import read_exchange


@pytest.fixture(scope="module")
def problem() -> Problem:
    return national(weeks=8)


def test_it_is_as_large_as_promised(problem: Problem) -> None:
    kinds = Counter(group.care_type for group in problem.groups)
    assert kinds == {care_type.value: wanted for care_type, (wanted, _) in GROUPS.items()}
    assert (len(problem.locations), len(problem.advisers)) == (2_200, 130)
    assert len({who.organisation_id for who in problem.advisers}) == 7
    assert sum(who.contract_min_per_week for who in problem.advisers) / 60 / 36 == pytest.approx(105, abs=2)
    closed = {group.group_id for group in problem.groups if group.required_cert}
    assert sum(window.group_id in closed for window in problem.windows) == 80 * 8
    assert problem.ends_on == STARTS_ON + timedelta(weeks=8, days=-1)


def test_it_can_be_planned(problem: Problem) -> None:
    assert check(problem) == []
    advisers = {who.adviser_id: who for who in problem.advisers}
    for group in problem.groups:
        for number in (group.owner_id, group.deputy_id):
            assert number is not None
            assert advisers[number].organisation_id == group.organisation_id
            assert advisers[number].is_certified(group.required_cert, STARTS_ON)
        assert group.owner_id != group.deputy_id


def test_the_same_seed_gives_the_same(problem: Problem) -> None:
    assert national(weeks=8) == problem
    assert national(seed=1, weeks=8) != problem


def test_the_people_do_not_depend_on_the_horizon(problem: Problem) -> None:
    longer = national(weeks=9)
    assert (longer.advisers, longer.groups) == (problem.advisers, problem.groups)


def test_planner_and_checker_agree_in_a_province_full_of_water(problem: Problem) -> None:
    """Two readings of one contract: what the planner makes of Zeeland, the checker finds sound, reasons included."""
    groups = tuple(group for group in problem.groups if group.region == "Zeeland")
    numbers = {group.group_id for group in groups}
    staff = {who.adviser_id for who in problem.advisers if who.organisation_id == groups[0].organisation_id}
    zeeland = replace(
        problem,
        groups=groups,
        advisers=tuple(who for who in problem.advisers if who.adviser_id in staff),
        adviser_days=tuple(row for row in problem.adviser_days if row.adviser_id in staff),
        absences=tuple(row for row in problem.absences if row.adviser_id in staff),
        conflicts=tuple(row for row in problem.conflicts if row.adviser_id in staff and row.group_id in numbers),
        windows=tuple(row for row in problem.windows if row.group_id in numbers),
        group_hours=tuple(row for row in problem.group_hours if row.group_id in numbers),
    )
    plan = plan_calendar(zeeland, processes=1)
    outcome = Outcome(plan_id="1", visits=plan.visits, unplaced=unplaced_lines(plan.unplaced))
    files = {
        name: [(number, dict(zip(table.columns, row, strict=True))) for number, row in enumerate(table.rows, 2)]
        for name, table in tables_of(zeeland, outcome).items()
    }
    verdict = verify(files, params_of(zeeland, outcome))
    assert verdict.findings == ()
    assert (len(plan.visits), plan.travel_min) == (verdict.figures["visits"], verdict.figures["travel_min"])
    assert len(plan.visits) > 100


def test_it_is_written_and_read_again(problem: Problem, tmp_path: Path) -> None:
    left = tuple(UnplacedLine(window.window_id, window.group_id, "NO_ROOM") for window in problem.windows)
    outcome = Outcome(plan_id="0", unplaced=left)
    write_plan_folder(tmp_path / "n1", tables_of(problem, outcome), params_of(problem, outcome))
    read = read_exchange(*read_plan_folder(tmp_path / "n1"))
    owners = {number: group.owner_id for number, group in read.groups.items()}
    assert owners == {group.group_id: group.owner_id for group in problem.groups}
    assert len(read.visits) == len(problem.windows)
    assert read.params.travel == problem.travel
