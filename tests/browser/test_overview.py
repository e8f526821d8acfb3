"""Manager, privacy officer, administrator and municipality in a real browser."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser
from sqlalchemy import select

from actions.publishing import release_year
from rules.overview import METHOD
from rules.vocabulary import Role
from store.models import Municipality, User
from store.session import reading, transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at
from tests.browser.live import DESKTOP, PHONE, Look, Served, complaints, looking, scrolls_sideways, violations
from tests.desk.web.planning_world import build
from tests.desk.web.test_mailbox import delivered, letter
from tests.desk.web.visiting import Desks, Moment

IN_2025 = at(date(2025, 5, 12), 10)
FEBRUARY = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
PAGES: dict[Role, tuple[str, ...]] = {
    Role.MANAGER: ("/overzicht", "/overzicht/cijfers", "/overzicht/beleid", "/rapporten/vrijgeven"),
    Role.PRIVACY_OFFICER: ("/privacy", "/privacy/logboek", "/privacy/gelezen", "/privacy/bewaren"),
    Role.ADMINISTRATOR: (
        "/beheer", "/beheer/postvak", "/beheer/instellingen", "/beheer/gebruikers", "/beheer/berichten",
        "/beheer/berichten/visit_reminder", "/mail",
    ),
}  # fmt: skip


def lived_and_released(desk: Served, clients: int) -> None:
    """Let a year pass with some clients, and release its reports."""
    with transaction(desk.house.engine) as session:
        world = CaseWorld(desk.house, session)
        for _ in range(clients):
            world.issue(world.client(now=IN_2025), IN_2025)
        manager = world.region.add_user(Role.MANAGER)
    release_year(desk.house, 2025, FEBRUARY, by=manager)


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("role", PAGES)
def test_nothing_is_out_of_reach(
    browser: Browser, live_desk: Served, live_desks: Desks, role: Role, width: int
) -> None:
    world = build(live_desk.house)
    user = world.manager if role is Role.MANAGER else live_desks.new_user(role)
    with looking(browser, live_desk, user, Look(width)) as page:
        said = complaints(page)
        for path in PAGES[role]:
            page.goto(path)
            assert page.get_by_role("heading", level=1).count() == 1
            assert violations(page) == []
            assert not scrolls_sideways(page)
        assert said == []


def test_the_charts_say_their_numbers_as_a_table(browser: Browser, live_desk: Served) -> None:
    world = build(live_desk.house)
    with looking(browser, live_desk, world.manager) as page:
        page.goto("/")
        assert page.get_by_role("heading", level=1).inner_text() == "Overzicht"
        assert page.get_by_role("img").count() >= 2
        page.get_by_text("Bekijk als tabel").first.click()
        assert page.get_by_role("rowheader").first.is_visible()
        page.get_by_role("link", name="Hoe gaat het?").click()
        page.wait_for_url("**/overzicht/cijfers")
        assert page.get_by_role("table", name="Bezoekvensters per zorgvorm").is_visible()


def test_scenario_38_a_manager_asks_how_we_are_doing(browser: Browser, live_desk: Served) -> None:
    """Scenario 38. Given three weeks of work / when a manager asks / then each figure is there, and to take along."""
    world = build(live_desk.house)
    with looking(browser, live_desk, world.manager) as page:
        page.goto("/overzicht/cijfers?van=2026-03-16&tot=2026-04-08")
        windows = page.get_by_role("table", name="Bezoekvensters per zorgvorm")
        heads = windows.get_by_role("columnheader").all_inner_texts()
        assert {"Verschuldigd", "Op tijd", "Te laat", "Gemist", "Vervallen"} <= set(heads)
        for name in (
            "Langste tijd zonder bezoek, in dagen", "Achterstand en geweigerde bezoeken",
            "Vertrouwenspersonen per groep",
            "Open signalen naar ouderdom", "Antwoord op acute signalen, in uren", "Doorgeven aan de inspectie",
            "Cliënten met een vraag, probleem of klacht",
        ):  # fmt: skip
            assert page.get_by_role("table", name=name).is_visible()
        assert page.get_by_text(f"Methode van tellen: {METHOD}").is_visible()
        with page.expect_download() as got:
            page.get_by_role("link", name="Excel").click()
        book = load_workbook(BytesIO(got.value.path().read_bytes()))
        assert METHOD in [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


def test_scenario_25_a_municipality_with_four_clients_reads_no_table(
    browser: Browser, live_desk: Served, live_desks: Desks, moment: Moment
) -> None:
    moment.now = FEBRUARY
    lived_and_released(live_desk, 4)
    with reading(live_desk.house.engine) as session:
        place = session.scalars(select(Municipality).order_by(Municipality.id)).first()
        assert place is not None
    contact = live_desks.new_user(Role.MUNICIPALITY_CONTACT, municipality_id=place.id)
    with looking(browser, live_desk, contact) as page:
        page.goto("/")
        assert page.locator("tbody tr").count() == 1
        page.locator("tbody th a").click()
        page.wait_for_url("**/rapporten/JR-*")
        assert page.get_by_text("Tabel 1a").count() == 0
        assert violations(page) == []
        with page.expect_download() as got:
            page.get_by_role("link", name="PDF").click()
        assert got.value.suggested_filename.endswith("-2025.pdf")


def test_all_municipality_reports_in_two_clicks(browser: Browser, live_desk: Served, moment: Moment) -> None:
    moment.now = FEBRUARY
    lived_and_released(live_desk, 6)
    with reading(live_desk.house.engine) as session:
        manager = session.scalars(select(User).where(User.role == Role.MANAGER)).first()
    with looking(browser, live_desk, manager) as page:
        page.goto("/")
        page.get_by_role("navigation", name="Onderdelen").get_by_role("link", name="Rapporten").click()
        with page.expect_download() as got:
            page.get_by_role("link", name="Gemeenterapport over 2025 als PDF in één zip").click()
        assert got.value.suggested_filename == "municipality-2025-pdf.zip"


def test_the_record_is_checked_while_the_page_waits(browser: Browser, live_desk: Served, live_desks: Desks) -> None:
    officer = live_desks.new_user(Role.PRIVACY_OFFICER)
    with looking(browser, live_desk, officer) as page:
        page.goto("/")
        page.get_by_role("button", name="Logboek narekenen").click()
        page.get_by_text("ongeschonden").wait_for(timeout=60_000)


def test_a_letter_shows_itself_and_runs_nothing(browser: Browser, live_desk: Served, live_desks: Desks) -> None:
    delivered(live_desk.house, letter(1))
    user = live_desks.new_user(Role.ADMINISTRATOR)
    with looking(browser, live_desk, user) as page:
        asked: list[str] = []
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.goto("/mail")
        page.get_by_role("link", name="Bezoek 1").click()
        page.frame_locator("iframe").get_by_text("Tot dan.").wait_for()
        assert asked == []
