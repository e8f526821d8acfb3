"""Delivering the outbox: lease, send, mark each notice at once.

At least once on the wire, once after Message-ID: a crash between the server's receipt and our mark sends one notice
again, under the same Message-ID. An answer that never came (in doubt) is treated likewise, as a lost notice is worse
than a double one; after `DOUBTS` of those in a row a person decides. Quiet hours hold back what is not urgent when it
would be sent, so that retries keep them too and a change of policy counts at once.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import subject_of
from actions.outbox import PlanStale, delivery_plan, notices_due, outbox_lines, plan_id_of
from actions.outgoing import RecipientGone, letter_for
from actions.signals import delivery_failed, redeliver
from actions.work import add_work
from channels.delivery import InDoubt, PermanentFailure, TemporaryFailure, Transport, Unavailable
from channels.maildir import MaildirTransport
from channels.message import Letter, build
from channels.smtp import SmtpTransport
from rules.calendar import local_date
from rules.errors import RuleError
from rules.policy_values import MailPolicy
from rules.vocabulary import Role, SignalState
from store.crypto import KeyUnusable, TextDamaged
from store.events import record
from store.models import Notice, Signal
from store.notices import claimable
from store.session import transaction
from store.settings import Settings

__all__ = ["DeliveryCounts", "Outcome", "PlanStale", "deliver", "delivery_plan", "mail_transport", "outbox_lines"]

DOUBTS = 3
MARK_TRIES = 5
LIMIT_PART = 0.5
"""Which part of its lease one sending may take at most: what is left is for marking it."""


class Outcome(StrEnum):
    """What became of one notice in one delivery."""

    SENT = "sent"
    SETTLED = "settled"
    RETRIED = "retried"
    DEAD = "dead"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How many notices had each outcome. `retried`: failed for now, tried again later."""

    sent: int = 0
    settled: int = 0
    retried: int = 0
    dead: int = 0
    in_doubt: int = 0


def mail_transport(settings: Settings, limit: float = 60) -> Transport:
    """Return the way out that the settings choose: a Maildir, or SMTP over verified TLS.

    `limit` is how many seconds the sending of one letter may take.
    """
    if settings.mail_transport == "maildir":
        return MaildirTransport(settings.maildir)
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username or None,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        ca_file=settings.smtp_ca_file,
        limit=limit,
    )


