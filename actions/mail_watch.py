"""Watching the ways of mail: a server that stays away, letters that do not leave, certificates that end."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_sent
from actions.notices import subject_of
from actions.work import add_work, finish_work
from channels.smime import SigningFlawed, load_signer
from rules.calendar import local_date, next_working_day
from rules.vocabulary import Role
from store.decrees import calendar_in_force
from store.events import SYSTEM, Subject
from store.models import CertificatePin, Installation, Notice, WorkItem
from store.work import open_work_of

AWAY_LONG = timedelta(minutes=15)
"""How long the server may be away before the administrator has to look. Source: house policy."""
UNSENT_LONG = timedelta(hours=2)
"""How long an urgent letter may wait before somebody has to phone. Source: DOMAIN scenario 16 (house policy)."""
CERTIFICATE_NOTICE = timedelta(days=30)
"""How long before its end a certificate is worked on. Source: TRUST G22 (house policy)."""
MAIL = Subject("mail", 0)


def server_away(session: Session, now: datetime) -> None:
    """Remember since when the mail server cannot be used; when that lasts, it is work for the administrator."""
    installation = session.get_one(Installation, 1)
    since = installation.mail_away_at = installation.mail_away_at or now
    if now - since >= AWAY_LONG:
        add_work(
            session, key=_away_key(since), kind="mail_server_away", subject=MAIL, role=Role.ADMINISTRATOR,
            due_on=local_date(now), now=now,
        )  # fmt: skip


def server_back(session: Session, now: datetime) -> None:
    """Forget that the mail server was away, and close the work that came of it."""
    installation = session.get_one(Installation, 1)
    if installation.mail_away_at is None:
        return
    asked = session.scalars(select(WorkItem).where(WorkItem.key == _away_key(installation.mail_away_at))).first()
    if asked is not None:
        finish_work(session, asked, by_id=None, actor=SYSTEM, now=now)
    installation.mail_away_at = None


def _away_key(since: datetime) -> str:
    return f"mail_server_away:{since:%Y%m%dT%H%M%S}"


def ask_about_unsent(session: Session, now: datetime) -> int:
    """Make work of letters that should have left long ago, whatever keeps them; return how many are new.

    What does not wait any more is not asked any more.

    An urgent one is late after two hours, a letter with the text of a signal on the day after its next working day.
    Each once: it goes on being tried. Source: DOMAIN scenarios 16 and 17 (house policy).
    """
    waiting = select(Notice).where(
        Notice.state == "queued", Notice.created_at <= now - UNSENT_LONG, Notice.urgent | Notice.content
    )
    end_sent(session, now)
    late = [notice for notice in session.scalars(waiting) if notice.urgent or _is_late(session, notice, now)]
    made = [
        add_work(
            session, key=f"notice_unsent:{notice.id}", kind="notice_unsent", subject=subject_of(notice),
            role=Role.COORDINATOR, due_on=local_date(now), now=now,
        )
        for notice in late
    ]  # fmt: skip
    return sum(item is not None for item in made)


def _is_late(session: Session, notice: Notice, now: datetime) -> bool:
    return local_date(now) > next_working_day(calendar_in_force(session), local_date(notice.created_at))


def watch_certificates(session: Session, house: House, now: datetime) -> int:
    """Make work of certificates for mail that end within thirty days, pinned ones and our own; return how many new.

    Once while its work is open. One that was replaced, or that counts no more, is not asked about any more.
    """
    ends = session.execute(
        select(CertificatePin.id, CertificatePin.contact_id).where(
            CertificatePin.revoked_at.is_(None), CertificatePin.valid_until <= now + CERTIFICATE_NOTICE
        )
    )
    found = {f"pin:{pin}": Subject("contact", contact) for pin, contact in ends}
    own = _own_end(house)
    if own is not None and own <= now + CERTIFICATE_NOTICE:
        found[f"own:{own:%Y%m%d}"] = MAIL
    asked = {_certificate(item): item for item in open_work_of(session, "mail_certificate_ending")}
    for item in [item for what, item in asked.items() if what not in found]:
        finish_work(session, item, by_id=None, actor=SYSTEM, now=now)
    today = local_date(now)
    made = [
        add_work(
            session, key=f"mail_certificate_ending:{what}:{today}", kind="mail_certificate_ending",
            subject=subject, role=Role.ADMINISTRATOR, due_on=today, now=now,
        )
        for what, subject in found.items()
        if what not in asked
    ]  # fmt: skip
    return sum(item is not None for item in made)


def _certificate(item: WorkItem) -> str:
    """Return which certificate a piece of work is about: all of its key but the kind and the day it was asked."""
    return ":".join(item.key.split(":")[1:3])


def _own_end(house: House) -> datetime | None:
    """Return when our own certificate ends; the beginning of time for one that cannot be used; None for none."""
    settings = house.settings
    if settings.smime_certificate is None or settings.smime_key is None:
        return None
    try:
        return load_signer(settings.smime_certificate, settings.smime_key).certificate.not_valid_after_utc
    except SigningFlawed:
        return datetime.min.replace(tzinfo=UTC)
