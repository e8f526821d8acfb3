"""A small register as files, to spoil in one place at a time."""

import csv
from collections.abc import Callable
from pathlib import Path

Cells = dict[str, str]
Files = dict[str, list[Cells]]
Spoil = Callable[[Files], object]


def small_register() -> Files:
    """Return a sound register: two agencies, two advisers, two groups, a visit and a signal."""
    return {
        "organisaties": [{"code": "ORG", "naam": "Voorbeeldwerk", "soort": "landelijke organisatie"}],
        "gemeenten": [
            {"code": "GM1", "naam": "Waterrijk", "jeugdregio": "Rivierbos", "schoolregio": "midden",
             "geldig_van": "2020-01-01"},
        ],
        "instanties": [{"code": "A1", "soort": "aanbieder", "opgegaan_in": "", "opgegaan_op": ""},
                       {"code": "A2", "soort": "GI", "opgegaan_in": "", "opgegaan_op": ""}],
        "instantienamen": [
            {"instantie": "A1", "geldig_van": "2020-01-01", "geldig_tot": "", "naam": "De Wilgen"},
            {"instantie": "A2", "geldig_van": "2020-01-01", "geldig_tot": "", "naam": "De Elzen"},
        ],
        "vertrouwenspersonen": [_adviser("VP1", "VP2"), _adviser("VP2", "VP1")],
        "werkdagen": [{"vertrouwenspersoon": "VP1", "dag": "maandag", "van": "12:30", "tot": "20:30"}],
        "certificaten": [
            {"vertrouwenspersoon": code, "soort": "gesloten", "geldig_van": "2020-01-01", "geldig_tot": ""}
            for code in ("VP1", "VP2")
        ],
        "contactpersonen": [
            {"code": "C1", "naam": "Aanspreekpunt", "rol": "signalen", "e-mail": "signalen@a1.example",
             "instantie": "A1", "gemeente": "", "actief_van": "2020-01-01"},
        ],
        "locaties": [{"code": "L1", "naam": "Hoofdlocatie", "gemeente": "GM1", "plaats": "Waterrijk",
                      "breedtegraad": "52,1", "lengtegraad": "5.1"}],
        "groepen": [_group("G1", "De Merel"), _group("G2", "De Spreeuw")],
        "groep_zorgvormen": [
            {"groep": "G1", "geldig_van": "2020-01-01", "geldig_tot": "", "zorgvorm": "gesloten"},
            {"groep": "G2", "geldig_van": "2020-01-01", "geldig_tot": "", "zorgvorm": "Open"},
        ],
        "groep_aanbieders": [
            {"groep": code, "geldig_van": "2020-01-01", "geldig_tot": "", "instantie": "A1"} for code in ("G1", "G2")
        ],
        "sluitingen": [{"groep": "G2", "eerste_dag": "2026-07-20", "laatste_dag": "2026-07-26"}],
        "belangen": [{"vertrouwenspersoon": "VP2", "groep": "G2"}],
        "gebruikers": [
            {"login": "coordinator", "naam": "Merel Hooiveld", "e-mail": "m@voorbeeld.example", "rol": "coordinator",
             "vertrouwenspersoon": ""},
            {"login": "vp1", "naam": "VP1", "e-mail": "vp1@voorbeeld.example", "rol": "vertrouwenspersoon",
             "vertrouwenspersoon": "VP1"},
        ],
        "maatwerk": [
            {"groep": "G2", "geldig_van": "2026-01-05", "geldig_tot": "2026-06-28", "frequentie": "7",
             "onder_norm": "nee", "reden": "crisisgroep", "akkoord_door": "coordinator"},
        ],
        "bezoeken": [
            {"groep": "G1", "vertrouwenspersoon": "VP1", "datum": "23-02-2026", "begin": "16:00", "eind": "17:30",
             "toestand": "verslag gereed", "reden": "", "aanwezig": "6", "gesproken": "5"},
        ],
        "voorlichtingen": [
            {"referentie": "V-1", "soort": "medewerkers", "datum": "2026-03-09", "instantie": "A1", "locatie": "L1",
             "vertrouwenspersoon": "VP1"},
        ],
        "signalen": [
            {"referentie": "S-2026-0001", "soort": "algemeen", "toestand": "verstuurd", "maatregel": "leefklimaat",
             "instantie": "A1", "locatie": "L1", "groep": "G1", "vertrouwenspersoon": "VP1",
             "waargenomen_op": "2026-02-23", "verstuurd_op": "2026-02-25 10:00", "afgesloten_op": "",
             "samengevoegd_met": "", "verstreken_reden": "", "tekst": "Er is in het weekend geen programma."},
        ],
        "klachtenregelingen": [{"instantie": "A1", "geldig_van": "2024-01-01", "weken": "8"}],
    }  # fmt: skip


def _adviser(code: str, deputy: str) -> Cells:
    return {"code": code, "naam": f"Naam {code}", "e-mail": f"{code.lower()}@voorbeeld.example", "organisatie": "ORG",
            "woonplaats": "Waterrijk", "breedtegraad": "", "lengtegraad": "", "contracturen": "32",
            "plaatsvervanger": deputy, "actief_van": "2020-01-01", "actief_tot": ""}  # fmt: skip


def _group(code: str, name: str) -> Cells:
    return {"code": code, "naam": name, "locatie": "L1", "eigenaar": "VP1", "plaatsvervanger": "VP2",
            "bewoners": "8", "vaste_dag": "maandag", "vaste_tijd": "16:00", "ankerdatum": "2026-01-05",
            "geopend_op": "2020-01-01", "opgeheven_op": ""}  # fmt: skip


def write_files(folder: Path, files: Files, delimiter: str = ";") -> Path:
    """Write a register as CSV files; the columns of a sheet are those of its first row."""
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def put(sheet: str, row: int, **cells: str) -> Spoil:
    """Return a change of cells in one row; `row` counts as a spreadsheet does. An `_` stands for the `-` of e-mail."""
    named = {name.replace("e_mail", "e-mail"): text for name, text in cells.items()}
    return lambda files: files[sheet][row - 2].update(named)


def add(sheet: str, **cells: str) -> Spoil:
    """Return the addition of a copy of the first row with some cells changed."""
    return lambda files: files[sheet].append(files[sheet][0] | cells)


def rename(sheet: str, old: str, new: str) -> Spoil:
    """Return the renaming of a column."""

    def spoil(files: Files) -> None:
        files[sheet] = [{new if name == old else name: text for name, text in row.items()} for row in files[sheet]]

    return spoil


def drop(sheet: str, row: int) -> Spoil:
    """Return the removal of one row."""
    return lambda files: files[sheet].pop(row - 2)
