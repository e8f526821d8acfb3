"""Random families of reports (quarters and year, municipalities, agencies, nation), protected, and read by an attacker.

What the attacker knows of the tables is written down here once more, from the report's own explanation, and not taken
from rules/annual_family.py.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from benchmarks.annual_scopes import scopes_of
from benchmarks.annual_world import YEAR, world
from benchmarks.disclosure_attacker import ABOUT, SMALL, Equation
from rules.annual import ContactFact, Records, Year, calendar_year, everybody
from rules.annual_protection import Outcome, Published, Run, RunProtection, Scope, ScopeKind, protect_run
from rules.annual_tables import CountRow, CountTable
from rules.casework import ContactKind
from rules.reports import Cell, Masked

QUARTERS = tuple(
    (f"{YEAR}Q{n}", Year(date(YEAR, 3 * n - 2, 1), date(YEAR, 3 * n, last)))
    for n, last in ((1, 31), (2, 30), (3, 30), (4, 31))
)
CHOICES: tuple[frozenset[str], ...] = (
    frozenset({"table_1b", "table_1c"}), frozenset({"table_2a", "table_2b", "table_2c", "table_2d", "table_4"}),
    frozenset({"table_3", "table_5"}), frozenset({"table_6"}),
)  # fmt: skip
"""Which tables go together; a family has one of these beside tables 1a, 8b and those of the country."""
ALWAYS = frozenset({"table_1a", "table_8b", "table_8c", "table_a", "table_b", "table_d", "table_e"})
COUNTS_EVENTS = {"table_3": {"total"}, "table_5": {"one", "more"}, "table_b": {"total"}, "table_e": {"total"}}
UNDONE = {"table_4": "running", "table_6": "running"}
"""Tables of how things stood at the end: what was not running any more in a quarter is so in the year."""
HIDDEN = "niet getoond"
TWOS = {"question": "table_2a", "problem": "table_2b", "complaint": "table_2c"}


@dataclass(frozen=True)
class FamilyOfReports:
    """All that was published of a year, and the truth behind it."""

    scopes: tuple[Scope, ...]
    runs: tuple[RunProtection, ...]
    truth: Mapping[str, int]
    shown: Mapping[str, str]
    equations: tuple[Equation, ...]
    small: tuple[str, ...]


def random_family(seed: int, most: int = 160) -> FamilyOfReports:
    """Return a family of 2 to 5 municipalities and some agencies; of half of them quarters came out before the year.

    `most`: clients.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable family, no secret
    places = [(f"GM{n:04d}", chance.choice((1, 4, 12, 40))) for n in range(1, chance.randint(3, 6))]
    records = _with_first_contacts(world(seed, chance.randint(20, most), places, chance.randint(1, 5)))
    tables = ALWAYS | chance.choice(CHOICES)
    quarterly = chance.choice(((), (), (ScopeKind.NATION,), (ScopeKind.NATION, ScopeKind.RESIDENTS, ScopeKind.UNKNOWN)))
    return published(records, tables, quarterly)


def _with_first_contacts(records: Records) -> Records:
    """Return the records with a contact on each client's first day: who is new was there, in the quarter too."""
    first = (ContactFact(one, one.first_contact_on, ContactKind.ABOUT_ISSUE) for one in records.clients)
    return replace(records, contacts=(*first, *records.contacts))


def published(records: Records, tables: frozenset[str], quarterly: Sequence[ScopeKind]) -> FamilyOfReports:
    """Publish the quarters of some kinds of scope, one after another, and then the year with everything."""
    earlier: list[Scope] = []
    runs: list[RunProtection] = []
    ledger: list[Published] = []
    for name, quarter in QUARTERS if quarterly else ():
        scopes = [scope for scope in _scopes(records, quarter, name, tables) if scope.kind in quarterly]
        runs.append(protect_run(Run(tuple(scopes))))
        earlier += scopes
        ledger += [
            Published(cell, value is not None) for one in runs[-1].scopes.values() for cell, value in one.cells.items()
        ]
    scopes = _scopes(records, calendar_year(YEAR), str(YEAR), tables)
    runs.append(protect_run(Run(tuple(scopes), tuple(ledger), tuple(earlier))))
    every = (*earlier, *scopes)
    return FamilyOfReports(
        every,
        tuple(runs),
        _truth(every, runs),
        _shown(every, runs),
        tuple(_equations(every, runs)),
        tuple(_small(every)),
    )


