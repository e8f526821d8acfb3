"""Open work found by what it is about: each step of a signal asks which work it ends, and most work is done."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_work_item_subject_kind_subject_id",
        "work_item",
        ["subject_kind", "subject_id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_work_item_subject_kind_subject_id", table_name="work_item")
