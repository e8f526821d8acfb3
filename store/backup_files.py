"""Files of backups: sealed with AES-256-GCM in chunks, so that none can be changed, left out or put elsewhere.

The first line says in clear what the file is (when, which schema, how many rows); it is part of what is sealed.
"""

import json
import os
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rules.errors import RuleError

MAGIC = b"waakvlam backup 1\n"
CHUNK = 8 * 1024 * 1024
_NONCE_BYTES = 7
_TAG_BYTES = 16


class BackupUnreadable(RuleError):
    """A file is no backup, was changed, or was sealed with another key."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "De back-up {name} is niet te openen: het is geen back-up van Waakvlam, hij is beschadigd, of hij hoort"
            " bij een andere sleutel. Zet de sleutel van toen terug (WAAKVLAM_BACKUP_KEY, of de hoofdsleutel) of neem"
            " een andere back-up. Er is niets teruggezet.",
            name=name,
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `rows`: how many per table, counted in the same moment as the copy."""

    made_at: str
    database: str
    revision: str
    rows: dict[str, int]


def write_backup(path: Path, key: bytes, manifest: Manifest, plain: IO[bytes]) -> None:
    """Seal what `plain` holds into a new file at `path`, readable by its owner alone; it appears when it is whole."""
    head = MAGIC + json.dumps(asdict(manifest), sort_keys=True).encode() + b"\n"
    unfinished = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            prefix = os.urandom(_NONCE_BYTES)
            file.write(head + prefix)
            for number, (chunk, last) in enumerate(_chunks(plain)):
                file.write(AESGCM(key).encrypt(_nonce(prefix, number, last=last), chunk, head))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself; only opening it proves it. Raises: BackupUnreadable."""
    with _opened(path) as file:
        return _head(path, file)[1]


def read_backup(path: Path, key: bytes, plain: IO[bytes]) -> Manifest:
    """Write what a backup holds to `plain`. Raises: BackupUnreadable; what was written until then is worthless."""
    with _opened(path) as file:
        head, manifest = _head(path, file)
        prefix, sealed = file.read(_NONCE_BYTES), _chunks(file, CHUNK + _TAG_BYTES)
        try:
            for number, (chunk, last) in enumerate(sealed):
                plain.write(AESGCM(key).decrypt(_nonce(prefix, number, last=last), chunk, head))
        except (InvalidTag, ValueError):
            raise BackupUnreadable(path.name) from None
    plain.flush()
    return manifest


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError:
        raise BackupUnreadable(path.name) from None


def _head(path: Path, file: IO[bytes]) -> tuple[bytes, Manifest]:
    try:
        magic, line = file.readline(100), file.readline(100_000)
        if magic != MAGIC:
            raise BackupUnreadable(path.name)
        return magic + line, Manifest(**json.loads(line))
    except (ValueError, TypeError):
        raise BackupUnreadable(path.name) from None


def _chunks(file: IO[bytes], size: int = CHUNK) -> Iterator[tuple[bytes, bool]]:
    """Yield the content in chunks, each with whether it is the last; nothing at all is one empty chunk."""
    chunk = file.read(size)
    while following := file.read(size):
        yield chunk, False
        chunk = following
    yield chunk, True


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)
