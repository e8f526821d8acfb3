"""More of signals at the desk: two people judge, acute after the code, incidents, terms, advice, in few statements."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.house import House
from actions.reporting_code import start_code
from actions.signal_texts import observe
from actions.signals import receive_reply
from actions.term_changes import suspend_term
from rules.calamity import CalamityState
from rules.calendar import local_date
from rules.reporting_code import CodeStep, EmergencyCall
from rules.vocabulary import ContactRole, Judgement, Measure, SignalKind, SignalState, TermReason, VisitState
from store.events import Subject, record
from store.models import (
    CalamityWatch,
    Deadline,
    Event,
    Observation,
    ProposedJudgement,
    Reply,
    Signal,
    SignalRecipient,
    TriageResult,
    User,
    Visit,
    WorkItem,
)
from store.session import transaction
from tests.actions.signal_world import MONDAY, SENT_AT, TEXT, World, notices
from tests.desk.web.visiting import Desks, Moment, Visitor, statements

NOW = SENT_AT + timedelta(days=2)
REASONS = "Er is geen afweging per jongere gemaakt."
MOST = 10
IDENTIFYING = "Bel de moeder op 06-12345678."


@pytest.fixture
def people(house: House, moment: Moment) -> SimpleNamespace:
    """A sent signal that was answered, an acute draft and a general one; contacts at the agency and its director."""
    moment.now = NOW
    with transaction(house.engine) as session:
        world = World(house, session)
        elsewhere = world.region.add_contact(
            ContactRole.MUNICIPALITY, None, municipality_id=world.region.municipality.id, name="Noor van Elders"
        )
        stranger = world.region.add_adviser()
        sent, acute = world.sent(), world.draft(SignalKind.ACUTE, measure=Measure.LOCK_UP)
        answered = world.sent(measure=Measure.DOOR_ALARM)
        receive_reply(session, house, answered, "Wij zien geen probleem.", SENT_AT, SENT_AT)
        visit = Visit(
            group_id=world.group.id, adviser_id=world.adviser.id, on=MONDAY, starts_at=SENT_AT,
            ends_at=SENT_AT + timedelta(hours=2), state=VisitState.DONE,
        )  # fmt: skip
        session.add(visit)
        observation = observe(
            session, house, measure=Measure.CAMERA_SURVEILLANCE, location_id=world.group.location_id,
            group_id=world.group.id, adviser_id=world.adviser.id, observed_on=MONDAY, text="Camera in de huiskamer.",
            now=SENT_AT, actor="system",
        )  # fmt: skip
        session.flush()
        return SimpleNamespace(
            writer=world.writer, jurist=world.jurist, manager=world.manager, coordinator=world.coordinator,
            sent=sent.reference, acute=acute.reference, answered=answered.reference, group=world.group.code,
            visit=visit.id, observation=observation.reference, elsewhere=elsewhere.code,
            stranger=session.scalars(select(User).where(User.adviser_id == stranger.id)).one(),
        )  # fmt: skip


def _signal(house: House, reference: str) -> Signal:
    with transaction(house.engine) as session:
        return session.scalars(select(Signal).where(Signal.reference == reference)).one()


def _open_work(house: House) -> set[str]:
    with transaction(house.engine) as session:
        return set(session.scalars(select(WorkItem.kind).where(WorkItem.done_at.is_(None))))


def _not_enough(visitor: Visitor, people: SimpleNamespace, reasons: str = REASONS) -> Any:
    return visitor.post(f"/signalen/{people.answered}/beoordelen", {"judgement": "insufficient", "reasons": reasons})


# --- two people judge (scenario 10) ----------------------------------------------------------------------------------


def test_not_enough_waits_for_a_second_person(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given an answer / when the adviser finds it not enough / then nothing leaves, and a jurist is asked to read."""
    answer = _not_enough(desks.sign_in(people.writer), people)

    assert answer.status_code == 303
    assert _signal(house, people.answered).state is SignalState.ANSWERED
    assert "read_judgement" in _open_work(house)
    assert "judge_reply" not in _open_work(house)
    with transaction(house.engine) as session:
        assert notices(session, "signal_returned") == []
        assert session.scalars(select(ProposedJudgement)).one().judgement is Judgement.INSUFFICIENT


