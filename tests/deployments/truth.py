"""Work for the flows, and what our own database must say of it in the end, whatever happened to Prefect."""

import asyncio
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.deadlines import due_deadlines, run_sweep
from actions.delivery import deliver_now
from actions.house import House
from actions.notices import Recipient, enqueue
from actions.signals import approve_and_send, draft_signal, submit_signal
from rules.vocabulary import Cause, Role, SignalKind
from store import clock
from store.events import Subject, breaks, user_actor
from store.models import Event, Notice, Signal, StepClaim
from store.session import transaction
from store.signals import active_users
from tests.flows.inhabited import TEXT

SIGNALS, LETTERS, LONG_AGO = 3, 5, timedelta(days=60)
NUDGED, LEFT = "delivered at once", "left to the flow"
FLOWS = ("follow-deadlines", "deliver-notices")


def add_due(house: House) -> None:
    """Send signals that nobody answered for long, and write urgent letters that wait, in a house that is inhabited."""
    long_ago = clock.now() - LONG_AGO
    with transaction(house.engine) as session:
        first, jurist = session.scalars(select(Signal)).first(), active_users(session, Role.JURIST)[0]
        assert first is not None
        for _ in range(SIGNALS):
            signal = draft_signal(
                session, house, kind=SignalKind.GENERAL, measure=first.measure, cause=Cause.UNKNOWN,
                agency_id=first.agency_id, location_id=first.location_id, group_id=first.group_id,
                adviser_id=first.adviser_id, observed_on=long_ago.date(), text=TEXT, now=long_ago, actor=user_actor(1),
            )  # fmt: skip
            submit_signal(session, house, signal, long_ago)
            approve_and_send(session, house, signal, jurist, long_ago)
        for _ in range(LETTERS):
            _write(session, first.adviser_id, LEFT)


def send_acute(house: House) -> None:
    """Write one urgent letter and deliver it at once, as the desk does; what does not leave is left to the flow."""
    with transaction(house.engine) as session:
        adviser_id = session.scalars(select(Signal.adviser_id)).first()
        assert adviser_id is not None
        notice = _write(session, adviser_id, NUDGED)
    asyncio.run(deliver_now(house, clock.now(), [notice.id]))


def _write(session: Session, adviser_id: int, way: str) -> Notice:
    visit = (session.scalar(select(func.max(Notice.id))) or 0) + 1
    notice = enqueue(
        session, template="visit_report_overdue", key=f"{way}:{visit}:report_overdue", urgent=True,
        recipient=Recipient("adviser", adviser_id), subject=Subject("visit", visit),
        facts={"group": "Groep 1", "visited_on": "2026-04-02", "due": "2026-04-07"}, now=clock.now(),
    )  # fmt: skip
    assert notice is not None
    return notice


def how_long(house: House) -> str:
    """Return in how many seconds the urgent letters left after they were written, by each of the two ways."""
    return "; ".join(f"{way}: {_spread(_seconds(house, way))}" for way in (NUDGED, LEFT))


def _seconds(house: House, way: str) -> list[float]:
    with transaction(house.engine) as session:
        asked = select(Notice.created_at, Notice.finished_at).where(Notice.dedupe_key.like(f"{way}:%"))
        return sorted((left - written).total_seconds() for written, left in session.execute(asked) if left is not None)


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    half, most = (seconds[min(len(seconds) - 1, int(part * len(seconds)))] for part in (0.5, 0.95))
    return f"{len(seconds)} letters, p50 {half:.1f} s, p95 {most:.1f} s, at most {seconds[-1]:.1f} s"


def all_done(house: House) -> bool:
    """Return whether no urgent letter waits and no step is due."""
    with transaction(house.engine) as session:
        waiting = session.scalar(select(func.count()).where(Notice.urgent, Notice.state == "queued"))
        return waiting == 0 and due_deadlines(session, clock.now()) == []


def judge_once_each(house: House) -> tuple[int, int]:
    """Judge that each step was taken once and each letter is there once; return how many of both."""
    assert sum(run_sweep(house, clock.now()).taken.values()) == 0
    with transaction(house.engine) as session:
        claims = session.execute(select(StepClaim.deadline_id, StepClaim.step, StepClaim.due_version)).all()
        steps = [
            (told.facts["deadline"], told.facts["step"], told.facts["version"])
            for told in session.scalars(select(Event).where(Event.what == "step_taken"))
        ]
        told = [event.facts["notice"] for event in session.scalars(select(Event).where(Event.what == "notice_sent"))]
        sent = session.execute(select(Notice.id, Notice.message_id).where(Notice.state == "sent")).all()
        assert list(breaks(session)) == []
    assert Counter(steps) == Counter(tuple(claim) for claim in claims) == Counter(set(steps))
    assert sorted(told) == sorted(notice_id for notice_id, _ in sent)
    there = [file for part in ("new", "cur") for file in (house.settings.maildir / part).glob("*.waakvlam*")]
    ids = [message_from_bytes(file.read_bytes())["Message-ID"] for file in there]
    assert Counter(ids) == Counter(message_id for _, message_id in sent)
    return len(steps), len(sent)
