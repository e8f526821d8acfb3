"""Who may be the second person, and who may act at all: never the writer, never somebody who has left."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.signal_texts import edit_text
from actions.signals import (
    acknowledge,
    approve_and_send,
    judge_reply,
    receive_reply,
    review_sent,
    send_approved,
    submit_signal,
    withdraw,
)
from rules.errors import RuleError
from rules.signal_errors import NotYourAgency, NotYourRole, OwnSignal, SecondPersonNeeded, UserInactive
from rules.vocabulary import AbsenceKind, Judgement, Role, SignalKind, SignalState, WithdrawReason
from rules.worklist import GrantReason
from store.events import user_actor
from store.models import Absence, AccessGrant, ContactPerson, GateDecision, Signal, User
from store.session import transaction
from tests.actions.signal_world import MONDAY, SENT_AT, World, due_of_kind, notices, open_kinds, state_of

LATER = SENT_AT + timedelta(days=1)
REASONS = "Het antwoord zegt niet wanneer de deuren open blijven."


def _decisions(world: World) -> list[tuple[int, int | None]]:
    found = world.session.scalars(select(GateDecision).order_by(GateDecision.id))
    return [(decision.author_id, decision.reviewer_id) for decision in found]


def _leave(world: World, user: User) -> None:
    user.active = False
    world.session.flush()


def _another_adviser(world: World) -> User:
    adviser = world.region.add_adviser()
    return world.session.scalars(select(User).where(User.adviser_id == adviser.id)).one()


@pytest.mark.parametrize("reader", ["jurist", "writer"])
def test_neither_who_wrote_nor_whose_signal_it_is_approves(house: House, reader: str) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(actor=user_actor(world.jurist.id))
        submit_signal(session, house, signal, SENT_AT)
        asked = {notice.recipient_id for notice in notices(session, "signal_review")}
        assert asked == {world.manager.id, world.other_manager.id}
        with pytest.raises(OwnSignal):
            approve_and_send(session, house, signal, getattr(world, reader), SENT_AT)
        assert state_of(signal) is SignalState.DRAFT
        approve_and_send(session, house, signal, world.manager, SENT_AT)
        assert _decisions(world) == [(world.jurist.id, world.manager.id)]


def test_an_adviser_who_wrote_for_a_colleague_does_not_approve(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        other = _another_adviser(world)
        signal = world.draft(actor=user_actor(other.id))
        with pytest.raises(OwnSignal):
            approve_and_send(session, house, signal, other, SENT_AT)


@pytest.mark.parametrize("grounds", ["deputy", "grantee"])
def test_who_changed_the_text_last_does_not_approve_it(house: House, grounds: str) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        other = _another_adviser(world)
        signal = world.draft(actor=user_actor(world.writer.id))
        if grounds == "deputy":
            world.adviser.deputy_id = other.adviser_id
            session.add(Absence(adviser_id=world.adviser.id, kind=AbsenceKind.LEAVE, starts_on=MONDAY, ends_on=MONDAY))
        else:
            session.add(
                AccessGrant(
                    user_id=other.id, subject_kind="signal", subject_id=signal.id, reason=GrantReason.HANDOVER,
                    starts_on=MONDAY, ends_on=MONDAY, granted_by_id=world.manager.id, granted_at=SENT_AT,
                )
            )  # fmt: skip
        session.flush()
        edit_text(session, house, signal, "De deuren gingen op slot.", 1, SENT_AT, by=other)
        with pytest.raises(OwnSignal):
            approve_and_send(session, house, signal, other, SENT_AT)
        with pytest.raises(OwnSignal):
            approve_and_send(session, house, signal, world.writer, SENT_AT)
        approve_and_send(session, house, signal, world.jurist, SENT_AT)
        assert _decisions(world) == [(other.id, world.jurist.id)]


def test_of_an_imported_signal_the_adviser_is_the_writer(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(actor="system")
        assert signal.written_by_id is None
        approve_and_send(session, house, signal, world.jurist, SENT_AT)
        assert _decisions(world) == [(world.writer.id, world.jurist.id)]


@pytest.mark.parametrize("reader", ["jurist", "writer"])
def test_nor_do_they_read_an_acute_signal_afterwards(house: House, reader: str) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(SignalKind.ACUTE, actor=user_actor(world.jurist.id))
        world.send_acute(signal, SENT_AT)
        with pytest.raises(OwnSignal):
            review_sent(session, house, signal, getattr(world, reader), SENT_AT)
        review_sent(session, house, signal, world.manager, SENT_AT)
        assert _decisions(world) == [(world.jurist.id, world.manager.id)]


def _answered(world: World, kind: SignalKind = SignalKind.GENERAL) -> Signal:
    if kind is SignalKind.GENERAL:
        signal = world.sent()
    else:
        signal = world.draft(kind)
        world.send_acute(signal, SENT_AT)
        review_sent(world.session, world.house, signal, world.jurist, SENT_AT)
    receive_reply(world.session, world.house, signal, "Wij kijken ernaar.", LATER, LATER)
    return signal


@pytest.mark.parametrize(
    ("second", "error"),
    [
        pytest.param(None, SecondPersonNeeded, id="nobody"),
        pytest.param("jurist", SecondPersonNeeded, id="who judges"),
        pytest.param("coordinator", NotYourRole, id="a coordinator"),
        pytest.param("other_manager", UserInactive, id="somebody who left"),
    ],
)
def test_reasons_that_a_jurist_wrote_need_another_reader(
    house: House, second: str | None, error: type[RuleError]
) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = _answered(world)
        _leave(world, world.other_manager)
        reader = getattr(world, second) if second else None
        partly = Judgement.PARTLY
        with pytest.raises(error):
            judge_reply(session, house, signal, partly, world.jurist, LATER, reasons=REASONS, second=reader)
        assert (signal.state, notices(session, "signal_returned")) == (SignalState.ANSWERED, [])
        judge_reply(session, house, signal, partly, world.jurist, LATER, reasons=REASONS, second=world.manager)
        assert state_of(signal) is SignalState.RETURNED
        assert _decisions(world)[-1] == (world.jurist.id, world.manager.id)


def test_reasons_of_an_acute_signal_leave_at_once_and_are_read_by_another(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = _answered(world, SignalKind.ACUTE)
        judge_reply(session, house, signal, Judgement.PARTLY, world.jurist, LATER, reasons=REASONS)
        assert _decisions(world)[-1] == (world.jurist.id, None)
        assert "review" in open_kinds(session, signal)
        asked = {notice.recipient_id for notice in notices(session, "signal_review") if notice.created_at == LATER}
        assert asked == {world.manager.id, world.other_manager.id}
        with pytest.raises(OwnSignal):
            review_sent(session, house, signal, world.jurist, LATER)


def _approve_approved(world: World, signal: Signal) -> None:
    for contact in world.session.scalars(select(ContactPerson).where(ContactPerson.agency_id.is_not(None))):
        contact.active_to = date(2026, 1, 1)
    approve_and_send(world.session, world.house, signal, world.manager, SENT_AT)
    send_approved(world.session, world.house, signal, world.jurist, LATER)


def _review_acute(world: World, signal: Signal) -> None:
    signal.kind = SignalKind.ACUTE
    world.send_acute(signal, SENT_AT)
    review_sent(world.session, world.house, signal, world.jurist, LATER)


@pytest.mark.parametrize(
    "do",
    [
        pytest.param(lambda w, s: approve_and_send(w.session, w.house, s, w.jurist, LATER), id="approves"),
        pytest.param(_approve_approved, id="reads again what waited for a contact"),
        pytest.param(_review_acute, id="reads afterwards"),
        pytest.param(
            lambda w, s: withdraw(w.session, w.house, s, WithdrawReason.MISTAKE, LATER, by=w.jurist), id="withdraws"
        ),
    ],
)
def test_who_has_left_does_nothing(house: House, do: Callable[[World, Signal], None]) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        _leave(world, world.jurist)
        with pytest.raises(UserInactive, match=f"Gebruiker {world.jurist.id} is niet actief"):
            do(world, signal)


def test_what_waits_for_a_contact_has_a_term_and_is_read_again_by_a_second_person(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        contacts = list(session.scalars(select(ContactPerson).where(ContactPerson.agency_id.is_not(None))))
        for contact in contacts:
            contact.active_to = date(2026, 1, 1)
        signal = world.sent()
        assert (signal.state, open_kinds(session, signal)) == (SignalState.APPROVED, {"review"})
        assert due_of_kind(session, signal, "review") == date(2026, 3, 18)
        for contact in contacts:
            contact.active_to = None
        with pytest.raises(NotYourRole, match="Vraag het aan: vertrouwenspersoon of jurist of regiomanager"):
            send_approved(session, house, signal, world.coordinator, LATER)
        with pytest.raises(OwnSignal):
            send_approved(session, house, signal, world.writer, LATER)
        send_approved(session, house, signal, world.manager, LATER)
        assert state_of(signal) is SignalState.SENT
        assert open_kinds(session, signal) == {"acknowledge", "answer"}


def test_only_the_agency_in_charge_answers(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        region, agency = world.region, world.region.agency
        heir = region.add_agency("De Opvolger")
        own, other = (region.add_user(Role.PROVIDER_CONTACT, agency_id=place.id) for place in (agency, heir))
        signal = world.sent()
        with pytest.raises(NotYourAgency, match="aan een andere instantie gericht"):
            acknowledge(session, house, signal, LATER, by=other)
        with pytest.raises(NotYourAgency):
            receive_reply(session, house, signal, "Vals antwoord.", LATER, LATER, by=other)
        acknowledge(session, house, signal, LATER, by=own)
        agency.merged_into_id, agency.merged_on = heir.id, date(2026, 3, 17)
        session.flush()
        receive_reply(session, house, signal, "Wij stoppen.", LATER, LATER, by=other)
        assert state_of(signal) is SignalState.ANSWERED
