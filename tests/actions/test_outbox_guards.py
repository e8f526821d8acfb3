"""What holds the outbox back, and who is told that something does not leave."""

import asyncio
import errno
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from actions import delivery
from actions.delivery import DeliveryCounts, deliver, deliver_now
from actions.house import House
from actions.mail_watch import ask_about_unsent
from actions.notices import Recipient, enqueue, urgent_notices
from actions.outbox import NotQuarantined, delivery_plan, release_quarantine, within_rate
from channels.delivery import PermanentFailure, Unavailable
from rules.calendar import local_date
from store.crypto import Vault
from store.events import Subject, user_actor
from store.models import Adviser, Installation, Notice, WorkItem
from store.notices import database_now
from store.session import hasty_transaction, reading, transaction
from store.storage import StorageRefused
from tests.actions.outbox import EVENING, NOON, Postbox, events, fill, fill_signal, state_of
from tests.builders import Region

HOUR = timedelta(hours=1)
FULL, NORMAL = 2, 1
"""How SQLite names its ways to wait for the disk."""


def run(house: House, now: datetime = NOON, postbox: Postbox | None = None) -> DeliveryCounts:
    return asyncio.run(deliver(house, now, transport=postbox or Postbox(), limit=10_000, ticks=lambda: 0.0))


def remind_one(house: House, count: int, *, urgent: bool = False) -> None:
    """Put `count` reminders for one adviser into the outbox."""
    with transaction(house.engine) as session:
        adviser = session.scalars(select(Adviser.id)).first() or Region(session).add_adviser().id
        first = (session.scalar(select(func.count(Notice.id))) or 0) + 1
        for number in range(first, first + count):
            enqueue(
                session, template="visit_report_overdue", key=f"visit:{number}:report_overdue", urgent=urgent,
                recipient=Recipient("adviser", adviser), subject=Subject("visit", number),
                facts={"group": f"Groep {number}", "visited_on": "2026-04-02", "due": "2026-04-07"}, now=NOON,
            )  # fmt: skip


def most(house: House) -> int:
    return house.policy(local_date(NOON)).mail.per_recipient_per_hour


def test_nobody_gets_more_than_the_rate_and_the_rest_follows_an_hour_later(house: House) -> None:
    remind_one(house, most(house) + 3)
    assert run(house).sent == most(house)
    assert run(house, NOON + timedelta(minutes=59)).sent == 0
    assert run(house, NOON + HOUR).sent == 3


def test_what_is_urgent_is_never_held_back_by_the_rate(house: House) -> None:
    remind_one(house, most(house) + 3, urgent=True)
    assert run(house).sent == most(house) + 3


def test_one_person_who_gets_much_holds_up_nobody_else(house: House) -> None:
    fill_signal(house)
    remind_one(house, most(house) + 3)
    assert run(house).sent == most(house) + 1


@given(
    due=st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=30),
    got=st.dictionaries(st.tuples(st.just("adviser"), st.integers(1, 3)), st.integers(0, 9)),
    rate=st.integers(1, 8),
)
def test_the_rate_holds_back_only_what_is_not_urgent_and_too_much(
    due: list[tuple[int, bool]], got: dict[tuple[str, int], int], rate: int
) -> None:
    notices = [
        Notice(
            template="x", content=False, dedupe_key=str(number), recipient_kind="adviser", recipient_id=reader,
            urgent=urgent, created_at=NOON, next_at=NOON,
        )
        for number, (reader, urgent) in enumerate(due)
    ]  # fmt: skip
    leaving = within_rate(notices, got, rate)
    assert [notice for notice in notices if notice.urgent] == [notice for notice in leaving if notice.urgent]
    for reader in (1, 2, 3):
        calm = [notice for notice in leaving if notice.recipient_id == reader and not notice.urgent]
        assert not calm or len(calm) + got.get(("adviser", reader), 0) <= rate


def hold(house: House) -> None:
    with transaction(house.engine) as session:
        session.get_one(Installation, 1).quarantined_at = NOON - HOUR


def test_a_restored_database_sends_nothing_until_a_person_releases_it(house: House) -> None:
    fill(house, 2, urgent=True)
    hold(house)
    assert run(house) == DeliveryCounts()
    with transaction(house.engine) as session:
        assert delivery_plan(session, house, NOON)[1] == []
        assert release_quarantine(session, actor=user_actor(3), now=NOON) == 2
        with pytest.raises(NotQuarantined):
            release_quarantine(session, actor=user_actor(3), now=NOON)
    assert [event.actor for event in events(house, "outbox_released")] == ["user:3"]
    assert run(house).sent == 2


