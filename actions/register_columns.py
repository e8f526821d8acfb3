"""What a sheet of the register is made of: columns of a kind, keys, references."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from rules.errors import Phrase
from rules.vocabulary import Word
from store.base import Base
from store.crypto import Place


class Kind(Enum):
    """What a cell may hold; the value says so in Dutch, for the manual and the template."""

    TEXT = "tekst"
    CODE = "code (letters, cijfers en . : + / @ -; geen spaties)"
    REFERENCE = "verwijzing"
    WORD = "keuze"
    DAY = "datum (2026-04-03 of 03-04-2026)"
    TIME = "tijd (15:30)"
    TIME_ON_DAY = "tijd op die dag (15:30)"
    MOMENT = "datum en tijd (2026-04-03 15:30); zonder tijd telt 12:00"
    WEEKDAY = "weekdag (maandag ... zondag)"
    YES_NO = "ja of nee"
    INTEGER = "geheel getal"
    NUMBER = "getal"
    EMAIL = "e-mailadres"
    SEALED = "tekst, versleuteld bewaard"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Dutch name, the field it fills, and what its cells may hold.

    `field` is empty for a column that is checked but not kept. An empty cell means `default`. A `late` reference
    is filled in after all rows of the sheet exist, so that rows can point at each other.
    """

    name: str
    field: str
    kind: Kind
    about: str
    required: bool = True
    words: tuple[Word, ...] = ()
    aliases: tuple[tuple[str, Word], ...] = ()
    refers: str = ""
    low: float = 0
    high: float = 1_000_000
    default: object = None
    on_day: str = ""
    late: bool = False

    def word(self, text: str) -> Word | None:
        """Return the word that `text` means: its Dutch word, its value, or a short form."""
        wanted = folded(text)
        return next((word for said, word in self.said() if folded(said) == wanted), None)

    def said(self) -> Iterable[tuple[str, Word]]:
        """Return every way to say each word, the usual one first."""
        yield from ((word.dutch, word) for word in self.words)
        yield from ((word.value, word) for word in self.words)
        yield from self.aliases


@dataclass(frozen=True, slots=True)
class Period:
    """Two columns that hold the first and the last of something; `within` is what may have one at a time."""

    start: str
    end: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the register and the rows it becomes.

    `same` names its noun in a sentence ("dezelfde groep"); `key` are the columns that tell rows apart; `chain` is the
    column whose subject remembers changes (empty: the row itself, under `subject`). The rows of a `settled` table
    (it is how a sentence names one) can be added, never changed. `place` tells where the sealed text of a row's
    field lies. `mutual`: two references that say the same in either order. Rows of an `untold` table have no event of
    their own: at the same instant as other events it would tell what they belong to.
    """

    name: str
    model: type[Base]
    about: str
    same: Phrase
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    subject: str = ""
    chain: str = ""
    alike: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    periods: tuple[Period, ...] = ()
    settled: Phrase | None = None
    place: Callable[[Mapping[str, object], str], Place] | None = None
    mutual: tuple[str, str] | None = None
    untold: bool = False
    by_name: dict[str, Column] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def kept(self) -> tuple[Column, ...]:
        """The columns that fill a field."""
        return tuple(column for column in self.columns if column.field)

    @property
    def subject_kind(self) -> str:
        """How the record of changes calls a row of this table."""
        return self.subject or self.model.__tablename__

    def max_length(self, column: Column) -> int | None:
        """Return how many characters the database keeps of a column, or None."""
        length: int | None = getattr(self.model.__table__.c[column.field].type, "length", None)
        return length


def folded(text: str) -> str:
    """Return `text` without what people do not see as a difference: case, accents, doubled spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
