"""The way out for a letter: a Maildir or SMTP over verified TLS, and encrypted where a certificate is pinned."""

from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from channels.delivery import Transport
from channels.maildir import MaildirTransport
from channels.smime import load_signer, protect
from channels.smtp import SmtpTransport
from store.models import Notice
from store.notices import pin_of
from store.settings import Settings


class NoSecureChannel(Exception):
    """What may only leave encrypted has nobody to be encrypted to, or nothing to be signed with. Names nobody."""


def mail_transport(settings: Settings, limit: float = 60) -> Transport:
    """Return the way out that the settings choose: a Maildir, or SMTP over verified TLS.

    `limit` is how many seconds the sending of one letter may take. Reports of arrival are asked for where a mailbox is
    read: nobody else would see them.
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
        greeting=settings.greeting,
        receipts=bool(settings.imap_host),
    )


def has_secure_channel(session: Session, settings: Settings, contact_id: int, now: datetime) -> bool:
    """Return whether mail to this contact person can be signed and encrypted now; only then may a file go with it."""
    pin = pin_of(session, contact_id)
    return pin is not None and pin.valid_from <= now <= pin.valid_until and settings.smime_key is not None


def certificate_for(session: Session, notice: Notice) -> bytes | None:
    """Return the certificate that the recipient of a notice has pinned, also one that ran out; None for none.

    Raises: NoSecureChannel when the notice has a file with it, which never leaves in clear.
    """
    pin = pin_of(session, notice.recipient_id) if notice.recipient_kind == "contact" else None
    if pin is None and notice.attachment_sealed is not None:
        raise NoSecureChannel
    return pin.certificate if pin else None


def secured(message: EmailMessage, certificate: bytes, settings: Settings, now: datetime) -> EmailMessage:
    """Return the letter signed by us and encrypted to a certificate; never in clear.

    Raises: NoSecureChannel without a certificate of our own; CertificateEnded; CertificateUnusable.
    """
    if settings.smime_certificate is None or settings.smime_key is None:
        raise NoSecureChannel
    return protect(message, load_signer(settings.smime_certificate, settings.smime_key), certificate, now)
