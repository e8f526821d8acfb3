"""What was seen, and the text of a signal before it leaves: written down, drafted from, and changed."""

import hashlib
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_work
from actions.signal_moves import move, refresh, settle_all
from rules.ladder import DeadlineKind
from rules.signal_errors import EditedMeanwhile
from rules.signal_words import TextState
from rules.signals import SignalAct
from rules.texts import clean_text
from rules.vocabulary import Measure, SignalState
from store.deadlines import open_deadlines
from store.events import Subject, record
from store.models import Observation, Signal, User
from store.references import free_reference
from store.signals import observation_text_place, signal_text_place


def observe(
    session: Session, house: House, *, measure: Measure, location_id: int, group_id: int | None, adviser_id: int,
    observed_on: date, text: str, now: datetime, actor: str, signal: Signal | None = None, visit_id: int | None = None,
) -> Observation:  # fmt: skip
    """Write down what an adviser saw or heard, sealed; a signal can be drafted from it later. Nothing leaves.

    Raises: TextInvisible, TextTooLong, SignNotAllowed.
    """
    reference = free_reference(session, "O", now)
    observation = Observation(
        reference=reference, group_id=group_id, location_id=location_id, adviser_id=adviser_id, visit_id=visit_id,
        signal_id=signal.id if signal else None, observed_on=observed_on, measure=measure,
        text_sealed=house.vault.seal(session, observation_text_place(reference), clean_text(text)),
    )  # fmt: skip
    session.add(observation)
    session.flush()
    facts = {"signal": signal.reference} if signal else {}
    record(
        session, Subject("observation", observation.id), "observed", at=now, actor=actor, reference=reference, **facts
    )
    return observation


def edit_text(
    session: Session, house: House, signal: Signal, text: str, version: int, now: datetime, *, by: User
) -> TextState:
    """Change the text of a signal that did not leave yet; `version` is the one that was changed.

    What a second person agreed to is void then: the signal is a draft again, and has to be submitted anew.
    Raises: EditedMeanwhile, ActNotPossible, SignalIsClosed, NotYourRole, NotYourSignal, UserInactive, TextInvisible,
    TextTooLong, SignNotAllowed.
    """
    refresh(session, signal)
    if version != signal.text_version:
        raise EditedMeanwhile(signal.reference)
    kept = clean_text(text)
    asked = open_deadlines(session, Subject("signal", signal.id), DeadlineKind.REVIEW)
    lapses = signal.state is SignalState.APPROVED or bool(asked)
    digest = hashlib.sha256(kept.encode()).hexdigest()
    move(session, signal, SignalAct.EDIT, now, by=by, version=version + 1, text=digest)
    signal.text_version, signal.text_by_id = version + 1, by.id
    signal.text_sealed = house.vault.seal(session, signal_text_place(signal.reference), kept)
    settle_all(session, signal, now, DeadlineKind.REVIEW)
    end_work(session, signal, now, by=by)
    return TextState.APPROVAL_LAPSED if lapses else TextState.CHANGED