def _scopes(records: Records, year: Year, period: str, tables: frozenset[str]) -> list[Scope]:
    whole = everybody(records, year)
    return [
        replace(scope, tables=tuple(table for table in scope.tables if table.key in tables))
        for scope in scopes_of(whole, period)
    ]


def _lines(table: CountTable) -> Iterator[CountRow]:
    yield from table.rows
    if table.total is not None:
        yield table.total


def _cells(scope: Scope) -> Iterator[tuple[str, int, frozenset[int]]]:
    """Yield every count of a scope, and what is neither printed nor new: the carried over."""
    for table in scope.tables:
        for row in _lines(table):
            for (column, _), count in zip(table.columns, row.counts, strict=True):
                yield f"{scope.name}|{table.key}|{row.key}|{column}", count.value, count.people
            if [column for column, _ in table.columns] == ["total", "new"]:
                total, new = row.counts
                people = total.people - new.people if total.carried is None else total.carried
                yield f"{scope.name}|{table.key}|{row.key}|carried", total.value - new.value, people


def _truth(scopes: Iterable[Scope], runs: Iterable[RunProtection] = ()) -> dict[str, int]:
    """Return every count, and those of the rests of coarser tables."""
    found = {cell: value for scope in scopes for cell, value, _ in _cells(scope)}
    for form in (form for run in runs for form in run.scopes.values()):
        for table in form.tables:
            rests = [row for row in table.rows if row.key == "rest"]
            found |= {f"{form.scope}|{table.key}|rest|total": row.counts[0].value for row in rests}
    return found


def _small(scopes: Iterable[Scope]) -> Iterator[str]:
    for scope in scopes:
        for cell, _, people in _cells(scope):
            if 0 < len(people) < SMALL:
                yield cell


def _shown(scopes: Sequence[Scope], runs: Sequence[RunProtection]) -> dict[str, str]:
    """Return what stands in the reports, cell by cell; of a coarser table the rest stands under `rest`."""
    found: dict[str, str] = {}
    for scope in scopes:
        form = next(run[scope.name] for run in runs if scope.name in run.scopes)
        for table in form.tables:
            rows = [*form.rows(table), *([total] if (total := form.total(table)) else [])]
            for line, row in zip(_lines(table), rows, strict=True):
                for (column, _), cell in zip(table.columns, row.cells, strict=True):
                    found[f"{scope.name}|{table.key}|{line.key}|{column}"] = _text(cell, rounded=form.rounded)
    return found


def _text(cell: Cell, *, rounded: bool) -> str:
    if isinstance(cell, Masked):
        return cell.shown
    return f"{ABOUT if rounded else ''}{cell}"


def _equations(scopes: Sequence[Scope], runs: Sequence[RunProtection]) -> Iterator[Equation]:
    truth = _truth(scopes)
    for scope in scopes:
        for table in scope.tables:
            yield from _within(scope.name, table)
        yield from _between(scope, truth)
    yield from _rests(scopes, runs)
    yield from _country(scopes, truth)
    yield from _locations(scopes, truth)
    yield from _quarters(scopes, truth)


def _is_sum(total: str, parts: Iterable[str]) -> Equation:
    return Equation(((total, -1), *((part, 1) for part in parts)))


def _at_most(less: str, *more: str) -> Equation:
    return Equation(((less, 1), *((each, -1) for each in more)), exact=False)


