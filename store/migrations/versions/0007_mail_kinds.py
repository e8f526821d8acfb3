"""Mail kinds: what people switched, the feeds of their calendars, and what advisers and providers were told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = ("daily_digest", "visit_reminder", "calendar_invitation", "report_ready", "survey")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notice_switch",
        sa.Column("person_kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("switched_at", INSTANT, nullable=False),
        sa.CheckConstraint("person_kind IN ('adviser', 'contact', 'user')", name=op.f("ck_notice_switch_person")),
        sa.PrimaryKeyConstraint("person_kind", "person_id", "kind", name=op.f("pk_notice_switch")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("show_place", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_calendar_feed_adviser_id")),
        sa.PrimaryKeyConstraint("adviser_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "told_visit",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("known_as_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_told_visit_sequence")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_told_visit_visit_id")),
        sa.ForeignKeyConstraint(["known_as_id"], ["visit.id"], name=op.f("fk_told_visit_known_as_id")),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_told_visit_adviser_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_told_visit")),
    )
    op.create_index("ix_told_visit_adviser_id_starts_at", "told_visit", ["adviser_id", "starts_at"])
    op.create_index("ix_told_visit_starts_at", "told_visit", ["starts_at"])
    op.create_table(
        "told_adviser",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_told_adviser_group_id")),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_told_adviser_adviser_id")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_told_adviser")),
    )


def downgrade() -> None:
    op.drop_table("told_adviser")
    op.drop_table("told_visit")
    op.drop_table("calendar_feed")
    op.drop_table("notice_switch")
