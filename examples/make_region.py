"""Makes the register of the invented region: examples/region (CSV) and examples/region.xlsx.

The casework of the year that the demo plays lies apart in examples/casework: it is brought in while that year goes by.

The same every time: what varies is drawn from the digest of a name. Run it as `python -m examples.make_region`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from actions.register_cells import WEEKDAYS
from actions.register_columns import Table
from actions.register_sheets import BY_NAME, TABLES
from channels.sheets import Row, Sheet, write_csv_folder, write_xlsx
from desk.demo.casework import LIVES, known_on
from examples.casework_lives import Body, casework
from examples.region_facts import (
    ABSENCES,
    ADVISERS,
    AGENCIES,
    CAMPS,
    CLOSED,
    FAMILY,
    HEIR,
    MERGED,
    MERGED_ON,
    NEW_NAME,
    OFFICES,
    OPEN,
    SIGNALS,
    STREETS,
    TOWNS,
    TRAINING,
    Cells,
    Person,
    draw,
)

STARTS_ON = date(2025, 11, 17)
"""The Monday on which the demo begins; what was before is history."""
ASKED_HERE_FROM = "2026-11-01"
"""From then on the demo itself asks clients how the help was."""
LONG_AGO, VALID_FROM = "2019-01-01", "2024-01-01"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MAILS = {"VWV": "vertrouwenswerk.example", "ZSR": "zorgstem.example"}
ORGANISATIONS = {"VWV": "Vertrouwenswerk Voorbeeld", "ZSR": "Zorgstem Rivierbos"}


@dataclass(frozen=True, slots=True)
class Group:
    """A group with everything its sheets need."""

    code: str
    name: str
    care_type: str
    agency: str
    location: str
    town: int
    owner: Person
    weekday: int | None = None
    clock: str = ""
    odd: bool = False


Slot = tuple[int, str, bool]
"""A weekday, a time, and whether it is for the odd weeks."""

NO_BODIES = ("gezinshuis", "zorgboerderij", "logeeropvang")
"""Kinds of care that bring in no cases."""
SITES = (0, 2, 1, 4, 0, 2, 3, 5, 3, 0, 3, 1, 3)
"""The town of each location for open care."""


def region_sheets() -> tuple[Sheet, ...]:
    """Return every sheet of the register of the region, in the order in which an export gives it."""
    groups = tuple(_groups())
    cases = casework(_bodies(groups), (STARTS_ON.year,))
    return tuple(_sheet(table, _made(table, groups, cases)) for table in TABLES)


def _made(table: Table, groups: tuple[Group, ...], cases: Mapping[str, list[Cells]]) -> Iterable[Cells]:
    if table.name in LIVES:
        return known_on(table.name, _whole(table, cases[table.name]), STARTS_ON - 3 * DAY)
    return _MAKERS[table.name](groups)


def casework_sheets() -> tuple[Sheet, ...]:
    """Return the sheets of casework from the year before the demo and the year that it plays, each life to its end."""
    cases = casework(_bodies(tuple(_groups())), (STARTS_ON.year, STARTS_ON.year + 1))
    asked = [row for row in cases["tevredenheid"] if row["verstuurd_op"] < ASKED_HERE_FROM]
    return tuple(
        _sheet(BY_NAME[name], _whole(BY_NAME[name], asked if name == "tevredenheid" else cases[name])) for name in LIVES
    )


def _whole(table: Table, rows: Iterable[Cells]) -> list[Cells]:
    return [dict.fromkeys(table.by_name, "") | row for row in rows]


def _bodies(groups: tuple[Group, ...]) -> list[Body]:
    """Return the agencies where youths live, with their locations; family homes and care without a norm stay out."""
    found = {group.location: group for group in groups if group.care_type not in NO_BODIES}
    return [Body(HEIR if group.agency == MERGED else group.agency, code, group.town) for code, group in found.items()]


def _sheet(table: Table, made: Iterable[Cells]) -> Sheet:
    ordered = sorted(made, key=lambda cells: [cells[name] for name in table.key])
    rows = tuple(Row(number, cells) for number, cells in enumerate(ordered, 2))
    return Sheet(table.name, f"{table.name}.csv", tuple(column.name for column in table.columns), rows)


def write_region(folder: Path) -> None:
    """Write the CSV folder `folder`/region and the workbook `folder`/region.xlsx."""
    sheets = region_sheets()
    write_csv_folder(folder / "region", sheets)
    write_xlsx(folder / "region.xlsx", sheets)
    write_csv_folder(folder / "casework", casework_sheets())


# --- groups -----------------------------------------------------------------------------------------------------


def _groups() -> Iterator[Group]:
    slots = {adviser.code: _slots(adviser) for adviser in ADVISERS}
    made = chain(_closed(slots), _open(slots), _training(), _families(), _without_norm())
    return (replace(group, code=f"G-{number:02}") for number, group in enumerate(made, 1))


def _slots(adviser: Person) -> Iterator[Slot]:
    """Yield the fixed moments of an adviser: on each working day, in even and in odd weeks."""
    return ((day, clock, odd) for clock in ("16:00", "18:00") for day in adviser.days for odd in (False, True))


def _closed(slots: dict[str, Iterator[Slot]]) -> Iterator[Group]:
    for index, name in enumerate(CLOSED):
        owner, agency = ADVISERS[index % 4], ("A01", "A02")[index % 2]
        weekday, clock, _ = next(slots[owner.code])
        next(slots[owner.code])  # a weekly visit takes both weeks of its slot
        place = f"L-{index % 4 + 1:02}"
        yield Group("", name, "gesloten jeugdhulp", agency, place, owner.town, owner, weekday, clock)


def _open(slots: dict[str, Iterator[Slot]]) -> Iterator[Group]:
    for index, name in enumerate(OPEN):
        owner, site = ADVISERS[index % 4 if index < 12 else 4 + index % 2], index // 2
        weekday, clock, odd = next(slots[owner.code])
        agency, place = ("A01", "A02", "A03", "A04", "A07", "A08")[site % 6], f"L-{site + 5:02}"
        yield Group("", name, "open residentiële jeugdhulp", agency, place, SITES[site], owner, weekday, clock, odd)


def _training() -> Iterator[Group]:
    for index, name in enumerate(TRAINING):
        owner, place = ADVISERS[index % 6], f"L-{index % 6 + 18:02}"
        agency = ("A05", "A03", "A08", "A05", "A07", "A05")[index % 6]
        yield Group("", name, "zelfstandigheidstraining", agency, place, owner.town, owner)


def _families() -> Iterator[Group]:
    for index, name in enumerate(FAMILY):
        owner = ADVISERS[index % 6]
        yield Group("", f"Gezinshuis {name}", "gezinshuis", "A06", f"L-{index + 24:02}", owner.town, owner)


def _without_norm() -> Iterator[Group]:
    yield Group("", "Zorgboerderij De Dotterbloem", "zorgboerderij", "A04", "L-38", 1, ADVISERS[4])
    yield Group("", "Logeerhuis De Slaapmuts", "logeeropvang", "A03", "L-39", 0, ADVISERS[2])


def _anchor(group: Group) -> date:
    """Return the Monday from which a group's fortnights or eight weeks are counted."""
    weeks = draw(group.code, 8) if group.care_type == "zelfstandigheidstraining" else int(group.odd)
    return date(2025, 1, 6) + weeks * WEEK


