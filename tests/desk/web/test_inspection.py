"""After passing on: the inspectorate's messages, files and their attachments, the rota, the jurist's start, answers."""

import io
import zipfile
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from actions.escalations import approve, confirm, propose, told_by_phone
from actions.house import House
from actions.signals import draft_signal, receive_reply, submit_signal
from rules.inspectorate import InspectorateState
from rules.signals import EscalationReason
from rules.vocabulary import ContactRole, Role, SignalState, VisitState
from store.attachments import add_attachment
from store.inspectorate import case_of
from store.models import AccessLog, OnCallDuty, Reply, ReplyLink, Signal, Visit
from store.session import transaction
from store.signals import escalation_of
from tests.actions.signal_world import MONDAY, SENT_AT, TEXT, World, at
from tests.desk.web.visiting import Desks, Moment, statements

TOLD = SENT_AT + timedelta(days=2)
TUESDAY = at(date(2026, 4, 7), 10)


@pytest.fixture
def people(house: House, moment: Moment) -> SimpleNamespace:
    """A signal that the inspectorate was told of by phone and confirmed, and one that is with the agency."""
    moment.now = TOLD + timedelta(days=5)
    with transaction(house.engine) as session:
        world = World(house, session)
        world.region.add_contact(ContactRole.SIGNALS, world.region.agency)
        told, sent = world.sent(), world.sent()
        reply = receive_reply(session, house, told, "Het is gestopt.", SENT_AT, SENT_AT)
        add_attachment(
            session, house.vault, told, name="plan één.pdf", media_type="application/pdf", content=b"%PDF-1.7",
            received_at=SENT_AT, reply=reply,
        )  # fmt: skip
        escalation = propose(session, house, told, EscalationReason.SAFETY, TOLD)
        approve(session, house, escalation, world.manager, TOLD)
        told_by_phone(session, house, escalation, TOLD, TOLD, by=world.coordinator)
        confirm(session, house, escalation, TOLD, by=world.coordinator)
        return SimpleNamespace(
            writer=world.writer, jurist=world.jurist, manager=world.manager, coordinator=world.coordinator,
            other_manager=world.other_manager, agency=world.region.agency.id, group=world.group.id,
            adviser=world.adviser.id, told=told.reference, sent=sent.reference,
        )  # fmt: skip


def _signal(house: House, reference: str) -> Signal:
    with transaction(house.engine) as session:
        return session.scalars(select(Signal).where(Signal.reference == reference)).one()


def _visit(house: House, people: SimpleNamespace, day: date) -> int:
    with transaction(house.engine) as session:
        made = Visit(
            group_id=people.group, adviser_id=people.adviser, on=day, state=VisitState.DONE, starts_at=at(day, 16),
            ends_at=at(day, 18),
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def _message(message: str, **more: str) -> dict[str, str]:
    return {"message": message, "heard_on": "2026-03-23", "heard_at": "10:00", **more}


def test_a_message_starts_the_term_that_the_inspectorate_named(
    house: House, desks: Desks, people: SimpleNamespace
) -> None:
    """Scenario 32. Given a plan that is asked for in four weeks / when it is recorded / then its day is on the page."""
    visitor, page = desks.sign_in(people.coordinator), f"/signalen/{people.told}/inspectie"

    form = visitor.get(f"{page}?bericht=plan_requested").text
    sent = visitor.post(f"{page}/bericht", _message("plan_requested", weeks="4", number="IGJ-12"))
    shown = visitor.get(page).text

    assert 'name="weeks"' in form
    assert 'name="months"' not in form
    assert sent.status_code == 303
    assert "20 april 2026" in shown
    assert "IGJ-12" in shown
    assert "verbeterplan gevraagd" in shown


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param(_message("plan_received"), "daarna past niet", id="a plan nobody asked for"),
        pytest.param(_message("measure"), "noem welke maatregel", id="a measure without a name"),
        pytest.param(_message("registered") | {"heard_on": "2026-03-01"}, "Kies een tijdstip", id="before it was told"),
        pytest.param(_message("plan_requested", weeks="vier"), "Vul een heel getal in", id="no number"),
    ],
)
def test_what_cannot_be_is_told_with_what_was_typed(
    house: House, desks: Desks, people: SimpleNamespace, fields: dict[str, str], sentence: str
) -> None:
    """Given a message that cannot be / when it is recorded / then it says why, and nothing changed."""
    refused = desks.sign_in(people.coordinator).post(f"/signalen/{people.told}/inspectie/bericht", fields)

    assert refused.status_code == 422
    assert sentence in refused.text
    with transaction(house.engine) as session:
        case = case_of(session, _signal(house, people.told))
        assert case is not None
        assert case.state is InspectorateState.AWAITING_FEEDBACK


