"""Whom yearly reports can be about: municipalities, agencies and the country, found by name or code."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from difflib import get_close_matches
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.annual import Year, calendar_year
from rules.annual_reports import NATION, ReportKind, Subject
from rules.figures import alphabetical
from rules.report_errors import (
    AgencyAmbiguous,
    MunicipalityAmbiguous,
    MunicipalityNotInYear,
    UnknownAgency,
    UnknownMunicipality,
    YearWithoutData,
)
from store.figures import Agencies, municipalities
from store.models import Agency, Municipality


def named_subject(session: Session, kind: ReportKind, name: str, year: int) -> Subject:
    """Return whom a report of some kind and name is about; the country needs no name.

    Raises: UnknownMunicipality, MunicipalityNotInYear, MunicipalityAmbiguous, UnknownAgency, AgencyAmbiguous or
    YearWithoutData (for a year that no calendar has).
    """
    if kind is ReportKind.NATIONAL:
        return NATION
    if not MINYEAR <= year <= MAXYEAR:
        raise YearWithoutData(year)
    if kind is ReportKind.AGENCY:
        return agency_named(session, name, calendar_year(year))
    last = places_named(session, name, calendar_year(year))[-1]
    return Subject(kind, last.code, last.name)


def places_named(session: Session, name: str, year: Year) -> list[Municipality]:
    """Return the municipality of a name or code in a year: more than one row when it got another code meanwhile.

    Raises: UnknownMunicipality, MunicipalityNotInYear or MunicipalityAmbiguous.
    """
    known = municipalities(session)
    wanted = alphabetical(name.strip())[0]
    called = [place for place in known if wanted in (alphabetical(place.name)[0], place.code.casefold())]
    if not called:
        names = {alphabetical(place.name)[0]: place.name for place in known}
        raise UnknownMunicipality(name, [names[near] for near in get_close_matches(wanted, names, n=3)])
    places = [place for place in called if _existed(place, year)]
    if not places:
        raise MunicipalityNotInYear(called[0].name, year.first.year)
    places.sort(key=lambda place: place.valid_from)
    if any((one.valid_to or date.max) >= other.valid_from for one, other in pairwise(places)):
        raise MunicipalityAmbiguous(places[0].name, [place.code for place in places])
    return places


def _existed(place: Municipality, year: Year) -> bool:
    return place.valid_from <= year.last and (place.valid_to or year.last) >= year.first


def municipality_subjects(session: Session, year: Year) -> list[Subject]:
    """Return every municipality of a year, by name; one that got another code in the year is one, by its last code."""
    by_name: dict[str, list[Municipality]] = {}
    for place in municipalities(session):
        if _existed(place, year):
            by_name.setdefault(place.name, []).append(place)
    return [
        Subject(ReportKind.MUNICIPALITY, place.code, place.name)
        for places in by_name.values()
        for place in _last_of_each(places)
    ]


def places_of(session: Session, subject: Subject, year: Year) -> list[Municipality]:
    """Return the rows of a municipality in a year: the one of its code, and those of its name that went before."""
    known = [place for place in municipalities(session) if _existed(place, year)]
    own = [place for place in known if place.code == subject.code]
    before = [place for place in known if place.name == subject.name and any(_follows(one, place) for one in own)]
    return [*before, *own]


def codes_of_all(session: Session, year: Year) -> dict[str, tuple[str, ...]]:
    """Return of every municipality of a year the codes that it had, by the last of them."""
    known = [place for place in municipalities(session) if _existed(place, year)]
    by_name: dict[str, list[Municipality]] = {}
    for place in known:
        by_name.setdefault(place.name, []).append(place)
    return {
        last.code: (*(place.code for place in places if _follows(last, place)), last.code)
        for places in by_name.values()
        for last in _last_of_each(places)
    }


def _last_of_each(places: Sequence[Municipality]) -> list[Municipality]:
    """Return the rows that no later one of the same name takes over from."""
    return [place for place in places if not any(_follows(other, place) for other in places)]


def _follows(later: Municipality, earlier: Municipality) -> bool:
    return earlier.valid_to is not None and later.valid_from > earlier.valid_to


def agency_named(session: Session, name: str, year: Year) -> Subject:
    """Return the agency of a code or of a name that it bears at the end of a year.

    Raises: UnknownAgency or AgencyAmbiguous.
    """
    known = agency_subjects(session, year)
    wanted = alphabetical(name.strip())[0]
    found = [each for each in known if wanted == each.code.casefold()]
    found = found or [each for each in known if wanted == alphabetical(each.name)[0]]
    if not found:
        names = {alphabetical(each.name)[0]: each.name for each in known}
        raise UnknownAgency(name, [names[near] for near in get_close_matches(wanted, names, n=3)])
    if len(found) > 1:
        raise AgencyAmbiguous(found[0].name, [each.code for each in found])
    return found[0]


def agency_subjects(session: Session, year: Year) -> list[Subject]:
    """Return every agency that was still there at the end of a year, under the name of that day."""
    agencies = Agencies(session, year.last)
    rows = session.execute(select(Agency.id, Agency.code).order_by(Agency.code))
    facts = [(number, code, agencies.on(number, year.last)) for number, code in rows]
    return [Subject(ReportKind.AGENCY, code, fact.name) for number, code, fact in facts if fact.body == number]


def body_of(session: Session, code: str) -> int:
    """Return the number that an agency's work is counted under."""
    return session.scalars(select(Agency.id).where(Agency.code == code)).one()
