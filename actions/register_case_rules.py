"""Contradictions in the casework of a register: what cannot be true together, each with its row and its mend.

The rules are those of the desk (rules/casework_checks.py); here the rows of the files meet each other and what is kept.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from actions.procedure_terms import UNDECIDED
from actions.procedures import ACTION_OF
from actions.register_case_sheets import CASE_TABLES, ISSUES
from actions.register_columns import Kind
from actions.register_entries import Entry, Parsed, Shelves
from channels.addresses import checked_address
from rules.annual import first_of_quarter
from rules.calendar import local_date
from rules.casework import FORMAL, FirstHandling, ProcedureState
from rules.casework_checks import (
    ActionEntry,
    CaseEntry,
    ClientEntry,
    Fault,
    IssueEntry,
    action_faults,
    case_faults,
    client_faults,
    issue_faults,
    later,
    refusal_faults,
)
from rules.complaint_errors import NoProcedure
from rules.complaints import regime_of
from rules.errors import Flaw, Phrase, RuleError
from rules.policy_words import Regime
from rules.vocabulary import OrganisationKind

OPEN_ENDED = frozenset({"geldig_van", "geldig_tot"})
"""Days that may lie ahead."""

CARRIED_OVER = (UNDECIDED - {ProcedureState.ADJOURNED}) | {ProcedureState.FINAL}
"""The states in which a procedure can come in: its clock is counted anew, or it needs none."""


@dataclass(frozen=True, slots=True)
class _Register:
    """The register as it would be after the import."""

    after: Shelves

    def row(self, sheet: str, code: object) -> dict[str, Any] | None:
        """Return the cells of the row that a code stands for; None when it is not there, or wrong in itself."""
        entry = self.after[sheet].get((code,))
        return None if entry is None or entry.flawed else entry.values

    def issue_of(self, case: object) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return a support case and what it is about."""
        found = self.row("trajecten", case)
        issue = self.row(ISSUES, found["vraag"]) if found else None
        return (found, issue) if found and issue else None


def case_flaws(parsed: Parsed, after: Shelves, now: datetime) -> Iterator[Flaw]:
    """Yield every contradiction in the rows of casework."""
    register, today = _Register(after), local_date(now)
    for table in CASE_TABLES:
        check = _CHECKS.get(table.name)
        for entry in parsed.of(table.name):
            if entry.flawed:
                continue
            faults = [*_in_the_future(entry, today), *(check(entry, register) if check else ())]
            yield from (entry.flaw(fault.message, fault.column) for fault in faults)
    yield from _moves(parsed, after)
    yield from _shared_advisers(parsed, after, today)


def _in_the_future(entry: Entry, today: date) -> Iterator[Fault]:
    for column in entry.table.columns:
        day = entry.values.get(column.name)
        if column.kind not in (Kind.DAY, Kind.MOMENT) or column.name in OPEN_ENDED or not isinstance(day, date):
            continue
        if (local_date(day) if isinstance(day, datetime) else day) > today:
            yield Fault(column.name, Phrase("Dit ligt in de toekomst; controleer de datum."))


