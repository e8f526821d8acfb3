"""The ten flows again, with the keyboard for a hand: whatever is clicked there is reached by Tab and pressed here.

The tests of the flows themselves are run, so that a flow that changes is tried with its keys the same day. Their own
count of clicks then counts presses of Enter or Space.
"""

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import ElementHandle, Locator
from playwright.sync_api import TimeoutError as NothingHappened

from tests.browser import test_adviser, test_overview, test_planning, test_signals
from tests.browser.test_adviser import phone, world
from tests.browser.test_signals import filled

__all__ = ["filled", "phone", "world"]
"""The fixtures that the flows ask for."""

FARTHEST = 250
"""How many times Tab is pressed before something counts as out of reach."""
GIVEN_BY = """found => { const near = found.closest('a, button, summary, input, select, textarea, label') || found;
                         return near.tagName === 'LABEL' ? near.control : near }"""
IS_RADIO, IS_TICK = "one => one.type === 'radio'", "one => one.type === 'checkbox'"
LEADS_ON = "one => one.tagName === 'A' || one.tagName === 'BUTTON'"
LOADS_WITHIN = 4_000
"""Milliseconds in which a link or button leads on; a file that is fetched leads nowhere."""
HAS_FOCUS = "one => one === document.activeElement"
GROUP_HAS_FOCUS = "one => one.name === document.activeElement.name"
FLOWS: dict[str, Callable[..., None]] = {
    "1 record a visit": test_adviser.test_a_visit_is_recorded_in_two_taps,
    "2 record a visit and begin a signal": test_adviser.test_a_signal_is_begun_in_three,
    "3 a late visit": test_planning.test_scenario_01_a_visit_missed_over_christmas_is_made_up,
    "4, 5 an illness, a round": test_planning.test_the_budgets_of_illness_and_of_a_round_are_two_clicks,
    "6 judge a reply": test_signals.test_a_reply_is_judged_in_two_clicks,
    "7 approve passing on": test_signals.test_passing_on_is_approved_in_two_clicks_from_the_mail,
    "8 an agency answers": test_signals.test_an_agency_answers_without_scripts_or_account,
    "9 all reports of municipalities": test_overview.test_all_municipality_reports_in_two_clicks,
    "10 my visits in my calendar": test_adviser.test_my_visits_come_in_my_calendar_in_one,
}


def reach(place: Locator) -> ElementHandle:
    """Press Tab until something has the focus, and return it. Fails where it is out of reach."""
    place.first.wait_for(state="attached")
    wanted = place.element_handle().evaluate_handle(GIVEN_BY).as_element()
    assert wanted is not None
    there = GROUP_HAS_FOCUS if wanted.evaluate(IS_RADIO) else HAS_FOCUS
    for _ in range(FARTHEST):
        if wanted.evaluate(there):
            return wanted
        place.page.keyboard.press("Tab")
    raise AssertionError(f"out of reach of the keyboard: {place}")


def press(place: Locator, **_options: Any) -> None:
    """Do with keys what a click does."""
    wanted = reach(place)
    if wanted.evaluate(IS_RADIO):
        for _ in range(20):
            if wanted.is_checked() and wanted.evaluate(HAS_FOCUS):
                return
            place.page.keyboard.press("ArrowDown")
        raise AssertionError(f"cannot be chosen: {place}")
    if wanted.evaluate(LEADS_ON):
        with suppress(NothingHappened), place.page.expect_event("framenavigated", timeout=LOADS_WITHIN):
            place.page.keyboard.press("Enter")
        place.page.wait_for_load_state()
    else:
        place.page.keyboard.press("Space" if wanted.evaluate(IS_TICK) else "Enter")


def type_over(place: Locator, value: str, **_options: Any) -> None:
    """Do with keys what filling a field does."""
    wanted = reach(place)
    if wanted.get_attribute("type") == "date":
        wanted.fill(value)  # how a day is typed belongs to the browser and its language
        return
    place.page.keyboard.press("Control+A")
    place.page.keyboard.type(value)


@pytest.mark.browser
@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_with_the_keyboard_alone(
    flow: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = inspect.signature(FLOWS[flow]).parameters
    given = {name: True if name == "script" else request.getfixturevalue(name) for name in asked}
    for what, keys in (("click", press), ("check", press), ("fill", type_over)):
        monkeypatch.setattr(Locator, what, keys)
    FLOWS[flow](**given)
