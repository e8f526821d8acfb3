"""Sealing texts: AES-256-GCM under a data key per subject, itself wrapped by a master key outside the database.

The associated data names table, row, column and key, so a value moved elsewhere does not open. Deleting a
subject's row in `data_key` erases its texts for good, in backups of the database too once the key rows expire.
"""

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from rules.errors import RuleError
from store.models import DataKey

NONCE_BYTES = 12
KEY_BYTES = 32
_LAST = "last data key"


class KeyUnusable(RuleError):
    """The master key is missing, unreadable or not the one this database was sealed with."""


class TextDamaged(Exception):
    """A sealed text does not open: it was changed, moved, or its key was erased. Names no text."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed text lies: the subject that owns the key, and table, row and column."""

    subject: str
    table: str
    row: str
    column: str

    def associated(self, key_id: str) -> bytes:
        """Return the associated data that binds a value to this place and key."""
        return "|".join((self.table, self.row, self.column, self.subject, key_id)).encode()


class Vault:
    """Seals and opens texts. Holds the master key in memory; shows nothing when printed."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise KeyUnusable(
                f"De sleutel heeft {len(master)} bytes; {KEY_BYTES} zijn nodig. Zet de juiste sleutel terug."
            )
        self._master = AESGCM(master)
        self._mac_key = hashlib.sha256(b"waakvlam message ids" + master).digest()
        self._backup_key = hashlib.sha256(b"waakvlam backups" + master).digest()
        self.master_id = hashlib.sha256(b"waakvlam master id" + master).hexdigest()[:16]

    @property
    def mac_key(self) -> bytes:
        """Return a key derived from the master, for identifiers that must leak nothing."""
        return self._mac_key

    @property
    def backup_key(self) -> bytes:
        """Return a key derived from the master, for backups where none was set."""
        return self._backup_key

    def seal(self, session: Session, place: Place, text: str) -> bytes:
        """Return `text` sealed for `place`; makes the subject's data key at its first text."""
        return self.seal_bytes(session, place, text.encode())

    def seal_bytes(self, session: Session, place: Place, content: bytes) -> bytes:
        """Return the content of a file sealed for `place`, as `seal` does with a text."""
        nonce = os.urandom(NONCE_BYTES)
        key = self._data_key(session, place.subject, create=True)
        return nonce + AESGCM(key).encrypt(nonce, content, place.associated(self.master_id))

    def open(self, session: Session, place: Place, sealed: bytes) -> str:
        """Return the text that was sealed for `place`.

        Raises: TextDamaged when it was changed, moved or erased; KeyUnusable under another master key.
        """
        return self.open_bytes(session, place, sealed).decode()

    def open_bytes(self, session: Session, place: Place, sealed: bytes) -> bytes:
        """Return the content of a file that was sealed for `place`. Raises: as `open`."""
        key = self._data_key(session, place.subject, create=False)
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.associated(self.master_id))
        except InvalidTag:
            raise TextDamaged(f"{place.table} {place.row} {place.column}") from None

    def _data_key(self, session: Session, subject: str, *, create: bool) -> bytes:
        row = session.get(DataKey, subject)
        if row is None:
            if not create:
                raise TextDamaged(subject)
            return self._new_data_key(session, subject)
        session.info[_LAST] = row  # while it is held, more texts of this subject open without asking for it again
        if row.master_id != self.master_id:
            raise KeyUnusable("Deze database is met een andere sleutel verzegeld. Zet die sleutel terug (var/key).")
        return self._master.decrypt(row.wrapped[:NONCE_BYTES], row.wrapped[NONCE_BYTES:], subject.encode())

    def _new_data_key(self, session: Session, subject: str) -> bytes:
        key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, key, subject.encode())
        session.add(DataKey(subject=subject, master_id=self.master_id, wrapped=wrapped))
        session.flush()
        return key


def sealed_hash(sealed: bytes) -> str:
    """Return the SHA-256 of a sealed value: it proves the text unchanged and tells nothing about it."""
    return hashlib.sha256(sealed).hexdigest()


def load_master_key(file: Path, from_environment: str | None, *, create: bool) -> bytes:
    """Return the master key from the environment, or from `file` (made with mode 0400 when `create`).

    Raises: KeyUnusable, in Dutch, when there is none or it cannot be read.
    """
    if from_environment is not None:
        return _decoded(from_environment, "WAAKVLAM_KEY")
    if file.exists():
        if file.stat().st_mode & 0o077:
            raise KeyUnusable(
                f"De sleutel {file.name} is leesbaar voor anderen. Zet de rechten op 0400 en begin opnieuw."
            )
        return _decoded(file.read_text().strip(), file.name)
    if not create:
        raise KeyUnusable(f"De sleutel ontbreekt ({file.name}). Zet hem terug uit de kluis, of zet WAAKVLAM_KEY.")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as handle:
        handle.write(base64.b64encode(key).decode())
    return key


def _decoded(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise KeyUnusable(f"De sleutel in {where} is geen geldige base64. Zet de juiste sleutel terug.") from None