def _client(entry: Entry, _register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    yield from client_faults(
        ClientEntry(cells["soort"], cells["oudersoort"], cells["eerste_contact"], cells["geboortejaar"])
    )
    if cells["e-mail"]:
        try:
            checked_address(cells["e-mail"])
        except RuleError as error:
            yield Fault("e-mail", error.said)


def _issue(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    client = register.row("clienten", cells["client"])
    if client is not None:
        yield from issue_faults(
            IssueEntry(
                cells["soort"], cells["categorie"], cells["datum"], client["eerste_contact"],
                cells["grensoverschrijdend"], cells["afhandeling"], cells["afgehandeld_op"], cells["reden_afgebroken"],
                cells["afgerond_op"],
            )
        )  # fmt: skip


def _contact(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    client, issue = register.row("clienten", cells["client"]), register.row(ISSUES, cells["vraag"])
    if client is not None:
        yield from later("datum", cells["datum"], client["eerste_contact"])
    if issue is not None and issue["client"] != cells["client"]:
        yield Fault(
            "vraag", Phrase("{issue} is van een andere cliënt. Verbeter het nummer of de cliënt.", issue=cells["vraag"])
        )


def _case(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    issue = register.row(ISSUES, cells["vraag"])
    if issue is None:
        return
    yield from case_faults(CaseEntry(issue["datum"], cells["begonnen_op"], cells["afgerond_op"]))
    if issue["afhandeling"] is not FirstHandling.SUPPORT_CASE:
        wanted = FirstHandling.SUPPORT_CASE.dutch
        yield Fault(
            "vraag",
            Phrase(
                "Bij een traject hoort afhandeling '{wanted}'. Verbeter die bij {issue}.",
                wanted=wanted,
                issue=cells["vraag"],
            ),
        )


def _action(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    found = register.issue_of(cells["traject"])
    if found is not None:
        case, issue = found
        yield from action_faults(
            ActionEntry(
                cells["soort"], cells["begonnen_op"], case["begonnen_op"], case["afgerond_op"], cells["afgerond_op"],
                cells["uitkomst"], cells["gedragswetenschapper"], cells["bemiddeling"], cells["aanwezig"],
                issue["soort"],
            )
        )  # fmt: skip


def _supporter(entry: Entry, _register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    return refusal_faults(cells["soort"], cells["weigeringsgrond"], cells["sinds"], cells["geweigerd_op"])


def _survey(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    found, sent_on = register.issue_of(cells["traject"]), local_date(cells["verstuurd_op"])
    if found is not None:
        case, issue = found
        entered = CaseEntry(issue["datum"], case["begonnen_op"], case["afgerond_op"], sent_on)
        yield from (
            Fault("verstuurd_op", fault.message)
            for fault in case_faults(entered)
            if fault.column == "tevredenheidstoets"
        )
    yield from later("beantwoord_op", cells["beantwoord_op"], sent_on)


def _grade(entry: Entry, _register: _Register) -> Iterator[Fault]:
    quarter: Any = entry.values["kwartaal"]
    if quarter != first_of_quarter(quarter):
        yield Fault(
            "kwartaal",
            Phrase("Een kwartaal heet naar zijn eerste dag; vul {first} in.", first=first_of_quarter(quarter)),
        )


def _procedure(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    action, agency = register.row("acties", cells["actie"]), register.row("instanties", cells["instantie"])
    if action is not None and action["soort"] is not ACTION_OF[cells["onderwerp"]]:
        formal = action["soort"] in FORMAL
        wanted = ACTION_OF[cells["onderwerp"]].dutch if formal else Phrase("een formele actie")
        yield Fault(
            "onderwerp",
            Phrase(
                "Hierbij hoort {wanted}; actie {action} is '{kind}'.",
                wanted=wanted,
                action=cells["actie"],
                kind=action["soort"].dutch,
            ),
        )
    if agency is not None:
        yield from _regime(cells, agency)
    state: ProcedureState = cells["toestand"]
    if entry.row is None and state not in CARRIED_OVER:
        yield Fault(
            "toestand",
            Phrase(
                "'{state}' kan niet worden overgenomen: de termijn die dan loopt, hangt af van wat eraan voorafging."
                " Voer de procedure in als 'ingediend' en leg het vervolg in Waakvlam vast, of als 'afgerond'.",
                state=state.dutch,
            ),
        )
    if entry.row is None and state in UNDECIDED and cells["regime"] is Regime.JW_PROVIDER:
        yield from _regulation(cells, register)
    yield from later("uitspraak_op", cells["uitspraak_op"], cells["ontvangen_op"])
    yield from later("verdaagd_op", cells["verdaagd_op"], cells["ontvangen_op"])


def _regime(cells: dict[str, Any], agency: dict[str, Any]) -> Iterator[Fault]:
    try:
        wanted = regime_of(agency["soort"], cells["onderwerp"])
    except NoProcedure as error:
        yield Fault("onderwerp", error.said)
        return
    if cells["regime"] is not wanted:
        yield Fault(
            "regime", Phrase("Tegen deze instantie geldt hierbij '{wanted}'. Verbeter het regime.", wanted=wanted.dutch)
        )


def _regulation(cells: dict[str, Any], register: _Register) -> Iterator[Fault]:
    """A provider's committee has the weeks of its own regulation; without one no clock can run."""
    held = (entry.values for entry in register.after["klachtenregelingen"].values() if not entry.flawed)
    if not any(row["instantie"] == cells["instantie"] and row["geldig_van"] <= cells["ontvangen_op"] for row in held):
        said = Phrase("De termijn van deze aanbieder is niet bekend; vul 'klachtenregelingen' aan.")
        yield Fault("instantie", said)


def _intake(entry: Entry, _register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    taken, arrived = cells["opgepakt_op"], cells["binnengekomen_op"]
    if taken is not None and taken < arrived:
        yield Fault("opgepakt_op", Phrase("Dit ligt voor de binnenkomst; controleer beide tijden."))
    if cells["client"] is not None and taken is None:
        yield Fault("opgepakt_op", Phrase("Wie cliënt werd, is ook opgepakt; vul in wanneer en door wie."))


def _relation(entry: Entry, register: _Register) -> Iterator[Fault]:
    cells: dict[str, Any] = entry.values
    if not any(cells.get(name) for name in ("gemeente", "instantie", "raad")):
        yield Fault("gemeente", Phrase("Noem met wie het was: een gemeente, een instantie of een raad."))
    adviser = register.row("vertrouwenspersonen", cells["vertrouwenspersoon"])
    employer = register.row("organisaties", adviser["organisatie"]) if adviser else None
    if cells["organisatie"] is None and employer and employer["soort"] is not OrganisationKind.PRINCIPAL:
        # Left empty it would be of the national organisation alone, and out of reach of who wrote it.
        yield Fault(
            "organisatie",
            Phrase(
                "De vertrouwenspersoon werkt voor {employer}. Vul in van welke organisatie de notitie is; leeg is"
                " alleen voor notities van de landelijke.",
                employer=employer["code"],
            ),
        )


def _conflict(entry: Entry, _register: _Register) -> Iterator[Fault]:
    if entry.values["client"] == entry.values["andere_client"]:
        yield Fault("andere_client", Phrase("Een cliënt heeft geen belang tegen zichzelf. Noem twee cliënten."))


_CHECKS: dict[str, Callable[[Entry, _Register], Iterator[Fault]]] = {
    "clienten": _client,
    "tegenstrijdige_belangen": _conflict,
    ISSUES: _issue,
    "contacten": _contact,
    "trajecten": _case,
    "acties": _action,
    "ondersteuners": _supporter,
    "klachtprocedures": _procedure,
    "tevredenheid": _survey,
    "rapportcijfers": _grade,
    "wachtrij": _intake,
    "samenwerking": _relation,
}


def _moves(parsed: Parsed, after: Shelves) -> Iterator[Flaw]:
    """Yield a flaw for each later residence from before the first contact: nobody moves before we know them."""
    for code, homes in _by_client(after["woonplaatsen"].values()).items():
        client = after["clienten"].get((code,))
        if client is None or client.flawed:
            continue
        known: dict[str, Any] = client.values
        first = min(_day(home) for home in homes)
        for home in (home for home in homes if home.file and _day(home) != first):
            moved = ClientEntry(known["soort"], known["oudersoort"], known["eerste_contact"], moves=(_day(home),))
            faults = (fault for fault in client_faults(moved) if fault.column == "geldig_van")
            yield from (home.flaw(fault.message, fault.column) for fault in faults)
    housed = {home.values["client"] for home in _homes(parsed, after)}
    for entry in parsed.of("clienten"):
        if not entry.flawed and entry.values["code"] not in housed and "woonplaatsen" not in parsed.unread:
            said = Phrase("Deze cliënt heeft geen woonplaats; voeg een rij toe aan 'woonplaatsen'.")
            yield entry.flaw(said, "code")


def _homes(parsed: Parsed, after: Shelves) -> Iterable[Entry]:
    keyless = [entry for entry in parsed.keyless if entry.table.name == "woonplaatsen" and "client" in entry.values]
    return [*after["woonplaatsen"].values(), *keyless]


def _day(home: Entry) -> date:
    return cast("date", home.values["geldig_van"])


def _by_client(entries: Iterable[Entry]) -> dict[object, list[Entry]]:
    found: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.flawed:
            found[entry.values["client"]].append(entry)
    return found


def _shared_advisers(parsed: Parsed, after: Shelves, today: date) -> Iterator[Flaw]:
    """Yield a flaw where two clients whose interests conflict have the same adviser today (F014)."""
    helped = _by_client(after["client_vertrouwenspersonen"].values())
    touched = {entry.values["client"] for entry in parsed.of("client_vertrouwenspersonen")}
    for entry in after["tegenstrijdige_belangen"].values():
        pair = [entry.values["client"], entry.values["andere_client"]]
        if entry.flawed or not (entry.file or touched & set(pair)):
            continue
        one, other = ({row.values["vertrouwenspersoon"] for row in helped[code] if _helps(row, today)} for code in pair)
        if one & other:
            place = entry if entry.file else next(row for code in pair for row in helped[code] if row.file)
            said = Phrase(
                "Cliënten {one} en {other} hebben een tegenstrijdig belang en dezelfde vertrouwenspersoon. Geef een"
                " van beiden een ander.",
                one=pair[0],
                other=pair[1],
            )
            yield place.flaw(said, "client")


def _helps(row: Entry, today: date) -> bool:
    cells: dict[str, Any] = row.values
    return bool(cells["geldig_van"] <= today and (cells["geldig_tot"] is None or cells["geldig_tot"] >= today))
