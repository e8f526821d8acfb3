"""Placing windows: rounds are numbered with their travel, what fits nowhere says what would help, near weeks stay."""

import re
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from actions.house import House
from actions.plan_words import HELP, REASONS
from actions.planning import open_windows, plan_lines, plan_rounds
from actions.window_placing import Way
from planner.model import Reason, RelaxKind
from planner.rounds import QUALITY
from rules.calendar import at_local
from rules.vocabulary import AbsenceKind, CareType, Language, VisitRole, VisitState
from store.events import SYSTEM
from store.models import Absence, GroupHours, PlanRun, Visit
from store.session import transaction
from templates.refusals import refusal
from tests.actions.visiting import add_visit, morning, prepare, told, visits_of, windows_of
from tests.builders import Region

MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
HOME: dict[str, Any] = {"latitude": 52.1, "longitude": 5.1}
NEAR: dict[str, Any] = {"latitude": 52.12, "longitude": 5.12}
FAR: dict[str, Any] = {"latitude": 52.3, "longitude": 5.4}


def test_a_round_has_an_order_times_and_travel(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        owner = region.add_adviser((0,), **HOME)
        near, far = region.add_location(**NEAR), region.add_location(**FAR)
        for place in (far, near):
            region.add_group(CareType.INDEPENDENCE_TRAINING, owner, location=place)
        open_windows(session, each_house, MONDAY + 8 * WEEK, morning(MONDAY))
        report = plan_rounds(session, each_house, starts_on=MONDAY, weeks=8, now=morning(MONDAY), actor=SYSTEM)
        visits = list(session.scalars(select(Visit).order_by(Visit.on, Visit.seq)))
        days = {visit.on for visit in visits}
        assert len(visits) == report.placed >= 2
        for day in days:
            own = [visit for visit in visits if visit.on == day]
            assert [visit.seq for visit in own] == list(range(1, len(own) + 1))
            assert all((visit.travel_min_before or 0) > 0 for visit in own)
            assert all(
                b.starts_at - a.ends_at >= timedelta(minutes=15 + (b.travel_min_before or 0)) for a, b in pairwise(own)
            )
        assert {visit.role for visit in visits} == {VisitRole.OWNER}
        lines = plan_lines(session, MONDAY, MONDAY + 8 * WEEK)
        assert {(line.on, line.seq, line.travel_min) for line in lines} == {
            (visit.on, visit.seq, visit.travel_min_before) for visit in visits
        }
        run = session.get_one(PlanRun, report.run_id)
        assert (run.method, run.mode, run.travel_min) == ("rounds", "fast", report.travel_min)
        assert report.travel_min > 0


def test_what_fits_nowhere_says_what_would_help(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser((2,))
        group = region.add_group(CareType.CLOSED_CARE, owner)
        wednesday = MONDAY + timedelta(days=2)
        session.add(Absence(adviser_id=owner.id, kind=AbsenceKind.LEAVE, starts_on=wednesday, ends_on=wednesday))
        session.flush()
        open_windows(session, house, MONDAY + 2 * WEEK, morning(MONDAY))
        report = plan_rounds(session, house, starts_on=MONDAY, weeks=3, now=morning(MONDAY), actor=SYSTEM)
        [left] = [row for row in report.unplaced if row.starts_on == MONDAY]
        row = windows_of(session, group)[0]
        run = session.get_one(PlanRun, report.run_id)
        assert (left.reason, row.unplaced_reason) == ("NO_WORKING_DAY", "NO_WORKING_DAY")
        assert run.unplaced_by_reason == {"NO_WORKING_DAY": 1}
        assert row.relaxation == (left.relaxation.kind if left.relaxation else None)

        session.delete(session.scalars(select(Absence)).one())
        session.flush()
        again = plan_rounds(session, house, starts_on=MONDAY, weeks=3, now=morning(MONDAY), actor=SYSTEM)
        assert again.unplaced == ()
        assert (row.unplaced_reason, row.relaxation, row.relaxation_facts) == (None, None, {})


def test_the_smallest_change_is_a_sentence(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser((), **HOME)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, owner, location=region.add_location(**NEAR))
        session.add(GroupHours(group_id=group.id, weekday=2, starts=time(16), ends=time(20)))
        region.session.flush()
        open_windows(session, house, MONDAY + 2 * WEEK, morning(MONDAY))
        colleague = region.add_adviser((2,), contract_hours=1.0, **HOME)
        report = plan_rounds(session, house, starts_on=MONDAY, weeks=4, now=morning(MONDAY), actor=SYSTEM)
        helped = [row.relaxation for row in report.unplaced if row.relaxation]
        assert {row.reason for row in report.unplaced} == {"NO_ROOM"}
        assert {help_.kind for help_ in helped} == {"load"}
        assert all(help_.sentence.startswith(f"{colleague.code} kan op woensdag ") for help_ in helped)
        assert all("minuten meer werk" in help_.sentence for help_ in helped)
        english = [refusal(help_.sentence, Language.EN) for help_ in helped]
        assert all(re.search(r" can on Wednesday .* minutes more work in that week$", said) for said in english)


def test_every_reason_and_every_help_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(HELP) == set(RelaxKind)


def test_an_extra_visit_keeps_no_distance_and_fills_its_hour(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser((2,))
        group = region.add_group(CareType.CLOSED_CARE, owner)
        wednesday = MONDAY + timedelta(days=2)
        extra = add_visit(session, group, wednesday)
        extra.extra = True
        session.flush()
        prepare(session, house, MONDAY, weeks=1)
        [visit] = [visit for visit in visits_of(session, group) if visit.id != extra.id]
        assert visit.on == wednesday
        assert visit.starts_at >= extra.ends_at or visit.ends_at <= extra.starts_at


@pytest.mark.parametrize("mode", ["fast", QUALITY])
def test_only_quality_moves_what_was_planned_and_only_far_ahead(house: House, mode: str) -> None:
    """Two groups next door were planned on different days; far ahead one drive for both is better."""
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser((0, 2, 4), **HOME)
        place = region.add_location(**FAR)
        groups = [region.add_group(CareType.OPEN_RESIDENTIAL_CARE, owner, location=place) for _ in range(2)]
        open_windows(session, house, MONDAY + 12 * WEEK, morning(MONDAY))
        for group, weekday in zip(groups, (0, 4), strict=True):
            for window in windows_of(session, group)[:5]:
                visit = add_visit(session, group, window.starts_on + timedelta(days=weekday), window)
                visit.ends_at = at_local(visit.on, time(17, 45))
        session.flush()
        frozen_until = MONDAY + timedelta(days=house.policy(MONDAY).planning.frozen_days)
        before = {visit.id: (visit.on, visit.starts_at) for group in groups for visit in visits_of(session, group)}
        report = plan_rounds(
            session, house, starts_on=MONDAY, weeks=12, now=morning(MONDAY), actor=SYSTEM, way=Way(mode, 1)
        )
        after = {visit.id: visit for group in groups for visit in visits_of(session, group) if visit.id in before}
        moved = {number for number, visit in after.items() if (visit.on, visit.starts_at) != before[number]}
        assert report.kept == 10
        assert all(visit.state is VisitState.PLANNED for visit in after.values())
        assert all(before[number][0] >= frozen_until for number in moved)
        assert bool(moved) is (mode == QUALITY)
        assert all("moved" in told(session, "visit", number) for number in moved)
