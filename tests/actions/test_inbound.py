"""Mail that comes back: what it changes, and what waits for a person."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from actions.delivery import deliver
from actions.house import House
from actions.inbound import InboundUnknown, Received, handle_inbound, inbox, read_inbound, receive
from actions.notices import release
from channels.bounces import parse
from rules.mail_reports import InboundKind
from rules.vocabulary import SignalState
from store.events import SYSTEM, breaks, user_actor
from store.models import AccessLog, InboundMessage, Notice, Signal, WorkItem
from store.session import transaction
from tests.actions.outbox import NOON, Postbox, events, fill, fill_signal, state_of
from tests.channels.corpus import ABOUT, CORPUS, OURS, Mail, bottomless, dsn, mdn, written

LATER = NOON + timedelta(hours=1)


def sent(house: House, *, signal: bool = False) -> Notice:
    """Send one letter; return its notice."""
    notice_id = fill_signal(house).id if signal else fill(house, 1)[0]
    asyncio.run(deliver(house, NOON, transport=Postbox()))
    return state_of(house, notice_id)


def take(house: House, raw: bytes, notice: Notice | None = None) -> Received:
    """Take in a mail, about our letter where there is one."""
    named = raw.replace(ABOUT.encode(), (notice.message_id or "").encode()) if notice else raw
    with transaction(house.engine) as session:
        return receive(session, house, named, LATER)


def work(house: House) -> list[tuple[str, str]]:
    with transaction(house.engine) as session:
        return [(item.kind, item.role) for item in session.scalars(select(WorkItem).order_by(WorkItem.id))]


def test_a_letter_that_cannot_be_delivered_is_told_to_nobody_and_becomes_work(each_house: House) -> None:
    notice = sent(each_house)
    assert notice.state == "sent"
    took = take(each_house, dsn("failed", "5.1.1"), notice)
    assert (took.kind, took.notice_id, took.for_person) == (InboundKind.FAILED, notice.id, False)
    dead = state_of(each_house, notice.id)
    assert (dead.state, dead.last_error, dead.bounced_at) == ("dead", "bounce:5.1.1", LATER)
    assert work(each_house) == [("notice_undelivered", "coordinator")]
    assert [event.facts["code"] for event in events(each_house, "notice_dead")] == ["bounce:5.1.1"]
    with transaction(each_house.engine) as session:
        assert list(breaks(session)) == []


def test_a_bounced_signal_is_not_delivered_and_its_agency_is_phoned(house: House) -> None:
    notice = sent(house, signal=True)
    take(house, dsn("failed", "5.1.1"), notice)
    with transaction(house.engine) as session:
        assert session.get_one(Signal, notice.signal_id).state is SignalState.DELIVERY_FAILED
    assert ("phone_agency", "coordinator") in work(house)


def test_the_same_bounce_twice_changes_nothing_more(house: House) -> None:
    notice = sent(house)
    take(house, dsn("failed", "5.1.1"), notice)
    again, other = take(house, dsn("failed", "5.1.1"), notice), take(house, dsn("failed", "5.1.2"), notice)
    assert (again.known, other.known) == (True, False)
    assert state_of(house, notice.id).last_error == "bounce:5.1.1"
    assert len(work(house)) == 1


def test_what_bounced_can_be_sent_again_by_a_person(house: House) -> None:
    notice = sent(house)
    take(house, dsn("failed", "5.1.1"), notice)
    with transaction(house.engine) as session:
        release(session, notice.id, actor=SYSTEM, now=LATER)
    postbox = Postbox()
    asyncio.run(deliver(house, LATER, transport=postbox))
    assert postbox.ids == [notice.message_id]
    assert state_of(house, notice.id).state == "sent"


def test_a_bounce_that_comes_before_our_mark_counts(house: House) -> None:
    (notice_id,) = fill(house, 1)

    class Quick(Postbox):
        """Bounces a letter before it says that it took it."""

        async def deliver(self, message: EmailMessage) -> None:
            self.letters.append(message)
            take(house, dsn("failed", "5.1.1"), state_of(house, notice_id))

    asyncio.run(deliver(house, NOON, transport=Quick()))
    assert state_of(house, notice_id).state == "dead"
    assert events(house, "notice_sent") == []


@pytest.mark.parametrize(
    ("raw", "arrived", "event"),
    [
        pytest.param(dsn("delivered", "2.1.5"), True, "notice_report_delivered", id="delivered"),
        pytest.param(mdn("manual-action; displayed"), True, "notice_report_read", id="read"),
        pytest.param(dsn("delayed", "4.2.2"), False, "notice_report_delayed", id="delayed"),
        pytest.param(dsn("relayed", "2.0.0"), False, "notice_report_relayed", id="relayed"),
    ],
)
def test_other_reports_are_kept_and_ask_nobody(house: House, raw: bytes, arrived: bool, event: str) -> None:
    notice = sent(house)
    assert not take(house, raw, notice).for_person
    known = state_of(house, notice.id)
    assert (known.state, known.delivered_at) == ("sent", LATER if arrived else None)
    assert len(events(house, event)) == 1
    assert work(house) == []


@pytest.mark.parametrize("mail", [pytest.param(mail, id=mail.name) for mail in CORPUS])
def test_without_a_letter_of_ours_every_mail_waits_for_a_person(house: House, mail: Mail) -> None:
    sent(house)
    took = take(house, mail.raw)
    assert (took.kind, took.for_person, took.notice_id) == (mail.kind, True, None)
    assert work(house) == [("mail_to_read", "coordinator")]
    assert events(house, "notice_dead") == []


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(mail, id=mail.name)
        for mail in CORPUS
        if mail.about and mail.kind in (InboundKind.AUTOMATIC, InboundKind.OTHER, InboundKind.LOOPED)
    ],
)
def test_an_answer_never_acts_by_itself(house: House, mail: Mail) -> None:
    notice = sent(house, signal=True)
    took = take(house, mail.raw, notice)
    assert (took.notice_id, took.for_person) == (notice.id, True)
    after = state_of(house, notice.id)
    assert (after.state, after.delivered_at, after.bounced_at) == ("sent", None, None)
    with transaction(house.engine) as session:
        assert session.get_one(Signal, notice.signal_id).state is SignalState.SENT


def test_a_mail_that_breaks_the_reading_waits_for_a_person(house: House) -> None:
    with pytest.raises(RecursionError):
        parse(bottomless(), OURS)
    took = take(house, bottomless())
    assert (took.kind, took.for_person) == (InboundKind.OTHER, True)
    assert work(house) == [("mail_to_read", "coordinator")]


def test_a_mail_with_signs_no_database_holds_is_kept(each_house: House) -> None:
    assert take(each_house, written("Hallo").replace(b"Subject:", b"In-Reply-To: <a\x00bcd@x>\r\nSubject:")).for_person


def test_a_mail_is_sealed_and_who_reads_it_is_kept(house: House) -> None:
    take(house, written("Een naam die niemand mag zien."))
    with transaction(house.engine) as session:
        (message,) = inbox(session)
        assert b"naam" not in message.raw_sealed
        text = read_inbound(session, house, message.id, actor=user_actor(1), now=LATER)
        assert b"Een naam die niemand mag zien." in text
    with transaction(house.engine) as session:
        (look,) = session.scalars(select(AccessLog))
        assert (look.actor, look.subject, look.purpose) == ("user:1", f"inbound:{message.id}", "read_mail")


def test_what_a_person_dealt_with_leaves_the_list(house: House) -> None:
    take(house, written())
    with transaction(house.engine) as session:
        (message,) = inbox(session)
        handle_inbound(session, message.id, actor=SYSTEM, now=LATER)
        assert inbox(session) == []
        assert session.scalars(select(WorkItem)).one().done_at == LATER
        with pytest.raises(InboundUnknown, match="mail inbox"):
            handle_inbound(session, message.id, actor=SYSTEM, now=LATER)
    with transaction(house.engine) as session:
        assert session.get_one(InboundMessage, message.id).handled_by == SYSTEM
