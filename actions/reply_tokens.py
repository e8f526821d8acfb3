"""The tokens by which agencies answer: derived from the master key, so that mails can hold what the database cannot.

The database keeps a token's hash alone. Source: house policy (TRUST.md section 2).
"""

import base64
import hashlib
import hmac
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_moves import subject
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from store.crypto import Vault
from store.deadlines import deadline_of, due_on
from store.decrees import calendar_in_force
from store.events import record
from store.models import ReplyLink, Signal
from store.replies import links_of_round

CODE_DIGITS = 6
ANSWERABLE = frozenset(
    {
        "signal_to_provider",
        "signal_returned",
        "signal_reminder",
        "signal_overdue",
        "signal_director",
        "reply_link_new",
        "more_time_decided",
        "reply_code",
    }
)
"""The mails to an agency whose button opens the page where it answers."""


def reply_page(session: Session, house: House, signal: Signal) -> str:
    """Return the path of the page where the present round is answered, as mails to the agency hold it.

    Deterministic, so that a letter read by the second person is the letter that leaves; `open_links` keeps its hash.
    """
    known = links_of_round(session, signal)
    return f"/antwoord/{_token(house.vault, signal, known[-1].number if known else 1)}"


def answer_page(session: Session, house: House, signal: Signal) -> str | None:
    """Return the path of the page for a mail that leaves now; None when the present round has no link that works.

    A token that this master key does not give (the key was changed) is not mailed: the earlier mail still holds it.
    """
    known = links_of_round(session, signal)
    if not known or known[-1].revoked_at is not None or known[-1].spent_at is not None:
        return None
    token = _token(house.vault, signal, known[-1].number)
    return f"/antwoord/{token}" if token_hash(token) == known[-1].token_hash else None


def present_link(session: Session, house: House, signal: Signal, now: datetime) -> ReplyLink:
    """Return the valid link of the present round, made when there is none. Idempotent."""
    known = links_of_round(session, signal)
    if known and known[-1].revoked_at is None:
        return known[-1]
    return add_link(session, house, signal, len(known) + 1, now)


def add_link(session: Session, house: House, signal: Signal, number: int, now: datetime) -> ReplyLink:
    """Make a link for the present round; it holds until some days after the round's term."""
    due = round_due(session, signal)
    days = house.policy(local_date(now)).reply_link.days_after_due
    link = ReplyLink(
        signal_id=signal.id,
        round=signal.round,
        number=number,
        token_hash=token_hash(_token(house.vault, signal, number)),
        created_at=now,
        expires_on=(day_of(due) if due else local_date(now)) + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    record(session, subject(signal), "reply_link_made", at=now, link=link.id, round=signal.round, number=number)
    return link


def link_code(vault: Vault, link: ReplyLink) -> str:
    """Return the present code of a link: six digits, derived from the master key, kept nowhere."""
    digest = _mac(vault, f"reply-code:{link.id}:{link.code_number}")
    return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def round_due(session: Session, signal: Signal) -> date | datetime | None:
    """Return when the present round must be answered; None while its term is suspended or not there."""
    kind = DeadlineKind.ANSWER if signal.round == 1 else DeadlineKind.DIRECTOR_ANSWER
    deadline = deadline_of(session, subject(signal), kind, signal.round)
    return due_on(deadline, calendar_in_force(session)) if deadline else None


def link_expires(session: Session, house: House, link: ReplyLink, signal: Signal) -> date:
    """Return the last day of a link: some days after its term, also when that term was extended later."""
    due = round_due(session, signal)
    days = house.policy(local_date(link.created_at)).reply_link.days_after_due
    return max(link.expires_on, day_of(due) + timedelta(days=days)) if due else link.expires_on


def day_of(due: date | datetime) -> date:
    """Return the day on which a term ends."""
    return local_date(due) if isinstance(due, datetime) else due


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _token(vault: Vault, signal: Signal, number: int) -> str:
    digest = _mac(vault, f"reply-link:{signal.reference}:{signal.round}:{number}")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _mac(vault: Vault, what: str) -> bytes:
    return hmac.new(vault.mac_key, what.encode(), hashlib.sha256).digest()