def test_the_second_person_reads_the_mail_and_lets_it_go(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a judgement / when the writer agrees / then no; when a jurist does / then it goes to the director."""
    writer, jurist = desks.sign_in(people.writer), desks.sign_in(people.jurist)
    _not_enough(writer, people)

    shown = jurist.get(f"/signalen/{people.answered}").text
    read = jurist.get(f"/signalen/{people.answered}/oordeel").text
    refused = writer.post(f"/signalen/{people.answered}/oordeel/akkoord", {"number": "1"})
    other = jurist.post(f"/signalen/{people.answered}/oordeel/akkoord", {"number": "7"})
    agreed = jurist.post(f"/signalen/{people.answered}/oordeel/akkoord", {"number": "1"})

    assert f"/signalen/{people.answered}/oordeel" in shown
    assert REASONS in read
    assert "(weggelaten)" in read
    assert (refused.status_code, other.status_code, agreed.status_code) == (403, 422, 303)
    signal = _signal(house, people.answered)
    assert (signal.state, signal.round) == (SignalState.RETURNED, 2)
    assert "read_judgement" not in _open_work(house)
    with transaction(house.engine) as session:
        assert len(notices(session, "signal_returned")) == 1
        reply = session.scalars(select(Reply).where(Reply.signal_id == signal.id)).one()
        assert (reply.judgement, reply.judged_by_id) == (Judgement.INSUFFICIENT, people.writer.id)


def test_what_was_sent_back_is_judged_anew(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a judgement / when the jurist sends it back / then the adviser reads why, with the own words kept."""
    writer, jurist = desks.sign_in(people.writer), desks.sign_in(people.jurist)
    _not_enough(writer, people)

    empty = jurist.post(f"/signalen/{people.answered}/oordeel/terugsturen", {"note": ""})
    jurist.post(f"/signalen/{people.answered}/oordeel/terugsturen", {"note": "Noem wat er nu moet gebeuren."})
    shown = writer.get(f"/signalen/{people.answered}").text
    again = _not_enough(writer, people, "Schrijf per jongere een afweging op.")

    assert empty.status_code == 422
    assert "Noem wat er nu moet gebeuren." in shown
    assert REASONS in shown
    assert again.status_code == 303
    assert {"read_judgement"} <= _open_work(house)
    assert "judgement_returned" not in _open_work(house)


def test_one_judgement_at_a_time_and_never_with_a_number(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given reasons with a phone number, or a judgement that waits / when another is written / then it is refused."""
    visitor = desks.sign_in(people.writer)

    named = _not_enough(visitor, people, IDENTIFYING)
    empty = _not_enough(visitor, people, "")
    _not_enough(visitor, people)
    second = _not_enough(visitor, people)

    assert named.status_code in (403, 422)
    assert "06-12345678" in named.text
    assert (empty.status_code, second.status_code) == (422, 422)


# --- acute, and what must be reported --------------------------------------------------------------------------------


def _all_steps() -> dict[str, str]:
    return {step.value: "done" for step in CodeStep} | {"call": "not_needed", "decide": "report"}


def test_an_acute_signal_leaves_after_the_code(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given an acute draft / when the code was gone through / then the mail is shown and it can be sent; not before."""
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.acute}/meldcode"

    early = visitor.post(f"/signalen/{people.acute}/acuut-versturen")
    shown = visitor.get(page).text
    kept = visitor.post(f"{page}/vastleggen", _all_steps())
    ready = visitor.get(page).text
    sent = visitor.post(f"/signalen/{people.acute}/acuut-versturen")

    assert early.status_code in (403, 422)
    assert "Acuut signaal versturen" not in shown
    assert kept.status_code == 303
    assert "Deze mail gaat naar de instantie" in ready
    assert "Acuut signaal versturen" in ready
    assert sent.status_code == 303
    assert _signal(house, people.acute).sent_at is not None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({}, 422, id="nothing about 112"),
        pytest.param({"call": "called_112", "talk": "done"}, 422, id="a step before the first"),
        pytest.param({"call": "called_112", "map_signals": "maybe"}, 422, id="a word that is not offered"),
        pytest.param({"call": "called_112", "map_signals": "safety"}, 303, id="skipped with a reason"),
    ],
)
def test_the_code_is_kept_in_its_order(
    desks: Desks, people: SimpleNamespace, fields: dict[str, str], status: int
) -> None:
    """Given the code of a signal / when steps are recorded / then only in order, each done or skipped."""
    visitor = desks.sign_in(people.writer)

    assert visitor.post(f"/signalen/{people.acute}/meldcode/vastleggen", fields).status_code == status


