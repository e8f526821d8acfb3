"""Answering without an account: looking spends nothing, one answer does, and a stranger learns nothing."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.outgoing import letter_for
from actions.reply_links import (
    admit,
    answer_by_link,
    ask_more_time,
    masked,
    open_link,
    renew_link,
    revoke_links,
    send_code,
    view_link,
)
from actions.reply_tokens import link_code, reply_page
from actions.running_terms import extend
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.replies import (
    CodeTooSoon,
    ContactUnknown,
    FilesRefused,
    IncomingFile,
    LinkNotValid,
    MoreTimeTooLate,
    PromiseInPast,
    PromiseMissing,
    ReplyKind,
)
from rules.signal_errors import ActNotPossible
from rules.vocabulary import ContactRole, SignalState
from store.attachments import attachment_content, attachments_of
from store.deadlines import deadline_of
from store.events import Subject
from store.models import ContactPerson, Reply, ReplyLink, Signal
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, at, notices, works

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ANSWER = "De deuren gaan niet meer op slot; de huisregel is geschrapt."
LATER = SENT_AT + 2 * DAY


@pytest.fixture
def world(house: House) -> Iterator[World]:
    with transaction(house.engine) as session:
        yield World(house, session)


def token_of(world: World, signal: Signal) -> str:
    return reply_page(world.session, world.house, signal).removeprefix("/antwoord/")


def link_of(world: World) -> ReplyLink:
    return world.session.scalars(select(ReplyLink).order_by(ReplyLink.id.desc())).first() or pytest.fail("no link")


def contact(world: World) -> ContactPerson:
    wanted = select(ContactPerson).where(ContactPerson.role == ContactRole.SIGNALS)
    return world.session.scalars(wanted).one()


def answered(world: World, token: str, **more: object) -> Reply:
    given: dict[str, object] = {"kind": ReplyKind.STOPPED, "now": LATER} | more
    return answer_by_link(world.session, world.house, token, contact(world), ANSWER, **given)  # type: ignore[arg-type]  # a dict of keywords has one type of value


def test_the_letter_and_its_reminders_hold_the_link_and_the_database_only_its_hash(world: World) -> None:
    signal = world.sent()
    token = token_of(world, signal)
    letter = letter_for(world.session, world.house, notices(world.session, "signal_to_provider")[0], SENT_AT)
    assert letter is not None
    assert f"/antwoord/{token}" in letter.text
    assert f"/antwoord/{token}" in letter.html
    link = link_of(world)
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43  # 256 bits in base64url


def test_twenty_prefetches_spend_nothing_and_one_answer_spends_all(world: World) -> None:
    signal = world.sent()
    token = token_of(world, signal)
    for _ in range(20):
        assert view_link(world.session, world.house, token, LATER).reference == signal.reference
    reply = answered(world, token)
    assert (reply.kind, signal.state) == (ReplyKind.STOPPED, SignalState.ANSWERED)
    with pytest.raises(LinkNotValid, match="088"):
        view_link(world.session, world.house, token, LATER)
    with pytest.raises(LinkNotValid):
        answered(world, token)


@pytest.mark.parametrize("mangled", ["", "x", "a" * 43, "../../etc", "é" * 20])
def test_a_mangled_token_opens_nothing(world: World, mangled: str) -> None:
    world.sent()
    with pytest.raises(LinkNotValid):
        open_link(world.session, world.house, mangled, LATER)


def test_guessing_finds_nothing(world: World) -> None:
    signal = world.sent()
    right, known = token_of(world, signal), {link.token_hash for link in world.session.scalars(select(ReplyLink))}
    guesses = (hashlib.sha256(secrets.token_urlsafe(32).encode()).hexdigest() for _ in range(100_000))
    assert not known.intersection(guesses)
    assert open_link(world.session, world.house, right, LATER)[1] is signal


def test_a_link_ends_fourteen_days_after_the_term_and_follows_an_extension(world: World) -> None:
    signal = world.sent()
    token, over = token_of(world, signal), at(date(2026, 4, 23), 10)  # due 8 April, over Easter
    assert open_link(world.session, world.house, token, over - DAY)[1] is signal
    with pytest.raises(LinkNotValid):
        open_link(world.session, world.house, token, over)
    deadline = deadline_of(world.session, Subject("signal", signal.id), DeadlineKind.ANSWER, 1)
    assert deadline is not None
    extend(world.session, world.house, deadline, 5, bound=5, reason="agency_asked", now=LATER)
    assert open_link(world.session, world.house, token, over)[1] is signal


def test_a_revoked_link_is_dead_and_a_new_one_is_mailed(world: World) -> None:
    signal = world.sent()
    old = token_of(world, signal)
    renew_link(world.session, world.house, signal, LATER, actor="user:1")
    with pytest.raises(LinkNotValid):
        open_link(world.session, world.house, old, LATER)
    new = token_of(world, signal)
    assert open_link(world.session, world.house, new, LATER)[1] is signal
    letter = letter_for(world.session, world.house, notices(world.session, "reply_link_new")[0], LATER)
    assert letter is not None
    assert f"/antwoord/{new}" in letter.text
    assert revoke_links(world.session, signal, LATER, actor="user:1") == 1
    with pytest.raises(LinkNotValid):
        open_link(world.session, world.house, new, LATER)


def test_nobody_gets_a_link_to_what_was_not_sent(world: World) -> None:
    with pytest.raises(ActNotPossible):
        renew_link(world.session, world.house, world.draft(), LATER, actor="user:1")
    assert not notices(world.session, "reply_link_new")


def test_a_code_goes_to_a_registered_contact_and_admits_only_when_right_and_fresh(world: World) -> None:
    signal = world.sent()
    token, person = token_of(world, signal), contact(world)
    assert (person.id, masked(person.email)) in view_link(world.session, world.house, token, LATER).contacts
    with pytest.raises(ContactUnknown):
        send_code(world.session, world.house, token, world.region.inspectorate.id, LATER)
    assert admit(world.session, world.house, token, "000000", LATER) is None  # no code was sent yet
    send_code(world.session, world.house, token, person.id, LATER)
    code = link_code(world.house.vault, link_of(world))
    letter = letter_for(world.session, world.house, notices(world.session, "reply_code")[0], LATER)
    assert letter is not None
    assert code in letter.text
    assert letter.to_address == person.email
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert admit(world.session, world.house, token, wrong, LATER) is None
    assert admit(world.session, world.house, token, f"{code[:3]} {code[3:]}", LATER) is person
    assert admit(world.session, world.house, token, code, LATER + 16 * MINUTE) is None


def test_five_wrong_codes_end_the_code_and_a_new_one_must_wait(world: World) -> None:
    token, person = token_of(world, world.sent()), contact(world)
    send_code(world.session, world.house, token, person.id, LATER)
    code = link_code(world.house.vault, link_of(world))
    with pytest.raises(CodeTooSoon):
        send_code(world.session, world.house, token, person.id, LATER + MINUTE / 2)
    for _ in range(5):
        assert admit(world.session, world.house, token, "", LATER) is None
    assert admit(world.session, world.house, token, code, LATER) is None
    with pytest.raises(CodeTooSoon, match="15 minuten"):
        send_code(world.session, world.house, token, person.id, LATER + 14 * MINUTE)
    send_code(world.session, world.house, token, person.id, LATER + 15 * MINUTE)
    fresh = link_code(world.house.vault, link_of(world))
    assert admit(world.session, world.house, token, fresh, LATER + 15 * MINUTE) is person


def test_a_promise_becomes_a_deadline(world: World) -> None:
    signal = world.sent()
    token, today = token_of(world, signal), local_date(LATER)
    with pytest.raises(PromiseMissing):
        answered(world, token, kind=ReplyKind.PLANNED)
    with pytest.raises(PromiseInPast):
        answered(world, token, kind=ReplyKind.PLANNED, promised_on=today - DAY)
    answered(world, token, kind=ReplyKind.PLANNED, promised_on=today + 14 * DAY)
    promise = deadline_of(world.session, Subject("signal", signal.id), DeadlineKind.PROMISE, 1)
    assert promise is not None
    assert (promise.amount, promise.next_step) == (14, "check_promise")


def test_asking_more_time_spends_nothing_and_asks_the_adviser(world: World) -> None:
    signal = world.sent()
    token, person = token_of(world, signal), contact(world)
    with pytest.raises(MoreTimeTooLate, match="2026-04-08"):
        ask_more_time(world.session, world.house, token, person, local_date(LATER), LATER)
    ask_more_time(world.session, world.house, token, person, local_date(SENT_AT) + 30 * DAY, LATER)
    assert "more_time_asked" in works(world.session)
    answered(world, token)


def test_files_come_with_an_answer_sealed_and_others_are_refused_at_once(world: World) -> None:
    signal = world.sent()
    token = token_of(world, signal)
    odd = [IncomingFile("a.exe", b"MZ..."), *[IncomingFile("p.pdf", b"%PDF-1.7 x")] * 5]
    with pytest.raises(FilesRefused, match=r"hooguit 5.*\n.*Bijlage 1 is geen pdf"):
        answered(world, token, files=odd)
    assert signal.state is SignalState.SENT
    reply = answered(world, token, files=[IncomingFile("nieuwe huisregels.pdf", b"%PDF-1.7 x")])
    (kept,) = attachments_of(world.session, signal)
    assert (kept.reply_id, kept.media_type, kept.size) == (reply.id, "application/pdf", 10)
    assert b"huisregels" not in kept.name_sealed
    assert attachment_content(world.session, world.house.vault, signal, kept) == b"%PDF-1.7 x"
