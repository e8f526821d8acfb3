"""Delivery: each notice once, whatever fails on the way."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import select, update
from sqlalchemy.event import listens_for
from sqlalchemy.exc import NoResultFound, OperationalError
from sqlalchemy.orm import Session

from actions import delivery
from actions.delivery import DOUBTS, DeliveryCounts, PlanStale, deliver, delivery_plan, mail_transport, outbox_lines
from actions.house import House
from actions.marks import Outcome, Verdict, mark
from actions.notices import Recipient, enqueue, release
from actions.outgoing import letter_for
from channels.delivery import InDoubt, PermanentFailure, TemporaryFailure, Unavailable
from channels.maildir import MaildirTransport
from channels.message import Letter
from channels.smtp import SmtpTransport
from rules.calendar import Profile, local_date
from rules.vocabulary import LegalEffect, SignalState, Unit
from store.events import Subject, breaks
from store.models import Adviser, Deadline, Notice, Signal, WorkItem
from store.session import transaction
from store.settings import Settings
from templates.samples import SAMPLES
from tests.actions.outbox import (
    EVENING,
    NOON,
    TEXT,
    Postbox,
    add_signal,
    contact_for_signals,
    events,
    fill,
    fill_signal,
    letter_of_signal,
    state_of,
)
from tests.actions.signal_world import SENT_AT, World, notices
from tests.builders import Region

SOON, LATER = NOON + timedelta(minutes=5), NOON + timedelta(hours=49)


class Ticks:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def run(
    house: House,
    now: datetime = NOON,
    postbox: Postbox | None = None,
    limit: int = 200,
    plan_id: str | None = None,
    ticks: Ticks | None = None,
) -> dict[str, int]:
    """Deliver; return the counts that are not zero."""
    way, clock = postbox or Postbox(), ticks or Ticks()
    counts = asyncio.run(deliver(house, now, transport=way, limit=limit, plan_id=plan_id, ticks=clock))
    return {outcome: count for outcome, count in asdict(counts).items() if count}


def failing(error: Exception, when: str = "") -> Callable[[EmailMessage], None]:
    """Fail for letters whose text holds `when`."""

    def fail(message: EmailMessage) -> None:
        if when in message.as_string():
            raise error

    return fail


def work(house: House) -> list[WorkItem]:
    with transaction(house.engine) as session:
        return list(session.scalars(select(WorkItem).order_by(WorkItem.id)))


def test_each_notice_is_sent_once_and_recorded_once(each_house: House) -> None:
    ids, postbox = fill(each_house, 3), Postbox()
    assert run(each_house, postbox=postbox) == {"sent": 3}
    assert run(each_house, SOON, postbox) == {}
    assert len(postbox.letters) == len(set(postbox.ids)) == 3
    assert [event.facts["notice"] for event in events(each_house, "notice_sent")] == ids
    sent = state_of(each_house, ids[0])
    assert (sent.state, sent.next_at, sent.finished_at, sent.leased_until) == ("sent", None, NOON, None)
    with transaction(each_house.engine) as session:
        assert list(breaks(session)) == []


def test_a_letter_goes_to_the_address_of_today_and_the_record_holds_none(house: House) -> None:
    fill(house, 1)
    with transaction(house.engine) as session:
        session.execute(update(Adviser).values(email="nieuw@vertrouwenswerk.example"))
    postbox = Postbox()
    run(house, postbox=postbox)
    (letter,) = postbox.letters
    assert "nieuw@vertrouwenswerk.example" in letter["To"]
    assert letter["From"] == f"{house.settings.organisation_name} <{house.settings.sender}>"
    assert "nieuw" not in str([event.facts for event in events(house, "notice_sent")])


def test_content_is_sent_as_it_was_decided_and_letters_of_a_signal_hang_together(house: House) -> None:
    notice, postbox = fill_signal(house), Postbox()
    with transaction(house.engine) as session:
        enqueue(
            session, template="signal_reminder", key="signal:1:reminder", signal_id=notice.signal_id,
            recipient=Recipient("contact", notice.recipient_id), subject=Subject("signal", 1),
            facts=dict(SAMPLES["signal_reminder"]), now=NOON,
        )  # fmt: skip
    assert run(house, postbox=postbox) == {"sent": 2}
    first, second = postbox.letters
    plain = first.get_body(("plain",))
    assert plain is not None
    assert TEXT in plain.get_content()
    assert first["Subject"] == letter_of_signal(house).subject
    assert first["References"] == second["References"] is not None
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize(
    ("urgent", "now", "then"),
    [
        pytest.param(False, NOON, {"sent": 1}, id="in the day"),
        pytest.param(False, EVENING, {}, id="in the evening it waits"),
        pytest.param(True, EVENING, {"sent": 1}, id="urgent: at once"),
        pytest.param(False, EVENING + timedelta(hours=12), {"sent": 1}, id="the next morning at eight"),
    ],
)
def test_quiet_hours(house: House, urgent: bool, now: datetime, then: dict[str, int]) -> None:
    fill(house, 1, urgent=urgent)
    assert run(house, now) == then


def test_urgent_notices_leave_first(house: House) -> None:
    fill(house, 2)
    with transaction(house.engine) as session:
        last = session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
        last.urgent = True
    run(house, limit=1)
    assert state_of(house, last.id).state == "sent"


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [pytest.param(0, 1, id="first"), pytest.param(1, 2, id="second"), pytest.param(20, 60, id="at most an hour")],
)
def test_a_temporary_failure_is_tried_again_later(house: House, attempts: int, minutes: int) -> None:
    (notice_id,) = fill(house, 1)
    with transaction(house.engine) as session:
        session.get_one(Notice, notice_id).attempts = attempts
    assert run(house, postbox=Postbox(failing(TemporaryFailure("451")))) == {"retried": 1}
    waiting = state_of(house, notice_id)
    assert (waiting.state, waiting.last_error) == ("queued", "451")
    assert waiting.next_at == NOON + timedelta(minutes=minutes)
    assert run(house, NOON + timedelta(minutes=minutes)) == {"sent": 1}


def test_a_notice_that_keeps_failing_is_given_up_and_becomes_work(house: House) -> None:
    (notice_id,) = fill(house, 1)
    postbox = Postbox(failing(TemporaryFailure("451")))
    assert run(house, NOON, postbox) == {"retried": 1}
    set_attempts(house, notice_id, 7)
    assert run(house, LATER - timedelta(hours=2), postbox) == {"retried": 1}
    assert run(house, LATER, postbox) == {"dead": 1}
    assert state_of(house, notice_id).state == "dead"
    assert [(item.kind, item.role, item.subject_kind) for item in work(house)] == [
        ("notice_undelivered", "coordinator", "visit")
    ]
    assert [event.facts["code"] for event in events(house, "notice_dead")] == ["451"]


def set_attempts(house: House, notice_id: int, attempts: int) -> None:
    with transaction(house.engine) as session:
        session.get_one(Notice, notice_id).attempts = attempts


def test_waiting_to_be_tried_gives_nothing_up(house: House) -> None:
    (notice_id,) = fill(house, 1)
    postbox = Postbox(failing(TemporaryFailure("451")))
    after_the_weekend = NOON + timedelta(days=6)
    assert run(house, after_the_weekend, postbox) == {"retried": 1}
    assert run(house, after_the_weekend + timedelta(hours=49), postbox) == {"retried": 1}  # tried twice only
    assert state_of(house, notice_id).first_tried_at == after_the_weekend


def test_a_server_that_is_away_gives_nothing_up_however_long(house: House) -> None:
    (notice_id,) = fill(house, 1)
    away = Postbox(failing(Unavailable("unreachable")))
    set_attempts(house, notice_id, 7)
    assert run(house, NOON, away) == {"retried": 1}
    assert run(house, LATER, away) == {"retried": 1}
    assert run(house, LATER + timedelta(hours=1), Postbox(failing(TemporaryFailure("451")))) == {"retried": 1}
    assert run(house, LATER + timedelta(hours=3)) == {"sent": 1}


def test_what_was_released_gets_all_its_tries_anew(house: House) -> None:
    (notice_id,) = fill(house, 1)
    later = Postbox(failing(TemporaryFailure("451")))
    run(house, NOON, later)
    set_attempts(house, notice_id, 7)
    assert run(house, LATER, later) == {"dead": 1}
    with transaction(house.engine) as session:
        release(session, notice_id, actor="user:1", now=LATER)
    assert run(house, LATER, later) == {"retried": 1}
    assert (state_of(house, notice_id).attempts, state_of(house, notice_id).first_tried_at) == (1, LATER)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(PermanentFailure("550"), "550", id="refused"),
        pytest.param(ValueError("x"), "bad_address", id="bad"),
    ],
)
def test_a_permanent_failure_is_given_up_at_once_and_stops_no_other(house: House, error: Exception, code: str) -> None:
    ids = fill(house, 3)
    assert run(house, postbox=Postbox(failing(error, "Groep 2"))) == {"sent": 2, "dead": 1}
    assert [state_of(house, number).state for number in ids] == ["sent", "dead", "sent"]
    assert state_of(house, ids[1]).last_error == code
    assert len(work(house)) == 1


def test_a_notice_that_cannot_be_rendered_stops_no_other(house: House) -> None:
    ids = fill(house, 3)
    with transaction(house.engine) as session:
        session.get_one(Notice, ids[1]).facts = {"group": "Groep 2"}
    assert run(house) == {"sent": 2, "dead": 1}
    assert state_of(house, ids[1]).last_error == "not_rendered"
    assert len(work(house)) == 1


def test_a_row_that_is_missing_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(house, 3)

    def look_up(session: Session, house: House, notice: Notice, now: datetime) -> Letter | None:
        if notice.id == ids[1]:
            raise NoResultFound
        return letter_for(session, house, notice, now)

    monkeypatch.setattr(delivery, "letter_for", look_up)
    assert run(house) == {"sent": 2, "dead": 1}
    assert state_of(house, ids[1]).last_error == "not_rendered"


def collide_once(house: House) -> None:
    """Let the next writing of the record end in a deadlock."""
    left = [DeadlockDetected()]

    @listens_for(house.engine, "before_cursor_execute")
    def collide(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if left and statement.startswith("INSERT INTO event"):
            raise OperationalError(statement, None, left.pop())


def test_what_became_of_a_letter_is_kept_after_a_deadlock(house: House) -> None:
    notice = fill_signal(house)
    collide_once(house)
    assert run(house, postbox=Postbox(failing(PermanentFailure("550")))) == {"dead": 1}
    assert len(events(house, "notice_dead")) == 1
    assert state_of(house, notice.id).state == "dead"


@pytest.mark.parametrize("error", [None, PermanentFailure("550")], ids=["sent", "refused"])
def test_the_signal_is_locked_before_its_letter_and_its_record(house: House, error: Exception | None) -> None:
    notice, statements = fill_signal(house), list[str]()
    claimed = state_of(house, notice.id)
    mail = house.policy(local_date(NOON)).mail
    verdict = Verdict(Outcome.DEAD, "550") if error else Verdict(Outcome.SENT)

    @listens_for(house.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement.replace("\n", " "))

    assert mark(house, claimed, verdict, mail, NOON)
    assert " FROM signal " in statements[0]
    assert any(statement.startswith("INSERT INTO event") for statement in statements)


def test_a_transport_that_breaks_its_promise_stops_no_other(house: House) -> None:
    fill(house, 2)
    assert run(house, postbox=Postbox(failing(RuntimeError("x"), "Groep 1"))) == {"sent": 1, "retried": 1}


def test_someone_who_left_gets_no_mail(house: House) -> None:
    (notice_id,) = fill(house, 1)
    with transaction(house.engine) as session:
        session.execute(update(Adviser).values(active_to=date(2026, 4, 7)))
    assert run(house) == {"dead": 1}
    assert state_of(house, notice_id).last_error == "recipient_gone"


def test_a_damaged_text_is_never_sent(house: House) -> None:
    notice, postbox = fill_signal(house), Postbox()
    with transaction(house.engine) as session:
        session.get_one(Notice, notice.id).body_sealed = b"x" * 64
    assert run(house, postbox=postbox) == {"dead": 1}
    assert postbox.letters == []
    assert state_of(house, notice.id).last_error == "text_damaged"


def test_a_letter_that_cannot_reach_the_agency_changes_its_signal(house: House) -> None:
    notice = fill_signal(house)
    assert run(house, postbox=Postbox(failing(PermanentFailure("550")))) == {"dead": 1}
    with transaction(house.engine) as session:
        assert session.get_one(Signal, notice.signal_id).state is SignalState.DELIVERY_FAILED
    assert {"notice_undelivered", "phone_agency"} == {item.kind for item in work(house)}


def test_a_letter_that_was_released_and_arrives_lets_its_signal_run_on(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        signal_id = World(each_house, session).sent().id
    assert run(each_house, SENT_AT, Postbox(failing(PermanentFailure("550"))))["dead"] == 1
    with transaction(each_house.engine) as session:
        assert session.get_one(Signal, signal_id).state is SignalState.DELIVERY_FAILED
        (given_up,) = notices(session, "signal_to_provider")
        release(session, given_up.id, actor="user:1", now=SENT_AT)
    assert run(each_house, SENT_AT + timedelta(hours=1)) == {"sent": 1}
    with transaction(each_house.engine) as session:
        assert session.get_one(Signal, signal_id).state is SignalState.SENT
        terms = session.scalars(select(Deadline).where(Deadline.settled_at.is_(None))).all()
        assert {term.kind for term in terms} == {"acknowledge", "answer"}
        assert all(term.running_since_at is not None for term in terms)


def test_a_letter_in_doubt_changes_its_signal_too(house: House) -> None:
    notice = fill_signal(house)
    for hour in range(DOUBTS):
        run(house, NOON + timedelta(hours=hour), Postbox(failing(InDoubt("timeout"))))
    with transaction(house.engine) as session:
        assert session.get_one(Signal, notice.signal_id).state is SignalState.DELIVERY_FAILED
    assert {"notice_in_doubt", "phone_agency"} == {item.kind for item in work(house)}


def test_an_unusable_server_ends_the_round_and_costs_the_others_nothing(house: House) -> None:
    ids = fill(house, 3)
    assert run(house, postbox=Postbox(failing(Unavailable("unreachable")))) == {"retried": 1}
    assert [state_of(house, number).attempts for number in ids] == [1, 0, 0]
    assert run(house, SOON) == {"sent": 3}


def test_a_doubtful_sending_is_repeated_with_the_same_id_and_then_shown_to_a_person(house: House) -> None:
    (notice_id,) = fill(house, 1)
    seen: list[str] = []

    def lose_the_answer(message: EmailMessage) -> None:
        seen.append(str(message["Message-ID"]))
        raise InDoubt("timeout")

    rounds = [run(house, NOON + timedelta(hours=n), Postbox(lose_the_answer)) for n in range(DOUBTS)]
    assert rounds == [{"retried": 1}] * (DOUBTS - 1) + [{"in_doubt": 1}]
    assert len(seen) == DOUBTS
    assert len(set(seen)) == 1
    assert state_of(house, notice_id).state == "in_doubt"
    assert [item.kind for item in work(house)] == ["notice_in_doubt"]


def test_only_doubts_in_a_row_count(house: House) -> None:
    (notice_id,) = fill(house, 1)
    errors = [TemporaryFailure("451"), InDoubt("x"), InDoubt("x"), TemporaryFailure("451"), *[InDoubt("x")] * DOUBTS]
    rounds = [run(house, NOON + timedelta(hours=n), Postbox(failing(error))) for n, error in enumerate(errors[:6])]
    assert rounds == [{"retried": 1}] * 6
    tomorrow = NOON + timedelta(days=1)
    assert run(house, tomorrow, Postbox(failing(errors[6]))) == {"in_doubt": 1}
    assert state_of(house, notice_id).last_error == "doubt:3:x"


def test_each_letter_is_told_with_the_moment_at_which_it_was_accepted(house: House) -> None:
    ids, ticks = fill(house, 3), Ticks()

    def take_a_while(message: EmailMessage) -> None:
        ticks.seconds += 20
        if "Groep 3" in message.as_string():
            raise TemporaryFailure("451")

    run(house, postbox=Postbox(take_a_while), ticks=ticks)
    first, second, third = (state_of(house, number) for number in ids)
    assert (first.finished_at, second.finished_at) == (NOON + timedelta(seconds=20), NOON + timedelta(seconds=40))
    assert third.next_at == NOON + timedelta(seconds=60, minutes=1)
    assert [event.at for event in events(house, "notice_sent")] == [first.finished_at, second.finished_at]


def test_a_person_may_release_what_stands_still(house: House) -> None:
    (notice_id,) = fill(house, 1)
    run(house, postbox=Postbox(failing(PermanentFailure("550"))))
    with transaction(house.engine) as session:
        release(session, notice_id, actor="user:1", now=SOON)
    assert run(house, SOON, Postbox(failing(PermanentFailure("550")))) == {"dead": 1}
    assert len(work(house)) == 2
    with transaction(house.engine) as session:
        release(session, notice_id, actor="user:1", now=SOON)
    assert run(house, SOON) == {"sent": 1}
    assert [event.actor for event in events(house, "notice_released")] == ["user:1", "user:1"]


def settle_deadline(house: House, notice_id: int) -> None:
    with transaction(house.engine) as session:
        deadline = Deadline(
            subject_kind="visit", subject_id=1, kind="visit_report", amount=2, unit=Unit.WORKING_DAYS,
            legal_effect=LegalEffect.HOUSE_POLICY, profile=Profile.OFFICE, anchor_at=NOON, running_since_at=None,
            calendar_version="1", settled_at=NOON,
        )  # fmt: skip
        session.add(deadline)
        session.flush()
        session.get_one(Notice, notice_id).deadline_id = deadline.id


def test_a_reminder_whose_deadline_was_settled_is_not_sent(house: House) -> None:
    ids, postbox = fill(house, 2), Postbox()
    settle_deadline(house, ids[0])
    assert run(house, postbox=postbox) == {"sent": 1, "settled": 1}
    assert len(postbox.letters) == 1
    assert state_of(house, ids[0]).state == "settled"
    assert [event.facts["notice"] for event in events(house, "notice_settled")] == [ids[0]]


def test_a_decided_text_does_not_lapse_with_a_deadline(house: House) -> None:
    notice = fill_signal(house)
    settle_deadline(house, notice.id)
    assert run(house) == {"sent": 1}


@pytest.mark.parametrize(
    ("state", "then"),
    [
        pytest.param(SignalState.SENT, {"sent": 1}, id="still waiting: remind"),
        pytest.param(SignalState.RETURNED, {"sent": 1}, id="waiting for the director: remind"),
        pytest.param(SignalState.ESCALATED, {"sent": 1}, id="acute, told in parallel: remind"),
        pytest.param(SignalState.ANSWERED, {"settled": 1}, id="answered: no reminder"),
        pytest.param(SignalState.WITHDRAWN, {"settled": 1}, id="withdrawn: no reminder"),
    ],
)
def test_a_reminder_is_dropped_when_the_signal_needs_none(
    house: House, state: SignalState, then: dict[str, int]
) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        signal = add_signal(session, region, state)
        enqueue(
            session, template="signal_reminder", key="k",
            recipient=Recipient("contact", contact_for_signals(session, region).id),
            subject=Subject("signal", signal.id), facts=dict(SAMPLES["signal_reminder"]), now=NOON, signal_id=signal.id,
        )  # fmt: skip
    assert run(house) == then


def test_the_text_of_a_withdrawn_signal_does_not_leave(house: House) -> None:
    fill_signal(house)
    with transaction(house.engine) as session:
        session.execute(update(Signal).values(state=SignalState.WITHDRAWN))
    assert run(house) == {"settled": 1}


def test_a_notice_under_lease_is_left_alone_until_the_lease_ends(each_house: House) -> None:
    (notice_id,) = fill(each_house, 1)
    lease = NOON + timedelta(seconds=120)
    with transaction(each_house.engine) as session:
        session.get_one(Notice, notice_id).leased_until = lease
    assert run(each_house) == {}
    assert run(each_house, lease) == {"sent": 1}


class Meeting(Postbox):
    """Tells when a letter is on the wire, and keeps it there until it may arrive or fail."""

    def __init__(self, fails: Callable[[EmailMessage], None] = lambda message: None) -> None:
        super().__init__(fails)
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def deliver(self, message: EmailMessage) -> None:
        self.begun.set()
        await self.may_end.wait()
        await super().deliver(message)


REFUSED, LATER_PLEASE = failing(PermanentFailure("550")), failing(TemporaryFailure("451"))


@pytest.mark.parametrize(
    ("slow", "second", "then"),
    [
        pytest.param(REFUSED, Postbox().fails, "sent", id="refused late, accepted from the second"),
        pytest.param(LATER_PLEASE, Postbox().fails, "sent", id="postponed late, accepted from the second"),
        pytest.param(LATER_PLEASE, REFUSED, "dead", id="postponed late, refused from the second"),
        pytest.param(Postbox().fails, REFUSED, "sent", id="accepted late, refused from the second"),
    ],
)
@pytest.mark.parametrize("slow_ends_first", [True, False], ids=["slow one first", "slow one last"])
def test_only_who_holds_the_lease_judges_and_what_was_accepted_was_sent(
    house: House,
    slow: Callable[[EmailMessage], None],
    second: Callable[[EmailMessage], None],
    then: str,
    slow_ends_first: bool,
) -> None:
    (notice_id,) = fill(house, 1)
    after_the_lease = NOON + timedelta(seconds=121)

    async def story() -> None:
        one, two = Meeting(slow), Meeting(second)
        first = asyncio.create_task(deliver(house, NOON, transport=one, ticks=Ticks()))
        await one.begun.wait()
        other = asyncio.create_task(deliver(house, after_the_lease, transport=two, ticks=Ticks()))
        await two.begun.wait()
        for way, task in ((one, first), (two, other)) if slow_ends_first else ((two, other), (one, first)):
            way.may_end.set()
            await task
            if way is one and slow_ends_first:
                assert await deliver(house, after_the_lease, transport=Postbox(), ticks=Ticks()) == DeliveryCounts()

    asyncio.run(story())
    assert state_of(house, notice_id).state == then


def test_deliveries_at_once_send_each_notice_once_and_keep_one_record(each_house: House) -> None:
    fill(each_house, 30, visits=2)
    boxes = [Postbox() for _ in range(3)]

    def work_on(box: Postbox) -> DeliveryCounts:
        return asyncio.run(deliver(each_house, NOON, transport=box))

    with ThreadPoolExecutor(len(boxes)) as threads:
        counts = list(threads.map(work_on, boxes))
    ids = [number for box in boxes for number in box.ids]
    assert sum(count.sent for count in counts) == len(ids) == len(set(ids)) == 30
    assert len(events(each_house, "notice_sent")) == 30
    with transaction(each_house.engine) as session:
        assert list(breaks(session)) == []


def test_a_plan_is_executed_exactly_or_refused(house: House) -> None:
    fill(house, 2)
    with transaction(house.engine) as session:
        plan_id, lines = delivery_plan(session, house, NOON)
    assert [(line.template, line.subject, line.state) for line in lines] == [
        ("visit_report_overdue", "visit:1", "queued"),
        ("visit_report_overdue", "visit:2", "queued"),
    ]
    with pytest.raises(PlanStale, match="verouderd"):
        run(house, plan_id="ander")
    assert run(house, plan_id=plan_id, limit=1) == {"sent": 2}
    with pytest.raises(PlanStale, match=plan_id):
        run(house, plan_id=plan_id)


def test_the_outbox_shows_what_waits_and_no_address(house: House) -> None:
    ids = fill(house, 3)
    assert run(house, postbox=Postbox(failing(PermanentFailure("550"), "Groep 2")), limit=2) == {"sent": 1, "dead": 1}
    with transaction(house.engine) as session:
        lines = outbox_lines(session)
    assert [(line.id, line.state, line.last_error, line.next_at) for line in lines] == [
        (ids[1], "dead", "550", None),
        (ids[2], "queued", None, NOON),
    ]
    assert "@" not in str(lines)


def test_mail_goes_where_the_settings_say(house: House) -> None:
    assert isinstance(mail_transport(house.settings), MaildirTransport)
    relay = Settings(home=house.settings.home, mail_transport="smtp", smtp_host="relay.example")
    assert isinstance(mail_transport(relay), SmtpTransport)


def test_without_a_transport_letters_lie_in_the_maildir(house: House) -> None:
    fill(house, 2)
    assert asyncio.run(deliver(house, NOON)) == DeliveryCounts(sent=2)
    assert len(list((house.settings.maildir / "new").iterdir())) == 2
