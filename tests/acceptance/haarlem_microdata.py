"""Clients and issues made up so that they give the figures published about Haarlem and the country in 2016.

Only the published totals are facts; every client is invented. Three crowds: residents of Haarlem (part 1), clients of
bodies in Haarlem who live elsewhere (part 2), and the rest of the country.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice

from rules.annual import ActionFact, CaseFact, ClientFact, ContactFact, IssueFact, Records, SurveyFact
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
from rules.figures import AgencyFact
from rules.vocabulary import AgencyKind

HAARLEM, ELSEWHERE = "GM0392", "GM9999"
BEFORE, DURING, LAST_YEAR_END = date(2015, 9, 1), date(2016, 5, 10), date(2015, 12, 20)

Q, P, C = IssueKind.QUESTION, IssueKind.PROBLEM, IssueKind.COMPLAINT
K = IssueCategory

CLIENTS: Sequence[tuple[ClientKind, ParentKind | None, int, int]] = (
    (ClientKind.YOUTH, None, 29, 24),
    (ClientKind.PARENT, ParentKind.WITH_CUSTODY, 33, 28),
    (ClientKind.PARENT, ParentKind.CUSTODY_UNKNOWN, 2, 2),
    (ClientKind.PARENT, ParentKind.STEP_PARENT, 2, 2),
    (ClientKind.PARENT, ParentKind.WITHOUT_CUSTODY, 1, 1),
    (ClientKind.OTHER, None, 10, 8),
    (ClientKind.RELATIVE, None, 6, 6),
    (ClientKind.FOSTER_PARENT, None, 2, 1),
    (ClientKind.PROFESSIONAL, None, 1, 1),
)
MEN, NEW_MEN = 23, 20

ISSUES: Mapping[IssueKind, Mapping[IssueCategory, tuple[int, int]]] = {
    Q: {K.WORKING_METHOD: (10, 10), K.LEGISLATION: (11, 11), K.OTHER_QUESTIONS: (12, 12)},
    P: {
        K.FAMILY: (2, 2), K.CARE_HISTORY: (1, 1), K.WELLBEING: (3, 3), K.FRIENDS_SCHOOL_WORK: (1, 1),
        K.HOUSING_GROUP: (7, 7), K.OTHER_PROBLEMS: (1, 1),
    },
    C: {
        K.TREATMENT: (47, 34), K.AVAILABILITY: (19, 13), K.DECISIONS: (24, 22), K.FILE: (1, 1),
        K.INFORMATION: (41, 29), K.COMPLAINTS_PROCEDURE: (3, 3), K.INVESTIGATION: (8, 2), K.PRIVACY: (2, 1),
        K.REPORTING: (15, 11), K.CARE_DELIVERY: (16, 16),
    },
}  # fmt: skip
RAISERS = {Q: 22, P: 7, C: 44}
CONTACTS = {ContactKind.INTRODUCTION: 64, ContactKind.ABOUT_ISSUE: 471}
RUNNING_FIRST, ADVISED = 11, 107
FINISHED = ((Q, 1, 3), (Q, 2, 1), (C, 1, 71), (C, 2, 16))
ACTIONS: Sequence[tuple[ActionKind, ActionOutcome, int]] = (
    (ActionKind.TALK_EMPLOYEE, ActionOutcome.RESOLVED, 6),
    (ActionKind.TALK_EMPLOYEE, ActionOutcome.WITHDRAWN, 4),
    (ActionKind.TALK_SUPERVISOR, ActionOutcome.RESOLVED, 18),
    (ActionKind.TALK_SUPERVISOR, ActionOutcome.PARTLY, 3),
    (ActionKind.TALK_SUPERVISOR, ActionOutcome.UNRESOLVED, 17),
    (ActionKind.TALK_SUPERVISOR, ActionOutcome.WITHDRAWN, 13),
    (ActionKind.WRITTEN_SETTLEMENT, ActionOutcome.RESOLVED, 2),
    (ActionKind.COMPLAINTS_COMMITTEE, ActionOutcome.RESOLVED, 3),
    (ActionKind.COMPLAINTS_COMMITTEE, ActionOutcome.UNRESOLVED, 6),
    (ActionKind.OTHER, ActionOutcome.WITHDRAWN, 4),
)
STILL_RUNNING: Sequence[tuple[ActionKind, int]] = (
    (ActionKind.TALK_SUPERVISOR, 12),
    (ActionKind.COMPLAINTS_COMMITTEE, 20),
)

BODIES: Sequence[tuple[AgencyFact, int, int]] = (
    (AgencyFact(1, AgencyKind.CERTIFIED_INSTITUTION, "De Jeugd- & Gezinsbeschermers"), 5, 72),
    (AgencyFact(2, AgencyKind.PROVIDER, "De Opbouw Lijn5 Noord-Holland"), 7, 0),
    (AgencyFact(3, AgencyKind.PROVIDER, "Kenter Jeugdhulp"), 25, 3),
    (AgencyFact(4, AgencyKind.PROVIDER, "Leger des Heils Noord-Holland"), 0, 1),
    (AgencyFact(5, AgencyKind.ACCESS_POINT, "Wijkteam Voorbeeld-Oost"), 0, 4),
    (AgencyFact(6, AgencyKind.ACCESS_POINT, "Wijkteam Voorbeeld-West"), 0, 6),
    (AgencyFact(7, AgencyKind.SAFE_HOME, "Veilig Thuis Kennemerland"), 0, 7),
)
YOUTH_TOPICS = (
    (K.LEGISLATION, 6), (K.WORKING_METHOD, 5), (K.OTHER_QUESTIONS, 4), (K.HOUSING_GROUP, 4),
    (K.FRIENDS_SCHOOL_WORK, 3), (K.WELLBEING, 2), (K.FAMILY, 1), (K.TREATMENT, 5), (K.CARE_DELIVERY, 4),
    (K.INFORMATION, 3),
)  # fmt: skip
ADULT_TOPICS = (
    (K.LEGISLATION, 9), (K.WORKING_METHOD, 8), (K.OTHER_QUESTIONS, 7), (K.VIOLENCE, 2), (K.OTHER_PROBLEMS, 1),
    (K.TREATMENT, 30), (K.INFORMATION, 20), (K.DECISIONS, 16),
)  # fmt: skip

NATION = {"youths": (5915, 5577), "adults": (4657, 3858)}
NATION_ISSUES = {Q: 3258, P: 3857, C: 13745}
NATION_TOP = {
    Q: {K.WORKING_METHOD: 1446, K.LEGISLATION: 1090, K.OTHER_QUESTIONS: 644},
    P: {K.HOUSING_GROUP: 1082, K.FAMILY: 765, K.CARE_HISTORY: 468},
    C: {K.TREATMENT: 3656, K.DECISIONS: 2322, K.INFORMATION: 2012},
}
ACCESS = {"youths": (45, 43), "adults": (741, 669)}
ACCESS_ISSUES = {Q: 388, P: 42, C: 1569}
ACCESS_TOP = {
    Q: {K.WORKING_METHOD: 202, K.LEGISLATION: 133, K.OTHER_QUESTIONS: 53},
    P: {K.FAMILY: 10, K.HOUSING_GROUP: 8, K.CARE_HISTORY: 6},
    C: {K.TREATMENT: 477, K.DECISIONS: 269, K.INFORMATION: 263},
}
ELSEWHERE_ACCESS = AgencyFact(98, AgencyKind.ACCESS_POINT, "Wijkteam Van Elders")
ELSEWHERE_CARE = AgencyFact(99, AgencyKind.PROVIDER, "Aanbieder Van Elders")
SURVEYS = ((True, (9, 9, 9, 9, 9, 9, 9, 8, 8, 8)), (False, (9, 9, 8, 8, 8)))

KIND_OF = {category: kind for kind, categories in CATEGORIES.items() for category in categories}


@dataclass
class Country:
    """Grows record by record."""

    clients: list[ClientFact] = field(default_factory=list)
    issues: list[IssueFact] = field(default_factory=list)
    contacts: list[ContactFact] = field(default_factory=list)
    cases: list[CaseFact] = field(default_factory=list)

    def client(
        self, kind: ClientKind, home: str, *, new: bool, parent: ParentKind | None = None, man: bool = False
    ) -> ClientFact:
        """Add one client."""
        since = DURING if new else BEFORE
        gender = Gender.MALE if man else Gender.FEMALE
        made = ClientFact(len(self.clients) + 1, kind, parent, gender, since, ((BEFORE, home),))
        self.clients.append(made)
        return made

    def issue(
        self, client: ClientFact, category: IssueCategory, *, new: bool = True, agency: AgencyFact = ELSEWHERE_CARE,
        place: str = ELSEWHERE, handling: FirstHandling = FirstHandling.INFORMATION_ADVICE,
    ) -> IssueFact:  # fmt: skip
        """Add one issue."""
        raised = DURING if new else BEFORE
        handled = None if handling is FirstHandling.RUNNING else DURING
        made = IssueFact(
            len(self.issues) + 1, client, KIND_OF[category], category, raised, handling, handled, None, agency, place
        )
        self.issues.append(made)
        return made

    def records(self) -> Records:
        """Return all of it."""
        surveys = tuple(SurveyFact(youth, DURING, grade) for youth, grades in SURVEYS for grade in grades)
        return Records(tuple(self.clients), tuple(self.issues), tuple(self.contacts), tuple(self.cases), surveys)


def make_records() -> Records:
    """Return records that give the published figures of 2016."""
    country = Country()
    _residents(country)
    _clients_of_bodies(country)
    _rest_of_the_country(country)
    return country.records()


def _residents(country: Country) -> None:
    people: list[ClientFact] = []
    men, new_men = MEN, NEW_MEN
    for kind, parent, total, new in CLIENTS:
        for n in range(total):
            is_new = n < new
            man = (new_men > 0) if is_new else (men - NEW_MEN > 0)
            new_men, men = new_men - (man and is_new), men - (man and not is_new)
            people.append(country.client(kind, HAARLEM, new=is_new, parent=parent, man=man))
    issues = list(_resident_issues(country, people))
    for talk, times in CONTACTS.items():
        country.contacts += [ContactFact(client, DURING, talk) for client in islice(cycle(people), times)]
    _cases(country, issues)


def _resident_issues(country: Country, people: list[ClientFact]) -> Iterator[IssueFact]:
    """Yield the issues of residents; how each was handled is shared out so that table 4 and the cases come out."""
    in_case = Counter(dict.fromkeys(IssueKind, 0))
    for kind, _, total in FINISHED:
        in_case[kind] += total
    in_case[C] += 15  # cases that run on
    running = RUNNING_FIRST
    for kind, categories in ISSUES.items():
        raisers = cycle(people[: RAISERS[kind]])
        for category, (total, new) in categories.items():
            for n in range(total):
                handling = FirstHandling.INFORMATION_ADVICE
                if in_case[kind]:
                    handling, in_case[kind] = FirstHandling.SUPPORT_CASE, in_case[kind] - 1
                elif running and kind is C:
                    handling, running = FirstHandling.RUNNING, running - 1
                yield country.issue(next(raisers), category, new=n < new, handling=handling)


def _cases(country: Country, issues: Sequence[IssueFact]) -> None:
    """Add the cases: those that ended hold the actions that ended this year, and fill up with some of last year."""
    waiting = {
        kind: [issue for issue in issues if issue.kind is kind and issue.handling is FirstHandling.SUPPORT_CASE]
        for kind in IssueKind
    }
    done = [ActionFact(kind, BEFORE, DURING, outcome) for kind, outcome, times in ACTIONS for _ in range(times)]
    open_ = [
        ActionFact(kind, DURING, None, ActionOutcome.RUNNING) for kind, times in STILL_RUNNING for _ in range(times)
    ]
    past = ActionFact(ActionKind.TALK_EMPLOYEE, BEFORE, LAST_YEAR_END, ActionOutcome.RESOLVED)
    for kind, size, times in FINISHED:
        for _ in range(times):
            actions = tuple(done.pop() if done else past for _ in range(size))
            country.cases.append(CaseFact(waiting[kind].pop(), DURING, actions))
    left = waiting[C]
    for n, issue in enumerate(left):
        country.cases.append(CaseFact(issue, None, tuple(open_[n :: len(left)])))


def _clients_of_bodies(country: Country) -> None:
    topics = {True: _spread(YOUTH_TOPICS), False: _spread(ADULT_TOPICS)}
    for agency, youths, adults in BODIES:
        for youth, total in ((True, youths), (False, adults)):
            for _ in range(total):
                kind = ClientKind.YOUTH if youth else ClientKind.RELATIVE
                category = next(topics[youth])
                country.issue(country.client(kind, ELSEWHERE, new=True), category, agency=agency, place=HAARLEM)
    assert next(topics[True], None) is None
    assert next(topics[False], None) is None


def _spread(topics: Sequence[tuple[IssueCategory, int]]) -> Iterator[IssueCategory]:
    return (category for category, times in topics for _ in range(times))


def _rest_of_the_country(country: Country) -> None:
    """Fill up to the national figures: first what is about the access to care, then all else."""
    access = _fill_clients(country, _access_of(country), ACCESS)
    _fill_issues(country, access, ACCESS_ISSUES, ACCESS_TOP, access_only=True)
    others = _fill_clients(country, country.clients, NATION)
    _fill_issues(country, others, NATION_ISSUES, NATION_TOP, access_only=False)
    country.contacts += [ContactFact(client, DURING, ContactKind.ABOUT_ISSUE) for client in others]


def _access_of(country: Country) -> list[ClientFact]:
    return [issue.client for issue in country.issues if issue.is_about_access]


def _fill_clients(
    country: Country, there: Sequence[ClientFact], wanted: Mapping[str, tuple[int, int]]
) -> list[ClientFact]:
    made = []
    for age, (total, new) in wanted.items():
        youth = age == "youths"
        known = [client for client in there if client.is_youth is youth]
        fresh = sum(client.first_contact_on == DURING for client in known)
        more, more_new = total - len(known), new - fresh
        kind = ClientKind.YOUTH if youth else ClientKind.RELATIVE
        made += [country.client(kind, ELSEWHERE, new=n < more_new) for n in range(more)]
    return made


def _fill_issues(
    country: Country, people: Sequence[ClientFact], wanted: Mapping[IssueKind, int],
    top: Mapping[IssueKind, Mapping[IssueCategory, int]], *, access_only: bool,
) -> None:  # fmt: skip
    raisers = cycle(people)
    agency = ELSEWHERE_ACCESS if access_only else ELSEWHERE_CARE
    for kind, total in wanted.items():
        there = Counter(
            issue.category for issue in country.issues
            if issue.kind is kind and issue.raised_on == DURING and (issue.is_about_access or not access_only)
        )  # fmt: skip
        goal = Counter(top[kind])
        rest = [category for category in CATEGORIES[kind] if category not in goal]
        for category in islice(cycle(rest), total - goal.total()):
            goal[category] += 1
        _level(goal, there, rest)
        for category, times in goal.items():
            assert times >= there[category], category
            for _ in range(times - there[category]):
                country.issue(next(raisers), category, agency=agency)


def _level(goal: Counter[IssueCategory], there: Counter[IssueCategory], rest: Sequence[IssueCategory]) -> None:
    """Move from the fullest of the other categories to those where more is there already than was meant."""
    for category in rest:
        while goal[category] < there[category]:
            goal[max(rest, key=lambda each: goal[each] - there[each])] -= 1
            goal[category] += 1
