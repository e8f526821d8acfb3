"""references for contacts, actions and supporters, so that a register can hold them; mail to clients; fixed releases."""

import sqlalchemy as sa
from alembic import op

from store.migrations.altering import change_check, one_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBERED = ("client_contact", "support_action", "supporter")
RECIPIENTS = ("adviser", "contact", "user")
RELEASED = ("released_report", "published_cell")


def upgrade() -> None:
    for table in NUMBERED:
        with op.batch_alter_table(table) as change:
            change.add_column(sa.Column("reference", sa.String(length=40), nullable=True))
        # A note was sealed under the number of its row: as a reference that number still opens it.
        op.execute(f"UPDATE {table} SET reference = CAST(id AS VARCHAR(40))")  # noqa: S608 - our own names
        with op.batch_alter_table(table) as change:
            change.alter_column("reference", existing_type=sa.String(length=40), nullable=False)
            change.create_unique_constraint(op.f(f"uq_{table}_reference"), ["reference"])
    with op.batch_alter_table("client") as change:
        change.add_column(sa.Column("email_sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("notice") as change:
        change_check(change, "ck_notice_recipient", one_of("recipient_kind", (*RECIPIENTS, "client")))
    op.create_index(op.f("ix_published_cell_cell"), "published_cell", ["cell"])
    for table in RELEASED:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    """What was released stays as it was: the function is that of the record of changes (migration 0001)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'what was released stays'); END"
        )


def _allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        return
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{change}")


def downgrade() -> None:
    for table in RELEASED:
        _allow_changes(table)
    op.drop_index(op.f("ix_published_cell_cell"), table_name="published_cell")
    op.execute("DELETE FROM notice WHERE recipient_kind = 'client'")
    with op.batch_alter_table("notice") as change:
        change_check(change, "ck_notice_recipient", one_of("recipient_kind", RECIPIENTS))
    with op.batch_alter_table("client") as change:
        change.drop_column("email_sealed")
    for table in NUMBERED:
        with op.batch_alter_table(table) as change:
            change.drop_constraint(op.f(f"uq_{table}_reference"), type_="unique")
            change.drop_column("reference")
