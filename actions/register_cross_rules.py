"""What must hold between the rows of the register: those of the files together with those already kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import cast

from actions.register_cells import did_you_mean
from actions.register_columns import Column, Kind, Period
from actions.register_entries import Entry, Parsed, Shelves
from actions.register_sheets import BY_NAME, TABLES, VALIDITY
from rules.errors import Flaw, Phrase
from rules.policy import Policy
from rules.vocabulary import CareType, CertificateKind, Role

NAMES, CARE_TYPES = "instantienamen", "groep_zorgvormen"
CYCLES = (("instanties", "opgegaan_in"), ("signalen", "samengevoegd_met"))


def unknown_references(parsed: Parsed, after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw for each reference to what neither the files nor the database hold.

    A sheet that could not be read has its own flaw; references to it are passed over.
    """
    for entry in parsed.entries:
        for column in entry.table.columns:
            code = entry.values.get(column.name)
            if column.kind is not Kind.REFERENCE or code is None or column.refers in parsed.unread:
                continue
            if (code,) not in after[column.refers]:
                yield _unknown(entry, column, str(code), after)


def _unknown(entry: Entry, column: Column, code: str, after: Shelves) -> Flaw:
    near = did_you_mean(code, [str(key[0]) for key in after[column.refers]])
    mend = near or Phrase(" Voeg een rij toe aan '{sheet}' of verbeter de code.", sheet=column.refers)
    said = Phrase("{column} '{code}' is onbekend.{mend}", column=column.name, code=code, mend=mend)
    return entry.flaw(said, column.name)


