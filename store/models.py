"""The tables: one class per noun of the domain. No behaviour lives here.

Dates are days in Europe/Amsterdam; `_at` columns are instants in UTC. A `valid_to` is the last day that still
counts (None: open). Columns named `_sealed` hold text sealed by store/crypto.py. Rows that people know carry
a `code` or `reference`, which is also how registers are exchanged.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from rules.calendar import Profile
from rules.vocabulary import (
    AbsenceKind,
    AgencyKind,
    AttemptReason,
    CareType,
    Cause,
    CertificateKind,
    ContactRole,
    InfoSessionKind,
    Judgement,
    Language,
    LegalEffect,
    Measure,
    MissedReason,
    OrganisationKind,
    Role,
    SchoolRegion,
    SignalKind,
    SignalState,
    Unit,
    VisitState,
    WaiverReason,
    WindowState,
)
from store.base import SEALED, Base, UtcDateTime, word_column

CODE = String(40)
NAME = String(200)

# --- people and places ------------------------------------------------------------------------------------------


class Organisation(Base, kw_only=True):
    """Who employs advisers: the national organisation or a regional subcontractor."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    kind: Mapped[OrganisationKind] = mapped_column(word_column(OrganisationKind, "kind"))


class Municipality(Base, kw_only=True):
    """A municipality (gemeente), dated because municipalities merge."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    youth_region: Mapped[str] = mapped_column(NAME)
    school_region: Mapped[SchoolRegion] = mapped_column(word_column(SchoolRegion, "school_region"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),)


class Adviser(Base, kw_only=True):
    """A confidential adviser (vertrouwenspersoon)."""

    __tablename__ = "adviser"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(String(254))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    home_town: Mapped[str] = mapped_column(NAME)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    contract_hours: Mapped[float]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    language: Mapped[Language] = mapped_column(word_column(Language, "language"), default=Language.NL)
    active_from: Mapped[date]
    active_to: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("contract_hours > 0 AND contract_hours <= 40", name="contract_hours"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> id", name="deputy"),
    )


class WorkingDay(Base, kw_only=True):
    """A weekday (0 = Monday) on which an adviser works, with the hours in which visits may lie."""

    __tablename__ = "working_day"

    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts", name="hours"),
    )


class Absence(Base, kw_only=True):
    """Days on which an adviser is away. Never a medical reason."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), index=True)
    kind: Mapped[AbsenceKind] = mapped_column(word_column(AbsenceKind, "kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("adviser_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )


class Certificate(Base, kw_only=True):
    """What an adviser holds, and until when."""

    __tablename__ = "certificate"

    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), primary_key=True)
    kind: Mapped[CertificateKind] = mapped_column(word_column(CertificateKind, "kind"), primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)


class Agency(Base, kw_only=True):
    """A body (instantie) that gives or arranges care; its names are dated, a merged one points onward."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[AgencyKind] = mapped_column(word_column(AgencyKind, "kind"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    merged_on: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("(merged_into_id IS NULL) = (merged_on IS NULL)", name="merger"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_itself"),
    )


class AgencyName(Base, kw_only=True):
    """The name of an agency from a day on."""

    __tablename__ = "agency_name"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(NAME)


class ContactPerson(Base, kw_only=True):
    """Whom to address at an agency, a municipality or (with neither) the inspectorate."""

    __tablename__ = "contact_person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[ContactRole] = mapped_column(word_column(ContactRole, "role"))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30), default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True, default=None)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), default=None)
    language: Mapped[Language] = mapped_column(word_column(Language, "language"), default=Language.NL)
    active_from: Mapped[date]
    active_to: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint(
            "(role IN ('signals', 'director') AND agency_id IS NOT NULL AND municipality_id IS NULL)"
            " OR (role = 'municipality' AND municipality_id IS NOT NULL AND agency_id IS NULL)"
            " OR (role = 'inspectorate' AND agency_id IS NULL AND municipality_id IS NULL)",
            name="addressed",
        ),
    )


class Location(Base, kw_only=True):
    """A place where care is given or arranged. That of a family home is personal data."""

    __tablename__ = "location"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    street: Mapped[str] = mapped_column(NAME, default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    town: Mapped[str] = mapped_column(NAME)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)


class Group(Base, kw_only=True):
    """The unit of visiting (leefgroep): rhythm, adviser and fixed slot hang on it."""

    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), index=True, default=None)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    residents: Mapped[int | None] = mapped_column(default=None)
    fixed_weekday: Mapped[int | None] = mapped_column(default=None)
    fixed_time: Mapped[time | None] = mapped_column(default=None)
    anchor_on: Mapped[date]
    opened_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("residents IS NULL OR residents >= 0", name="residents"),
        CheckConstraint("fixed_weekday IS NULL OR fixed_weekday BETWEEN 0 AND 6", name="fixed_weekday"),
        CheckConstraint("(fixed_weekday IS NULL) = (fixed_time IS NULL)", name="fixed_slot"),
        CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="period"),
        CheckConstraint("deputy_id IS NULL OR owner_id IS NULL OR deputy_id <> owner_id", name="deputy"),
    )


class GroupCareType(Base, kw_only=True):
    """Which care a group gives from a day on."""

    __tablename__ = "group_care_type"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    care_type: Mapped[CareType] = mapped_column(word_column(CareType, "care_type"))


class GroupProvider(Base, kw_only=True):
    """Which agency runs a group from a day on."""

    __tablename__ = "group_provider"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class GroupHours(Base, kw_only=True):
    """Hours on a weekday in which a group may be visited, where these differ from its care type's."""

    __tablename__ = "group_hours"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts", name="hours"),
    )


