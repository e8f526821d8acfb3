"""Judging an answer with two people: one finds it not enough and writes why, another reads that before it leaves.

Source: house policy (four eyes on every text that leaves; DOMAIN.md scenario 10: adviser and jurist).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions.gate_decisions import gate_letter
from actions.house import House
from actions.live_work import end_asked
from actions.signal_letters import as_fact, render_letter
from actions.signal_moves import check, check_active, check_own, refresh, subject
from actions.signal_notices import ask
from actions.signal_replies import RETURNED, judge_reply
from rules.calendar import local_date
from rules.errors import Refused, RuleError
from rules.signal_errors import NothingToJudge, NotYourRole, ReasonsMissing
from rules.signals import SECOND_PERSONS, SignalAct
from rules.terms import due
from rules.texts import clean_text
from rules.vocabulary import Judgement, Role
from store.decrees import calendar_in_force
from store.events import record, user_actor
from store.judging import judgement_place, proposed_judgement
from store.models import ProposedJudgement, Signal, User
from store.signals import reply_of
from templates.engine import Rendered

REASONS, NOTE = "reasons_sealed", "note_sealed"


class JudgementWaits(RuleError):
    """A judgement while another one of the same answer still waits for its second person."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Bij signaal {reference} ligt al een oordeel bij een tweede persoon. Wacht tot die het heeft gelezen.",
            reference=reference,
        )


class NoJudgementWaits(RuleError):
    """Deciding about a judgement that does not wait."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Bij signaal {reference} wacht geen oordeel op een tweede persoon. Misschien besliste iemand net.",
            reference=reference,
        )


class OwnJudgement(Refused):
    """The second person is who wrote the judgement."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Het oordeel over signaal {reference} is van u. Een ander leest het voordat het weggaat.",
            reference=reference,
        )


@dataclass(frozen=True, slots=True, repr=False)
class ReadJudgement:
    """A proposed judgement with its texts; `note` is why it was sent back. Its repr shows nothing."""

    row: ProposedJudgement
    reasons: str
    note: str

    @property
    def waits(self) -> bool:
        """Whether a second person has still to read it."""
        return self.row.decided_at is None


def read_judgement(session: Session, house: House, signal: Signal) -> ReadJudgement | None:
    """Return the last judgement proposed about the present round with its texts; whoever shows it logs that.

    Raises: TextDamaged.
    """
    row = proposed_judgement(session, signal)
    if row is None:
        return None
    reasons = house.vault.open(session, judgement_place(signal.reference, row.round, REASONS), row.reasons_sealed)
    sealed = row.note_sealed
    note = house.vault.open(session, judgement_place(signal.reference, row.round, NOTE), sealed) if sealed else ""
    return ReadJudgement(row, reasons, note)


def letter_to_director(
    session: Session, house: House, signal: Signal, judgement: Judgement, reasons: str, now: datetime
) -> Rendered:
    """Return the letter to the director as it would leave now."""
    term = house.policy(local_date(now)).signal[signal.kind].director
    ends = due(now, term.term, calendar_in_force(session))
    return render_letter(
        session, house, RETURNED, signal, now, judgement=judgement.value, text=clean_text(reasons), due=as_fact(ends)
    )


def propose_judgement(
    session: Session, house: House, signal: Signal, judgement: Judgement, reasons: str, now: datetime, *, by: User
) -> ProposedJudgement:
    """Put before a second person that a first answer is not enough, and why. Nothing leaves; a jurist is asked.

    The gate looks at the reasons now, so that who wrote them can change them.
    Raises: NothingToJudge, ReasonsMissing, JudgementWaits, GateHolds, ActNotPossible, NotYourRole, NotYourSignal,
    UserInactive, TextInvisible, TextTooLong.
    """
    refresh(session, signal)
    reply = reply_of(session, signal, signal.round)
    if reply is None or reply.judgement is not None or judgement is Judgement.SUFFICIENT:
        raise NothingToJudge(signal.reference)
    check(signal, SignalAct.RETURN, by, now)
    if not reasons.strip():
        raise ReasonsMissing(signal.reference)
    known = proposed_judgement(session, signal)
    if known is not None and known.decided_at is None:
        raise JudgementWaits(signal.reference)
    kept = clean_text(reasons)
    gate_letter(session, house, signal, letter_to_director(session, house, signal, judgement, kept, now))
    place = judgement_place(signal.reference, signal.round, REASONS)
    row = ProposedJudgement(
        signal_id=signal.id, round=signal.round, judgement=judgement, proposed_by_id=by.id, proposed_at=now,
        reasons_sealed=house.vault.seal(session, place, kept),
    )  # fmt: skip
    session.add(row)
    session.flush()
    end_asked(session, subject(signal), now, "judge_reply", "judgement_returned", by=by)
    ask(session, "read_judgement", signal, Role.JURIST, local_date(now), now, cause=str(row.id))
    _record(session, signal, "judgement_proposed", row, by, now)
    return row


def agree_to_judgement(session: Session, house: House, signal: Signal, now: datetime, *, by: User) -> None:
    """Let the waiting judgement leave for the director: `by` read it as the second person.

    Raises: NoJudgementWaits, OwnJudgement, GateHolds, NobodyAtAgency, NotYourRole, NotYourSignal, UserInactive,
    ActNotPossible.
    """
    row = _waiting(session, signal, by, now)
    read = house.vault.open(session, judgement_place(signal.reference, row.round, REASONS), row.reasons_sealed)
    row.decided_by_id, row.decided_at = by.id, now
    _record(session, signal, "judgement_agreed", row, by, now)
    end_asked(session, subject(signal), now, "read_judgement", by=by)
    writer = session.get_one(User, row.proposed_by_id)
    judge_reply(session, house, signal, row.judgement, writer, now, reasons=read, second=by)


def send_judgement_back(session: Session, house: House, signal: Signal, note: str, now: datetime, *, by: User) -> None:
    """Send the waiting judgement back to who wrote it, with what should be different. Nothing leaves.

    Raises: NoJudgementWaits, OwnJudgement, ReasonsMissing, NotYourRole, NotYourSignal, UserInactive, TextInvisible.
    """
    row = _waiting(session, signal, by, now)
    if not note.strip():
        raise ReasonsMissing(signal.reference)
    place = judgement_place(signal.reference, row.round, NOTE)
    row.note_sealed = house.vault.seal(session, place, clean_text(note))
    row.decided_by_id, row.decided_at = by.id, now
    session.flush()
    _record(session, signal, "judgement_sent_back", row, by, now)
    end_asked(session, subject(signal), now, "read_judgement", by=by)
    ask(session, "judgement_returned", signal, Role.ADVISER, local_date(now), now, cause=str(row.id))


def _waiting(session: Session, signal: Signal, by: User, now: datetime) -> ProposedJudgement:
    refresh(session, signal)
    check(signal, SignalAct.RETURN)
    check_active(signal, by)
    if by.role not in SECOND_PERSONS:
        raise NotYourRole(SignalAct.RETURN, by.role, sorted(SECOND_PERSONS))
    check_own(signal, by, now)
    row = proposed_judgement(session, signal)
    if row is None or row.decided_at is not None:
        raise NoJudgementWaits(signal.reference)
    if row.proposed_by_id == by.id:
        raise OwnJudgement(signal.reference)
    return row


def _record(session: Session, signal: Signal, what: str, row: ProposedJudgement, by: User, now: datetime) -> None:
    record(
        session, subject(signal), what, at=now, actor=user_actor(by.id),
        round=row.round, judgement=row.judgement.value, number=row.id,
    )  # fmt: skip
