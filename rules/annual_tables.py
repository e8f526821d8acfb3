"""The tables of the yearly reports, counted: A to F3 of the country, 1a to 9b of a municipality or agency.

Every count knows the clients behind it, for disclosure control. Titles, rows and their order are those of the report
of 2016; zero rows are left out in 2a to 2c and kept in 4 and 6, as there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import TypeVar

from rules.annual import CaseFact, ClientFact, IssueFact, Population, SurveyFact, Year
from rules.casework import (
    CATEGORIES,
    ActionKind,
    ActionOutcome,
    ClientKind,
    ContactKind,
    FirstHandling,
    Gender,
    IssueCategory,
    IssueKind,
    ParentKind,
)
from rules.figures import ACCESS_POINTS, AgencyFact
from rules.vocabulary import AgencyKind

TOP = 3
FAMILY_HOME = "Gezinshuis"
"""In the place of the name of a body that clients came about at family homes only: it can be a family's."""
Thing = TypeVar("Thing")

CLIENT_ROWS: Mapping[ClientKind, str] = MappingProxyType({
    ClientKind.YOUTH: "Jeugdigen",
    ClientKind.PARENT: "Ouders",
    ClientKind.OTHER: "Onbekend/anders",
    ClientKind.RELATIVE: "Familieleden",
    ClientKind.FOSTER_PARENT: "Pleegouders",
    ClientKind.PROFESSIONAL: "Hulpverleners",
})  # fmt: skip
PARENT_ROWS: Mapping[ParentKind, str] = MappingProxyType({
    ParentKind.WITH_CUSTODY: "Ouder met gezag",
    ParentKind.CUSTODY_UNKNOWN: "Ouder gezag onbekend",
    ParentKind.STEP_PARENT: "Stiefouder",
    ParentKind.WITHOUT_CUSTODY: "Ouder zonder gezag",
})  # fmt: skip
GENDER_ROWS: Mapping[Gender, str] = MappingProxyType(
    {Gender.FEMALE: "Vrouw", Gender.MALE: "Man", Gender.OTHER: "X", Gender.UNKNOWN: "Onbekend"}
)
CONTACT_ROWS: Mapping[ContactKind, str] = MappingProxyType({
    ContactKind.INTRODUCTION: "Individueel kennismakingsgesprek en uitleg rechtspositie",
    ContactKind.ABOUT_ISSUE: "Contacten bij vragen, problemen en klachten",
})  # fmt: skip
HANDLING_ROWS: Mapping[FirstHandling, str] = MappingProxyType({
    FirstHandling.RUNNING: "Eerste contact loopt nog",
    FirstHandling.INFORMATION_ADVICE: "Afgerond met informatie en advies",
    FirstHandling.BROKEN_OFF: "Afgebroken",
    FirstHandling.SUPPORT_CASE: "Door naar een ondersteuningstraject",
})  # fmt: skip
ACTION_ROWS: Mapping[ActionKind, str] = MappingProxyType({
    ActionKind.TALK_EMPLOYEE: "Gesprek medewerker",
    ActionKind.TALK_SUPERVISOR: "Gesprek leidinggevende",
    ActionKind.TALK_BOARD: "Gesprek directie/MT",
    ActionKind.WRITTEN_SETTLEMENT: "Schriftelijke afdoening",
    ActionKind.COMPLAINTS_COMMITTEE: "Klachtencommissie",
    ActionKind.OBJECTION_APPEAL: "Bezwaar/ beroep",
    ActionKind.DISCIPLINARY_LAW: "Tuchtrecht",
    ActionKind.OTHER: "Overige activiteiten",
})  # fmt: skip
OUTCOME_COLUMNS: Mapping[ActionOutcome, str] = MappingProxyType({
    ActionOutcome.RESOLVED: "Opgelost / KC-BB-TR: gegrond",
    ActionOutcome.PARTLY: "Deels opgelost / KC-BB-TR: deels gegrond, deels ongegrond",
    ActionOutcome.UNRESOLVED: "Niet opgelost / KC-BB-TR: ongegrond",
    ActionOutcome.WITHDRAWN: "Ingetrokken / KC-BB-TR: geen uitspraak of ingetrokken",
    ActionOutcome.INADMISSIBLE: "KC-BB-TR: niet-ontvankelijk",
    ActionOutcome.RUNNING: "Actie loopt nog",
})  # fmt: skip
PLURAL: Mapping[IssueKind, str] = MappingProxyType(
    {IssueKind.QUESTION: "vragen", IssueKind.PROBLEM: "problemen", IssueKind.COMPLAINT: "klachten"}
)
RAISED: Mapping[IssueKind, str] = MappingProxyType({
    IssueKind.QUESTION: "gestelde vragen",
    IssueKind.PROBLEM: "besproken problemen",
    IssueKind.COMPLAINT: "geuite klachten",
})  # fmt: skip
AGES = ("Jeugdigen", "Volwassenen")


