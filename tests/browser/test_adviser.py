"""An adviser's day on the phone, in a real browser: with the click budgets, and scenarios 35 and 37."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select

from desk.web.all_pages import PAGES
from rules.vocabulary import Language, SignalState, VisitState
from store.models import Client, Signal, Visit
from store.session import transaction
from tests.browser.live import DESKTOP, NARROWEST, PHONE, Look, Served, looking, scrolls_sideways, violations
from tests.desk.web.adviser_world import AdviserWorld, add_client, add_issue, add_waiting, build

LOOKS = (
    Look(PHONE), Look(DESKTOP), Look(PHONE, dark=True, language=Language.EN), Look(DESKTOP, dark=True),
)  # fmt: skip


@dataclass
class Finger:
    """Taps, and counts them; typing is no tap."""

    page: Page
    taps: int = field(default=0)

    def tap(self, what: Locator) -> None:
        what.click()
        self.page.wait_for_load_state()
        self.taps += 1


@pytest.fixture
def world(live_desk: Served) -> AdviserWorld:
    """An adviser with four visits today."""
    return build(live_desk.house)


@pytest.fixture
def phone(browser: Browser, live_desk: Served, world: AdviserWorld) -> Iterator[Page]:
    """The adviser's phone, on today."""
    with looking(browser, live_desk, world.user, Look(PHONE)) as page:
        page.goto("/vandaag")
        yield page


def _state(desk: Served, visit: int) -> VisitState:
    with transaction(desk.house.engine) as session:
        return session.get_one(Visit, visit).state


def test_a_visit_is_recorded_in_two_taps(live_desk: Served, phone: Page, world: AdviserWorld) -> None:
    """Given a visit further down the day / when it is opened and saved / then two taps recorded it."""
    finger = Finger(phone)
    third = phone.locator(f"#bezoek-{world.visits[2]}")

    finger.tap(third.locator("summary", has_text="Vastleggen"))
    finger.tap(third.get_by_role("button", name="Opslaan"))

    assert finger.taps == 2
    assert _state(live_desk, world.visits[2]) is VisitState.DONE
    assert "is vastgelegd" in phone.get_by_role("status").inner_text()


def test_a_signal_is_begun_in_three(live_desk: Served, phone: Page, world: AdviserWorld) -> None:
    """Given a visit / when the box of a signal is ticked before saving / then the draft form is next, within three."""
    finger = Finger(phone)
    third = phone.locator(f"#bezoek-{world.visits[2]}")

    finger.tap(third.locator("summary", has_text="Vastleggen"))
    finger.tap(third.get_by_label("Er is iets dat een signaal moet worden"))
    finger.tap(third.get_by_role("button", name="Opslaan"))

    assert finger.taps == 3
    assert _state(live_desk, world.visits[2]) is VisitState.DONE
    drafts_here = any(row.name == "signal_new" for row in PAGES)
    assert (f"visit={world.visits[2]}" in phone.url) is drafts_here


def test_my_visits_come_in_my_calendar_in_one(live_desk: Served, phone: Page) -> None:
    """Given today / when the one button is tapped / then its secret address gives a calendar without a client."""
    finger = Finger(phone)

    finger.tap(phone.get_by_role("button", name="Zet in mijn agenda"))
    address = phone.locator("code").inner_text()
    answer = phone.request.get(live_desk.address + "/agenda/" + address.rsplit("/", 1)[1])

    assert finger.taps == 1
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VCALENDAR" in answer.text()


def test_refused_at_the_door(live_desk: Served, phone: Page, world: AdviserWorld) -> None:
    """Given an open form / when access was refused / then the counts go away, the reason comes, and a draft stands."""
    first = phone.locator(f"#bezoek-{world.visits[0]}")
    first.get_by_text("Niet geweest", exact=True).click()
    counts_gone = first.get_by_label("Aanwezig", exact=True).is_hidden()
    first.get_by_text("toegang geweigerd").click()
    first.get_by_role("button", name="Opslaan").click()
    phone.wait_for_load_state()

    with transaction(live_desk.house.engine) as session:
        states = session.scalars(select(Signal.state)).all()
    assert counts_gone
    assert states == [SignalState.DRAFT, SignalState.DRAFT]
    assert _state(live_desk, world.visits[0]) is VisitState.ATTEMPTED


