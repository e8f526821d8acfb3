"""The scopes of a run of yearly reports, counted from the records: the country, municipalities, agencies."""

from rules.annual import Population, agencies, bodies, residents
from rules.annual_chapters import agency_tables, body_tables, national_tables, resident_tables
from rules.annual_run import Scope, ScopeKind, places_of
from rules.vocabulary import AgencyKind

UNKNOWN = "res:unknown"


def scopes_of(whole: Population, period: str) -> tuple[Scope, ...]:
    """Return every scope of a period; `period` names it in the cells: `2026`, or `2026Q1` for a quarter."""
    homes, sites = residents(whole), bodies(whole)
    return (
        Scope(f"{period}/nl", ScopeKind.NATION, national_tables(whole), len(whole.clients)),
        *(_residents(period, place, part) for place, part in homes.items()),
        *(
            Scope(f"{period}/bod:{place}", ScopeKind.BODIES, body_tables(part), len(homes[place].clients))
            for place, part in sites.items()
            if place in homes
        ),
        *(_agency(period, body, part) for body, part in agencies(whole).items()),
    )


def _residents(period: str, place: str | None, part: Population) -> Scope:
    name, kind = (UNKNOWN, ScopeKind.UNKNOWN) if place is None else (f"res:{place}", ScopeKind.RESIDENTS)
    return Scope(f"{period}/{name}", kind, resident_tables(part), len(part.clients))


def _agency(period: str, body: int, part: Population) -> Scope:
    access = any(issue.agency and issue.agency.kind is AgencyKind.ACCESS_POINT for issue in part.issues)
    line = AgencyKind.ACCESS_POINT.value if access else str(body)
    return Scope(
        f"{period}/agency:{body}", ScopeKind.AGENCY, agency_tables(part), len(part.clients),
        places=places_of(part), body=line,
    )  # fmt: skip
