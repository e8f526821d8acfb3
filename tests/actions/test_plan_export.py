"""A plan out of the database: the facts it was made from, its files, and what the checker says of them."""

from collections.abc import Callable, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_export import NothingPlanned, PlanExport, export_plan
from actions.plan_problem import PlanFacts, plan_facts_of
from actions.planning import open_windows
from channels.csv_files import ExportFolderInUse
from channels.plan_folder import read_plan_folder
from planner.crossings import Point
from planner.model import Absence, GroupHours, PlannedVisit, Unplaced
from planner.rounds import plan_calendar
from planner.travel import Travel
from planner.verify import Verdict, verify
from rules.cadence import Period
from rules.calendar import at_local
from rules.vocabulary import CareType, CoordinatePrecision, VisitRole
from store.events import SYSTEM
from store.models import Adviser, Closure, Conflict, Group, Location, PlanRun, Visit, VisitWindow, WorkingDay
from store.session import transaction
from tests.actions.visiting import morning, prepare
from tests.builders import Region
from tests.planner.exported import codes

MONDAY = date(2026, 3, 2)
HORIZON = Period(MONDAY, date(2026, 3, 29))
HERE: dict[str, Any] = {"latitude": 52.09, "longitude": 5.12}
THERE: dict[str, Any] = {"latitude": 52.16, "longitude": 5.39}


def small_country(session: Session, house: House) -> tuple[list[Adviser], list[Group]]:
    """Two advisers, four groups, windows opened for four weeks."""
    region = Region(session)
    advisers = [region.add_adviser(**HERE), region.add_adviser(**THERE, works_on_holidays=True)]
    site = region.add_location(**HERE)
    groups = [
        region.add_group(CareType.CLOSED_CARE, advisers[0], location=site, deputy_id=advisers[1].id,
                         fixed_weekday=1, fixed_time=time(16)),
        region.add_group(CareType.OPEN_RESIDENTIAL_CARE, advisers[0], location=site),
        region.add_group(CareType.OPEN_RESIDENTIAL_CARE, advisers[1], location=region.add_location(**THERE)),
        region.add_group(CareType.FAMILY_HOME, advisers[1], location=region.add_location(town="Hilversum")),
    ]  # fmt: skip
    open_windows(session, house, HORIZON.ends_on, morning(MONDAY))
    return advisers, groups


def plan(session: Session, house: House) -> None:
    """Plan the horizon with the planner and keep it, as the planner's own action will."""
    problem = plan_facts_of(session, house, HORIZON).problem
    made = plan_calendar(problem, processes=1)
    run = PlanRun(
        made_at=morning(MONDAY), starts_on=MONDAY, ends_on=HORIZON.ends_on, method="rounds", policy_digest="x" * 64,
        placed=len(made.visits), unplaced=len(made.unplaced), mode=made.mode, seed=made.seed,
        travel_min=made.travel_min,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add_all([kept(visit, run.id) for visit in made.visits])
    for left in made.unplaced:
        note(session, left)
    session.flush()


def kept(visit: PlannedVisit, run_id: int) -> Visit:
    def at(minutes: int) -> Any:
        return at_local(visit.on, time(*divmod(minutes, 60)))

    return Visit(
        group_id=visit.group_id, adviser_id=visit.adviser_id, window_id=visit.window_id, plan_run_id=run_id,
        on=visit.on, starts_at=at(visit.start), ends_at=at(visit.end), role=VisitRole(visit.role.value), seq=visit.seq,
        travel_min_before=visit.travel_min_before,
    )  # fmt: skip


def note(session: Session, left: Unplaced) -> None:
    window = session.get_one(VisitWindow, left.window_id)
    window.unplaced_reason = left.reason.value
    if left.relaxation is not None:
        window.relaxation = left.relaxation.kind.value
        window.relaxation_facts = {"adviser": left.relaxation.adviser_id, "date": left.relaxation.on.isoformat()}


def write(house: House, folder: Path, horizon: Period | None = None) -> PlanExport:
    with transaction(house.engine) as session:
        return export_plan(session, house, folder, horizon=horizon, now=morning(MONDAY), actor=SYSTEM)


def judge(folder: Path) -> Verdict:
    return verify(*read_plan_folder(folder))


def test_what_the_planner_made_is_exported_and_found_sound(each_house: House, tmp_path: Path) -> None:
    with transaction(each_house.engine) as session:
        small_country(session, each_house)
        plan(session, each_house)
    written = write(each_house, tmp_path / "plan")
    verdict = judge(tmp_path / "plan")
    assert verdict.findings == ()
    assert verdict.figures["windows"] == written.rows["windows"] > 8
    assert verdict.figures["windows_met"] == 1.0
    assert (written.starts_on, written.ends_on) == (MONDAY, HORIZON.ends_on)
    assert {path.name for path in (tmp_path / "plan").iterdir()} == {f"{name}.csv" for name in written.rows} | {
        "params.json"
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda visit: setattr(visit, "on", date(2026, 3, 8)), "H1", id="moved to a Sunday"),
        pytest.param(lambda visit: setattr(visit, "travel_min_before", 99), "H3", id="another way to it"),
        pytest.param(lambda visit: setattr(visit, "window_id", None), "H12", id="its window left empty-handed"),
    ],
)
def test_what_was_changed_by_hand_is_found(
    house: House, tmp_path: Path, change: Callable[[Visit], None], code: str
) -> None:
    with transaction(house.engine) as session:
        _, groups = small_country(session, house)
        plan(session, house)
        change(session.scalars(select(Visit).where(Visit.group_id == groups[1].id).order_by(Visit.on).limit(1)).one())
    write(house, tmp_path / "plan")
    assert code in {finding.code for finding in judge(tmp_path / "plan").findings}


