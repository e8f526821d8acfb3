"""Judgements that wait for a second person, and what an agency asked about its term."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.crypto import Place
from store.models import Event, ProposedJudgement, Signal

MORE_TIME = ("more_time_asked", "more_time_granted", "more_time_refused")


def judgement_place(reference: str, round_: int, column: str) -> Place:
    """Return where the reasons (or the note) of a proposed judgement are sealed, under the signal's key."""
    return Place(subject=f"signal:{reference}", table="proposed_judgement", row=f"{reference}:{round_}", column=column)


def proposed_judgement(session: Session, signal: Signal) -> ProposedJudgement | None:
    """Return the last judgement that was proposed about the present round, decided or not."""
    wanted = select(ProposedJudgement).where(
        ProposedJudgement.signal_id == signal.id, ProposedJudgement.round == signal.round
    )
    return session.scalars(wanted.order_by(ProposedJudgement.id.desc()).limit(1)).one_or_none()


@dataclass(frozen=True, slots=True)
class WishForTime:
    """What an agency asked: time until and including a day. `actor`: who asked, as the record names them."""

    number: int
    until: date
    actor: str


def wish_for_time(session: Session, signal: Signal) -> WishForTime | None:
    """Return the wish of an agency for more time in this round, while nobody decided about it."""
    asked = select(Event.what, Event.seq, Event.facts, Event.actor).where(
        Event.subject_kind == "signal", Event.subject_id == signal.id, Event.what.in_(MORE_TIME)
    )
    last = session.execute(asked.order_by(Event.seq.desc()).limit(1)).one_or_none()
    if last is None or last.what != "more_time_asked" or last.facts.get("round", signal.round) != signal.round:
        return None
    return WishForTime(last.seq, date.fromisoformat(last.facts["until"]), last.actor)


def more_time_wish(session: Session, signal: Signal) -> date | None:
    """Return until when an agency wants more time, while nobody decided about that."""
    wish = wish_for_time(session, signal)
    return wish.until if wish else None
