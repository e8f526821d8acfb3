"""The queries of the coordinator's pages count and show the same on both kinds of database."""

from datetime import timedelta

from sqlalchemy import select

from actions.house import House
from desk.web.pages.planning import DEBT
from rules.visits import SATISFIED
from rules.vocabulary import WindowState
from store.models import Group, User, VisitWindow
from store.planning_views import Choice, debt_query, visits_between
from store.scope import Viewer
from store.session import reading
from store.week_grid import grid_visits
from tests.desk.web.planning_world import TODAY, build
from tests.desk.web.visiting import WEDNESDAY


def test_debt_is_what_is_due_less_what_was_done_and_excused(each_house: House) -> None:
    world = build(each_house)
    with reading(each_house.engine) as session:
        viewer = Viewer(session.get_one(User, world.coordinator.id), WEDNESDAY)
        rows = session.execute(debt_query(viewer)).all()
        ended = select(Group.code, VisitWindow.state).join(VisitWindow, VisitWindow.group_id == Group.id)
        windows = session.execute(ended.where(VisitWindow.ends_on < TODAY)).tuples().all()

        assert {row.code for row in rows} == {code for code, _ in windows}
        for row in rows:
            states = [state for code, state in windows if code == row.code]
            done, excused = sum(one in SATISFIED for one in states), states.count(WindowState.WAIVED)
            assert (row.due, row.done, row.excused) == (len(states), done, excused)
            assert row.debt == len(states) - done - excused


def test_debt_can_be_sorted_by_each_of_its_columns(each_house: House) -> None:
    world = build(each_house)
    with reading(each_house.engine) as session:
        viewer = Viewer(session.get_one(User, world.coordinator.id), WEDNESDAY)
        for name, label in (("verschuldigd", "due"), ("gedaan", "done"), ("vervallen", "excused"), ("tegoed", "debt")):
            by = next(column.sort for column in DEBT.columns if column.key == name)
            assert by is not None
            found = [getattr(row, label) for row in session.execute(debt_query(viewer).order_by(by.desc()))]
            assert found == sorted(found, reverse=True)
            assert found


def test_the_grid_holds_the_visits_of_the_week(each_house: House) -> None:
    world = build(each_house)
    monday = TODAY - timedelta(days=TODAY.weekday())
    with reading(each_house.engine) as session:
        viewer = Viewer(session.get_one(User, world.coordinator.id), WEDNESDAY)
        for choice in (Choice(), Choice(adviser=world.advisers[0])):
            whole = visits_between(session, viewer, monday, monday + timedelta(days=6), choice)
            cells = grid_visits(session, viewer, monday, monday + timedelta(days=6), choice)
            assert [(one.id, one.name, one.town, one.is_open) for one in cells] == [
                (one.visit.id, one.name, one.location.town, one.is_open) for one in whole
            ]
            assert cells
