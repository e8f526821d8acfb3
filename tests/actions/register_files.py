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
        "instanties": [
            {"code": "A1", "soort": "aanbieder", "opgegaan_in": "", "opgegaan_op": "", "hoofdlocatie": ""},
            {"code": "A2", "soort": "GI", "opgegaan_in": "", "opgegaan_op": "", "hoofdlocatie": "L1"},
        ],
        "splitsingen": [{"instantie": "A1", "naar": "A2", "datum": "2024-01-01"}],
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
    } | small_casework()  # fmt: skip


def small_casework() -> Files:
    """Return the casework of that register: a youth with a complaint before a committee, and an opposed parent."""
    return {
        "clienten": [
            {"code": "CL1", "soort": "jeugdige", "oudersoort": "", "geslacht": "vrouw", "geboortejaar": "2011",
             "eerste_contact": "2025-01-12", "naam": "Een verzonnen naam", "e-mail": "cl1@post.example"},
            {"code": "CL2", "soort": "ouder", "oudersoort": "ouder met gezag", "eerste_contact": "2025-01-13"},
        ],
        "woonplaatsen": [
            {"client": "CL1", "geldig_van": "2025-01-12", "gemeente": "GM1", "gemeente_volgens_wet": ""},
            {"client": "CL2", "geldig_van": "2025-01-13", "gemeente": ""},
        ],
        "client_vertrouwenspersonen": [
            {"client": "CL1", "geldig_van": "2025-01-12", "geldig_tot": "", "vertrouwenspersoon": "VP1"},
            {"client": "CL2", "geldig_van": "2025-01-13", "geldig_tot": "", "vertrouwenspersoon": "VP2"},
        ],
        "tegenstrijdige_belangen": [{"client": "CL2", "andere_client": "CL1", "vastgelegd_op": "2025-01-14"}],
        "vragen_problemen_klachten": [
            {"referentie": "K1", "client": "CL1", "soort": "klacht", "categorie": "Bejegening",
             "grensoverschrijdend": "", "instantie": "A1", "locatie": "L1", "kanaal": "telefoon",
             "datum": "2025-01-12", "afhandeling": "door naar een ondersteuningstraject",
             "afgehandeld_op": "2025-01-14", "reden_afgebroken": "", "afgerond_op": "", "tekst": "Er wordt gesnauwd."},
            {"referentie": "K2", "client": "CL2", "soort": "klacht", "categorie": "Dossier", "kanaal": "e-mail",
             "datum": "2025-01-13", "afhandeling": "door naar een ondersteuningstraject",
             "afgehandeld_op": "2025-01-14", "afgerond_op": "2025-02-20"},
        ],
        "contacten": [
            {"referentie": "CT1", "client": "CL1", "vraag": "K1", "vertrouwenspersoon": "VP1", "datum": "2025-01-12",
             "kanaal": "telefoon", "soort": "contact bij een vraag, probleem of klacht", "notitie": "Belt terug."},
        ],
        "trajecten": [
            {"referentie": "T1", "vraag": "K1", "vertrouwenspersoon": "VP1", "begonnen_op": "2025-01-14",
             "afgerond_op": ""},
            {"referentie": "T2", "vraag": "K2", "vertrouwenspersoon": "VP2", "begonnen_op": "2025-01-14",
             "afgerond_op": "2025-02-20"},
        ],
        "acties": [
            {"referentie": "AC1", "traject": "T1", "soort": "klachtencommissie", "begonnen_op": "2025-02-02",
             "afgerond_op": "", "uitkomst": "", "aanwezig": "ja", "bemiddeling": "", "gedragswetenschapper": ""},
            {"referentie": "AC2", "traject": "T2", "soort": "gesprek medewerker", "begonnen_op": "2025-01-20",
             "afgerond_op": "2025-02-19", "uitkomst": "opgelost / gegrond"},
        ],
        "ondersteuners": [
            {"referentie": "OS1", "traject": "T1", "soort": "informele ondersteuner", "sinds": "2025-01-20",
             "geweigerd_op": "2025-01-28", "weigeringsgrond": "niet onafhankelijk"},
        ],
        "klachtprocedures": [
            {"referentie": "P1", "actie": "AC1", "regime": "klacht bij aanbieder of GI (Jw 4.2.1)",
             "onderwerp": "bejegening of uitvoering", "instantie": "A1", "met_commissie": "ja", "toestand": "ingediend",
             "ontvangen_op": "2025-02-02", "verdaagd_op": "", "uitspraak": "", "uitspraak_op": ""},
        ],
        "tevredenheid": [
            {"traject": "T2", "jeugdige": "nee", "verstuurd_op": "2025-02-21 10:00", "beantwoord_op": "2025-02-24"},
        ],
        "rapportcijfers": [
            {"nummer": "271828182845904", "jeugdige": "nee", "kwartaal": "2025-01-01", "cijfer": "8"},
        ],
        "raden": [{"code": "R1", "instantie": "A1", "soort": "jongerenraad", "naam": "Jongerenraad De Wilgen"}],
        "wachtrij": [
            {"referentie": "IN1", "kanaal": "chat", "jeugdige": "ja", "binnengekomen_op": "2025-01-12 09:00",
             "opgepakt_op": "2025-01-12 09:02", "opgepakt_door": "VP1", "client": "CL1", "notitie": "Wil praten."},
        ],
        "samenwerking": [
            {"referentie": "REL1", "soort": "werkafspraak", "datum": "2025-02-10", "vertrouwenspersoon": "VP1",
             "gemeente": "GM1", "instantie": "", "raad": "", "minuten": "45", "in_rapport": "ja",
             "tekst": "Twee keer per jaar overleg."},
        ],
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
