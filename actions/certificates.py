"""Pinning the certificate of a contact person: from then on all mail to them is signed and encrypted, or waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.live_work import end_asked
from channels.smime import CertificateUnusable, read_certificate
from rules.errors import RuleError
from store.events import Subject, record
from store.models import CertificatePin, ContactPerson


class ContactUnknown(RuleError):
    """Somebody is named who is no contact person."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "Er is geen contactpersoon met code '{code}'. Kijk in het register, blad 'contactpersonen'.", code=code
        )


class NotPinned(RuleError):
    """There is nothing to revoke."""

    def __init__(self, code: str) -> None:
        super().__init__("Voor contactpersoon '{code}' ligt geen certificaat vast.", code=code)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A certificate that is in force, as people see it."""

    contact: str
    fingerprint: str
    valid_until: datetime
    pinned_at: datetime
    pinned_by: str


def pin_certificate(session: Session, code: str, content: bytes, *, actor: str, now: datetime) -> Pinned:
    """Pin the certificate (PEM or DER) of the contact person `code`; an earlier one is revoked.

    Check its fingerprint with the person before, by phone. Pinning the same again changes nothing.
    Raises: ContactUnknown; CertificateUnusable, also for one that is not valid now or names another address.
    """
    contact, facts = _contact(session, code), read_certificate(content)
    if not facts.valid_from <= now <= facts.valid_until:
        raise CertificateUnusable("het is nu niet geldig")
    if facts.addresses and contact.email.lower() not in facts.addresses:
        raise CertificateUnusable("het staat op een ander mailadres dan dat van de contactpersoon")
    known = _pins(session, contact.id)
    same = next((pin for pin in known if pin.fingerprint == facts.fingerprint), None)
    for pin in known:
        if pin is not same and pin.revoked_at is None:
            _revoke(session, pin, actor, now)
    if same is None:
        same = CertificatePin(
            contact_id=contact.id, fingerprint=facts.fingerprint, certificate=facts.der, valid_from=facts.valid_from,
            valid_until=facts.valid_until, pinned_at=now, pinned_by=actor,
        )  # fmt: skip
        session.add(same)
        session.flush()
        _tell(session, same, "certificate_pinned", actor, now)
    elif same.revoked_at is not None:
        same.revoked_at, same.pinned_at, same.pinned_by = None, now, actor
        _tell(session, same, "certificate_pinned", actor, now)
    return _pinned(code, same)


def revoke_certificate(session: Session, code: str, *, actor: str, now: datetime) -> None:
    """Count the certificate of a contact person no more: mail to them leaves in clear again, without files.

    Raises: ContactUnknown, NotPinned.
    """
    valid = [pin for pin in _pins(session, _contact(session, code).id) if pin.revoked_at is None]
    if not valid:
        raise NotPinned(code)
    for pin in valid:
        _revoke(session, pin, actor, now)


def pinned_certificates(session: Session) -> list[Pinned]:
    """Return the certificates in force, by contact person."""
    rows = session.execute(
        select(ContactPerson.code, CertificatePin)
        .join(ContactPerson, ContactPerson.id == CertificatePin.contact_id)
        .where(CertificatePin.revoked_at.is_(None))
        .order_by(ContactPerson.code, CertificatePin.id)
    )
    return [_pinned(code, pin) for code, pin in rows]


def _contact(session: Session, code: str) -> ContactPerson:
    contact = session.scalars(select(ContactPerson).where(ContactPerson.code == code)).first()
    if contact is None:
        raise ContactUnknown(code)
    return contact


def _pins(session: Session, contact_id: int) -> list[CertificatePin]:
    return list(session.scalars(select(CertificatePin).where(CertificatePin.contact_id == contact_id)))


def _revoke(session: Session, pin: CertificatePin, actor: str, now: datetime) -> None:
    pin.revoked_at = now
    _tell(session, pin, "certificate_revoked", actor, now)
    end_asked(session, Subject("contact", pin.contact_id), now, "mail_certificate_ending", actor=actor)


def _tell(session: Session, pin: CertificatePin, what: str, actor: str, now: datetime) -> None:
    record(session, Subject("contact", pin.contact_id), what, at=now, actor=actor, fingerprint=pin.fingerprint)


def _pinned(code: str, pin: CertificatePin) -> Pinned:
    return Pinned(code, pin.fingerprint, pin.valid_until, pin.pinned_at, pin.pinned_by)