def test_urgent_notices_are_delivered_at_once_and_only_those(house: House) -> None:
    remind_one(house, 1)
    with transaction(house.engine) as session:
        assert urgent_notices(session) == []
        adviser = session.scalars(select(Adviser)).one()
        enqueue(
            session, template="visit_report_overdue", key="visit:99:report_overdue", urgent=True,
            recipient=Recipient("adviser", adviser.id), subject=Subject("visit", 99),
            facts={"group": "Groep 99", "visited_on": "2026-04-02", "due": "2026-04-07"}, now=NOON,
        )  # fmt: skip
        acute = urgent_notices(session)
    postbox = Postbox()
    assert asyncio.run(deliver_now(house, EVENING, acute, transport=postbox)).sent == 1
    assert [state_of(house, number).state for number in acute] == ["sent"]
    assert asyncio.run(deliver_now(house, EVENING, [], transport=postbox)) == DeliveryCounts()


def away(_message: EmailMessage) -> None:
    raise Unavailable("unreachable")


def open_work(house: House, kind: str) -> list[WorkItem]:
    with transaction(house.engine) as session:
        return list(session.scalars(select(WorkItem).where(WorkItem.kind == kind, WorkItem.done_at.is_(None))))


@pytest.mark.parametrize(
    ("minutes", "told"),
    [pytest.param(14, 0, id="a hiccup"), pytest.param(15, 1, id="a quarter of an hour: the administrator")],
)
def test_a_server_that_stays_away_is_work_for_the_administrator(house: House, minutes: int, told: int) -> None:
    fill(house, 2)
    run(house, NOON, Postbox(away))
    run(house, NOON + timedelta(minutes=minutes), Postbox(away))
    assert [item.role for item in open_work(house, "mail_server_away")] == ["administrator"] * told


def test_that_work_is_made_once_and_done_when_the_server_is_back(house: House) -> None:
    fill(house, 2)
    for minutes in (0, 20, 40):
        run(house, NOON + timedelta(minutes=minutes), Postbox(away))
    assert len(open_work(house, "mail_server_away")) == 1
    assert run(house, NOON + timedelta(minutes=90)).sent == 2
    assert open_work(house, "mail_server_away") == []
    with transaction(house.engine) as session:
        assert session.get_one(Installation, 1).mail_away_at is None


@pytest.mark.parametrize(
    ("urgent", "later", "asked"),
    [
        pytest.param(True, timedelta(minutes=119), 0, id="acute, not yet two hours"),
        pytest.param(True, timedelta(hours=2), 1, id="acute, two hours"),
        pytest.param(False, timedelta(days=1), 0, id="general, the next working day"),
        pytest.param(False, timedelta(days=2), 1, id="general, the day after the next working day"),
    ],
)
def test_a_signal_that_does_not_leave_is_work_for_the_coordinator(
    house: House, urgent: bool, later: timedelta, asked: int
) -> None:
    notice = fill_signal(house)
    with transaction(house.engine) as session:
        session.get_one(Notice, notice.id).urgent = urgent
    with transaction(house.engine) as session:
        assert ask_about_unsent(session, NOON + later) == asked
        assert ask_about_unsent(session, NOON + later) == 0
    assert [item.role for item in open_work(house, "notice_unsent")] == ["coordinator"] * asked


def test_a_round_that_ends_early_hands_back_what_it_did_not_try(house: House) -> None:
    ids = fill(house, 5)
    run(house, NOON, Postbox(away))
    first, *others = [state_of(house, number) for number in ids]
    assert (first.attempts, first.last_error) == (1, "unreachable")
    assert {(x.attempts, x.leased_until, x.first_tried_at, x.state) for x in others} == {(0, None, None, "queued")}


def test_a_round_that_breaks_hands_back_what_it_did_not_try(house: House) -> None:
    ids, postbox = fill(house, 5), Postbox()

    def stop(_message: EmailMessage) -> None:
        raise asyncio.CancelledError

    postbox.fails = stop
    with pytest.raises(asyncio.CancelledError):
        run(house, NOON, postbox)
    first, *others = [state_of(house, number) for number in ids]
    assert first.leased_until is not None  # nobody knows what became of this one until its lease ends
    assert {(x.attempts, x.leased_until) for x in others} == {(0, None)}