def test_frozen_visits_are_told_in_both_files(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        small_country(session, house)
        plan(session, house)
        for visit in session.query(Visit).order_by(Visit.on).limit(3):
            visit.frozen = True
    written = write(house, tmp_path / "plan")
    verdict = judge(tmp_path / "plan")
    assert (written.rows["previous_visits"], verdict.figures["stability"]) == (3, 1.0)
    assert verdict.findings == ()


class Flat:
    """A routing service for which every trip is the same."""

    def matrix(self, points: Sequence[Point]) -> Travel:
        apart = ~np.eye(len(points), dtype=bool)
        return Travel(np.where(apart, 14, 0).astype(np.int32), np.where(apart, 10.0, 0.0), "osrm", estimated=False)


def test_travel_of_a_service_goes_along(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        small_country(session, house)
        plan(session, house)
        export_plan(session, house, tmp_path / "plan", provider=Flat(), now=morning(MONDAY), actor=SYSTEM)
    files, params = read_plan_folder(tmp_path / "plan")
    assert params["method"] == "osrm"
    assert {cells["minutes"] for _, cells in files["travel"]} == {"14"}
    found = codes(judge(tmp_path / "plan"))
    assert "H3" in found, "planned by estimate, judged by the service"
    assert found <= {"H2", "H3", "H7"}


def test_an_unplaced_window_carries_its_reason_and_what_would_help(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        weekend = region.add_adviser((5,), **HERE)
        region.add_group(CareType.OPEN_RESIDENTIAL_CARE, weekend, location=region.add_location(**HERE))
        open_windows(session, house, HORIZON.ends_on, morning(MONDAY))
        plan(session, house)
    write(house, tmp_path / "plan")
    files, _ = read_plan_folder(tmp_path / "plan")
    assert {cells["reason_code"] for _, cells in files["visits"]} == {"NO_WORKING_DAY"}
    assert judge(tmp_path / "plan").findings == ()


def test_a_plan_of_the_simple_planner_can_be_read_too(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        small_country(session, house)
        prepare(session, house, MONDAY)
    write(house, tmp_path / "plan")
    assert judge(tmp_path / "plan").figures["visits"] > 8


def test_nothing_to_write_and_a_folder_in_use(house: House, tmp_path: Path) -> None:
    with pytest.raises(NothingPlanned, match="nog geen plan"):
        write(house, tmp_path / "plan")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(ExportFolderInUse):
        write(house, tmp_path / "mine", HORIZON)
    write(house, tmp_path / "plan", HORIZON)
    assert write(house, tmp_path / "plan", HORIZON).rows["visits"] == 0, "an earlier export is replaced"


def facts(house: House, change: Callable[[Session, list[Adviser], list[Group]], object] = lambda *_: None) -> PlanFacts:
    with transaction(house.engine) as session:
        change(session, *small_country(session, house))
        session.flush()
        return plan_facts_of(session, house, HORIZON)


def test_limits_that_nobody_set_are_the_policys(house: House) -> None:
    def change(_session: Session, advisers: list[Adviser], _groups: list[Group]) -> None:
        advisers[1].field_share, advisers[1].max_visits_per_day, advisers[1].max_drive_min_per_day = 0.5, 2, 0

    first, second = facts(house, change).problem.advisers
    assert (first.field_share, first.max_visits_per_day, first.max_drive_min_per_day) == (0.75, 4, 180)
    assert (first.max_day_min, first.max_evenings_per_week, first.contract_min_per_week) == (600, 5, 32 * 60)
    assert (second.field_share, second.max_visits_per_day, second.max_drive_min_per_day) == (0.5, 2, 0)


def test_groups_as_the_planner_sees_them(house: House) -> None:
    def change(session: Session, advisers: list[Adviser], groups: list[Group]) -> None:
        groups[1].service_min = 45
        advisers[0].deputy_id = advisers[1].id
        session.add(Conflict(adviser_id=advisers[1].id, group_id=groups[1].id))

    problem = facts(house, change).problem
    closed, own, _, family = problem.groups
    assert (closed.required_cert, closed.fixed_weekday, closed.fixed_start) == ("closed_care", 2, 16 * 60)
    assert (closed.service_min, own.service_min, family.service_min) == (150, 45, 90)
    assert (closed.min_gap_days, own.min_gap_days, family.min_gap_days) == (3, 7, 42)
    assert own.deputy_id == problem.advisers[1].adviser_id, "the deputy of the owner stands in"
    assert [(row.adviser_id, row.group_id) for row in problem.conflicts] == [(own.deputy_id, own.group_id)]
    assert {
        (hours.weekday, hours.start, hours.end) for hours in problem.group_hours if hours.group_id == own.group_id
    } == {(weekday, 930, 1230) for weekday in range(1, 6)}


def test_who_did_not_choose_holidays_is_absent_on_them(house: House) -> None:
    with transaction(house.engine) as session:
        advisers, _ = small_country(session, house)
        christmas = plan_facts_of(session, house, Period(date(2026, 12, 21), date(2026, 12, 27))).problem
    days = [date(2026, 12, 25), date(2026, 12, 26)]
    assert christmas.absences == tuple(Absence(advisers[0].id, day, day) for day in days)
    assert [(day.on, day.visits_allowed) for day in christmas.holidays] == [
        (day, frozenset({"closed_care"})) for day in days
    ]


def test_closures_of_one_group_do_not_close_its_neighbours(house: House) -> None:
    def change(session: Session, _advisers: list[Adviser], groups: list[Group]) -> None:
        for group in (groups[1], groups[2]):
            session.add(Closure(group_id=group.id, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 13)))

    problem = facts(house, change).problem
    _, shared, alone, _ = problem.groups
    assert [row.location_id for row in problem.closures] == [alone.location_id]
    mondays = [row for row in problem.group_hours if row.group_id == shared.group_id and row.weekday == 1]
    assert mondays == [
        GroupHours(shared.group_id, 1, 930, 1230, MONDAY, date(2026, 3, 8)),
        GroupHours(shared.group_id, 1, 930, 1230, date(2026, 3, 14), HORIZON.ends_on),
    ]


def test_places_are_looked_up_and_doubts_told(house: House) -> None:
    def change(session: Session, _advisers: list[Adviser], groups: list[Group]) -> None:
        for group, town in ((groups[1], "Hengelo"), (groups[2], "Nergenshuizen")):
            location = session.get_one(Location, group.location_id)
            location.latitude, location.longitude, location.town = None, None, town

    found = facts(house, change)
    by_id = {place.location_id: place for place in found.problem.locations}
    family = by_id[found.problem.groups[3].location_id]
    assert (family.precision, round(family.lat, 1), round(family.lon, 1)) == (
        CoordinatePrecision.PLACE.value,
        52.2,
        5.2,
    )
    told = " ".join(str(flaw) for flaw in found.warnings)
    assert "'Hengelo' kan meer plaatsen zijn" in told
    assert "'Nergenshuizen'" in told


def test_who_starts_within_the_days_is_absent_before(house: House) -> None:
    def change(session: Session, advisers: list[Adviser], _groups: list[Group]) -> None:
        advisers[0].active_from, advisers[0].active_to = date(2026, 3, 9), date(2026, 3, 20)
        session.add(WorkingDay(adviser_id=advisers[0].id, weekday=6, starts=time(9), ends=time(12)))

    problem = facts(house, change).problem
    who = problem.advisers[0].adviser_id
    assert problem.absences == (
        Absence(who, MONDAY, date(2026, 3, 8)),
        Absence(who, date(2026, 3, 21), HORIZON.ends_on),
    )
