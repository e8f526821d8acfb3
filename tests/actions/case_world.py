"""A small world with two advisers, a coordinator and the bodies that clients come to talk about."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.casework import NewClient, NewIssue, open_client, raise_issue
from actions.house import House
from actions.support_cases import NewAction, start_case, take_action
from rules.casework import ActionKind, Channel, ClientKind, IssueCategory, IssueKind, ParentKind
from rules.vocabulary import AgencyKind, Role, SchoolRegion
from store.models import Adviser, Agency, Client, Issue, Municipality, SupportAction, SupportCase, User
from tests.actions.signal_world import at
from tests.builders import LONG_AGO, Region

MONDAY = date(2026, 3, 16)
NOW = at(MONDAY, 10)
NAME = "Noor Voorbeeld"
TEXT = "De begeleider luistert niet."


@dataclass
class CaseWorld:
    """People and bodies of one session."""

    house: House
    session: Session

    def __post_init__(self) -> None:
        self.region = Region(self.session)
        self.agency = self.region.agency
        self.access_point = self.region.add_agency("Toegang Waterrijk", AgencyKind.ACCESS_POINT)
        self.adviser, self.by = self._person()
        self.other, self.by_other = self._person()
        self.coordinator = self.region.add_user(Role.COORDINATOR)
        self.elsewhere = Municipality(
            code="GM2", name="Oeverdam", youth_region="Waterland", school_region=SchoolRegion.MIDDLE,
            valid_from=LONG_AGO,
        )  # fmt: skip
        self.session.add(self.elsewhere)
        self.session.flush()

    def _person(self) -> tuple[Adviser, User]:
        adviser = self.region.add_adviser()
        return adviser, self.session.scalars(select(User).where(User.adviser_id == adviser.id)).one()

    def client(
        self, kind: ClientKind = ClientKind.YOUTH, now: datetime = NOW, by: User | None = None, **more: Any
    ) -> Client:
        """Open a client of the first adviser."""
        parent = ParentKind.WITH_CUSTODY if kind is ClientKind.PARENT else None
        new = NewClient(kind, parent_kind=parent, birth_year=1980, identity=NAME, reporting=self.region.municipality)
        return open_client(self.session, self.house, new, now, by=by or self.by, **more)

    def issue(self, client: Client, now: datetime = NOW, agency: Agency | None = None, **more: Any) -> Issue:
        """Raise a complaint about how somebody was treated."""
        given: dict[str, Any] = {
            "kind": IssueKind.COMPLAINT, "category": IssueCategory.TREATMENT, "channel": Channel.PHONE,
            "raised_on": now.date(), "agency": agency or self.agency, "text": TEXT,
        } | more  # fmt: skip
        return raise_issue(self.session, self.house, client, NewIssue(**given), now, by=self.by)

    def case(self, issue: Issue, now: datetime = NOW) -> SupportCase:
        """Begin a support case."""
        return start_case(self.session, self.house, issue, now.date(), now, by=self.by)

    def action(self, case: SupportCase, kind: ActionKind, now: datetime = NOW, **more: Any) -> SupportAction:
        """Take an action."""
        return take_action(self.session, self.house, case, NewAction(kind, now.date(), **more), now, by=self.by)

    def formal(
        self, agency: Agency, kind: ActionKind = ActionKind.COMPLAINTS_COMMITTEE, now: datetime = NOW
    ) -> SupportAction:
        """Take a formal action in a new case about a body."""
        return self.action(self.case(self.issue(self.client(now=now), now, agency), now), kind, now)