class Closure(Base, kw_only=True):
    """Days on which a group is closed (camp, renovation): a whole window inside one is waived."""

    __tablename__ = "closure"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="period"),)


class CadenceOverride(Base, kw_only=True):
    """Another rhythm for one group, with its reason and who approved it (below the norm: a manager)."""

    __tablename__ = "cadence_override"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date]
    every_days: Mapped[int]
    below_norm: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        CheckConstraint("every_days BETWEEN 1 AND 366", name="every_days"),
        CheckConstraint("valid_to >= valid_from", name="period"),
    )


class User(Base, kw_only=True):
    """Someone who works with the product, in one role."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(word_column(Role, "role"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), unique=True, default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), default=None)
    language: Mapped[Language] = mapped_column(word_column(Language, "language"), default=Language.NL)
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint("(role = 'adviser') = (adviser_id IS NOT NULL)", name="adviser"),)


# --- visits -----------------------------------------------------------------------------------------------------


class PlanRun(Base, kw_only=True):
    """One run of the planner: what it was asked and what it reached (counts only)."""

    __tablename__ = "plan_run"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    method: Mapped[str] = mapped_column(String(40))
    policy_digest: Mapped[str] = mapped_column(String(64))
    placed: Mapped[int]
    unplaced: Mapped[int]


class VisitWindow(Base, kw_only=True):
    """The obligation to visit a group once in a period (bezoekvenster). Fixed: a late visit moves nothing."""

    __tablename__ = "visit_window"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    care_type: Mapped[CareType] = mapped_column(word_column(CareType, "care_type"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    late_until: Mapped[date]
    state: Mapped[WindowState] = mapped_column(word_column(WindowState, "state"), default=WindowState.OPEN)
    waiver_reason: Mapped[WaiverReason | None] = mapped_column(word_column(WaiverReason, "waiver_reason"), default=None)
    missed_reason: Mapped[MissedReason | None] = mapped_column(word_column(MissedReason, "missed_reason"), default=None)
    unplaced_reason: Mapped[str | None] = mapped_column(String(40), default=None)
    satisfied_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit.id", use_alter=True), unique=True, default=None
    )

    __table_args__ = (
        UniqueConstraint("group_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on AND late_until >= ends_on", name="period"),
        CheckConstraint("(state = 'waived') = (waiver_reason IS NOT NULL)", name="waiver"),
        CheckConstraint(
            "(state IN ('satisfied', 'satisfied_late')) = (satisfied_by_id IS NOT NULL)", name="satisfaction"
        ),
        Index("ix_visit_window_state_ends_on", "state", "ends_on"),
    )


class Visit(Base, kw_only=True):
    """One visit (groepsbezoek) of an adviser to a group: planned, made, or tried in vain."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    window_id: Mapped[int | None] = mapped_column(ForeignKey("visit_window.id"), index=True, default=None)
    plan_run_id: Mapped[int | None] = mapped_column(ForeignKey("plan_run.id"), default=None)
    state: Mapped[VisitState] = mapped_column(word_column(VisitState, "state"), default=VisitState.PLANNED)
    on: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extra: Mapped[bool] = mapped_column(default=False)
    attempt_reason: Mapped[AttemptReason | None] = mapped_column(
        word_column(AttemptReason, "attempt_reason"), default=None
    )
    cancel_reason: Mapped[MissedReason | None] = mapped_column(word_column(MissedReason, "cancel_reason"), default=None)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), default=None)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    present: Mapped[int | None] = mapped_column(default=None)
    spoken_to: Mapped[int | None] = mapped_column(default=None)
    new_youths: Mapped[int | None] = mapped_column(default=None)
    booklet_given: Mapped[bool | None] = mapped_column(default=None)
    house_rules_seen: Mapped[bool | None] = mapped_column(default=None)
    house_rules_changed: Mapped[bool | None] = mapped_column(default=None)
    measures_seen: Mapped[bool | None] = mapped_column(default=None)

    __table_args__ = (
        Index("ix_visit_adviser_id_on", "adviser_id", "on"),
        Index("ix_visit_group_id_on", "group_id", "on"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("(state = 'attempted') = (attempt_reason IS NOT NULL)", name="attempt"),
        CheckConstraint(
            "state NOT IN ('done', 'reported') OR (present >= 0 AND spoken_to BETWEEN 0 AND present)", name="counts"
        ),
    )


class InfoSession(Base, kw_only=True):
    """An information session (voorlichting) at a location of an agency: the rows of table 10."""

    __tablename__ = "info_session"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[InfoSessionKind] = mapped_column(word_column(InfoSessionKind, "kind"))
    held_on: Mapped[date] = mapped_column(index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    attendees: Mapped[int | None] = mapped_column(default=None)


# --- signals ----------------------------------------------------------------------------------------------------


class DataKey(Base, kw_only=True):
    """The key of one subject's texts, wrapped by the master key. Deleting the row erases the texts for good."""

    __tablename__ = "data_key"

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    master_id: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes]


class Observation(Base, kw_only=True):
    """What an adviser saw or heard; its text is sealed."""

    __tablename__ = "observation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), default=None)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), default=None)
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True, default=None)
    observed_on: Mapped[date]
    measure: Mapped[Measure] = mapped_column(word_column(Measure, "measure"))
    text_sealed: Mapped[bytes] = mapped_column(SEALED)


