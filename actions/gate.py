"""The anonymisation gate at work on a signal: names of the case, what is found, and what people choose about it.

The names and the findings are as confidential as the text itself: they are sealed or recomputed, never kept in clear,
and each look at them is logged.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_moves import check_active, check_open, check_own, has_hand_in, refresh, subject
from actions.signal_texts import edit_text
from rules.gate import check
from rules.gate_choices import FINDING_READERS, SECOND_READERS, SETTLES, Choice, Edit, rewritten
from rules.gate_errors import (
    ChoiceDoesNotFit,
    FindingsNotForYou,
    GateHolds,
    NameUnusable,
    NoSuchFinding,
    ReasonMissing,
    SecondPersonPasses,
)
from rules.gate_findings import Finding, GateLevel
from rules.gate_group import GroupFacts, Traceability, traceable
from rules.letters import names_place
from rules.signal_errors import EditedMeanwhile
from rules.signal_words import TextState
from rules.signals import SignalAct
from rules.texts import clean_text
from store.events import SYSTEM, record, user_actor
from store.gate import choices_by_mark, known_names, known_names_place, mark_of, reason_place, register_names
from store.groups import care_types_ever
from store.models import AccessLog, GateChoice, Group, KnownNames, Signal, User
from store.signals import signal_text

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class ViewedFinding:
    """One finding in the text of a signal, and what was chosen about it (None: it is still open)."""

    finding: Finding
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class GateView:
    """What the gate says of one version of a signal's text. It holds places, never words."""

    reference: str
    version: int
    findings: tuple[ViewedFinding, ...]
    traceable: tuple[Traceability, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings about which nothing was chosen yet."""
        return tuple(viewed.finding for viewed in self.findings if viewed.choice is None)

    @property
    def holds(self) -> bool:
        """Whether the text may not be put before a second person: something heavier than a warning is open."""
        return any(finding.level is not GateLevel.WARN for finding in self.open)


def add_known_names(
    session: Session, house: House, signal: Signal, names: Iterable[str], now: datetime, *, by: User
) -> int:
    """Add names of the people of a case, typed once; return how many there are. They go when the signal ends.

    Raises: NameUnusable, FindingsNotForYou unless an adviser, jurist or manager, UserInactive, NotYourSignal,
    SignalIsClosed, and as `clean_text`.
    """
    refresh(session, signal)
    _check_reader(signal, by, now)
    check_open(signal, SignalAct.EDIT)
    wanted = dict.fromkeys((*known_names(session, house.vault, signal), *map(_name, names)))
    place = known_names_place(signal.reference)
    sealed = house.vault.seal(session, place, json.dumps(list(wanted)))
    row = session.get(KnownNames, signal.id)
    if row is None:
        session.add(KnownNames(signal_id=signal.id, names_sealed=sealed, changed_by_id=by.id, changed_at=now))
    else:
        row.names_sealed, row.changed_by_id, row.changed_at = sealed, by.id, now
    session.flush()
    record(session, subject(signal), "known_names_added", at=now, actor=user_actor(by.id), names=len(wanted))
    return len(wanted)


def _name(typed: str) -> str:
    name = " ".join(clean_text(typed).split())
    if len(name) > LONGEST_NAME or not any(sign.isalpha() for sign in name):
        raise NameUnusable(LONGEST_NAME)
    return name


def gate_findings(session: Session, house: House, signal: Signal, now: datetime, *, by: User | None = None) -> GateView:
    """Return what the gate finds in the present text of a signal, for `by` or the system; the look is logged.

    Raises: FindingsNotForYou unless an adviser, jurist or manager; NotYourSignal, UserInactive.
    """
    if by is not None:
        _check_reader(signal, by, now)
    actor = user_actor(by.id) if by else SYSTEM
    session.add(AccessLog(at=now, actor=actor, subject=f"signal:{signal.reference}", purpose="gate"))
    return _view(session, house, signal)


def _check_reader(signal: Signal, by: User, now: datetime) -> None:
    check_active(signal, by)
    check_own(signal, by, now)
    if by.role not in FINDING_READERS:
        raise FindingsNotForYou(signal.reference, by.role)


def _view(session: Session, house: House, signal: Signal) -> GateView:
    text = signal_text(session, house.vault, signal)
    found = check(text, known_names(session, house.vault, signal), register_names(session))
    chosen = choices_by_mark(session, signal)
    viewed = []
    for finding in found:
        choice = chosen.get(mark_of(house.vault, signal, text[finding.start : finding.end]))
        fits = choice is not None and choice.level is finding.level
        viewed.append(ViewedFinding(finding, choice.choice if choice is not None and fits else None))
    return GateView(
        signal.reference, signal.text_version, tuple(viewed), traceable(text, found, group_facts(session, signal))
    )


def group_facts(session: Session, signal: Signal) -> GroupFacts | None:
    """Return what makes the group of a signal small; None for a whole location that is no family home."""
    if signal.group_id is None:
        at_home = not names_place(care_types_ever(session, location_id=signal.location_id))
        return GroupFacts(residents=None, is_family_home=True) if at_home else None
    group = session.get_one(Group, signal.group_id)
    return GroupFacts(group.residents, is_family_home=not names_place(care_types_ever(session, group_id=group.id)))


def require_passed(session: Session, house: House, signal: Signal) -> None:
    """Refuse to put a text before a second person in which something heavier than a warning is still open.

    Raises: GateHolds with all that is open. Source: house policy (TRUST.md section 3).
    """
    view = _view(session, house, signal)
    if view.holds:
        raise GateHolds(signal.reference, view.open)


def require_no_block(session: Session, house: House, signal: Signal) -> None:
    """Refuse a text in which something stands that only a second person lets pass, and nobody did.

    Raises: GateHolds with what is held back. Source: house policy (TRUST.md section 3).
    """
    held = [finding for finding in _view(session, house, signal).open if finding.level is GateLevel.BLOCK]
    if held:
        raise GateHolds(signal.reference, held)


def choose(
    session: Session,
    house: House,
    signal: Signal,
    start: int,
    choice: Choice,
    reason: str,
    version: int,
    now: datetime,
    *,
    by: User,
) -> GateChoice:
    """Let the finding at `start` stay in the text, with a reason.

    The writer does so for what names nobody, a second person for what is held back.
    It counts for this version of the text; any edit voids it.
    Raises: EditedMeanwhile, NoSuchFinding, ChoiceDoesNotFit, SecondPersonPasses, ReasonMissing, UserInactive,
    FindingsNotForYou unless an adviser, jurist or manager, NotYourSignal, SignalIsClosed, AuthorUnknown.
    """
    refresh(session, signal)
    _check_reader(signal, by, now)
    check_open(signal, SignalAct.EDIT)
    if version != signal.text_version:
        raise EditedMeanwhile(signal.reference)
    real = _found_at(session, house, signal, start)
    if choice is not SETTLES[real.level]:
        raise ChoiceDoesNotFit(signal.reference, real.level, (Choice.REMOVE, Choice.REPLACE, SETTLES[real.level]))
    _check_chooser(session, signal, real, by)
    if not reason.strip():
        raise ReasonMissing(signal.reference)
    text = signal_text(session, house.vault, signal)
    mark = mark_of(house.vault, signal, text[real.start : real.end])
    known = choices_by_mark(session, signal).get(mark)
    if known is not None:
        session.delete(known)
        session.flush()
    place = reason_place(signal.reference, version, mark)
    made = GateChoice(
        signal_id=signal.id, text_version=version, mark=mark, starts=real.start, ends=real.end, kind=real.kind,
        level=real.level, choice=choice, reason_sealed=house.vault.seal(session, place, clean_text(reason)),
        chosen_by_id=by.id, chosen_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(
        session, subject(signal), "gate_choice", at=now, actor=user_actor(by.id),
        choice=choice.value, kind=real.kind.value, level=real.level.value, version=version,
    )  # fmt: skip
    return made


def _found_at(session: Session, house: House, signal: Signal, start: int) -> Finding:
    for viewed in _view(session, house, signal).findings:
        if viewed.finding.start == start:
            return viewed.finding
    raise NoSuchFinding(signal.reference)


def _check_chooser(session: Session, signal: Signal, finding: Finding, by: User) -> None:
    if finding.level is not GateLevel.BLOCK:
        return
    if has_hand_in(session, signal, by) or by.role not in SECOND_READERS:
        raise SecondPersonPasses(signal.reference)


def take_out(
    session: Session,
    house: House,
    signal: Signal,
    choices: Mapping[int, Choice],
    version: int,
    now: datetime,
    *,
    by: User,
) -> TextState:
    """Take findings out of the text, by where they start, or put a role in their place, in one edit.

    Raises: NoSuchFinding, ChoiceDoesNotFit, and as `edit_text`.
    """
    edits = []
    for start, choice in choices.items():
        finding = _found_at(session, house, signal, start)
        if choice not in (Choice.REMOVE, Choice.REPLACE):
            raise ChoiceDoesNotFit(signal.reference, finding.level, (Choice.REMOVE, Choice.REPLACE))
        edits.append(Edit(finding, choice))
    text = rewritten(signal_text(session, house.vault, signal), edits)
    return edit_text(session, house, signal, text, version, now, by=by)
