"""How counts become cells of a report: as they are, hidden where they must be, or rounded.

What a cell says never depends on why it is hidden: "<5" stands for any number below the threshold, zero among them,
"niet getoond" for any larger one. Source: house policy (DOMAIN.md 6.1 under 6); seed_2016 is how 2016 was printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from rules.annual_family import row_names
from rules.annual_tables import CLIENT_ROWS, PARENT_ROWS, Count, CountRow, CountTable, RankingTable
from rules.figures import HIDDEN, STEP
from rules.policy_words import ReportProfile
from rules.reports import Bar, Cell, Masked, Ranking, Row, Table, Tone, Topic, Why

TOPICS_LEFT_OUT = (
    "Onderwerpen waarover minder dan {threshold} cliënten kwamen, staan er niet bij. De onderwerpen staan in een vaste"
    " volgorde, niet naar hoe vaak zij aan de orde kwamen."
)
"""Stands at every protected ranking: where it would be missing, nothing had been left out."""
OTHER = "Andere"
ROUNDED = "Aantallen zijn afgerond op vijftallen; daardoor zijn totalen niet altijd de som van de rijen."

FIXED_ORDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"table_1a": tuple(word.value for word in CLIENT_ROWS), "table_1b": tuple(word.value for word in PARENT_ROWS)}
)
"""Tables that are printed by size: with a hidden or rounded cell the order would tell how large it is."""


@dataclass(frozen=True, slots=True)
class Hiding:
    """How the counts of one chapter are shown.

    `hidden`: names of cells (rules/annual_family.py) that are not shown; `rounded`: all others are rounded to five;
    `threshold`: below how many people a topic is left out.
    """

    profile: ReportProfile
    threshold: int
    hidden: frozenset[str] = frozenset()
    rounded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether everything is printed as it was counted."""
        return self.profile is ReportProfile.SEED_2016


@dataclass(frozen=True)
class Chapter:
    """The counted tables of one population, under the name of its scope, and how they are shown.

    `names`: the name that a cell has elsewhere (rules/annual_run.py). `coarse`: lines were merged or left out.
    """

    scope: str
    tables: Mapping[str, CountTable]
    rankings: Mapping[str, RankingTable]
    hiding: Hiding
    names: Mapping[str, str] = field(default_factory=dict)
    coarse: bool = False

    def table(self, key: str) -> Table:
        """Return one table as the report shows it."""
        if key in self.rankings:
            return shown_ranking(self.rankings[key], self.hiding)
        return self._shown(self.tables[key])

    def has(self, key: str) -> bool:
        """Return whether the chapter has a table: a coarser one may have fewer."""
        return key in self.tables or key in self.rankings

    def lines_shown(self, key: str) -> frozenset[str]:
        """Return the keys of the lines of a counted table of which the last figure is shown; none of another."""
        table = self.tables.get(key)
        lines = table.rows if table else ()
        return frozenset(row.key for row in lines if table and not isinstance(self._row(table, row).cells[-1], Masked))

    def cells(self) -> dict[str, str | None]:
        """Return each counted cell with what is shown of it, or None where it is hidden."""
        lines = [(table, row) for table in self.tables.values() for row in _lines(table)]
        return {
            name: None if isinstance(cell, Masked) else str(cell)
            for table, row in lines
            for name, cell in self._named(table, row)
        }

    def _shown(self, table: CountTable) -> Table:
        """Return a counted table as the report shows it."""
        rows = {row.key: self._row(table, row) for row in _lines(table)}
        hidden = any(isinstance(cell, Masked) for row in rows.values() for cell in row.cells)
        return Table(
            key=table.key,
            number=table_number(table.key),
            title=table.title,
            columns=tuple(header for _, header in table.columns),
            rows=tuple(rows[row.key] for row in _in_order(table, hidden=hidden or self.hiding.rounded)),
            total=rows[table.total.key] if table.total else None,
            note=" ".join(part for part in (table.note, ROUNDED if self.hiding.rounded else "") if part),
        )

    def _row(self, table: CountTable, row: CountRow) -> Row:
        names, cells = zip(*self._named(table, row), strict=True)
        return Row(row.label, cells, names)

    def _named(self, table: CountTable, row: CountRow) -> list[tuple[str, Cell]]:
        named = zip(row_names(self.scope, table, row, self.names), row.counts, strict=True)
        return [(name, shown_count(count, self.hiding, hidden=name in self.hiding.hidden)) for name, count in named]


def _lines(table: CountTable) -> tuple[CountRow, ...]:
    return (*table.rows, *((table.total,) if table.total else ()))


def table_number(key: str) -> str:
    """Return what people call a table: 1a, C2; those outside the numbered ones have none."""
    number = key.removeprefix("table_")
    if number[0].isdigit():
        return number
    return number.upper() if len(number) <= len("c1") else ""


def _in_order(table: CountTable, *, hidden: bool) -> list[CountRow]:
    order = FIXED_ORDER.get(table.key, ()) if hidden else ()
    return sorted(table.rows, key=lambda row: order.index(row.key) if row.key in order else len(order))


def shown_count(count: Count, hiding: Hiding, *, hidden: bool) -> Cell:
    """Return a count as it is shown."""
    if hiding.is_open:
        return count.value
    if hidden:
        return masked(count.value, hiding.threshold)
    return rounded(count.value) if hiding.rounded else count.value


def masked(value: int, threshold: int) -> Masked:
    """Return what stands in the place of a hidden number."""
    if value < threshold:
        return Masked(f"<{threshold}", Why.SMALL_COUNT)
    return Masked(HIDDEN, Why.PROTECTION)


def rounded(value: int) -> int:
    """Return a number rounded to five."""
    return STEP * round(value / STEP)


def shown_ranking(table: RankingTable, hiding: Hiding) -> Table:
    """Return topics by how often they were raised; protected ones without those of few people, in a fixed order.

    Their order would bound figures that are hidden, and their counts, which are not attacked, would give some away; so
    these are printed only where all is, or rounded. Nothing says whether a topic was left out.
    """
    counted = table.counted and hiding.profile is not ReportProfile.STRICT
    rankings = tuple(
        Ranking(each.label, tuple(_topic(row, hiding, counted=counted) for row in _told(each.topics, hiding)))
        for each in table.rankings
    )
    return Table(
        key=table.key,
        number=table_number(table.key),
        title=table.title,
        rankings=rankings,
        left_out=None if hiding.is_open else Why.SMALL_COUNT,
        note="" if hiding.is_open else TOPICS_LEFT_OUT.format(threshold=hiding.threshold),
        in_order=hiding.is_open,
    )


def _told(topics: tuple[CountRow, ...], hiding: Hiding) -> tuple[CountRow, ...]:
    if hiding.is_open:
        return topics
    enough = (row for row in topics if len(row.counts[0].people) >= hiding.threshold)
    return tuple(sorted(enough, key=lambda row: (row.label.startswith(OTHER), row.label)))


def _topic(row: CountRow, hiding: Hiding, *, counted: bool) -> Topic:
    if not counted:
        return Topic(row.label)
    value = row.counts[0].value
    return Topic(row.label, rounded(value) if hiding.rounded and not hiding.is_open else value)


def with_bars(table: Table, column: int = 0) -> Table:
    """Return the table with a bar of one of its columns for each row."""
    return replace(table, bars=(Bar(column, Tone.PLAIN),))
