"""Invented clients, issues and cases of a year, shaped like the country's: for the measures of reports.

The same seed gives the same records. Residence weighs by population; one in fifty has none that is known.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from rules.annual import ActionFact, CaseFact, ClientFact, ContactFact, IssueFact, Records
from rules.casework import (
    CATEGORIES,
    ActionKind,
    ActionOutcome,
    ClientKind,
    ContactKind,
    FirstHandling,
    Gender,
    IssueKind,
    ParentKind,
)
from rules.figures import AgencyFact
from rules.vocabulary import AgencyKind

YEAR = 2026
KINDS = {
    ClientKind.YOUTH: 0.45, ClientKind.PARENT: 0.38, ClientKind.OTHER: 0.06, ClientKind.RELATIVE: 0.06,
    ClientKind.FOSTER_PARENT: 0.03, ClientKind.PROFESSIONAL: 0.02,
}  # fmt: skip
ISSUE_KINDS = {IssueKind.QUESTION: 0.2, IssueKind.PROBLEM: 0.15, IssueKind.COMPLAINT: 0.65}
UNKNOWN_RESIDENCE, CARRIED_OVER, ACCESS, ELSEWHERE = 0.02, 0.12, 0.1, 0.25


def world(
    seed: int, clients: int, places: Sequence[tuple[str, int]], agencies: int, *, issues: int = 0, contacts: int = 0
) -> Records:
    """Return the records of a year. `places`: code and population; `issues` and `contacts`: two and five a client."""
    chance = random.Random(seed)  # noqa: S311 - the same world every time, no secret
    people = [_client(chance, number, places) for number in range(1, clients + 1)]
    sites = _sites(chance, places, agencies)
    raised = [_issue(chance, number, people, places, sites) for number in range(1, (issues or 2 * clients) + 1)]
    return Records(
        tuple(people),
        tuple(raised),
        tuple(_contact(chance, people) for _ in range(contacts or 5 * clients)),
        tuple(_case(chance, issue) for issue in raised if issue.handling is FirstHandling.SUPPORT_CASE),
    )


def _day(chance: random.Random, year: int = YEAR) -> date:
    return date(year, 1, 1) + timedelta(days=chance.randrange(365))


def _client(chance: random.Random, number: int, places: Sequence[tuple[str, int]]) -> ClientFact:
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    parent = chance.choices(list(ParentKind), (6, 1, 1, 1))[0] if kind is ClientKind.PARENT else None
    gender = chance.choices(list(Gender), (55, 42, 1, 2))[0]
    code = chance.choices([code for code, _ in places], [weight for _, weight in places])[0]
    home = None if chance.random() < UNKNOWN_RESIDENCE else code
    since = _day(chance, YEAR - 1 if chance.random() < CARRIED_OVER else YEAR)
    return ClientFact(number, kind, parent, gender, since, ((date(YEAR - 2, 1, 1), home),))


def _sites(
    chance: random.Random, places: Sequence[tuple[str, int]], agencies: int
) -> dict[str, list[tuple[int, AgencyFact]]]:
    """Return the locations in each place: an access point, and those of agencies, which have one to four."""
    found = {
        code: [(n, AgencyFact(n, AgencyKind.ACCESS_POINT, f"Toegang {code}"))]
        for n, (code, _) in enumerate(places, start=1)
    }
    location = len(places)
    for number in range(agencies):
        agency = AgencyFact(10_000 + number, AgencyKind.PROVIDER, f"Aanbieder {number}")
        for code in chance.choices([code for code, _ in places], [weight for _, weight in places], k=_sites_of(chance)):
            location += 1
            found[code].append((location, agency))
    return found


def _sites_of(chance: random.Random) -> int:
    return chance.choices((1, 2, 3, 6), (5, 2, 2, 1))[0]


def _issue(
    chance: random.Random, number: int, people: Sequence[ClientFact], places: Sequence[tuple[str, int]],
    sites: dict[str, list[tuple[int, AgencyFact]]],
) -> IssueFact:  # fmt: skip
    client = people[number - 1] if number <= len(people) else people[int(len(people) * chance.random() ** 2)]
    kind = chance.choices(list(ISSUE_KINDS), list(ISSUE_KINDS.values()))[0]
    categories = CATEGORIES[kind]
    category = categories[int(len(categories) * chance.random() ** 1.5)]
    raised = max(_day(chance), client.first_contact_on) if chance.random() > CARRIED_OVER else client.first_contact_on
    home = client.residences[0][1]
    code = home if home and chance.random() > ELSEWHERE else chance.choice(places)[0]
    there = sites[code]
    location, agency = there[0] if chance.random() < ACCESS else there[int(len(there) * chance.random() ** 2)]
    handling = chance.choices(list(FirstHandling), (1, 10, 1, 8))[0]
    handled = raised + timedelta(days=chance.randrange(40)) if handling is not FirstHandling.RUNNING else None
    return IssueFact(
        number, client, kind, category, raised, handling, handled, None, agency, code, location, f"Locatie {location}"
    )


def _contact(chance: random.Random, people: Sequence[ClientFact]) -> ContactFact:
    client = chance.choice(people)
    kind = ContactKind.ABOUT_ISSUE if chance.random() < 0.8 else ContactKind.INTRODUCTION
    return ContactFact(client, max(_day(chance), client.first_contact_on), kind)


def _case(chance: random.Random, issue: IssueFact) -> CaseFact:
    ended = issue.raised_on + timedelta(days=90) if chance.random() < 0.8 else None
    actions = tuple(
        ActionFact(
            chance.choice(list(ActionKind)), issue.raised_on, ended,
            chance.choice(list(ActionOutcome)[:4]) if ended else ActionOutcome.RUNNING,
        )
        for _ in range(1 + (chance.random() < 0.15))
    )  # fmt: skip
    return CaseFact(issue, ended, actions)
