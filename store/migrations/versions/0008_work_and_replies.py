"""work lists and replies by link."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason IN ('handover', 'substitution')", name=op.f("ck_access_grant_reason")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_access_grant_period")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_access_grant_user_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["user.id"], name=op.f("fk_access_grant_granted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    op.create_index("ix_access_grant_user_id", "access_grant", ["user_id"])
    op.create_table(
        "reply_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_number", sa.Integer(), nullable=False),
        sa.Column("code_contact_id", sa.Integer(), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("more_time_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("wrong_codes >= 0 AND code_number >= 0", name=op.f("ck_reply_link_counts")),
        sa.CheckConstraint("(code_number = 0) = (code_sent_at IS NULL)", name=op.f("ck_reply_link_code")),
        sa.CheckConstraint("(code_sent_at IS NULL) = (code_contact_id IS NULL)", name=op.f("ck_reply_link_code_to")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_reply_link_signal_id")),
        sa.ForeignKeyConstraint(["code_contact_id"], ["contact_person.id"], name=op.f("fk_reply_link_code_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reply_link_token_hash")),
        sa.UniqueConstraint("signal_id", "round", "number", name=op.f("uq_reply_link_signal_id_round_number")),
    )
    with op.batch_alter_table("signal") as change:
        change.add_column(sa.Column("text_by_id", sa.Integer(), nullable=True))
        change.create_foreign_key(op.f("fk_signal_text_by_id"), "user", ["text_by_id"], ["id"])
    with op.batch_alter_table("reply") as change:
        change.add_column(sa.Column("kind", sa.String(length=40), nullable=True))
        change.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        change.create_check_constraint(op.f("ck_reply_kind"), sa.text("kind IN ('stopped', 'planned', 'disagrees')"))
    with op.batch_alter_table("work_item") as change:
        change.add_column(sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
        change.add_column(sa.Column("acknowledged_by_id", sa.Integer(), nullable=True))
        change.add_column(sa.Column("snoozed_until", sa.Date(), nullable=True))
        change.add_column(sa.Column("snooze_reason", sa.String(length=40), nullable=True))
        change.add_column(sa.Column("handed_to_id", sa.Integer(), nullable=True))
        change.create_foreign_key(op.f("fk_work_item_acknowledged_by_id"), "user", ["acknowledged_by_id"], ["id"])
        change.create_foreign_key(op.f("fk_work_item_handed_to_id"), "user", ["handed_to_id"], ["id"])
        for name, condition in CHECKS.items():
            change.create_check_constraint(op.f(f"ck_work_item_{name}"), sa.text(condition))


CHECKS = {
    "snooze_reason": "snooze_reason IN ('waiting_for_answer', 'appointment_made', 'other_first')",
    "acknowledged": "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)",
    "snoozed": "(snoozed_until IS NULL) = (snooze_reason IS NULL)",
    "never_past_the_day": "snoozed_until IS NULL OR snoozed_until <= due_on",
}


def downgrade() -> None:
    with op.batch_alter_table("work_item") as change:
        for name in CHECKS:
            change.drop_constraint(op.f(f"ck_work_item_{name}"), type_="check")
        change.drop_constraint(op.f("fk_work_item_acknowledged_by_id"), type_="foreignkey")
        change.drop_constraint(op.f("fk_work_item_handed_to_id"), type_="foreignkey")
        for column in ("acknowledged_at", "acknowledged_by_id", "snoozed_until", "snooze_reason", "handed_to_id"):
            change.drop_column(column)
    with op.batch_alter_table("reply") as change:
        change.drop_constraint(op.f("ck_reply_kind"), type_="check")
        change.drop_column("promised_on")
        change.drop_column("kind")
    with op.batch_alter_table("signal") as change:
        change.drop_constraint(op.f("fk_signal_text_by_id"), type_="foreignkey")
        change.drop_column("text_by_id")
    op.drop_table("reply_link")
    op.drop_index("ix_access_grant_user_id", "access_grant")
    op.drop_table("access_grant")