def look_alikes(parsed: Parsed, known: Shelves, after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw for each new row that differs from a kept one only in case or spaces, or repeats its name."""
    for table in TABLES:
        new = parsed.of(table.name)
        kept = {entry.alike(table.key): entry for entry in known[table.name].values()}
        for entry in new:
            other = kept.get(entry.alike(table.key))
            if other is not None and other.key != entry.key:
                yield entry.flaw(
                    Phrase(
                        "Dit is {same} als '{called}' in het systeem; schrijf het net zo.",
                        same=table.same,
                        called=other.called,
                    )
                )
        if table.alike:
            yield from _repeated_names(new, [e for e in after[table.name].values() if e.row and not e.file])


def _repeated_names(new: list[Entry], kept: list[Entry]) -> Iterator[Flaw]:
    by_name = {entry.alike(entry.table.alike): entry for entry in kept}
    for entry in new:
        said = entry.alike(entry.table.alike)
        if said is not None and (other := by_name.get(said)) is not None:
            name, called = entry.show(entry.table.alike), other.called
            taken = Phrase("'{name}' staat al in het systeem onder '{called}'.", name=name, called=called)
            yield entry.flaw(taken, entry.table.alike[-1])


def overlaps(after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw where two periods of one thing overlap and at least one of them comes from a file."""
    for table in TABLES:
        for period in table.periods:
            if period.within:
                shelves = defaultdict(list)
                for entry in after[table.name].values():
                    shelves[entry.values[period.within]].append(entry)
                for entries in shelves.values():
                    yield from _overlaps_among(entries, period)


def _overlaps_among(entries: list[Entry], period: Period) -> Iterator[Flaw]:
    entries = [entry for entry in entries if not entry.flawed]
    entries.sort(key=lambda entry: cast("date", entry.values[period.start]))
    for earlier, later in pairwise(entries):
        here, there = (later, earlier) if later.file else (earlier, later)
        if here.file and _last(earlier, period) >= cast("date", later.values[period.start]):
            said = Phrase(
                "Deze periode overlapt die van {place} (vanaf {start}). Geef de vroegste een eerdere '{end}'.",
                place=_place(there),
                start=there.values[period.start],
                end=period.end,
            )
            yield here.flaw(said, period.start)


def _place(entry: Entry) -> Phrase:
    return Phrase("rij {row}", row=entry.number) if entry.file else Phrase("wat al in het systeem staat")


def _last(entry: Entry, period: Period) -> date:
    return cast("date | None", entry.values.get(period.end)) or date.max


def shared_agency_names(after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw where two agencies bear the same name at the same time, case and spaces apart."""
    by_name = defaultdict(list)
    for entry in after[NAMES].values():
        if not entry.flawed:
            by_name[entry.alike(("naam",))].append(entry)
    for namesakes in by_name.values():
        namesakes.sort(key=lambda entry: cast("date", entry.values["geldig_van"]))
        for one, other in pairwise(namesakes):
            here, there = (other, one) if other.file else (one, other)
            together = _last(one, VALIDITY) >= cast("date", other.values["geldig_van"])
            if here.file and together and one.values["instantie"] != other.values["instantie"]:
                yield here.flaw(_namesake(here, there), "naam")


def _namesake(here: Entry, there: Entry) -> Phrase:
    name = here.show(("naam",))
    if there.file:
        return Phrase(
            "Rij {first} en {other} zijn {same} ('{called}').",
            first=there.number,
            other=here.number,
            same=BY_NAME["instanties"].same,
            called=name,
        )
    code = there.values["instantie"]
    return Phrase("Dit is dezelfde instelling ('{name}') als '{code}' in het systeem.", name=name, code=code)


def circles(parsed: Parsed, after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw for each row that, by pointing onward, comes back to itself."""
    for sheet, column in CYCLES:
        for entry in parsed.of(sheet):
            if _comes_back(entry, column, after):
                yield entry.flaw(Phrase("Deze verwijzing komt weer bij zichzelf uit. Laat de laatste leeg."), column)


def _comes_back(entry: Entry, column: str, after: Shelves) -> bool:
    seen, here = {entry.key}, entry
    while (code := here.values.get(column)) is not None:
        following = after[entry.table.name].get((code,))
        if following is None:
            return False
        if following.key in seen:
            return following.key == entry.key
        seen.add(following.key)
        here = following
    return False


def bare_agencies(parsed: Parsed, after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw for each agency without any name."""
    named = {entry.values.get("instantie") for entry in (*after[NAMES].values(), *parsed.keyless)}
    for entry in parsed.of("instanties"):
        if entry.values["code"] not in named and NAMES not in parsed.unread:
            said = Phrase("Deze instantie heeft geen naam; voeg een rij toe aan '{sheet}'.", sheet=NAMES)
            yield entry.flaw(said, "code")


def unfinished_groups(parsed: Parsed, after: Shelves, policy: Policy) -> Iterator[Flaw]:
    """Yield a flaw for each group without care type, without provider, or without owner where a norm holds."""
    types = by_group(after[CARE_TYPES].values())
    for sheet, what in ((CARE_TYPES, Phrase("zorgvorm")), ("groep_aanbieders", Phrase("aanbieder"))):
        known = by_group([*after[sheet].values(), *(entry for entry in parsed.keyless if entry.table.name == sheet)])
        for entry in parsed.of("groepen"):
            if entry.values["code"] not in known and sheet not in parsed.unread:
                said = Phrase("Deze groep heeft geen {what}; voeg een rij toe aan '{sheet}'.", what=what, sheet=sheet)
                yield entry.flaw(said, "code")
    for code, entry in _touched_groups(parsed).items():
        group = after["groepen"].get((code,))
        if group is not None and not group.flawed and _lacks_owner(group, types[code], policy):
            said = Phrase("Groep '{code}' heeft een bezoeknorm maar geen eigenaar; vul die in bij de groep.", code=code)
            yield entry.flaw(said)


def by_group(entries: Iterable[Entry]) -> dict[object, list[Entry]]:
    """Return the rows of each group, by its code."""
    groups: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        if "groep" in entry.values:
            groups[entry.values["groep"]].append(entry)
    return groups


def _touched_groups(parsed: Parsed) -> dict[object, Entry]:
    """Return the groups that the files say something new of, and the row that does."""
    touched = {entry.values["code"]: entry for entry in parsed.of("groepen")}
    for entry in parsed.of(CARE_TYPES):
        touched.setdefault(entry.values["groep"], entry)
    return touched


def _lacks_owner(group: Entry, types: list[Entry], policy: Policy) -> bool:
    """Return whether the latest care type of a group that goes on has a norm while nobody owns the group."""
    if group.values.get("eigenaar") is not None or group.values.get("opgeheven_op") is not None:
        return False
    sound = [entry for entry in types if not entry.flawed]
    latest = max(sound, key=lambda entry: cast("date", entry.values["geldig_van"]), default=None)
    return latest is not None and latest.values["zorgvorm"] not in policy.care_types_on_demand


def unapproved_overrides(parsed: Parsed, after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw for each rhythm below the norm that no manager approved. Source: DOMAIN 3.1."""
    for entry in parsed.of("maatwerk"):
        if not entry.flawed and entry.values.get("onder_norm"):
            approver = after["gebruikers"].get((entry.values["akkoord_door"],))
            if approver is not None and approver.values.get("rol") != Role.MANAGER:
                said = Phrase("Onder de norm mag alleen met akkoord van een regiomanager.")
                yield entry.flaw(said, "akkoord_door")


def uncertified(parsed: Parsed, after: Shelves, today: date) -> Iterator[Flaw]:
    """Yield a warning for each owner or deputy of a closed group who is not certified for closed care.

    A warning, no flaw: a certificate runs out in a living register too, and such a register must stay importable.
    """
    types = by_group(after[CARE_TYPES].values())
    for entry in parsed.of("groepen"):
        for day in [] if entry.flawed else _closed_from(types[entry.values["code"]], today):
            for column in ("eigenaar", "plaatsvervanger"):
                adviser = entry.values.get(column)
                if adviser is not None and not _is_certified(str(adviser), after, day):
                    yield entry.flaw(_lacks_certificate(entry, column, adviser, day), column)


def _lacks_certificate(group: Entry, column: str, adviser: object, day: date) -> Phrase:
    return Phrase(
        "Groep '{group}' geeft gesloten jeugdhulp, maar {column} '{adviser}' heeft op {day} geen geldig certificaat"
        " daarvoor. Vul 'certificaten' aan.",
        group=group.called,
        column=column,
        adviser=adviser,
        day=day,
    )


def _closed_from(types: list[Entry], today: date) -> Iterator[date]:
    """Yield the first day, from today on, of each period of closed care."""
    for entry in types:
        closed = not entry.flawed and entry.values["zorgvorm"] == CareType.CLOSED_CARE
        if closed and _last(entry, VALIDITY) >= today:
            yield max(cast("date", entry.values["geldig_van"]), today)


def _is_certified(adviser: str, after: Shelves, day: date) -> bool:
    held = after["certificaten"].get((adviser, CertificateKind.CLOSED_CARE))
    if held is None or held.flawed:
        return held is not None
    return cast("date", held.values["geldig_van"]) <= day <= _last(held, VALIDITY)
