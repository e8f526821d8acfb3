"""What goes into disclosure control over a run of yearly reports, and what comes out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from rules.annual import Population
from rules.annual_family import row_names
from rules.annual_tables import CountRow, CountTable
from rules.disclosure import THRESHOLD
from rules.figures import HIDDEN, STEP
from rules.policy_words import ReportProfile
from rules.reports import Cell, Masked, Row, Why

NOTHING: Mapping[str, str] = MappingProxyType({})


class ScopeKind(StrEnum):
    """Of whom the tables of a scope are."""

    NATION = "nation"
    REGION = "region"
    RESIDENTS = "residents"
    UNKNOWN = "unknown"
    BODIES = "bodies"
    AGENCY = "agency"


class Outcome(StrEnum):
    """In what form the tables of a scope may be shown: each is coarser than the one before."""

    FULL = "full"
    COARSENED = "coarsened"
    ROUNDED = "rounded"
    TEXT = "text"


@dataclass(frozen=True)
class Scope:
    """The counted tables of one population in one period; `name` begins with the period: `2026/res:GM0392`.

    `members`: the names of the scopes that a region is the sum of; a nation is the sum of all. `places` and `body`: of
    an agency, the municipality of each row of its table by location, and its row in table 8b.
    """

    name: str
    kind: ScopeKind
    tables: tuple[CountTable, ...]
    clients: int = 0
    members: frozenset[str] = frozenset()
    places: Mapping[str, str | None] = field(default_factory=dict)
    body: str = ""

    @property
    def period(self) -> str:
        """The year, or the part of it."""
        return self.name.partition("/")[0]

    @property
    def is_part(self) -> bool:
        """Whether it is about a part of a year: then only the country's tables about the access (D, E) are shown.

        What places show of a quarter, of the next and of the year, and what the country then tells of them, leaves too
        little room for small figures. Source: house policy (decision 11).
        """
        return not self.period.isdigit()

    @property
    def subject(self) -> str:
        """Whom it is about, whatever the period."""
        return self.name.partition("/")[2]


def places_of(part: Population) -> Mapping[str, str | None]:
    """Return for each row of an agency's table by location the one municipality where all its issues count."""
    found: dict[str, set[str | None]] = {}
    for issue in part.issues:
        found.setdefault(str(issue.location or "none"), set()).add(issue.municipality)
    return {row: next(iter(places)) if len(places) == 1 else None for row, places in found.items()}


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of an earlier release; `shown` is False where it was hidden."""

    cell: str
    shown: bool


@dataclass(frozen=True)
class Run:
    """Everything that one run publishes, and what was published before that counts the same things.

    `earlier`: the quarters of this year of which anything was released, counted again. `texts`: the scopes that had
    text only in an earlier version, and keep that.
    """

    scopes: tuple[Scope, ...]
    ledger: tuple[Published, ...] = ()
    earlier: tuple[Scope, ...] = ()
    texts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ScopeProtection:
    """How the tables of one scope may be shown. `hidden` are the printed cells that are masked."""

    scope: str
    outcome: Outcome
    tables: tuple[CountTable, ...] = ()
    hidden: frozenset[str] = frozenset()
    rounded: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    def rows(self, table: CountTable) -> tuple[Row, ...]:
        """Return the lines of a table as they may be shown."""
        return tuple(self._shown(table, row) for row in table.rows)

    def total(self, table: CountTable) -> Row | None:
        """Return the total line of a table as it may be shown."""
        return None if table.total is None else self._shown(table, table.total)

    @property
    def cells(self) -> dict[str, str | None]:
        """What every printed cell shows, None where it is hidden: what goes into the ledger."""
        return {
            name: None if name in self.hidden else str(self._cell(name, count))
            for name, count in printed(self.scope, self.tables, self.names)
        }

    def _shown(self, table: CountTable, row: CountRow) -> Row:
        names = row_names(self.scope, table, row, self.names)
        return Row(row.label, tuple(self._cell(*pair) for pair in zip(names, _values(row), strict=True)))

    def _cell(self, name: str, value: int) -> Cell:
        """Every masked cell has the same reason: which of them are small themselves is what must not be told."""
        if name in self.hidden:
            return Masked(f"<{THRESHOLD}" if value < THRESHOLD else HIDDEN, Why.SMALL_COUNT)
        return rounded(value) if self.rounded else value


def rounded(value: int) -> int:
    """Return a count to the nearest five."""
    return STEP * round(value / STEP)


def _values(row: CountRow) -> tuple[int, ...]:
    return tuple(count.value for count in row.counts)


def lines(table: CountTable) -> tuple[CountRow, ...]:
    """Return the rows of a table and its total."""
    return (*table.rows, *((table.total,) if table.total else ()))


def printed(scope: str, tables: Sequence[CountTable], names: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the name and value of every cell that some tables print."""
    for table in tables:
        for row in lines(table):
            yield from zip(row_names(scope, table, row, names), _values(row), strict=True)


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What the appendix tells of a run, over all reports together.

    `cells` were counted, `shown` of them (or of coarser ones in their place) are published as they are. `attacked`
    small counts, printed or implied, were attacked; `disclosed` and `weak` of them did not hold: both are 0.
    """

    scopes: int = 0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    cells: int = 0
    shown: int = 0
    masked: int = 0
    attacked: int = 0
    disclosed: int = 0
    weak: int = 0


@dataclass(frozen=True)
class RunProtection:
    """How every scope of a run may be shown."""

    profile: ReportProfile
    scopes: Mapping[str, ScopeProtection]
    figures: RunFigures

    def __getitem__(self, scope: str) -> ScopeProtection:
        return self.scopes[scope]
