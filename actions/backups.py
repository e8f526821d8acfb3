"""Backups: made while the house is in use, sealed, put back into an empty place only, and tried out.

A database that was put back believes that mails it had not sent then must still go. So it sends nothing until a
person looked at the outbox and released it.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, update

from actions.house import House
from actions.live_work import end_asked
from actions.work import add_work
from rules.calendar import local_date
from rules.errors import RuleError
from rules.vocabulary import Role
from store.backup_files import Manifest, read_backup, write_backup
from store.crypto import KEY_BYTES, KeyUnusable, Vault, load_master_key
from store.dumps import (
    DumpImpossible,
    database_kind,
    dump,
    place_to_restore,
    require_empty,
    restore,
    row_counts,
    scratch_database,
)
from store.events import Subject, breaks, record
from store.migrate import head, refuse_unknown, upgrade
from store.models import Installation
from store.scratch_folders import clear, scratch_folder
from store.session import open_engine, transaction
from store.settings import Settings

BACKUP = Subject("backup", 0)
SUFFIX = ".waakvlam-backup"
_MAKING = ".making-"


class NoBackup(RuleError):
    """There is no backup to try out."""

    def __init__(self) -> None:
        super().__init__("Er is nog geen back-up. Maak er eerst een met 'waakvlam backup make'.")


class BackupOfOtherKind(RuleError):
    """A backup of SQLite would be put back into PostgreSQL, or the other way round."""

    def __init__(self, held: str, asked: str) -> None:
        super().__init__(
            "Dit is een back-up van {held}, en de instellingen wijzen naar {asked}. Kies met WAAKVLAM_DATABASE_URL een"
            " lege plek van {held}. Er is niets teruggezet.",
            held=held,
            asked=asked,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its file, the size in bytes, and how many rows it holds."""

    file: Path
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Drill:
    """What trying out a backup found: rows in all, tables whose rows differ, and breaks in the record."""

    file: Path
    made_at: str
    rows: int
    differing: tuple[str, ...]
    breaks: int

    @property
    def sound(self) -> bool:
        """Return whether everything came back."""
        return not self.differing and not self.breaks


def make_backup(house: House, now: datetime) -> Made:
    """Write a sealed copy of the database beside the others; the oldest beyond the number kept go.

    The copy that is not sealed yet stays in the home folder: that of the backups may lie on another machine.
    Raises: DumpImpossible, KeyUnusable.
    """
    folder = house.settings.backups
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{now:%Y%m%dT%H%M%SZ}{SUFFIX}"
    clear(folder, _MAKING)
    with scratch_folder(house.settings.home, _MAKING) as scratch:
        copy = scratch / "copy"
        rows = dump(house.settings.url, copy)
        manifest = Manifest(now.isoformat(), house.engine.dialect.name, head(), rows)
        with copy.open("rb") as plain:
            write_backup(file, _key(house.settings, house.vault), manifest, plain)
    for old in backups(house.settings)[: -house.settings.backups_kept]:
        old.unlink()
    with transaction(house.engine) as session:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        end_asked(session, BACKUP, now, "backup_failed")
        record(session, BACKUP, "backup_made", at=now, rows=sum(rows.values()), sha256=digest)
    return Made(file, file.stat().st_size, sum(rows.values()))


def make_daily_backup(house: House, now: datetime) -> int:
    """Make a backup; return how many were made. Where it cannot be made, it is work for the administrator."""
    try:
        make_backup(house, now)
    except (DumpImpossible, KeyUnusable, OSError):
        with transaction(house.engine) as session:
            add_work(
                session, key=f"backup_failed:{local_date(now)}", kind="backup_failed", subject=BACKUP,
                role=Role.ADMINISTRATOR, due_on=local_date(now), now=now,
            )  # fmt: skip
        return 0
    return 1


def backups(settings: Settings) -> list[Path]:
    """Return the backups there are, oldest first."""
    return sorted(settings.backups.glob(f"*{SUFFIX}"))


