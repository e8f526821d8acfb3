"""Whoever the demo lets somebody be begins the day in a real Chromium, and every page they reach is for everybody.

A year lies behind these pages: longer lists, and more kinds of work and letters, than a small test house has.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from actions.signing_in import demo_users
from rules.vocabulary import Language, Role
from store.models import User
from store.session import reading
from tests.browser.live import (
    DESKTOP,
    NARROWEST,
    PHONE,
    Look,
    Served,
    a_chromium,
    complaints,
    looking,
    scrolls_sideways,
    served,
    violations,
)
from tests.desk.conftest import Played
from tests.desk.test_demo_pages import Walk, kind_of, signed_in
from tests.desk.web.visiting import Desks

# The first test waits for the whole demo.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def browser(played: Played) -> Iterator[Browser]:
    """A Chromium without a window, once the demo was played: while it lives, nothing here can use asyncio."""
    assert played.folder.exists()
    with a_chromium() as started:
        yield started


@pytest.fixture(scope="module")
def live_demo(demo_desks: Desks) -> Iterator[Served]:
    """The desk over a copy of the demo, served."""
    with served(demo_desks.house, demo_desks.moment) as desk:
        yield desk


@pytest.fixture(scope="module")
def swept() -> set[tuple[str, Language]]:
    """Which kinds of page were looked at in which language: many roles share a page."""
    return set()


def somebody(desks: Desks, role: Role) -> User:
    """Return the first of the demo's people with a role."""
    with reading(desks.house.engine) as session:
        return next(user for user in demo_users(session) if user.role is role)


@pytest.mark.parametrize("role", Role)
def test_everybody_begins_the_day(browser: Browser, live_demo: Served, demo_desks: Desks, role: Role) -> None:
    """Given the demo on a phone / when somebody presses their name / their page opens, and what it asks first."""
    with looking(browser, live_demo, look=Look(PHONE)) as page:
        said = complaints(page)
        page.goto("/")
        page.get_by_role("button", name=somebody(demo_desks, role).name).first.click()
        page.wait_for_url(lambda address: "/aanmelden" not in address)
        assert violations(page) == []
        page.locator("main a[href^='/']:not(thead a)").first.click()
        page.wait_for_load_state()
        assert page.get_by_role("heading", level=1).count() == 1
        assert violations(page) == []
        assert said == []


def record_a_visit(page: Page) -> None:
    """The adviser says on the start page how today's visit was: the numbers of the last time are filled in."""
    page.get_by_role("button", name="Opslaan").click()
    page.locator("main").get_by_text("vastgelegd").first.wait_for()


def take_work_up(page: Page) -> None:
    """The coordinator takes up what waits longest."""
    page.get_by_role("link", name="Oppakken").first.click()
    page.get_by_role("button", name="Ik pak dit op").click()
    page.get_by_text("U hebt dit opgepakt.").wait_for()


def approve_an_escalation(page: Page) -> None:
    """The manager lets a signal go to the inspectorate, as the second person."""
    page.get_by_role("link", name="S-20", exact=False).first.click()
    page.get_by_role("button", name="Akkoord: naar de inspectie").click()
    page.get_by_text("gaat naar de inspectie.").wait_for()


def read_and_send(page: Page) -> None:
    """The jurist reads a signal as the second person, in the very words that leave, and lets it go."""
    waiting = page.locator("section, .panel").filter(has_text="Lezen als tweede persoon").last
    waiting.get_by_role("link").first.click()
    page.get_by_role("link", name="Lezen als tweede persoon").click()
    page.get_by_role("button", name="Gelezen en akkoord: versturen").click()
    page.locator("main").get_by_text("verstuurd").first.wait_for()


def check_the_record(page: Page) -> None:
    """The privacy officer has the whole record recomputed; the page tells by itself when it is done, once."""
    page.get_by_role("button", name="Logboek narekenen").click()
    page.get_by_text("ongeschonden").wait_for()
    assert page.locator("#stand").count() == 1
    assert page.get_by_role("button", name="Logboek narekenen").count() == 1


