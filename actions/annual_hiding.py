"""Disclosure control of a run as the register has it: every scope of the year, and the ledger of what was published."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from rules.annual import Population, Records, Year, everybody, merged
from rules.annual_chapters import agency_tables, body_tables, national_tables, resident_tables
from rules.annual_protection import Published, Run, Scope, ScopeKind, places_of
from rules.annual_run import RunFigures
from store.annual import published_cells, silent_subjects

Parts = Mapping[str | None, Population]
QUARTERS = 4


def run_of(
    session: Session, year: int, whole: Population, homes: Parts, places: Parts, agencies: Mapping[int, Population],
    codes: Mapping[str, tuple[str, ...]], records: Records,
) -> Run:  # fmt: skip
    """Return everything that the reports of a year publish together, beside what was published before.

    `codes`: of each municipality the codes that it had in the year, by the last of them.
    """
    scopes = [Scope(f"{year}/nl", ScopeKind.NATION, national_tables(whole), clients=len(whole.clients))]
    for code, own in codes.items():
        here, there = _of(homes, own, whole.year), _of(places, own, whole.year)
        clients = len(here.clients)
        scopes.append(Scope(f"{year}/res:{code}", ScopeKind.RESIDENTS, resident_tables(here), clients=clients))
        scopes.append(Scope(f"{year}/bod:{code}", ScopeKind.BODIES, body_tables(there), clients=clients))
    known = frozenset(code for own in codes.values() for code in own)
    nowhere = _of(homes, [code for code in homes if code not in known], whole.year)
    scopes.append(
        Scope(f"{year}/res:unknown", ScopeKind.UNKNOWN, resident_tables(nowhere), clients=len(nowhere.clients))
    )
    scopes += [_agency(year, body, part) for body, part in agencies.items()]
    ledger = tuple(Published(cell, shown) for cell, shown in published_cells(session))
    texts = frozenset(f"{year}/res:{code}" for code in silent_subjects(session, year))
    return Run(tuple(scopes), ledger, _quarters_told(ledger, year, records), texts)


def _quarters_told(ledger: Iterable[Published], year: int, records: Records) -> tuple[Scope, ...]:
    """Return the quarters of a year of which the ledger has figures, counted again.

    Of a quarter only the country shows anything (rules.annual_run.Scope.is_part).
    """
    told = {one.cell.partition("/")[0] for one in ledger}
    counted = [(name, everybody(records, period)) for name, period in _quarters(year).items() if name in told]
    return tuple(
        Scope(f"{name}/nl", ScopeKind.NATION, national_tables(whole), clients=len(whole.clients))
        for name, whole in counted
    )


def _quarters(year: int) -> dict[str, Year]:
    starts = [date(year, 3 * n + 1, 1) for n in range(QUARTERS)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), date(year, 12, 31)]
    return {f"{year}Q{n}": Year(*days) for n, days in enumerate(zip(starts, ends, strict=True), start=1)}


def _of(parts: Parts, codes: "list[str | None] | tuple[str, ...]", year: Year) -> Population:
    return merged((parts[code] for code in codes if code in parts), year)


def _agency(year: int, body: int, part: Population) -> Scope:
    kind = next(issue.agency.kind.value for issue in part.issues if issue.agency)
    row = str(body) if kind != "access_point" else kind
    return Scope(
        f"{year}/agency:{body}", ScopeKind.AGENCY, agency_tables(part), clients=len(part.clients),
        places=places_of(part), body=row,
    )  # fmt: skip


def attack_facts(figures: RunFigures) -> tuple[tuple[str, str], ...]:
    """Return what the appendix tells of the attack, over all reports of the run together."""
    share = f"{100 * figures.shown / figures.cells:.0f}%".replace(".", ",") if figures.cells else "geen"
    return (
        ("Samen beschermd", f"{figures.scopes} hoofdstukken van alle rapporten over dit jaar"),
        ("Getelde aantallen", _number(figures.cells)),
        ("Daarvan getoond", share),
        ("Kleine aantallen aangevallen", _number(figures.attacked)),
        ("Daarvan teruggevonden", _number(figures.disclosed)),
        ("Daarvan te nauw ingesloten", _number(figures.weak)),
    )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
