"""Casework: clients, what they came with, what was done, and how it ended. The most confidential rows there are.

A client's name, address and texts are sealed under the client's own key; deleting that key erases them for good.
"""

import secrets
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.casework import (
    ActionKind,
    ActionOutcome,
    BreakOffReason,
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
from store.base import SEALED, Base, UtcDateTime, word_column
from store.models.columns import CODE, NAME

SURVEY_NUMBERS = 2**48
"""Numbers of grades are drawn below this: a spreadsheet keeps them whole, and two alike are next to impossible."""


class Client(Base, kw_only=True):
    """A client (cliënt): a youth, a parent or somebody else who came. `first_contact_on` makes new or known.

    `email_sealed` is an address the client gave to be asked afterwards how the help was; nothing else goes there.
    """

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[ClientKind] = mapped_column(word_column(ClientKind, "kind"))
    parent_kind: Mapped[ParentKind | None] = mapped_column(word_column(ParentKind, "parent_kind"), default=None)
    gender: Mapped[Gender] = mapped_column(word_column(Gender, "gender"), default=Gender.UNKNOWN)
    birth_year: Mapped[int | None] = mapped_column(default=None)
    first_contact_on: Mapped[date] = mapped_column(index=True)
    identity_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    email_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)

    __table_args__ = (
        CheckConstraint("(kind = 'parent') = (parent_kind IS NOT NULL)", name="parent"),
        CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="birth_year"),
    )


class ClientResidence(Base, kw_only=True):
    """Where a client counts from a day on, and apart from that where the law says the client lives.

    The municipality to report to is where the client stays; `legal_id` is the residence of Jw 1.1. None: unknown.
    """

    __tablename__ = "client_residence"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    reporting_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True, default=None)
    legal_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), default=None)


class ClientAdviser(Base, kw_only=True):
    """Which adviser a client has from a day on."""

    __tablename__ = "client_adviser"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), index=True)

    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),)


class ClientConflict(Base, kw_only=True):
    """Two clients whose interests conflict (often one family): never the same adviser, files mutually invisible."""

    __tablename__ = "client_conflict"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    recorded_on: Mapped[date]

    __table_args__ = (CheckConstraint("client_id < other_id", name="ordered"),)


