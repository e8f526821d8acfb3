"""The inspectorate's follow-up, what is looked at on visits because of it, calamities, and who is on call."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from rules.calamity import CalamityState, IncidentKind
from rules.inspectorate import InspectorateMeasure, InspectorateState
from rules.vocabulary import Measure
from store.base import Base, UtcDateTime, word_column
from store.models.columns import CODE


class InspectorateCase(Base, kw_only=True):
    """How a signal stands at the inspectorate, as far as it told us; its number there, when it gave one."""

    __tablename__ = "inspectorate_case"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), unique=True)
    state: Mapped[InspectorateState] = mapped_column(word_column(InspectorateState, "state"))
    number: Mapped[str | None] = mapped_column(String(40), default=None)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_message_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class TakenMeasure(Base, kw_only=True):
    """A heavier measure of the inspectorate: since when, until when, and on what in the law it rests."""

    __tablename__ = "taken_measure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("inspectorate_case.id"), index=True)
    measure: Mapped[InspectorateMeasure] = mapped_column(word_column(InspectorateMeasure, "measure"))
    source: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)


class ObservePoint(Base, kw_only=True):
    """What visits to a group have to look at because of a signal, for as long as that is open."""

    __tablename__ = "observe_point"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    measure: Mapped[Measure] = mapped_column(word_column(Measure, "measure"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ObserveFinding(Base, kw_only=True):
    """What one visit saw of one point: whether the measure was still there."""

    __tablename__ = "observe_finding"

    point_id: Mapped[int] = mapped_column(ForeignKey("observe_point.id"), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    seen: Mapped[bool]
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    found_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class CalamityWatch(Base, kw_only=True):
    """The watch over one incident that a provider has to report: what it said, and whether proof was seen."""

    __tablename__ = "calamity_watch"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), index=True)
    kind: Mapped[IncidentKind] = mapped_column(word_column(IncidentKind, "kind"))
    state: Mapped[CalamityState] = mapped_column(
        word_column(CalamityState, "state"), default=CalamityState.INCIDENT_SEEN
    )
    seen_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_on: Mapped[date | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),)


class OnCallDuty(Base, kw_only=True):
    """Who is on call to approve, from an instant up to another; rank 1 is asked first."""

    __tablename__ = "on_call_duty"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    rank: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("rank BETWEEN 1 AND 9", name="rank"),
        CheckConstraint("ends_at > starts_at", name="period"),
        Index("ix_on_call_duty_ends_at", "ends_at"),
    )
