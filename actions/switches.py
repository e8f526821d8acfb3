"""What people switch on and off of their own mail; what is a duty always comes."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.notices import Recipient
from rules.errors import Phrase, RuleError
from rules.mail_kinds import MailKind, switchable
from rules.vocabulary import Word
from store.events import Subject, record
from store.mail_wishes import person_id_of, wants
from store.models import NoticeSwitch

_PEOPLE = {
    "adviser": Phrase("vertrouwenspersoon"),
    "contact": Phrase("contactpersoon"),
    "user": Phrase("gebruiker"),
}


class PersonUnknown(RuleError):
    """Nobody carries this code or login."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(
            "Er is geen {where} '{code}'. Kijk in het register welke code of login het is.",
            where=_PEOPLE[kind],
            code=code,
        )


def person_by_code(session: Session, kind: str, code: str) -> Recipient:
    """Return the adviser or contact with this code, or the user with this login. Raises: PersonUnknown."""
    number = person_id_of(session, kind, code)
    if number is None:
        raise PersonUnknown(kind, code)
    match kind:
        case "adviser":
            return Recipient("adviser", number)
        case "contact":
            return Recipient("contact", number)
        case _:
            return Recipient("user", number)


def set_switch(session: Session, person: Recipient, name: str, *, on: bool, now: datetime, actor: str) -> MailKind:
    """Switch one kind of mail on or off for a person; return the kind. A second time changes nothing.

    Raises: DutyMail for a mail that is a duty. Source: house policy (rules/mail_kinds.py).
    """
    kind = switchable(name)
    if wants(session, person.kind, person.id, kind) is on:
        return kind
    session.merge(NoticeSwitch(person_kind=person.kind, person_id=person.id, kind=kind, on=on, switched_at=now))
    session.flush()
    record(session, Subject(person.kind, person.id), "mail_switched", at=now, actor=actor, kind=kind.value, on=on)
    return kind


def switches_of(session: Session, person: Recipient) -> dict[Word, bool]:
    """Return each kind of mail that can be switched, and whether this person gets it."""
    return {kind: wants(session, person.kind, person.id, kind) for kind in MailKind}
