"""Opening in an emergency what is not one's own (noodtoegang): with a reason, for three hours, and never in silence.

Source: DOMAIN.md 6.2 (jurist, safety file); the hours and who hears of it are house policy (TRUST.md section 2).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.assignments import identity_place
from actions.house import House
from actions.notices import Recipient, enqueue
from actions.work import add_work
from rules.account_errors import GlassNotForYou, GlassSubjectUnknown, ReasonTooShort
from rules.accounts import BREAK_GLASS_FOR, LONGEST_REASON, MAY_BREAK_GLASS, SHORTEST_REASON
from rules.calendar import local_date
from rules.errors import Refused
from rules.vocabulary import Role
from store.accounts import glass_place, open_glass
from store.events import Subject, record, user_actor
from store.evidence import log_reading
from store.models import BreakGlass, Client, User
from store.users import users_in_role

CLIENT = "client"


class ReasonNotForYou(Refused):
    """Somebody reads why another opened something in an emergency who need not know."""

    def __init__(self) -> None:
        super().__init__(
            "Waarom iemand in nood iets opende, leest alleen de functionaris gegevensbescherming of wie het deed."
        )


def break_glass(session: Session, house: House, code: str, reason: str, now: datetime, *, by: User) -> BreakGlass:
    """Open the file of one client for three hours; the privacy officer gets work and a mail at once.

    Again within that time returns what is open. Raises: GlassNotForYou, ReasonTooShort, GlassSubjectUnknown.
    """
    if not by.active or CLIENT not in MAY_BREAK_GLASS.get(by.role, frozenset()):
        raise GlassNotForYou
    if not SHORTEST_REASON <= len(" ".join(reason.split())) <= LONGEST_REASON:
        raise ReasonTooShort
    client = session.scalars(select(Client).where(Client.code == code.strip())).one_or_none()
    if client is None:
        raise GlassSubjectUnknown
    for row in open_glass(session, by.id, now):
        if (row.subject_kind, row.subject_id) == (CLIENT, client.id):
            return row
    row = BreakGlass(
        user_id=by.id, subject_kind=CLIENT, subject_id=client.id, opened_at=now, ends_at=now + BREAK_GLASS_FOR
    )
    session.add(row)
    session.flush()
    row.reason_sealed = house.vault.seal(session, glass_place(row.id), reason)
    session.flush()
    record(
        session, Subject(CLIENT, client.id), "glass_broken", at=now, actor=user_actor(by.id), glass=row.id,
        until=row.ends_at,
    )  # fmt: skip
    _tell(session, row, now)
    return row


def end_glass(session: Session, number: int, now: datetime, *, by: User) -> None:
    """Close before its time what oneself opened in an emergency; the privacy officer may do so for all.

    Raises: GlassNotForYou.
    """
    row = session.get(BreakGlass, number)
    if row is None or not (row.user_id == by.id or by.role is Role.PRIVACY_OFFICER) or not by.active:
        raise GlassNotForYou
    if row.ended_at is None and now < row.ends_at:
        row.ended_at = now
        session.flush()
        record(
            session, Subject(row.subject_kind, row.subject_id), "glass_closed", at=now, actor=user_actor(by.id),
            glass=row.id,
        )  # fmt: skip


def read_reason(session: Session, house: House, row: BreakGlass, now: datetime, *, by: User) -> str:
    """Return why somebody opened something in an emergency; the reading is logged. Raises: ReasonNotForYou."""
    if not by.active or not (row.user_id == by.id or by.role is Role.PRIVACY_OFFICER):
        raise ReasonNotForYou
    if row.reason_sealed is None:
        return ""
    log_reading(session, f"break_glass:{row.id}", actor=user_actor(by.id), purpose="review", at=now)
    return house.vault.open(session, glass_place(row.id), row.reason_sealed)


def identity_in_emergency(session: Session, house: House, row: BreakGlass, now: datetime, *, by: User) -> str | None:
    """Return who the client of an opening is, while it is open and to who opened it; else None. The reading is logged.

    Raises: TextDamaged.
    """
    client = session.get(Client, row.subject_id) if row.subject_kind == CLIENT else None
    if client is None or row not in open_glass(session, by.id, now) or not by.active:
        return None
    log_reading(session, f"client:{client.code}", actor=user_actor(by.id), purpose="break_glass", at=now)
    if client.identity_sealed is None:
        return ""
    return house.vault.open(session, identity_place(client), client.identity_sealed)


def _tell(session: Session, row: BreakGlass, now: datetime) -> None:
    subject = Subject("break_glass", row.id)
    add_work(
        session, key=f"review_break_glass:{row.id}", kind="review_break_glass", subject=subject,
        role=Role.PRIVACY_OFFICER, due_on=local_date(now), now=now,
    )  # fmt: skip
    for officer in users_in_role(session, Role.PRIVACY_OFFICER):
        enqueue(
            session, template="break_glass", key=f"break_glass:{row.id}:{officer.id}",
            recipient=Recipient("user", officer.id), subject=subject, now=now, urgent=True,
            facts={"about": f"N-{row.id}", "starts_at": now.isoformat(), "ends_at": row.ends_at.isoformat()},
        )  # fmt: skip