class Signal(Base, kw_only=True):
    """A signal (signaal) to an agency. Anonymised: it holds no client data; its text is sealed all the same."""

    __tablename__ = "signal"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[SignalKind] = mapped_column(word_column(SignalKind, "kind"))
    state: Mapped[SignalState] = mapped_column(word_column(SignalState, "state"), default=SignalState.DRAFT)
    measure: Mapped[Measure] = mapped_column(word_column(Measure, "measure"))
    cause: Mapped[Cause] = mapped_column(word_column(Cause, "cause"), default=Cause.UNKNOWN)
    care_type: Mapped[CareType | None] = mapped_column(word_column(CareType, "care_type"), default=None)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), index=True, default=None)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), index=True)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    observed_on: Mapped[date]
    text_sealed: Mapped[bytes] = mapped_column(SEALED)
    round: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merger"),
        CheckConstraint("state IN ('draft', 'approved', 'withdrawn', 'merged') OR sent_at IS NOT NULL", name="sent"),
    )


class GateDecision(Base, kw_only=True):
    """That exactly this rendered text may leave: by whom it was written and who read it as the second person.

    An acute signal may leave before the second person has read it; `reviewer_id` follows within the set hours.
    """

    __tablename__ = "gate_decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    text_hash: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("signal_id", "text_hash"),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="four_eyes"),
        CheckConstraint("(reviewer_id IS NULL) = (reviewed_at IS NULL)", name="review"),
    )


