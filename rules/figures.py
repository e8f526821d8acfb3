"""The figures of a municipality's yearly report: tables 8a, 10 and 11, counted from what happened there.

Source of the tables: the AKJ municipality report of 2016 (figures of part 2, "instanties in de gemeente").
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from rules.policy_words import ReportProfile
from rules.reports import Cell, Masked, Row, Table, Why
from rules.vocabulary import AgencyKind, InfoSessionKind

METHOD = "gemeente-1"
"""The way of counting; a change that makes years incomparable gets a new number."""

ACCESS_POINTS = "Toegang Jeugdhulp"
HIDDEN = "niet getoond"
STEP = 5
TOTAL = ("Totaal",)

SESSION_ROWS: dict[InfoSessionKind, str] = {
    InfoSessionKind.STAFF: "Voorlichting medewerkers instanties en toegang jeugdhulp",
    InfoSessionKind.YOUTHS: "Voorlichting groep jongeren",
    InfoSessionKind.CLIENT_COUNCIL: "Voorlichting cliëntenraad",
    InfoSessionKind.YOUTH_COUNCIL: "Voorlichting jongerenraad",
    InfoSessionKind.OTHER: "Voorlichting anders / overig",
}


@dataclass(frozen=True, slots=True)
class AgencyFact:
    """An agency as it was on the day of the work; `body` is the same number for agencies that became one."""

    body: int
    kind: AgencyKind
    name: str


@dataclass(frozen=True, slots=True)
class VisitFact:
    """A group visit that was made, with the agency that ran the group on that day."""

    on: date
    agency: AgencyFact | None
    at_family_home: bool


@dataclass(frozen=True, slots=True)
class SessionFact:
    """An information session that was held."""

    on: date
    agency: AgencyFact
    at_family_home: bool
    kind: InfoSessionKind


@dataclass(frozen=True, slots=True)
class SignalFact:
    """A signal, sent or not, and the one it was merged into."""

    id: int
    merged_into: int | None
    on: date | None
    agency: AgencyFact
    at_family_home: bool


class Work(Protocol):
    """What all three have in common."""

    @property
    def agency(self) -> AgencyFact | None:
        """Whom it was at."""
        ...

    @property
    def at_family_home(self) -> bool:
        """Whether it was at a family home."""
        ...


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Everything done in one municipality in one year."""

    visits: tuple[VisitFact, ...] = ()
    sessions: tuple[SessionFact, ...] = ()
    signals: tuple[SignalFact, ...] = ()

    @property
    def work(self) -> tuple[Work, ...]:
        """All advocacy work (vertrouwenswerk), of whatever kind."""
        return (*self.visits, *self.sessions, *self.signals)


Dated = TypeVar("Dated", VisitFact, SessionFact)


def facts_of(facts: YearFacts, body: int) -> YearFacts:
    """Return what was done at one agency, wherever it was."""
    return YearFacts(
        visits=tuple(one for one in facts.visits if one.agency and one.agency.body == body),
        sessions=tuple(one for one in facts.sessions if one.agency.body == body),
        signals=tuple(one for one in facts.signals if one.agency.body == body),
    )


def facts_between(facts: YearFacts, first: date, last: date) -> YearFacts:
    """Return what happened from `first` to `last`; duplicates of a signal are one, of the day the first was sent."""
    return YearFacts(
        visits=_between(facts.visits, first, last),
        sessions=_between(facts.sessions, first, last),
        signals=tuple(one for one in counted_signals(facts.signals) if one.on is not None and first <= one.on <= last),
    )


def _between(work: Iterable[Dated], first: date, last: date) -> tuple[Dated, ...]:
    return tuple(one for one in work if first <= one.on <= last)


def counted_signals(signals: Sequence[SignalFact]) -> list[SignalFact]:
    """Return the signals that count in table 11: sent ones, of merged duplicates only the one sent first.

    Source: house policy (DOMAIN scenario 13, one count for duplicates).
    """
    known = {one.id: one for one in signals}
    first: dict[int, SignalFact] = {}
    for one in sorted(signals, key=lambda one: (one.on or date.max, one.id)):
        if one.on is not None:
            first.setdefault(_kept(one, known), one)
    return list(first.values())