def test_the_code_can_go_on_later(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a code that was begun / when nothing is filled in / then it asks; the next step is kept."""
    with transaction(house.engine) as session:
        row = session.scalars(select(Signal).where(Signal.reference == people.acute)).one()
        start_code(session, house, row, EmergencyCall.CALLED_112, NOW, by=people.writer)
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.acute}/meldcode"

    assert "112 gebeld" in visitor.get(page).text
    assert visitor.post(f"{page}/vastleggen").status_code == 422
    assert visitor.post(f"{page}/vastleggen", {"map_signals": "done"}).status_code == 303


def test_an_incident_is_watched_until_it_was_reported(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a signal / when an incident is watched / then the question is read, sent, and the answer recorded."""
    visitor = desks.sign_in(people.writer)
    begun = visitor.post(f"/signalen/{people.sent}/calamiteit/bewaken", {"kind": "violence"})
    page = begun.headers["location"]

    shown = visitor.get(page).text
    asked = visitor.post(f"{page}/stap", {"act": "ask"})
    wrong = visitor.post(f"{page}/stap", {"act": "send_report"})
    reported = visitor.post(f"{page}/stap", {"act": "report", "said_on": local_date(NOW).isoformat()})

    assert begun.status_code == 303
    assert "Deze vraag gaat naar de aanbieder" in shown
    assert "Is dit gemeld bij de inspectie?" in shown
    assert (asked.status_code, wrong.status_code, reported.status_code) == (303, 422, 303)
    assert page in visitor.get(f"/signalen/{people.sent}/calamiteit").text
    assert desks.sign_in(people.coordinator).get("/calamiteiten/99").status_code == 404
    with transaction(house.engine) as session:
        assert session.scalars(select(CalamityWatch.state)).one() is CalamityState.PROVIDER_REPORTED
        assert len(notices(session, "calamity_question")) == 1


def test_another_advisers_incident_is_not_there(desks: Desks, people: SimpleNamespace) -> None:
    """Given an incident / when an adviser of other groups asks for it / then it does not exist."""
    begun = desks.sign_in(people.writer).post(f"/signalen/{people.sent}/calamiteit/bewaken", {"kind": "calamity"})

    assert desks.sign_in(people.stranger).get(begun.headers["location"]).status_code == 404


# --- terms -----------------------------------------------------------------------------------------------------------


def _answer_term(house: House, reference: str) -> Deadline:
    with transaction(house.engine) as session:
        wanted = select(Deadline).join(Signal, Signal.id == Deadline.subject_id).where(Signal.reference == reference)
        return session.scalars(wanted.where(Deadline.kind == "answer", Deadline.subject_kind == "signal")).one()


def test_a_term_stands_still_runs_again_and_is_extended_once(
    house: House, desks: Desks, people: SimpleNamespace
) -> None:
    """Given an answer term / when a coordinator suspends, resumes and extends it / then each is kept, once."""
    visitor, page = desks.sign_in(people.coordinator), f"/signalen/{people.sent}/termijnen"
    why = {"kind": "answer", "reason": "agreed"}

    stopped = visitor.post(f"{page}/opschorten", why)
    still = visitor.get(page).text
    running = visitor.post(f"{page}/hervatten", why)
    longer = visitor.post(f"{page}/verlengen", why | {"amount": "3"})
    twice = visitor.post(f"{page}/verlengen", why | {"amount": "1"})
    bare = visitor.post(f"{page}/opschorten", {"kind": "answer"})

    assert "staat stil" in still
    assert [one.status_code for one in (stopped, running, longer, twice, bare)] == [303, 303, 303, 422, 422]
    assert _answer_term(house, people.sent).extended_by == 3


def test_an_adviser_changes_no_term(desks: Desks, people: SimpleNamespace) -> None:
    """Given an adviser / when the terms are opened / then they are explained, and changing is another's."""
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.sent}/termijnen"

    assert "Opschorten en verlengen doet een coördinator" in visitor.get(page).text
    assert visitor.post(f"{page}/opschorten", {"kind": "answer", "reason": "agreed"}).status_code == 403


def _wish(house: House, reference: str) -> None:
    with transaction(house.engine) as session:
        row = session.scalars(select(Signal).where(Signal.reference == reference)).one()
        until = local_date(NOW) + timedelta(days=30)
        record(session, Subject("signal", row.id), "more_time_asked", at=NOW, until=until.isoformat())


