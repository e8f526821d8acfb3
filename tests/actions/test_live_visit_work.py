"""Work about visits is over when the group was visited, planned anew or is gone; worries of the house when mended."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.backups import BACKUP, make_backup
from actions.house import House
from actions.mail_watch import ask_about_unsent
from actions.planning import open_windows
from actions.visits import attempt_visit
from actions.windows import close_windows
from actions.work import add_work
from rules.vocabulary import AttemptReason, CareType, Role
from store.events import SYSTEM, Subject
from store.models import Group, VisitWindow, WorkItem
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, notices
from tests.actions.visiting import add_visit, evening, make_visit, morning, windows_of
from tests.builders import Region

MONDAY = date(2026, 6, 1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
HOUR = timedelta(hours=1)
Deed = Callable[[Session, House, Group], None]


def asked(session: Session) -> list[str]:
    """Return what somebody still has to do, in order."""
    return list(session.scalars(select(WorkItem.kind).where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)))


def group_with_windows(session: Session, house: House) -> Group:
    region = Region(session)
    group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(()), anchor_on=MONDAY)
    open_windows(session, house, MONDAY + 10 * WEEK, morning(MONDAY))
    return group


def _end_of(session: Session, group: Group) -> date:
    return windows_of(session, group)[0].ends_on


def _close(session: Session, house: House, day: date) -> None:
    close_windows(session, house, day, morning(day))


def _nothing(session: Session, house: House, group: Group) -> None:
    _close(session, house, _end_of(session, group) + 2 * DAY)


def _visited(session: Session, house: House, group: Group) -> None:
    make_visit(session, house, add_visit(session, group, _end_of(session, group) + 3 * DAY))


def _planned(session: Session, house: House, group: Group) -> None:
    add_visit(session, group, _end_of(session, group) + 8 * DAY)
    _close(session, house, _end_of(session, group) + 2 * DAY)


def _group_ends(session: Session, house: House, group: Group) -> None:
    group.ended_on = _end_of(session, group) + DAY
    session.flush()
    _close(session, house, _end_of(session, group) + 3 * DAY)


@pytest.mark.parametrize(
    ("when", "then"),
    [
        pytest.param(_nothing, ["window_missed"], id="nobody came"),
        pytest.param(_planned, ["window_missed"], id="a plan is no visit"),
        pytest.param(_visited, [], id="visited since"),
        pytest.param(_group_ends, [], id="the group is gone"),
    ],
)
def test_a_missed_window_asks_until_somebody_came(each_house: House, when: Deed, then: list[str]) -> None:
    with transaction(each_house.engine) as session:
        group = group_with_windows(session, each_house)
        _close(session, each_house, _end_of(session, group) + DAY)
        assert asked(session) == ["window_missed"]
        when(session, each_house, group)
        assert asked(session) == then


def test_only_the_group_that_was_visited_asks_no_more(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        adviser = region.add_adviser(())
        one, other = (region.add_group(CareType.CLOSED_CARE, adviser, anchor_on=MONDAY) for _ in range(2))
        open_windows(session, house, MONDAY + WEEK, morning(MONDAY))
        _close(session, house, MONDAY + WEEK)
        visit = add_visit(session, one, MONDAY + 8 * DAY)
        make_visit(session, house, visit)
        left = session.scalars(
            select(VisitWindow.group_id).join(WorkItem, WorkItem.subject_id == VisitWindow.id)
            .where(WorkItem.kind == "window_missed", WorkItem.done_at.is_(None))
        ).all()  # fmt: skip
        assert set(left) == {other.id}


def test_a_visit_in_vain_asks_until_there_is_a_new_one(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        group = group_with_windows(session, each_house)
        window = windows_of(session, group)[0]
        visit = add_visit(session, group, MONDAY, window)
        attempt_visit(session, each_house, visit.id, AttemptReason.NOBODY_PRESENT, now=evening(MONDAY), actor=SYSTEM)
        _close(session, each_house, MONDAY + DAY)
        assert asked(session) == ["visit_attempted"]
        add_visit(session, group, MONDAY + 2 * DAY, window)
        _close(session, each_house, MONDAY + DAY)
        assert asked(session) == []


def test_a_visit_in_vain_gives_way_to_its_missed_window(house: House) -> None:
    with transaction(house.engine) as session:
        group = group_with_windows(session, house)
        window = windows_of(session, group)[0]
        visit = add_visit(session, group, MONDAY, window)
        attempt_visit(session, house, visit.id, AttemptReason.NOBODY_PRESENT, now=evening(MONDAY), actor=SYSTEM)
        _close(session, house, window.ends_on + DAY)
        assert asked(session) == ["window_missed"]


def test_what_fits_nowhere_is_asked_until_it_has_a_place(house: House) -> None:
    with transaction(house.engine) as session:
        group = group_with_windows(session, house)
        window = windows_of(session, group)[0]
        add_work(
            session, key="window_unfilled:1", kind="window_unfilled", subject=Subject("window", window.id),
            role=Role.COORDINATOR, due_on=MONDAY, now=morning(MONDAY),
        )  # fmt: skip
        _close(session, house, MONDAY)
        assert asked(session) == ["window_unfilled"]
        add_visit(session, group, MONDAY + 2 * DAY, window)
        _close(session, house, MONDAY)
        assert asked(session) == []


def test_missed_in_a_row_ends_with_a_visit(house: House) -> None:
    with transaction(house.engine) as session:
        group = group_with_windows(session, house)
        days = [window.ends_on + DAY for window in windows_of(session, group)[:2]]
        for day in days:
            _close(session, house, day)
        assert asked(session) == ["window_missed", "window_missed", "windows_missed_in_row"]
        make_visit(session, house, add_visit(session, group, days[-1] + DAY))
        assert asked(session) == []


def test_a_failed_backup_is_forgotten_with_the_next(house: House) -> None:
    with transaction(house.engine) as session:
        add_work(
            session, key="backup_failed:x", kind="backup_failed", subject=BACKUP, role=Role.ADMINISTRATOR,
            due_on=MONDAY, now=morning(MONDAY),
        )  # fmt: skip
    make_backup(house, evening(MONDAY))
    with transaction(house.engine) as session:
        assert asked(session) == []


def test_a_letter_that_left_is_not_waited_for(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        world.sent()
        later = SENT_AT + 3 * DAY
        assert ask_about_unsent(session, later) == 1
        assert ask_about_unsent(session, later) == 0
        assert "notice_unsent" in asked(session)
        for notice in notices(session):
            notice.state, notice.next_at, notice.finished_at = "sent", None, later
        session.flush()
        ask_about_unsent(session, later + HOUR)
        assert "notice_unsent" not in asked(session)


def test_who_was_asked_before_is_not_asked_less_by_others(house: House) -> None:
    with transaction(house.engine) as session:
        group = group_with_windows(session, house)
        _close(session, house, _end_of(session, group) + DAY)
        session.execute(update(WorkItem).values(kind="adviser_away_long"))
        _visited(session, house, group)
        assert asked(session) == ["adviser_away_long"]
