"""Contradictions in casework: what cannot be true together, found before it is saved, all of it at once.

Each check yields what is wrong and in which column, whether it was typed at the desk or read from a file.
Source: the report of 2016, appendix 1 (DOMAIN.md 1.5, 1.6); who may be refused: F019; presence: F015, F035.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rules.casework import (
    CATEGORIES,
    FORMAL,
    ActionKind,
    ActionOutcome,
    BreakOffReason,
    ClientKind,
    FirstHandling,
    IssueCategory,
    IssueKind,
    ParentKind,
    RefusalGround,
    SupporterKind,
    TransgressiveKind,
)
from rules.errors import Flaw, FlawedInput, Phrase

TALKS = frozenset({ActionKind.TALK_EMPLOYEE, ActionKind.TALK_SUPERVISOR, ActionKind.TALK_BOARD})
"""The actions that are talks: only there can somebody be present."""

WITH_SCIENTIST = frozenset({ActionKind.TALK_EMPLOYEE, ActionKind.TALK_SUPERVISOR})
"""A talk with a behavioural scientist (F091) is one of these rows of table 6: a colleague, or one who leads."""

LEVELS = (
    ActionKind.TALK_EMPLOYEE,
    ActionKind.TALK_SUPERVISOR,
    ActionKind.TALK_BOARD,
    ActionKind.WRITTEN_SETTLEMENT,
    ActionKind.COMPLAINTS_COMMITTEE,
)
"""From low to high: discontent is solved at the lowest level possible (F013)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be, and the column it stands in."""

    column: str
    message: Phrase


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """What is recorded of a client. `moves`: the days on which the client came to live somewhere, after the first."""

    kind: ClientKind
    parent_kind: ParentKind | None
    first_contact_on: date
    birth_year: int | None = None
    moves: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """What is recorded of an issue; `unknown_location` is a code that the register does not know."""

    kind: IssueKind
    category: IssueCategory
    raised_on: date
    first_contact_on: date
    transgressive_kind: TransgressiveKind | None = None
    handling: FirstHandling = FirstHandling.RUNNING
    handled_on: date | None = None
    break_off_reason: BreakOffReason | None = None
    ended_on: date | None = None
    unknown_location: str | None = None


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """What is recorded of a support case."""

    raised_on: date
    opened_on: date
    ended_on: date | None = None
    survey_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """What is recorded of an action in a case."""

    kind: ActionKind
    started_on: date
    case_opened_on: date
    case_ended_on: date | None = None
    ended_on: date | None = None
    outcome: ActionOutcome = ActionOutcome.RUNNING
    behavioural_scientist: bool = False
    mediation: bool = False
    attended: bool = False
    about: IssueKind = IssueKind.COMPLAINT


def client_faults(entry: ClientEntry) -> Iterator[Fault]:
    """Yield what cannot be true of a client: a parent has a kind, nobody moves before the first contact."""
    if (entry.kind is ClientKind.PARENT) != (entry.parent_kind is not None):
        yield Fault(
            "oudersoort", Phrase("Een ouder heeft een oudersoort, een ander niet. Vul hem in of laat hem leeg.")
        )
    if entry.birth_year is not None and not 1900 <= entry.birth_year <= entry.first_contact_on.year:
        yield Fault(
            "geboortejaar", Phrase("Het geboortejaar ligt na het eerste contact, of is ver weg. Controleer het.")
        )
    for moved_on in entry.moves:
        if moved_on <= entry.first_contact_on:
            yield Fault(
                "geldig_van",
                Phrase(
                    "De cliënt verhuisde ({moved_on}) voordat er contact was ({met_on}). Controleer welke dag klopt.",
                    moved_on=moved_on,
                    met_on=entry.first_contact_on,
                ),
            )


def issue_faults(entry: IssueEntry) -> Iterator[Fault]:
    """Yield what cannot be true of an issue: its category, its days, how the first contact ended, what it is about."""
    if entry.category not in CATEGORIES[entry.kind]:
        kinds = next(kind for kind, categories in CATEGORIES.items() if entry.category in categories)
        yield Fault(
            "categorie",
            Phrase(
                "'{category}' is een categorie van een {kinds}, niet van een {kind}. Kies een andere categorie, of"
                " vraag de cliënt hoe die het noemt.",
                category=entry.category,
                kinds=kinds,
                kind=entry.kind,
            ),
        )
    if entry.transgressive_kind is not None and entry.category is not IssueCategory.TRANSGRESSIVE:
        yield Fault("grensoverschrijdend", Phrase("Alleen grensoverschrijdend gedrag heeft een soort. Laat dit leeg."))
    if entry.raised_on < entry.first_contact_on:
        yield Fault(
            "datum",
            Phrase(
                "Dit is van vóór het eerste contact ({met_on}). Controleer beide dagen.", met_on=entry.first_contact_on
            ),
        )
    if (entry.handling is FirstHandling.BROKEN_OFF) != (entry.break_off_reason is not None):
        yield Fault("reden_afgebroken", Phrase("Wie afbreekt, noemt de reden; wie niet afbreekt, laat hem leeg."))
    if (entry.handling is FirstHandling.RUNNING) != (entry.handled_on is None):
        yield Fault("afgehandeld_op", Phrase("Een lopend eerste contact heeft geen dag; een afgehandeld wel."))
    yield from later("afgehandeld_op", entry.handled_on, entry.raised_on)
    yield from later("afgerond_op", entry.ended_on, entry.handled_on or entry.raised_on)
    if entry.unknown_location is not None:
        yield Fault(
            "locatie",
            Phrase(
                "Locatie '{location}' staat niet in het register. Voeg die toe of kies een andere.",
                location=entry.unknown_location,
            ),
        )


def case_faults(entry: CaseEntry) -> Iterator[Fault]:
    """Yield what cannot be true of a support case; a survey comes only after it ended (F090)."""
    yield from later("begonnen_op", entry.opened_on, entry.raised_on)
    yield from later("afgerond_op", entry.ended_on, entry.opened_on)
    if entry.survey_on is not None and (entry.ended_on is None or entry.survey_on < entry.ended_on):
        yield Fault(
            "tevredenheidstoets",
            Phrase("De toets komt pas na het traject. Rond eerst het traject af, of controleer de dag van de toets."),
        )


def action_faults(entry: ActionEntry) -> Iterator[Fault]:
    """Yield what cannot be true of an action and its outcome (F085 to F087, F015, F035, F091)."""
    yield from later("begonnen_op", entry.started_on, entry.case_opened_on)
    yield from later("afgerond_op", entry.ended_on, entry.started_on)
    if entry.case_ended_on is not None and entry.started_on > entry.case_ended_on:
        yield Fault(
            "begonnen_op",
            Phrase("Het traject was op {ended_on} al afgerond. Controleer de dag.", ended_on=entry.case_ended_on),
        )
    if (entry.outcome is ActionOutcome.RUNNING) != (entry.ended_on is None):
        yield Fault(
            "uitkomst", Phrase("Een lopende actie heeft geen einddag, een afgeronde wel en dan ook een uitkomst.")
        )
    if entry.outcome is ActionOutcome.INADMISSIBLE and entry.kind not in FORMAL:
        yield Fault(
            "uitkomst",
            Phrase(
                "'niet-ontvankelijk' kan niet bij '{kind}': alleen een klachtencommissie, bezwaar en beroep of"
                " tuchtrecht zegt dat. Kies een andere uitkomst.",
                kind=entry.kind,
            ),
        )
    if entry.behavioural_scientist and entry.kind not in WITH_SCIENTIST:
        yield Fault("gedragswetenschapper", Phrase("Met een gedragswetenschapper wordt gesproken: kies een gesprek."))
    if entry.attended and not _may_attend(entry):
        yield Fault(
            "aanwezig",
            Phrase(
                "Aanwezig zijn kan alleen bij een gesprek over een vraag of klacht, of bij bemiddeling, als de cliënt"
                " dat vraagt; niet bij gesprekken over de hulp zelf."
            ),
        )
    if entry.mediation and entry.kind not in TALKS:
        yield Fault(
            "bemiddeling", Phrase("Bemiddelen gebeurt in een gesprek. Kies een gesprek, of laat bemiddeling weg.")
        )


def _may_attend(entry: ActionEntry) -> bool:
    if entry.kind in FORMAL:
        return True
    return entry.kind in TALKS and (entry.mediation or entry.about is not IssueKind.PROBLEM)


def refusal_faults(
    kind: SupporterKind, ground: RefusalGround | None, since: date, refused_on: date | None
) -> Iterator[Fault]:
    """Yield what cannot be true of another supporter: only an informal one can be refused, on one of three grounds."""
    if (ground is None) != (refused_on is None):
        yield Fault("weigeringsgrond", Phrase("Een weigering heeft een dag en een grond, of geen van beide."))
    if refused_on is not None and kind is not SupporterKind.INFORMAL_SUPPORTER:
        yield Fault("weigeringsgrond", Phrase("Alleen een informele ondersteuner kan worden geweigerd."))
    yield from later("geweigerd_op", refused_on, since)


def later(column: str, day: date | None, than: date) -> Iterator[Fault]:
    """Yield that a day lies before another one that it must follow."""
    if day is not None and day < than:
        said = Phrase("{day} ligt voor {than}, en dat kan niet. Controleer welke dag klopt.", day=day, than=than)
        yield Fault(column, said)


def refuse(where: str, faults: Iterable[Fault]) -> None:
    """Refuse an entry that contradicts itself, naming all that is wrong with it. Raises: FlawedInput."""
    flaws = [Flaw(where, fault.message, column=fault.column) for fault in faults]
    if flaws:
        raise FlawedInput(flaws)


def suggested(tried: Iterable[ActionKind]) -> tuple[ActionKind, ...]:
    """Return which action to try next: the lowest level not tried (F013); none once a formal procedure was begun.

    It is a suggestion: a formal procedure is a choice of the client, never the usual way. Source: agreement (S0).
    """
    done = set(tried)
    if done & FORMAL:
        return ()
    highest = max((LEVELS.index(kind) for kind in done if kind in LEVELS), default=-1)
    return LEVELS[highest + 1 : highest + 2]


def as_action(scientist_leads: bool) -> ActionKind:
    """Return the row of table 6 for a talk with a behavioural scientist: a colleague's, or a leader's (F091)."""
    return ActionKind.TALK_SUPERVISOR if scientist_leads else ActionKind.TALK_EMPLOYEE