def test_only_a_message_or_clean_visits_and_a_jurist_close_it(
    house: House, moment: Moment, desks: Desks, people: SimpleNamespace
) -> None:
    """Scenario 32. Given two clean visits / when closing is looked for / then the jurist may, the manager may not."""
    first, second = _visit(house, people, date(2026, 3, 24)), _visit(house, people, date(2026, 3, 31))
    moment.now = TUESDAY
    writer, manager, jurist = (desks.sign_in(one) for one in (people.writer, people.manager, people.jurist))
    page = f"/signalen/{people.told}/inspectie"

    for number in (first, second):
        assert writer.post(f"{page}/bezoek", {"visit": str(number)}).status_code == 422
        assert writer.post(f"{page}/bezoek", {"visit": str(number), "seen": "no"}).status_code == 303

    assert "2 schone bezoeken op rij" in writer.get(page).text
    assert f"{people.told}/afsluiten" not in manager.get(page).text
    assert manager.post(f"/signalen/{people.told}/afsluiten").status_code == 422
    assert f"{people.told}/afsluiten" in jurist.get(page).text
    assert jurist.post(f"/signalen/{people.told}/afsluiten").status_code == 303
    assert _signal(house, people.told).state is SignalState.CLOSED


def test_the_page_of_a_signal_nobody_passed_on_says_so(desks: Desks, people: SimpleNamespace) -> None:
    """Given a signal with the agency / when its page at the inspectorate is opened / then there is nothing to do."""
    shown = desks.sign_in(people.manager).get(f"/signalen/{people.sent}/inspectie")

    assert "nog niet aan de inspectie doorgegeven" in shown.text
    assert 'name="message"' not in shown.text


