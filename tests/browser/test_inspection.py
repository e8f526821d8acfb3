"""Scenario 32 in a real browser, and the pages around it: usable by everybody, also without scripts."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from actions.calamities import watch_incident
from actions.escalations import approve, confirm, propose, told_by_phone
from actions.inspectorate import Message, hear
from actions.on_call import put_on_call
from actions.signals import receive_reply, submit_signal
from rules.calamity import IncidentKind
from rules.inspectorate import InspectorateState
from rules.signals import EscalationReason
from rules.vocabulary import ContactRole, Role, SignalState, VisitState
from store.attachments import add_attachment
from store.models import Signal, User, Visit
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, at
from tests.browser.live import DESKTOP, PHONE, Look, Served, looking, scrolls_sideways, violations
from tests.desk.web.visiting import Desks

TOLD = SENT_AT + timedelta(days=2)
LATE = at(date(2026, 7, 21), 8)
WIDTHS = (PHONE, DESKTOP)


class Followed:
    """A desk with a signal at the inspectorate, one with the agency, one to read and one to decide on; and a rota."""

    def __init__(self, desk: Served, desks: Desks) -> None:
        desk.moment.now = TOLD + timedelta(days=5)
        with transaction(desk.house.engine) as session:
            world = World(desk.house, session)
            world.region.add_contact(ContactRole.SIGNALS, world.region.agency)
            told, sent, urgent, draft = world.sent(), world.sent(), world.sent(), world.draft()
            submit_signal(session, desk.house, draft, SENT_AT)
            propose(session, desk.house, urgent, EscalationReason.SAFETY, SENT_AT)
            reply = receive_reply(session, desk.house, told, "De deuren blijven open.", SENT_AT, SENT_AT)
            add_attachment(
                session, desk.house.vault, told, name="plan van aanpak.pdf", media_type="application/pdf",
                content=b"%PDF-1.7", received_at=SENT_AT, reply=reply,
            )  # fmt: skip
            escalation = propose(session, desk.house, told, EscalationReason.SAFETY, TOLD)
            approve(session, desk.house, escalation, world.manager, TOLD)
            told_by_phone(session, desk.house, escalation, TOLD, TOLD, by=world.coordinator)
            confirm(session, desk.house, escalation, TOLD, by=world.coordinator)
            watch_incident(session, desk.house, urgent, IncidentKind.VIOLENCE, TOLD.date(), TOLD, by=world.writer)
            now = desk.moment.now
            for user, rank in ((world.manager, 1), (world.jurist, 2)):
                put_on_call(
                    session, desk.house, user, rank, now - timedelta(days=1), now + timedelta(days=13), now,
                    by=world.coordinator,
                )  # fmt: skip
            self.writer, self.jurist, self.manager = world.writer, world.jurist, world.manager
            self.coordinator, self.group, self.adviser = world.coordinator, world.group.id, world.adviser.id
            self.told, self.sent, agency = told.reference, sent.reference, world.region.agency.id
        self.inspector = desks.new_user(Role.INSPECTOR)
        self.contact = desks.new_user(Role.PROVIDER_CONTACT, agency_id=agency)

    def pages(self) -> list[tuple[User, str]]:
        """Return every page with who opens it."""
        told = f"/signalen/{self.told}"
        return [
            (self.coordinator, f"{told}/inspectie"), (self.coordinator, f"{told}/inspectie?bericht=measure"),
            (self.coordinator, "/piket"), (self.jurist, "/"), (self.inspector, "/"),
            (self.inspector, f"{told}/dossier"), (self.jurist, f"{told}/bijlagen"),
            (self.contact, "/"), (self.contact, f"/signalen/{self.sent}/reactie"),
        ]  # fmt: skip


@pytest.fixture
def followed(live_desk: Served, live_desks: Desks) -> Followed:
    """The served desk with what was passed on."""
    return Followed(live_desk, live_desks)


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_can_be_used_by_everybody(
    browser: Browser, live_desk: Served, followed: Followed, width: int
) -> None:
    """Given each page / when axe looks at it / then nothing is wrong, and nothing scrolls sideways."""
    found = {}
    for user, address in followed.pages():
        with looking(browser, live_desk, user, Look(width)) as page:
            page.goto(address)
            found[address] = violations(page) + (["sideways"] if scrolls_sideways(page) else [])

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def _says(page: Page, message: str, on: str, **fields: str) -> None:
    page.get_by_role("link", name=message, exact=True).click()
    page.get_by_label("Bericht van").fill(on)
    page.get_by_label("Hoe laat?").fill("08:00")
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Bericht vastleggen").click()
    page.get_by_text("Vastgelegd: het bericht").wait_for()


def test_32_a_plan_a_period_and_an_ending(browser: Browser, live_desk: Served, followed: Followed) -> None:
    """Scenario 32. Given what was passed on / when plan, period, report and ending are recorded / then it may close."""
    live_desk.moment.now = LATE
    page_of = f"/signalen/{followed.told}/inspectie"
    with looking(browser, live_desk, followed.coordinator, Look(script=False)) as page:
        page.goto(page_of)
        _says(page, "verbeterplan gevraagd", "2026-03-23", **{"Weken die de inspectie noemt": "4"})
        assert "20 april 2026" in page.content()
        _says(page, "verbeterplan ontvangen", "2026-04-17")
        _says(page, "verbeterperiode", "2026-04-20", **{"Maanden die de inspectie noemt": "3"})
        assert "20 juli 2026" in page.content()
        _says(page, "resultaatsverslag ontvangen", "2026-07-21")
    with looking(browser, live_desk, followed.manager) as page:
        page.goto(page_of)
        assert page.get_by_role("button", name="Signaal afsluiten").count() == 0
        _says(page, "verbeterd, zegt de inspectie", "2026-07-21")
        page.get_by_role("button", name="Signaal afsluiten").click()
        page.wait_for_url(f"**/signalen/{followed.told}")
    with transaction(live_desk.house.engine) as session:
        state = session.scalars(select(Signal.state).where(Signal.reference == followed.told)).one()
        assert state is SignalState.CLOSED


def test_32_two_clean_visits_and_a_jurist(browser: Browser, live_desk: Served, followed: Followed) -> None:
    """Scenario 32. Given a silent inspectorate / when two visits saw nothing / then a jurist may close it."""
    live_desk.moment.now = LATE
    with transaction(live_desk.house.engine) as session:
        signal = session.scalars(select(Signal).where(Signal.reference == followed.told)).one()
        coordinator = session.get_one(User, followed.coordinator.id)
        hear(session, live_desk.house, signal, Message(InspectorateState.PLAN_REQUESTED), LATE, LATE, by=coordinator)
        for day in (date(2026, 7, 1), date(2026, 7, 15)):
            session.add(
                Visit(
                    group_id=followed.group, adviser_id=followed.adviser, on=day, state=VisitState.DONE,
                    starts_at=at(day, 16), ends_at=at(day, 18),
                )
            )  # fmt: skip
    page_of = f"/signalen/{followed.told}/inspectie"
    with looking(browser, live_desk, followed.writer) as page:
        page.goto(page_of)
        for clean in (1, 2):
            page.get_by_text("Een bezoek toevoegen").click()
            page.get_by_label("nee, niet meer").check()
            page.get_by_role("button", name="Vastleggen", exact=True).click()
            page.get_by_text("nog gebeurt").filter(has_text=f"{clean} scho").wait_for()
    with looking(browser, live_desk, followed.jurist) as page:
        page.goto(page_of)
        page.get_by_role("button", name="Signaal afsluiten").click()
        page.wait_for_url(f"**/signalen/{followed.told}")
        assert "afgesloten" in page.content()
