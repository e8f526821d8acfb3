"""Signals at the desk: written, stopped by the gate, read by a second person, judged, passed on by another."""

import asyncio
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from actions.delivery import deliver
from actions.escalations import propose
from actions.house import House
from actions.signals import draft_signal, receive_reply, submit_signal
from rules.signals import EscalationReason
from rules.vocabulary import ContactRole, Judgement, Role, SignalState
from store.models import Escalation, Reply, Signal
from store.session import transaction
from tests.actions.outbox import Postbox
from tests.actions.signal_world import SENT_AT, TEXT, World, notices
from tests.desk.web.visiting import Desks, Moment, statements

IDENTIFYING = "Kevin (14) moest van Ahmed in kamer 12 blijven"


@pytest.fixture
def people(house: House, moment: Moment) -> SimpleNamespace:
    """The users of a small world, two days after a signal was sent, with a contact at the agency."""
    moment.now = SENT_AT + timedelta(days=2)
    with transaction(house.engine) as session:
        world = World(house, session)
        world.region.add_contact(ContactRole.SIGNALS, world.region.agency)
        signal = world.sent()
        return SimpleNamespace(
            writer=world.writer, jurist=world.jurist, manager=world.manager, coordinator=world.coordinator,
            agency=world.region.agency.id, group=world.group.code, reference=signal.reference,
        )  # fmt: skip


def _signal(house: House, reference: str) -> Signal:
    with transaction(house.engine) as session:
        return session.scalars(select(Signal).where(Signal.reference == reference)).one()


def _draft(house: House, text: str) -> str:
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        made = draft_signal(
            session, house, kind=signal.kind, measure=signal.measure, cause=signal.cause, agency_id=signal.agency_id,
            location_id=signal.location_id, group_id=signal.group_id, adviser_id=signal.adviser_id,
            observed_on=signal.observed_on, text=text, now=SENT_AT, actor="system",
        )  # fmt: skip
        return made.reference