class Reply(Base, kw_only=True):
    """An agency's answer to one round of a signal; its text is sealed. Never changed, only added."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    round: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    late_working_days: Mapped[int]
    text_sealed: Mapped[bytes] = mapped_column(SEALED)
    judgement: Mapped[Judgement | None] = mapped_column(word_column(Judgement, "judgement"), default=None)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("signal_id", "round"),
        CheckConstraint("(judgement IS NULL) = (judged_at IS NULL)", name="judgement_made"),
    )


class Escalation(Base, kw_only=True):
    """The passing on (doorgeven) of a signal to the inspectorate: proposed, approved by another, told."""

    __tablename__ = "escalation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), unique=True)
    legal_effect: Mapped[LegalEffect] = mapped_column(word_column(LegalEffect, "legal_effect"))
    reason: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approval"),
        CheckConstraint(
            "approved_by_id IS NULL OR proposed_by_id IS NULL OR approved_by_id <> proposed_by_id", name="four_eyes"
        ),
        CheckConstraint("told_at IS NULL OR approved_at IS NOT NULL", name="approved_first"),
        CheckConstraint("confirmed_at IS NULL OR told_at IS NOT NULL", name="told_first"),
    )


# --- deadlines, notices, work -----------------------------------------------------------------------------------


class Deadline(Base, kw_only=True):
    """A running term of one subject. The due date is derived (rules/terms.py), never stored.

    `next_step_at` is when the sweep must look again: derived from the term and its ladder, kept so that only
    due rows are read. `due_version` grows with each change of the term; a step is claimed per version.
    """

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(word_column(Unit, "unit"))
    legal_effect: Mapped[LegalEffect] = mapped_column(word_column(LegalEffect, "legal_effect"))
    profile: Mapped[Profile] = mapped_column(word_column(Profile, "profile"))
    anchor_at: Mapped[datetime] = mapped_column(UtcDateTime)
    running_since_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consumed: Mapped[int] = mapped_column(default=0)
    extended_by: Mapped[int] = mapped_column(default=0)
    calendar_version: Mapped[str] = mapped_column(String(40))
    due_version: Mapped[int] = mapped_column(default=1)
    next_step: Mapped[str | None] = mapped_column(String(40), default=None)
    next_step_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "kind", "round"),
        CheckConstraint("amount > 0 AND consumed >= 0 AND extended_by >= 0", name="budget"),
        CheckConstraint("settled_at IS NULL OR next_step_at IS NULL", name="settled_sleeps"),
        CheckConstraint("(next_step IS NULL) = (next_step_at IS NULL)", name="next_step"),
        Index(
            "ix_deadline_next_step_at",
            "next_step_at",
            sqlite_where=text("next_step_at IS NOT NULL"),
            postgresql_where=text("next_step_at IS NOT NULL"),
        ),
    )


class StepClaim(Base, kw_only=True):
    """That a ladder step was taken, once for each version of the due date; inserted before the step acts."""

    __tablename__ = "step_claim"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    step: Mapped[str] = mapped_column(String(40))
    due_version: Mapped[int]
    was_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("deadline_id", "step", "due_version"),)


class Notice(Base, kw_only=True):
    """One mail to one person, written in the transaction of its cause (the outbox).

    A template-only notice holds references and dates in `facts` and is rendered when it is sent. A content
    notice was rendered before, is sealed, and cannot exist without the gate decision on exactly its text.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    template: Mapped[str] = mapped_column(String(60))
    content: Mapped[bool]
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    recipient_kind: Mapped[str] = mapped_column(String(20))
    recipient_id: Mapped[int]
    subject_kind: Mapped[str | None] = mapped_column(String(20), default=None)
    subject_id: Mapped[int | None] = mapped_column(default=None)
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True, default=None)
    text_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    body_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"), default=None)
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default="queued")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(60), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        ForeignKeyConstraint(
            ["signal_id", "text_hash"], ["gate_decision.signal_id", "gate_decision.text_hash"], name="gated"
        ),
        CheckConstraint("recipient_kind IN ('adviser', 'contact', 'user')", name="recipient"),
        CheckConstraint("state IN ('queued', 'sent', 'settled', 'in_doubt', 'dead')", name="state"),
        CheckConstraint("(state = 'queued') = (next_at IS NOT NULL)", name="queued"),
        CheckConstraint(
            "content = (body_sealed IS NOT NULL) AND content = (text_hash IS NOT NULL)"
            " AND (NOT content OR signal_id IS NOT NULL)",
            name="content_is_gated",
        ),
        # Which texts carry content is decided here, not by the writer of the row.
        CheckConstraint(
            "content = (template IN ('signal_to_provider', 'inspectorate_notice', 'signal_returned'))",
            name="content_by_kind",
        ),
        Index(
            "ix_notice_next_at",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )


class WorkItem(Base, kw_only=True):
    """Something a person has to do, made once per cause (`key`)."""

    __tablename__ = "work_item"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    role: Mapped[Role] = mapped_column(word_column(Role, "role"))
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    due_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)

    __table_args__ = (Index("ix_work_item_role_done_at", "role", "done_at"),)


# --- the record -------------------------------------------------------------------------------------------------


class Event(Base, kw_only=True):
    """What was changed, by whom and when; chained by hash per subject, never changed, never text."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "seq"),)


class ChainAnchor(Base, kw_only=True):
    """All chain heads of one day under one digest, so that a cut-off chain shows."""

    __tablename__ = "chain_anchor"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    anchored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_event_id: Mapped[int]
    subjects: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class AccessLog(Base, kw_only=True):
    """Who read which sealed text, when and what for; kept apart from the chain of changes."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    purpose: Mapped[str] = mapped_column(String(60))


class Installation(Base, kw_only=True):
    """The one row that says what this database is."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    simulated: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("id = 1", name="one"),)


class Counter(Base, kw_only=True):
    """The last number given out under a name, such as `S-2026`; taken with a row lock."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


class DecreedDay(Base, kw_only=True):
    """A day equated with a holiday by a decree that came after this program's own list (Atw art. 3 lid 3).

    `known_until` is the last day its decree settles, where that is later than what was known.
    """

    __tablename__ = "decreed_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(NAME)
    known_until: Mapped[date | None] = mapped_column(default=None)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
