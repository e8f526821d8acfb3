"""From sheets to rows: headers, cells and doubles. What is wrong is collected, nothing stops at the first flaw."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time

from actions.register_cells import did_you_mean, in_utc, read_cell
from actions.register_columns import Column, Kind, Table, folded
from actions.register_entries import Entry, Parsed
from actions.register_sheets import BY_NAME
from channels.grid import column_twice
from channels.sheets import Row, Sheet
from rules.errors import Flaw, Phrase, RuleError

GUIDE = "uitleg"
"""The sheet of the template that explains the others; it is passed over."""


def parse_sheets(sheets: tuple[Sheet, ...]) -> Parsed:
    """Return the rows of all sheets, those with wrong cells too (marked), and everything wrong with them."""
    parsed = Parsed()
    seen: dict[str, str] = {}
    for sheet in sheets:
        name = folded(sheet.name)
        if name == GUIDE:
            continue
        if name not in BY_NAME:
            parsed.flaws.append(_unknown_sheet(sheet))
        elif name in seen:
            said = Phrase(
                "Het blad '{name}' is er twee keer, ook in {file}. Houd één over.", name=name, file=seen[name]
            )
            parsed.flaws.append(Flaw(sheet.file, said))
        else:
            seen[name] = sheet.file
            _parse_sheet(BY_NAME[name], sheet, parsed)
    return parsed


def _unknown_sheet(sheet: Sheet) -> Flaw:
    said = Phrase(
        "Onbekend blad '{name}'.{near} De bladen zijn: {sheets}.",
        name=sheet.name,
        near=did_you_mean(sheet.name, BY_NAME),
        sheets=tuple(BY_NAME),
    )
    return Flaw(sheet.file, said)


def _parse_sheet(table: Table, sheet: Sheet, parsed: Parsed) -> None:
    headers, wrong = _headers(table, sheet)
    if wrong:
        parsed.flaws += wrong
        parsed.unread.add(table.name)
        return
    entries = [_parse_row(table, sheet, row, headers, parsed.flaws) for row in sheet.rows]
    keyed = [entry for entry in entries if all(name in entry.values for name in table.key)]
    parsed.keyless += [entry for entry in entries if any(name not in entry.values for name in table.key)]
    parsed.flaws += _doubles(table, keyed)
    first_of = {entry.key: entry for entry in reversed(keyed)}
    parsed.entries += reversed(first_of.values())


def _headers(table: Table, sheet: Sheet) -> tuple[dict[str, Column], list[Flaw]]:
    """Return which column of the file is which of ours, and what is wrong with the first row."""
    ours = {folded(name.replace("_", " ")): column for name, column in table.by_name.items()}
    found: dict[str, Column] = {}
    flaws: list[Flaw] = []
    for index, header in enumerate(sheet.columns, 1):
        column = ours.get(folded(header.replace("_", " ")))
        if column is None:
            near = did_you_mean(header, table.by_name)
            flaws.append(Flaw(sheet.file, Phrase("Onbekende kolom '{header}'.{near}", header=header, near=near), 1))
        elif column in found.values():
            first = list(found.values()).index(column) + 1
            flaws.append(Flaw(sheet.file, column_twice(column.name, first, index), 1))
        found[header] = column or Column("", "", Kind.TEXT, "")
    present = {column.name for column in found.values()}
    flaws += [
        Flaw(
            sheet.file,
            Phrase("Kolom '{name}' ontbreekt. Gevonden: {found}.", name=column.name, found=tuple(sheet.columns)),
            1,
        )
        for column in table.columns
        if column.required and column.name not in present
    ]
    return found, flaws


def _parse_row(table: Table, sheet: Sheet, row: Row, headers: dict[str, Column], flaws: list[Flaw]) -> Entry:
    entry = Entry(table, {}, sheet.file, row.number)
    before = len(flaws)
    for header, column in headers.items():
        try:
            entry.values[column.name] = _value(table, column, row.cells[header])
        except RuleError as error:
            flaws.append(entry.flaw(error.said, column.name))
    flaws += _set_on_days(entry)
    entry.put_in_order()
    entry.flawed = len(flaws) > before
    return entry


class Missing(RuleError):
    """A cell that must be filled and is not."""


class TooLong(RuleError):
    """A text that does not fit in its column."""


def _value(table: Table, column: Column, text: str) -> object:
    if not text:
        if column.required:
            raise Missing("Deze cel is leeg; vul haar in.")
        return column.default
    value = read_cell(column, text)
    longest = table.max_length(column) if column.field and isinstance(value, str) else None
    if longest is not None and len(text) > longest and column.kind is not Kind.WORD:
        raise TooLong("De tekst is te lang (max. {longest} tekens).", longest=longest)
    return value


def _set_on_days(entry: Entry) -> Iterator[Flaw]:
    """Turn the times of day into instants on the day that stands beside them."""
    for column in entry.table.columns:
        clock, day = entry.values.get(column.name), entry.values.get(column.on_day)
        if column.kind is not Kind.TIME_ON_DAY or not isinstance(clock, time):
            continue
        del entry.values[column.name]
        if not isinstance(day, date):
            continue  # the day itself was wrong and has its flaw
        try:
            entry.values[column.name] = in_utc(day, clock)
        except RuleError as error:
            yield entry.flaw(error.said, column.name)


def _doubles(table: Table, entries: list[Entry]) -> Iterator[Flaw]:
    """Yield a flaw for each row that is an earlier one again, or only looks different in case or spaces."""
    for columns in filter(None, (table.key, table.alike)):
        rows: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            if (shown := entry.alike(columns)) is not None:
                rows[shown].append(entry)
        for first, *others in rows.values():
            yield from (_double(first, other, columns) for other in others)


def _double(first: Entry, other: Entry, columns: tuple[str, ...]) -> Flaw:
    said = Phrase(
        "Rij {first} en {other} zijn {same} ('{called}').",
        first=first.number,
        other=other.number,
        same=first.table.same,
        called=first.show(columns),
    )
    return other.flaw(said, columns[-1])