@pytest.mark.parametrize("decision", ["tijd-geven", "tijd-weigeren"])
def test_a_wish_for_more_time_is_decided(house: House, desks: Desks, people: SimpleNamespace, decision: str) -> None:
    """Given a wish / when the adviser passes it up and a coordinator decides / then it no longer stands there."""
    _wish(house, people.sent)
    page = f"/signalen/{people.sent}/termijnen"
    writer, coordinator = desks.sign_in(people.writer), desks.sign_in(people.coordinator)

    passed = writer.post(f"{page}/voorleggen")
    asked = coordinator.get(page).text
    decided = coordinator.post(f"{page}/{decision}", {"amount": "3"})
    again = coordinator.post(f"{page}/{decision}", {"amount": "3"})

    assert "De instantie vraagt meer tijd" in asked
    assert (passed.status_code, decided.status_code, again.status_code) == (303, 303, 422)
    assert "De instantie vraagt meer tijd" not in coordinator.get(page).text
    assert "more_time_asked" not in _open_work(house)
    assert _answer_term(house, people.sent).extended_by == (3 if decision == "tijd-geven" else 0)


def test_an_answer_by_phone_is_recorded_with_its_day(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a sent signal / when an answer by phone is recorded / then it counts from then; a day to come does not."""
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.sent}/antwoord"
    told = {"text": "De deuren blijven open.", "received_on": "2026-03-17", "received_time": "09:00"}

    ahead = visitor.post(f"{page}/vastleggen", told | {"received_on": "2026-05-01"})
    kept = visitor.post(f"{page}/vastleggen", told)

    assert (ahead.status_code, kept.status_code) == (422, 303)
    assert "De deuren blijven open." in ahead.text
    with transaction(house.engine) as session:
        reply = session.scalars(select(Reply).order_by(Reply.id.desc())).first()
        assert reply is not None
        assert local_date(reply.received_at).isoformat() == "2026-03-17"


# --- a new signal ----------------------------------------------------------------------------------------------------


def test_a_signal_begins_from_a_visit(desks: Desks, people: SimpleNamespace) -> None:
    """Given a visit of mine / when a signal is begun from it / then group and day are there; another's is not."""
    visitor = desks.sign_in(people.writer)

    shown = visitor.get(f"/signaal-schrijven?visit={people.visit}").text

    assert f'value="{people.group}" selected' in shown
    assert f'value="{MONDAY.isoformat()}"' in shown
    assert visitor.get("/signaal-schrijven?visit=999").status_code == 404
    assert visitor.get("/signaal-schrijven?visit=x").status_code == 404


def test_a_signal_begins_from_what_was_seen(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given an observation / when a signal is drafted from it / then that is what it rests on, and only once."""
    visitor, address = desks.sign_in(people.writer), f"/signaal-schrijven?waarneming={people.observation}"
    fields = {
        "group": people.group, "observed_on": MONDAY.isoformat(), "measure": "camera_surveillance", "cause": "unknown",
        "kind": "general", "special": "", "text": TEXT, "observation": people.observation,
    }  # fmt: skip

    shown = visitor.get(address).text
    drafted = visitor.post("/signaal-opstellen", fields)

    assert "Camera in de huiskamer." in shown
    assert drafted.status_code == 303
    assert visitor.get(address).status_code == 404
    with transaction(house.engine) as session:
        assert session.scalars(select(func.count(Observation.id)).where(Observation.signal_id.is_(None))).one() == 0


def test_the_first_is_offered_with_the_second(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Scenario 13. Given the same measure twice / when the second is drafted / then it can be merged; both are kept."""
    visitor = desks.sign_in(people.writer)
    drafted = visitor.post("/signaal-opstellen", {
        "group": people.group, "observed_on": "2026-03-17", "measure": "room_confinement", "cause": "unknown",
        "kind": "general", "special": "", "text": TEXT,
    })  # fmt: skip
    second = drafted.headers["location"].split("/")[2]

    offered = visitor.get(drafted.headers["location"]).text
    merged = visitor.post(f"/signalen/{second}/samenvoegen", {"into": people.sent})

    assert f"Lijkt op {people.sent}" in offered
    assert merged.status_code == 303
    assert _signal(house, second).state is SignalState.MERGED
    with transaction(house.engine) as session:
        kept = select(func.count(Observation.id)).join(Signal, Signal.id == Observation.signal_id)
        assert session.scalars(kept.where(Signal.reference == people.sent)).one() == 2


def test_the_advice_of_the_law_is_kept(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a measure / when the questions are answered / then the advice stands there, and nothing follows."""
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.sent}/toetsen"
    before = _signal(house, people.sent).state

    asked = visitor.post(f"{page}/advies", {"scope": "generic", "ground": "none", "hours": "8"})
    bare = visitor.post(f"{page}/advies")

    assert (asked.status_code, bare.status_code) == (303, 422)
    with transaction(house.engine) as session:
        kept = session.scalars(select(TriageResult)).one()
    assert kept.verdict.dutch in visitor.get(page).text
    assert _signal(house, people.sent).state is before


def test_somebody_more_is_chosen_to_hear_of_it(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a draft / when somebody of a municipality is chosen / then that is kept; the agency's own cannot be."""
    visitor, page = desks.sign_in(people.writer), f"/signalen/{people.acute}/ontvangers"

    found = visitor.get(f"{page}?zoek=elders").text
    nobody = visitor.get(f"{page}?zoek=zwanenburg").text
    chosen = visitor.post(f"{page}/kiezen", {"contact": people.elsewhere})
    unknown = visitor.post(f"{page}/kiezen", {"contact": "NIEMAND"})

    assert "Noor van Elders" in found
    assert "Niemand gevonden." in nobody
    assert "gekozen" in visitor.get(page).text
    assert (chosen.status_code, unknown.status_code) == (303, 422)
    with transaction(house.engine) as session:
        assert session.scalars(select(func.count()).select_from(SignalRecipient)).one() == 1


# --- few statements, and what is broken ------------------------------------------------------------------------------


def _many_events(house: House, reference: str) -> None:
    with transaction(house.engine) as session:
        row = session.scalars(select(Signal).where(Signal.reference == reference)).one()
        for number in range(40):
            record(session, Subject("signal", row.id), "notice_sent", at=NOW, actor=f"user:{1 + number % 4}")


@pytest.mark.parametrize("which", ["sent", "acute", "answered"])
@pytest.mark.parametrize("who", ["writer", "jurist", "manager", "coordinator"])
def test_a_signal_costs_ten_statements(
    house: House, desks: Desks, people: SimpleNamespace, who: str, which: str
) -> None:
    """Given a signal with many events / when its page is opened / then ten questions to the database are enough."""
    reference = getattr(people, which)
    _many_events(house, reference)
    visitor = desks.sign_in(getattr(people, who))
    visitor.get(f"/signalen/{reference}")

    with statements(house.engine) as seen:
        shown = visitor.get(f"/signalen/{reference}")

    assert shown.status_code == 200
    asked = [one for one in seen if one.startswith("SELECT")]
    assert len(asked) <= MOST, "\n".join(asked)


def test_a_damaged_text_is_told_in_a_sentence(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a text that was changed in the database / when it is opened / then a sentence says so."""
    with transaction(house.engine) as session:
        for row in session.scalars(select(Signal)):
            row.text_sealed = row.text_sealed[:-1] + bytes([row.text_sealed[-1] ^ 1])
    visitor = desks.sign_in(people.writer)

    page, gate = visitor.get(f"/signalen/{people.sent}"), visitor.get(f"/signalen/{people.acute}/tekst")

    assert page.status_code == 200
    assert "beschadigd of gewist" in page.text
    assert gate.status_code == 422
    assert "beschadigd of gewist" in gate.text


def test_the_record_holds_no_text(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a judgement and a note / when the record is read / then neither stands in it."""
    _not_enough(desks.sign_in(people.writer), people)
    desks.sign_in(people.jurist).post(f"/signalen/{people.answered}/oordeel/terugsturen", {"note": "Anders graag."})

    with transaction(house.engine) as session:
        told = " ".join(str(facts) for facts in session.scalars(select(Event.facts)))
    assert "afweging" not in told
    assert "graag" not in told


def test_a_suspended_term_says_so(house: House, desks: Desks, people: SimpleNamespace) -> None:
    """Given a term that stands still / when a jurist opens the terms / then it can run again."""
    with transaction(house.engine) as session:
        suspend_term(session, house, people.sent, TermReason.AGREED, NOW, by=people.jurist)

    shown = desks.sign_in(people.jurist).get(f"/signalen/{people.sent}/termijnen").text

    assert "Weer laten lopen" in shown
