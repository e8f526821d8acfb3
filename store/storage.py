"""What a disk, a file system or a limit of the machine refuses, told as what it is and what to do about it.

None of it breaks anything: the transaction is undone, what waits stays where it is, and goes on once the fault is gone.
"""

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError

from rules.errors import Phrase, RuleError


class Refusal(StrEnum):
    """Why nothing can be kept at this moment; the word is for logs, which hold no sentence."""

    FULL = "disk_full"
    READ_ONLY = "read_only"
    NOT_OPENED = "not_opened"
    TOO_MANY_OPEN = "too_many_open"
    UNREADABLE = "disk_error"


SAID: dict[Refusal, tuple[Phrase, Phrase]] = {
    Refusal.FULL: (Phrase("de schijf is vol"), Phrase("Maak ruimte vrij")),
    Refusal.READ_ONLY: (
        Phrase("er kan alleen worden gelezen"),
        Phrase("Zorg dat de schijf, de map en het bestand te beschrijven zijn"),
    ),
    Refusal.NOT_OPENED: (
        Phrase("het bestand van de database gaat niet open"),
        Phrase("Kijk of de schijf en de map te beschrijven zijn en of er niet te veel bestanden openstaan (ulimit -n)"),
    ),
    Refusal.TOO_MANY_OPEN: (
        Phrase("er staan te veel bestanden of verbindingen open"),
        Phrase("Verhoog de grens (ulimit -n, LimitNOFILE of max_connections)"),
    ),
    Refusal.UNREADABLE: (Phrase("de schijf meldt een fout"), Phrase("Kijk de schijf na")),
}
"""What is the matter, and what somebody can do."""

BY_SQLITE = {
    sqlite3.SQLITE_FULL: Refusal.FULL,
    sqlite3.SQLITE_READONLY: Refusal.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Refusal.NOT_OPENED,
    sqlite3.SQLITE_IOERR: Refusal.UNREADABLE,
}
PRIMARY = 0xFF
"""Which part of an extended code of SQLite tells the kind."""
BY_POSTGRESQL = {
    "53100": Refusal.FULL,
    "25006": Refusal.READ_ONLY,
    "53300": Refusal.TOO_MANY_OPEN,
    "58030": Refusal.UNREADABLE,
}
BY_SYSTEM = {
    errno.ENOSPC: Refusal.FULL,
    errno.EDQUOT: Refusal.FULL,
    errno.EFBIG: Refusal.FULL,
    errno.EROFS: Refusal.READ_ONLY,
    errno.EMFILE: Refusal.TOO_MANY_OPEN,
    errno.ENFILE: Refusal.TOO_MANY_OPEN,
    errno.EIO: Refusal.UNREADABLE,
}


class StorageRefused(RuleError):
    """Nothing can be kept now. Nothing was lost: what was not kept whole was not kept at all."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        what, do = SAID[refusal]
        super().__init__(
            "Er kan nu niets worden bewaard: {what}. Er is niets half opgeslagen. {do}; wat wacht, gaat daarna"
            " vanzelf door.",
            what=what,
            do=do,
        )


def refusal_of(fault: BaseException) -> Refusal | None:
    """Return what of the machine stood in the way, or None where a fault is of another kind."""
    if isinstance(fault, OSError):
        return BY_SYSTEM.get(fault.errno or 0)
    if not isinstance(fault, DBAPIError):
        return None
    code = getattr(fault.orig, "sqlite_errorcode", None)
    if code is not None:
        return BY_SQLITE.get(code & PRIMARY)
    return BY_POSTGRESQL.get(getattr(fault.orig, "sqlstate", None) or "")
