"""What became of a notice, kept at once: its state, the event, and the work that follows from it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import subject_of
from actions.signals import delivery_failed, redeliver
from actions.work import add_work
from rules.calendar import local_date
from rules.policy_values import MailPolicy
from rules.vocabulary import Role, SignalState
from store.events import record
from store.models import Notice, Signal
from store.notices import mark_sent
from store.session import hasty_transaction, others_in_the_way, transaction
from store.signals import locked_signal

MARK_TRIES = 5


class Outcome(StrEnum):
    """What became of one notice in one delivery."""

    SENT = "sent"
    SETTLED = "settled"
    RETRIED = "retried"
    DEAD = "dead"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one notice and why. `last`: the server cannot be used, so the round ends."""

    outcome: Outcome
    code: str | None = None
    last: bool = False


def mark(house: House, claimed: Notice, verdict: Verdict, mail: MailPolicy, at: datetime) -> bool:
    """Keep the verdict in a transaction of its own; return False when the notice was not ours to judge any more.

    That a reminder was sent does not wait for the disk: a power cut right then (not the death of a process) sends the
    last few again, under the same Message-ID. What carries a text, is urgent or went wrong is on the disk at once.
    """

    def keep(session: Session) -> bool:
        if verdict.outcome is Outcome.SENT:
            return _keep_sent(session, house, claimed, at)
        return _keep(session, house, claimed, verdict, mail, at)

    lasting = verdict.outcome is not Outcome.SENT or claimed.content or claimed.urgent
    return _in_turn(house, keep, transaction if lasting else hasty_transaction)


def undeliverable(session: Session, house: House, notice: Notice, code: str, at: datetime) -> None:
    """Take in, in the caller's transaction, that a letter came back: nobody was told by it and a person has to phone.

    A second report of the same changes nothing.
    """
    if notice.state == Outcome.DEAD:
        return
    _hold_signal(session, notice)
    notice.bounced_at, notice.leased_until = at, None
    _end(session, house, notice, Verdict(Outcome.DEAD, code), at)


def _in_turn(
    house: House, keep: Callable[[Session], bool], opened: Callable[[Engine], AbstractContextManager[Session]]
) -> bool:
    for _ in range(MARK_TRIES):
        # Somebody else may add to the same chain of events, or lock the same rows, in this very moment: then once more.
        try:
            with opened(house.engine) as session:
                return keep(session)
        except IntegrityError:
            continue
        except OperationalError as error:
            if not others_in_the_way(error):
                raise
    with opened(house.engine) as session:
        return keep(session)


def _hold_signal(session: Session, notice: Notice) -> None:
    """Lock the signal of a letter with its text before the letter and the record, in the order all others do."""
    if notice.content and notice.signal_id is not None:
        locked_signal(session, notice.signal_id)


def _keep_sent(session: Session, house: House, claimed: Notice, at: datetime) -> bool:
    _hold_signal(session, claimed)
    if not mark_sent(session, claimed.id, at):
        return False
    _tell_record(session, claimed, Outcome.SENT, None, at)
    if claimed.content:
        _tell_signal(session, house, claimed, Outcome.SENT, at)
    return True


def _keep(session: Session, house: House, claimed: Notice, verdict: Verdict, mail: MailPolicy, at: datetime) -> bool:
    _hold_signal(session, claimed)
    notice = session.get_one(Notice, claimed.id, with_for_update=True)
    if notice.state != "queued" or notice.leased_until != claimed.leased_until:
        return False
    notice.leased_until, notice.last_error = None, verdict.code
    if verdict.last:
        notice.first_tried_at = None  # the server was away: that is not held against the letter
    if verdict.outcome is Outcome.RETRIED:
        notice.next_at = at + _pause(mail, notice.attempts)
    else:
        _end(session, house, notice, verdict, at)
    return True


def _end(session: Session, house: House, notice: Notice, verdict: Verdict, at: datetime) -> None:
    notice.state, notice.next_at, notice.finished_at = verdict.outcome.value, None, at
    notice.last_error = verdict.code
    _tell_record(session, notice, verdict.outcome, verdict.code, at)
    if verdict.outcome in (Outcome.DEAD, Outcome.IN_DOUBT):
        _ask_person(session, notice, verdict.outcome, at)
    _tell_signal(session, house, notice, verdict.outcome, at)


def _tell_record(session: Session, notice: Notice, outcome: Outcome, code: str | None, at: datetime) -> None:
    facts = {"code": code} if code else {}
    record(session, subject_of(notice), f"notice_{outcome}", at=at, notice=notice.id, template=notice.template, **facts)


def _tell_signal(session: Session, house: House, notice: Notice, outcome: Outcome, at: datetime) -> None:
    """Let the signal know what became of a letter with its text."""
    if not notice.content or notice.signal_id is None:
        return
    if outcome in (Outcome.DEAD, Outcome.IN_DOUBT):
        delivery_failed(session, house, notice.signal_id, at)
    if outcome is Outcome.SENT and notice.template == "signal_to_provider":
        signal = session.get_one(Signal, notice.signal_id, with_for_update=True)
        if signal.state is SignalState.DELIVERY_FAILED:
            redeliver(session, house, signal, at)


def _ask_person(session: Session, notice: Notice, outcome: Outcome, now: datetime) -> None:
    add_work(
        session,
        key=f"notice:{notice.id}:{outcome}:{now:%Y%m%dT%H%M%S}",
        kind="notice_in_doubt" if outcome is Outcome.IN_DOUBT else "notice_undelivered",
        subject=subject_of(notice),
        role=Role.COORDINATOR,
        due_on=local_date(now),
        now=now,
    )


def _pause(mail: MailPolicy, attempts: int) -> timedelta:
    """Return how long to wait after this many attempts. Source: house policy (mail.retry_minutes)."""
    return timedelta(minutes=mail.retry_minutes[min(attempts, len(mail.retry_minutes)) - 1])