def _organisations(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    yield {"code": "VWV", "naam": ORGANISATIONS["VWV"], "soort": "landelijke organisatie"}
    yield {"code": "ZSR", "naam": ORGANISATIONS["ZSR"], "soort": "onderaannemer"}


def _municipalities(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for town in TOWNS:
        yield {"code": town.code, "naam": f"Gemeente {town.name}", "jeugdregio": "Rivierbos", "schoolregio": "midden",
               "geldig_van": LONG_AGO}  # fmt: skip


def _agencies(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    offices = {agency: code for agency, code, _, _ in OFFICES}
    for code, kind, _ in AGENCIES:
        merger = {"opgegaan_in": HEIR, "opgegaan_op": MERGED_ON.isoformat()} if code == MERGED else {}
        yield {"code": code, "soort": kind, "hoofdlocatie": offices.get(code, "")} | merger


def _agency_names(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for code, _, name in AGENCIES:
        ends = (MERGED_ON - DAY).isoformat() if code in {MERGED, HEIR} else ""
        yield {"instantie": code, "geldig_van": LONG_AGO, "geldig_tot": ends, "naam": name}
    yield {"instantie": HEIR, "geldig_van": MERGED_ON.isoformat(), "naam": NEW_NAME}


def _advisers(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for adviser in ADVISERS:
        yield {
            "code": adviser.code, "naam": adviser.name, "e-mail": _mail(adviser.name, MAILS[adviser.organisation]),
            "organisatie": adviser.organisation, "woonplaats": TOWNS[adviser.town].name, "contracturen": "32",
            "plaatsvervanger": adviser.deputy, "taal": "Nederlands", "actief_van": LONG_AGO,
            "werkt_op_feestdagen": "nee",
        } | _place(adviser.code, adviser.town)  # fmt: skip


def _mail(name: str, domain: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{domain}"


def _place(name: str, town: int) -> Cells:
    """Return coordinates within a few kilometres of the town."""
    north, east = draw(f"{name} north", 401) - 200, draw(f"{name} east", 601) - 300
    return {
        "breedtegraad": str(round(TOWNS[town].latitude + north / 10_000, 4)),
        "lengtegraad": str(round(TOWNS[town].longitude + east / 10_000, 4)),
    }


def _working_days(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for adviser in ADVISERS:
        for day in adviser.days:
            yield {"vertrouwenspersoon": adviser.code, "dag": WEEKDAYS[day], "van": "12:30", "tot": "20:30"}


def _absences(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for adviser, kind, first, last in ABSENCES:
        yield {"vertrouwenspersoon": adviser, "soort": kind, "eerste_dag": first, "laatste_dag": last}


def _certificates(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for adviser in ADVISERS:
        for kind in ("VOG", "gesloten jeugdhulp") if adviser.is_closed_care else ("VOG",):
            yield {"vertrouwenspersoon": adviser.code, "soort": kind, "geldig_van": "2024-09-01",
                   "geldig_tot": "2028-08-31"}  # fmt: skip


def _contacts(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for code, _, name in AGENCIES:
        ends = (MERGED_ON - DAY).isoformat() if code == MERGED else ""
        for role, who in (("signalen", "Aanspreekpunt signalen"), ("directie", "Directie")):
            yield {
                "code": f"C-{code}-{role}", "naam": f"{who} {name}", "rol": role,
                "e-mail": f"{role}@{code.lower()}.example",
                "telefoon": f"088 000 01 {draw(code + role, 90) + 10}", "instantie": code, "taal": "Nederlands",
                "actief_van": LONG_AGO, "actief_tot": ends,
            }  # fmt: skip
    yield {"code": "C-INSPECTIE", "naam": "Meldpunt inspectie", "rol": "inspectie",
           "e-mail": "meldpunt@inspectie.example", "taal": "Nederlands", "actief_van": LONG_AGO}  # fmt: skip
    for town in TOWNS:
        yield {
            "code": f"C-{town.code}", "naam": f"Beleid jeugd {town.name}", "rol": "gemeente", "gemeente": town.code,
            "e-mail": f"jeugd@{town.name.lower().replace(' ', '')}.example", "taal": "Nederlands",
            "actief_van": LONG_AGO,
        }  # fmt: skip


def _locations(groups: tuple[Group, ...]) -> Iterator[Cells]:
    for code, group in sorted({group.location: group for group in reversed(groups)}.items()):
        town = TOWNS[group.town]
        yield {
            "code": code, "naam": f"Locatie {STREETS[draw(code, len(STREETS))]}", "gemeente": town.code,
            "straat": f"{STREETS[draw(code, len(STREETS))]} {draw(code + ' number', 80) + 1}", "plaats": town.name,
            "postcode": f"0{draw(code + ' digits', 900) + 100} ZZ",  # no Dutch postcode begins with 0
        } | _place(code, group.town)  # fmt: skip
    for _, code, place, name in OFFICES:
        yield {
            "code": code, "naam": name, "gemeente": TOWNS[place].code, "plaats": TOWNS[place].name,
            "straat": f"{STREETS[draw(code, len(STREETS))]} {draw(code + ' number', 80) + 1}",
            "postcode": f"0{draw(code + ' digits', 900) + 100} ZZ",
        } | _place(code, place)  # fmt: skip


def _group_rows(groups: tuple[Group, ...]) -> Iterator[Cells]:
    for group in groups:
        opened = date(2015 + draw(group.code + " year", 9), 1 + draw(group.code + " month", 12), 1)
        yield {
            "code": group.code, "naam": group.name, "locatie": group.location,
            "eigenaar": group.owner.code,
            "plaatsvervanger": group.owner.deputy,
            "bewoners": str(_residents(group)),
            "vaste_dag": "" if group.weekday is None else WEEKDAYS[group.weekday], "vaste_tijd": group.clock,
            "ankerdatum": _anchor(group).isoformat(), "geopend_op": opened.isoformat(),
        }  # fmt: skip


def _residents(group: Group) -> int:
    return {"gezinshuis": 3, "zelfstandigheidstraining": 5}.get(group.care_type, 6) + draw(group.code + " residents", 4)


def _care_types(groups: tuple[Group, ...]) -> Iterator[Cells]:
    changing, on = f"G-{len(CLOSED):02}", date(2026, 9, 1)
    for group in groups:
        ends = (on - DAY).isoformat() if group.code == changing else ""
        yield {"groep": group.code, "geldig_van": VALID_FROM, "geldig_tot": ends, "zorgvorm": group.care_type}
        if ends:
            yield {"groep": group.code, "geldig_van": on.isoformat(), "zorgvorm": "open residentiële jeugdhulp"}


def _providers(groups: tuple[Group, ...]) -> Iterator[Cells]:
    for group in groups:
        ends = (MERGED_ON - DAY).isoformat() if group.agency == MERGED else ""
        yield {"groep": group.code, "geldig_van": VALID_FROM, "geldig_tot": ends, "instantie": group.agency}
        if ends:
            yield {"groep": group.code, "geldig_van": MERGED_ON.isoformat(), "instantie": HEIR}


def _hours(groups: tuple[Group, ...]) -> Iterator[Cells]:
    farm = next(group for group in groups if group.care_type == "zorgboerderij")
    yield {"groep": farm.code, "dag": "woensdag", "van": "13:30", "tot": "17:00"}


def _closures(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    for group, first, last in CAMPS:
        yield {"groep": group, "eerste_dag": first, "laatste_dag": last}


def _conflicts(groups: tuple[Group, ...]) -> Iterator[Cells]:
    """One adviser may not visit a group of a colleague whom she does not stand in for."""
    first = ADVISERS[0]
    other = next(group for group in groups if first.code not in (group.owner.code, group.owner.deputy))
    yield {"vertrouwenspersoon": first.code, "groep": other.code}


def _users(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    staff = (
        ("coordinator", "Merel Hooiveld", "coördinator", "VWV"),
        ("coordinator-zsr", "Teun Zandlelie", "coördinator", "ZSR"),
        ("manager", "Roos Eikvaren", "regiomanager", "VWV"),
        ("manager-zsr", "Sanne Kroosvaren", "regiomanager", "ZSR"),
        ("jurist", "Olaf Waterdrieblad", "jurist", "VWV"),
        ("privacy", "Hanna Duizendblad", "functionaris gegevensbescherming", "VWV"),
        ("beheer", "Milan Veenwortel", "beheerder", "VWV"),
    )  # fmt: skip
    for login, name, role, organisation in staff:
        yield {"login": login, "naam": name, "e-mail": _mail(name, MAILS[organisation]), "rol": role,
               "organisatie": organisation, "taal": "Nederlands", "actief": "ja"}  # fmt: skip
    for adviser in ADVISERS:
        yield {
            "login": adviser.code.lower(), "naam": adviser.name,
            "e-mail": _mail(adviser.name, MAILS[adviser.organisation]),
            "rol": "vertrouwenspersoon", "organisatie": adviser.organisation, "vertrouwenspersoon": adviser.code,
            "taal": "Nederlands", "actief": "ja",
        }  # fmt: skip


def _overrides(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    yield {
        "groep": "G-16", "geldig_van": "2026-01-05", "geldig_tot": "2026-06-28", "frequentie": "7", "onder_norm": "nee",
        "reden": "Crisisgroep: de meeste jeugdigen verblijven korter dan vier weken.", "akkoord_door": "coordinator",
    }  # fmt: skip


def _regulations(_groups: tuple[Group, ...]) -> Iterator[Cells]:
    """How long the complaints committee of each of the first two agencies may take."""
    for (code, *_), weeks in zip(AGENCIES, ("8", "6"), strict=False):
        yield {"instantie": code, "geldig_van": VALID_FROM, "weken": weeks}


# --- what happened ----------------------------------------------------------------------------------------------


def _visits(groups: tuple[Group, ...]) -> Iterator[Cells]:
    """Yield the visits of the four weeks before the start; one of them was in vain."""
    for group in groups:
        for week in range(4):
            monday = STARTS_ON - (4 - week) * WEEK
            fortnight = (monday - _anchor(group)).days // 7 % 2 == 0
            if group.weekday is not None and (group.care_type.startswith("gesloten") or fortnight):
                yield _visit(group, group.owner, monday + group.weekday * DAY)


def _visit(group: Group, owner: Person, on: date) -> Cells:
    begin, end = group.clock, f"{int(group.clock[:2]) + 1}:30"
    made = {"groep": group.code, "vertrouwenspersoon": owner.code, "datum": on.isoformat(), "begin": begin, "eind": end,
            "extra": "nee"}  # fmt: skip
    if group.code == "G-21" and on >= STARTS_ON - 2 * WEEK:
        return made | {"toestand": "tevergeefs", "reden": "niemand aanwezig", "eind": f"{begin[:2]}:15"}
    present = max(_residents(group) - draw(f"{group.code} {on} away", 3), 1)
    new = draw(f"{group.code} {on} new", 3) // 2
    return made | {
        "toestand": "verslag gereed", "verslag_op": f"{on + DAY} 10:30", "aanwezig": str(present),
        "gesproken": str(present - draw(f"{group.code} {on} silent", min(3, present))), "nieuw": str(new),
        "boekje": "ja" if new else "nee", "huisregels_gezien": "ja", "huisregels_gewijzigd": "nee",
        "maatregelen_gezien": "ja" if draw(f"{group.code} {on} measures", 12) == 0 else "nee",
    }  # fmt: skip


def _info_sessions(groups: tuple[Group, ...]) -> Iterator[Cells]:
    kinds = ("medewerkers", "groep jongeren", "medewerkers", "cliëntenraad", "groep jongeren", "jongerenraad", "anders")
    for number in range(20):
        group, on = groups[number * 3], date(2026, 1, 13) + number * timedelta(days=16)
        adviser = group.owner
        while adviser is not None and on.weekday() not in adviser.days:
            on += DAY
        agency = HEIR if group.agency == MERGED and on >= MERGED_ON else group.agency
        yield {
            "referentie": f"V-2026-{number + 1:03}", "soort": kinds[number % len(kinds)], "datum": on.isoformat(),
            "instantie": agency, "locatie": group.location, "vertrouwenspersoon": adviser.code if adviser else "",
            "deelnemers": str(5 + draw(f"session {number}", 14)),
        }  # fmt: skip


def _signals(groups: tuple[Group, ...]) -> Iterator[Cells]:
    by_code = {group.code: group for group in groups}
    for signal in SIGNALS:
        group = by_code[signal["groep"]]
        yield signal | {
            "toestand": "afgesloten", "zorgvorm": group.care_type, "instantie": group.agency, "locatie": group.location,
            "vertrouwenspersoon": group.owner.code, "ronde": "1",
        }  # fmt: skip


_MAKERS: dict[str, Callable[[tuple[Group, ...]], Iterable[Cells]]] = {
    "organisaties": _organisations,
    "gemeenten": _municipalities,
    "instanties": _agencies,
    "instantienamen": _agency_names,
    "splitsingen": lambda _groups: (),
    "vertrouwenspersonen": _advisers,
    "werkdagen": _working_days,
    "afwezigheid": _absences,
    "certificaten": _certificates,
    "contactpersonen": _contacts,
    "locaties": _locations,
    "groepen": _group_rows,
    "groep_zorgvormen": _care_types,
    "groep_aanbieders": _providers,
    "groep_tijden": _hours,
    "sluitingen": _closures,
    "belangen": _conflicts,
    "gebruikers": _users,
    "maatwerk": _overrides,
    "bezoeken": _visits,
    "voorlichtingen": _info_sessions,
    "signalen": _signals,
    "klachtenregelingen": _regulations,
}


if __name__ == "__main__":
    write_region(Path(__file__).parent)