async def deliver(
    house: House,
    now: datetime,
    *,
    transport: Transport | None = None,
    limit: int = 200,
    plan_id: str | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> DeliveryCounts:
    """Send the notices that are due at `now`; return how many had each outcome. One bad notice stops no other.

    With `plan_id` it sends exactly that plan, whatever its length. It stops early when the server cannot be used.
    `ticks` counts the seconds that pass meanwhile: what is sent later in the round is told with its own moment.
    Raises: PlanStale before anything was sent; KeyUnusable, SQLAlchemyError (what is left stays queued).
    """
    with transaction(house.engine) as session:
        due = notices_due(session, house, now)
    if plan_id is not None and plan_id_of(due) != plan_id:
        raise PlanStale(plan_id)
    chosen = due if plan_id is not None else due[:limit]
    limit_of_one = house.policy(local_date(now)).mail.lease_seconds * LIMIT_PART
    async with transport or mail_transport(house.settings, limit_of_one) as way:
        return await _Round(house, way, now, ticks).deliver([notice.id for notice in chosen])


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    code: str | None = None
    last: bool = False


class _Round:
    """One delivery: the same house, way out and start for all its notices."""

    def __init__(
        self, house: House, way: Transport, now: datetime, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._house, self._way, self._now = house, way, now
        self._mail = house.policy(local_date(now)).mail
        self._ticks, self._started = ticks, ticks()

    def _instant(self) -> datetime:
        """Return the moment it is now: time goes on during a round, also when its start was given."""
        return self._now + timedelta(seconds=self._ticks() - self._started)

    async def deliver(self, notice_ids: Sequence[int]) -> DeliveryCounts:
        counts: Counter[str] = Counter()
        for notice_id in notice_ids:
            notice = self._claim(notice_id)
            if notice is None:
                continue
            verdict = await self._deliver_one(notice)
            if self._mark(notice, verdict, self._instant()):
                counts[verdict.outcome] += 1
            if verdict.last:
                break
        return DeliveryCounts(**counts)

    async def _deliver_one(self, notice: Notice) -> _Verdict:
        prepared = self._prepare(notice)
        return prepared if isinstance(prepared, _Verdict) else await self._send(notice, prepared)

    def _claim(self, notice_id: int) -> Notice | None:
        """Take the notice for `lease_seconds`. The end of the lease tells whose it is."""
        instant = self._instant()
        with transaction(self._house.engine) as session:
            notice = claimable(session, notice_id, instant)
            if notice is not None:
                notice.leased_until = instant + timedelta(seconds=self._mail.lease_seconds)
                notice.attempts += 1
                notice.first_tried_at = notice.first_tried_at or instant
            return notice

    def _prepare(self, notice: Notice) -> Letter | _Verdict:
        try:
            with transaction(self._house.engine) as session:
                letter = letter_for(session, self._house, notice, self._now)
        except (SQLAlchemyError, KeyUnusable):
            raise
        except RecipientGone:
            return _Verdict(Outcome.DEAD, "recipient_gone")
        except TextDamaged:
            return _Verdict(Outcome.DEAD, "text_damaged")
        except Exception:  # noqa: BLE001 - whatever is wrong with one text, the others must leave
            return _Verdict(Outcome.DEAD, "not_rendered")
        return letter or _Verdict(Outcome.SETTLED)

    async def _send(self, notice: Notice, letter: Letter) -> _Verdict:
        try:
            await self._way.deliver(build(letter))
        except InDoubt as doubt:
            doubts = _doubts(notice.last_error) + 1
            return _Verdict(Outcome.IN_DOUBT if doubts >= DOUBTS else Outcome.RETRIED, f"doubt:{doubts}:{doubt.code}")
        except PermanentFailure as failure:
            return _Verdict(Outcome.DEAD, failure.code)
        except Unavailable as failure:
            return _Verdict(Outcome.RETRIED, failure.code, last=True)
        except TemporaryFailure as failure:
            return self._again(notice, failure.code)
        except (RuleError, ValueError):
            return _Verdict(Outcome.DEAD, "bad_address")
        except Exception:  # noqa: BLE001 - a transport that breaks its promise must not stop the other letters
            return self._again(notice, "unexpected")
        return _Verdict(Outcome.SENT)

    def _again(self, notice: Notice, code: str) -> _Verdict:
        """Try again, until it was tried for long and with every pause: a weekend alone gives nothing up."""
        tried_for = self._instant() - (notice.first_tried_at or self._now)
        long = tried_for >= timedelta(hours=self._mail.dead_after_hours)
        gave_up = long and notice.attempts > len(self._mail.retry_minutes)
        return _Verdict(Outcome.DEAD if gave_up else Outcome.RETRIED, code)

    def _mark(self, claimed: Notice, verdict: _Verdict, at: datetime) -> bool:
        """Keep the verdict at once; return False when the notice was not ours to judge any more."""
        for _ in range(MARK_TRIES):
            # Somebody else may add to the same chain of events in this very moment: then once more.
            with suppress(IntegrityError), transaction(self._house.engine) as session:
                return self._keep(session, claimed, verdict, at)
        with transaction(self._house.engine) as session:
            return self._keep(session, claimed, verdict, at)

    def _keep(self, session: Session, claimed: Notice, verdict: _Verdict, at: datetime) -> bool:
        notice = session.get_one(Notice, claimed.id, with_for_update=True)
        if not _may_judge(notice, claimed, verdict):
            return False
        notice.leased_until, notice.last_error = None, verdict.code
        if verdict.last:
            notice.first_tried_at = None  # the server was away: that is not held against the letter
        if verdict.outcome is Outcome.RETRIED:
            notice.next_at = at + _pause(self._mail, notice.attempts)
            return True
        notice.state, notice.next_at, notice.finished_at = verdict.outcome.value, None, at
        facts = {"code": verdict.code} if verdict.code else {}
        record(
            session, subject_of(notice), f"notice_{verdict.outcome}", at=at,
            notice=notice.id, template=notice.template, **facts,
        )  # fmt: skip
        if verdict.outcome in (Outcome.DEAD, Outcome.IN_DOUBT):
            _ask_person(session, notice, verdict.outcome, at)
        self._tell_signal(session, notice, at)
        return True

    def _tell_signal(self, session: Session, notice: Notice, at: datetime) -> None:
        """Let the signal know what became of a letter with its text."""
        if not notice.content or notice.signal_id is None:
            return
        if notice.state in (Outcome.DEAD, Outcome.IN_DOUBT):
            delivery_failed(session, self._house, notice.signal_id, at)
        if notice.state == Outcome.SENT and notice.template == "signal_to_provider":
            signal = session.get_one(Signal, notice.signal_id, with_for_update=True)
            if signal.state is SignalState.DELIVERY_FAILED:
                redeliver(session, self._house, signal, at)


def _may_judge(notice: Notice, claimed: Notice, verdict: _Verdict) -> bool:
    """Return whether the verdict counts: while the lease is ours. What was accepted counts whatever others found."""
    if verdict.outcome is Outcome.SENT:
        return notice.state != Outcome.SENT
    return notice.state == "queued" and notice.leased_until == claimed.leased_until


def _doubts(last_error: str | None) -> int:
    """Return how many sendings in a row, up to the last one, were left in doubt."""
    kind, _, rest = (last_error or "").partition(":")
    return int(rest.partition(":")[0]) if kind == "doubt" else 0


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