@dataclass(frozen=True, slots=True)
class Count:
    """A count, and the clients behind it. `carried`: those behind what of it is not new, where that is not plain."""

    value: int
    people: frozenset[int] = frozenset()
    carried: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line of counts; `key` is what it counts, in a word that does not change."""

    key: str
    label: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table of counts. `columns`: key and header of each; `adds_up`: the total is the sum of the rows."""

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[CountRow, ...]
    total: CountRow | None = None
    adds_up: bool = True
    note: str = ""


def in_plain(table: CountTable) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield the lines of a table with their counts and the clients behind each, the same for the same counts."""
    for row in (*table.rows, *((table.total,) if table.total else ())):
        yield row.key, tuple((count.value, sorted(count.people), sorted(count.carried or ())) for count in row.counts)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Up to three topics in order, each with its count."""

    label: str
    topics: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class RankingTable:
    """Some rankings side by side; `counted`: their counts are printed."""

    key: str
    title: str
    rankings: tuple[Ranking, ...]
    counted: bool


def clients_counted(clients: Iterable[ClientFact]) -> Count:
    """Return how many clients there are."""
    people = frozenset([client.id for client in clients])
    return Count(len(people), people)


def issues_counted(issues: Iterable[IssueFact]) -> Count:
    """Return how many issues there are, and of whom."""
    people = [issue.client.id for issue in issues]
    return Count(len(people), frozenset(people))


def grouped(things: Iterable[Thing], key: Callable[[Thing], object]) -> Mapping[object, list[Thing]]:
    """Return things by their key; a key without any has an empty list."""
    found: dict[object, list[Thing]] = defaultdict(list)
    for thing in things:
        found[key(thing)].append(thing)
    return found


TOTAL_NEW = (("total", "Totaal"), ("new", "Nieuw"))


def _by_clients(
    part: Population, key: str, title: str, rows: Mapping[Thing, str], of: Callable[[ClientFact], Thing | None],
    total: str, *, by_size: bool,
) -> CountTable:  # fmt: skip
    groups = grouped(part.clients, of)
    clients = [client for word, group in groups.items() if word is not None for client in group]
    found = [
        CountRow(str(getattr(word, "value", word)), label, _total_new(part, groups[word]))
        for word, label in rows.items()
        if groups[word]
    ]
    if by_size:
        found.sort(key=lambda row: (row.key != ClientKind.YOUTH.value, -row.counts[0].value))
    return CountTable(key, title, TOTAL_NEW, tuple(found), CountRow("total", total, _total_new(part, clients)))


def _total_new(part: Population, clients: Iterable[ClientFact]) -> tuple[Count, Count]:
    """Return how many clients there are, and how many of them are new."""
    total = clients_counted(clients)
    new = total.people & part.new_clients
    return total, Count(len(new), new)


def table_1a(part: Population) -> CountTable:
    """Unique clients by kind: youths, then the largest first."""
    return _by_clients(
        part, "table_1a", "Aantal unieke cliënten", CLIENT_ROWS, lambda client: client.kind,
        "Totaal aantal cliënten", by_size=True,
    )  # fmt: skip


