"""Visits: what is owed, planned and made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from rules.vocabulary import (
    AttemptReason,
    CareType,
    InfoSessionKind,
    MissedReason,
    VisitRole,
    VisitState,
    WaiverReason,
    WindowState,
)
from store.base import Base, UtcDateTime, word_column
from store.models.columns import CODE


class PlanRun(Base, kw_only=True):
    """One run of the planner: what it was asked and what it reached (counts only).

    `travel_min` and its lower bound `bound_min` are minutes in the whole period; a kind of run that has none of
    these leaves them empty.
    """

    __tablename__ = "plan_run"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    method: Mapped[str] = mapped_column(String(40))
    policy_digest: Mapped[str] = mapped_column(String(64))
    placed: Mapped[int]
    unplaced: Mapped[int]
    mode: Mapped[str | None] = mapped_column(String(20), default=None)
    seed: Mapped[int | None] = mapped_column(default=None)
    travel_min: Mapped[int | None] = mapped_column(default=None)
    bound_min: Mapped[float | None] = mapped_column(default=None)
    unplaced_by_reason: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)


class VisitWindow(Base, kw_only=True):
    """The obligation to visit a group once in a period (bezoekvenster). Fixed: a late visit moves nothing.

    `unplaced_reason` and `relaxation` are codes of the planner: why there is no visit, and the least change that
    would place one, with its numbers and days in `relaxation_facts`.
    """

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
    relaxation: Mapped[str | None] = mapped_column(String(40), default=None)
    relaxation_facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
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
    """One visit (groepsbezoek) of an adviser to a group: planned, made, or tried in vain.

    `seq` counts in the round of its day from 1, `travel_min_before` is the way to it; a `frozen` visit stays as it is.
    """

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
    role: Mapped[VisitRole | None] = mapped_column(word_column(VisitRole, "role"), default=None)
    seq: Mapped[int | None] = mapped_column(default=None)
    travel_min_before: Mapped[int | None] = mapped_column(default=None)
    frozen: Mapped[bool] = mapped_column(default=False)
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
        Index("ix_visit_on_starts_at", "on", "starts_at"),
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
