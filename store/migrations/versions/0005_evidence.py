"""Evidence: attachments of signals and answers, the rounds over the deadlines, and how late a term was settled."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0 AND number > 0", name=op.f("ck_attachment_counted")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_attachment_signal_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_attachment_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("signal_id", "number", name=op.f("uq_attachment_signal_id_number")),
    )
    op.create_index("ix_attachment_reply_id", "attachment", ["reply_id"], unique=False)
    op.create_table(
        "sweep_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("uptime", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_run")),
    )
    op.create_index("ix_sweep_run_at", "sweep_run", ["at"], unique=False)
    op.add_column("deadline", sa.Column("late_working_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("deadline", "late_working_days")
    op.drop_index("ix_sweep_run_at", table_name="sweep_run")
    op.drop_table("sweep_run")
    op.drop_index("ix_attachment_reply_id", table_name="attachment")
    op.drop_table("attachment")
