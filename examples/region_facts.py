"""The facts of the invented region: names that belong to nobody, in towns that do not exist."""

import hashlib
from dataclasses import dataclass
from datetime import date

Cells = dict[str, str]
SEED = "waakvlam 2025"


def draw(name: str, below: int) -> int:
    """Return a whole number from 0 and under `below`, always the same for a name."""
    return int.from_bytes(hashlib.sha256(f"{SEED} {name}".encode()).digest()[:8], "big") % below


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with one town."""

    code: str
    name: str
    latitude: float
    longitude: float


TOWNS = (
    Town("GM9001", "Waterrijk", 52.105, 5.120),
    Town("GM9002", "Heidebeek", 52.170, 5.390),
    Town("GM9003", "Vaartdam", 52.025, 5.080),
    Town("GM9004", "Lindeveld", 52.040, 5.560),
    Town("GM9005", "Eikenhoek", 52.220, 5.250),
    Town("GM9006", "Klein Oord", 51.960, 5.330),
)
"""Within about sixty kilometres; the last one is tiny."""


@dataclass(frozen=True, slots=True)
class Person:
    """An adviser: where they live, when they work, and who stands in."""

    code: str
    name: str
    organisation: str
    town: int
    days: tuple[int, ...]
    deputy: str
    is_closed_care: bool


ADVISERS = (
    Person("VP-1", "Noor Wilgenbosch", "VWV", 0, (0, 1, 2, 3), "VP-2", is_closed_care=True),
    Person("VP-2", "Bram Kwartelveld", "VWV", 2, (0, 1, 3, 4), "VP-1", is_closed_care=True),
    Person("VP-3", "Ilse van Reigersdal", "VWV", 1, (1, 2, 3, 4), "VP-4", is_closed_care=True),
    Person("VP-4", "Samir Lisdodde", "VWV", 4, (0, 2, 3, 4), "VP-3", is_closed_care=True),
    Person("VP-5", "Fenna Torenvalk", "ZSR", 3, (0, 1, 2, 4), "VP-6", is_closed_care=False),
    Person("VP-6", "Joris Beemdgras", "ZSR", 5, (0, 1, 2, 3), "VP-5", is_closed_care=False),
)

AGENCIES: tuple[tuple[str, str, str], ...] = (
    ("A01", "jeugdhulpaanbieder", "De Rietwaard Jeugdhulp"),
    ("A02", "jeugdhulpaanbieder", "Stichting Lisbloem Jeugd"),
    ("A03", "jeugdhulpaanbieder", "Jeugdhuis Torenzicht"),
    ("A04", "jeugdhulpaanbieder", "De Bevershoeve"),
    ("A05", "jeugdhulpaanbieder", "Wonen en Leren Vaartdam"),
    ("A06", "jeugdhulpaanbieder", "Gezinshuizen Rivierbos"),
    ("A07", "jeugdhulpaanbieder", "Jeugdzorg 't Zandpad"),
    ("A08", "jeugdhulpaanbieder", "Jeugdzorg Heidebeek"),
    ("A09", "gecertificeerde instelling", "Jeugdbescherming Rivierbos"),
    ("A10", "toegang jeugdhulp", "Jeugdteam Waterrijk"),
    ("A11", "veilig thuis", "Veilig Thuis Rivierbos"),
    ("A12", "raad voor de kinderbescherming", "Raad voor de Kinderbescherming Rivierbos"),
)
OFFICES: tuple[tuple[str, str, int, str], ...] = (
    ("A10", "L-40", 0, "Kantoor Jeugdteam Waterrijk"),
    ("A09", "L-41", 1, "Kantoor Jeugdbescherming Rivierbos"),
    ("A11", "L-42", 4, "Kantoor Veilig Thuis Rivierbos"),
    ("A12", "L-43", 0, "Kantoor Raad voor de Kinderbescherming"),
)
"""Where the bodies without groups work: agency, location, town and name."""

MERGED, HEIR, NEW_NAME, MERGED_ON = "A07", "A08", "Heide en Zand Jeugdhulp", date(2026, 7, 1)

STREETS = (
    "Lisdoddelaan", "Kwartelpad", "Wilgenbroek", "Torenvalkweg", "Zandoogje", "Beemdgrasstraat", "Oude Rietdijk",
    "Meidoornhof", "Veenpluislaan", "Vlierbesstraat", "Hazelworm", "Korenbloemplein",
)  # fmt: skip

CLOSED = ("De Branding", "De Baken", "De Sluis", "De Steiger", "Het Anker", "De Kade", "De Vuurtoren", "De Haven")
OPEN = (
    "De Merel", "De Spreeuw", "De Wielewaal", "De Grutto", "De Kievit", "De Tureluur", "De Boomklever",
    "De Winterkoning", "De Roodborst", "De Putter", "De Kneu",
    "De Sijs", "De Zwaluw", "De Ekster", "De Gaai", "De Fuut", "De Meerkoet",
    "De Lepelaar", "De Ooievaar", "De Reiger", "De Specht", "De Kramsvogel", "De Bonte Kraai", "De Wulp", "De Plevier",
    "De Oeverloper",
)  # fmt: skip
TRAINING = (
    "Het Kompas", "De Wissel", "De Brug", "De Overstap", "Het Startblok", "De Sleutel", "De Drempel", "De Springplank",
    "Het Portaal", "De Trap", "De Vleugel", "Het Vertrek",
)  # fmt: skip
FAMILY = (
    "Wilgenhof", "Appelgaard", "Klaverblad", "Zonnedauw", "Notenboom", "Vlinderstruik", "Hazelaar", "Dennenappel",
    "Boterbloem", "Duinroos", "Madelief", "Kastanje", "Lijsterbes", "Vogelkers",
)  # fmt: skip

ABSENCES: tuple[tuple[str, str, str, str], ...] = (
    ("VP-1", "verlof", "2025-12-22", "2025-12-28"),
    ("VP-1", "verlof", "2026-07-20", "2026-08-09"),
    ("VP-1", "verlof", "2026-10-19", "2026-10-25"),
    ("VP-2", "verlof", "2025-12-29", "2026-01-04"),
    ("VP-2", "scholing", "2026-03-19", "2026-03-19"),
    ("VP-2", "verlof", "2026-08-10", "2026-08-30"),
    ("VP-2", "verlof", "2026-10-12", "2026-10-18"),
    ("VP-3", "verlof", "2025-12-22", "2025-12-28"),
    ("VP-3", "ziek", "2026-02-09", "2026-03-01"),
    ("VP-3", "verlof", "2026-07-20", "2026-08-09"),
    ("VP-3", "verlof", "2026-10-19", "2026-10-25"),
    ("VP-4", "verlof", "2025-12-29", "2026-01-04"),
    ("VP-4", "verlof", "2026-08-10", "2026-08-30"),
    ("VP-4", "verlof", "2026-10-12", "2026-10-18"),
    ("VP-5", "verlof", "2025-12-22", "2025-12-28"),
    ("VP-5", "scholing", "2026-04-14", "2026-04-14"),
    ("VP-5", "verlof", "2026-07-13", "2026-08-02"),
    ("VP-5", "verlof", "2026-10-19", "2026-10-25"),
    ("VP-6", "verlof", "2025-12-29", "2026-01-04"),
    ("VP-6", "verlof", "2026-08-03", "2026-08-23"),
    ("VP-6", "verlof", "2026-10-12", "2026-10-18"),
)

CAMPS: tuple[tuple[str, str, str], ...] = (
    ("G-11", "2026-07-20", "2026-07-31"),
    ("G-14", "2026-07-27", "2026-08-09"),
    ("G-19", "2026-08-03", "2026-08-16"),
    ("G-23", "2026-07-20", "2026-07-26"),
    ("G-28", "2026-08-10", "2026-08-21"),
    ("G-30", "2025-12-24", "2026-01-02"),
    ("G-51", "2026-07-18", "2026-08-09"),
)

SIGNALS: tuple[Cells, ...] = (
    {
        "referentie": "S-2025-0001", "soort": "algemeen", "maatregel": "huisregels", "oorzaak": "organisatorisch",
        "groep": "G-12", "waargenomen_op": "2025-08-19", "aangemaakt_op": "2025-08-20 10:15",
        "verstuurd_op": "2025-08-22 09:00", "afgesloten_op": "2025-10-03 14:30",
        "tekst": "Op deze groep leveren alle jeugdigen hun telefoon om 20:00 uur in, ook wie daar volgens het eigen"
        " hulpverleningsplan geen aanleiding voor geeft. Jongeren zeggen niet te weten wie dat heeft besloten.",
    },
    {
        "referentie": "S-2025-0002", "soort": "acuut", "maatregel": "insluiten", "oorzaak": "onmacht",
        "groep": "G-03", "waargenomen_op": "2025-09-11", "aangemaakt_op": "2025-09-11 18:40",
        "verstuurd_op": "2025-09-11 19:05", "afgesloten_op": "2025-09-30 11:00",
        "tekst": "Tijdens het bezoek bleek dat kamerdeuren na het avondeten op slot gaan wanneer er één medewerker op"
        " de groep staat. Een besluit per jeugdige ontbreekt.",
    },
    {
        "referentie": "S-2025-0003", "soort": "algemeen", "maatregel": "leefklimaat", "oorzaak": "dagprogramma",
        "groep": "G-27", "waargenomen_op": "2025-09-24", "aangemaakt_op": "2025-09-25 09:20",
        "verstuurd_op": "2025-09-26 15:00", "afgesloten_op": "2025-11-07 10:00",
        "tekst": "In de weekenden is er volgens meerdere jeugdigen al weken geen programma. Zij zitten dan het grootste"
        " deel van de dag op hun kamer.",
    },
)  # fmt: skip
