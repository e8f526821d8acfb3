"""Mail ways: pinned certificates, mail that comes in, reports on letters, and quarantine after a restore."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = ("delivered", "read", "relayed", "delayed", "failed", "automatic", "looped", "other")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "certificate_pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("pinned_at", INSTANT, nullable=False),
        sa.Column("pinned_by", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_certificate_pin_validity")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact_person.id"], name=op.f("fk_certificate_pin_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_pin")),
        sa.UniqueConstraint("contact_id", "fingerprint", name=op.f("uq_certificate_pin_contact_id_fingerprint")),
    )
    op.create_table(
        "inbound_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.Column("handled_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(handled_at IS NULL) = (handled_by IS NULL)", name=op.f("ck_inbound_message_handled")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_inbound_message_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("digest", name=op.f("uq_inbound_message_digest")),
    )
    op.create_index("ix_inbound_message_handled_at", "inbound_message", ["handled_at"])
    op.add_column("notice", sa.Column("message_id", sa.String(length=300), nullable=True))
    op.add_column("notice", sa.Column("attachment_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("notice", sa.Column("delivered_at", INSTANT, nullable=True))
    op.add_column("notice", sa.Column("bounced_at", INSTANT, nullable=True))
    op.create_index("ix_notice_message_id", "notice", ["message_id"], unique=True)
    op.create_index("ix_notice_finished_at", "notice", ["finished_at"])
    op.add_column("installation", sa.Column("quarantined_at", INSTANT, nullable=True))
    op.add_column("installation", sa.Column("mail_away_at", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("installation", "mail_away_at")
    op.drop_column("installation", "quarantined_at")
    op.drop_index("ix_notice_finished_at", "notice")
    op.drop_index("ix_notice_message_id", "notice")
    for column in ("bounced_at", "delivered_at", "attachment_sealed", "message_id"):
        op.drop_column("notice", column)
    op.drop_index("ix_inbound_message_handled_at", "inbound_message")
    op.drop_table("inbound_message")
    op.drop_table("certificate_pin")
