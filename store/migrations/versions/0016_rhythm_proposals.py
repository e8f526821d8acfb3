"""Rhythms below the norm that wait for a manager."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "rhythm_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("every_days BETWEEN 1 AND 366", name=op.f("ck_rhythm_proposal_every_days")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_rhythm_proposal_period")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_rhythm_proposal_four_eyes")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (accepted IS NULL)",
            name=op.f("ck_rhythm_proposal_decided"),
        ),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_rhythm_proposal_group_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name=op.f("fk_rhythm_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_rhythm_proposal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rhythm_proposal")),
    )
    op.create_index("ix_rhythm_proposal_group_id", "rhythm_proposal", ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_rhythm_proposal_group_id", table_name="rhythm_proposal")
    op.drop_table("rhythm_proposal")
