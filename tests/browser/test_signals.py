"""Signals in a real browser: handsome for everybody, within the click budgets, and answered without an account."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from actions.escalations import propose
from actions.reply_tokens import link_code, reply_page
from actions.signals import receive_reply
from rules.signals import EscalationReason
from rules.vocabulary import ContactRole, SignalState
from store.models import ReplyLink, Signal, User
from store.session import transaction
from tests.actions.signal_world import SENT_AT, TEXT, World
from tests.browser.live import DESKTOP, PHONE, Look, Served, looking, scrolls_sideways, violations

IDENTIFYING = "Kevin (14) moest van Ahmed in kamer 12 blijven"


class Filled:
    """A desk with a sent signal, a draft that names a child, and one that waits for a decision."""

    def __init__(self, desk: Served) -> None:
        desk.moment.now = SENT_AT + timedelta(days=2)
        with transaction(desk.house.engine) as session:
            world = World(desk.house, session)
            world.region.add_contact(ContactRole.SIGNALS, world.region.agency)
            sent, draft, urgent = world.sent(), world.draft(text=IDENTIFYING), world.sent()
            propose(session, desk.house, urgent, EscalationReason.SAFETY, SENT_AT)
            self.writer, self.jurist, self.manager = world.writer, world.jurist, world.manager
            self.sent, self.draft, self.urgent = sent.reference, draft.reference, urgent.reference
            self.reply = reply_page(session, desk.house, sent)

    def pages(self) -> list[tuple[User | None, str]]:
        """Return every page with who opens it."""
        return [
            (self.writer, "/signalen"), (self.writer, "/signaal-schrijven"),
            (self.writer, f"/signalen/{self.draft}/tekst"),
            (self.writer, f"/signalen/{self.sent}"), (self.jurist, f"/signalen/{self.draft}/brief"),
            (self.manager, f"/signalen/{self.urgent}"), (self.manager, "/doorgeven"), (None, self.reply),
        ]  # fmt: skip


@pytest.fixture
def filled(live_desk: Served) -> Filled:
    """The served desk with signals."""
    return Filled(live_desk)


def _state(desk: Served, reference: str) -> SignalState:
    with transaction(desk.house.engine) as session:
        return session.scalars(select(Signal.state).where(Signal.reference == reference)).one()


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.browser)])
def test_every_page_can_be_used_by_everybody(browser: Browser, live_desk: Served, filled: Filled, width: int) -> None:
    """Given each page / when axe looks at it / then nothing is wrong, and nothing scrolls sideways."""
    found = {}
    for user, address in filled.pages():
        with looking(browser, live_desk, user, Look(width)) as page:
            page.goto(address)
            found[address] = violations(page) + (["sideways"] if scrolls_sideways(page) else [])

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_a_reply_is_judged_in_two_clicks(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Given an answer on the list / when the signal is opened and found enough / then two clicks judged it."""
    with transaction(live_desk.house.engine) as session:
        signal = session.scalars(select(Signal).where(Signal.reference == filled.sent)).one()
        receive_reply(session, live_desk.house, signal, "Het is gestopt.", SENT_AT, SENT_AT)
    with looking(browser, live_desk, filled.writer) as page:
        page.goto("/signalen")
        page.get_by_role("link", name=filled.sent).click()
        page.get_by_role("button", name="Ja, voldoende").click()
        page.get_by_role("status").wait_for()

    assert _state(live_desk, filled.sent) is SignalState.VERIFICATION


def test_passing_on_is_approved_in_two_clicks_from_the_mail(
    browser: Browser, live_desk: Served, filled: Filled
) -> None:
    """Given the mail's link (one click) / when the manager agrees (two) / then it goes to the inspectorate."""
    with looking(browser, live_desk, filled.manager) as page:
        page.goto(f"/signalen/{filled.urgent}")
        page.get_by_role("button", name="Akkoord: naar de inspectie").click()
        page.get_by_role("status").wait_for()

    assert _state(live_desk, filled.urgent) is SignalState.ESCALATION_APPROVED


def test_a_name_is_taken_out_with_one_click(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Scenario 14. Given a child's name in a text / when it is replaced / then the name is gone from the page."""
    with looking(browser, live_desk, filled.writer) as page:
        page.goto(f"/signalen/{filled.draft}/tekst")
        assert "Kevin" in page.locator("mark").all_inner_texts()
        page.get_by_role("button", name=re.compile("Vervangen door")).first.click()
        page.get_by_role("status").wait_for()

        assert "Kevin" not in page.content()


def test_an_agency_answers_without_scripts_or_account(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Given a link and no scripts / when the agency asks a code, types it and answers / then a receipt stands there."""
    with looking(browser, live_desk, look=Look(PHONE, script=False)) as page:
        page.goto(filled.reply)
        page.get_by_role("button", name="Code mailen").click()
        with transaction(live_desk.house.engine) as session:
            code = link_code(live_desk.house.vault, session.scalars(select(ReplyLink).order_by(ReplyLink.id)).all()[0])
        page.get_by_label("Code van zes cijfers").fill(code)
        page.get_by_role("button", name="Signaal openen").click()
        assert TEXT in page.content()
        page.get_by_label("Wat heeft u gedaan?").fill("De deuren blijven open.")
        page.get_by_label("maatregel gestopt").check()
        page.get_by_role("button", name="Reactie versturen").click()
        assert "Uw reactie is ontvangen" in page.content()

    assert _state(live_desk, filled.sent) is SignalState.ANSWERED
