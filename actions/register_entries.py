"""A row of the register in the form all steps share, whether it came from a file or from the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from actions.register_cells import show_cell
from actions.register_columns import Table, folded
from rules.errors import Flaw, Phrase

Key = tuple[object, ...]
Shelf = dict[Key, "Entry"]
Shelves = dict[str, Shelf]


@dataclass(slots=True)
class Entry:
    """One row: values by Dutch column name, references as codes.

    From a file: where it stood, and whether some cell of it was wrong. From the database: the row itself.
    """

    table: Table
    values: dict[str, object]
    file: str = ""
    number: int | None = None
    flawed: bool = False
    row: Any = None

    @property
    def key(self) -> Key:
        """The values that tell this row from the others of its sheet."""
        return tuple(self.values[name] for name in self.table.key)

    @property
    def called(self) -> str:
        """How a sentence names this row."""
        return self.show(self.table.key)

    def put_in_order(self) -> None:
        """Put two references that say the same in either order in the order of their codes."""
        if self.table.mutual is not None and all(name in self.values for name in self.table.mutual):
            codes = sorted(str(self.values[name]) for name in self.table.mutual)
            self.values.update(zip(self.table.mutual, codes, strict=True))

    def show(self, columns: Iterable[str]) -> str:
        """Return the cells of these columns as people read them."""
        return " ".join(show_cell(self.table.by_name[name], self.values.get(name)) for name in columns)

    def alike(self, columns: Iterable[str]) -> str | None:
        """Return what must be unique, without differences nobody sees; None when a part of it is empty."""
        if any(self.values.get(name) is None for name in columns):
            return None
        return folded(self.show(columns))

    def flaw(self, message: Phrase, column: str | None = None) -> Flaw:
        """Return a flaw at the place of this row."""
        return Flaw(self.file, message, self.number, column)


@dataclass(slots=True)
class Parsed:
    """What was read from files: the rows, those whose key is wrong, and the sheets whose header is wrong."""

    entries: list[Entry] = field(default_factory=list)
    keyless: list[Entry] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    flaws: list[Flaw] = field(default_factory=list)

    def of(self, sheet: str) -> list[Entry]:
        """Return the rows of one sheet."""
        return [entry for entry in self.entries if entry.table.name == sheet]
