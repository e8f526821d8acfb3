"""What every action needs beside its facts: settings, database, vault and policy."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rules.errors import Refused, RuleError
from rules.policy import Policy, PolicyBook, load_policy
from store.crypto import Vault, load_master_key
from store.migrate import require_current, upgrade
from store.models import DataKey, Installation
from store.session import open_engine, transaction
from store.settings import Settings


class NotSimulated(Refused):
    """Only a simulated database (the demo) may act as of another day."""

    def __init__(self) -> None:
        super().__init__(
            "Deze database is echt: versturen kan alleen op de dag van vandaag. Laat --as-of weg, of gebruik de demo."
        )


@dataclass(frozen=True, slots=True)
class House:
    """An open installation."""

    settings: Settings
    engine: Engine
    vault: Vault
    policies: PolicyBook

    def policy(self, day: date) -> Policy:
        """Return the policy in force on `day`."""
        return self.policies.on(day)


def open_house(settings: Settings) -> House:
    """Open an existing installation.

    Raises: KeyUnusable, DatabaseUnusable, DatabaseOutOfStep or PolicyFlawed, each saying what to do; nothing started.
    """
    policies = load_policy(settings.policy_file)
    engine = open_engine(settings.url)
    try:
        require_current(engine)
        return House(settings=settings, engine=engine, vault=_vault(settings, create=False), policies=policies)
    except RuleError:
        engine.dispose()
        raise


def build_house(settings: Settings, now: datetime, *, simulated: bool = False) -> House:
    """Make or upgrade an installation: schema, key (only where no text was sealed yet) and its one row."""
    policies = load_policy(settings.policy_file)
    engine = open_engine(settings.url)
    try:
        upgrade(engine)
        with transaction(engine) as session:
            sealed_before = session.scalars(select(DataKey.subject).limit(1)).first() is not None
            if session.get(Installation, 1) is None:
                session.add(Installation(simulated=simulated, created_at=now))
        vault = _vault(settings, create=not sealed_before)
    except RuleError:
        engine.dispose()
        raise
    return House(settings=settings, engine=engine, vault=vault, policies=policies)


def _vault(settings: Settings, *, create: bool) -> Vault:
    from_environment = settings.key.get_secret_value() if settings.key else None
    return Vault(load_master_key(settings.master_key_file, from_environment, create=create))


def is_simulated(session: Session) -> bool:
    """Return whether this database was made by simulation."""
    installation = session.get(Installation, 1)
    return installation is not None and installation.simulated
