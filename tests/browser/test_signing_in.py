"""Signing in with the keyboard alone, and what axe says of the pages of signing in, as people see them."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from actions.accounts import put_password
from actions.passwords import hashed
from desk.web.signing_in import cookie_name
from rules.vocabulary import Language, Role
from store.events import SYSTEM
from store.models import Installation, User
from store.session import transaction
from tests.browser.live import DESKTOP, NARROWEST, PHONE, Look, Served, looking, scrolls_sideways, violations
from tests.desk.web.visiting import Desks

PASSWORD = "vier losse woorden samen"


def with_password(desks: Desks) -> User:
    user = desks.new_user(Role.JURIST)
    with transaction(desks.house.engine) as session:
        put_password(session, user, hashed(PASSWORD), desks.moment.now, actor=SYSTEM)
        session.execute(update(Installation).values(simulated=False))
    return user


def test_from_a_password_to_the_app_with_the_keyboard(browser: Browser, live_desk: Served, live_desks: Desks) -> None:
    user = with_password(live_desks)
    with looking(browser, live_desk) as page:
        page.goto("/account")
        page.locator("#login").focus()
        page.keyboard.type(user.login)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Stel uw app in")
        expect(page.locator("svg.qr")).to_be_visible()
        assert [
            cookie["httpOnly"] for cookie in page.context.cookies() if cookie["name"] == cookie_name(secure=False)
        ] == [True]
        page.locator("#code").fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Deze code klopt niet")


@pytest.mark.parametrize(
    "look",
    [Look(PHONE), Look(DESKTOP, dark=True, language=Language.EN), Look(NARROWEST, script=True)],
    ids=str,
)
@pytest.mark.parametrize("path", ["/aanmelden", "/account", "/bevestigen", "/noodtoegang"])
def test_pages_are_for_everybody(browser: Browser, live_desk: Served, live_desks: Desks, look: Look, path: str) -> None:
    user = None if path == "/aanmelden" else live_desks.new_user(Role.JURIST)
    with looking(browser, live_desk, user, look) as page:
        page.goto(path)
        assert violations(page) == []
        assert not scrolls_sideways(page)
