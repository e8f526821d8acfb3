"""More time for an agency: asked by who signed in or by link, decided by us, and told to whoever asked."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.more_time import grant_more_time, lengthen_term, refuse_more_time
from actions.outgoing import letter_for
from actions.reply_links import ask_more_time_signed_in
from actions.reply_tokens import reply_page, round_due
from actions.signals import receive_reply
from actions.term_changes import suspend_term
from rules.calendar import local_date
from rules.replies import MoreTimeTooLate
from rules.signal_errors import ActNotPossible, NotYourAgency, NotYourRole
from rules.vocabulary import ContactRole, Language, Role, SignalState, TermReason
from store.judging import more_time_wish, wish_for_time
from store.models import ContactPerson, Notice, Signal, User
from store.session import transaction
from templates.engine import render_mail
from templates.samples import HOUSE, SAMPLES
from tests.actions.signal_world import SENT_AT, World, notices

LATER = SENT_AT + timedelta(days=1)
UNTIL = local_date(SENT_AT) + timedelta(days=30)
MAIL = "more_time_decided"


@pytest.fixture
def world(each_house: House) -> Iterator[World]:
    """People and a group, on SQLite and on PostgreSQL."""
    with transaction(each_house.engine) as session:
        yield World(each_house, session)


def contact_user(world: World, email: str = "noor@instelling.example") -> User:
    user = world.region.add_user(Role.PROVIDER_CONTACT, agency_id=world.region.agency.id)
    user.email = email
    world.session.flush()
    return user


def contact(world: World) -> ContactPerson:
    found = select(ContactPerson).where(ContactPerson.agency_id == world.region.agency.id)
    return world.session.scalars(found.where(ContactPerson.role == ContactRole.SIGNALS)).one()


def ask(world: World, signal: Signal, user: User, until: date = UNTIL) -> None:
    ask_more_time_signed_in(world.session, world.house, signal, until, LATER, by=user)


def told(world: World) -> list[Notice]:
    return notices(world.session, MAIL)


def test_who_signed_in_asks_and_the_term_stays(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    before = round_due(world.session, signal)

    ask(world, signal, user)

    wish = wish_for_time(world.session, signal)
    assert wish is not None
    assert (wish.until, wish.actor) == (UNTIL, f"user:{user.id}")
    assert round_due(world.session, signal) == before
    assert told(world) == []


def test_a_day_within_the_term_is_no_more_time(world: World) -> None:
    signal = world.sent()
    with pytest.raises(MoreTimeTooLate):
        ask(world, signal, contact_user(world), local_date(LATER))
    assert more_time_wish(world.session, signal) is None


def test_only_the_agency_in_charge_asks_and_only_while_it_can_answer(world: World) -> None:
    signal = world.sent()
    stranger = world.region.add_user(Role.PROVIDER_CONTACT)
    with pytest.raises(NotYourAgency):
        ask(world, signal, stranger)
    with pytest.raises(NotYourRole):
        ask(world, signal, world.region.add_user(Role.INSPECTOR))
    receive_reply(world.session, world.house, signal, "Wij zijn gestopt.", LATER, LATER)
    with pytest.raises(ActNotPossible):
        ask(world, signal, contact_user(world))


def test_time_that_is_granted_is_mailed_with_the_new_last_day(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)

    changed = grant_more_time(world.session, world.house, signal, 5, LATER, by=world.coordinator)

    assert changed.due is not None
    assert {(mail.recipient_kind, mail.facts["decision"]) for mail in told(world)} == {
        ("contact", "granted"), ("user", "granted"),
    }  # fmt: skip
    assert {mail.facts["last_day"] for mail in told(world)} == {changed.due.isoformat()}


def test_time_that_is_refused_is_mailed_with_the_old_last_day(world: World) -> None:
    signal, user = world.sent(), contact_user(world, contact(world).email.upper())
    ask(world, signal, user)
    due = round_due(world.session, signal)

    refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)

    (mail,) = told(world)
    assert due is not None
    assert mail.recipient_kind == "contact"  # the one who asked reads the same mailbox
    assert (mail.facts["decision"], mail.facts["last_day"]) == ("refused", due.isoformat())


def test_a_term_made_longer_elsewhere_grants_the_wish(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)
    lengthen_term(
        world.session, world.house, signal.reference, 3, TermReason.CLOSED_FOR_HOLIDAYS, LATER, by=world.coordinator
    )
    assert more_time_wish(world.session, signal) is None
    assert {mail.facts["decision"] for mail in told(world)} == {"granted"}


def test_a_term_made_longer_without_a_wish_tells_nobody(world: World) -> None:
    signal = world.sent()
    lengthen_term(world.session, world.house, signal.reference, 3, TermReason.AGREED, LATER, by=world.coordinator)
    assert told(world) == []


def test_a_second_wish_is_told_anew(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    for days in (0, 1):
        ask(world, signal, user, UNTIL + timedelta(days=days))
        refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)
    assert len(told(world)) == 4


def test_a_wish_of_an_earlier_round_is_over(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)
    signal.round += 1
    assert wish_for_time(world.session, signal) is None


def test_who_went_to_another_agency_is_not_told(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)
    user.agency_id = world.region.add_agency("Het Voorbeeld").id
    refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)
    assert [mail.recipient_kind for mail in told(world)] == ["contact"]


def test_a_suspended_term_has_no_last_day_to_tell(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)
    suspend_term(world.session, world.house, signal.reference, TermReason.AGREED, LATER, by=world.coordinator)
    refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)
    assert {mail.facts["last_day"] for mail in told(world)} == {""}


def test_each_reader_gets_the_page_where_they_answer(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)
    refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)
    page = {"contact": reply_page(world.session, world.house, signal), "user": f"/signalen/{signal.reference}"}
    for mail in told(world):
        letter = letter_for(world.session, world.house, mail, LATER)
        assert letter is not None
        assert page[mail.recipient_kind] in letter.text


def test_once_answered_the_decision_is_not_sent(world: World) -> None:
    signal, user = world.sent(), contact_user(world)
    ask(world, signal, user)
    refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)
    receive_reply(world.session, world.house, signal, "Wij zijn gestopt.", LATER, LATER)
    assert signal.state is SignalState.ANSWERED
    assert [letter_for(world.session, world.house, mail, LATER) for mail in told(world)] == [None, None]


@pytest.mark.parametrize(
    ("language", "decision", "last_day", "says"),
    [
        (Language.NL, "granted", "2026-05-08", "Nog een keer verlengen kan niet"),
        (Language.NL, "refused", "2026-04-28", "De termijn blijft zoals die was"),
        (Language.NL, "granted", "", "De termijn staat nu stil"),
        (Language.EN, "refused", "2026-04-28", "The term stays as it was"),
        (Language.EN, "refused", "", "The term is suspended now"),
    ],
)
def test_the_mail_says_what_was_decided(language: Language, decision: str, last_day: str, says: str) -> None:
    facts = {**HOUSE, **SAMPLES[MAIL], "decision": decision, "last_day": last_day, "recipient_name": "Noor"}
    mail = render_mail(MAIL, facts, language)
    assert says in mail.text
    assert says in mail.html
    assert ("krijgt niet meer tijd" in mail.subject) == (language is Language.NL and decision == "refused")
