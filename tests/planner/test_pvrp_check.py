"""The checker of plans finds each kind of violation; it shares no code with the search."""

import pytest

from planner.pvrp.check import violations
from planner.pvrp.instance import Customer, Day, Instance
from planner.pvrp.solve import Route

INSTANCE = Instance(
    Customer(0, 0, 0, 0, 0, ()),
    (Customer(1, 3, 4, 5, 6, ((0,), (1,))), Customer(2, -3, 4, 5, 6, ((0, 1),))),
    (Day(30, 12), Day(30, 12)),
    vehicles=2,
)
SOUND = (Route(1, 1, (1, 2)), Route(2, 1, (2,)))


def test_a_sound_plan() -> None:
    assert violations(INSTANCE, SOUND) == []


@pytest.mark.parametrize(
    ("routes", "sentence"),
    [
        pytest.param(SOUND[:1], "customer 2 is visited on [1]", id="a day is missing"),
        pytest.param((*SOUND, Route(2, 2, (1,))), "customer 1 is visited on [1, 2]", id="a day too many"),
        pytest.param((*SOUND, Route(1, 2, (1,))), "customer 1 is visited 2 times on day 1", id="twice a day"),
        pytest.param((*SOUND, Route(2, 1, ())), "vehicle 1 drives 2 routes on day 2", id="a vehicle twice"),
        pytest.param((SOUND[0], Route(2, 3, (2,))), "there is no vehicle 3 on day 2", id="an extra vehicle"),
        pytest.param((*SOUND, Route(3, 1, ())), "there is no day 3", id="an extra day"),
        pytest.param((*SOUND, Route(2, 2, (9,))), "there is no customer 9", id="a stranger"),
    ],
)
def test_a_violation(routes: tuple[Route, ...], sentence: str) -> None:
    assert [told for told in violations(INSTANCE, routes) if sentence in told]


@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        pytest.param(Day(26, 12), [], id="just long enough"),
        pytest.param(Day(25.9, 12), ["route 1 of day 1 lasts 26.000 of 25.9"], id="too long"),
        pytest.param(Day(None, 11), ["route 1 of day 1 carries 12 of 11"], id="too heavy"),
    ],
)
def test_a_limit(day: Day, sentences: list[str]) -> None:
    """The route of day 1 takes 5 + 6 + 5 of travel and twice 5 of service."""
    instance = Instance(INSTANCE.depot, INSTANCE.customers, (day, INSTANCE.days[1]), 2)
    assert violations(instance, SOUND) == sentences
