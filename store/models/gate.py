"""The anonymisation gate as it is kept: the names of a case, what people chose, and what a decision rests on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.gate_choices import Choice, TextPart
from rules.gate_findings import FindingKind, GateLevel
from store.base import SEALED, Base, UtcDateTime, word_column


class KnownNames(Base, kw_only=True):
    """The names of one case, sealed under a key of their own; row and key go when the signal ends."""

    __tablename__ = "known_names"

    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), primary_key=True)
    names_sealed: Mapped[bytes] = mapped_column(SEALED)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GateChoice(Base, kw_only=True):
    """What somebody chose about one finding in one version of a signal's text. It holds no text but a sealed reason.

    `mark` is a keyed hash of kind and place-independent text: it says whether the same finding stands in a letter.
    """

    __tablename__ = "gate_choice"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    text_version: Mapped[int]
    mark: Mapped[str] = mapped_column(String(64))
    starts: Mapped[int]
    ends: Mapped[int]
    kind: Mapped[FindingKind] = mapped_column(word_column(FindingKind, "kind"))
    level: Mapped[GateLevel] = mapped_column(word_column(GateLevel, "level"))
    choice: Mapped[Choice] = mapped_column(word_column(Choice, "choice"))
    reason_sealed: Mapped[bytes] = mapped_column(SEALED)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("signal_id", "text_version", "mark"),
        CheckConstraint("starts >= 0 AND ends > starts", name="place"),
        CheckConstraint("(level = 'block') = (choice = 'let_pass')", name="choice_of_level"),
    )


class GateFinding(Base, kw_only=True):
    """One finding in a text that was decided on: where, of which kind, how heavy, and which choice lets it stay."""

    __tablename__ = "gate_finding"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    decision_id: Mapped[int] = mapped_column(ForeignKey("gate_decision.id"), index=True)
    part: Mapped[TextPart] = mapped_column(word_column(TextPart, "part"))
    starts: Mapped[int]
    ends: Mapped[int]
    kind: Mapped[FindingKind] = mapped_column(word_column(FindingKind, "kind"))
    level: Mapped[GateLevel] = mapped_column(word_column(GateLevel, "level"))
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("gate_choice.id"), default=None)

    __table_args__ = (
        CheckConstraint("starts >= 0 AND ends > starts", name="place"),
        CheckConstraint("level <> 'block' OR choice_id IS NOT NULL", name="no_open_block"),
    )