def _kept(signal: SignalFact, known: dict[int, SignalFact]) -> int:
    """Return the number of the signal that remains of `signal` and its duplicates."""
    seen: set[int] = set()
    while signal.merged_into in known and signal.id not in seen:
        seen.add(signal.id)
        signal = known[signal.merged_into]
    return signal.merged_into or signal.id


def alphabetical(name: str) -> tuple[str, str]:
    """Return the key to sort names by: case and accents make no difference, articles count."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return plain.casefold(), name


def table_8a(facts: YearFacts, asked_about: Iterable[AgencyFact] = ()) -> Table:
    """Return the agencies with advocacy work in the municipality, by name; access points are one line.

    An agency visited only at family homes is left out in every profile: its name can be a family's. `asked_about`:
    those that clients came about, outside family homes.
    """
    named = {_listed(work.agency) for work in facts.work if work.agency and not work.at_family_home}
    named |= {_listed(agency) for agency in asked_about}
    hidden = {_listed(work.agency) for work in facts.work if work.agency} - named
    return Table(
        key="table_8a",
        number="8a",
        title="Instanties gevestigd in de gemeente, waar vertrouwenswerk is uitgevoerd",
        names=tuple(sorted(named, key=alphabetical)),
        left_out=Why.FAMILY_HOME if hidden else None,
        note="Gezinshuizen worden niet genoemd: de naam kan die van een gezin zijn. Hun bezoeken tellen wel mee.",
    )


def _listed(agency: AgencyFact) -> str:
    return ACCESS_POINTS if agency.kind is AgencyKind.ACCESS_POINT else agency.name


def table_10(facts: YearFacts) -> Table:
    """Return how many group visits and information sessions there were; kinds without any stay, as 0."""
    held = Counter(session.kind for session in facts.sessions)
    rows = [Row("Groepsbezoeken", (len(facts.visits),))]
    rows += [Row(label, (held[kind],)) for kind, label in SESSION_ROWS.items()]
    return Table(
        key="table_10",
        number="10",
        title="Aantal groepsbezoeken en voorlichtingen bij instantielocaties en bij toegang jeugdhulp in de gemeente",
        columns=TOTAL,
        rows=tuple(rows),
        total=Row("Totaal", (len(facts.visits) + len(facts.sessions),)),
        note="Elk bezoek aan een groep telt, ook als er op één dag meer groepen op een locatie zijn bezocht.",
    )


def table_11(facts: YearFacts, profile: ReportProfile, threshold: int) -> Table:
    """Return how many signals were sent to agencies and to access points, hidden as the profile says.

    `threshold`: counts above 0 and below it are small in the strict profile.
    """

    def row(label: str, *, access: bool) -> Row:
        count = signals_to(facts, access=access)
        bodies = {work.agency.body for work in facts.work if work.agency and _is_access(work.agency) is access}
        return Row(label, (signals_shown(count, len(bodies), profile, threshold),))

    return Table(
        key="table_11",
        number="11",
        title="Aantal signalen op het gebied van veiligheid en leefklimaat bij instantielocaties of toegang jeugdhulp"
        " in de gemeente",
        columns=TOTAL,
        rows=(
            row("Signalen instanties (inclusief Jeugdbescherming en Veilig Thuis)", access=False),
            row("Signalen toegang jeugdhulp", access=True),
        ),
        note="Een signaal telt in het jaar waarin het is verstuurd; samengevoegde signalen tellen één keer.",
    )


def signals_to(facts: YearFacts, *, access: bool) -> int:
    """Return how many signals went to access points, or to all other agencies."""
    return sum(_is_access(signal.agency) is access for signal in facts.signals)


def _is_access(agency: AgencyFact) -> bool:
    return agency.kind is AgencyKind.ACCESS_POINT


def signals_shown(count: int, bodies: int, profile: ReportProfile, threshold: int) -> Cell:
    """Return how a count of signals is shown where `bodies` agencies are in view.

    With one agency in view any signal is that agency's, so the count is hidden; a 0 is always shown.
    Source: house policy (DOMAIN 6.1 under 6 and 7); seed_2016 is how the report of 2016 was printed.
    """
    if profile is ReportProfile.SEED_2016 or count == 0:
        return count
    if bodies <= 1:
        return Masked(f"<{threshold}" if count < threshold else HIDDEN, Why.ONE_AGENCY)
    if profile is ReportProfile.ROUNDED_5:
        return STEP * round(count / STEP)
    return Masked(f"<{threshold}", Why.SMALL_COUNT) if count < threshold else count