def table_1b(part: Population) -> CountTable:
    """Parents by custody, the largest first."""
    return _by_clients(
        part, "table_1b", "Uitsplitsing categorie ouders", PARENT_ROWS, lambda client: client.parent_kind,
        "Totaal aantal ouders", by_size=True,
    )  # fmt: skip


def table_1c(part: Population) -> CountTable:
    """Clients by gender."""
    return _by_clients(
        part, "table_1c", "Geslacht cliënten", GENDER_ROWS, lambda client: client.gender,
        "Totaal aantal cliënten", by_size=False,
    )  # fmt: skip


def table_2(part: Population, kind: IssueKind) -> CountTable:
    """Tables 2a to 2c: issues of one kind by category, total and new; categories without any are left out."""
    letter = {IssueKind.QUESTION: "a", IssueKind.PROBLEM: "b", IssueKind.COMPLAINT: "c"}[kind]
    issues = [issue for issue in part.issues if issue.kind is kind]
    groups = grouped(issues, lambda issue: issue.category)
    ordered = sorted(CATEGORIES[kind], key=lambda word: (word.dutch.startswith("Andere"), word.dutch))
    rows = tuple(
        CountRow(word.value, word.dutch, _issues_total_new(part, groups[word])) for word in ordered if groups[word]
    )
    total = CountRow("total", f"Totaal aantal {PLURAL[kind]}", _issues_total_new(part, issues))
    return CountTable(f"table_2{letter}", f"Type {PLURAL[kind]} in aantallen", TOTAL_NEW, rows, total)


def _issues_total_new(part: Population, issues: Sequence[IssueFact]) -> tuple[Count, Count]:
    new: list[int] = []
    old: list[int] = []
    for issue in issues:
        (new if issue.raised_on >= part.year.first else old).append(issue.client.id)
    people = frozenset(new)
    carried = frozenset(old)
    return Count(len(issues), people | carried, carried), Count(len(new), people)


def table_2d(part: Population) -> CountTable:
    """New issues by kind, and how many clients raised them; the clients may not be added up."""
    groups = grouped(part.new_issues, lambda issue: issue.kind)
    rows = tuple(
        CountRow(kind.value, f"Nieuwe {PLURAL[kind]} in deze rapportageperiode",
                 (issues_counted(groups[kind]), clients_counted(issue.client for issue in groups[kind])))
        for kind in IssueKind
    )  # fmt: skip
    return CountTable(
        "table_2d", "Nieuwe vragen, problemen en klachten naar het aantal cliënten dat deze geuit heeft",
        (("raised", "Totaal geuit"), ("clients", "Cliënten")), rows, None, adds_up=False,
        note="Het aantal cliënten kan niet worden opgeteld: een cliënt kan zowel een vraag als een klacht uiten.",
    )  # fmt: skip


def table_3(part: Population) -> CountTable:
    """Contacts with and for clients."""
    groups = grouped(part.contacts, lambda contact: contact.kind)
    rows = tuple(
        CountRow(kind.value, label, (Count(len(groups[kind]), frozenset(each.client.id for each in groups[kind])),))
        for kind, label in CONTACT_ROWS.items()
    )
    return CountTable("table_3", "Aantal contacten met en ten behoeve van cliënten", (("total", "Totaal"),), rows)


def table_4(part: Population) -> CountTable:
    """All issues by how the first contact stood at the end of the year."""
    groups = grouped(part.issues, lambda issue: issue.handling_on(part.year.last))
    rows = tuple(CountRow(word.value, label, (issues_counted(groups[word]),)) for word, label in HANDLING_ROWS.items())
    title = "Vragen, problemen en klachten naar wijze van afhandeling"
    return CountTable("table_4", title, (("total", "Totaal"),), rows)


def table_5(part: Population) -> CountTable:
    """Support cases that ended in the year: with one action, and with more."""
    ended = [case for case in part.cases if part.year.has(case.ended_on) and case.actions]
    groups = grouped(ended, lambda case: (case.issue.kind, len(case.actions) > 1))
    rows = tuple(
        CountRow(kind.value, PLURAL[kind].capitalize(),
                 (_cases_counted(groups[kind, False]), _cases_counted(groups[kind, True])))
        for kind in IssueKind
    )  # fmt: skip
    return CountTable(
        "table_5", "Het aantal acties dat ingezet is in een afgerond ondersteuningstraject",
        (("one", "Eén actie uitgezet"), ("more", "Meerdere acties uitgezet")), rows,
    )  # fmt: skip


