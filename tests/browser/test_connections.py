"""Other systems and saved views in a real browser: for everybody, on a phone and on a desk."""

import pytest
from playwright.sync_api import Browser, Page

from actions.connections import make_endpoint, make_token
from actions.saved_views import save_view
from desk.web.pages.connections import PAGES
from rules.api import ApiScope, HookKind
from rules.calendar import local_date
from rules.vocabulary import Language, Role
from store.events import Subject, record
from store.models import User, Visit
from store.session import transaction
from tests.browser.live import DESKTOP, NARROWEST, PHONE, Look, Served, looking, scrolls_sideways, violations
from tests.halves import Two

LOOKS = (Look(PHONE), Look(DESKTOP), Look(PHONE, dark=True, language=Language.EN), Look(DESKTOP, dark=True))
ADDRESSES = tuple(
    row.path.replace("{number:int}", "1") for row in PAGES if row.method == "GET" and not row.path.endswith(".xlsx")
)


def furnished(desk: Served) -> tuple[User, User]:
    """Keep two tokens, an endpoint with what it was told, and a view; return the administrator and the coordinator."""
    now = desk.moment.now
    with transaction(desk.house.engine) as session:
        two = Two(session)
        admin, reader = two.user(Role.ADMINISTRATOR), two.user(Role.COORDINATOR)
        admin.name, reader.name = "Bea Voorbeeld", "Cor Voorbeeld"
        for name, scopes in (("Roosterpakket", (ApiScope.VISITS,)), ("Managementinformatie", tuple(ApiScope))):
            make_token(session, name, reader, scopes, local_date(now).replace(month=12), now, by=admin)
        address = "https://koppeling.voorbeeld.example/waakvlam"
        make_endpoint(session, desk.house, "Zaaksysteem", address, reader, tuple(HookKind), now, by=admin)
        for what in ("planned", "moved", "done"):
            record(session, Subject("visit", two.own[Visit].id), what, at=now)
        save_view(session, "groups", "Alleen gesloten", "zoek=G", now, by=reader, shared=True)
    return admin, reader


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_for_everybody(browser: Browser, live_desk: Served, look: Look) -> None:
    admin, reader = furnished(live_desk)
    with looking(browser, live_desk, admin, look) as page:
        for address in ADDRESSES:
            page.goto(address)
            check(page, look)
        page.goto(ADDRESSES[0])
        for closed in page.locator("main details").all():
            closed.locator("summary").click()
        check(page, look)
    with looking(browser, live_desk, reader, look) as page:
        page.goto("/groepen?zoek=G1")
        page.locator("main details summary").click()
        check(page, look)


def check(page: Page, look: Look) -> None:
    assert violations(page) == []
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": look.width, "height": 800})


def test_a_view_is_kept_and_found_again(browser: Browser, live_desk: Served) -> None:
    """Given a filtered list / when it is kept under a name / then one click brings it back, and another forgets it."""
    _, reader = furnished(live_desk)
    with looking(browser, live_desk, reader) as page:
        page.goto("/groepen?zoek=G1")
        page.get_by_text("Deze weergave bewaren").click()
        page.get_by_label("Naam van de weergave").fill("Mijn groepen")
        page.get_by_role("button", name="Bewaar weergave").click()
        assert "Mijn groepen" in page.get_by_role("status").inner_text()
        page.goto("/groepen")
        page.get_by_role("link", name="Mijn groepen").click()
        page.wait_for_url("**/groepen?zoek=G1")
        page.get_by_role("button", name="Weergave 'Mijn groepen' verwijderen").click()
        page.wait_for_url("**/groepen")
        assert page.get_by_role("link", name="Mijn groepen").count() == 0


def test_a_secret_is_shown_once(browser: Browser, live_desk: Served) -> None:
    admin, _ = furnished(live_desk)
    with looking(browser, live_desk, admin, Look(PHONE)) as page:
        page.goto(ADDRESSES[0])
        page.get_by_text("Nieuwe sleutel").click()
        page.get_by_label("Voor welk systeem?").fill("Rooster")
        page.get_by_label("Ziet wat deze gebruiker ziet").fill(admin.login)
        page.get_by_label("Werkt tot en met").fill("2026-12-31")
        page.get_by_label("bezoeken lezen").check()
        page.get_by_role("button", name="Maak sleutel").click()
        assert page.locator("code").inner_text().startswith("wv_")
        assert violations(page) == []
        assert not scrolls_sideways(page)
