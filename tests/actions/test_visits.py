"""What advisers and coordinators record about visits."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.planning import open_windows, plan_rounds
from actions.visit_errors import (
    ApproverUnknown,
    BelowNormNeedsManager,
    CareTypeUnknown,
    CountsImpossible,
    EndsBeforeStart,
    FrequencyOutOfBounds,
    NothingThere,
    OverrideOverlaps,
    PeriodReversed,
    ReasonMissing,
    VisitFromTheFuture,
    VisitIsPast,
    WindowNotMissed,
)
from actions.visits import (
    Checklist,
    attempt_visit,
    cancel_visit,
    miss_window,
    override_cadence,
    record_visit,
    report_visit,
)
from actions.windows import close_windows
from rules.calendar import at_local
from rules.errors import Refused, RuleError
from rules.vocabulary import AttemptReason, CareType, MissedReason, Role, VisitState, WindowState
from store.events import SYSTEM, breaks, user_actor
from store.models import CadenceOverride, Deadline, Group, WorkItem
from store.session import transaction
from tests.actions.visiting import (
    SEEN,
    add_visit,
    evening,
    make_visit,
    morning,
    prepare,
    told,
    visits_of,
    windows_of,
)
from tests.builders import Region

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)
START, END = at_local(MONDAY, time(16)), at_local(MONDAY, time(17))


def test_a_visit_is_made_and_reported(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, each_house, SUNDAY, morning(MONDAY))
        visit = add_visit(session, group, MONDAY)
        window = make_visit(session, each_house, visit)

        assert window is not None
        assert (window.state, window.satisfied_by_id) == (WindowState.SATISFIED, visit.id)
        assert (visit.state, visit.present, visit.spoken_to, visit.booklet_given) == (VisitState.DONE, 6, 5, True)
        deadline = session.scalars(select(Deadline)).one()
        assert (deadline.kind, deadline.subject_id, deadline.anchor_at) == ("visit_report", visit.id, visit.ends_at)

        report_visit(session, each_house, visit.id, now=evening(MONDAY), actor=SYSTEM)
        assert (visit.state, deadline.settled_at) == (VisitState.REPORTED, evening(MONDAY))
        assert told(session, "window", window.id) == ["satisfied"]
        assert [what for what in told(session, "visit", visit.id) if "deadline" not in what] == ["done", "reported"]
        assert not list(breaks(session))


@pytest.mark.parametrize(
    ("checklist", "started_at", "ended_at", "now", "error"),
    [
        pytest.param(replace(SEEN, spoken_to=7), START, END, END, CountsImpossible, id="more spoken to than present"),
        pytest.param(replace(SEEN, new_youths=-1), START, END, END, CountsImpossible, id="fewer than none"),
        pytest.param(SEEN, START, START, END, EndsBeforeStart, id="no time at all"),
        pytest.param(SEEN, START, END, START, VisitFromTheFuture, id="not over yet"),
    ],
)
def test_what_cannot_have_been(
    house: House,
    checklist: Checklist,
    started_at: datetime,
    ended_at: datetime,
    now: datetime,
    error: type[RuleError],
) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        visit = add_visit(session, region.add_group(CareType.CLOSED_CARE, region.add_adviser()), MONDAY)
        with pytest.raises(error):
            record_visit(
                session, house, visit.id, checklist, started_at=started_at, ended_at=ended_at, now=now, actor=SYSTEM
            )
        assert visit.state is VisitState.PLANNED


def test_a_visit_is_recorded_once(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        visit = add_visit(session, region.add_group(CareType.CLOSED_CARE, region.add_adviser()), MONDAY)
        with pytest.raises(VisitIsPast):
            report_visit(session, house, visit.id, now=END, actor=SYSTEM)
        make_visit(session, house, visit)
        with pytest.raises(VisitIsPast):
            make_visit(session, house, visit)
        with pytest.raises(VisitIsPast):
            cancel_visit(session, house, visit.id, MissedReason.WEATHER, now=END, actor=SYSTEM)
        with pytest.raises(NothingThere):
            report_visit(session, house, 999, now=END, actor=SYSTEM)


def test_a_second_visit_within_the_gap_is_extra(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, SUNDAY + timedelta(weeks=1), morning(MONDAY))
        make_visit(session, house, add_visit(session, group, SUNDAY))
        early = add_visit(session, group, date(2026, 3, 10))
        assert make_visit(session, house, early) is None
        assert early.extra
        assert windows_of(session, group)[1].state is WindowState.OPEN
        assert make_visit(session, house, add_visit(session, group, date(2026, 3, 11))) is windows_of(session, group)[1]


def test_a_visit_on_demand_is_no_extra(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        visit = add_visit(session, region.add_group(CareType.CARE_FARM, region.add_adviser()), MONDAY)
        assert make_visit(session, house, visit) is None
        assert not visit.extra


def test_a_late_visit_moves_the_next_one_that_is_too_near(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        open_windows(session, house, date(2026, 3, 29), morning(MONDAY))
        first, second = windows_of(session, group)
        next_visit = add_visit(session, group, date(2026, 3, 20), second)
        assert make_visit(session, house, add_visit(session, group, date(2026, 3, 17))) is first

        (moved,) = [visit for visit in visits_of(session, group) if visit.replaces_id]
        assert (next_visit.state, moved.replaces_id) == (VisitState.RESCHEDULED, next_visit.id)
        assert date(2026, 3, 24) <= moved.on <= second.ends_on
        assert (moved.window_id, moved.state) == (second.id, VisitState.PLANNED)


def test_a_visit_too_near_that_fits_nowhere_else_is_called_off(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser((4,)), anchor_on=MONDAY)
        open_windows(session, house, date(2026, 3, 29), morning(MONDAY))
        next_visit = add_visit(session, group, date(2026, 3, 23), windows_of(session, group)[1])
        make_visit(session, house, add_visit(session, group, date(2026, 3, 21)))
        assert next_visit.state is VisitState.CANCELLED


def test_a_met_window_needs_no_other_visit(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        prepare(session, house, MONDAY, weeks=2)
        (planned,) = visits_of(session, group)
        make_visit(session, house, add_visit(session, group, MONDAY))
        assert planned.state is VisitState.CANCELLED


def test_scenario_08_an_attempt_leaves_the_window_open(each_house: House) -> None:
    """Scenario 8, first part: refused entry; tests/scenarios has the rest."""
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        prepare(session, each_house, MONDAY, weeks=2)
        (visit,) = visits_of(session, group)
        attempt_visit(session, each_house, visit.id, AttemptReason.REFUSED, now=evening(visit.on), actor=SYSTEM)
        assert (visit.state, visit.attempt_reason) == (VisitState.ATTEMPTED, AttemptReason.REFUSED)
        assert windows_of(session, group)[0].state is WindowState.OPEN
        found = session.scalars(select(WorkItem).order_by(WorkItem.id))
        tasks = [(task.kind, task.role, task.due_on) for task in found]
        asked = [("visit_attempted", Role.COORDINATOR, visit.on), ("finish_draft", Role.ADVISER, visit.on)]
        assert tasks == asked


def test_a_cancelled_visit_is_planned_anew(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        prepare(session, house, MONDAY, weeks=2)
        (visit,) = visits_of(session, group)
        cancel_visit(session, house, visit.id, MissedReason.WEATHER, now=morning(MONDAY), actor=SYSTEM)
        again = plan_rounds(session, house, starts_on=MONDAY, weeks=2, now=morning(MONDAY), actor=SYSTEM)
        assert (again.placed, visit.cancel_reason) == (1, MissedReason.WEATHER)


def test_the_coordinator_fills_in_the_reason(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        coordinator = region.add_user(Role.COORDINATOR)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, SUNDAY, morning(MONDAY))
        (window,) = windows_of(session, group)
        now, actor = morning(SUNDAY + timedelta(days=1)), user_actor(coordinator.id)
        with pytest.raises(WindowNotMissed):
            miss_window(session, house, window.id, MissedReason.TRAVEL, now=now, actor=actor)
        close_windows(session, house, SUNDAY + timedelta(days=1), now)
        miss_window(session, house, window.id, MissedReason.TRAVEL, now=now, actor=actor)
        assert window.missed_reason is MissedReason.TRAVEL
        assert [task.done_by_id for task in session.scalars(select(WorkItem))] == [coordinator.id]
        with pytest.raises(NothingThere):
            miss_window(session, house, 999, MissedReason.TRAVEL, now=now, actor=actor)


def override(session: Session, house: House, group: Group, approver_id: int, **facts: object) -> None:
    given: dict[str, object] = {
        "every_days": 7,
        "reason": "crisisgroep, verblijf korter dan vier weken",
        "valid_from": MONDAY,
        "valid_to": MONDAY + timedelta(days=41),
    } | facts
    override_cadence(
        session,
        house,
        group.id,
        approver_id=approver_id,
        now=morning(MONDAY),
        **given,  # type: ignore[arg-type]  # a dict of keywords has one type of value
    )


@pytest.mark.parametrize(
    ("role", "facts", "error"),
    [
        pytest.param(Role.MANAGER, {"every_days": 0}, FrequencyOutOfBounds, id="no days"),
        pytest.param(Role.MANAGER, {"every_days": 367}, FrequencyOutOfBounds, id="more than a year"),
        pytest.param(Role.MANAGER, {"reason": "  "}, ReasonMissing, id="no reason"),
        pytest.param(Role.MANAGER, {"valid_to": date(2026, 3, 1)}, PeriodReversed, id="ends before it starts"),
        pytest.param(Role.MANAGER, {"valid_from": date(2019, 1, 1)}, CareTypeUnknown, id="before the group was there"),
        pytest.param(Role.COORDINATOR, {"every_days": 15}, BelowNormNeedsManager, id="below the norm, no manager"),
        pytest.param(Role.JURIST, {}, ApproverUnknown, id="no approver at all"),
    ],
)
def test_a_rhythm_that_is_refused(house: House, role: Role, facts: dict[str, object], error: type[RuleError]) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE)
        with pytest.raises(error):
            override(session, house, group, region.add_user(role).id, **facts)


def test_the_message_of_a_frequency_out_of_bounds() -> None:
    assert str(FrequencyOutOfBounds(0)) == "Frequentie moet tussen 1 en 366 zijn."
    assert issubclass(BelowNormNeedsManager, Refused)


@pytest.mark.parametrize(
    ("role", "every_days", "below", "starts"),
    [
        pytest.param(Role.COORDINATOR, 7, False, [2, 9, 16, 23], id="more often: a coordinator may"),
        pytest.param(Role.COORDINATOR, 14, False, [2, 16], id="the norm itself is not below it"),
        pytest.param(Role.MANAGER, 28, True, [2], id="less often: with a manager"),
    ],
)
def test_a_rhythm_of_its_own_changes_the_windows_at_once(
    each_house: House, role: Role, every_days: int, below: bool, starts: list[int]
) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, anchor_on=MONDAY)
        open_windows(session, each_house, date(2026, 3, 29), morning(MONDAY))
        approver = region.add_user(role)
        override(session, each_house, group, approver.id, every_days=every_days)
        in_march = [window.starts_on.day for window in windows_of(session, group) if window.starts_on.month == 3]
        kept = session.get_one(CadenceOverride, (group.id, MONDAY))
        assert (in_march, kept.below_norm, kept.approved_by_id) == (starts, below, approver.id)


def test_two_rhythms_never_overlap(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group, approver = region.add_group(CareType.OPEN_RESIDENTIAL_CARE), region.add_user(Role.MANAGER)
        override(session, house, group, approver.id)
        with pytest.raises(OverrideOverlaps):
            override(session, house, group, approver.id, valid_from=SUNDAY)
