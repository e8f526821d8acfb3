"""A coordinator's day in a real browser: scenarios 1 and 7, the click budgets, and how every page looks."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from actions.windows import close_windows
from rules.calendar import at_local
from rules.vocabulary import AbsenceKind, CareType, Role, VisitState
from store.models import Absence, Conflict, Group, User, Visit
from store.session import transaction
from tests.actions.visiting import morning, prepare
from tests.browser.live import DESKTOP, PHONE, Look, Served, looking, scrolls_sideways, violations
from tests.builders import Region
from tests.desk.web.planning_world import PlanningWorld, build

FRIDAY = 4
W52 = date(2026, 12, 21)
MONDAY_AFTER, LAST_TO_CATCH_UP = date(2026, 12, 28), date(2026, 12, 30)
ILL_FROM, ILL_TO = date(2026, 3, 2), date(2026, 4, 12)


@dataclass
class Fingers:
    """Clicks on what a page offers, and counts them."""

    page: Page
    clicks: int = 0

    def press(self, name: str, *, within: str = "main") -> None:
        """Click a button by its name."""
        self.page.locator(within).get_by_role("button", name=name).first.click()
        self.clicks += 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_scenario_01_a_visit_missed_over_christmas_is_made_up(
    browser: Browser, live_desk: Served, script: bool
) -> None:
    with transaction(live_desk.house.engine) as session:
        region = Region(session)
        coordinator = region.add_user(Role.COORDINATOR)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser(), fixed_weekday=FRIDAY, fixed_time=time(16))
        prepare(session, live_desk.house, W52, weeks=1)
        close_windows(session, live_desk.house, MONDAY_AFTER, morning(MONDAY_AFTER))
        for catch_up in session.scalars(select(Visit).where(Visit.on >= MONDAY_AFTER)):
            session.delete(catch_up)
    live_desk.moment.now = at_local(MONDAY_AFTER, time(9))
    with looking(browser, live_desk, coordinator, Look(script=script)) as page:
        fingers = Fingers(page)
        page.goto("/")
        expect(page.get_by_text("1 bezoek te laat")).to_be_visible()
        expect(page.get_by_text("1 dag te laat").first).to_be_visible()
        fingers.press("Inplannen", within=".panel.late")
        fingers.press("Zo inplannen")
        expect(page.get_by_text(f"Ingepland: {group.code}")).to_be_visible()
    assert fingers.clicks <= 2, "late visit to a new slot: two clicks"
    with transaction(live_desk.house.engine) as session:
        planned = session.scalars(
            select(Visit).where(Visit.on >= MONDAY_AFTER, Visit.state == VisitState.PLANNED)
        ).one()
        assert planned.on <= LAST_TO_CATCH_UP


def test_scenario_07_an_adviser_is_ill_for_six_weeks(browser: Browser, live_desk: Served) -> None:
    coordinator, ill = _nine_groups(live_desk)
    live_desk.moment.now = at_local(ILL_FROM, time(8))
    with looking(browser, live_desk, coordinator) as page:
        page.goto(f"/vertrouwenspersonen/{ill}")
        page.get_by_label("Laatste dag").fill(ILL_TO.isoformat())
        page.get_by_role("button", name="Bekijk wat dit doet").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("is afwezig")
        rows = page.locator("table.cards tbody tr")
        closed = [("gesloten" in row) for row in rows.all_inner_texts()]
        assert sum(closed) == 12
        assert closed == sorted(closed, reverse=True), "closed groups first"
        assert "Buiten Beeld" not in page.locator("main").inner_text(), "a conflict keeps out"
        page.get_by_role("button", name="Alles overnemen").click()
        expect(page.get_by_text("Nu afwezig")).to_be_visible()
        page.get_by_label("Weer aan het werk vanaf").fill((ILL_FROM + timedelta(days=14)).isoformat())
        page.get_by_role("button", name="Eerder terug melden").click()
        page.get_by_role("button", name="Terugzetten").click()
        expect(page.get_by_text("is weer aan het werk")).to_be_visible()
    with transaction(live_desk.house.engine) as session:
        absence = session.scalars(select(Absence)).one()
        assert (absence.kind, absence.ends_on) == (AbsenceKind.ILL, ILL_FROM + timedelta(days=13))


def test_the_budgets_of_illness_and_of_a_round_are_two_clicks(browser: Browser, live_desk: Served) -> None:
    world = build(live_desk.house)
    with looking(browser, live_desk, world.coordinator) as page:
        ill, planned = Fingers(page), Fingers(page)
        page.goto("/planning/week")
        ill.press("Ziek melden", within="table.week tr:has-text('Joost de Wit')")
        ill.press("Alles overnemen")
        expect(page.get_by_text("is afgemeld")).to_be_visible()
        page.goto("/")
        planned.press("Ronde plannen")
        planned.press("Akkoord")
        expect(page.get_by_text("De ronde is gepland")).to_be_visible()
    assert (ill.clicks, planned.clicks) == (2, 2)


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_is_open_to_everybody(browser: Browser, live_desk: Served, width: int, dark: bool) -> None:
    world = build(live_desk.house)
    with looking(browser, live_desk, world.coordinator, Look(width, dark=dark)) as page:
        for path in _paths(world):
            page.goto(path)
            assert violations(page) == [], path
            assert not scrolls_sideways(page), path


def _paths(world: PlanningWorld) -> list[str]:
    return [
        "/planning", "/planning/week", "/planning/maand", "/planning/kaart?dag=2026-04-07", "/planning/te-laat",
        "/planning/tegoed", f"/planning/bezoeken/{world.open_visit}", "/groepen", f"/groepen/{world.groups[0]}",
        "/vertrouwenspersonen", f"/vertrouwenspersonen/{world.advisers[0]}", "/voorlichtingen", "/werk", "/register",
    ]  # fmt: skip


def _nine_groups(desk: Served) -> tuple[User, str]:
    """Make an adviser with nine groups, two of them closed, planned for eight weeks; return who plans, and the code."""
    near: dict[str, Any] = {"latitude": 52.1, "longitude": 5.1}
    far: dict[str, Any] = {"latitude": 52.2, "longitude": 5.6}
    with transaction(desk.house.engine) as session:
        region = Region(session)
        coordinator = region.add_user(Role.COORDINATOR)
        owner, _one, _two = region.add_adviser(**near), region.add_adviser(**far), region.add_adviser(**far)
        kept_out = region.add_adviser(name="Buiten Beeld", **near)
        place = region.add_location(**near)
        kinds = [CareType.CLOSED_CARE] * 2 + [CareType.OPEN_RESIDENTIAL_CARE] * 5 + [CareType.FAMILY_HOME] * 2
        groups: list[Group] = [region.add_group(kind, owner, location=place) for kind in kinds]
        session.add_all(Conflict(adviser_id=kept_out.id, group_id=group.id) for group in groups)
        session.flush()
        prepare(session, desk.house, ILL_FROM, weeks=8)
        return coordinator, owner.code
