"""The tables of the yearly reports counted by DuckDB: independent of ours, from the same rows.

Cells are named (place, table, row, column); a count of nothing is left out, as tables leave out such rows too.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from rules.annual import Records, Year, bodies, everybody, residents
from rules.annual_chapters import body_rankings, body_tables, national_rankings, national_tables, resident_tables
from rules.annual_tables import CountTable, RankingTable
from rules.casework import CATEGORIES, IssueKind
from rules.counting import counting

Cell = tuple[str, str, str, str]
Counts = dict[Cell, int]
Tops = dict[tuple[str, str, str], tuple[str, ...]]
NATION, UNKNOWN = "nl", "unknown"

COLUMNS: Mapping[str, str] = {
    "clients": "id INT, kind TEXT, parent TEXT, gender TEXT, since DATE",
    "homes": "client INT, since DATE, place TEXT",
    "issues": "id INT, client INT, kind TEXT, category TEXT, raised DATE, handling TEXT, handled DATE, ended DATE,"
    " body TEXT, is_access BOOL, place TEXT",
    "contacts": "client INT, day DATE, kind TEXT",
    "cases": "id INT, issue INT, ended DATE",
    "actions": "case_id INT, kind TEXT, started DATE, ended DATE, outcome TEXT",
    "ranks": "category TEXT, place INT",
}

# Who and what counts in the year, and where: the rest are plain counts of these.
PREPARE = """
CREATE TEMP TABLE issue_in AS SELECT i.*, c.kind = 'youth' AS youth, i.raised >= $first AS is_new,
    CASE WHEN handled <= $last THEN handling ELSE 'running' END AS stands
    FROM issues i JOIN clients c ON c.id = i.client WHERE raised <= $last AND (ended IS NULL OR ended >= $first);
CREATE TEMP TABLE contact_in AS SELECT * FROM contacts WHERE day BETWEEN $first AND $last;
CREATE TEMP TABLE client_in AS SELECT c.*, since BETWEEN $first AND $last AS is_new,
    coalesce((SELECT arg_max(coalesce(h.place, 'unknown'), h.since) FROM homes h
              WHERE h.client = c.id AND h.since <= $last), 'unknown') AS home
    FROM clients c WHERE id IN (SELECT client FROM issue_in UNION SELECT client FROM contact_in);
CREATE TEMP TABLE action_in AS SELECT a.*, CASE WHEN ended <= $last THEN outcome ELSE 'running' END AS stands
    FROM actions a WHERE started <= $last AND (ended IS NULL OR ended >= $first);
