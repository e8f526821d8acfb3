"""Delivering the outbox: lease a batch, send one by one, mark each notice at once.

At least once on the wire, once after Message-ID: a crash between the server's receipt and our mark sends one notice
again, under the same Message-ID. An answer that never came (in doubt) is treated likewise, as a lost notice is worse
than a double one; after `DOUBTS` of those in a row a person decides. Quiet hours hold back what is not urgent when it
would be sent, so that retries keep them too and a change of policy counts at once.

While one letter is on its way the next is made ready, so that the server seldom waits for us.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from actions.house import House, is_simulated
from actions.mail_watch import server_away, server_back
from actions.mail_ways import NoSecureChannel, certificate_for, mail_transport, secured
from actions.marks import Outcome, Verdict, mark
from actions.outbox import PlanStale, delivery_plan, notices_due, outbox_lines, plan_id_of
from actions.outgoing import RecipientGone, letter_for
from channels.delivery import InDoubt, PermanentFailure, TemporaryFailure, Transport, Unavailable
from channels.message import Letter, build, message_id_for
from channels.smime import CertificateEnded, CertificateUnusable, SigningFlawed
from rules.calendar import local_date
from rules.errors import RuleError
from store.crypto import KeyUnusable, TextDamaged
from store.models import Notice
from store.notices import claimable, database_now, hand_back
from store.session import reading, transaction
from store.storage import StorageRefused, refusal_of

__all__ = [
    "DeliveryCounts",
    "Outcome",
    "PlanStale",
    "deliver",
    "deliver_now",
    "delivery_plan",
    "mail_transport",
    "outbox_lines",
]

DOUBTS = 3
BATCH = 25
LIMIT_PART = 0.5
"""Which part of its lease one sending may take at most: what is left is for marking it."""
FRESH_SECONDS = 5.0
"""How long a letter that was made ready may wait before its facts are looked at anew."""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How many notices had each outcome. `retried`: failed for now, tried again later."""

    sent: int = 0
    settled: int = 0
    retried: int = 0
    dead: int = 0
    in_doubt: int = 0


