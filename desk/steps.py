"""What the commands share that do one step with a signal: who acts, on which signal, when, and what they answer."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_views import SignalUnknown
from desk.opening import opened_house, require_simulated, user_named
from desk.options import WrongChoice, instant, read_moment
from desk.show import show_facts, show_json
from rules.errors import RuleError
from rules.replies import IncomingFile
from rules.texts import SignNotAllowed, is_keepable
from rules.vocabulary import Word
from store.inspectorate import case_of
from store.models import Escalation, Signal, User
from store.session import transaction
from store.signals import escalation_of, signal_by_reference

Kind = TypeVar("Kind", bound=Word)


class TextUnreadable(RuleError):
    """A text that is in no file that can be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Bestand '{name}' is niet te lezen als UTF-8. Controleer de naam; '-' leest van de invoer.", name=name
        )


class FileUnreadable(RuleError):
    """A file that cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__("Bestand '{name}' is niet te lezen. Controleer de naam.", name=name)


class NothingProposed(RuleError):
    """A step with an escalation that nobody proposed."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Voor signaal {reference} is doorgeven niet voorgesteld. Stel het eerst voor.", reference=reference
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One person at one moment, in one transaction."""

    house: House
    session: Session
    user: User
    now: datetime

    def signal(self, reference: str) -> Signal:
        """Return the signal that people know by `reference`. Raises: SignalUnknown."""
        found = signal_by_reference(self.session, reference)
        if found is None:
            raise SignalUnknown(reference)
        return found

    def escalation(self, signal: Signal) -> Escalation:
        """Return the passing on of a signal. Raises: NothingProposed."""
        found = escalation_of(self.session, signal)
        if found is None:
            raise NothingProposed(signal.reference)
        return found

    def at(self, moment: str | None) -> datetime:
        """Return the instant that an option names: now without one, a day at the time of now."""
        if moment is None:
            return self.now
        read = read_moment(moment)
        return read if isinstance(read, datetime) else self.now.replace(year=read.year, month=read.month, day=read.day)

    def told(self, signal: Signal, **more: object) -> dict[str, Any]:
        """Return how a signal stands, as every step answers it. Never its text."""
        self.session.flush()
        escalation, case = escalation_of(self.session, signal), case_of(self.session, signal)
        return {
            "reference": signal.reference,
            "state": signal.state,
            "version": signal.text_version,
            "escalation": _stage(escalation),
            "inspectorate": case.state if case else None,
            **more,
        }


def _stage(escalation: Escalation | None) -> str | None:
    """Return how far passing on is, in a word for scripts."""
    if escalation is None:
        return None
    stages = (
        ("confirmed", escalation.confirmed_at),
        ("told", escalation.told_at),
        ("delivery_failed", escalation.failed_at),
        ("approved", escalation.approved_at),
        ("declined", escalation.declined_at),
    )
    return next((name for name, at in stages if at is not None), "proposed")


@contextmanager
def acting(by: str, as_of: str | None) -> Iterator[Step]:
    """Open the house for one step of user `by`; another day than today only in a simulated database.

    Raises: NotSimulated, UserUnknown.
    """
    now = instant(as_of)
    with opened_house() as house:
        require_simulated(house, as_of)
        with transaction(house.engine) as session:
            yield Step(house, session, user_named(session, by), now)


def answer(told: dict[str, Any], *, json: bool) -> None:
    """Show how it stands now: JSON alone, or facts for people."""
    if json:
        show_json(told)
        return
    show_facts({_DUTCH.get(name, name): value for name, value in told.items() if value is not None})


_DUTCH = {
    "reference": "kenmerk", "state": "stand", "version": "versie van de tekst", "escalation": "doorgeven",
    "inspectorate": "bij de inspectie", "text": "tekst", "clean_visits": "bezoeken zonder bevinding", "late": "te laat",
    "doubles": "misschien hetzelfde", "verdict": "oordeel", "severity": "ernst", "told": "gevraagd", "observation":
    "waarneming", "signal": "signaal", "signal_state": "stand van het signaal",
}  # fmt: skip


def read_text(name: str) -> str:
    """Return the text in a file, or on standard input when `name` is '-'. Never an argument: those stand in histories.

    Raises: TextUnreadable, SignNotAllowed for a sign that no database keeps.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise TextUnreadable(name) from None
    if not is_keepable(text):
        raise SignNotAllowed(next(place for place, sign in enumerate(text, start=1) if not is_keepable(sign)))
    return text


def read_file(name: str) -> IncomingFile:
    """Return a file as it would come with an answer. Raises: FileUnreadable."""
    try:
        return IncomingFile(Path(name).name, Path(name).read_bytes())
    except OSError:
        raise FileUnreadable(name) from None


def word(kind: type[Kind], text: str, option: str) -> Kind:
    """Return the word that was typed, in English or Dutch. Raises: WrongChoice."""
    try:
        return kind.from_dutch(text)
    except KeyError:
        raise WrongChoice(f"{option}: '{text}' is onbekend. Kies uit: {', '.join(kind)}.") from None


def day_or(text: str | None, otherwise: date) -> date:
    """Return the day that was typed, or another."""
    from desk.options import read_day

    return read_day(text) if text else otherwise
