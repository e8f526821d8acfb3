"""Signals from draft to closure, each guard in Dutch, and what the database refuses by itself."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from actions.house import House
from actions.signal_moves import check
from actions.signals import (
    acknowledge,
    approve_and_send,
    delivery_failed,
    judge_reply,
    merge,
    receive_reply,
    redeliver,
    reopen,
    review_sent,
    send_acute,
    send_approved,
    start_deadlines_of_imported,
    submit_signal,
    verify,
    withdraw,
)
from rules.errors import RuleError
from rules.signal_errors import (
    AlreadySent,
    AlreadySubmitted,
    AuthorUnknown,
    EarlierTermLost,
    MergeIntoItself,
    NothingToJudge,
    NothingToReview,
    NotYourRole,
    NotYourSignal,
    OwnSignal,
    ReasonsMissing,
    ReplyAlreadyThere,
    ReplyAtWrongTime,
    ReportingCodeUnchecked,
    SecondPersonNeeded,
    SignalIsClosed,
    WithdrawnAfterSending,
    WrongKind,
)
from rules.signals import TRANSITIONS, SignalAct
from rules.texts import TextInvisible
from rules.vocabulary import (
    CareType,
    ContactRole,
    Judgement,
    Measure,
    ReopenReason,
    SignalKind,
    SignalState,
    WithdrawReason,
)
from store.events import breaks
from store.models import ContactPerson, GateDecision, Signal, User
from store.session import transaction
from store.signals import observations_of, open_signals, reply_text_place, signal_text
from tests.actions.signal_world import (
    SENT_AT,
    TEXT,
    World,
    at,
    due_of_kind,
    escalations,
    notices,
    open_kinds,
    replies,
    state_of,
    works,
)

LATER = SENT_AT + timedelta(days=1)
ANSWER = "Wij stoppen met het afsluiten van kamerdeuren."
REASONS = "Het antwoord zegt niet wanneer de deuren open blijven."


def test_a_draft_keeps_its_text_sealed(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        first, second = world.draft(), world.draft()
        assert (first.reference, second.reference) == ("S-2026-0001", "S-2026-0002")
        assert first.state is SignalState.DRAFT
        assert first.care_type is CareType.OPEN_RESIDENTIAL_CARE
        assert signal_text(session, each_house.vault, first) == TEXT
        assert [observation.reference for observation in observations_of(session, first)] == ["O-2026-0001"]
        assert TEXT.encode() not in first.text_sealed
        assert open_signals(session) == [first, second]
        assert notices(session) == []


def test_no_text_lies_in_the_database_file(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        partly, second = Judgement.PARTLY, world.manager
        judge_reply(session, house, signal, partly, world.jurist, LATER, reasons=REASONS, second=second)
    house.engine.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("waakvlam.db*"))
    assert b"S-2026-0001" in stored
    for written in (TEXT, ANSWER, REASONS):
        for part in (written, written[:20], written[-20:]):
            assert part.encode() not in stored


def test_a_reference_from_a_register_is_not_used_again(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        world.draft().reference = "S-2026-0003"
        assert [world.draft().reference for _ in range(2)] == ["S-2026-0002", "S-2026-0004"]


def test_an_empty_text_makes_no_signal(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        with pytest.raises(TextInvisible):
            world.draft(text="\u200b")
        assert open_signals(session) == []


def test_a_general_signal_leaves_after_a_second_person(each_house: House) -> None:
    house = each_house
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        submit_signal(session, house, signal, SENT_AT)
        assert open_kinds(session, signal) == {"review"}
        assert [notice.recipient_id for notice in notices(session, "signal_review")] == [world.jurist.id]
        approve_and_send(session, house, signal, world.jurist, SENT_AT)
        assert state_of(signal) is SignalState.SENT
        assert open_kinds(session, signal) == {"acknowledge", "answer"}
        assert due_of_kind(session, signal, "answer") == date(2026, 4, 8)
        [letter] = notices(session, "signal_to_provider")
        decision = session.query(GateDecision).one()
        assert (letter.text_hash, decision.author_id) == (decision.text_hash, world.writer.id)
        assert decision.reviewer_id == world.jurist.id
        assert escalations(session) == []
        assert list(breaks(session)) == []


def test_a_double_click_sends_nothing_twice(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        with pytest.raises(AlreadySent, match="al verstuurd op 2026-03-16; er is niets dubbel verzonden"):
            approve_and_send(session, house, signal, world.jurist, SENT_AT)
        assert len(notices(session, "signal_to_provider")) == 1


Do = Callable[[World, Signal], object]
GUARDS = [
    pytest.param(
        lambda w, s: approve_and_send(w.session, w.house, s, w.writer, LATER), OwnSignal,
        "U kunt uw eigen signaal niet beoordelen", id="the author reviews",
    ),
    pytest.param(
        lambda w, s: approve_and_send(w.session, w.house, s, w.coordinator, LATER), NotYourRole,
        "Als coördinator mag u dit niet", id="a coordinator reviews",
    ),
    pytest.param(
        lambda w, s: send_acute(w.session, w.house, s, LATER), WrongKind,
        "is niet acuut", id="a general signal goes the acute way",
    ),
    pytest.param(
        lambda w, s: [submit_signal(w.session, w.house, s, LATER) for _ in range(2)], AlreadySubmitted,
        "ligt al bij een tweede persoon", id="submitted twice",
    ),
    pytest.param(
        lambda w, s: judge_reply(w.session, w.house, s, Judgement.SUFFICIENT, w.jurist, LATER), NothingToJudge,
        "ligt geen antwoord", id="judged without an answer",
    ),
    pytest.param(
        lambda w, s: review_sent(w.session, w.house, s, w.jurist, LATER), NothingToReview,
        "zijn al door een tweede persoon gelezen", id="reviewed without a text",
    ),
    pytest.param(
        lambda w, s: withdraw(w.session, w.house, s, WithdrawReason.MISTAKE, LATER, by=_colleague(w)), NotYourSignal,
        "is van een collega", id="a colleague withdraws",
    ),
]  # fmt: skip


def _colleague(world: World) -> User:
    adviser = world.region.add_adviser()
    return world.session.scalars(select(User).where(User.adviser_id == adviser.id)).one()


@pytest.mark.parametrize(("do", "error", "sentence"), GUARDS)
def test_a_draft_is_guarded(house: House, do: Do, error: type[RuleError], sentence: str) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        with pytest.raises(error, match=sentence):
            do(world, signal)
        assert state_of(signal) is SignalState.DRAFT
        assert notices(session, "signal_to_provider") == []


def test_without_an_author_nothing_leaves(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        session.delete(world.writer)
        with pytest.raises(AuthorUnknown, match="schrijver niet bekend"):
            approve_and_send(session, house, signal, world.jurist, SENT_AT)


def test_without_a_contact_it_waits_and_somebody_is_asked(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        for contact in session.query(ContactPerson).where(ContactPerson.agency_id.is_not(None)):
            contact.active_to = date(2026, 1, 1)
        signal = world.sent()
        assert (signal.state, signal.sent_at) == (SignalState.APPROVED, None)
        assert "find_contact" in works(session)
        world.region.add_contact(ContactRole.DIRECTOR, world.region.agency)
        send_approved(session, house, signal, world.jurist, LATER)
        assert state_of(signal) is SignalState.SENT
        assert len(notices(session, "signal_to_provider")) == 1


def test_an_acute_signal_leaves_at_once_and_the_inspectorate_goes_beside_it(each_house: House) -> None:
    house, now = each_house, at(date(2026, 4, 3), 17)
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(SignalKind.ACUTE, now)
        with pytest.raises(ReportingCodeUnchecked, match="loop eerst de meldcode na"):
            send_acute(session, house, signal, now)
        world.send_acute(signal, now, by=world.writer)
        assert state_of(signal) is SignalState.SENT
        assert open_kinds(session, signal) == {"acknowledge", "answer", "review", "escalate"}
        assert due_of_kind(session, signal, "answer") == at(date(2026, 4, 4), 17)
        assert due_of_kind(session, signal, "review") == now + timedelta(hours=4)
        assert session.query(GateDecision).one().reviewer_id is None
        assert [escalation.reason for escalation in escalations(session)] == ["acute"]
        assert "phone_director" in works(session)
        with pytest.raises(OwnSignal):
            review_sent(session, house, signal, world.writer, now)
        review_sent(session, house, signal, world.jurist, now)
        assert session.query(GateDecision).one().reviewer_id == world.jurist.id
        assert "review" not in open_kinds(session, signal)


def test_closed_care_is_reported_without_waiting_for_an_answer(house: House) -> None:
    with transaction(house.engine) as session:
        signal = World(house, session, CareType.CLOSED_CARE).sent()
        [escalation] = escalations(session)
        assert (escalation.reason, escalation.legal_effect) == ("closed_care_duty", "law")
        assert state_of(signal) is SignalState.SENT


def test_sufficient_then_verified_then_closed_then_reopened(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        acknowledge(session, house, signal, LATER)
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        assert open_kinds(session, signal) == set()
        sealed = replies(session)[0].text_sealed
        assert house.vault.open(session, reply_text_place(signal.reference, 1), sealed) == ANSWER
        assert len(notices(session, "signal_reply_received")) == len(notices(session, "signal_answered")) == 1
        judge_reply(session, house, signal, Judgement.SUFFICIENT, world.writer, LATER)
        assert (signal.state, open_kinds(session, signal)) == (SignalState.VERIFICATION, {"verify"})
        verify(session, house, signal, LATER, clean=True, by=world.writer)
        assert (signal.state, signal.closed_at, open_kinds(session, signal)) == (SignalState.CLOSED, LATER, set())
        with pytest.raises(SignalIsClosed, match="afgesloten op 2026-03-17; heropen het eerst"):
            withdraw(session, house, signal, WithdrawReason.MISTAKE, LATER, by=world.jurist)
        reopen(session, house, signal, ReopenReason.COMPLAINT, LATER, by=world.jurist)
        assert (signal.state, signal.closed_at, open_kinds(session, signal)) == (
            SignalState.VERIFICATION, None, {"verify"},
        )  # fmt: skip


def test_insufficient_twice_goes_to_the_inspectorate(each_house: House) -> None:
    house = each_house
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        insufficient = Judgement.INSUFFICIENT
        with pytest.raises(ReasonsMissing):
            judge_reply(session, house, signal, insufficient, world.writer, LATER)
        with pytest.raises(SecondPersonNeeded):
            judge_reply(session, house, signal, insufficient, world.writer, LATER, reasons=REASONS)
        judge_reply(session, house, signal, insufficient, world.writer, LATER, reasons=REASONS, second=world.jurist)
        assert (signal.state, signal.round) == (SignalState.RETURNED, 2)
        assert due_of_kind(session, signal, "director_answer") == date(2026, 3, 31)
        [letter] = notices(session, "signal_returned")
        director = session.get_one(ContactPerson, letter.recipient_id)
        assert director.role is ContactRole.DIRECTOR
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        judge_reply(session, house, signal, insufficient, world.writer, LATER)
        assert state_of(signal) is SignalState.ESCALATION_PROPOSED
        assert [escalation.reason for escalation in escalations(session)] == ["insufficient_twice"]
        assert open_kinds(session, signal) == {"escalate"}


def test_not_improved_goes_to_the_inspectorate(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        judge_reply(session, house, signal, Judgement.SUFFICIENT, world.writer, LATER)
        verify(session, house, signal, LATER, clean=False, by=world.writer)
        assert state_of(signal) is SignalState.ESCALATION_PROPOSED
        assert [escalation.reason for escalation in escalations(session)] == ["not_improved"]


@pytest.mark.parametrize(
    ("received_at", "times", "error"),
    [
        pytest.param(SENT_AT - timedelta(minutes=1), 1, ReplyAtWrongTime, id="before the signal"),
        pytest.param(LATER + timedelta(minutes=1), 1, ReplyAtWrongTime, id="in the future"),
    ],
)
def test_an_answer_has_a_possible_time(house: House, received_at: datetime, times: int, error: type[RuleError]) -> None:
    with transaction(house.engine) as session:
        signal = World(house, session).sent()
        with pytest.raises(error):
            receive_reply(session, house, signal, ANSWER, received_at, LATER)
        assert state_of(signal) is SignalState.SENT


def test_an_answer_after_the_proposal_is_kept_and_a_second_is_refused(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        signal.state = SignalState.ESCALATED
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        assert state_of(signal) is SignalState.ESCALATED
        with pytest.raises(ReplyAlreadyThere):
            receive_reply(session, house, signal, ANSWER, LATER, LATER)
        assert len(replies(session)) == 1


def test_a_failed_delivery_stops_the_clock_until_somebody_phoned(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        [letter] = notices(session, "signal_to_provider")
        letter.state, letter.next_at = "dead", None
        for _ in range(2):
            delivery_failed(session, house, signal.id, SENT_AT)
        assert state_of(signal) is SignalState.DELIVERY_FAILED
        assert works(session).count("phone_agency") == 1
        assert due_of_kind(session, signal, "answer") is None
        redeliver(session, house, signal, LATER, by=world.coordinator)
        assert state_of(signal) is SignalState.SENT
        assert due_of_kind(session, signal, "answer") == date(2026, 4, 9)


def test_one_of_two_addresses_failing_is_no_failed_delivery(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        world.region.add_contact(ContactRole.SIGNALS, world.region.agency)
        signal = world.sent()
        first, _ = notices(session, "signal_to_provider")
        first.state, first.next_at = "dead", None
        delivery_failed(session, house, signal.id, SENT_AT)
        assert state_of(signal) is SignalState.SENT


def test_a_double_is_merged_into_the_one_with_the_earlier_term(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        first, second = world.sent(), world.sent(LATER)
        with pytest.raises(EarlierTermLost):
            merge(session, house, first, second, LATER, by=world.jurist)
        with pytest.raises(MergeIntoItself):
            merge(session, house, first, first, LATER, by=world.jurist)
        merge(session, house, second, first, LATER, by=world.jurist)
        assert (second.state, second.merged_into_id) == (SignalState.MERGED, first.id)
        assert (open_kinds(session, second), open_kinds(session, first)) == (set(), {"acknowledge", "answer"})
        assert len(observations_of(session, first)) == 2


def test_withdrawing_ends_all_terms(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        draft, sent = world.draft(), world.sent()
        for signal in (draft, sent):
            withdraw(session, house, signal, WithdrawReason.MISTAKE, LATER, by=world.writer)
            assert (signal.state, open_kinds(session, signal)) == (SignalState.WITHDRAWN, set())
        reopen(session, house, draft, ReopenReason.AFTER_ALL, LATER, by=world.writer)
        assert draft.state is SignalState.DRAFT
        with pytest.raises(WithdrawnAfterSending):
            reopen(session, house, sent, ReopenReason.AFTER_ALL, LATER, by=world.writer)


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        pytest.param(SignalState.SENT, {"acknowledge", "answer"}, id="sent"),
        pytest.param(SignalState.RECEIVED, {"answer"}, id="received"),
        pytest.param(SignalState.RETURNED, {"director_answer"}, id="returned"),
        pytest.param(SignalState.VERIFICATION, {"verify"}, id="verification"),
        pytest.param(SignalState.CLOSED, set(), id="closed"),
    ],
)
def test_an_imported_signal_gets_the_terms_of_its_state(house: House, state: SignalState, kinds: set[str]) -> None:
    with transaction(house.engine) as session:
        signal = World(house, session).draft()
        signal.state, signal.sent_at = state, SENT_AT
        start_deadlines_of_imported(session, house, signal, LATER)
        assert open_kinds(session, signal) == kinds


@pytest.mark.parametrize("state", SignalState)
@pytest.mark.parametrize("act", SignalAct)
def test_every_act_outside_the_table_changes_nothing(state: SignalState, act: SignalAct) -> None:
    signal = _bare(state)
    if (state, act) in TRANSITIONS:
        assert check(signal, act) is TRANSITIONS[state, act].to
    else:
        with pytest.raises(RuleError):
            check(signal, act)
    assert signal.state is state


def _bare(state: SignalState) -> Signal:
    return Signal(
        reference="S-1", kind=SignalKind.GENERAL, state=state, measure=Measure.SAFETY, agency_id=1, location_id=1,
        adviser_id=1, observed_on=date(2026, 1, 1), text_sealed=b"", created_at=SENT_AT,
    )  # fmt: skip


NOTICE = (
    "INSERT INTO notice (template, content, dedupe_key, recipient_kind, recipient_id, signal_id, text_hash,"
    " body_sealed, facts, urgent, state, created_at, next_at, attempts)"
    " VALUES (:template, :content, 'k', 'contact', 1, :signal, :hash, :body, '{}', false, 'queued', :now, :now, 0)"
)


@pytest.mark.parametrize(
    ("template", "content", "digest", "body"),
    [
        pytest.param("signal_to_provider", True, "0" * 64, b"x", id="a text that nobody decided on"),
        pytest.param("signal_to_provider", True, None, None, id="content without a text"),
        pytest.param("signal_to_provider", False, None, None, id="content that says it is none"),
        pytest.param("inspectorate_notice", False, None, None, id="to the inspectorate as if it were a reminder"),
        pytest.param("signal_reminder", True, "0" * 64, b"x", id="a reminder that carries a text"),
    ],
)
def test_the_database_refuses_an_ungated_text(
    each_house: House, template: str, content: bool, digest: str | None, body: bytes | None
) -> None:
    with transaction(each_house.engine) as session:
        signal_id = World(each_house, session).draft().id
    facts = {"template": template, "content": content, "hash": digest, "body": body, "now": SENT_AT}
    with pytest.raises(IntegrityError), transaction(each_house.engine) as session:
        session.execute(text(NOTICE), facts | {"signal": signal_id})


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE gate_decision SET reviewer_id = author_id", id="the author reads as the second person"),
        pytest.param("UPDATE gate_decision SET reviewed_at = NULL", id="a reviewer without a moment"),
        pytest.param("UPDATE gate_decision SET text_hash = 'x'", id="the decision moves to another text"),
        pytest.param("DELETE FROM gate_decision", id="the decision is removed"),
        pytest.param("UPDATE signal SET sent_at = NULL", id="sent without a moment"),
        pytest.param(
            "UPDATE escalation SET proposed_by_id = 3, approved_by_id = 3, approved_at = proposed_at",
            id="who proposed approves",
        ),
        pytest.param("UPDATE escalation SET told_at = proposed_at", id="told without approval"),
    ],
)
def test_the_database_keeps_four_eyes(each_house: House, sql: str) -> None:
    with transaction(each_house.engine) as session:
        World(each_house, session, CareType.CLOSED_CARE).sent()
    with pytest.raises(IntegrityError), transaction(each_house.engine) as session:
        session.execute(text(sql))
