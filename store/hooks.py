"""What other systems are told: written in the transaction of its cause, by the record of changes itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.orm import Session

from rules.api import HookState, hook_message
from store.base import Base
from store.crypto import Place
from store.models import User, WebhookDelivery, WebhookEndpoint
from store.together import write

_KNOWN = "endpoints"
_ENDPOINTS = select(WebhookEndpoint.__table__.c.id, WebhookEndpoint.__table__.c.kinds).where(
    WebhookEndpoint.__table__.c.ended_at.is_(None)
)
_ADD = insert(Base.metadata.tables["webhook_delivery"])


def secret_place(number: int) -> Place:
    """Return where the secret of one endpoint lies."""
    return Place(subject=f"webhook:{number}", table="webhook_endpoint", row=str(number), column="secret_sealed")


def tell_others(
    session: Session,
    kind: str,
    number: int,
    seq: int,
    what: str,
    facts: Mapping[str, str | int | bool | None],
    at: datetime,
) -> None:
    """Write the messages that an event gives, one for each endpoint that wants to be told, in the same transaction."""
    message = hook_message(kind, number, what, facts)
    if message is None:
        return
    for endpoint, kinds in _open_endpoints(session):
        if message.kind.value in kinds:
            row = {
                "endpoint_id": endpoint, "message_id": f"msg_{kind}_{number}_{seq}", "kind": message.kind,
                "subject_kind": kind, "subject_id": number, "facts": message.data, "happened_at": at,
                "next_try_at": at, "state": HookState.WAITING, "attempts": 0,
            }  # fmt: skip
            write(session, _ADD, row)


def _open_endpoints(session: Session) -> Sequence[tuple[int, list[str]]]:
    """Return who wants to be told; asked once a session, as thousands of visits are planned in one."""
    if _KNOWN not in session.info:
        session.info[_KNOWN] = [(row.id, row.kinds) for row in session.connection().execute(_ENDPOINTS)]
    known: Sequence[tuple[int, list[str]]] = session.info[_KNOWN]
    return known


def forget_endpoints(session: Session) -> None:
    """Let this session ask anew who wants to be told."""
    session.info.pop(_KNOWN, None)


def endpoints_with_reader(session: Session) -> Sequence[Row[tuple[WebhookEndpoint, str]]]:
    """Return the endpoints that are told things, oldest first, each with the login of its user."""
    wanted = select(WebhookEndpoint, User.login).join(User, User.id == WebhookEndpoint.user_id)
    return session.execute(wanted.where(WebhookEndpoint.ended_at.is_(None)).order_by(WebhookEndpoint.id)).all()


def ended_before(session: Session, endpoint: WebhookEndpoint) -> Sequence[int]:
    """Return the endpoints that ended and whose place this one takes: of the same name, or for the same address."""
    same = or_(WebhookEndpoint.name == endpoint.name, WebhookEndpoint.address == endpoint.address)
    ended = select(WebhookEndpoint.id).where(same, WebhookEndpoint.ended_at.is_not(None))
    return session.scalars(ended.order_by(WebhookEndpoint.id)).all()


def deliveries_query() -> Select[tuple[WebhookDelivery, str]]:
    """Select the messages with the name of whom they are for."""
    return select(WebhookDelivery, WebhookEndpoint.name).join(
        WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id
    )


def due_deliveries(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the messages that are to be tried now, oldest first."""
    wanted = select(WebhookDelivery.id).where(
        WebhookDelivery.state == HookState.WAITING, WebhookDelivery.next_try_at <= now
    )
    return session.scalars(wanted.order_by(WebhookDelivery.next_try_at, WebhookDelivery.id).limit(limit)).all()


def claim_delivery(session: Session, number: int, now: datetime, until: datetime) -> WebhookDelivery | None:
    """Take one message to try it; None when another did. A crash leaves it to whoever comes after `until`."""
    taken = session.scalars(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.id == number, WebhookDelivery.state == HookState.WAITING, WebhookDelivery.next_try_at <= now
        )
        .values(next_try_at=until, attempts=WebhookDelivery.attempts + 1)
        .returning(WebhookDelivery.id)
    ).one_or_none()
    return None if taken is None else session.get_one(WebhookDelivery, taken, populate_existing=True)


def withhold_all(session: Session, endpoint_id: int, now: datetime) -> int:
    """Send nothing more to an endpoint; return how many messages waited."""
    waiting = (
        update(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.state == HookState.WAITING)
        .values(state=HookState.WITHHELD, ended_at=now, last_error="ended")
        .returning(WebhookDelivery.id)
    )
    return len(session.scalars(waiting).all())