def _within(scope: str, table: CountTable) -> Iterator[Equation]:
    here = f"{scope}|{table.key}"
    columns = [column for column, _ in table.columns]
    for row in _lines(table):
        if columns == ["total", "new"]:
            yield _is_sum(f"{here}|{row.key}|total", (f"{here}|{row.key}|new", f"{here}|{row.key}|carried"))
        elif columns == ["raised", "clients"]:
            yield _at_most(f"{here}|{row.key}|clients", f"{here}|{row.key}|raised")
        elif columns[-1] == "total" and len(columns) > 1:
            yield _is_sum(f"{here}|{row.key}|total", (f"{here}|{row.key}|{column}" for column in columns[:-1]))
    if table.total is not None and table.adds_up:
        for column in columns:
            yield _is_sum(f"{here}|total|{column}", (f"{here}|{row.key}|{column}" for row in table.rows))


def _between(scope: Scope, truth: Mapping[str, int]) -> Iterator[Equation]:
    """Tables that print the same figures: parents, all clients, new issues, and all issues twice."""

    def same(one: str, other: str) -> Iterator[Equation]:
        if f"{scope.name}|{one}" in truth and f"{scope.name}|{other}" in truth:
            yield _is_sum(f"{scope.name}|{one}", (f"{scope.name}|{other}",))

    for column in ("total", "new"):
        yield from same(f"table_1b|total|{column}", f"table_1a|parent|{column}")
        yield from same(f"table_1c|total|{column}", f"table_1a|total|{column}")
    for kind, table in TWOS.items():
        yield from same(f"table_2d|{kind}|raised", f"{table}|total|new")
    fours = [cell for cell in truth if cell.startswith(f"{scope.name}|table_4|")]
    twos = [f"{scope.name}|{table}|total|total" for table in TWOS.values()]
    if fours and twos[0] in truth:
        yield Equation((*((cell, 1) for cell in fours), *((cell, -1) for cell in twos)))


def _rests(scopes: Sequence[Scope], runs: Sequence[RunProtection]) -> Iterator[Equation]:
    """What the rest of a printed table is: all lines that are not printed."""
    fine = {scope.name: {table.key: table for table in scope.tables} for scope in scopes}
    for run in runs:
        for form in run.scopes.values():
            for table in form.tables:
                if any(row.key == "rest" for row in table.rows):
                    printed = {row.key for row in table.rows}
                    gone = [row.key for row in fine[form.scope][table.key].rows if row.key not in printed]
                    here = f"{form.scope}|{table.key}"
                    yield _is_sum(f"{here}|rest|total", (f"{here}|{key}|total" for key in gone))


def _country(scopes: Sequence[Scope], truth: Mapping[str, int]) -> Iterator[Equation]:
    for nation in (scope for scope in scopes if scope.kind is ScopeKind.NATION):
        places = [
            scope.name for scope in scopes
            if scope.period == nation.period and scope.kind in (ScopeKind.RESIDENTS, ScopeKind.UNKNOWN)
        ]  # fmt: skip
        links = {f"table_a|youths|{column}": f"table_1a|youth|{column}" for column in ("total", "new")}
        links |= {f"table_a|total|{column}": f"table_1a|total|{column}" for column in ("total", "new")}
        links |= {f"table_b|{kind}|total": f"{table}|total|new" for kind, table in TWOS.items()}
        for whole, part in links.items():
            parts = [f"{place}|{part}" for place in places if f"{place}|{part}" in truth]
            if parts:
                yield _is_sum(f"{nation.name}|{whole}", parts)


