"""Clients for the tests of yearly reports: so many in a place, of whom some came before the year."""

from collections.abc import Mapping
from datetime import date

from rules.annual import ClientFact, ContactFact, Records
from rules.casework import ClientKind, ContactKind, Gender, ParentKind

DAY, BEFORE = date(2026, 5, 4), date(2025, 5, 5)


def people(
    first: int, count: int, place: str | None, *, kind: ClientKind = ClientKind.PARENT, carried: int = 0
) -> list[ClientFact]:
    """Return `count` clients of one kind, numbered from `first`, of whom the last `carried` came before the year."""
    parent = ParentKind.WITH_CUSTODY if kind is ClientKind.PARENT else None
    return [
        ClientFact(
            first + n, kind, parent, list(Gender)[n % 2], BEFORE if n >= count - carried else DAY, ((BEFORE, place),)
        )
        for n in range(count)
    ]


def records_of(counts: Mapping[str | None, int]) -> Records:
    """Return so many clients of each place, a third of them youths, each with one contact in the year."""
    clients: list[ClientFact] = []
    for place, count in counts.items():
        youths = count // 3
        clients += people(len(clients) + 1, youths, place, kind=ClientKind.YOUTH)
        clients += people(len(clients) + 1, count - youths, place)
    return with_contacts(clients)


def with_contacts(clients: list[ClientFact]) -> Records:
    """Return clients, each with one contact in the year."""
    contacts = tuple(ContactFact(client, DAY, ContactKind.ABOUT_ISSUE) for client in clients)
    return Records(clients=tuple(clients), contacts=contacts)
