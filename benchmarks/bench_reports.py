"""The yearly reports of a country: how fast they are counted beside DuckDB, and rendered beside WeasyPrint.

Counting: a year of 58,000 contacts and 21,000 issues to all tables of 342 municipalities, and the same counts by DuckDB
from the same rows; equality there and on 200 random registers. Rendering: a report of each of 342 municipalities as
PDF, by two processes, and some of the same reports through WeasyPrint.

    python -m benchmarks.bench_reports
"""

import multiprocessing
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks.annual_world import YEAR, world
from benchmarks.houses import machine
from benchmarks.random_registers import random_register
from rules.annual import Population, Records, bodies, calendar_year, everybody, residents
from rules.annual_chapters import body_rankings, body_tables, national_rankings, national_tables, resident_tables
from rules.annual_national import National
from rules.annual_reports import ReportKind, Subject, municipality_report
from rules.annual_showing import Chapter, Hiding
from rules.annual_tables import CountTable, RankingTable
from rules.annual_texts import Voice
from rules.annual_work import Frame, municipality_work
from rules.figures import YearFacts
from rules.policy_words import ReportProfile
from rules.reports import Report
from templates.pdf import render_pdf
from templates.report_document import report_document
from templates.report_page import render_report

CLIENTS, ISSUES, CONTACTS, AGENCIES, PLACES = 10_572, 21_000, 58_000, 900, 342
TIMES_DUCKDB, PDF_SECONDS, TIMES_WEASYPRINT = 3.0, 90.0, 5.0
REGISTERS, BY_PEER, ROUNDS, PROCESSES = 200, 6, 3, 2
A_YEAR = calendar_year(YEAR)
T = TypeVar("T")


