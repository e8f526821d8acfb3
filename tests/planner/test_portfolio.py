"""Who owns which group: balanced, near home, allowed, and kept where moving does not pay."""

from dataclasses import replace

import pytest

from planner.model import Conflict, Portfolio, Problem
from planner.portfolio import assign_portfolio, with_portfolio
from tests.planner.worlds import Grid, adviser, group, hours, problem, region, shaken


def assigned(given: Problem, **facts: float) -> Portfolio:
    return assign_portfolio(given, Grid(), processes=1, **facts)  # type: ignore[arg-type]  # numbers only


def unowned(given: Problem) -> Problem:
    return replace(given, groups=tuple(replace(row, owner_id=None, deputy_id=None) for row in given.groups))


MANY = unowned(region(7, advisers=6, groups=120, weeks=2))


def test_everyone_gets_an_even_share_near_home() -> None:
    found = assigned(MANY)
    assert set(found.owners) == {row.group_id for row in MANY.groups}
    assert max(found.load.values()) <= 1.05
    assert min(found.load.values()) >= 0.95
    assert 0 <= found.gap <= 0.05  # a few large groups each; the national gap is in the benchmark


def test_the_bound_is_below_what_is_found() -> None:
    found = assigned(MANY)
    assert found.lower_bound_min <= found.travel_min == found.objective_min


def test_the_order_of_the_rows_does_not_matter() -> None:
    assert assigned(shaken(MANY, 5)).owners == assigned(MANY).owners


def test_deputies_are_never_the_owner() -> None:
    found = assigned(MANY)
    assert all(found.deputies[number] != owner for number, owner in found.owners.items())


def test_certificates_organisations_and_conflicts_are_respected() -> None:
    people = (adviser(1), replace(adviser(2), certs=()), replace(adviser(3), organisation_id=2))
    given = problem(
        groups=(group(1, owner_id=None, required_cert="closed_care"), group(2, owner_id=None)), advisers=people,
        conflicts=(Conflict(1, 2),), group_hours=(*hours(1), *hours(2)),
    )  # fmt: skip
    found = assigned(given)
    assert found.owners == {1: 1, 2: 2}
    assert found.deputies == {}


def test_a_group_that_nobody_may_visit_is_left_unowned() -> None:
    given = problem(groups=(group(owner_id=None), replace(group(2, owner_id=None), organisation_id=9)))
    assert assigned(given).unowned == (2,)


@pytest.mark.parametrize(
    ("price", "moves"), [pytest.param(0.0, True, id="moving is free"), pytest.param(1e6, False, id="moving is dear")]
)
def test_the_present_owner_is_kept_unless_moving_pays(price: float, moves: bool) -> None:
    """Two groups, each owned by whom lives far from it and near the other."""
    people = (adviser(1, (52.0, 5.0)), adviser(2, (52.0, 5.3)))
    given = problem(
        groups=(group(1, owner_id=2), group(2, owner_id=1)), advisers=people, group_hours=(*hours(1), *hours(2))
    )
    found = assigned(given, move_price=price)
    assert found.owners == ({1: 1, 2: 2} if moves else {1: 2, 2: 1})
    assert bool(found.moved) is moves


def test_a_problem_takes_its_portfolio() -> None:
    found = assigned(MANY)
    taken = with_portfolio(MANY, found)
    assert {row.group_id: row.owner_id for row in taken.groups} == found.owners
    assert {row.group_id: row.deputy_id for row in taken.groups} == found.deputies