"""

# Each yields place, table, row, column and count.
RESIDENTS = (
    """SELECT home, 'table_1a', coalesce(kind, 'total'), unnest(['total', 'new']), unnest([count(*),
       count(*) FILTER (is_new)]) FROM client_in GROUP BY GROUPING SETS ((home, kind), (home))""",
    """SELECT home, 'table_1b', coalesce(parent, 'total'), unnest(['total', 'new']), unnest([count(*),
       count(*) FILTER (is_new)]) FROM client_in WHERE parent IS NOT NULL
       GROUP BY GROUPING SETS ((home, parent), (home))""",
    """SELECT home, 'table_1c', coalesce(gender, 'total'), unnest(['total', 'new']), unnest([count(*),
       count(*) FILTER (is_new)]) FROM client_in GROUP BY GROUPING SETS ((home, gender), (home))""",
    """SELECT home, 'table_2' || CASE i.kind WHEN 'question' THEN 'a' WHEN 'problem' THEN 'b' ELSE 'c' END,
       coalesce(category, 'total'), unnest(['total', 'new']), unnest([count(*), count(*) FILTER (i.is_new)])
       FROM issue_in i JOIN client_in c ON c.id = i.client
       GROUP BY GROUPING SETS ((home, i.kind, category), (home, i.kind))""",
    """SELECT home, 'table_2d', i.kind, unnest(['raised', 'clients']), unnest([count(*), count(DISTINCT client)])
       FROM issue_in i JOIN client_in c ON c.id = i.client WHERE i.is_new GROUP BY home, i.kind""",
    """SELECT home, 'table_3', k.kind, 'total', count(*) FROM contact_in k JOIN client_in c ON c.id = k.client
       GROUP BY home, k.kind""",
    """SELECT home, 'table_4', stands, 'total', count(*) FROM issue_in i JOIN client_in c ON c.id = i.client
       GROUP BY home, stands""",
    """SELECT home, 'table_5', kind, CASE WHEN many > 1 THEN 'more' ELSE 'one' END, count(*) FROM (
         SELECT c.home, i.kind, t.id, count(*) AS many FROM cases t JOIN actions a ON a.case_id = t.id
         JOIN issues i ON i.id = t.issue JOIN client_in c ON c.id = i.client
         WHERE t.ended BETWEEN $first AND $last GROUP BY ALL) GROUP BY ALL""",
    """SELECT home, 'table_6', coalesce(a.kind, 'total'), coalesce(stands, 'total'), count(*) FROM action_in a
       JOIN cases t ON t.id = a.case_id JOIN issues i ON i.id = t.issue JOIN client_in c ON c.id = i.client
       GROUP BY GROUPING SETS ((home, a.kind, stands), (home, a.kind), (home, stands), (home))""",
)
BODIES = (
    """WITH seen AS (SELECT DISTINCT place, CASE WHEN is_access THEN 'access_point' ELSE body END AS body, client, youth
         FROM issue_in WHERE place IS NOT NULL AND body IS NOT NULL)
       SELECT place, 'table_8b', coalesce(body, 'total'), unnest(['youths', 'adults', 'total']),
       unnest([count(*) FILTER (youth), count(*) FILTER (NOT youth), count(*)])
       FROM seen GROUP BY GROUPING SETS ((place, body), (place))""",
)
NATIONAL = (
    """SELECT 'nl', 'table_a', CASE kind = 'youth' WHEN true THEN 'youths' WHEN false THEN 'adults' ELSE 'total' END,
       unnest(['total', 'new']), unnest([count(*), count(*) FILTER (is_new)])
       FROM client_in GROUP BY GROUPING SETS ((kind = 'youth'), ())""",
    """SELECT 'nl', 'table_d', CASE kind = 'youth' WHEN true THEN 'youths' WHEN false THEN 'adults' ELSE 'total' END,
       unnest(['total', 'new']), unnest([count(*), count(*) FILTER (is_new)]) FROM client_in
       WHERE id IN (SELECT client FROM issue_in WHERE is_access) GROUP BY GROUPING SETS ((kind = 'youth'), ())""",
    """SELECT 'nl', 'table_b', coalesce(kind, 'total'), 'total', count(*) FROM issue_in WHERE is_new
       GROUP BY ROLLUP (kind)""",
    """SELECT 'nl', 'table_e', coalesce(kind, 'total'), 'total', count(*) FROM issue_in WHERE is_new AND is_access
       GROUP BY ROLLUP (kind)""",
)
# Each yields place, table, kind, category and count, in the order of the ranking.
RANKINGS = (
    """SELECT i.place, CASE WHEN youth THEN 'table_9a' ELSE 'table_9b' END, kind, category, count(*)
       FROM issue_in i JOIN ranks USING (category) WHERE is_new AND i.place IS NOT NULL AND body IS NOT NULL
       GROUP BY i.place, youth, kind, category, ranks.place
       QUALIFY row_number() OVER (PARTITION BY i.place, youth, kind ORDER BY count(*) DESC, ranks.place) <= 3
       ORDER BY count(*) DESC, ranks.place""",
    """SELECT 'nl', 'table_c', kind, category, count(*) FROM issue_in i JOIN ranks USING (category) WHERE is_new
       GROUP BY kind, category, ranks.place
       QUALIFY row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, ranks.place) <= 3
       ORDER BY count(*) DESC, ranks.place""",
    """SELECT 'nl', 'table_f', kind, category, count(*) FROM issue_in i JOIN ranks USING (category)
       WHERE is_new AND is_access GROUP BY kind, category, ranks.place
       QUALIFY row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, ranks.place) <= 3
       ORDER BY count(*) DESC, ranks.place""",
)


def loaded(records: Records) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that holds the rows."""
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in _rows(records).items():
            path = Path(folder) / f"{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)
            connection.execute(f"CREATE TABLE {name} ({COLUMNS[name]})")
            if path.stat().st_size:
                connection.execute(f"COPY {name} FROM '{path}' (HEADER false)")
    return connection