def restore_backup(settings: Settings, file: Path, now: datetime) -> Drill:
    """Put a backup back into the empty place of the settings, and hold its outbox until a person releases it.

    Raises: PlaceTaken, BackupUnreadable, BackupOfOtherKind, DumpImpossible, KeyUnusable, DatabaseOutOfStep.
    """
    require_empty(settings.url)
    with (
        _opened(settings, file, _key(settings, _vault(settings))) as (copy, manifest),
        place_to_restore(settings.url) as url,
    ):
        restore(url, copy)
        engine = open_engine(url)
        try:
            return _held(engine, file, manifest, now)
        finally:
            engine.dispose()


def _held(engine: Engine, file: Path, manifest: Manifest, now: datetime) -> Drill:
    """Hold the outbox of a database that was put back, before anything else can fail; compare it and upgrade it."""
    with transaction(engine) as session:
        session.execute(update(Installation).where(Installation.id == 1).values(quarantined_at=now))
    found = _compared(engine, file, manifest)
    upgrade(engine)
    with transaction(engine) as session:
        record(session, BACKUP, "restored", at=now, made_at=manifest.made_at)
    return found


def drill(house: House, file: Path | None = None) -> Drill:
    """Put a backup (the newest, unless given) back into a place that disappears, and compare; nothing is changed.

    A backup of PostgreSQL is tried out in a database of its own beside the real one.
    Raises: NoBackup, BackupUnreadable, BackupOfOtherKind, DumpImpossible, KeyUnusable, DatabaseOutOfStep.
    """
    known = backups(house.settings)
    if file is None and not known:
        raise NoBackup
    chosen = file or known[-1]
    with (
        _opened(house.settings, chosen, _key(house.settings, house.vault)) as (copy, manifest),
        _scratch_place(house, copy.parent) as url,
    ):
        restore(url, copy)
        engine = open_engine(url)
        try:
            return _compared(engine, chosen, manifest)
        finally:
            engine.dispose()


def _compared(engine: Engine, file: Path, manifest: Manifest) -> Drill:
    found = row_counts(engine)
    differing = sorted(
        name for name in found.keys() | manifest.rows.keys() if found.get(name) != manifest.rows.get(name)
    )
    with transaction(engine) as session:
        broken = sum(1 for _ in breaks(session))
    return Drill(file, manifest.made_at, sum(found.values()), tuple(differing), broken)


@contextmanager
def _opened(settings: Settings, file: Path, key: bytes) -> Iterator[tuple[Path, Manifest]]:
    """Give the copy in a backup that fits the settings and this program, as a file that disappears."""
    with scratch_folder(settings.home, ".opening-") as scratch:
        copy = scratch / "copy"
        with copy.open("wb") as plain:
            manifest = read_backup(file, key, plain)
        asked = database_kind(settings.url)
        if manifest.database != asked:
            raise BackupOfOtherKind(manifest.database, asked)
        refuse_unknown(manifest.revision)
        yield copy, manifest


@contextmanager
def _scratch_place(house: House, folder: Path) -> Iterator[str]:
    """Give the address of an empty place that disappears: a file, or a database beside the real one."""
    if house.engine.dialect.name == "sqlite":
        yield f"sqlite:///{folder / 'drill.db'}"
        return
    with scratch_database(house.settings.url) as url:
        yield url


def _vault(settings: Settings) -> Vault:
    from_environment = settings.key.get_secret_value() if settings.key else None
    return Vault(load_master_key(settings.master_key_file, from_environment, create=False))


def _key(settings: Settings, vault: Vault) -> bytes:
    """Return the key of the backups: the one of the settings, else one that follows from the master key."""
    if settings.backup_key is None:
        return vault.backup_key
    try:
        key = base64.b64decode(settings.backup_key.get_secret_value(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnusable("WAAKVLAM_BACKUP_KEY klopt niet: geef {many} bytes in base64.", many=KEY_BYTES)
    return key
