"""Whether the figures of a report agree with each other: the validator of what is about to be printed.

It reads a report as data (rules.reports.as_data), so it also judges what others published. Hidden and missing cells are
left out of account; a rounded report is not checked, for there totals need not be sums.
Source: the arithmetic of the report of 2016 (DOMAIN.md 1.9).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.policy_words import ReportProfile

Tables = Mapping[str, Any]

SUMMED_ALONG = frozenset({"table_6", "table_8b", "table_8c"})
"""Tables whose last column is the sum of those before it."""

SAME = (
    (("table_1b", "total"), ("table_1a", "Ouders"), "tabel 1b telt niet evenveel ouders als tabel 1a"),
    (("table_1c", "total"), ("table_1a", "total"), "tabel 1c telt niet evenveel cliënten als tabel 1a"),
)
TWOS = ("table_2a", "table_2b", "table_2c")


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One thing in a report that can not be right; `table` is its key, `column` the header it is under, if any."""

    table: str
    column: str
    what: str

    @property
    def said(self) -> str:
        """Return it as a sentence."""
        where = f"kolom '{self.column}': " if self.column else ""
        return f"tabel {self.table.removeprefix('table_').upper()}, {where}{self.what}."


def inconsistencies(tables: Tables, profile: str = ReportProfile.SEED_2016.value) -> list[Inconsistency]:
    """Return all that does not agree in the tables of a report."""
    if profile == ReportProfile.ROUNDED_5.value:
        return []
    found: list[Inconsistency] = []
    for key, table in tables.items():
        found += _down(key, table)
        found += _along(key, table)
        found += _new_within_total(key, table)
    return [*found, *_same(tables), *_issues(tables), *_raised(tables), *_actions(tables)]


def _down(key: str, table: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Each total is the sum of its column."""
    total = table.get("total")
    if total is None:
        return
    for n, printed in enumerate(total["values"]):
        parts = [row["values"][n] for row in table["rows"]]
        if _numbers([printed, *parts]) and sum(parts) != printed:
            yield Inconsistency(key, table["columns"][n], f"het totaal is {printed}, de rijen zijn samen {sum(parts)}")


def _along(key: str, table: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """In some tables the last column is the sum of the others."""
    if key not in SUMMED_ALONG:
        return
    for row in _rows(table):
        *parts, last = row["values"]
        if _numbers(row["values"]) and sum(parts) != last:
            yield Inconsistency(
                key, table["columns"][-1], f"'{row['label']}' telt op tot {sum(parts)}, er staat {last}"
            )


def _new_within_total(key: str, table: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """New is never more than total."""
    columns = table.get("columns", ())
    if "rows" not in table or len(columns) < len(("total", "new")) or "nieuw" not in columns[1].casefold():
        return
    for row in _rows(table):
        total, new = row["values"][:2]
        if _numbers([total, new]) and new > total:
            yield Inconsistency(key, columns[1], f"'{row['label']}' telt {new} nieuwe van {total} in totaal")


def _same(tables: Tables) -> Iterator[Inconsistency]:
    for (key, label), (other, its), what in SAME:
        one, two = _values(tables, key, label), _values(tables, other, its)
        if one and two and any(_numbers(pair) and pair[0] != pair[1] for pair in zip(one, two, strict=False)):
            yield Inconsistency(key, "", what)


def _issues(tables: Tables) -> Iterator[Inconsistency]:
    """Table 4 adds up to all questions, problems and complaints in handling."""
    totals = [_values(tables, key, "total") for key in TWOS]
    if "table_4" not in tables or not all(totals):
        return
    issues = [values[0] for values in totals]
    handled = [row["values"][0] for row in tables["table_4"]["rows"]]
    if _numbers([*issues, *handled]) and sum(issues) != sum(handled):
        what = f"tabel 4 telt {sum(handled)} vragen, problemen en klachten, tabellen 2a tot en met 2c {sum(issues)}"
        yield Inconsistency("table_4", "", what)


def _raised(tables: Tables) -> Iterator[Inconsistency]:
    """Table 2d repeats the new issues, each of at most all clients."""
    if "table_2d" not in tables:
        return
    everybody = _values(tables, "table_1a", "total")
    for key, row in zip(TWOS, tables["table_2d"]["rows"], strict=False):
        raised, clients = row["values"]
        total = _values(tables, key, "total")
        if total and _numbers([raised, total[1]]) and raised != total[1]:
            yield Inconsistency("table_2d", "", f"'{row['label']}' telt {raised}, tabel {key[6:]} {total[1]} nieuwe")
        if everybody and _numbers([clients, everybody[0]]) and clients > everybody[0]:
            yield Inconsistency("table_2d", "", f"'{row['label']}' telt meer cliënten dan tabel 1a")


def _actions(tables: Tables) -> Iterator[Inconsistency]:
    """Cases that ended with one action, and with two or more, have at least that many actions in table 6."""
    if "table_5" not in tables or "table_6" not in tables:
        return
    cells = [row["values"] for row in tables["table_5"]["rows"]]
    actions = _values(tables, "table_6", "total")
    if not actions or not _numbers([actions[-1], *(value for row in cells for value in row)]):
        return
    least = sum(one + 2 * more for one, more in cells)
    if actions[-1] < least:
        yield Inconsistency("table_6", "", f"tabel 5 vraagt ten minste {least} acties, tabel 6 telt er {actions[-1]}")


def _rows(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*table.get("rows", ()), *((table["total"],) if "total" in table else ())]


def _values(tables: Tables, key: str, label: str) -> list[Any]:
    """Return the values of a row, or of the total; none where the table or row is not there."""
    table = tables.get(key, {})
    if label == "total":
        return list(table.get("total", {}).get("values", ()))
    return next((list(row["values"]) for row in table.get("rows", ()) if row["label"] == label), [])


def _numbers(values: Iterable[object]) -> bool:
    return all(isinstance(value, (int, float)) for value in values)