def _cases_counted(cases: Sequence[CaseFact]) -> Count:
    return Count(len(cases), frozenset(case.issue.client.id for case in cases))


def table_6(part: Population) -> CountTable:
    """Actions of the year by their outcome at its end; an issue counts once for each action."""
    actions = [
        (action, case.issue.client.id) for case in part.cases for action in case.actions if action.is_in(part.year)
    ]
    groups = grouped(actions, lambda pair: (pair[0].kind, pair[0].outcome_on(part.year.last)))

    def counts(kinds: Iterable[ActionKind]) -> tuple[Count, ...]:
        asked = list(kinds)
        cells = [[pair for kind in asked for pair in groups[kind, outcome]] for outcome in OUTCOME_COLUMNS]
        return tuple(_people_counted(cell) for cell in (*cells, [pair for cell in cells for pair in cell]))

    columns = (
        *((word.value, label) for word, label in OUTCOME_COLUMNS.items()),
        ("total", "Totaal aantal type acties"),
    )
    rows = tuple(CountRow(kind.value, label, counts((kind,))) for kind, label in ACTION_ROWS.items())
    total = CountRow("total", "Totaal aantal uitkomsten", counts(ActionKind))
    return CountTable("table_6", "Type actie afgezet tegen de uitkomst", columns, rows, total)


def _people_counted(pairs: Sequence[tuple[object, int]]) -> Count:
    return Count(len(pairs), frozenset(client for _, client in pairs))


def grades(surveys: Iterable[SurveyFact], year: Year) -> Mapping[str, tuple[Decimal, int]]:
    """Return table 7: the mean grade with one decimal, and of how many answers, for youths and adults; nationally.

    Only the country's figure is ever shown (F090).
    """
    found: dict[str, list[int]] = defaultdict(list)
    for survey in surveys:
        if year.has(survey.quarter):
            found[AGES[0] if survey.is_youth else AGES[1]].append(survey.grade)
    tenth = Decimal("0.1")
    return {
        age: ((Decimal(sum(found[age])) / len(found[age])).quantize(tenth, ROUND_HALF_UP), len(found[age]))
        for age in AGES
        if found[age]
    }


def _by_age(clients: Iterable[ClientFact]) -> tuple[Count, Count]:
    youths: set[int] = set()
    adults: set[int] = set()
    for client in clients:
        (youths if client.is_youth else adults).add(client.id)
    return Count(len(youths), frozenset(youths)), Count(len(adults), frozenset(adults))


def table_8b(part: Population) -> CountTable:
    """Clients by the body their issues are about; the points of access together, in the order of names."""
    names: dict[object, str] = {}
    for issue in sorted(part.issues, key=lambda issue: not issue.at_family_home):
        if issue.agency is not None:
            name = FAMILY_HOME if issue.at_family_home else issue.agency.name
            names[_body(issue)] = ACCESS_POINTS if issue.is_about_access else name
    groups = grouped(part.issues, _body)
    rows = [
        CountRow(str(body), name, _ages_and_all(issue.client for issue in groups[body]))
        for body, name in sorted(names.items(), key=lambda pair: (pair[1].casefold(), str(pair[0])))
    ]
    total = [Count(sum(row.counts[n].value for row in rows), _union(row.counts[n] for row in rows)) for n in range(3)]
    return CountTable(
        "table_8b",
        "Aantal cliënten dat contact opgenomen heeft over een instantielocatie of over de toegang jeugdhulp in de"
        " gemeente",
        (("youths", "Jeugdigen"), ("adults", "Volwassenen"), ("total", "Totaal")),
        tuple(rows), CountRow("total", "Totaal aantal cliënten", tuple(total)),
        note="Een cliënt kan over meer dan één instantie contact opnemen en telt dan bij elk mee.",
    )  # fmt: skip


