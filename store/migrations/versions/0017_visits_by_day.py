"""Visits found by their day: the list of all visits begins with fifty of them, and a week or a month holds few."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_index("ix_visit_on_starts_at", "visit", ["on", "starts_at"])


def downgrade() -> None:
    op.drop_index("ix_visit_on_starts_at", table_name="visit")
