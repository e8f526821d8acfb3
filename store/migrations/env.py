"""Alembic's door: it gets an open connection from store/migrate.py, or makes one from the settings."""

from alembic import context
from sqlalchemy.engine import Connection

from store.base import Base
from store.models import Installation
from store.session import open_engine
from store.settings import load_settings

assert Installation.metadata is Base.metadata  # noqa: S101 - importing the models fills the metadata


def run(connection: Connection) -> None:
    """Run the migrations on one connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_engine(load_settings().url).begin() as opened:
        run(opened)