def test_it_works_without_javascript(browser: Browser, live_desk: Served, world: AdviserWorld) -> None:
    with looking(browser, live_desk, world.user, Look(PHONE, script=False)) as page:
        page.goto("/vandaag")
        second = page.locator(f"#bezoek-{world.visits[1]}")
        second.locator("summary", has_text="Vastleggen").click()
        second.get_by_label("Aanwezig", exact=True).fill("6")
        second.get_by_label("Jongeren gesproken").fill("9")
        second.get_by_role("button", name="Opslaan").click()
        told = page.get_by_role("alert").inner_text()
        kept = page.get_by_label("Jongeren gesproken").input_value()

    assert "kloppen niet" in told
    assert kept == "9"


def test_a_youth_who_arrives_goes_first(browser: Browser, live_desk: Served, world: AdviserWorld) -> None:
    """Given a parent who waits five minutes in the chat / when a youth arrives / then the youth is first (37)."""
    add_waiting(live_desk.house, world.user, is_youth=False, minutes=5)
    with looking(browser, live_desk, world.user, Look(PHONE)) as page:
        page.goto("/wachtrij")
        page.get_by_label("Hoe").select_option("chat")
        page.get_by_label("Het is een jeugdige").check()
        page.get_by_role("button", name="In de wachtrij zetten").click()
        page.wait_for_load_state()
        line = page.locator(".queue > li").all_inner_texts()
        page.get_by_role("button", name="Neem de eerste").click()
        page.wait_for_url(re.compile("/wachtrij/IN-"))
        taken = page.locator("main").inner_text()

    assert "jeugdige" in line[0]
    assert "volwassene" in line[1]
    assert "jeugdige" in taken


def test_two_family_members(browser: Browser, live_desk: Served, world: AdviserWorld) -> None:
    """Given a mother who is mine / when her son asks support against it / then a colleague, and no file seen (35)."""
    mother = add_client(live_desk.house, world.user, identity="Mevrouw Voorbeeld")
    add_issue(live_desk.house, world.user, mother, world.agency)
    with looking(browser, live_desk, world.user, Look(PHONE)) as page:
        page.goto("/contact")
        page.get_by_label("Naam of hoe u de cliënt kent").fill("Bram Voorbeeld")
        page.get_by_text("Meer over de cliënt").click()
        page.get_by_label("Tegenstrijdig belang met een cliënt van u?").select_option(mother)
        page.locator("main").get_by_role("button", name="Contact vastleggen").click()
        page.wait_for_url(re.compile("/clienten$"))
        told = page.get_by_role("status").inner_text()
    with transaction(live_desk.house.engine) as session:
        son = session.scalars(select(Client.code).where(Client.code != mother)).one()
    with looking(browser, live_desk, world.coordinator) as page:
        page.goto("/toewijzen")
        page.get_by_role("link", name="Kies wie helpt").click()
        offered = page.locator("main").inner_text()
        page.get_by_label(world.other.name).check()
        page.get_by_role("button", name="Toewijzen").click()
        page.wait_for_url(re.compile("/toewijzen$"))
    seen = {who.name: _seen(browser, live_desk, who, (mother, son)) for who in (world.user, world.other)}

    assert "De coördinator kiest wie helpt" in told
    assert world.other.name in offered
    assert world.user.name not in offered
    assert "Bram" not in offered
    assert seen == {world.user.name: [200, 404], world.other.name: [404, 200]}


def _seen(browser: Browser, desk: Served, who: object, codes: tuple[str, ...]) -> list[int]:
    with looking(browser, desk, who) as page:  # type: ignore[arg-type]  # a user
        return [answer.status for code in codes if (answer := page.goto(f"/clienten/{code}"))]


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_for_everybody(browser: Browser, live_desk: Served, world: AdviserWorld, look: Look) -> None:
    """No page of an adviser breaks WCAG 2.2 AA, or is wider than the phone."""
    code = add_client(live_desk.house, world.user)
    issue = add_issue(live_desk.house, world.user, code, world.agency)
    add_waiting(live_desk.house, world.user, is_youth=True, minutes=3)
    addresses = (
        "/vandaag", f"/vandaag/{world.visits[4]}", "/mijn-week", "/mijn-berichten", "/wachtrij", "/contact",
        f"/contact?client={code}",
        "/clienten", f"/clienten/{code}", f"/clienten/{code}/wijzigen", f"/clienten/{code}/overdragen",
        f"/clienten/{code}/zaken/{issue}", "/samenwerking", "/samenwerking/nieuw",
    )  # fmt: skip
    with looking(browser, live_desk, world.user, look) as page:
        found = {}
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            found[address] = violations(page)
            page.set_viewport_size({"width": NARROWEST, "height": 800})
            assert not scrolls_sideways(page), address
            page.set_viewport_size({"width": look.width, "height": 800})
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
