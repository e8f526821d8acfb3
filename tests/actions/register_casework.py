"""Casework of every kind in a database, odd values among them, for the register to carry over."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from rules.casework import (
    ActionKind,
    ActionOutcome,
    Channel,
    ClientKind,
    ContactKind,
    CouncilKind,
    FirstHandling,
    Gender,
    IssueCategory,
    IssueKind,
    ParentKind,
    ProcedureState,
    ProcedureSubject,
    ProcedureVerdict,
    RefusalGround,
    RelationKind,
    SupporterKind,
    TransgressiveKind,
)
from rules.policy_words import Regime
from store.casework import client_place, intake_place, relation_place
from store.models import (
    AgencySplit,
    Client,
    ClientAdviser,
    ClientConflict,
    ClientContact,
    ClientResidence,
    ComplaintProcedure,
    Council,
    Intake,
    Issue,
    RelationNote,
    SupportAction,
    SupportCase,
    Supporter,
    Survey,
    SurveyGrade,
)
from tests.builders import Region

FIRST = date(2026, 1, 12)
READ = ("client:CL-A", "client:CL-A", "client:CL-A", "client:CL-A", "intake:IN-1", "relation:REL-1")
"""Whose sealed texts there are, each once for a text."""


def fill_casework(
    session: Session, house: House, region: Region, location_id: int, adviser_id: int, other: int
) -> None:
    """Add one row or more to every table of casework."""
    young = Client(
        code="CL-A", kind=ClientKind.YOUTH, gender=Gender.OTHER, birth_year=2011, first_contact_on=FIRST,
        identity_sealed=_sealed(session, house, "client", "CL-A", "identity_sealed", "Élodie; \"de 'ander'\""),
        email_sealed=_sealed(session, house, "client", "CL-A", "email_sealed", "a@post.example"),
    )  # fmt: skip
    parent = Client(
        code="CL-0", kind=ClientKind.PARENT, parent_kind=ParentKind.STEP_PARENT, first_contact_on=FIRST
    )  # the code comes first, the row second
    _add(session, young)
    _add(session, parent)
    _add(
        session,
        ClientResidence(client_id=young.id, valid_from=FIRST, reporting_id=region.municipality.id),
        ClientResidence(client_id=young.id, valid_from=date(2026, 2, 1), legal_id=region.municipality.id),
        ClientResidence(client_id=parent.id, valid_from=FIRST),
        ClientAdviser(client_id=young.id, valid_from=FIRST, valid_to=date(2026, 1, 31), adviser_id=other),
        ClientAdviser(client_id=young.id, valid_from=date(2026, 2, 1), adviser_id=adviser_id),
        ClientAdviser(client_id=parent.id, valid_from=FIRST, adviser_id=other),
        ClientConflict(client_id=young.id, other_id=parent.id, recorded_on=FIRST),
    )
    complaint = Issue(
        reference="VPK-1", client_id=young.id, kind=IssueKind.COMPLAINT, category=IssueCategory.TRANSGRESSIVE,
        transgressive_kind=TransgressiveKind.VERBAL, restrictive_measure=True, agency_id=region.agency.id,
        location_id=location_id, channel=Channel.GROUP_VISIT, raised_on=FIRST, handling=FirstHandling.SUPPORT_CASE,
        handled_on=FIRST, ended_on=date(2026, 2, 25),
        text_sealed=_sealed(session, house, "issue", "VPK-1", "text_sealed", "=geen formule\n tweede regel"),
    )  # fmt: skip
    _add(session, complaint)
    case = SupportCase(
        reference="T-1", issue_id=complaint.id, adviser_id=adviser_id, opened_on=FIRST, ended_on=date(2026, 2, 25)
    )
    _add(session, case)
    action = SupportAction(
        reference="AC-1", support_case_id=case.id, kind=ActionKind.COMPLAINTS_COMMITTEE, started_on=FIRST,
        ended_on=date(2026, 2, 24), outcome=ActionOutcome.INADMISSIBLE, attended=True,
    )  # fmt: skip
    _add(session, action)
    heir = region.add_agency("De Afsplitsing")
    heir.main_location_id = location_id
    council = Council(code="R-1", agency_id=region.agency.id, kind=CouncilKind.YOUTH_COUNCIL, name="Jongerenraad")
    _add(session, council)
    _add(
        session,
        ClientContact(
            reference="CT-1", client_id=young.id, issue_id=complaint.id, adviser_id=adviser_id, on=FIRST,
            channel=Channel.CHAT, kind=ContactKind.ABOUT_ISSUE, location_id=location_id,
            note_sealed=_sealed(session, house, "client_contact", "CT-1", "note_sealed", "Notitie."),
        ),
        Supporter(
            reference="OS-1", support_case_id=case.id, kind=SupporterKind.INFORMAL_SUPPORTER, since=FIRST,
            refused_on=FIRST, refusal_ground=RefusalGround.HINDERS_PROGRESS,
        ),
        ComplaintProcedure(
            reference="K-1", action_id=action.id, regime=Regime.JW_PROVIDER, subject=ProcedureSubject.CONDUCT,
            agency_id=region.agency.id, with_committee=True, state=ProcedureState.FINAL, received_on=FIRST,
            verdict=ProcedureVerdict.INADMISSIBLE, verdict_on=date(2026, 2, 24), reports_to_inspectorate=True,
        ),
        Survey(
            support_case_id=case.id, is_youth=True, token_hash="b" * 64, answered_on=date(2026, 2, 27),
            sent_at=datetime(2026, 2, 26, 9, 0, 1, tzinfo=UTC),
        ),
        SurveyGrade(is_youth=True, quarter=date(2026, 1, 1), grade=10),
        AgencySplit(agency_id=region.agency.id, into_id=heir.id, on=date(2026, 4, 1)),
        Intake(
            reference="IN-1", channel=Channel.PHONE, is_youth=True, arrived_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
            note_sealed=house.vault.seal(session, intake_place("IN-1"), "Belde."), client_id=young.id,
            taken_at=datetime(2026, 1, 12, 8, 1, tzinfo=UTC), taken_by_id=adviser_id,
        ),
        Intake(
            reference="IN-2", channel=Channel.FORM, is_youth=False, arrived_at=datetime(2026, 3, 1, 8, tzinfo=UTC)
        ),
        RelationNote(
            reference="REL-1", kind=RelationKind.OUTREACH, on=FIRST, adviser_id=adviser_id, council_id=council.id,
            organisation_id=region.organisation.id,
            minutes=90, text_sealed=house.vault.seal(session, relation_place("REL-1"), "Langsgegaan."),
        ),
    )  # fmt: skip


def _sealed(session: Session, house: House, table: str, row: str, column: str, text: str) -> bytes:
    return house.vault.seal(session, client_place("CL-A", table, row, column), text)


def _add(session: Session, *rows: object) -> None:
    session.add_all(rows)
    session.flush()