def test_the_list_shows_the_term_in_few_statements(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a running signal / when the list is opened / then it is there with its term, in ten statements."""
    visitor = desks.sign_in(people.coordinator)

    with statements(house.engine) as seen:
        shown = visitor.get("/signalen")

    assert people.reference in shown.text
    assert "over " in shown.text
    assert len([one for one in seen if one.startswith("SELECT")]) <= 10
    assert people.reference not in visitor.get("/signalen?stap=closed").text
    assert people.reference in visitor.get(f"/signalen?zoek={people.reference}").text


@pytest.mark.parametrize("role", ["writer", "jurist", "manager", "coordinator"])
def test_a_signal_shows_its_way_and_its_dates(desks: Desks, people: SimpleNamespace, role: str) -> None:
    """Given a sent signal / when somebody of the house opens it / then text, timeline and reasons are there."""
    shown = desks.sign_in(getattr(people, role)).get(f"/signalen/{people.reference}").text

    assert TEXT in shown
    assert "Tijdlijn" in shown
    assert "Goede Vrijdag" in shown
    assert "Berust op: huisregel" in shown


def test_a_line_of_the_timeline_tells_which_deadline_and_which_mail(
    house: House, desks: Desks, people: SimpleNamespace
) -> None:
    """Given a sent signal / when it is opened / then its timeline names each term, its last day and each mail."""
    asyncio.run(deliver(house, SENT_AT, transport=Postbox()))
    shown = desks.sign_in(people.coordinator).get(f"/signalen/{people.reference}").text
    lines = [plain(line) for line in shown.partition('<ol class="timeline">')[2].partition("</ol>")[0].split("<li")]

    assert any("termijn begonnen: inhoudelijk antwoord, uiterlijk " in line for line in lines)
    assert any("bericht verstuurd: signaal aan de instantie" in line for line in lines)


def plain(markup: str) -> str:
    """Return what a reader sees of a piece of a page."""
    return " ".join(re.sub(r"<[^>]*>", "", markup).split())


def test_an_agency_sees_what_was_sent_and_nothing_internal(desks: Desks, people: SimpleNamespace) -> None:
    """Given a contact of the agency / when the signal is opened / then no timeline, no acts, no other agency's."""
    own = desks.sign_in(Role.PROVIDER_CONTACT, agency_id=people.agency).get(f"/signalen/{people.reference}")
    other = desks.sign_in(Role.PROVIDER_CONTACT).get(f"/signalen/{people.reference}")

    assert TEXT in own.text
    assert "Tijdlijn" not in own.text
    assert "Wat nu?" not in own.text
    assert other.status_code == 404


def test_an_inspector_sees_nothing_that_was_not_passed_on(desks: Desks, people: SimpleNamespace) -> None:
    """Given a signal that is the agency's alone / when an inspector asks for it / then it is not there."""
    assert desks.sign_in(Role.INSPECTOR).get(f"/signalen/{people.reference}").status_code == 404


def test_a_coordinator_does_not_read_a_draft(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a draft / when a coordinator opens it / then its state is there and its text is not."""
    shown = desks.sign_in(people.coordinator).get(f"/signalen/{_draft(house, IDENTIFYING)}")

    assert shown.status_code == 200
    assert "Kevin" not in shown.text


def test_the_gate_stops_names_until_they_are_gone(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Scenario 14. Given a child's name / when it is submitted / then it is held; once rewritten it can be."""
    reference, visitor = _draft(house, IDENTIFYING), desks.sign_in(people.writer)

    held = visitor.post(f"/signalen/{reference}/voorleggen")
    shown = visitor.get(f"/signalen/{reference}/tekst").text
    visitor.post(f"/signalen/{reference}/tekst/wijzigen", {"text": TEXT, "version": "1"})

    assert held.status_code in (403, 422)
    assert shown.count("<mark>") >= 4
    assert visitor.post(f"/signalen/{reference}/voorleggen").status_code == 303


def test_two_edits_of_the_same_text_meet(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a text that was changed / when an older copy is saved / then it is refused, and what was typed is kept."""
    reference, visitor = _draft(house, TEXT), desks.sign_in(people.writer)
    visitor.post(f"/signalen/{reference}/tekst/wijzigen", {"text": "Eerste.", "version": "1"})

    late = visitor.post(f"/signalen/{reference}/tekst/wijzigen", {"text": "Tweede.", "version": "1"})

    assert late.status_code == 409
    assert "Tweede." in late.text


def test_a_second_person_reads_the_very_mail_and_sends_it(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a submitted draft / when the jurist reads the letter and agrees / then it is sent; the writer may not."""
    reference = _draft(house, TEXT)
    with transaction(house.engine) as session:
        submit_signal(
            session, house, session.scalars(select(Signal).where(Signal.reference == reference)).one(), SENT_AT
        )
    jurist, writer = desks.sign_in(people.jurist), desks.sign_in(people.writer)

    letter = jurist.get(f"/signalen/{reference}/brief").text
    refused = writer.post(f"/signalen/{reference}/versturen", {"version": "1"})
    sent = jurist.post(f"/signalen/{reference}/versturen", {"version": "1"})

    assert TEXT in letter
    assert "(weggelaten)" in letter
    assert "/antwoord/" in letter
    assert refused.status_code == 403
    assert sent.status_code == 303
    assert _signal(house, reference).state is SignalState.SENT


def test_a_reply_is_judged_in_two_clicks(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given an answer / when the adviser finds it enough / then it goes on to be verified."""
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        receive_reply(session, house, signal, "Het is gestopt.", SENT_AT, SENT_AT)
    visitor = desks.sign_in(people.writer)

    assert "Het is gestopt." in visitor.get(f"/signalen/{people.reference}").text
    visitor.post(f"/signalen/{people.reference}/beoordelen", {"judgement": "sufficient"})

    with transaction(house.engine) as session:
        assert session.scalars(select(Reply)).one().judgement is Judgement.SUFFICIENT
    assert _signal(house, people.reference).state is SignalState.VERIFICATION


def test_closing_asks_what_was_seen_and_can_be_undone(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a signal to verify / when it is closed / then the page offers to undo it; no choice is no act."""
    test_a_reply_is_judged_in_two_clicks(house, desks, people)
    visitor = desks.sign_in(people.writer)

    assert visitor.post(f"/signalen/{people.reference}/nagaan").status_code == 422
    visitor.post(f"/signalen/{people.reference}/nagaan", {"clean": "yes"})
    assert _signal(house, people.reference).state is SignalState.CLOSED
    assert f"/signalen/{people.reference}/heropenen" in visitor.get(f"/signalen/{people.reference}").text
    visitor.post(f"/signalen/{people.reference}/heropenen")
    assert _signal(house, people.reference).state is SignalState.VERIFICATION


def test_passing_on_takes_another_person(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a manager's own proposal / when that manager approves / then no; a jurist reads the notice and may."""
    with transaction(house.engine) as session:
        propose(
            session, house, session.scalars(select(Signal)).one(), EscalationReason.SAFETY, SENT_AT, by=people.manager
        )
    manager, jurist = desks.sign_in(people.manager), desks.sign_in(people.jurist)

    assert people.reference in jurist.get("/doorgeven").text
    assert "Dit gaat naar de inspectie" in jurist.get(f"/signalen/{people.reference}").text
    assert manager.post(f"/signalen/{people.reference}/doorgeven").status_code == 403
    assert jurist.post(f"/signalen/{people.reference}/doorgeven").status_code == 303
    with transaction(house.engine) as session:
        assert session.scalars(select(Escalation)).one().approved_by_id == people.jurist.id
        assert notices(session, "inspectorate_notice")


def test_a_signal_is_written_about_a_group_of_ones_own(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given an adviser / when a signal is drafted / then it goes to the gate, and a second one of a kind is offered."""
    visitor = desks.sign_in(people.writer)
    fields = {
        "group": people.group, "observed_on": "2026-03-17", "measure": "room_confinement", "cause": "unknown",
        "kind": "general", "special": "", "text": TEXT,
    }  # fmt: skip

    drafted = visitor.post("/signaal-opstellen", fields)
    reference = drafted.headers["location"].split("/")[2]

    assert drafted.status_code == 303
    assert people.group in visitor.get("/signaal-schrijven").text
    assert f"Samenvoegen met {people.reference}" in visitor.get(f"/signalen/{reference}").text
    assert visitor.post("/signaal-opstellen", fields | {"group": "ELDERS"}).status_code == 404
