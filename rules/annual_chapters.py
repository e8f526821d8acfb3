"""Which tables stand in which chapter of a yearly report: what is counted, protected and printed is one list.

A chapter is about one population: the residents of a municipality, the bodies there, one agency, or the country.
"""

from collections.abc import Iterable, Mapping

from rules.annual import ClientFact, IssueFact, Population
from rules.annual_tables import (
    Count,
    CountRow,
    CountTable,
    RankingTable,
    clients_counted,
    grouped,
    national_clients,
    national_issues,
    national_topics,
    table_1a,
    table_1b,
    table_1c,
    table_2,
    table_2d,
    table_3,
    table_4,
    table_5,
    table_6,
    table_8b,
    table_9,
)
from rules.casework import IssueKind

ELSEWHERE = "Niet over één locatie"
"""The row of clients whose issue is about a body as a whole."""


def resident_tables(part: Population) -> tuple[CountTable, ...]:
    """Return tables 1a to 6, of the residents of a municipality (part 1)."""
    return (
        table_1a(part), table_1b(part), table_1c(part), *(table_2(part, kind) for kind in IssueKind), table_2d(part),
        table_3(part), table_4(part), table_5(part), table_6(part),
    )  # fmt: skip


def body_tables(part: Population) -> tuple[CountTable, ...]:
    """Return table 8b, of the bodies in a municipality (part 2)."""
    return (table_8b(part),)


def body_rankings(part: Population) -> tuple[RankingTable, ...]:
    """Return tables 9a and 9b, of the bodies in a municipality or of one agency."""
    return table_9(part, youths=True), table_9(part, youths=False)


def agency_tables(part: Population) -> tuple[CountTable, ...]:
    """Return the tables of one agency: its clients by kind and by location, their issues, and what came of these."""
    return (
        table_1a(part), table_8c(part), *(table_2(part, kind) for kind in IssueKind), table_2d(part),
        table_4(part), table_5(part), table_6(part),
    )  # fmt: skip


def national_tables(whole: Population) -> tuple[CountTable, ...]:
    """Return the counted tables of the country: A, B, D and E."""
    access = whole.about_access
    return (
        national_clients(whole), national_issues(whole), national_clients(access, access=True),
        national_issues(access, access=True),
    )  # fmt: skip


def national_rankings(whole: Population, label: str) -> tuple[RankingTable, ...]:
    """Return the topics of the country: C1 to C3 and F1 to F3; `label` names the year."""
    access = whole.about_access
    return (
        *(national_topics(whole, kind, label) for kind in IssueKind),
        *(national_topics(access, kind, label, access=True) for kind in IssueKind),
    )


def table_8c(part: Population) -> CountTable:
    """Return how many clients came about each location of an agency, by age; who came about two counts at both."""
    groups: Mapping[object, list[IssueFact]] = grouped(part.issues, _place)
    names = {_place(issue): issue.location_name or ELSEWHERE for issue in part.issues}
    ordered = sorted(names.items(), key=lambda pair: (pair[1] == ELSEWHERE, pair[1].casefold(), pair[0]))
    rows = tuple(CountRow(place, name, _by_age(groups[place])) for place, name in ordered)
    total = tuple(_added([row.counts[n] for row in rows]) for n in range(3))
    return CountTable(
        "table_8c", "Aantal cliënten per locatie",
        (("youths", "Jeugdigen"), ("adults", "Volwassenen"), ("total", "Totaal")),
        rows, CountRow("total", "Totaal", total),
        note="Een cliënt kan over meer dan één locatie contact opnemen en telt dan bij elk mee.",
    )  # fmt: skip


def _place(issue: IssueFact) -> str:
    """Return the location that an issue is about."""
    return str(issue.location or "none")


def _by_age(issues: list[IssueFact]) -> tuple[Count, Count, Count]:
    clients: dict[int, ClientFact] = {issue.client.id: issue.client for issue in issues}
    youths = clients_counted(client for client in clients.values() if client.is_youth)
    adults = clients_counted(client for client in clients.values() if not client.is_youth)
    return youths, adults, Count(youths.value + adults.value, youths.people | adults.people)


def _added(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(sum(count.value for count in listed), frozenset().union(*(count.people for count in listed)))
