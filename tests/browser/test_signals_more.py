"""More of signals in a real browser: scenarios 8, 10, 13 and 15 at the desk, and every new page for everybody."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from actions.calamities import watch_incident
from actions.judging import propose_judgement
from actions.signals import receive_reply
from rules.calamity import IncidentKind
from rules.calendar import local_date
from rules.vocabulary import CareType, ContactRole, Judgement, Measure, SignalKind, SignalState, VisitState
from store.events import Subject, record
from store.models import Group, Location, Signal, User, Visit, VisitWindow
from store.session import transaction
from tests.actions.signal_world import MONDAY, SENT_AT, TEXT, World, check_code, notices
from tests.browser.live import DESKTOP, PHONE, Look, Served, looking, scrolls_sideways, violations

NOW = SENT_AT + timedelta(days=2)
FAMILY = "Oosterwijk"
REASONS = "Er is geen afweging per jongere gemaakt. Beschrijf per jongere waarom, en tot wanneer."


class Filled:
    """A desk with a sent signal, one that was answered, an acute draft after its code, an incident, and a wish."""

    def __init__(self, desk: Served) -> None:
        desk.moment.now = NOW
        with transaction(desk.house.engine) as session:
            world = World(desk.house, session)
            world.region.add_contact(
                ContactRole.MUNICIPALITY, None, municipality_id=world.region.municipality.id, name="Noor van Elders"
            )
            sent, acute = world.sent(), world.draft(SignalKind.ACUTE, measure=Measure.LOCK_UP)
            answered = world.sent(measure=Measure.DOOR_ALARM)
            receive_reply(session, desk.house, answered, "Wij zien geen probleem.", SENT_AT, SENT_AT)
            check_code(session, desk.house, acute, NOW, world.writer)
            until = (local_date(NOW) + timedelta(days=30)).isoformat()
            record(session, Subject("signal", sent.id), "more_time_asked", at=NOW, until=until)
            watch = watch_incident(
                session, desk.house, sent, IncidentKind.VIOLENCE, local_date(NOW), NOW, by=world.writer
            )
            self.writer, self.jurist, self.manager = world.writer, world.jurist, world.manager
            self.coordinator, self.group = world.coordinator, world.group.code
            self.sent, self.acute, self.answered = sent.reference, acute.reference, answered.reference
            self.watch = watch.id

    def propose(self, desk: Served) -> None:
        """Let the adviser put a judgement before a second person."""
        with transaction(desk.house.engine) as session:
            row = session.scalars(select(Signal).where(Signal.reference == self.answered)).one()
            by = session.get_one(User, self.writer.id)
            propose_judgement(session, desk.house, row, Judgement.INSUFFICIENT, REASONS, NOW, by=by)

    def pages(self) -> list[tuple[User, str]]:
        """Return every page with who opens it."""
        return [
            (self.jurist, f"/signalen/{self.answered}/oordeel"), (self.writer, f"/signalen/{self.acute}/meldcode"),
            (self.writer, f"/signalen/{self.sent}/meldcode"), (self.coordinator, f"/signalen/{self.sent}/termijnen"),
            (self.writer, f"/signalen/{self.sent}/antwoord"), (self.writer, f"/signalen/{self.sent}/toetsen"),
            (self.writer, f"/signalen/{self.acute}/ontvangers"), (self.writer, f"/signalen/{self.sent}/calamiteit"),
            (self.writer, f"/calamiteiten/{self.watch}"), (self.writer, f"/signalen/{self.answered}"),
        ]  # fmt: skip


@pytest.fixture
def filled(live_desk: Served) -> Filled:
    """The served desk with signals."""
    return Filled(live_desk)


def _signal(desk: Served, reference: str) -> Signal:
    with transaction(desk.house.engine) as session:
        return session.scalars(select(Signal).where(Signal.reference == reference)).one()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.get_by_role("status").wait_for()


@pytest.mark.parametrize("width", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.browser)])
def test_every_page_can_be_used_by_everybody(browser: Browser, live_desk: Served, filled: Filled, width: int) -> None:
    """Given each page / when axe looks at it / then nothing is wrong, and nothing scrolls sideways."""
    filled.propose(live_desk)
    found = {}
    for user, address in filled.pages():
        with looking(browser, live_desk, user, Look(width)) as page:
            page.goto(address)
            found[address] = violations(page) + (["sideways"] if scrolls_sideways(page) else [])

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_08_refused_access_waits_as_a_draft(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Given a planned visit / when staff refuse entry / then a draft that cites the law waits; nothing was sent."""
    with transaction(live_desk.house.engine) as session:
        group = session.scalars(select(Group).where(Group.code == filled.group)).one()
        day = local_date(NOW)
        window = VisitWindow(
            group_id=group.id, care_type=CareType.OPEN_RESIDENTIAL_CARE, starts_on=day,
            ends_on=day + timedelta(days=13), late_until=day + timedelta(days=18),
        )  # fmt: skip
        session.add(window)
        session.flush()
        visit = Visit(
            group_id=group.id, adviser_id=filled.writer.adviser_id or 0, window_id=window.id, on=day,
            starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1), state=VisitState.PLANNED,
        )  # fmt: skip
        session.add(visit)
        session.flush()
        number, before = visit.id, len(notices(session))
    with looking(browser, live_desk, filled.writer) as page:
        page.goto(f"/vandaag/{number}")
        page.get_by_label("Niet geweest").check()
        page.get_by_label("toegang geweigerd").check()
        _press(page, "Opslaan")
        page.goto("/signalen")
        page.get_by_role("row").filter(has_text="toegang").get_by_role("link").first.click()
        assert "concept" in page.content()
        assert "4.1.9" in page.content()
    with transaction(live_desk.house.engine) as session:
        assert len(notices(session)) == before


