"""The links by which agencies answer, as they are kept: by the hash of their token alone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import ReplyLink, Signal


def link_by_hash(session: Session, token_hash: str) -> ReplyLink | None:
    """Return the link with this hash, locked, so that two tries at once count as two."""
    wanted = select(ReplyLink).where(ReplyLink.token_hash == token_hash).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def links_of_round(session: Session, signal: Signal) -> list[ReplyLink]:
    """Return the links of a signal's present round, the newest last."""
    wanted = select(ReplyLink).where(ReplyLink.signal_id == signal.id, ReplyLink.round == signal.round)
    return list(session.scalars(wanted.order_by(ReplyLink.number)))