def _rows(records: Records) -> dict[str, list[tuple[object, ...]]]:
    ranked = [(category.value, place) for words in CATEGORIES.values() for place, category in enumerate(words)]
    return {
        "clients": [
            (c.id, c.kind.value, _word(c.parent_kind), c.gender.value, c.first_contact_on) for c in records.clients
        ],
        "homes": [(c.id, since, place) for c in records.clients for since, place in c.residences],
        "issues": [
            (i.id, i.client.id, i.kind.value, i.category.value, i.raised_on, i.handling.value, i.handled_on, i.ended_on,
             i.agency.body if i.agency else None, i.is_about_access, i.municipality)
            for i in records.issues
        ],
        "contacts": [(k.client.id, k.on, k.kind.value) for k in records.contacts],
        "cases": [(number, case.issue.id, case.ended_on) for number, case in enumerate(records.cases)],
        "actions": [
            (number, a.kind.value, a.started_on, a.ended_on, a.outcome.value)
            for number, case in enumerate(records.cases) for a in case.actions
        ],
        "ranks": list(ranked),
    }  # fmt: skip


def _word(word: object) -> object:
    return getattr(word, "value", word)


def counted_by_duckdb(connection: duckdb.DuckDBPyConnection, year: Year) -> tuple[Counts, Tops]:
    """Return every count and ranking of every place and of the country."""
    dates = {"first": year.first, "last": year.last}
    for statement in PREPARE.split(";\n"):
        if statement.strip():
            connection.execute(statement, _used(statement, dates))
    counts: Counts = {}
    for query in (*RESIDENTS, *BODIES, *NATIONAL):
        for place, table, row, column, count in connection.execute(query, _used(query, dates)).fetchall():
            counts[place, table, row, column] = count
    tops: dict[tuple[str, str, str], list[str]] = {}
    for query in RANKINGS:
        for place, table, kind, category, _count in connection.execute(query).fetchall():
            tops.setdefault((place, table, kind), []).append(category)
    return {cell: count for cell, count in counts.items() if count}, {key: tuple(top) for key, top in tops.items()}


def _used(statement: str, dates: Mapping[str, date]) -> dict[str, date]:
    return {name: day for name, day in dates.items() if f"${name}" in statement}


Tabulated = tuple[list[tuple[str, Sequence[CountTable]]], list[tuple[str, Sequence[RankingTable]]]]


def tabulated(records: Records, year: Year) -> Tabulated:
    """Return every table and ranking of every place and of the country, as our reports count them."""
    with counting():
        whole = everybody(records, year)
        homes, places = residents(whole), bodies(whole)
        tables = [(place or UNKNOWN, resident_tables(part)) for place, part in homes.items()]
        tables += [(place, body_tables(part)) for place, part in places.items()]
        rankings = [(place, body_rankings(part)) for place, part in places.items()]
        return [*tables, (NATION, national_tables(whole))], [*rankings, (NATION, national_rankings(whole, "jaar"))]


def as_cells(found: Tabulated) -> tuple[Counts, Tops]:
    """Return our tables in the form of DuckDB's answer, to hold them against each other."""
    tables, rankings = found
    counts = {cell: count for place, each in tables for cell, count in _cells(place, each) if count}
    tops = {key: top for place, each in rankings for key, top in _tops(place, each) if top}
    return counts, tops


def _cells(place: str, tables: Iterable[CountTable]) -> Iterator[tuple[Cell, int]]:
    for table in tables:
        for row in (*table.rows, *((table.total,) if table.total else ())):
            for (column, _), count in zip(table.columns, row.counts, strict=True):
                yield (place, table.key, row.key, column), count.value


def _tops(place: str, rankings: Iterable[RankingTable]) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    kinds = [kind.value for kind in IssueKind]
    for table in rankings:
        whole = table.key[:-1] if place == NATION else table.key
        named = [kinds[int(table.key[-1]) - 1]] if place == NATION else kinds
        for kind, ranking in zip(named, table.rankings, strict=True):
            yield (place, whole, kind), tuple(topic.key for topic in ranking.topics)