def test_10_not_enough_is_read_by_a_second_person(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Given an answer / when the adviser and then the jurist find it not enough / then it is at the director's."""
    with looking(browser, live_desk, filled.writer) as page:
        page.goto(f"/signalen/{filled.answered}")
        page.get_by_text("Nee, niet genoeg").click()
        page.get_by_label("Wat ontbreekt er nog?").fill(REASONS)
        _press(page, "Oordeel vastleggen")
    assert _signal(live_desk, filled.answered).state is SignalState.ANSWERED

    with looking(browser, live_desk, filled.jurist) as page:
        page.goto(f"/signalen/{filled.answered}")
        page.get_by_role("link", name="Oordeel lezen").click()
        assert REASONS in page.inner_text("main")
        _press(page, "Akkoord: terug naar de directie")

    kept = _signal(live_desk, filled.answered)
    assert (kept.state, kept.round) == (SignalState.RETURNED, 2)


def test_13_a_second_one_is_offered_to_be_merged(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Given a running signal / when the same is drafted again / then merging is offered, and the first is kept."""
    with looking(browser, live_desk, filled.writer) as page:
        page.goto(f"/signaal-schrijven?groep={filled.group}")
        page.get_by_label("Gezien op").fill(MONDAY.isoformat())
        page.get_by_label("Wat is er gezien?").select_option(Measure.ROOM_CONFINEMENT.value)
        page.get_by_label("algemeen").check()
        page.get_by_label("Tekst").fill(TEXT)
        _press(page, "Opstellen en nakijken")
        second = page.url.split("/")[4]
        _press(page, f"Samenvoegen met {filled.sent}")

    assert _signal(live_desk, second).state is SignalState.MERGED
    assert _signal(live_desk, filled.sent).state is SignalState.SENT


def test_15_a_family_home_is_warned_of_and_not_named(browser: Browser, live_desk: Served) -> None:
    """Given a family home / when its draft is read / then it says traceable, and the mail does not name the family."""
    live_desk.moment.now = NOW
    with transaction(live_desk.house.engine) as session:
        world = World(live_desk.house, session, care_type=CareType.FAMILY_HOME)
        world.group.name, world.group.residents = f"Gezinshuis {FAMILY}", 3
        session.get_one(Location, world.group.location_id).name = f"Gezinshuis {FAMILY}"
        reference = world.draft().reference
    with looking(browser, live_desk, world.writer) as page:
        page.goto(f"/signalen/{reference}/tekst")
        assert "herleidbaar" in page.inner_text("main").lower()
        _press(page, "Voorleggen aan een tweede persoon")
    with looking(browser, live_desk, world.jurist) as page:
        page.goto(f"/signalen/{reference}/brief")
        assert reference in page.inner_text("main")
        assert FAMILY not in page.inner_text("main")
        _press(page, "Gelezen en akkoord: versturen")

    assert _signal(live_desk, reference).state is SignalState.SENT


def test_an_acute_signal_leaves_from_its_code(browser: Browser, live_desk: Served, filled: Filled) -> None:
    """Given an acute draft after its code / when it is opened without scripts / then it can leave."""
    with looking(browser, live_desk, filled.writer, Look(PHONE, script=False)) as page:
        page.goto(f"/signalen/{filled.acute}")
        page.get_by_role("link", name="Meldcode nalopen en versturen").click()
        assert TEXT in page.inner_text("main")
        page.get_by_role("button", name="Acuut signaal versturen").click()
        page.get_by_role("status").wait_for()

    assert _signal(live_desk, filled.acute).sent_at is not None
