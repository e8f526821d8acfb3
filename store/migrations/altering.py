"""Changing a table that exists, alike on SQLite and PostgreSQL.

Use `op.batch_alter_table(table)`: SQLite cannot change constraints, so alembic copies the table there. Foreign keys
are off meanwhile (store/migrate.py). Not for tables with triggers (the record): a copy loses those.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations


def change_check(change: BatchOperations, name: str, condition: str) -> None:
    """Put `condition` in the place of the check that is called `name` in full, such as `ck_signal_state`."""
    change.drop_constraint(op.f(name), type_="check")
    change.create_check_constraint(op.f(name), sa.text(condition))


def one_of(column: str, words: tuple[str, ...]) -> str:
    """Return the condition that `column` holds one of `words`, or nothing."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