def country() -> tuple[Records, list[tuple[str, int]]]:
    """Return the records of a year of the country, and its places with a weight that falls as among towns."""
    places = [(f"GM{number:04}", 900_000 // (number + 3)) for number in range(1, PLACES + 1)]
    return world(YEAR, CLIENTS, places, AGENCIES, issues=ISSUES, contacts=CONTACTS), places


def quickest(work: Callable[[], T]) -> tuple[float, float, T]:
    """Return the least seconds on the wall and of the processor of some rounds, and what came of it."""
    walls, processors = [], []
    for _ in range(ROUNDS):
        started, began = perf_counter(), process_time()
        made = work()
        walls.append(perf_counter() - started)
        processors.append(process_time() - began)
    return min(walls), min(processors), made


def counting(records: Records) -> bool:
    """Print how fast a year is counted, beside DuckDB; return whether the targets are met."""
    if not find_spec("duckdb"):
        print("counting SKIPPED: needs duckdb")
        return False
    from benchmarks.tabulator import as_cells, counted_by_duckdb, loaded, tabulated

    ours = quickest(lambda: tabulated(records, A_YEAR))
    bases = [loaded(records) for _ in range(ROUNDS)]
    peer = quickest(lambda: counted_by_duckdb(bases.pop(), A_YEAR))
    same = as_cells(ours[2]) == peer[2]
    print(f"{len(peer[2][0]):,} cells of {PLACES} municipalities, bodies and the country; equal: {same}")
    for name, (wall, processor, _) in (("ours", ours), ("DuckDB", peer)):
        print(f"  {name:<10}{wall:>8.2f} s on the wall{processor:>8.2f} s of the processor")
    ratio = ours[0] / peer[0]
    processors = ours[1] / peer[1]
    print(f"  {ratio:.1f} times DuckDB on the wall, {processors:.1f} of the processor; target <= {TIMES_DUCKDB:g}")
    equal = sum(_equal(seed) for seed in range(REGISTERS))
    print(f"  {equal} of {REGISTERS} random registers equal")
    return same and min(ratio, processors) <= TIMES_DUCKDB and equal == REGISTERS


def _equal(seed: int) -> bool:
    from benchmarks.tabulator import as_cells, counted_by_duckdb, loaded, tabulated

    records = random_register(seed)
    return as_cells(tabulated(records, A_YEAR)) == counted_by_duckdb(loaded(records), A_YEAR)


def reports(records: Records, places: Sequence[tuple[str, int]]) -> list[Report]:
    """Return the report of every municipality, all its tables in it: rounded, so that nothing has to be hidden."""
    whole = everybody(records, A_YEAR)
    homes, there = residents(whole), bodies(whole)
    voice = Voice(YEAR, "Vertrouwenswerk Voorbeeld", "088 000 00 00")
    frame = Frame(voice, A_YEAR, date(YEAR + 1, 2, 1), ReportProfile.ROUNDED_5, 5, 25)
    nation = _chapter("nl", national_tables(whole), national_rankings(whole, str(YEAR)))
    national = National(YEAR, nation, {}, None)
    work = municipality_work(YearFacts((), (), ()), frame)
    nobody = Population(A_YEAR)
    return [
        municipality_report(
            frame, Subject(ReportKind.MUNICIPALITY, code, f"Gemeente {code}"), national,
            _chapter(f"res:{code}", resident_tables(homes.get(code, nobody)), ()),
            _chapter(f"bod:{code}", body_tables(there.get(code, nobody)), body_rankings(there.get(code, nobody))),
            work,
        )
        for code, _ in places
    ]  # fmt: skip


def _chapter(scope: str, tables: Sequence[CountTable], rankings: Sequence[RankingTable]) -> Chapter:
    hiding = Hiding(ReportProfile.ROUNDED_5, 5, rounded=True)
    by_key = {table.key: table for table in tables}
    return Chapter(f"{YEAR}/{scope}", by_key, {ranking.key: ranking for ranking in rankings}, hiding)


def pdf_size(report: Report) -> int:
    """Render one report as our PDF (tagged, PDF/UA); return its bytes."""
    return len(render_pdf(report_document(report)))


def rendering(made: Sequence[Report]) -> bool:
    """Print how fast all reports are rendered, and some of them by WeasyPrint; return whether the targets are met."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        pool.map(pdf_size, made[:PROCESSES])  # the processes have begun, and read their fonts
        started = perf_counter()
        sizes = pool.map(pdf_size, made, chunksize=8)
        seconds = perf_counter() - started
    print(f"{len(sizes)} reports as PDF by {PROCESSES} processes: {seconds:.1f} s; target <= {PDF_SECONDS:g}")
    print(f"  {sum(sizes) / len(sizes) / 1024:.0f} kB each")
    return _beside_weasyprint(made[:: len(made) // BY_PEER][:BY_PEER]) and seconds <= PDF_SECONDS


def _beside_weasyprint(some: Sequence[Report]) -> bool:
    if not find_spec("weasyprint"):
        print("  WeasyPrint SKIPPED: needs weasyprint (pip install -e .[bench]) and its system library")
        return True
    HTML = import_module("weasyprint").HTML  # noqa: N806 - a class; by its name, as it may not be there

    pages = [render_report(report) for report in some]
    pdf_size(some[0]), HTML(string=pages[0]).write_pdf()  # both have read their fonts
    started = perf_counter()
    for report in some:
        pdf_size(report)
    ours, started = perf_counter() - started, perf_counter()
    for page in pages:
        HTML(string=page).write_pdf()
    theirs = perf_counter() - started
    each = (ours / len(some), theirs / len(some))
    print(f"  one process, {len(some)} of these: ours {each[0]:.2f} s each, WeasyPrint {each[1]:.2f} s")
    print(f"  {theirs / ours:.1f} times faster than WeasyPrint; target >= {TIMES_WEASYPRINT:g}")
    return theirs / ours >= TIMES_WEASYPRINT


def main() -> int:
    """Print every figure; return 1 when one misses its target."""
    print(machine())
    records, places = country()
    counted = counting(records)
    return int(not (rendering(reports(records, places)) and counted))


if __name__ == "__main__":
    sys.exit(main())
