"""Two organisations side by side, each with all that somebody could see: for tests of who sees what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.release_check import content_of
from rules.calendar import local_date
from rules.casework import Channel, ClientKind, IssueCategory, IssueKind, RelationKind
from rules.reports import Report
from rules.vocabulary import CareType, LegalEffect, Measure, OrganisationKind, Role, SignalKind, SignalState
from rules.worklist import GrantReason
from store.base import Base
from store.models import (
    AccessGrant,
    Adviser,
    Agency,
    Client,
    ClientAdviser,
    Escalation,
    Group,
    Intake,
    Issue,
    Municipality,
    Organisation,
    RelationNote,
    ReleasedReport,
    Signal,
    SupportCase,
    User,
    Visit,
    VisitWindow,
    WorkItem,
)  # fmt: skip
from tests.builders import LONG_AGO, Region

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
TODAY = local_date(NOW)
Row = TypeVar("Row", bound=Base)
EMPTY_REPORT = content_of(
    Report("municipality", "Waterrijk", "Jaarbeeld", "Voorbeeld", LONG_AGO, TODAY, TODAY, "strict", "x", ())
)
"""What is kept of a report that says nothing."""


@dataclass
class Two:
    """Two organisations, each with an adviser, a group, a client and a signal: `own` of the first, `other` not."""

    session: Session

    def __post_init__(self) -> None:
        self.region = Region(self.session)
        self.own_org = self.add(Organisation(code="NOORD", name="Noord", kind=OrganisationKind.SUBCONTRACTOR))
        self.other_org = self.add(Organisation(code="ZUID", name="Zuid", kind=OrganisationKind.SUBCONTRACTOR))
        self.other_agency = self.region.add_agency("De Andere")
        self.own, self.other = self.half(self.own_org, self.region.agency), self.half(self.other_org, self.other_agency)
        self.session.flush()

    def add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def half(self, organisation: Organisation, agency: Agency) -> dict[type[Base], Any]:
        adviser = self.region.add_adviser(organisation_id=organisation.id)
        group = self.region.add_group(CareType.CLOSED_CARE, adviser, agency=agency)
        code = f"{organisation.code}"
        window = self.add(
            VisitWindow(
                group_id=group.id, care_type=CareType.CLOSED_CARE, starts_on=TODAY, ends_on=TODAY, late_until=TODAY
            )
        )
        visit = self.add(
            Visit(group_id=group.id, adviser_id=adviser.id, on=TODAY, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
        )
        signal = self.add(
            Signal(
                reference=f"S-{code}", kind=SignalKind.GENERAL, state=SignalState.SENT, agency_id=agency.id,
                measure=Measure.ROOM_CONFINEMENT, location_id=group.location_id, group_id=group.id,
                adviser_id=adviser.id, observed_on=TODAY, text_sealed=b"x", created_at=NOW, sent_at=NOW,
            )
        )  # fmt: skip
        client = self.add(Client(code=f"CL-{code}", kind=ClientKind.YOUTH, first_contact_on=LONG_AGO))
        self.add(ClientAdviser(client_id=client.id, valid_from=LONG_AGO, adviser_id=adviser.id))
        issue = self.add(
            Issue(
                reference=f"V-{code}", client_id=client.id, kind=IssueKind.QUESTION, raised_on=TODAY,
                category=next(iter(IssueCategory)), channel=next(iter(Channel)),
            )
        )  # fmt: skip
        case = self.add(SupportCase(reference=f"O-{code}", issue_id=issue.id, adviser_id=adviser.id, opened_on=TODAY))
        intake = self.add(
            Intake(
                reference=f"I-{code}", channel=next(iter(Channel)), is_youth=True, arrived_at=NOW,
                taken_at=NOW, taken_by_id=adviser.id,
            )
        )  # fmt: skip
        municipality = self.region.municipality if organisation is self.own_org else self._municipality()
        report = self.report("municipality", municipality.code)
        note = self.add(
            RelationNote(
                reference=f"REL-{code}", kind=RelationKind.TALK, on=TODAY, organisation_id=organisation.id,
                agency_id=agency.id,
            )
        )  # fmt: skip
        work = self.add(
            WorkItem(
                key=f"w:{code}", kind="finish_draft", subject_kind="signal", subject_id=signal.id, role=Role.ADVISER,
                adviser_id=adviser.id, organisation_id=organisation.id, due_on=TODAY, created_at=NOW,
            )
        )  # fmt: skip
        return {
            Group: group, VisitWindow: window, Visit: visit, Signal: signal, Client: client, Issue: issue,
            SupportCase: case, Intake: intake, ReleasedReport: report, WorkItem: work, Adviser: adviser,
            Agency: agency, Municipality: municipality, RelationNote: note,
        }  # fmt: skip

    def _municipality(self) -> Municipality:
        first = self.region.municipality
        return self.add(
            Municipality(
                code="GM2", name="Elders", youth_region=first.youth_region, school_region=first.school_region,
                valid_from=LONG_AGO,
            )
        )  # fmt: skip

    def report(self, kind: str, code: str) -> ReleasedReport:
        return self.add(
            ReleasedReport(
                number=f"R-{kind}-{code}", kind=kind, subject_code=code, year=2025, part="all", version=1,
                profile="strict", method="x", content=EMPTY_REPORT, digest="0" * 64, released_at=NOW,
            )
        )  # fmt: skip

    def user(self, role: Role) -> User:
        """Return somebody with a role who belongs to the first half."""
        if role is Role.ADVISER:
            return self.user_of(self.own[Adviser])
        return self.region.add_user(
            role, organisation_id=self.own_org.id,
            agency_id=self.region.agency.id if role is Role.PROVIDER_CONTACT else None,
            municipality_id=self.region.municipality.id if role is Role.MUNICIPALITY_CONTACT else None,
        )  # fmt: skip

    def user_of(self, adviser: Adviser) -> User:
        return self.session.scalars(select(User).where(User.adviser_id == adviser.id)).one()

    def pass_on(self, half: dict[type[Base], Any]) -> None:
        self.add(
            Escalation(
                signal_id=half[Signal].id, legal_effect=LegalEffect.AGREEMENT, reason="x", proposed_at=NOW,
                approved_at=NOW, approved_by_id=self.user(Role.MANAGER).id, told_at=NOW,
            )
        )  # fmt: skip

    def grant(self, user: User, kind: str, number: int, **facts: Any) -> AccessGrant:
        given: dict[str, Any] = {"starts_on": TODAY, "ends_on": TODAY} | facts
        return self.add(
            AccessGrant(
                user_id=user.id, subject_kind=kind, subject_id=number, reason=GrantReason.SUBSTITUTION,
                granted_by_id=user.id, granted_at=NOW, **given,
            )
        )  # fmt: skip
