"""A report as a document: the same sections, figures and words, from which PDF, DOCX and XLSX are made."""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from babel.dates import format_date

from rules.policy_words import ReportProfile
from rules.reports import Masked, Ranking, Report, Row, Section, Table, Topic
from templates import document
from templates.document import (
    LOCALE,
    Bar,
    Block,
    Column,
    Document,
    Facts,
    Figure,
    Kind,
    Paragraph,
    Part,
    Value,
    shown,
)

PROFILES = {profile.value: profile.dutch for profile in ReportProfile} | {"internal": "intern, niets verborgen"}
NOBODY = "Er zijn in deze periode geen instanties te noemen."
NO_TOPICS = "er zijn in deze periode geen onderwerpen te noemen."
UNORDERED = "•"
"""In the place of a number before topics whose order tells nothing."""
AT_LEAST_FOR_BARS = 3
"""A figure of fewer bars says nothing that the table does not."""
MANY = 5
"""With more columns of numbers than these, all share the line."""


def report_document(report: Report) -> Document:
    """Return the report as a document; one that was released bears its number."""
    period = f"{day_shown(report.starts_on)} tot en met {day_shown(report.ends_on)}"
    key_facts: tuple[tuple[str, Value], ...] = (
        ("Periode", period),
        *((("Nummer", report.reference),) if report.reference else ()),
        ("Opgemaakt op", report.made_on),
        ("Methode van tellen", report.method),
        ("Kleine aantallen", PROFILES[report.profile]),
        *report.highlights,
    )
    return Document(
        title=report.title,
        author=report.author,
        made_on=report.made_on,
        sections=tuple(_section(part) for part in report.sections),
        subtitle="Cijfers over het vertrouwenswerk in de jeugdhulp",
        reference=report.reference,
        key_facts=key_facts,
    )


def day_shown(day: date) -> str:
    """Return a day as people read it: 8 april 2026."""
    return format_date(day, "d MMMM y", locale=LOCALE)


def _section(section: Section) -> document.Section:
    return document.Section(
        section.heading, tuple(_blocks(section)), tuple(_section(each) for each in section.sections)
    )


def _blocks(section: Section) -> Iterator[Block]:
    yield from (Paragraph(text) for text in section.paragraphs)
    yield from (Paragraph(line) for note in section.notes for line in note.splitlines() if line.strip())
    if section.terms:
        yield Facts(section.terms)
    if section.facts:
        yield Facts(section.facts)
    for table in section.tables:
        yield from _table(table)


def _table(table: Table) -> Iterator[Block]:
    if table.names is not None:
        yield _names(table)
    elif is_empty(table):
        yield Paragraph(f"{table.caption}: {NO_TOPICS} {table.note}".strip())
    elif table.rankings is not None:
        yield _rankings(table, table.rankings)
    else:
        yield _numbers(table)
        yield from _figure(table)


def is_empty(table: Table) -> bool:
    """Return whether a table has nothing to show: it becomes a sentence, for a header alone says nothing."""
    return table.names is None and not table.rows and not any(each.topics for each in table.rankings or ())


def _names(table: Table) -> document.Table:
    rows: tuple[tuple[Value, ...], ...] = tuple((name,) for name in table.names or (NOBODY,))
    return document.Table(table.title, (Column("Instantie", width=1),), rows, table.number, None, table.note)


def _numbers(table: Table) -> document.Table:
    wide = len(table.columns) > MANY
    numbers = (Column(name, Kind.NUMBER, width=2 if wide else 0) for name in table.columns)
    columns = (Column("", width=3 if wide else 1), *numbers)
    total = _cells(table.total) if table.total else None
    return document.Table(
        table.title, columns, tuple(_cells(row) for row in table.rows), table.number, total, table.note
    )


def _cells(row: Row) -> tuple[Value, ...]:
    return (row.label, *row.cells)


def _rankings(table: Table, rankings: tuple[Ranking, ...]) -> document.Table:
    """Return rankings side by side, numbered where the order tells something, with the counts that are printed."""
    counted = any(topic.count is not None for ranking in rankings for topic in ranking.topics)
    columns = [Column("Plaats" if table.in_order else "", Kind.CODE)]
    for ranking in rankings:
        columns += [Column(ranking.label, width=1), *((Column("Aantal", Kind.NUMBER),) if counted else ())]
    rows = [
        (
            f"{place}" if table.in_order else UNORDERED,
            *(value for topic in topics for value in _topic(topic, counted=counted)),
        )
        for place, topics in enumerate(zip_longest(*(ranking.topics for ranking in rankings)), 1)
    ]
    return document.Table(table.title, tuple(columns), tuple(rows), table.number, None, table.note)


def _topic(topic: Topic | None, *, counted: bool) -> tuple[Value, ...]:
    label, count = (topic.label, topic.count) if topic else (None, None)
    return (label, count) if counted else (label,)


def _figure(table: Table) -> Iterator[Figure]:
    """Yield the bars of a table; what is hidden has none, and the words for who cannot see it are the table's."""
    bars = tuple(Bar(bar_label(table, row), tuple(_parts(table, row))) for row in table.rows)
    if not table.bars or sum(bool(bar.parts) for bar in bars) < AT_LEAST_FOR_BARS:
        return
    said = "; ".join(f"{row.label} {shown(row.cells[table.bars[0].column])}" for row in table.rows)
    tones = table.bars if len(table.bars) > 1 else ()
    legend = tuple((bar.tone, table.columns[bar.column]) for bar in tones)
    title = f"De cijfers van tabel {table.number} in beeld" if table.number else f"{table.title}, in beeld"
    yield Figure(title, f"Staafdiagram van {table.caption}: {said}.", bars, legend, table.as_shares)


def bar_label(table: Table, row: Row) -> str:
    """Return what stands before the bar of a row; a hidden number is named there, for its bar would look like none."""
    hidden = [cell.shown for bar in table.bars if isinstance(cell := row.cells[bar.column], Masked)]
    return f"{row.label} ({hidden[0]})" if hidden else row.label


def _parts(table: Table, row: Row) -> Iterator[Part]:
    for bar in table.bars:
        size = row.cells[bar.column]
        if isinstance(size, int) and size:
            yield Part(size, bar.tone)