class Intake(Base, kw_only=True):
    """Somebody who waits to be answered: youths first, then who waits longest."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    channel: Mapped[Channel] = mapped_column(word_column(Channel, "channel"))
    is_youth: Mapped[bool]
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), default=None)

    __table_args__ = (
        CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken"),
        Index("ix_intake_taken_at_arrived_at", "taken_at", "arrived_at"),
    )


class Issue(Base, kw_only=True):
    """A question, problem or complaint of a client: the client's own word decides which.

    `location_id` is the location it is about, `agency_id` the body (also an access point without locations).
    """

    __tablename__ = "issue"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    kind: Mapped[IssueKind] = mapped_column(word_column(IssueKind, "kind"))
    category: Mapped[IssueCategory] = mapped_column(word_column(IssueCategory, "category"))
    transgressive_kind: Mapped[TransgressiveKind | None] = mapped_column(
        word_column(TransgressiveKind, "transgressive_kind"), default=None
    )
    restrictive_measure: Mapped[bool] = mapped_column(default=False)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True, default=None)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True, default=None)
    channel: Mapped[Channel] = mapped_column(word_column(Channel, "channel"))
    raised_on: Mapped[date] = mapped_column(index=True)
    handling: Mapped[FirstHandling] = mapped_column(
        word_column(FirstHandling, "handling"), default=FirstHandling.RUNNING
    )
    handled_on: Mapped[date | None] = mapped_column(default=None)
    break_off_reason: Mapped[BreakOffReason | None] = mapped_column(
        word_column(BreakOffReason, "break_off_reason"), default=None
    )
    ended_on: Mapped[date | None] = mapped_column(default=None)
    text_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)

    __table_args__ = (
        CheckConstraint("(handling = 'broken_off') = (break_off_reason IS NOT NULL)", name="break_off"),
        CheckConstraint("(handling = 'running') = (handled_on IS NULL)", name="handled"),
        CheckConstraint("handled_on IS NULL OR handled_on >= raised_on", name="handled_later"),
        CheckConstraint("ended_on IS NULL OR ended_on >= raised_on", name="ended_later"),
        CheckConstraint("(category = 'transgressive') OR transgressive_kind IS NULL", name="transgressive"),
    )


class ClientContact(Base, kw_only=True):
    """One contact with or for a client: the counts of table 3."""

    __tablename__ = "client_contact"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True, default=None)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    on: Mapped[date] = mapped_column(index=True)
    channel: Mapped[Channel] = mapped_column(word_column(Channel, "channel"))
    kind: Mapped[ContactKind] = mapped_column(word_column(ContactKind, "kind"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), default=None)
    note_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)


class SupportCase(Base, kw_only=True):
    """A support case (ondersteuningstraject) for one issue; it ends when the client says it is solved, or stops."""

    __tablename__ = "support_case"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), unique=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), index=True)
    opened_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(default=None, index=True)

    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="period"),)


class SupportAction(Base, kw_only=True):
    """One action in a support case, and its outcome: the counts of table 6.

    `attended`: the adviser was present at the talk, at the client's request (question and complaint talks only).
    """

    __tablename__ = "support_action"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    support_case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    kind: Mapped[ActionKind] = mapped_column(word_column(ActionKind, "kind"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[ActionOutcome] = mapped_column(word_column(ActionOutcome, "outcome"), default=ActionOutcome.RUNNING)
    behavioural_scientist: Mapped[bool] = mapped_column(default=False)
    mediation: Mapped[bool] = mapped_column(default=False)
    attended: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("(outcome = 'running') = (ended_on IS NULL)", name="ended"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="period"),
        CheckConstraint(
            "outcome <> 'inadmissible' OR kind IN ('complaints_committee', 'objection_appeal', 'disciplinary_law')",
            name="inadmissible",
        ),
    )


class ComplaintProcedure(Base, kw_only=True):
    """A formal procedure of a client, with the regime whose clock runs; its terms are deadlines of this subject."""

    __tablename__ = "complaint_procedure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("support_action.id"), unique=True)
    regime: Mapped[Regime] = mapped_column(word_column(Regime, "regime"))
    subject: Mapped[ProcedureSubject] = mapped_column(word_column(ProcedureSubject, "subject"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    with_committee: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ProcedureState] = mapped_column(word_column(ProcedureState, "state"), default=ProcedureState.FILED)
    received_on: Mapped[date]
    adjourned_on: Mapped[date | None] = mapped_column(default=None)
    adjournment_basis: Mapped[str | None] = mapped_column(String(80), default=None)
    consented: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[ProcedureVerdict | None] = mapped_column(word_column(ProcedureVerdict, "verdict"), default=None)
    verdict_on: Mapped[date | None] = mapped_column(default=None)
    reports_to_inspectorate: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("(verdict IS NULL) = (verdict_on IS NULL)", name="verdict_dated"),
        CheckConstraint("verdict_on IS NULL OR verdict_on >= received_on", name="verdict_later"),
    )


class AgencyRegulation(Base, kw_only=True):
    """How long the committee of an agency may take, by that agency's own regulation."""

    __tablename__ = "agency_regulation"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    weeks: Mapped[int]

    __table_args__ = (CheckConstraint("weeks BETWEEN 1 AND 52", name="weeks"),)


