"""Judgements of answers that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    judgements = sa.Enum(
        "sufficient", "partly", "insufficient",
        name="judgement", native_enum=False, create_constraint=True, length=40,
    )  # fmt: skip
    op.create_table(
        "proposed_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("judgement", judgements, nullable=False),
        sa.Column("reasons_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_proposed_judgement_four_eyes")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)", name=op.f("ck_proposed_judgement_decided")
        ),
        sa.CheckConstraint("note_sealed IS NULL OR decided_at IS NOT NULL", name=op.f("ck_proposed_judgement_note")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_proposed_judgement_signal_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name=op.f("fk_proposed_judgement_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_proposed_judgement_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_judgement")),
    )
    op.create_index("ix_proposed_judgement_signal_id", "proposed_judgement", ["signal_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_proposed_judgement_signal_id", table_name="proposed_judgement")
    op.drop_table("proposed_judgement")
