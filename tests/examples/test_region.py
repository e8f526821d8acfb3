"""The invented region: as committed it is what its generator makes, it imports cleanly, and it is plausible."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from math import hypot
from pathlib import Path

import pytest

from actions.house import House
from actions.register import export_register, import_register
from channels.sheets import Sheet, read_book, write_csv_folder
from examples.make_region import region_sheets
from store.events import SYSTEM
from store.session import transaction

EXAMPLES = Path(__file__).parents[2] / "examples"
STARTS_AT = datetime(2025, 11, 17, 6, 0, tzinfo=UTC)
KM_NORTH, KM_EAST = 111.2, 68.4
VISITS_A_YEAR = {
    "gesloten jeugdhulp": 53.0,
    "open residentiële jeugdhulp": 26.0,
    "zelfstandigheidstraining": 6.5,
    "gezinshuis": 4.0,
}


@pytest.fixture(scope="module")
def sheets() -> dict[str, list[dict[str, str]]]:
    """The rows of the region as they are committed."""
    return {sheet.name: [row.cells for row in sheet.rows] for sheet in read_book(EXAMPLES / "region")}


def cells_of(sheets: tuple[Sheet, ...]) -> dict[str, list[dict[str, str]]]:
    return {sheet.name: [row.cells for row in sheet.rows] for sheet in sheets}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_the_committed_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    write_csv_folder(tmp_path / "region", region_sheets())
    assert files_in(EXAMPLES / "region") == files_in(tmp_path / "region")


def test_the_workbook_holds_the_same(sheets: dict[str, list[dict[str, str]]]) -> None:
    assert cells_of(read_book(EXAMPLES / "region.xlsx")) == sheets


def test_it_imports_without_a_warning_and_comes_out_the_same(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        counts = import_register(session, house, EXAMPLES / "region", now=STARTS_AT, actor=SYSTEM)
    assert counts.warnings == ()
    assert counts.added == sum(len(sheet.rows) for sheet in region_sheets())
    with transaction(house.engine) as session:
        export_register(session, house, tmp_path / "out", now=STARTS_AT, actor=SYSTEM)
    assert files_in(tmp_path / "out") == files_in(EXAMPLES / "region")


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [("instanties", 12), ("vertrouwenspersonen", 6), ("organisaties", 2), ("gemeenten", 6), ("groepen", 62),
     ("voorlichtingen", 20), ("signalen", 3)],
)  # fmt: skip
def test_it_is_as_large_as_promised(sheets: dict[str, list[dict[str, str]]], sheet: str, rows: int) -> None:
    assert len(sheets[sheet]) == rows


def first_care_types(sheets: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {row["groep"]: row["zorgvorm"] for row in reversed(sheets["groep_zorgvormen"])}


def test_all_four_normed_care_types_are_there(sheets: dict[str, list[dict[str, str]]]) -> None:
    counts = Counter(first_care_types(sheets).values())
    assert [counts[care_type] for care_type in VISITS_A_YEAR] == [8, 26, 12, 14]
    assert counts.total() == 62


def test_the_work_fits_the_advisers(sheets: dict[str, list[dict[str, str]]]) -> None:
    care_types = first_care_types(sheets)
    load: defaultdict[str, float] = defaultdict(float)
    for group in sheets["groepen"]:
        load[group["eigenaar"]] += VISITS_A_YEAR.get(care_types[group["code"]], 0)
    assert set(load) == {row["code"] for row in sheets["vertrouwenspersonen"]}
    assert all(3 <= visits / 46 <= 5.2 for visits in load.values()), load


def test_no_adviser_has_two_fixed_moments_at_once(sheets: dict[str, list[dict[str, str]]]) -> None:
    days = {(row["vertrouwenspersoon"], row["dag"]) for row in sheets["werkdagen"]}
    care_types = first_care_types(sheets)
    taken: Counter[tuple[str, str, str, int]] = Counter()
    for group in sheets["groepen"]:
        if group["vaste_dag"]:
            assert (group["eigenaar"], group["vaste_dag"]) in days
            week = (date.fromisoformat(group["ankerdatum"]) - date(2025, 1, 6)).days // 7 % 2
            weeks = {0, 1} if care_types[group["code"]].startswith("gesloten") else {week}
            taken.update((group["eigenaar"], group["vaste_dag"], group["vaste_tijd"], week) for week in weeks)
    assert set(taken.values()) == {1}


def test_deputies_are_not_away_together(sheets: dict[str, list[dict[str, str]]]) -> None:
    deputy = {row["code"]: row["plaatsvervanger"] for row in sheets["vertrouwenspersonen"]}
    for one in sheets["afwezigheid"]:
        for other in sheets["afwezigheid"]:
            together = one["eerste_dag"] <= other["laatste_dag"] and other["eerste_dag"] <= one["laatste_dag"]
            assert not (together and deputy[one["vertrouwenspersoon"]] == other["vertrouwenspersoon"])


def test_it_is_compact_and_lies_in_the_netherlands(sheets: dict[str, list[dict[str, str]]]) -> None:
    places = [(float(row["breedtegraad"]), float(row["lengtegraad"])) for row in sheets["locaties"]]
    assert all(50.7 < north < 53.6 and 3.3 < east < 7.3 for north, east in places)
    furthest = max(hypot((a - c) * KM_NORTH, (b - d) * KM_EAST) for a, b in places for c, d in places)
    assert 20 < furthest < 60


def test_nobody_can_be_reached_at_these_addresses(sheets: dict[str, list[dict[str, str]]]) -> None:
    mails = [row["e-mail"] for rows in sheets.values() for row in rows if row.get("e-mail")]
    assert len(mails) > 40
    assert all(re.search(r"\.example$", mail) for mail in mails)
    assert all(row["postcode"].startswith("0") for row in sheets["locaties"]), "no Dutch postcode begins with 0"


def test_history_ends_before_the_demo_begins(sheets: dict[str, list[dict[str, str]]]) -> None:
    days = {row["datum"] for row in sheets["bezoeken"]}
    assert (min(days), max(days)) == ("2025-10-20", "2025-11-14")
    assert all(row["afgesloten_op"] < "2025-11-17" for row in sheets["signalen"])