def read_a_file(page: Page) -> None:
    """The inspector opens the file of what was passed on, with all its evidence in sight."""
    page.locator("main a").first.click()
    page.get_by_role("heading", level=1, name="Dossier bij signaal").wait_for()
    page.get_by_text("Wat er is gebeurd").first.click()
    page.get_by_text("doorgegeven aan de inspectie").first.wait_for()


def answer_a_signal(page: Page) -> None:
    """The agency answers what waits for it first, and promises when it will be solved."""
    page.locator("main a").first.click()
    page.get_by_role("link", name="Reageren").click()
    page.locator("textarea").fill("De deurverklikkers gaan overdag uit; de afspraken zijn aangepast.")
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Reactie versturen").click()
    page.locator("main").get_by_text("reactie").first.wait_for()
    assert page.get_by_role("link", name="Reageren").count() == 0


def send_again(page: Page) -> None:
    """The administrator lets a letter go that could not leave."""
    page.get_by_role("link", name="Niet gelukt").click()
    page.locator("main tbody a").first.click()
    page.get_by_role("button", name="Opnieuw versturen").click()
    page.get_by_text("Het bericht gaat bij de volgende verzending mee.").wait_for()


def read_the_report(page: Page) -> None:
    """The municipality opens its report."""
    page.locator("main tbody a").first.click()
    page.get_by_role("heading", level=1, name="Jaarrapportage").wait_for()


DAYS = {
    Role.ADVISER: record_a_visit,
    Role.COORDINATOR: take_work_up,
    Role.MANAGER: approve_an_escalation,
    Role.JURIST: read_and_send,
    Role.PRIVACY_OFFICER: check_the_record,
    Role.INSPECTOR: read_a_file,
    Role.PROVIDER_CONTACT: answer_a_signal,
    Role.ADMINISTRATOR: send_again,
    Role.MUNICIPALITY_CONTACT: read_the_report,
}


@pytest.mark.parametrize("role", Role)
def test_a_first_task_of_the_day_is_done(
    browser: Browser, live_demo: Served, demo_desks: Desks, role: Role
) -> None:  # fmt: skip
    with looking(browser, live_demo, somebody(demo_desks, role), Look(PHONE)) as page:
        said = complaints(page)
        page.goto("/")
        DAYS[role](page)
        assert violations(page) == []
        assert said == []


def test_who_sorts_by_keyboard_on_a_phone_sees_by_what(
    browser: Browser, live_demo: Served, demo_desks: Desks
) -> None:  # fmt: skip
    """Given a list of cards, whose header is out of sight / when the focus comes there / then it is in sight."""
    with looking(browser, live_demo, somebody(demo_desks, Role.MUNICIPALITY_CONTACT), Look(PHONE)) as page:
        page.goto("/rapporten")
        sort = page.locator("thead a").first
        hidden = sort.evaluate("link => link.closest('thead').getBoundingClientRect().height")
        sort.focus()
        assert sort.evaluate("link => link.closest('thead').getBoundingClientRect().height") > hidden + 20


@pytest.mark.browser
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("role", Role)
def test_every_page_is_for_everybody(
    browser: Browser, live_demo: Served, demo_desks: Desks, swept: set[tuple[str, Language]], role: Role,
    language: Language,
) -> None:  # fmt: skip
    """Given the demo / when all that a person reaches is opened / then axe and the narrowest window find no fault."""
    person = somebody(demo_desks, role)
    walk = Walk(signed_in(demo_desks, person.id, language), language)
    walk.begin()
    faults: list[str] = []
    with looking(browser, live_demo, person, Look(language=language)) as page:
        said = complaints(page)
        for address in walk.pages:
            if (kind_of(address), language) not in swept:
                swept.add((kind_of(address), language))
                page.goto(address)
                faults += [f"{address} {fault}" for fault in faults_of(page)]
        assert said == []
    assert faults == []


def faults_of(page: Page) -> Iterator[str]:
    """Yield what is wrong with an open page: on phone and desktop, light and dark, and whether it fits at 320 px."""
    for width, scheme in product((PHONE, DESKTOP), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        yield from (f"{width} {scheme}: {fault}" for fault in violations(page))
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    if scrolls_sideways(page):
        yield f"scrolls sideways at {NARROWEST} px"
