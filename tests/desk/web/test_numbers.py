"""Numbers that no row has, however large: in a path, a query and a form they are told in words, never a breakdown."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.datastructures import FormData

from actions.house import House
from desk.web.all_pages import PAGES
from desk.web.errors import FormFlawed
from desk.web.numbers import DIGITS, number_in
from desk.web.table import Page
from desk.web.typed import Typed
from rules.vocabulary import Role
from store.models import User
from store.session import transaction
from tests.builders import Region
from tests.desk.web.visiting import Desks, Moment, Visitor
from tests.house.tree import ROOT

NUMBERED = [page for page in PAGES if ":int}" in page.path]
PLAIN = [page for page in PAGES if page.method == "GET" and "{" not in page.path]
PARAMETER = re.compile(r"{\w+(:int)?}")
ROLES = (Role.ADVISER, Role.COORDINATOR, Role.MANAGER, Role.JURIST, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
LARGE = ["9" * DIGITS, str(2**31), str(2**63 - 1), str(2**63), str(10**30), "9" * 5000]
ASKED = sorted(
    {
        key
        for path in (ROOT / "desk" / "web").rglob("*.py")
        for key in re.findall(r"""(?:query\.get|_asked)\((?:desk, )?"(\w+)\"""", path.read_text(encoding="utf-8"))
    }
)
"""What pages look for behind the question mark."""


def batched(keys: list[str], size: int) -> list[list[str]]:
    """Cut into parts: an address has a longest length too."""
    return [keys[first : first + size] for first in range(0, len(keys), size)]


@pytest.fixture
def visitors(each_house: House, moment: Moment) -> dict[Role, Visitor]:
    desks = Desks(each_house, moment)
    with transaction(each_house.engine) as session:
        region = Region(session)
        adviser = session.scalars(select(User).where(User.adviser_id == region.add_adviser().id)).one()
    return {role: desks.sign_in(adviser if role is Role.ADVISER else role) for role in ROLES}


def whose(page: Page, visitors: dict[Role, Visitor]) -> Visitor:
    return next(visitor for role, visitor in visitors.items() if page.open_to(role))


@pytest.mark.parametrize("number", LARGE, ids=lambda number: f"{len(number)} digits, {number[:4]}")
def test_a_number_in_a_path(visitors: dict[Role, Visitor], number: str) -> None:
    assert len(NUMBERED) > 20
    broken = []
    for page in NUMBERED:
        visitor, address = whose(page, visitors), PARAMETER.sub(number, page.path)
        answer = visitor.get(address) if page.method == "GET" else visitor.post(address)
        if answer.status_code >= 500 or (len(number) > DIGITS and answer.status_code != 404):
            broken.append((page.method, page.path, answer.status_code))
    assert broken == []


@pytest.mark.parametrize("number", LARGE, ids=lambda number: f"{len(number)} digits, {number[:4]}")
def test_a_number_in_a_query(visitors: dict[Role, Visitor], number: str) -> None:
    assert {"page", "visit", "jaar"} <= set(ASKED)
    broken = []
    for page in PLAIN:
        for keys in batched(ASKED, 10):
            answer = whose(page, visitors).get(page.path, params=dict.fromkeys(keys, number))
            broken += [(page.path, keys)] if answer.status_code >= 500 else []
    assert broken == []


@settings(max_examples=200)
@given(typed=st.from_regex(r"0{0,12}[0-9]{1,40}", fullmatch=True) | st.text(max_size=30), most=st.integers(0, 10**9))
def test_a_number_in_a_form(typed: str, most: int) -> None:
    form = Typed(FormData({"n": typed}))
    number = form.number_or_none("n", most=most)
    if number is None:
        assert ("n" in form.errors) == bool(typed.strip())
    else:
        assert 0 <= number <= most
        assert number == int(typed)
        assert number_in(typed.strip()) == number


def test_a_number_that_is_too_large_is_told() -> None:
    form = Typed(FormData({"n": "9" * 5000}))
    assert form.number("n", most=10**9) == 0
    with pytest.raises(FormFlawed) as told:
        form.check()
    assert told.value.errors == {"n": ["Vul een heel getal in, van 0 tot en met 1000000000."]}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(typed=st.text(max_size=12) | st.integers(0, 10**12).map(str))
def test_what_a_number_is(typed: str) -> None:
    number = number_in(typed)
    fits = typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS
    assert number == (int(typed) if fits else None)
