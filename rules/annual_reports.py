"""The yearly reports of a municipality, an agency and the country, put together from counted tables and their texts.

Pure: what was counted (rules/annual_chapters.py), how it may be shown (rules/annual_showing.py) and what was published
the year before (rules/annual_previous.py) come in, one report model goes out, from which every form is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules import annual_texts as texts
from rules.annual import METHOD
from rules.annual_definitions import definitions
from rules.annual_national import National, national_sections, professionals, satisfaction, unknown_residence
from rules.annual_showing import Chapter, with_bars
from rules.annual_work import Frame, Work
from rules.reports import Report, Section, Table

TABLES_3_CLIENTS = ("table_1a", "table_1b", "table_1c")
TABLES_3_ISSUES = ("table_2a", "table_2b", "table_2c", "table_2d")
TABLES_3_RESULTS = ("table_4", "table_5", "table_6")
CHARTED = frozenset({"table_1a", "table_2a", "table_2b", "table_2c"})
CATEGORIES = "Bijlage 1. Klachten, vragen en problemen: wat de categorieën betekenen"
PROTECTION = "Bijlage 2. Hoe wij kleine aantallen beschermen"


class ReportKind(StrEnum):
    """Whom a yearly report is about; also the first word of its file's name."""

    MUNICIPALITY = "municipality"
    AGENCY = "agency"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: a municipality, an agency or the country, by its code and name."""

    kind: ReportKind
    code: str
    name: str


NATION = Subject(ReportKind.NATIONAL, "NL", "Nederland")


def municipality_report(
    frame: Frame, subject: Subject, national: National, residents: Chapter | None, bodies: Chapter | None, work: Work,
    notes: tuple[str, ...] = (),
) -> Report:  # fmt: skip
    """Return the report of a municipality; without `residents` chapter 3 is a short text.

    `notes`: what stands out in working together, written by people. Source: F130 to F138, F142, F143.
    """
    chapter = Section(f"3. Jaarcijfers vertrouwenswerk in {subject.name}", sections=tuple(
        part for part in (_notes(notes), *_municipality_parts(frame, national, residents, bodies, work))
    ))  # fmt: skip
    sections = (
        Section("1. Inleiding", texts.purpose(frame.voice, texts.of_municipality(subject.name))),
        Section("2. Toelichting op de jaarcijfers", sections=(
            _method(frame, national), _reading("2.2", ask=True),
            *national_sections(national, "2", first=3),
        )),
        chapter,
    )  # fmt: skip
    chapters = (national.chapter, *((residents,) if residents else ()), *((bodies,) if bodies and residents else ()))
    return _report(frame, subject, sections, chapters)


def _municipality_parts(
    frame: Frame, national: National, residents: Chapter | None, bodies: Chapter | None, work: Work
) -> Iterator[Section]:
    if residents is None:
        yield Section("3.2 Vertrouwenswerk in de gemeente", (texts.FEW, texts.FEW_AVAILABLE))
        return
    yield Section("3.2 Deel 1: inwoners uit de gemeente", (*texts.RESIDENTS, *_coarse(residents)), sections=(
        Section("Cliënten", (texts.CLIENTS,), _tables(residents, TABLES_3_CLIENTS)),
        Section("Vragen, problemen en klachten", (texts.ISSUES,), _tables(residents, TABLES_3_ISSUES)),
        Section("Contacten", (texts.CONTACTS,), _tables(residents, ("table_3",))),
        Section("Resultaten", (texts.RESULTS, texts.ACTIONS), _tables(residents, TABLES_3_RESULTS)),
        Section("Tevredenheid", (texts.SATISFACTION,), (satisfaction(national, frame.min_survey),)),
    ))  # fmt: skip
    yield Section("3.3 Deel 2: instanties in de gemeente", (*texts.BODIES, *_coarse(bodies)), sections=(
        Section("Instanties en hun cliënten", (), tuple(_bodies(bodies, work))),
        *(() if bodies is None else (_topics(bodies),)),
        Section("Bezoeken, voorlichtingen en signalen", (texts.VISITS,), (work.visits, work.signals)),
    ))  # fmt: skip


def _bodies(bodies: Chapter | None, work: Work) -> Iterator[Table]:
    if work.bodies is not None:
        yield work.bodies
    if bodies is not None and bodies.tables:
        yield bodies.table("table_8b")


def _topics(chapter: Chapter) -> Section:
    return Section("Onderwerpen", (texts.TOPICS,), _tables(chapter, ("table_9a", "table_9b")))


def agency_report(frame: Frame, subject: Subject, own: Chapter | None, work: Work) -> Report:
    """Return the report of an agency on all its locations; without `own` chapter 3 is a short text. Source: F131."""
    sections = (
        Section("1. Inleiding", texts.purpose(frame.voice, texts.of_agency(subject.name))),
        Section("2. Toelichting op de jaarcijfers", sections=(_method(frame, None), _reading("2.2", ask=False))),
        Section(f"3. Jaarcijfers vertrouwenswerk bij {subject.name}", sections=tuple(_agency_parts(own, work))),
    )
    return _report(frame, subject, sections, (own,) if own else ())


def _agency_parts(own: Chapter | None, work: Work) -> Iterator[Section]:
    if own is None:
        yield Section("3.1 Cliënten", (texts.FEW_AT_AGENCY, texts.FEW_AVAILABLE))
    else:
        yield from _agency_clients(own)
    number = "3.2" if own is None else "3.4"
    heading = f"{number} Bezoeken, voorlichtingen en signalen"
    yield Section(heading, (texts.VISITS,), (work.visits, work.signals))


def _agency_clients(own: Chapter) -> Iterator[Section]:
    clients = (texts.AGENCY_CLIENTS, *_coarse(own))
    yield Section("3.1 Cliënten en locaties", clients, _tables(own, ("table_1a", "table_8c")))
    yield Section("3.2 Vragen, problemen en klachten", (texts.ISSUES,), sections=(
        Section("Wat cliënten vroegen en vertelden", tables=_tables(own, TABLES_3_ISSUES)),
        Section("Onderwerpen", (texts.TOPICS,), _tables(own, ("table_9a", "table_9b"))),
    ))  # fmt: skip
    yield Section("3.3 Resultaten", (texts.RESULTS, texts.ACTIONS), _tables(own, TABLES_3_RESULTS))


def national_report(frame: Frame, national: National, work: Work) -> Report:
    """Return the report of the country. Source: F132, F077, F145."""
    who = (texts.PROFESSIONALS, *unknown_residence(national))
    sections = (
        Section("1. Inleiding", texts.purpose(frame.voice, texts.OF_NATION)),
        Section("2. Toelichting op de jaarcijfers", sections=(_method(frame, national), _reading("2.2", ask=False))),
        Section("3. Het vertrouwenswerk in Nederland", sections=(
            *national_sections(national, "3"),
            Section("3.3 Wie er komen", who, (professionals(national),)),
            Section("3.4 Tevredenheid", (texts.SATISFACTION,), (satisfaction(national, frame.min_survey),)),
            Section("3.5 Bezoeken, voorlichtingen en signalen", (texts.VISITS,), (work.visits, work.signals)),
        )),
    )  # fmt: skip
    return _report(frame, NATION, sections, (national.chapter,))


def _tables(chapter: Chapter, keys: tuple[str, ...]) -> tuple[Table, ...]:
    """Return the tables of a chapter that are there: a coarser one may have fewer."""
    found = [chapter.table(key) for key in keys if chapter.has(key)]
    return tuple(with_bars(table) if table.key in CHARTED else table for table in found if _has_content(table))


def _has_content(table: Table) -> bool:
    return bool(table.rows or table.rankings)


def _coarse(chapter: Chapter | None) -> tuple[str, ...]:
    return (texts.COARSE,) if chapter is not None and chapter.coarse else ()


def _notes(notes: tuple[str, ...]) -> Section:
    empty = ("Voor dit jaar is er geen toelichting op de samenwerking vastgelegd.",)
    return Section("3.1 Opvallendheden in de samenwerking", () if notes else empty, notes=notes)


def _method(frame: Frame, national: National | None) -> Section:
    said = [texts.PROVISIONAL] if frame.is_provisional else []
    if national is None:
        said.append(next(texts.method(METHOD, METHOD)))
    else:
        said += texts.method(METHOD, national.previous.method if national.previous else None)
    return Section("2.1 Hoe is geteld", tuple(said))


def _reading(number: str, *, ask: bool) -> Section:
    return Section(f"{number} Hoe u deze cijfers leest", (*texts.INTERPRETATION, *((texts.ASK_THE_AGENCY,) * ask)))


def _protection(frame: Frame) -> Section:
    filled = {"threshold": frame.threshold, "most": frame.threshold - 1, "survey": frame.min_survey}
    said = tuple(text.format(**filled) for text in texts.HIDING[frame.profile])
    return Section(PROTECTION, said, facts=(("Kleine aantallen", frame.profile.dutch), *frame.attack))


def _report(frame: Frame, subject: Subject, sections: tuple[Section, ...], chapters: tuple[Chapter, ...]) -> Report:
    year = frame.voice.year
    cells: dict[str, str | None] = {}
    for chapter in chapters:
        cells |= chapter.cells()
    return Report(
        kind=subject.kind.value,
        name=subject.name,
        title=_title(subject, year),
        author=frame.voice.organisation,
        starts_on=frame.period.first,
        ends_on=frame.period.last,
        made_on=frame.made_on,
        profile=frame.profile.value,
        method=METHOD,
        sections=(*sections, definitions(CATEGORIES), _protection(frame)),
        code=subject.code,
        cells=cells,
    )


def _title(subject: Subject, year: int) -> str:
    if subject.kind is ReportKind.NATIONAL:
        return f"Vertrouwenswerk in de jeugdhulp {year}"
    return f"Jaarrapportage {subject.name} {year}"
