"""Delivering the outbox: lease, send, mark each notice at once.

At least once on the wire, once after Message-ID: a crash between the server's receipt and our mark sends one notice
again, under the same Message-ID. An answer that never came (in doubt) is treated likewise, as a lost notice is worse
than a double one; after `DOUBTS` sendings a person decides. Quiet hours hold back what is not urgent when it would be
sent, so that retries keep them too and a change of policy counts at once.
"""

import time
from collections import Counter
from collections.abc import Sequence
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
from actions.signals import delivery_failed
from actions.work import add_work
from channels.delivery import InDoubt, PermanentFailure, TemporaryFailure, Transport, Unavailable
from channels.maildir import MaildirTransport
from channels.message import Letter, build
from channels.smtp import SmtpTransport
from rules.calendar import local_date
from rules.errors import RuleError
from rules.policy_values import MailPolicy
from rules.vocabulary import Role
from store.crypto import KeyUnusable, TextDamaged
from store.events import record
from store.models import Notice
from store.notices import claimable
from store.session import transaction
from store.settings import Settings

__all__ = ["DeliveryCounts", "Outcome", "PlanStale", "deliver", "delivery_plan", "mail_transport", "outbox_lines"]

DOUBTS = 3
MARK_TRIES = 5


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


def mail_transport(settings: Settings) -> Transport:
    """Return the way out that the settings choose: a Maildir, or SMTP over verified TLS."""
    if settings.mail_transport == "maildir":
        return MaildirTransport(settings.maildir)
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username or None,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        ca_file=settings.smtp_ca_file,
    )


async def deliver(
    house: House,
    now: datetime,
    *,
    transport: Transport | None = None,
    limit: int = 200,
    plan_id: str | None = None,
) -> DeliveryCounts:
    """Send the notices that are due at `now`; return how many had each outcome. One bad notice stops no other.

    With `plan_id` it sends exactly that plan, whatever its length. It stops early when the server cannot be used.
    Raises: PlanStale before anything was sent; KeyUnusable, SQLAlchemyError (what is left stays queued).
    """
    with transaction(house.engine) as session:
        due = notices_due(session, house, now)
    if plan_id is not None and plan_id_of(due) != plan_id:
        raise PlanStale(plan_id)
    chosen = due if plan_id is not None else due[:limit]
    async with transport or mail_transport(house.settings) as way:
        return await _Round(house, way, now).deliver([notice.id for notice in chosen])


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    code: str | None = None
    last: bool = False


class _Round:
    """One delivery: the same house, way out and `now` for all its notices."""

    def __init__(self, house: House, way: Transport, now: datetime) -> None:
        self._house, self._way, self._now = house, way, now
        self._mail = house.policy(local_date(now)).mail
        self._started = time.monotonic()

    async def deliver(self, notice_ids: Sequence[int]) -> DeliveryCounts:
        counts: Counter[str] = Counter()
        for notice_id in notice_ids:
            verdict = await self._deliver_one(notice_id)
            if verdict is not None and self._mark(notice_id, verdict):
                counts[verdict.outcome] += 1
            if verdict is not None and verdict.last:
                break
        return DeliveryCounts(**counts)

    async def _deliver_one(self, notice_id: int) -> _Verdict | None:
        notice = self._claim(notice_id)
        if notice is None:
            return None
        prepared = self._prepare(notice)
        return prepared if isinstance(prepared, _Verdict) else await self._send(notice, prepared)

    def _claim(self, notice_id: int) -> Notice | None:
        """Take the notice for `lease_seconds`. The lease counts in real time, also when `now` was given."""
        instant = self._now + timedelta(seconds=time.monotonic() - self._started)
        with transaction(self._house.engine) as session:
            notice = claimable(session, notice_id, instant)
            if notice is not None:
                notice.leased_until = instant + timedelta(seconds=self._mail.lease_seconds)
                notice.attempts += 1
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
            return _Verdict(Outcome.IN_DOUBT if notice.attempts >= DOUBTS else Outcome.RETRIED, f"doubt:{doubt.code}")
        except PermanentFailure as failure:
            return _Verdict(Outcome.DEAD, failure.code)
        except TemporaryFailure as failure:
            return self._again(notice, failure.code, last=isinstance(failure, Unavailable))
        except (RuleError, ValueError):
            return _Verdict(Outcome.DEAD, "bad_address")
        except Exception:  # noqa: BLE001 - a transport that breaks its promise must not stop the other letters
            return self._again(notice, "unexpected", last=False)
        return _Verdict(Outcome.SENT)

    def _again(self, notice: Notice, code: str, *, last: bool) -> _Verdict:
        gave_up = self._now - notice.created_at >= timedelta(hours=self._mail.dead_after_hours)
        return _Verdict(Outcome.DEAD if gave_up else Outcome.RETRIED, code, last)

    def _mark(self, notice_id: int, verdict: _Verdict) -> bool:
        """Keep the verdict at once; return False when another delivery had finished the notice before."""
        for _ in range(MARK_TRIES):
            # Somebody else may add to the same chain of events in this very moment: then once more.
            with suppress(IntegrityError), transaction(self._house.engine) as session:
                return self._keep(session, notice_id, verdict)
        with transaction(self._house.engine) as session:
            return self._keep(session, notice_id, verdict)

    def _keep(self, session: Session, notice_id: int, verdict: _Verdict) -> bool:
        notice = session.get_one(Notice, notice_id, with_for_update=True)
        if notice.state != "queued":
            return False
        notice.leased_until, notice.last_error = None, verdict.code
        if verdict.outcome is Outcome.RETRIED:
            notice.next_at = self._now + _pause(self._mail, notice.attempts)
            return True
        notice.state, notice.next_at, notice.finished_at = verdict.outcome.value, None, self._now
        facts = {"code": verdict.code} if verdict.code else {}
        record(
            session, subject_of(notice), f"notice_{verdict.outcome}", at=self._now,
            notice=notice.id, template=notice.template, **facts,
        )  # fmt: skip
        if verdict.outcome in (Outcome.DEAD, Outcome.IN_DOUBT):
            _ask_person(session, notice, verdict.outcome, self._now)
        if verdict.outcome is Outcome.DEAD and notice.content and notice.signal_id is not None:
            delivery_failed(session, self._house, notice.signal_id, self._now)
        return True


def _ask_person(session: Session, notice: Notice, outcome: Outcome, now: datetime) -> None:
    add_work(
        session,
        key=f"notice:{notice.id}:{outcome}:{notice.attempts}",
        kind="notice_in_doubt" if outcome is Outcome.IN_DOUBT else "notice_undelivered",
        subject=subject_of(notice),
        role=Role.COORDINATOR,
        due_on=local_date(now),
        now=now,
    )


def _pause(mail: MailPolicy, attempts: int) -> timedelta:
    """Return how long to wait after this many attempts. Source: house policy (mail.retry_minutes)."""
    return timedelta(minutes=mail.retry_minutes[min(attempts, len(mail.retry_minutes)) - 1])