def test_the_page_takes_few_statements(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given any signal / when its page at the inspectorate is opened / then a fixed number of statements."""
    visitor = desks.sign_in(people.coordinator)

    with statements(house.engine) as seen:
        visitor.get(f"/signalen/{people.told}/inspectie")

    assert len([one for one in seen if one.startswith("SELECT")]) <= 10


def test_an_inspector_starts_with_what_was_passed_on(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given two signals / when an inspector starts / then the one passed on is there; its file tells all, logged."""
    visitor = desks.sign_in(Role.INSPECTOR)

    start, shown = visitor.get("/").text, visitor.get(f"/signalen/{people.told}/dossier").text

    assert people.told in start
    assert people.sent not in start
    for heading in ("Samenvatting", "Wat wordt gevraagd", "Verloop", "Eerdere signalen over deze locatie", "SHA-256"):
        assert heading in shown
    assert TEXT in shown
    assert "Het is gestopt." in shown
    assert "plan één.pdf" in shown
    assert visitor.get(f"/signalen/{people.sent}/dossier").status_code == 404
    with transaction(house.engine) as session:
        assert visitor.user is not None
        read = session.scalars(select(AccessLog).where(AccessLog.actor == f"user:{visitor.user.id}")).all()
        assert {(one.subject, one.purpose) for one in read} == {(f"signal:{people.told}", "evidence_pack")}


def test_a_file_takes_few_statements(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a signal with letters, an answer and a file / when its file is opened / then nothing twice."""
    visitor = desks.sign_in(people.jurist)

    with statements(house.engine) as seen:
        visitor.get(f"/signalen/{people.told}/dossier")

    asked = [one.rpartition("FROM")[2].split()[0] for one in seen if one.startswith("SELECT")]
    assert len(asked) <= 16
    assert [asked.count(noun) for noun in ("data_key", "user", "contact_person")] == [1, 1, 1]


@pytest.mark.parametrize("role", ["jurist", "manager"])
def test_a_file_is_kept_after_the_password(
    moment: Moment, desks: Desks, people: SimpleNamespace, role: str
) -> None:  # fmt: skip
    """Given a jurist or manager / when the ZIP is asked / then it holds the PDF; later the password comes first."""
    visitor = desks.sign_in(getattr(people, role))

    given = visitor.get(f"/signalen/{people.told}/dossier.zip")
    moment.now += timedelta(minutes=6)
    later = visitor.get(f"/signalen/{people.told}/dossier.zip")

    assert given.headers["content-type"] == "application/zip"
    assert "dossier.pdf" in zipfile.ZipFile(io.BytesIO(given.content)).namelist()
    assert (later.status_code, "/bevestigen" in later.headers["location"]) == (303, True)


def test_a_coordinator_gets_no_file(desks: Desks, people: SimpleNamespace) -> None:
    """Given a coordinator / when the file is asked / then no."""
    assert desks.sign_in(people.coordinator).get(f"/signalen/{people.told}/dossier").status_code == 403


def test_a_file_that_came_with_an_answer_is_kept_not_opened(
    house: House, desks: Desks, people: SimpleNamespace
) -> None:
    """Given an attachment / when who may read the signal asks for it / then it comes as a download, and is logged."""
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.told}/bijlagen"

    given = visitor.get(f"{page}?nr=1")

    assert "1 bijlage" in visitor.get(f"/signalen/{people.told}").text
    assert "plan één.pdf" in visitor.get(page).text
    assert given.content == b"%PDF-1.7"
    assert given.headers["content-disposition"].startswith("attachment")
    assert visitor.get(f"{page}?nr=2").status_code == 404
    assert desks.sign_in(Role.PROVIDER_CONTACT).get(page).status_code == 404
    with transaction(house.engine) as session:
        assert session.scalars(select(AccessLog).where(AccessLog.purpose == "attachment")).all()


def test_an_agency_answers_signed_in_without_seeing_judgements(
    house: House, desks: Desks, people: SimpleNamespace
) -> None:
    """Given a contact who signed in / when the signal is answered / then once, and the link in the mail is spent."""
    visitor = desks.sign_in(Role.PROVIDER_CONTACT, agency_id=people.agency)
    fields = {"text": "De deuren blijven open.", "kind": "stopped"}
    page = f"/signalen/{people.sent}/reactie"

    start, form = visitor.get("/").text, visitor.get(page).text
    wrong = visitor.post(page, fields | {"kind": ""})
    sent = visitor.post(page, fields)

    assert people.sent in start
    assert people.told not in start
    assert TEXT in form
    assert (wrong.status_code, "De deuren blijven open." in wrong.text) == (422, True)
    assert sent.status_code == 303
    assert "De deuren blijven open." in visitor.get(f"/signalen/{people.sent}").text
    assert "Uw organisatie reageerde" in visitor.get(page).text
    assert visitor.post(page, fields).status_code == 422
    assert desks.sign_in(Role.PROVIDER_CONTACT).get(page).status_code == 404
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal).where(Signal.reference == people.sent)).one()
        assert session.scalars(select(Reply).where(Reply.signal_id == signal.id)).one().kind == fields["kind"]
        links = session.scalars(select(ReplyLink).where(ReplyLink.signal_id == signal.id)).all()
        assert all(link.revoked_at or link.spent_at for link in links)


def test_an_agency_asks_for_more_time_on_its_own_page(desks: Desks, people: SimpleNamespace) -> None:
    """Given a contact who signed in / when more time is asked / then it is said until when, and nobody else's is."""
    visitor = desks.sign_in(Role.PROVIDER_CONTACT, agency_id=people.agency)
    page = f"/signalen/{people.sent}/reactie"

    empty = visitor.post(f"{page}/meer-tijd", {"until": ""})
    early = visitor.post(f"{page}/meer-tijd", {"until": "2026-03-18"})
    asked = visitor.post(f"{page}/meer-tijd", {"until": "2026-12-01"})
    shown = visitor.get(page).text

    assert "Kies tot en met welke dag u tijd vraagt." in empty.text
    assert (empty.status_code, early.status_code, asked.status_code) == (422, 422, 303)
    assert "U vroeg tijd tot en met 1 december 2026" in shown
    assert "Reactie versturen" in shown
    assert visitor.post(f"/signalen/{people.told}/reactie/meer-tijd", {"until": "2026-12-01"}).status_code == 422
    stranger = desks.sign_in(Role.PROVIDER_CONTACT)
    assert stranger.post(f"{page}/meer-tijd", {"until": "2026-12-01"}).status_code == 404


def test_the_rota_marks_its_gaps(house: House, moment: Moment, desks: Desks, people: SimpleNamespace) -> None:
    """Given an empty rota / when a manager is put on it / then they stand there, and the gap after it does too."""
    visitor = desks.sign_in(people.coordinator)
    day = f"{moment.now:%Y-%m-%d}"
    fields = {"person": str(people.manager.id), "rank": "1", "first": day, "first_time": "00:00",
              "last": "2026-04-30", "last_time": "09:00"}  # fmt: skip

    empty = visitor.get("/piket").text
    assert visitor.post("/piket", fields | {"last": ""}).status_code == 422
    assert visitor.post("/piket", fields).status_code == 303
    overlapping = visitor.post("/piket", fields | {"person": str(people.jurist.id)})
    filled = visitor.get("/piket").text

    assert "niemand als eerste" in empty
    assert "1 gat" in filled
    assert people.manager.name in filled
    assert "staat in deze tijd al iemand" in overlapping.text
    assert desks.sign_in(people.writer).post("/piket", fields).status_code == 403


def test_a_running_duty_is_taken_over_for_its_rest(
    house: House, moment: Moment, desks: Desks, people: SimpleNamespace
) -> None:
    """Given a running duty / when a colleague takes it over with a reason / then what was stays, the rest is theirs."""
    with transaction(house.engine) as session:
        began, ends = moment.now - timedelta(days=1), moment.now + timedelta(days=6)
        session.add(OnCallDuty(user_id=people.manager.id, rank=1, starts_at=began, ends_at=ends))
    visitor = desks.sign_in(people.manager)
    fields = {"duty": "1", "instead": str(people.other_manager.id), "reason": "ill"}

    unreasoned = visitor.post("/piket/ruilen", fields | {"reason": ""})
    swapped = visitor.post("/piket/ruilen", fields)
    again = visitor.post("/piket/ruilen", fields)

    assert (unreasoned.status_code, swapped.status_code, again.status_code) == (422, 303, 422)
    with transaction(house.engine) as session:
        duties = session.scalars(select(OnCallDuty).order_by(OnCallDuty.id)).all()
        assert [(duty.user_id, duty.starts_at, duty.ends_at) for duty in duties] == [
            (people.manager.id, began, moment.now), (people.other_manager.id, moment.now, ends),
        ]  # fmt: skip


def test_a_jurist_starts_with_what_waits(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a submitted draft, a proposal, an answer / when the jurist starts / then all three, in few statements."""
    with transaction(house.engine) as session:
        sent = session.scalars(select(Signal).where(Signal.reference == people.sent)).one()
        propose(session, house, sent, EscalationReason.SAFETY, TOLD)
        draft = draft_signal(
            session, house, kind=sent.kind, measure=sent.measure, cause=sent.cause, agency_id=sent.agency_id,
            location_id=sent.location_id, group_id=sent.group_id, adviser_id=sent.adviser_id, observed_on=MONDAY,
            text=TEXT, now=SENT_AT, actor="system",
        )  # fmt: skip
        submit_signal(session, house, draft, SENT_AT)
        waiting = draft.reference
        assert escalation_of(session, sent) is not None
    visitor = desks.sign_in(people.jurist)

    with statements(house.engine) as seen:
        shown = visitor.get("/").text

    assert "wacht met verzenden tot u het las" in shown
    assert waiting in shown
    assert people.sent in shown
    assert "antwoord van 16 maart 2026" in shown
    assert TEXT not in shown
    assert len([one for one in seen if one.startswith("SELECT")]) <= 10
