"""Both nights in which the clock changes, swept every quarter of an hour: each step once, in order, at its moment.

The hour between two and three is skipped in March and comes twice in October; a sweep counts in UTC (TRUST G5).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from actions.deadlines import run_sweep
from actions.delivery import deliver
from actions.digests import remind_advisers
from actions.house import House
from actions.planning import open_windows
from rules.calendar import at_local, to_local
from rules.vocabulary import CareType, SignalKind
from store.events import breaks
from store.models import Event, Notice
from store.session import transaction
from tests.actions.outbox import Postbox
from tests.actions.signal_world import World, at, due_of_kind
from tests.actions.visiting import add_visit, windows_of
from tests.builders import Region

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
each_night = pytest.mark.parametrize(
    "sunday", [pytest.param(SPRING, id="two o'clock is skipped"), pytest.param(AUTUMN, id="two o'clock comes twice")]
)


@dataclass(frozen=True)
class Step:
    """A step that was taken: which, when it was due, and when it was taken."""

    name: str
    due_at: datetime
    at: datetime


def quarters(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield an instant of each quarter of an hour that really passes."""
    while first <= last:
        yield first
        first += QUARTER


def live(house: House, first: datetime, last: datetime) -> list[tuple[datetime, str]]:
    """Sweep and deliver every quarter; return when each letter left, and which."""
    left: list[tuple[datetime, str]] = []
    for now in quarters(first, last):
        run_sweep(house, now)
        postbox = Postbox()
        asyncio.run(deliver(house, now, transport=postbox, ticks=lambda: 0.0))
        left += [(now, str(letter["Message-ID"])) for letter in postbox.letters]
        assert {parsedate_to_datetime(str(letter["Date"])) for letter in postbox.letters} <= {now}
    return left


def taken(house: House) -> list[Step]:
    with transaction(house.engine) as session:
        told = session.scalars(select(Event).where(Event.what == "step_taken").order_by(Event.id)).all()
        assert list(breaks(session)) == []
    return [Step(one.facts["step"], datetime.fromisoformat(one.facts["due_at"]), one.at) for one in told]


def send_acute(house: House, moment: datetime) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(SignalKind.ACUTE, moment, observed_on=to_local(moment).date())
        world.send_acute(signal, moment)
        assert due_of_kind(session, signal, "answer") == moment + DAY


@each_night
@pytest.mark.parametrize("sent", [time(1, 30), time(2, 15), time(2, 45), time(3, 30)], ids=str)
def test_steps_of_an_acute_signal_come_once_in_order_and_within_a_quarter(
    house: House, sunday: date, sent: time
) -> None:
    """What was sent on Saturday is due after 24 hours that passed, whatever the clock on the wall says."""
    moment = at_local(sunday - DAY, sent)
    send_acute(house, moment)
    left = live(house, moment, moment + DAY + 6 * HOUR)
    steps = taken(house)
    assert len({(step.name, step.due_at) for step in steps}) == len(steps)
    assert [step.due_at for step in steps] == sorted(step.due_at for step in steps)
    assert all(timedelta() <= step.at - step.due_at < QUARTER for step in steps)
    after = {step.name: step.due_at - (moment + DAY) for step in steps}
    assert after["remind_4_before"] == -4 * HOUR
    assert after["say_overdue_1_after"] == HOUR
    assert after["go_to_director"] == 2 * HOUR
    assert len({message_id for _, message_id in left}) == len(left)
    with transaction(house.engine) as session:
        urgent = session.scalars(select(Notice).where(Notice.urgent)).all()
    assert {notice.state for notice in urgent} <= {"sent", "settled"}
    assert not [notice.facts for notice in urgent if "late_days" in (notice.facts or {})]
    assert {notice.finished_at - notice.created_at for notice in urgent if notice.finished_at} == {timedelta()}


@each_night
@pytest.mark.parametrize(
    ("back", "late"),
    [
        pytest.param(time(23, 45), None, id="before midnight: in time"),
        pytest.param(time(3, 15), 1, id="after the change: a day"),
    ],
)
def test_what_the_night_held_up_says_by_how_many_days(house: House, sunday: date, back: time, late: int | None) -> None:
    """The reminder four hours before was due on Saturday at 23:30, and nothing ran for a while."""
    moment = at_local(sunday - DAY, time(3, 30))
    send_acute(house, moment)
    due = moment + DAY - 4 * HOUR
    assert to_local(due).date() == sunday - DAY
    live(house, moment, due - QUARTER)
    now = at_local(sunday if late else sunday - DAY, back)
    run_sweep(house, now)
    run_sweep(house, now)
    (reminder,) = [step for step in taken(house) if step.name == "remind_4_before"]
    assert (reminder.due_at, reminder.at) == (due, now)
    with transaction(house.engine) as session:
        mails = session.scalars(select(Notice).where(Notice.template == "signal_reminder")).all()
    assert {mail.facts.get("late_days") for mail in mails if mail.facts} == {late}


@each_night
def test_calm_steps_and_letters_wait_for_eight_on_monday_by_the_wall(house: House, sunday: date) -> None:
    """A term of fifteen working days ends on Friday; that it is over is said on Monday, and by no sweep before."""
    saturday, eight = sunday - DAY, at_local(sunday + DAY, time(8))
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent(at(sunday - 23 * DAY, 10), observed_on=sunday - 24 * DAY)
        assert due_of_kind(session, signal, "answer") == sunday - 2 * DAY
    live(house, at(saturday, 17), at(saturday, 17))
    before = len(taken(house))
    left = live(house, at(saturday, 18), eight)
    overdue = [step for step in taken(house)[before:] if step.name == "say_overdue_1_after"]
    assert [(step.due_at, step.at) for step in overdue] == [(eight, eight)]
    assert {step.at for step in taken(house)[before:]} == {eight}
    assert {now for now, _ in left} == {eight}
    assert eight - at_local(saturday, time(8)) == 2 * DAY + (-HOUR if sunday == SPRING else HOUR)
    with transaction(house.engine) as session:
        (letter,) = session.scalars(select(Notice).where(Notice.template == "signal_overdue"))
    assert letter.finished_at == eight
    assert "late_days" not in (letter.facts or {})


def plain_text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@each_night
def test_a_visit_after_that_night_is_told_by_the_clock_on_the_wall(house: House, sunday: date) -> None:
    friday, monday = sunday - 2 * DAY, sunday + DAY
    with transaction(house.engine) as session:
        region = Region(session)
        adviser = region.add_adviser()
        group = region.add_group(CareType.CLOSED_CARE, adviser)
        open_windows(session, house, monday, at_local(friday, time(8)))
        window = next(row for row in windows_of(session, group) if row.starts_on <= monday <= row.ends_on)
        add_visit(session, group, monday, window)
    sent: dict[date, list[str]] = {}
    for day in (friday, sunday - DAY, sunday, monday):
        for now in (at_local(day, time(8)), at_local(day, time(8)) + QUARTER):
            with transaction(house.engine) as session:
                remind_advisers(session, house, day, now)
            postbox = Postbox()
            asyncio.run(deliver(house, now, transport=postbox))
            sent.setdefault(day, []).extend(map(plain_text, postbox.letters))
    assert {day: len(letters) for day, letters in sent.items()} == {friday: 1, sunday - DAY: 0, sunday: 0, monday: 1}
    assert all("16.00 uur" in letters[0] for letters in (sent[friday], sent[monday]))