def test_a_long_round_takes_its_leases_anew(house: House) -> None:
    """Letters that take half a minute each never outlive their lease, so nobody else sends them as well."""
    ids, seconds = fill(house, delivery.BATCH), [0.0]
    lease = timedelta(seconds=house.policy(local_date(NOON)).mail.lease_seconds)
    seen: list[bool] = []

    def slow(message: EmailMessage) -> None:
        now = NOON + timedelta(seconds=seconds[0])
        with reading(house.engine) as session:
            mine = session.scalars(select(Notice).where(Notice.message_id == str(message["Message-ID"]))).one()
            seen.append(mine.leased_until is not None and now + lease / 2 <= mine.leased_until)
        seconds[0] += 30

    asyncio.run(deliver(house, NOON, transport=Postbox(slow), ticks=lambda: seconds[0]))
    assert seen == [True] * len(ids)
    assert {state_of(house, number).state for number in ids} == {"sent"}


def test_a_mistake_with_one_letter_stops_no_other(house: House) -> None:
    ids = fill(house, delivery.BATCH + 5)
    with transaction(house.engine) as session:
        session.execute(update(Notice).where(Notice.id == ids[3]).values(facts={"group": "alleen dit"}))
        session.execute(update(Notice).where(Notice.id == ids[7]).values(recipient_id=9999))

    def refuse(message: EmailMessage) -> None:
        if "Groep 12 " in message.as_string() or "Groep 12." in message.as_string():
            raise PermanentFailure("550")

    counts = run(house, NOON, Postbox(refuse))
    assert counts.sent + counts.dead == len(ids)
    assert counts.dead >= 2
    assert {state_of(house, number).last_error for number in (ids[3], ids[7])} == {"not_rendered", "recipient_gone"}


def real(house: House) -> None:
    """Make a house that is not simulated: it goes by the clocks."""
    with transaction(house.engine) as session:
        session.get_one(Installation, 1).simulated = False


def test_leases_go_by_the_clock_of_the_database(each_house: House) -> None:
    """A machine whose clock runs an hour behind cannot take what another has: the database's clock decides."""
    (notice_id,) = fill(each_house, 1, urgent=True)
    real(each_house)
    with transaction(each_house.engine) as session:
        clock = database_now(session)
        session.get_one(Notice, notice_id).leased_until = clock + timedelta(minutes=1)
    fast = clock + HOUR
    assert run(each_house, fast).sent == 0
    with transaction(each_house.engine) as session:
        session.get_one(Notice, notice_id).leased_until = clock - timedelta(minutes=1)
    assert run(each_house, fast).sent == 1


def test_the_clock_of_the_database_is_near_ours(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        assert abs(database_now(session) - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - the clock is the point


def test_only_a_hasty_transaction_does_not_wait_for_the_disk(house: House) -> None:
    levels = []
    for opened in (transaction, hasty_transaction, transaction):
        with opened(house.engine) as session:
            levels.append(session.execute(text("PRAGMA synchronous")).scalar_one())
    assert levels == [FULL, NORMAL, FULL]


class Halfway(Exception):
    """Something goes wrong in a transaction."""


def change(house: House, notice_id: int, *, fails: bool) -> None:
    with hasty_transaction(house.engine) as session:
        session.get_one(Notice, notice_id).attempts = 7
        session.flush()
        if fails:
            raise Halfway


def test_a_hasty_transaction_is_whole(each_house: House) -> None:
    (notice_id,) = fill(each_house, 1)
    with pytest.raises(Halfway):
        change(each_house, notice_id, fails=True)
    assert state_of(each_house, notice_id).attempts == 0
    change(each_house, notice_id, fails=False)
    assert state_of(each_house, notice_id).attempts == 7


def test_reading_waits_for_nobody(house: House) -> None:
    fill(house, 1)
    with transaction(house.engine) as writer:
        writer.get_one(Installation, 1).quarantined_at = NOON
        writer.flush()
        with reading(house.engine) as session:
            assert session.get_one(Installation, 1).quarantined_at is None


class Starved(Vault):
    """A vault in a process that may open no more files."""

    def open(self, *_given: object) -> str:
        raise OSError(errno.EMFILE, "no more files")


def test_a_machine_that_refuses_gives_no_letter_up(house: House) -> None:
    notice = fill_signal(house)
    with pytest.raises(StorageRefused, match="te veel bestanden"):
        run(replace(house, vault=Starved(b"k" * 32)))
    assert state_of(house, notice.id).state == "queued"
    assert run(house, NOON + timedelta(minutes=3)).sent == 1
