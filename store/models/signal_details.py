"""What is kept of a signal beside its text: rights, chosen recipients, triage and the reporting code."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.policy_words import RuleSet
from rules.reporting_code import CodeDecision, CodeStep, EmergencyCall, SkipReason
from rules.signal_words import Right
from rules.triage_words import Severity, Verdict
from store.base import Base, UtcDateTime, word_column


class SignalRight(Base, kw_only=True):
    """A fundamental right that a signal cites."""

    __tablename__ = "signal_right"

    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), primary_key=True)
    right: Mapped[Right] = mapped_column(word_column(Right, "right"), primary_key=True)


class SignalRecipient(Base, kw_only=True):
    """Somebody outside the agency whom a person chose to tell: a placing body, an access point, a municipality."""

    __tablename__ = "signal_recipient"

    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact_person.id"), primary_key=True)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TriageResult(Base, kw_only=True):
    """What the legal triage said of a signal, as advice, and for whom it was made; never changed, only added."""

    __tablename__ = "triage_result"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), index=True)
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    observed_on: Mapped[date]
    rule_set: Mapped[RuleSet] = mapped_column(word_column(RuleSet, "rule_set"))
    row: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Verdict] = mapped_column(word_column(Verdict, "verdict"))
    severity: Mapped[Severity] = mapped_column(word_column(Severity, "severity"))
    sources: Mapped[list[Any]] = mapped_column(JSON)
    ask: Mapped[list[Any]] = mapped_column(JSON)


class ReportingCode(Base, kw_only=True):
    """That the reporting code (meldcode) runs for a signal, with the check of 112 and Veilig Thuis. Never a text."""

    __tablename__ = "reporting_code"

    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    emergency_call: Mapped[EmergencyCall] = mapped_column(word_column(EmergencyCall, "emergency_call"))
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class ReportingCodeStep(Base, kw_only=True):
    """One step of the reporting code: by whom, when, and what was decided or why it was skipped. Never a text."""

    __tablename__ = "reporting_code_step"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("reporting_code.signal_id"))
    step: Mapped[CodeStep] = mapped_column(word_column(CodeStep, "step"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    skipped: Mapped[SkipReason | None] = mapped_column(word_column(SkipReason, "skipped"), default=None)
    decision: Mapped[CodeDecision | None] = mapped_column(word_column(CodeDecision, "decision"), default=None)

    __table_args__ = (
        UniqueConstraint("signal_id", "step"),
        CheckConstraint("(step = 'decide') = (decision IS NOT NULL)", name="decided"),
        CheckConstraint("skipped IS NULL OR decision IS NULL", name="skipped_or_decided"),
    )