async def deliver(
    house: House,
    now: datetime,
    *,
    transport: Transport | None = None,
    limit: int = 200,
    plan_id: str | None = None,
    only: Collection[int] | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> DeliveryCounts:
    """Send the notices that are due at `now`; return how many had each outcome. One bad notice stops no other.

    With `plan_id` it sends exactly that plan, whatever its length; with `only` no others than these. It stops early
    when the server cannot be used. `ticks` counts the seconds that pass meanwhile: what is sent later in the round is
    told with its own moment.
    Raises: PlanStale before anything was sent; KeyUnusable, StorageRefused, SQLAlchemyError (what is left stays
    queued).
    """
    with transaction(house.engine) as session:
        due = notices_due(session, house, now)
        lead = timedelta() if is_simulated(session) else database_now(session) - now
    if plan_id is not None and plan_id_of(due) != plan_id:
        raise PlanStale(plan_id)
    wanted = [notice.id for notice in due if only is None or notice.id in only]
    limit_of_one = house.policy(local_date(now)).mail.lease_seconds * LIMIT_PART
    async with transport or mail_transport(house.settings, limit_of_one) as way:
        return await _Round(house, way, now, ticks, lead).deliver(wanted if plan_id is not None else wanted[:limit])


async def deliver_now(
    house: House, now: datetime, notice_ids: Collection[int], *, transport: Transport | None = None
) -> DeliveryCounts:
    """Deliver these notices at once, as far as they are due; the flow is the net for what does not leave now.

    For whoever just wrote an urgent notice, after the commit (`urgent_notices` tells which).
    Raises: as `deliver`.
    """
    return await deliver(house, now, only=notice_ids, transport=transport) if notice_ids else DeliveryCounts()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter that can leave, or why it cannot; and when that was found (in ticks)."""

    letter: EmailMessage | Verdict
    made: float


class _Round:
    """One delivery: the same house, way out and start for all its notices."""

    def __init__(
        self,
        house: House,
        way: Transport,
        now: datetime,
        ticks: Callable[[], float] = time.monotonic,
        lead: timedelta = timedelta(),
    ) -> None:
        self._house, self._way, self._now = house, way, now
        self._mail = house.policy(local_date(now)).mail
        self._ticks, self._started, self._lead = ticks, ticks(), lead
        self._counts: Counter[str] = Counter()
        self._untried: deque[Notice] = deque()

    def _instant(self) -> datetime:
        """Return the moment it is now: time goes on during a round, also when its start was given."""
        return self._now + timedelta(seconds=self._ticks() - self._started)

    def _lease_instant(self) -> datetime:
        """Return the moment by the clock that leases are judged by: the database's, which all machines share."""
        return self._instant() + self._lead

    async def deliver(self, notice_ids: Sequence[int]) -> DeliveryCounts:
        waiting, away = deque(notice_ids), False
        while waiting and not away:
            claimed_at = self._instant()
            self._claim([waiting.popleft() for _ in range(min(BATCH, len(waiting)))], claimed_at)
            try:
                away = await self._deliver_claimed()
            finally:
                waiting.extendleft(notice.id for notice in reversed(self._untried))
                self._hand_back(claimed_at)
        self._watch(away=away)
        return DeliveryCounts(**self._counts)

    def _claim(self, notice_ids: Sequence[int], at: datetime) -> None:
        """Take the notices for `lease_seconds`. The end of the lease tells whose they are."""
        clock = self._lease_instant()
        domain = self._house.settings.sender.partition("@")[2]
        with transaction(self._house.engine) as session:
            for notice in claimable(session, notice_ids, at, clock):
                notice.leased_until = clock + timedelta(seconds=self._mail.lease_seconds)
                notice.attempts += 1
                notice.first_tried_at = notice.first_tried_at or at
                notice.message_id = message_id_for(notice.dedupe_key, self._house.vault.mac_key, domain)
                self._untried.append(notice)

    def _hand_back(self, claimed_at: datetime) -> None:
        if self._untried:
            # Where the database is gone the leases end by themselves.
            with suppress(SQLAlchemyError), transaction(self._house.engine) as session:
                hand_back(session, self._untried, claimed_at)
            self._untried.clear()

    async def _deliver_claimed(self) -> bool:
        """Send what was claimed, until the leases are about to end; return whether the server cannot be used."""
        ready, tried = None, False
        while self._untried and not (tried and self._lease_ends(self._untried[0])):
            ready, verdict = await self._deliver_one(self._untried.popleft(), ready)
            tried = True
            if verdict.last:
                return True
        return False

    def _lease_ends(self, notice: Notice) -> bool:
        """Return whether a sending that begins now could outlive the lease."""
        longest = timedelta(seconds=self._mail.lease_seconds * LIMIT_PART)
        return notice.leased_until is not None and self._lease_instant() + longest > notice.leased_until

    async def _deliver_one(self, notice: Notice, ready: _Ready | None) -> tuple[_Ready | None, Verdict]:
        """Send one notice and mark it; return the next one made ready meanwhile, and what became of this one."""
        if ready is None or self._ticks() - ready.made > FRESH_SECONDS:
            ready = await self._prepare(notice)
        sending = asyncio.create_task(self._send(notice, ready.letter))
        following = None
        try:
            if self._untried:
                following = await self._prepare(self._untried[0])
        finally:
            verdict = await sending
            if mark(self._house, notice, verdict, self._mail, self._instant()):
                self._counts[verdict.outcome] += 1
        return following, verdict

    async def _prepare(self, notice: Notice) -> _Ready:
        """Make a letter ready, in small steps: whatever else is under way goes first."""
        await asyncio.sleep(0)
        made = self._ticks()
        try:
            with reading(self._house.engine) as session:
                letter = letter_for(session, self._house, notice, self._now)
                certificate = certificate_for(session, notice)
            if letter is None:
                return _Ready(Verdict(Outcome.SETTLED), made)
            await asyncio.sleep(0)
            message = _built(letter)
            if certificate is not None:
                message = secured(message, certificate, self._house.settings, self._now)
        except (DBAPIError, PoolExhausted, KeyUnusable):  # holds for every letter; a missing row is the flaw of one
            raise
        except SigningFlawed:
            return _Ready(self._again(notice, "signing_certificate"), made)
        except Exception as flaw:  # noqa: BLE001 - whatever is wrong with one text, the others must leave
            if (refusal := refusal_of(flaw)) is not None:  # the machine's, and of no letter: it would give up all
                raise StorageRefused(refusal) from None
            code = next(code for kind, code in _UNSENDABLE if isinstance(flaw, kind))
            return _Ready(Verdict(Outcome.DEAD, code), made)
        return _Ready(message, made)

    async def _send(self, notice: Notice, letter: EmailMessage | Verdict) -> Verdict:
        if isinstance(letter, Verdict):
            return letter
        try:
            await self._way.deliver(letter)
        except InDoubt as doubt:
            doubts = _doubts(notice.last_error) + 1
            return Verdict(Outcome.IN_DOUBT if doubts >= DOUBTS else Outcome.RETRIED, f"doubt:{doubts}:{doubt.code}")
        except PermanentFailure as failure:
            return Verdict(Outcome.DEAD, failure.code)
        except Unavailable as failure:
            return Verdict(Outcome.RETRIED, failure.code, last=True)
        except TemporaryFailure as failure:
            return self._again(notice, failure.code)
        except (RuleError, ValueError):
            return Verdict(Outcome.DEAD, "bad_address")
        except Exception:  # noqa: BLE001 - a transport that breaks its promise must not stop the other letters
            return self._again(notice, "unexpected")
        return Verdict(Outcome.SENT)

    def _again(self, notice: Notice, code: str) -> Verdict:
        """Try again, until it was tried for long and with every pause: a weekend alone gives nothing up."""
        tried_for = self._instant() - (notice.first_tried_at or self._now)
        long = tried_for >= timedelta(hours=self._mail.dead_after_hours)
        gave_up = long and notice.attempts > len(self._mail.retry_minutes)
        return Verdict(Outcome.DEAD if gave_up else Outcome.RETRIED, code)

    def _watch(self, *, away: bool) -> None:
        """Let the administrator know of a server that stays away, and of its return."""
        if away or self._counts[Outcome.SENT]:
            with transaction(self._house.engine) as session:
                (server_away if away else server_back)(session, self._instant())


class _BadAddress(Exception):
    """A letter cannot be built: its address cannot be written to."""


_UNSENDABLE: tuple[tuple[type[Exception], str], ...] = (
    (RecipientGone, "recipient_gone"),
    (TextDamaged, "text_damaged"),
    (NoSecureChannel, "no_secure_channel"),
    (CertificateEnded, "certificate_ended"),
    (CertificateUnusable, "certificate_unusable"),
    (_BadAddress, "bad_address"),
    (Exception, "not_rendered"),
)
"""Why a letter cannot leave, as the outbox tells it; the first that fits."""


def _built(letter: Letter) -> EmailMessage:
    try:
        return build(letter)
    except (RuleError, ValueError):
        raise _BadAddress from None


def _doubts(last_error: str | None) -> int:
    """Return how many sendings in a row, up to the last one, were left in doubt."""
    kind, _, rest = (last_error or "").partition(":")
    return int(rest.partition(":")[0]) if kind == "doubt" else 0
