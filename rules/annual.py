"""What a yearly report counts: clients, their issues, contacts, cases and actions, and which of them fall in a year.

Counting rules (report of 2016, DOMAIN.md 1.5 to 1.9): a client is unique; new means that contact began in the year; an
issue of an earlier year still in handling counts in the totals, not as new; who moves counts in the new municipality.
Source: agreement with the commissioner (the report's own explanation), except where a rule says house policy.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rules.casework import (
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
from rules.figures import AgencyFact
from rules.vocabulary import AgencyKind

METHOD = "jaar-1"
"""The way of counting; a change that makes years incomparable gets a new number."""


@dataclass(frozen=True, slots=True)
class Year:
    """The year of a report, or a part of it: both days count."""

    first: date
    last: date

    def has(self, day: date | None) -> bool:
        """Return whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


def calendar_year(year: int) -> Year:
    """Return 1 January to 31 December."""
    return Year(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class ClientFact:
    """A client; `residences` are the municipalities to report to, each from a day on (None: unknown)."""

    id: int
    kind: ClientKind
    parent_kind: ParentKind | None
    gender: Gender
    first_contact_on: date
    residences: tuple[tuple[date, str | None], ...] = ()

    @property
    def is_youth(self) -> bool:
        """Whether this client counts among the youths; all others are adults."""
        return self.kind is ClientKind.YOUTH

    def municipality_on(self, day: date) -> str | None:
        """Return where the client counts: the residence of that day, also after a move. Source: F135, F136."""
        past = [place for since, place in self.residences if since <= day]
        return past[-1] if past else None


@dataclass(frozen=True, slots=True)
class IssueFact:
    """A question, problem or complaint; `municipality` is where the body it is about stands (its main location).

    `location` is the one it is about, if it is about one.
    """

    id: int
    client: ClientFact
    kind: IssueKind
    category: IssueCategory
    raised_on: date
    handling: FirstHandling = FirstHandling.RUNNING
    handled_on: date | None = None
    ended_on: date | None = None
    agency: AgencyFact | None = None
    municipality: str | None = None
    location: int | None = None
    location_name: str | None = None
    at_family_home: bool = False

    def is_in(self, year: Year) -> bool:
        """Return whether it was raised in the year, or before it and was still in handling."""
        return self.raised_on <= year.last and (self.ended_on is None or self.ended_on >= year.first)

    @property
    def is_about_access(self) -> bool:
        """Whether it is about the access to youth care (Toegang)."""
        return self.agency is not None and self.agency.kind is AgencyKind.ACCESS_POINT

    def handling_on(self, day: date) -> FirstHandling:
        """Return how the first contact stood at the end of a day."""
        return self.handling if self.handled_on is not None and self.handled_on <= day else FirstHandling.RUNNING


@dataclass(frozen=True, slots=True)
class ContactFact:
    """One contact with or for a client."""

    client: ClientFact
    on: date
    kind: ContactKind


@dataclass(frozen=True, slots=True)
class ActionFact:
    """One action of a support case."""

    kind: ActionKind
    started_on: date
    ended_on: date | None
    outcome: ActionOutcome

    def is_in(self, year: Year) -> bool:
        """Return whether it ran in the year."""
        return self.started_on <= year.last and (self.ended_on is None or self.ended_on >= year.first)

    def outcome_on(self, day: date) -> ActionOutcome:
        """Return the outcome as it stood at the end of a day."""
        return self.outcome if self.ended_on is not None and self.ended_on <= day else ActionOutcome.RUNNING


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A support case with its actions."""

    issue: IssueFact
    ended_on: date | None
    actions: tuple[ActionFact, ...]


@dataclass(frozen=True, slots=True)
class SurveyFact:
    """One grade that was given, in the quarter that begins on a day; whose it is nobody knows."""

    is_youth: bool
    quarter: date
    grade: int


def first_of_quarter(day: date) -> date:
    """Return the first day of the quarter that a day lies in."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


@dataclass(frozen=True)
class Records:
    """Everything that was recorded, of all municipalities and years; the year picks out what counts."""

    clients: tuple[ClientFact, ...] = ()
    issues: tuple[IssueFact, ...] = ()
    contacts: tuple[ContactFact, ...] = ()
    cases: tuple[CaseFact, ...] = ()
    surveys: tuple[SurveyFact, ...] = ()


@dataclass(frozen=True)
class Population:
    """The part of a year's records that one chapter is about: residents, a municipality's bodies, or everybody."""

    year: Year
    clients: tuple[ClientFact, ...] = ()
    issues: tuple[IssueFact, ...] = ()
    contacts: tuple[ContactFact, ...] = ()
    cases: tuple[CaseFact, ...] = ()

    @cached_property
    def new_issues(self) -> tuple[IssueFact, ...]:
        """The issues that were raised in the year."""
        return tuple(issue for issue in self.issues if self.year.has(issue.raised_on))

    @cached_property
    def new_clients(self) -> frozenset[int]:
        """The clients with whom contact began in the year."""
        first, last = self.year.first, self.year.last
        return frozenset([client.id for client in self.clients if first <= client.first_contact_on <= last])

    @property
    def about_access(self) -> "Population":
        """The issues about the access to youth care, and the clients who raised them."""
        issues = tuple(issue for issue in self.issues if issue.is_about_access)
        return Population(self.year, _raisers(issues), issues)


def everybody(records: Records, year: Year) -> Population:
    """Return all that counts in a year: who had contact, or an issue in handling."""
    issues = tuple(issue for issue in records.issues if issue.is_in(year))
    contacts = tuple(contact for contact in records.contacts if year.has(contact.on))
    seen = {contact.client.id for contact in contacts} | {issue.client.id for issue in issues}
    clients = tuple(client for client in records.clients if client.id in seen)
    return Population(year, clients, issues, contacts, tuple(_cases_in(records.cases, year)))


def _cases_in(cases: Iterable[CaseFact], year: Year) -> Iterator[CaseFact]:
    return (case for case in cases if year.has(case.ended_on) or any(action.is_in(year) for action in case.actions))


def _raisers(issues: Iterable[IssueFact]) -> tuple[ClientFact, ...]:
    return tuple({issue.client.id: issue.client for issue in issues}.values())


@dataclass
class _Gathered:
    clients: list[ClientFact] = field(default_factory=list)
    issues: list[IssueFact] = field(default_factory=list)
    contacts: list[ContactFact] = field(default_factory=list)
    cases: list[CaseFact] = field(default_factory=list)

    def population(self, year: Year) -> Population:
        return Population(year, tuple(self.clients), tuple(self.issues), tuple(self.contacts), tuple(self.cases))


def residents(whole: Population) -> Mapping[str | None, Population]:
    """Return part 1 of each municipality: the clients who live there at the end of the year, with all of theirs.

    Those whose residence is unknown are under None. Source: F134 to F136.
    """
    home = {client.id: client.municipality_on(whole.year.last) for client in whole.clients}
    gathered: dict[str | None, _Gathered] = defaultdict(_Gathered)
    for client in whole.clients:
        gathered[home[client.id]].clients.append(client)
    for issue in whole.issues:
        gathered[home[issue.client.id]].issues.append(issue)
    for contact in whole.contacts:
        gathered[home[contact.client.id]].contacts.append(contact)
    for case in whole.cases:
        if case.issue.client.id in home:
            gathered[home[case.issue.client.id]].cases.append(case)
    return {place: part.population(whole.year) for place, part in gathered.items()}


def bodies(whole: Population) -> Mapping[str, Population]:
    """Return part 2 of each municipality: issues about bodies there, whoever raised them, wherever they live.

    Source: F134, F137 (local locations only), F138 (a national body counts where its main location stands).
    """
    gathered: dict[str, list[IssueFact]] = defaultdict(list)
    for issue in whole.issues:
        if issue.municipality is not None and issue.agency is not None:
            gathered[issue.municipality].append(issue)
    return {place: Population(whole.year, _raisers(issues), tuple(issues)) for place, issues in gathered.items()}


def agencies(whole: Population) -> Mapping[int, Population]:
    """Return the population of each body: the issues about it wherever it stands, with their cases (F131)."""
    gathered: dict[int, _Gathered] = defaultdict(_Gathered)
    for issue in whole.issues:
        if issue.agency is not None:
            gathered[issue.agency.body].issues.append(issue)
    for case in whole.cases:
        if case.issue.agency is not None and case.issue.agency.body in gathered:
            gathered[case.issue.agency.body].cases.append(case)
    for part in gathered.values():
        part.clients.extend(_raisers(part.issues))
    return {body: part.population(whole.year) for body, part in gathered.items()}


def merged(parts: Iterable[Population], year: Year) -> Population:
    """Return some populations as one: a municipality that got another code in the year is still one."""
    listed = tuple(parts)
    return Population(
        year,
        tuple({client.id: client for part in listed for client in part.clients}.values()),
        tuple(issue for part in listed for issue in part.issues),
        tuple(contact for part in listed for contact in part.contacts),
        tuple(case for part in listed for case in part.cases),
    )
