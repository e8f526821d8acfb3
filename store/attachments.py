"""Attachments of a signal and of the answers to it: sealed under the signal's own key, numbered, never changed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.crypto import Place, TextDamaged, Vault
from store.models import Attachment, Reply, Signal


def add_attachment(
    session: Session,
    vault: Vault,
    signal: Signal,
    *,
    name: str,
    media_type: str,
    content: bytes,
    received_at: datetime,
    reply: Reply | None = None,
) -> Attachment:
    """Keep one file of a signal, or of an answer to it, sealed; its name may name a person, so it is sealed too.

    Whoever calls it looked at size and type before, and records the event.
    """
    number = 1 + (session.scalar(select(func.max(Attachment.number)).where(Attachment.signal_id == signal.id)) or 0)
    kept = Attachment(
        signal_id=signal.id,
        reply_id=reply.id if reply else None,
        number=number,
        name_sealed=vault.seal(session, _place(signal, number, "name_sealed"), name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_sealed=vault.seal_bytes(session, _place(signal, number, "content_sealed"), content),
        received_at=received_at,
    )
    session.add(kept)
    session.flush()
    return kept


def attachments_of(session: Session, signal: Signal) -> Sequence[Attachment]:
    """Return the files of a signal and its answers, in the order they came."""
    wanted = select(Attachment).where(Attachment.signal_id == signal.id).order_by(Attachment.number)
    return session.scalars(wanted).all()


def attachment_name(session: Session, vault: Vault, signal: Signal, attachment: Attachment) -> str:
    """Return the name that a file came with. Raises: TextDamaged, KeyUnusable."""
    return vault.open(session, _place(signal, attachment.number, "name_sealed"), attachment.name_sealed)


def attachment_content(session: Session, vault: Vault, signal: Signal, attachment: Attachment) -> bytes:
    """Return what is in a file. Raises: TextDamaged when it is not what came in; KeyUnusable."""
    place = _place(signal, attachment.number, "content_sealed")
    content = vault.open_bytes(session, place, attachment.content_sealed)
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise TextDamaged(f"attachment {attachment.id}")
    return content


def _place(signal: Signal, number: int, column: str) -> Place:
    return Place(f"signal:{signal.reference}", "attachment", f"{signal.reference}:{number}", column)