def _locations(scopes: Sequence[Scope], truth: Mapping[str, int]) -> Iterator[Equation]:
    """Table 8b and the agencies' tables by location count the same clients; who came about two counts at each."""
    lines: dict[str, list[str]] = defaultdict(list)
    for agency in (scope for scope in scopes if scope.kind is ScopeKind.AGENCY):
        here = f"{agency.name}|table_8c"
        for row, place in agency.places.items():
            there = f"{agency.period}/bod:{place}|table_8b|{agency.body}"
            if f"{there}|total" in truth:
                lines[there].append(f"{here}|{row}")
        for column, row in (("youths", "youth"), ("total", "total")):
            if f"{agency.name}|table_1a|{row}|total" in truth:
                yield from _together(
                    f"{agency.name}|table_1a|{row}|total", [f"{here}|{key}|{column}" for key in agency.places]
                )
    for there, own in lines.items():
        for column in ("youths", "adults", "total"):
            yield from _together(f"{there}|{column}", [f"{line}|{column}" for line in own])


def _together(whole: str, parts: Sequence[str]) -> Iterator[Equation]:
    if len(parts) == 1:
        yield _is_sum(whole, parts)
        return
    yield _at_most(whole, *parts)
    yield from (_at_most(part, whole) for part in parts)


def _quarters(scopes: Sequence[Scope], truth: Mapping[str, int]) -> Iterator[Equation]:
    """What is new in the year is what was new in its quarters; each client of a quarter is one of the year."""
    quarterly = {scope.subject for scope in scopes if "Q" in scope.period}
    for scope in (scope for scope in scopes if "Q" not in scope.period and scope.subject in quarterly):
        for cell, _, _ in _cells(scope):
            there = {period: cell.replace(scope.period, period, 1) for period, _ in QUARTERS}
            yield from _in_quarters(cell, {period: each for period, each in there.items() if each in truth})


def _in_quarters(cell: str, quarters: Mapping[str, str]) -> Iterator[Equation]:
    """What the quarters tell of one cell of the year; `quarters`: its cell in each that has it."""
    _, table, row, column = cell.split("|")
    parts = list(quarters.values())
    first, last = (quarters.get(f"{YEAR}Q{n}") for n in (1, 4))
    if column == "carried":
        if table in TWOS.values():
            yield _is_sum(cell, [first] if first else ())
        elif first:
            yield _at_most(first, cell)
    elif table in UNDONE:
        lasting = UNDONE[table] not in (row, column)
        yield from (_at_most(part, cell) for part in parts if lasting or part == last)
    elif (table, column) == ("table_d", "new"):
        yield Equation((*((part, 1) for part in parts), (cell, -1)), exact=False)
    elif column in ("new", "raised") or column in COUNTS_EVENTS.get(table, ()):
        yield _is_sum(cell, parts)
    else:
        yield from (_at_most(part, cell) for part in parts)
        yield _at_most(cell, *parts)


def by_simple_rule(family: FamilyOfReports) -> FamilyOfReports:
    """Return the same reports as the simple rule prints them: one to four people masked, all else as it is."""
    shown: dict[str, str] = {}
    for scope in (scope for scope in family.scopes if scope.kind is not ScopeKind.UNKNOWN):
        for cell, value, people in _cells(scope):
            if not cell.endswith("|carried"):
                mask = f"<{SMALL}" if value < SMALL else HIDDEN
                shown[cell] = mask if 0 < len(people) < SMALL else str(value)
    return replace(
        family, runs=(), truth=_truth(family.scopes), shown=shown, equations=tuple(_equations(family.scopes, ()))
    )


def outcomes(family: FamilyOfReports) -> Iterator[Outcome]:
    """Yield the form of every scope of a family."""
    for run in family.runs:
        yield from (form.outcome for form in run.scopes.values())


def hidden_by_five(scopes: Iterable[Scope]) -> tuple[int, int]:
    """Return how many figures the simple rule hides, which masks one to four people and nothing else, and of how many.

    It covers what it does not protect: totals give its masks away.
    """
    printed = [count for scope in scopes if scope.kind is not ScopeKind.UNKNOWN
               for table in scope.tables for row in _lines(table) for count in row.counts]  # fmt: skip
    return sum(0 < len(count.people) < SMALL for count in printed), len(printed)