def _body(issue: IssueFact) -> object:
    if issue.agency is None:
        return None
    return body_line(issue.agency)


def body_line(agency: AgencyFact) -> object:
    """Return what the line of an agency in table 8b is known by: the points of access are one."""
    return AgencyKind.ACCESS_POINT.value if agency.kind is AgencyKind.ACCESS_POINT else agency.body


def _ages_and_all(clients: Iterable[ClientFact]) -> tuple[Count, Count, Count]:
    youths, adults = _by_age(clients)
    return youths, adults, Count(youths.value + adults.value, youths.people | adults.people)


def _union(counts: Iterable[Count]) -> frozenset[int]:
    return frozenset().union(*(count.people for count in counts))


def topics(issues: Iterable[IssueFact], kind: IssueKind) -> tuple[CountRow, ...]:
    """Return the three topics that were raised most; with equal counts in the order of the list of categories."""
    groups = grouped((issue for issue in issues if issue.kind is kind), lambda issue: issue.category)
    rows = [
        CountRow(word.value, word.dutch, (issues_counted(groups[word]),)) for word in CATEGORIES[kind] if groups[word]
    ]
    return tuple(sorted(rows, key=lambda row: -row.counts[0].value)[:TOP])


def table_9(part: Population, *, youths: bool) -> RankingTable:
    """Tables 9a and 9b: the three topics raised most by youths, or by adults; without counts."""
    issues = [issue for issue in part.new_issues if issue.client.is_youth is youths]
    rankings = tuple(Ranking(PLURAL[kind].capitalize(), topics(issues, kind)) for kind in IssueKind)
    who, letter = ("jeugdigen", "a") if youths else ("volwassenen", "b")
    return RankingTable(f"table_9{letter}", f"Top 3 onderwerpen, {who}", rankings, counted=False)


def national_clients(part: Population, *, access: bool = False) -> CountTable:
    """Tables A and D: clients of the country by age, all and new."""
    title = "Aantal unieke cliënten met wie de vertrouwenspersoon contact heeft gehad"
    if access:
        title = "Aantal cliënten met vragen, problemen en klachten over de Toegang Jeugdhulp"
    ages, new = _by_age(part.clients), _by_age(client for client in part.clients if client.id in part.new_clients)
    rows = tuple(
        CountRow(key, label, (ages[n], new[n]))
        for n, (key, label) in enumerate(zip(("youths", "adults"), AGES, strict=True))
    )
    total = CountRow("total", "Totaal", (clients_counted(part.clients), _total_new(part, part.clients)[1]))
    return CountTable(
        "table_d" if access else "table_a", title, (("total", "Totaal"), ("new", "Totaal nieuw")), rows, total
    )


def national_issues(part: Population, *, access: bool = False) -> CountTable:
    """Tables B and E: new issues of the country by kind."""
    groups = grouped(part.new_issues, lambda issue: issue.kind)
    rows = tuple(CountRow(kind.value, RAISED[kind].capitalize(), (issues_counted(groups[kind]),)) for kind in IssueKind)
    total = CountRow("total", "Totaal", (issues_counted(part.new_issues),))
    title = "Aantal nieuwe vragen, problemen en klachten" + (" over de toegang jeugdhulp" if access else "")
    return CountTable("table_e" if access else "table_b", title, (("total", "Totaal"),), rows, total)


def national_topics(part: Population, kind: IssueKind, label: str, *, access: bool = False) -> RankingTable:
    """Tables C1 to C3 and F1 to F3: the three topics raised most, with their counts; `label` names the year."""
    number = list(IssueKind).index(kind) + 1
    title = f"Top 3 {RAISED[kind]}" + (" (toegang)" if access else "")
    key = f"table_{'f' if access else 'c'}{number}"
    return RankingTable(key, title, (Ranking(label, topics(part.new_issues, kind)),), counted=True)


CATEGORY_OF: Mapping[str, IssueCategory] = MappingProxyType({word.dutch: word for word in IssueCategory})
"""The category behind a printed topic: how the figures of a released report are read back."""
