"""Tables 8a, 10 and 11 in the yearly reports: what was done, in a municipality, at an agency and in the country."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.annual import Year
from rules.annual_showing import Chapter, masked, rounded
from rules.annual_tables import body_line
from rules.annual_texts import Voice
from rules.figures import HIDDEN, AgencyFact, YearFacts, signals_to, table_8a, table_10, table_11
from rules.policy_words import ReportProfile
from rules.reports import Cell, Masked, Row, Table, Why
from rules.vocabulary import AgencyKind

VISITS_AT_AGENCY = "Aantal groepsbezoeken en voorlichtingen op uw locaties"
VISITS_IN_COUNTRY = "Aantal groepsbezoeken en voorlichtingen bij instantielocaties en bij toegang jeugdhulp"
SIGNALS_AT_AGENCY = "Aantal signalen op het gebied van veiligheid en leefklimaat op uw locaties"
SIGNALS_IN_COUNTRY = (
    "Aantal signalen op het gebied van veiligheid en leefklimaat bij instantielocaties of toegang jeugdhulp"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all reports of one run share. `attack`: what the appendix says of the attack, names with values."""

    voice: Voice
    period: Year
    made_on: date
    profile: ReportProfile
    threshold: int
    min_survey: int
    attack: tuple[tuple[str, str], ...] = ()

    @property
    def is_provisional(self) -> bool:
        """Whether the year is not over yet."""
        return self.made_on <= self.period.last


@dataclass(frozen=True, slots=True)
class Work:
    """What was done, whoever came of it. Only a municipality's report names the agencies (8a)."""

    visits: Table
    signals: Table
    bodies: Table | None = None


def municipality_work(facts: YearFacts, frame: Frame, asked_about: Iterable[AgencyFact] = ()) -> Work:
    """Return tables 8a, 10 and 11 of a municipality; `asked_about`: the agencies that clients came about there."""
    signals = table_11(facts, frame.profile, frame.threshold)
    return Work(table_10(facts), signals, table_8a(facts, asked_about))


def named_in_8b(agencies: Iterable[AgencyFact], bodies: Chapter | None, profile: ReportProfile) -> set[AgencyFact]:
    """Return the agencies that table 8a may name for their clients alone: those of which table 8b shows the figure.

    Any other that was never visited would be known to have a few clients. In the open profile all are named.
    Source: house policy (DOMAIN.md 6.1 under 6).
    """
    if profile is ReportProfile.SEED_2016:
        return set(agencies)
    shown = bodies.lines_shown("table_8b") if bodies else frozenset()
    return {agency for agency in agencies if str(body_line(agency)) in shown}


def national_work(facts: YearFacts, frame: Frame, places: Iterable[YearFacts] = ()) -> Work:
    """Return tables 10 and 11 of the country; `places`: what was done in each municipality, for what they hide."""
    country = table_11(facts, frame.profile, frame.threshold)
    local = [(own, table_11(own, frame.profile, frame.threshold)) for own in places]
    rows = tuple(
        _beside_places(row, [(signals_to(own, access=access), table.rows[n].cells[0]) for own, table in local], frame)
        for n, (row, access) in enumerate(zip(country.rows, (False, True), strict=True))
    )
    signals = replace(country, title=SIGNALS_IN_COUNTRY, rows=rows)
    return Work(replace(table_10(facts), title=VISITS_IN_COUNTRY), signals)


def _beside_places(row: Row, places: Iterable[tuple[int, Cell]], frame: Frame) -> Row:
    """Return a line of the country's table 11, hidden where it gives away what a municipality hides."""
    hidden = [(count, cell.shown != HIDDEN) for count, cell in places if isinstance(cell, Masked)]
    if isinstance(row.cells[0], Masked) or not _gives_away(hidden, frame.threshold):
        return row
    return replace(row, cells=(Masked(HIDDEN, Why.PROTECTION),))


def _gives_away(hidden: Sequence[tuple[int, bool]], threshold: int) -> bool:
    """Return whether the country less all that municipalities show tells what one of them hides.

    `hidden`: each count, and whether it is small. One alone is what is left. So is each of several, if they are
    together the least that they can be (a 0 is never hidden), or the most.
    """
    left = sum(count for count, _ in hidden)
    least = sum(1 if small else threshold for _, small in hidden)
    is_most = all(small for _, small in hidden) and left == (threshold - 1) * len(hidden)
    return len(hidden) == 1 or (bool(hidden) and (left == least or is_most))


def agency_work(facts: YearFacts, frame: Frame, kind: AgencyKind) -> Work:
    """Return tables 10 and 11 of one agency, in one row: it knows the signals it got, and may pass its report on."""
    label = "Signalen toegang jeugdhulp" if kind is AgencyKind.ACCESS_POINT else "Signalen"
    row = Row(label, (_signals(len(facts.signals), frame),))
    signals = replace(table_11(facts, frame.profile, frame.threshold), title=SIGNALS_AT_AGENCY, rows=(row,))
    return Work(replace(table_10(facts), title=VISITS_AT_AGENCY), signals)


def _signals(count: int, frame: Frame) -> Cell:
    match frame.profile:
        case ReportProfile.SEED_2016:
            return count
        case ReportProfile.ROUNDED_5:
            return rounded(count)
        case ReportProfile.STRICT:
            return masked(count, frame.threshold) if 0 < count < frame.threshold else count
