"""Errors a person can mend: each says in Dutch what is wrong, where, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


class RuleError(Exception):
    """A request that the rules refuse. `str(error)` is a Dutch sentence for the person at work.

    It is never retried: the person has to change something. One subclass per error, holding the facts.
    """


class Refused(RuleError):
    """Something this person may not do (exit code 3)."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong in a file: where it is and how to mend it.

    `row` counts as a spreadsheet does (the header is row 1); None when the flaw concerns the whole file.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"rij {self.row}")
        if self.column is not None:
            place.append(f"kolom '{self.column}'")
        return f"{', '.join(place)}: {self.message}"


class FlawedInput(RuleError):
    """A file with one or more flaws, all reported at once; nothing of it was saved."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("\n".join(str(flaw) for flaw in self.flaws))
