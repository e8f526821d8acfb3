"""Proposals that are reckoned beside the pages: asked for by a form, looked at on a page, accepted or left.

They live in this process and only for a while: nothing of a proposal is stored before somebody says yes to it. Each
belongs to the person who asked for it. Reckoning reads the database and locks nothing.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_proposals import how_it_stands
from rules.errors import RuleError
from rules.vocabulary import AbsenceKind
from store.session import reading

AT_ONCE = 2
MOST = 200
KEPT = timedelta(hours=2)

Reckon = Callable[[Session], Any]


@dataclass(frozen=True, slots=True, repr=False)
class Reckoned:
    """What came out, and the mark of what it was made from."""

    mark: str
    result: Any


@dataclass(frozen=True, slots=True)
class About:
    """What a proposal is about, as far as its kind has it: codes, a name to show, and days."""

    adviser: str = ""
    group: str = ""
    window: int = 0
    name: str = ""
    first: date | None = None
    last: date | None = None
    absence: AbsenceKind = AbsenceKind.ILL
    weeks: int = 0

    @property
    def since(self) -> date:
        """Return the first day. Raises: ValueError for a kind that has none."""
        if self.first is None:
            raise ValueError("this proposal has no first day")
        return self.first

    @property
    def until(self) -> date:
        """Return the last day, which is the first one when there is no other."""
        return self.last or self.since


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """One proposal: of which kind, about what (ids and dates), asked by whom and when."""

    key: str
    kind: str
    user_id: int
    asked_at: datetime
    about: About
    future: "Future[Reckoned]"

    def reckoned(self, patience: float) -> Reckoned | None:
        """Return what came out, waiting for it for `patience` seconds; None when it is still being reckoned.

        Raises: RuleError, what the reckoning refused.
        """
        try:
            return self.future.result(patience)
        except NotYet:
            return None


class ProposalGone(RuleError):
    """A proposal that is not kept any more, or was never this person's."""

    def __init__(self) -> None:
        super().__init__(
            "Dit voorstel is er niet meer: het is aangenomen, te oud, of van een ander. Er is niets vastgelegd. Maak"
            " een nieuw voorstel."
        )


@dataclass(slots=True)
class Proposals:
    """All proposals of this process."""

    _known: OrderedDict[str, Proposal] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _workers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="proposal")
    )

    def ask(self, house: House, reckon: Reckon, *, kind: str, user_id: int, now: datetime, about: About) -> Proposal:
        """Start reckoning a proposal."""
        made = Proposal(
            secrets.token_urlsafe(12), kind, user_id, now, about, self._workers.submit(_reckoned, house, reckon)
        )
        with self._lock:
            self._forget(now)
            self._known[made.key] = made
        return made

    def of(self, key: str, user_id: int, now: datetime) -> Proposal:
        """Return a proposal of this person. Raises: ProposalGone."""
        with self._lock:
            self._forget(now)
            found = self._known.get(key)
        if found is None or found.user_id != user_id:
            raise ProposalGone
        return found

    def drop(self, key: str) -> None:
        """Forget a proposal: it was accepted."""
        with self._lock:
            self._known.pop(key, None)

    def _forget(self, now: datetime) -> None:
        old = [key for key, one in self._known.items() if now - one.asked_at > KEPT]
        spare = list(self._known)[: max(0, len(self._known) - MOST)]
        for key in {*old, *spare}:
            del self._known[key]


PROPOSALS = Proposals()


def _reckoned(house: House, reckon: Reckon) -> Reckoned:
    with reading(house.engine) as session:
        mark = how_it_stands(session)
        return Reckoned(mark, reckon(session))
