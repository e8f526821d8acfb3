"""The shell in a real browser: nothing for axe to find, no sideways scroll, by keyboard, and without script."""

import pytest
from playwright.sync_api import Browser, Page

from actions.house import House
from desk.web.all_pages import PAGES
from desk.web.lists import list_pages
from rules.vocabulary import Language, OrganisationKind, Role
from store.models import Organisation
from store.session import transaction
from tests.browser.live import LOOKS, NARROWEST, Look, Served, complaints, looking, scrolls_sideways, served, violations
from tests.desk.web.test_lists import PEOPLE
from tests.desk.web.visiting import Desks, Moment

ADDRESSES = ("/stijl", "/bestaat-niet")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nothing_is_out_of_reach(browser: Browser, live_desk: Served, live_desks: Desks, look: Look) -> None:
    user = live_desks.new_user(Role.COORDINATOR)
    with looking(browser, live_desk, user, look) as page:
        said = complaints(page)
        for address in ADDRESSES:
            page.goto(address)
            assert violations(page) == []
            assert not scrolls_sideways(page)
        assert [one for one in said if "404" not in one] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_sideways_scroll_on_the_narrowest_phone(
    browser: Browser, live_desk: Served, live_desks: Desks, address: str
) -> None:
    with looking(browser, live_desk, live_desks.new_user(Role.COORDINATOR), Look(NARROWEST)) as page:
        page.goto(address)
        assert not scrolls_sideways(page)


def test_a_refused_form_tells_where_and_keeps_what_was_typed(browser: Browser, live_desk: Served) -> None:
    with looking(browser, live_desk, look=Look(375)) as page:
        page.goto("/stijl")
        page.get_by_label("Naam van de groep").fill("")
        page.get_by_label("Jongeren gesproken").fill("99")
        page.get_by_role("button", name="Opslaan").click()
        assert page.get_by_role("alert").inner_text().startswith("Nog niet gelukt")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        assert page.get_by_label("Naam van de groep").get_attribute("aria-invalid") == "true"
        assert "Dit veld is vereist." in page.locator("#name-wrong").inner_text()
        assert page.get_by_label("Jongeren gesproken").input_value() == "99"
        assert violations(page) == []


def test_a_whole_form_by_keyboard(browser: Browser, live_desk: Served) -> None:
    with looking(browser, live_desk) as page:
        page.goto("/stijl")
        page.keyboard.press("Tab")
        assert _focused(page) == "Naar de inhoud"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "inhoud"
        page.get_by_label("Naam van de groep").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("De Kade")
        page.keyboard.press("Enter")
        page.wait_for_url("**/stijl")
        assert "Het formulier is gelezen." in page.get_by_role("status").inner_text()
        assert page.evaluate("document.activeElement.getAttribute('role')") == "status"


def test_language_and_light_are_chosen_and_kept(browser: Browser, live_desk: Served, live_desks: Desks) -> None:
    user = live_desks.new_user(Role.COORDINATOR)
    for script in (True, False):
        with looking(browser, live_desk, user, Look(script=script)) as page:
            page.goto("/stijl")
            page.get_by_role("button", name="English").click()
            assert page.locator("html").get_attribute("lang") == Language.EN
            page.get_by_role("button", name="dark").click()
            assert page.locator("html").get_attribute("data-theme") == "dark"
            assert page.url == f"{live_desk.address}/stijl"


def test_a_filter_renews_the_list_and_leaves_the_reader_where_they_are(
    browser: Browser, house: House, moment: Moment
) -> None:
    with transaction(house.engine) as session:
        for number in range(4):
            kind = OrganisationKind.PRINCIPAL if number else OrganisationKind.SUBCONTRACTOR
            session.add(Organisation(code=f"O{number}", name=f"Werk {number}", kind=kind))
    pages = (*PAGES, *list_pages("/organisaties", PEOPLE, frozenset({Role.COORDINATOR})))
    user = Desks(house, moment).new_user(Role.COORDINATOR)
    with served(house, moment, pages) as desk, looking(browser, desk, user) as page:
        said = complaints(page)
        page.goto("/organisaties")
        assert page.locator("tbody tr").count() == 4
        page.get_by_label("Soort").focus()
        page.get_by_label("Soort").select_option("subcontractor")
        page.wait_for_url("**/organisaties?kind=subcontractor")
        page.wait_for_function("document.querySelectorAll('tbody tr').length === 1")
        assert page.evaluate("document.activeElement.id") == "f-kind"
        assert violations(page) == []
        page.reload()
        assert page.get_by_label("Soort").input_value() == "subcontractor"
        assert said == []


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip()