class Supporter(Base, kw_only=True):
    """Somebody else who supports a client in a case, or was refused to."""

    __tablename__ = "supporter"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    support_case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    kind: Mapped[SupporterKind] = mapped_column(word_column(SupporterKind, "kind"))
    since: Mapped[date]
    refused_on: Mapped[date | None] = mapped_column(default=None)
    refusal_ground: Mapped[RefusalGround | None] = mapped_column(
        word_column(RefusalGround, "refusal_ground"), default=None
    )

    __table_args__ = (
        CheckConstraint("(refused_on IS NULL) = (refusal_ground IS NULL)", name="refusal"),
        CheckConstraint("kind = 'informal_supporter' OR refused_on IS NULL", name="only_informal"),
    )


class Survey(Base, kw_only=True):
    """The satisfaction survey after a finished support case: one each; that it was answered, and never with what."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    support_case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), unique=True)
    is_youth: Mapped[bool]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_on: Mapped[date | None] = mapped_column(default=None, index=True)


def _drawn() -> int:
    return 1 + secrets.randbelow(SURVEY_NUMBERS)


class SurveyGrade(Base, kw_only=True):
    """A grade that a client gave, with nothing that leads back to whose it is.

    Its number is drawn, so that it tells no order of coming; `quarter` is the first day of the quarter of the answer.
    """

    __tablename__ = "survey_grade"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False, default_factory=_drawn
    )
    is_youth: Mapped[bool]
    quarter: Mapped[date] = mapped_column(index=True)
    grade: Mapped[int]

    __table_args__ = (CheckConstraint("grade BETWEEN 1 AND 10", name="grade"),)


class Council(Base, kw_only=True):
    """A council of clients at an agency."""

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[CouncilKind] = mapped_column(word_column(CouncilKind, "kind"))
    name: Mapped[str] = mapped_column(NAME)


class RelationNote(Base, kw_only=True):
    """What was discussed or agreed with a municipality or agency, and outreach; `minutes` is the adviser's time.

    It is of the organisation of who wrote it; without one it is of the national one.
    """

    __tablename__ = "relation_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[RelationKind] = mapped_column(word_column(RelationKind, "kind"))
    on: Mapped[date] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True, default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True, default=None)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    in_report: Mapped[bool] = mapped_column(default=False)
    text_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)

    __table_args__ = (
        CheckConstraint(
            "municipality_id IS NOT NULL OR agency_id IS NOT NULL OR council_id IS NOT NULL", name="with_whom"
        ),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
    )


class AgencySplit(Base, kw_only=True):
    """That an agency gave part of itself to another from a day on; its groups move one by one."""

    __tablename__ = "agency_split"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    on: Mapped[date]

    __table_args__ = (CheckConstraint("agency_id <> into_id", name="not_itself"),)


class ReleasedReport(Base, kw_only=True):
    """A report as it left: immutable (triggers), numbered, hashed. A correction is a new version that hides as much.

    `content` is the report as shown (masked cells and all): it holds nothing that was not published.
    """

    __tablename__ = "released_report"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    number: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str] = mapped_column(CODE)
    year: Mapped[int]
    part: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    profile: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(40))
    content: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("released_report.id"), default=None)
    reason: Mapped[str | None] = mapped_column(String(200), default=None)

    __table_args__ = (
        UniqueConstraint("kind", "subject_code", "year", "part", "version"),
        CheckConstraint("(version = 1) = (supersedes_id IS NULL)", name="correction"),
    )


class ReleaseRun(Base, kw_only=True):
    """What the reports of a year were counted from: a digest, so that no two of them tell of different counts.

    What was released after the place in the ledger that its event names belongs to it; `begun_at` is for people.
    """

    __tablename__ = "release_run"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counted: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishedCell(Base, kw_only=True):
    """One figure of a released report: the ledger that every later publication is attacked together with.

    `cell` is what the figure counts, the same key in every report that shows it; `shown` is None where it is hidden.
    """

    __tablename__ = "published_cell"

    report_id: Mapped[int] = mapped_column(ForeignKey("released_report.id"), primary_key=True)
    cell: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    shown: Mapped[str | None] = mapped_column(String(20), default=None)
