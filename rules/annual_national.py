"""The national part of a yearly report: tables A to F3 beside the year before, satisfaction and trends.

Source: the AKJ municipality report of 2016, chapter 2; F077, F090, F132, F145.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules import annual_texts as texts
from rules.annual_previous import Previous, beside, topics_beside
from rules.annual_showing import Chapter
from rules.disclosure import THRESHOLD
from rules.figures import HIDDEN, TOTAL
from rules.reports import Cell, Masked, Row, Section, Table, Why

PERCENT = 100
COUNT = "Totaal"
SHARE = "Aandeel van alle cliënten (%)"


@dataclass(frozen=True)
class National:
    """The country's figures of a year: its chapter, the mean grades with how many gave them, and the year before.

    `professionals` and `of_unknown_residence` are how many of all `clients` were that: they are never shown as such,
    but where everything is.
    """

    year: int
    chapter: Chapter
    grades: Mapping[str, tuple[Decimal, int]]
    previous: Previous | None = None
    professionals: int = 0
    clients: int = 0
    of_unknown_residence: int = 0

    def table(self, key: str) -> Table:
        """Return one national table, with the year before beside it where that was released."""
        table = self.chapter.table(key)
        if table.rankings is not None:
            return topics_beside(table, self.year, self.previous)
        return beside(table, self.year, self.previous)


TOPICS = (("c1", "c2", "c3"), "Onderwerpen in alle jeugdhulp", texts.NATIONAL_TOPICS)
ACCESS_TOPICS = (("f1", "f2", "f3"), "Onderwerpen bij de toegang", texts.ACCESS_TOPICS)


def national_sections(national: National, chapter: str, first: int = 1) -> tuple[Section, ...]:
    """Return the national figures as two sections, numbered within a chapter from `first`."""
    clients = (texts.NATIONAL_CLIENTS, *_trends(national, "table_a"))
    access = (texts.NATIONAL_ACCESS, *_trends(national, "table_d"))
    return (
        Section(f"{chapter}.{first} Alle jeugdhulp", clients, _tables(national, "ab"), _topics(national, *TOPICS)),
        Section(
            f"{chapter}.{first + 1} De toegang tot jeugdhulp", access, _tables(national, "de"),
            _topics(national, *ACCESS_TOPICS),
        ),
    )  # fmt: skip


def _topics(national: National, numbers: Iterable[str], heading: str, said: str) -> tuple[Section, ...]:
    """Return the section on topics; none where the country is text: then nothing of it may be told in parts either."""
    if not national.chapter.tables:
        return ()
    return (Section(heading, (said,), _tables(national, numbers)),)


def _tables(national: National, numbers: Iterable[str]) -> tuple[Table, ...]:
    return tuple(national.table(key) for number in numbers if national.chapter.has(key := f"table_{number}"))


def satisfaction(national: National, least: int) -> Table:
    """Return table 7: the mean grades of the whole country; in the open profile always, otherwise from `least` on."""
    hiding = national.chapter.hiding

    def cell(grade: Decimal, answers: int) -> Cell:
        return grade if hiding.is_open or answers >= least else Masked(HIDDEN, Why.SMALL_COUNT)

    return Table(
        key="table_7",
        number="7",
        title="Gemiddeld rapportcijfer van de cliënt over het vertrouwenswerk (landelijk)",
        columns=TOTAL,
        rows=tuple(Row(age, (cell(*given),)) for age, given in national.grades.items()),
        note="" if hiding.is_open else f"Een cijfer staat er alleen bij {least} of meer antwoorden.",
    )


def professionals(national: National) -> Table:
    """Return how many of those who came were professionals (F077); in a protected profile only as their share.

    A share is shown when five people more or fewer would not change it, so that nobody can be subtracted from it.
    """
    is_open = national.chapter.hiding.is_open
    column = COUNT if is_open else SHARE
    cell: Cell = national.professionals
    if not is_open:
        cell = steady_share(national.professionals, national.clients)
    table = Table(
        key="table_trends",
        title="Hulpverleners die contact zochten met een vertrouwenspersoon",
        columns=(column,),
        rows=(Row("Hulpverleners", (cell if cell is not None else Masked(HIDDEN, Why.PROTECTION),)),),
    )
    return beside(table, national.year, national.previous if _alike(national, column) else None)


def _alike(national: National, column: str) -> bool:
    before = national.previous
    columns: Sequence[str] = before.tables.get("table_trends", {}).get("columns", ()) if before else ()
    return f"{column} {national.year - 1}" in columns[:1]


def steady_share(part: int, whole: int) -> int | None:
    """Return a part in whole percents, or None where five people more or fewer would change it."""
    if whole == 0:
        return None
    least, most = max(0, part - THRESHOLD), min(whole, part + THRESHOLD)
    low, high = round(PERCENT * least / whole), round(PERCENT * most / whole)
    return low if low == high else None


def unknown_residence(national: National) -> tuple[str, ...]:
    """Return how many clients had no known residence, where everything is shown: else it could be subtracted."""
    if not national.chapter.hiding.is_open or not national.of_unknown_residence:
        return ()
    return (f"Van {number(national.of_unknown_residence)} cliënten is de woonplaats of verblijfplaats niet bekend.",)


def _trends(national: National, key: str) -> Iterator[str]:
    """Yield how many clients there were, how that grew, and how many were carried over; of shown figures only."""
    if not national.chapter.has(key):
        return
    shown, counted = national.table(key).total, national.chapter.tables[key].columns
    cells = dict(enumerate(shown.cells if shown else ()))
    total, past = cells.get(0), cells.get(len(counted))
    new = cells.get(1) if len(counted) > 1 else None
    if not isinstance(total, int):
        return
    growth = f", {_growth(total, past)} ten opzichte van {national.year - 1}" if isinstance(past, int) and past else ""
    yield f"Met {number(total)} unieke cliënten was er contact{growth}."
    if isinstance(new, int) and not national.chapter.hiding.rounded and total > new:
        yield f"Met {number(total - new)} van hen was het contact al vóór {national.year} begonnen."


def _growth(now: int, past: int) -> str:
    share = round(PERCENT * abs(now - past) / past)
    if share == 0:
        return "vrijwel evenveel"
    return f"een {'stijging' if now > past else 'daling'} van {share}%"


def number(value: int) -> str:
    """Return a whole number as Dutch prints it: 10.572."""
    return f"{value:,}".replace(",", ".")
