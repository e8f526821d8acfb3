"""The rows that pages are made from: where a page lies, who may open it, what it shows and what of that is logged.

A page without a row cannot exist: routes are made from rows alone, and the authorisation matrix is made from them too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Literal

from starlette.responses import Response

from desk.web.desk import Desk
from rules.vocabulary import Role

Handler = Callable[[Desk], Response]
Method = Literal["GET", "POST"]


class Everyone(Enum):
    """Who may open a page without signing in."""

    PUBLIC = "public"


PUBLIC = Everyone.PUBLIC
Roles = frozenset[Role] | Literal[Everyone.PUBLIC]
SIGNED_IN = frozenset(Role)
"""Everybody who signed in, in any role."""


class Scope(StrEnum):
    """What kind of row the path of a page names: the handler shows it only to whom it belongs, others get a 404."""

    NONE = "none"
    ADVISER = "adviser"
    AGENCY = "agency"
    CASE = "case"
    CLIENT = "client"
    GROUP = "group"
    MUNICIPALITY = "municipality"
    RELATION = "relation"
    REPORT = "report"
    SIGNAL = "signal"
    VISIT = "visit"
    WORK = "work"


class Content(StrEnum):
    """What a page opens that may not be read unseen: each reading of it is logged."""

    CLIENT = "client"
    LIST = "list"
    """A whole list that leaves as a workbook: an event in the record."""
    RELATION = "relation"
    SIGNAL = "signal"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Menu:
    """A place in the navigation: its Dutch label, and its order (low is first)."""

    label: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    `shows` names the page (GET) that a form of this page (POST) stands on: it is shown again, with the sentence and
    what was typed, when the form is refused; its path parameters are a part of ours. `reads` opens a transaction that
    may write the log of readings; other GET pages only read. `reauth` asks the password again after five minutes.
    A form that is sent twice is acted on `once` (desk/web/once.py); not so what lets people in, and what shows a fresh
    secret this once in the place of an older one.
    """

    path: str
    name: str
    handler: Handler
    roles: Roles
    method: Method = "GET"
    scope: Scope = Scope.NONE
    reads: Content | None = None
    reauth: bool = False
    menu: Menu | None = None
    shows: str | None = None
    once: bool = True

    @property
    def writes(self) -> bool:
        """Return whether its transaction may write."""
        return self.method == "POST" or self.reads is not None

    def open_to(self, role: Role | None) -> bool:
        """Return whether somebody in `role` may open it; None is somebody who did not sign in."""
        return self.roles is PUBLIC or (role is not None and role in self.roles)
