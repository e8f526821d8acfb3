"""Telling other systems: each message that is due is tried once, signed, and marked at once.

At least once, under the same `webhook-id`. What the user of an endpoint may not see is not sent. A system that fails is
left alone for the rest of the round, and a round takes no longer than `ROUND_SECONDS`: mail waits for nobody's hook.
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.work import add_work
from channels.webhooks import HookFailed, Way, send
from rules.api import HookState, pause_after
from rules.calendar import local_date
from rules.vocabulary import Role
from store.base import Base
from store.crypto import TextDamaged
from store.events import Subject, record
from store.hooks import claim_delivery, due_deliveries, secret_place, withhold_all
from store.models import ReleasedReport, Signal, User, Visit, WebhookDelivery, WebhookEndpoint
from store.scope import Viewer, may_see
from store.session import reading, transaction
from store.work import has_open_work

BATCH = 200
ROUND_SECONDS = 30.0
LEASE = timedelta(minutes=5)
OK, REDIRECT, GONE = 200, 300, 410
NOUNS: dict[str, type[Base]] = {"signal": Signal, "visit": Visit, "report": ReleasedReport}


def deliver_hooks(
    house: House, now: datetime, way: Way | None = None, ticks: Callable[[], float] = time.monotonic
) -> dict[str, int]:
    """Try the messages that are due at `now`; return how many had each outcome."""
    with reading(house.engine) as session:
        due = due_deliveries(session, now, BATCH)
    counts: Counter[str] = Counter()
    failing: set[int] = set()
    way = (way or Way()) if due else None
    began = ticks()
    for number in due:
        if ticks() - began > ROUND_SECONDS:
            break
        outcome = _one(house, number, now, way, failing)
        if outcome is not None:
            counts[f"hooks_{outcome.value}"] += 1
    return dict(counts)


def _one(house: House, number: int, now: datetime, way: Way | None, failing: set[int]) -> HookState | None:
    with transaction(house.engine) as session:
        row = session.get_one(WebhookDelivery, number)
        if row.endpoint_id in failing:
            return None
        claimed = claim_delivery(session, number, now, now + LEASE)
        if claimed is None:
            return None
        endpoint = session.get_one(WebhookEndpoint, claimed.endpoint_id)
        if endpoint.ended_at is not None or not _may_know(session, endpoint, claimed, now):
            claimed.state, claimed.ended_at, claimed.last_error = HookState.WITHHELD, now, "not_seen"
            return HookState.WITHHELD
        try:
            secret = house.vault.open(session, secret_place(endpoint.id), endpoint.secret_sealed or b"")
        except TextDamaged:
            secret = ""
    status, error = _sent(endpoint, claimed, secret, now, way)
    with transaction(house.engine) as session:
        outcome = _marked(session, session.get_one(WebhookDelivery, number), status, error, now)
    if outcome is not HookState.DELIVERED:
        failing.add(endpoint.id)
    return outcome


def _may_know(session: Session, endpoint: WebhookEndpoint, row: WebhookDelivery, now: datetime) -> bool:
    subject = session.get(NOUNS[row.subject_kind], row.subject_id)
    user = session.get_one(User, endpoint.user_id)
    return subject is not None and user.active and may_see(session, Viewer(user, now), subject)


def _sent(
    endpoint: WebhookEndpoint, row: WebhookDelivery, secret: str, now: datetime, way: Way | None
) -> tuple[int | None, str | None]:
    """Return the status of the answer, or why there was none."""
    if not secret:
        return None, "secret_damaged"
    body = json.dumps({"type": row.kind.value, "timestamp": row.happened_at.isoformat(), "data": row.facts})
    try:
        return send(endpoint.address, secret, row.message_id, now, body, way), None
    except HookFailed as failure:
        return None, failure.code


def _marked(session: Session, row: WebhookDelivery, status: int | None, error: str | None, now: datetime) -> HookState:
    row.last_status, row.last_error = status, error
    if status is not None and OK <= status < REDIRECT:
        row.state, row.ended_at = HookState.DELIVERED, now
        end_asked(session, Subject("webhook", row.endpoint_id), now, "webhook_given_up")
        return row.state
    pause = None if status == GONE else pause_after(row.attempts)
    if pause is None:
        row.state, row.ended_at = HookState.GIVEN_UP, now
        _give_up(session, row, now, gone=status == GONE)
    else:
        row.next_try_at = now + pause
    return row.state


def _give_up(session: Session, row: WebhookDelivery, now: datetime, *, gone: bool) -> None:
    """Have somebody look, and tell a system nothing more that says it is gone (410), as Standard Webhooks has it.

    Of one that a person removed while the message was on its way nothing is asked.
    """
    endpoint = session.get_one(WebhookEndpoint, row.endpoint_id)
    if endpoint.ended_at is not None:
        return
    if gone:
        endpoint.ended_at = now
        session.flush()
        withhold_all(session, endpoint.id, now)
        record(session, Subject("webhook", endpoint.id), "webhook_gone", at=now)
    _ask_administrator(session, row, "webhook_gone" if gone else "webhook_given_up", now)


def _ask_administrator(session: Session, row: WebhookDelivery, kind: str, now: datetime) -> None:
    """Ask somebody to look, once for each system until they did, however many messages it missed."""
    subject = Subject("webhook", row.endpoint_id)
    if not has_open_work(session, kind, subject):
        add_work(
            session, key=f"{kind}:{row.id}", kind=kind, subject=subject, role=Role.ADMINISTRATOR,
            due_on=local_date(now), now=now,
        )  # fmt: skip
