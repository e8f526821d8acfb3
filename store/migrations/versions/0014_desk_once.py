"""Forms of the desk kept once, and to which organisation a note on working together belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "form_once",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_mac", sa.String(length=64), nullable=False),
        sa.Column("went_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_form_once_user_id")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_form_once")),
    )
    op.create_index("ix_form_once_at", "form_once", ["at"], unique=False)
    with op.batch_alter_table("relation_note") as change:
        change.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        change.create_foreign_key(op.f("fk_relation_note_organisation_id"), "organisation", ["organisation_id"], ["id"])
        change.create_index("ix_relation_note_organisation_id", ["organisation_id"])
    op.execute(
        "UPDATE relation_note SET organisation_id ="
        " (SELECT organisation_id FROM adviser WHERE adviser.id = relation_note.adviser_id)"
    )
    # Who writes without visiting stands in the record only.
    op.execute(
        "UPDATE relation_note SET organisation_id = (SELECT MAX(writer.organisation_id)"
        " FROM event JOIN \"user\" AS writer ON event.actor = 'user:' || CAST(writer.id AS VARCHAR(20))"
        " WHERE event.subject_kind = 'relation' AND event.what = 'relation_noted'"
        " AND event.subject_id = relation_note.id) WHERE adviser_id IS NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("relation_note") as change:
        change.drop_index("ix_relation_note_organisation_id")
        change.drop_constraint(op.f("fk_relation_note_organisation_id"), type_="foreignkey")
        change.drop_column("organisation_id")
    op.drop_index("ix_form_once_at", table_name="form_once")
    op.drop_table("form_once")
