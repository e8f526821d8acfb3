"""The register of one municipality in 2016, made up so that it gives the figures published about that year.

The seven agencies and the totals are facts of the published report; groups, days, advisers and texts are invented.
Around what counts lies what must not: other years, another municipality, visits in vain, a draft, a duplicate.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

Rows = list[dict[str, str]]

AGENCIES = {
    "HART": ("De Hartekampgroep", "jeugdhulpaanbieder"),
    "JGB": ("De Jeugd- & Gezinsbeschermers", "gecertificeerde instelling"),
    "LIJN5": ("De Opbouw Lijn5 Noord-Holland", "jeugdhulpaanbieder"),
    "KENTER": ("Kenter Jeugdhulp", "jeugdhulpaanbieder"),
    "LDH": ("Leger des Heils Noord-Holland", "jeugdhulpaanbieder"),
    "TOEGANG-1": ("Wijkteam Voorbeeld-Oost", "toegang jeugdhulp"),
    "TOEGANG-2": ("Wijkteam Voorbeeld-West", "toegang jeugdhulp"),
    "VT": ("Veilig Thuis Kennemerland", "veilig thuis"),
    "ELDERS": ("Aanbieder Van Elders", "jeugdhulpaanbieder"),
}
VISITS = {"HART": 3, "LIJN5": 9, "KENTER": 18, "LDH": 4}
SESSIONS = (
    ("JGB", "medewerkers", 2),
    ("TOEGANG-1", "medewerkers", 1),
    ("TOEGANG-2", "medewerkers", 1),
    ("VT", "medewerkers", 1),
    ("KENTER", "groep jongeren", 8),
    ("LIJN5", "groep jongeren", 4),
    ("LDH", "anders", 1),
)
SIGNALS = ("KENTER", "KENTER", "LIJN5", "JGB")


def write_register(folder: Path) -> None:
    """Write the sheets as CSV files, as a person would fill them in."""
    folder.mkdir()
    for name, rows in sheets().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=";")
            writer.writeheader()
            writer.writerows(rows)


def sheets() -> dict[str, Rows]:
    """Return all sheets of the register."""
    return {
        "organisaties": [{"code": "ORG", "naam": "Vertrouwenswerk Voorbeeld", "soort": "landelijke organisatie"}],
        "gemeenten": [municipality("GM0392", "Haarlem"), municipality("GM9999", "Voorbeeldstad")],
        "instanties": [{"code": code, "soort": kind} for code, (_, kind) in AGENCIES.items()],
        "instantienamen": [
            {"instantie": code, "geldig_van": "2010-01-01", "naam": name} for code, (name, _) in AGENCIES.items()
        ],
        "vertrouwenspersonen": [adviser()],
        "locaties": [location(f"L-{code}", "GM0392") for code in AGENCIES if code != "ELDERS"]
        + [location("L-ELDERS", "GM9999"), location("L-KENTER-2", "GM9999")],
        "groepen": [group(code, f"L-{code}") for code in VISITS] + [group("KENTER-2", "L-KENTER-2")],
        "groep_zorgvormen": [
            {"groep": f"G-{code}", "geldig_van": "2010-01-01", "zorgvorm": "open"} for code in (*VISITS, "KENTER-2")
        ],
        "groep_aanbieders": [
            {"groep": f"G-{code}", "geldig_van": "2010-01-01", "instantie": code.removesuffix("-2")}
            for code in (*VISITS, "KENTER-2")
        ],
        "bezoeken": [*counted_visits(), *other_visits()],
        "voorlichtingen": [*counted_sessions(), *other_sessions()],
        "signalen": [*counted_signals(), *other_signals()],
    }


def municipality(code: str, name: str) -> dict[str, str]:
    return {"code": code, "naam": name, "jeugdregio": "R", "schoolregio": "noord", "geldig_van": "2010-01-01"}


def adviser() -> dict[str, str]:
    return {
        "code": "V1",
        "naam": "Noor Verzonnen",
        "e-mail": "noor@vertrouwenswerk.example",
        "organisatie": "ORG",
        "woonplaats": "Voorbeeldstad",
        "contracturen": "32",
        "actief_van": "2010-01-01",
    }


def location(code: str, municipality: str) -> dict[str, str]:
    return {"code": code, "naam": f"Locatie {code}", "gemeente": municipality, "plaats": "Voorbeeldstad"}


def group(code: str, location: str) -> dict[str, str]:
    return {
        "code": f"G-{code}",
        "naam": f"Groep {code}",
        "locatie": location,
        "eigenaar": "V1",
        "ankerdatum": "2016-01-04",
        "geopend_op": "2010-01-01",
    }


def visit(code: str, day: date, state: str = "uitgevoerd", reason: str = "") -> dict[str, str]:
    counts = {"aanwezig": "", "gesproken": ""} if reason else {"aanwezig": "6", "gesproken": "4"}
    about = {"groep": f"G-{code}", "vertrouwenspersoon": "V1", "datum": day.isoformat(), "begin": "16:00"}
    return about | {"eind": "17:30", "toestand": state, "reden": reason} | counts


def counted_visits() -> Iterator[dict[str, str]]:
    for offset, (code, number) in enumerate(VISITS.items()):
        yield from (visit(code, date(2016, 1, 4) + timedelta(days=14 * turn + offset)) for turn in range(number))


def other_visits() -> Iterator[dict[str, str]]:
    yield visit("KENTER", date(2015, 12, 31))
    yield visit("KENTER", date(2017, 1, 1))
    yield visit("KENTER", date(2016, 12, 1), "tevergeefs", "toegang geweigerd")
    yield visit("KENTER-2", date(2016, 3, 1))


def session(number: int, code: str, kind: str, day: date) -> dict[str, str]:
    about = {"referentie": f"VL-{number:03}", "soort": kind, "datum": day.isoformat()}
    return about | {"instantie": code, "locatie": f"L-{code}", "vertrouwenspersoon": "V1"}


def counted_sessions() -> Iterator[dict[str, str]]:
    kinds = [(code, kind) for code, kind, times in SESSIONS for _ in range(times)]
    yield from (
        session(number, *about, date(2016, 2, 1) + timedelta(days=number)) for number, about in enumerate(kinds)
    )


def other_sessions() -> Iterator[dict[str, str]]:
    yield session(900, "ELDERS", "cliëntenraad", date(2016, 5, 1))
    yield session(901, "KENTER", "jongerenraad", date(2017, 1, 1))


def signal(number: int, code: str, sent: str, state: str = "afgesloten", merged: str = "") -> dict[str, str]:
    closed = "2017-01-10 12:00" if state == "afgesloten" else ""
    about = {"referentie": f"S-{number:03}", "soort": "algemeen", "toestand": state, "maatregel": "leefklimaat"}
    where = {"instantie": code, "locatie": f"L-{code}", "vertrouwenspersoon": "V1", "waargenomen_op": "2015-11-02"}
    moments = {"aangemaakt_op": "2015-11-02 12:00", "verstuurd_op": sent, "afgesloten_op": closed}
    return about | where | moments | {"samengevoegd_met": merged, "tekst": "Verzonnen tekst."}


def counted_signals() -> Iterator[dict[str, str]]:
    yield from (signal(number, code, f"2016-0{number}-15 10:00") for number, code in enumerate(SIGNALS, 1))


def other_signals() -> Iterator[dict[str, str]]:
    yield signal(90, "KENTER", "2016-06-01 10:00", "samengevoegd", "S-001")
    yield signal(91, "KENTER", "", "concept")
    yield signal(92, "TOEGANG-1", "", "ingetrokken")
    yield signal(93, "ELDERS", "2016-06-01 10:00")
    yield signal(94, "KENTER", "2015-12-31 23:30")
    yield signal(95, "KENTER", "2017-01-01 00:30")
