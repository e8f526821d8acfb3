"""Since when a mail server refuses to give a mail, as the record of changes has it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Event

MAIL_REFUSED = "mail_refused"


def refused_since(session: Session, mail: str) -> datetime | None:
    """Return when a mail was first refused; None for one that never was. `mail` is its number within its folder."""
    told = select(Event.at).where(
        Event.subject_kind == "mail", Event.what == MAIL_REFUSED, Event.facts["mail"].as_string() == mail
    )
    return session.scalars(told.order_by(Event.id).limit(1)).first()
