"""What must hold within one row of the register, per sheet."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from actions.register_cells import show_cell
from actions.register_columns import Kind
from actions.register_entries import Entry
from rules.calendar import Calendar, local_date
from rules.errors import Phrase
from rules.policy import PolicyBook
from rules.terms import Basis, Term, due
from rules.vocabulary import ContactRole, LegalEffect, Role, SignalKind, SignalState, VisitState

_ESCALATE_AGAIN = Phrase("'ontvangen' of 'teruggelegd bij directie' en stel doorgeven daarna opnieuw voor")
_BEING_VERIFIED = Phrase("'wordt nagegaan', of als 'afgesloten' als de inspectie het overnam")
NOT_CARRIED_OVER: dict[SignalState, Phrase] = {
    SignalState.APPROVED: Phrase("'concept'; een tweede persoon leest het daarna in Waakvlam"),
    SignalState.ANSWERED: Phrase("'ontvangen' en leg het antwoord daarna in Waakvlam vast"),
    SignalState.ESCALATION_PROPOSED: _ESCALATE_AGAIN,
    SignalState.ESCALATION_APPROVED: _ESCALATE_AGAIN,
    SignalState.ESCALATED: _BEING_VERIFIED,
    SignalState.CONFIRMED: _BEING_VERIFIED,
}
"""States that rest on an answer or a decision, which no register holds; how to enter such a signal instead."""

Said = tuple[str, Phrase]
"""A column and the sentence about it; words of a cell are told as the file has them, in Dutch."""

LEAVE_EMPTY = Phrase("laat deze cel leeg")
UNSENT = {SignalState.DRAFT, SignalState.APPROVED, SignalState.WITHDRAWN, SignalState.MERGED}
AWAITS_ANSWER = {SignalState.SENT, SignalState.DELIVERY_FAILED, SignalState.RECEIVED}
TIMES = {Kind.TIME, Kind.TIME_ON_DAY, Kind.MOMENT}

ADDRESSED: dict[ContactRole, str | None] = {
    ContactRole.SIGNALS: "instantie",
    ContactRole.DIRECTOR: "instantie",
    ContactRole.MUNICIPALITY: "gemeente",
    ContactRole.INSPECTORATE: None,
}
"""Which column says where a contact person belongs."""


def row_flaws(entry: Entry, now: datetime) -> Iterator[Said]:
    """Yield what is wrong within one row whose cells are each right."""
    yield from _periods(entry)
    yield from _pairs(entry)
    if rule := _RULES.get(entry.table.name):
        yield from rule(entry, now)


def is_overdue(entry: Entry, policies: PolicyBook, calendar: Calendar, now: datetime) -> bool:
    """Return whether the term to answer this signal passed while it still waits for an answer.

    Raises: PolicyNotYetValid when it was sent before the policy begins. Source of the term: the policy.
    """
    sent = entry.values.get("verstuurd_op")
    if entry.values["toestand"] not in AWAITS_ANSWER or not isinstance(sent, datetime):
        return False
    answer = policies.on(local_date(sent)).signal[SignalKind(str(entry.values["soort"]))].answer
    basis = Basis.STATUTORY if answer.legal_effect is LegalEffect.LAW else Basis.POLICY
    end = due(sent, Term(answer.amount, answer.unit, basis, answer.profile), calendar)
    return now > end if isinstance(end, datetime) else local_date(now) > end


def _periods(entry: Entry) -> Iterator[Said]:
    for period in entry.table.periods:
        start, end = entry.values.get(period.start), entry.values.get(period.end)
        if start is None or end is None:
            continue
        if entry.table.by_name[period.start].kind in TIMES:
            if end <= start:  # type: ignore[operator]  # both of the kind that the sheet says
                yield period.end, Phrase("Eindtijd ligt niet na begintijd.")
        elif end < start:  # type: ignore[operator]  # likewise
            yield period.end, Phrase("Einddatum ligt voor begindatum.")


def _pairs(entry: Entry) -> Iterator[Said]:
    for one, other in entry.table.pairs:
        filled = [name for name in (one, other) if entry.values.get(name) is not None]
        if len(filled) == 1:
            empty = other if filled == [one] else one
            yield (
                empty,
                Phrase("'{one}' en '{other}' horen bij elkaar; vul beide in of laat beide leeg.", one=one, other=other),
            )


def _adviser(entry: Entry, _now: datetime) -> Iterator[Said]:
    if entry.values.get("plaatsvervanger") == entry.values["code"]:
        yield "plaatsvervanger", Phrase("Een vertrouwenspersoon kan zichzelf niet vervangen. Kies een ander.")


def _split(entry: Entry, _now: datetime) -> Iterator[Said]:
    if entry.values["instantie"] == entry.values["naar"]:
        yield "naar", Phrase("Een instantie splitst zich niet naar zichzelf. Noem de instantie die het deel kreeg.")


def _contact(entry: Entry, _now: datetime) -> Iterator[Said]:
    role = ContactRole(str(entry.values["rol"]))
    needed = ADDRESSED[role]
    for column in ("instantie", "gemeente"):
        filled = entry.values.get(column) is not None
        if column == needed and not filled:
            yield (
                column,
                Phrase("Bij rol '{role}' hoort een {column}; vul haar code in.", role=role.dutch, column=column),
            )
        if column != needed and filled:
            yield (
                column,
                Phrase("Bij rol '{role}' hoort geen {column}; laat deze cel leeg.", role=role.dutch, column=column),
            )


def _group(entry: Entry, _now: datetime) -> Iterator[Said]:
    owner, deputy = entry.values.get("eigenaar"), entry.values.get("plaatsvervanger")
    if owner is not None and owner == deputy:
        said = Phrase("Eigenaar en plaatsvervanger zijn dezelfde. Kies een ander of laat deze cel leeg.")
        yield "plaatsvervanger", said


def _user(entry: Entry, _now: datetime) -> Iterator[Said]:
    is_adviser = entry.values["rol"] == Role.ADVISER
    if is_adviser != (entry.values.get("vertrouwenspersoon") is not None):
        wish = Phrase("vul de code in") if is_adviser else LEAVE_EMPTY
        said = Phrase("Een vertrouwenspersoon hoort bij die rol en bij geen andere; {wish}.", wish=wish)
        yield "vertrouwenspersoon", said


def _visit(entry: Entry, now: datetime) -> Iterator[Said]:
    values = entry.values
    if values["datum"] > local_date(now):  # type: ignore[operator]  # the sheet says it is a day
        said = Phrase("Dit bezoek ligt in de toekomst; alleen bezoeken die zijn geweest staan in het register.")
        yield "datum", said
    in_vain = values["toestand"] == VisitState.ATTEMPTED
    if in_vain != (values.get("reden") is not None):
        wish = Phrase("vul haar in") if in_vain else LEAVE_EMPTY
        yield "reden", Phrase("Een reden hoort bij toestand 'tevergeefs' en bij geen andere; {wish}.", wish=wish)
    yield from _counts(entry, needed=not in_vain)


def _counts(entry: Entry, *, needed: bool) -> Iterator[Said]:
    present, spoken = entry.values.get("aanwezig"), entry.values.get("gesproken")
    empty = [name for name in ("aanwezig", "gesproken") if entry.values.get(name) is None]
    if needed:
        said = Phrase("Vul het aantal in; bij een gehouden bezoek hoort het.")
        yield from ((name, said) for name in empty)
    if isinstance(present, int) and isinstance(spoken, int) and spoken > present:
        more = Phrase("Er zijn niet meer jeugdigen gesproken dan aanwezig waren; controleer beide aantallen.")
        yield "gesproken", more


def _signal(entry: Entry, now: datetime) -> Iterator[Said]:
    state = SignalState(str(entry.values["toestand"]))
    if entry.row is None and state in NOT_CARRIED_OVER:
        yield (
            "toestand",
            Phrase(
                "'{state}' kan niet worden overgenomen; voer het in als {instead}.",
                state=state.dutch,
                instead=NOT_CARRIED_OVER[state],
            ),
        )
    sent, closed = entry.values.get("verstuurd_op"), entry.values.get("afgesloten_op")
    if sent is None and state not in UNSENT:
        unsent = Phrase("Bij toestand '{state}' hoort de dag van verzending; vul haar in.", state=state.dutch)
        yield "verstuurd_op", unsent
    if closed is None and state is SignalState.CLOSED:
        yield "afgesloten_op", Phrase("Bij toestand 'afgesloten' hoort de dag van afsluiten; vul haar in.")
    if (state is SignalState.MERGED) != (entry.values.get("samengevoegd_met") is not None):
        yield "samengevoegd_met", Phrase("Dit hoort bij toestand 'samengevoegd' en bij geen andere.")
    yield from _in_order(entry, now)


def _in_order(entry: Entry, now: datetime) -> Iterator[Said]:
    """Yield a flaw for each happening that lies before the one it follows, or after now."""
    last: date = entry.values["waargenomen_op"]  # type: ignore[assignment]  # the sheet says it is a day
    if last > local_date(now):
        yield "waargenomen_op", Phrase("Deze dag ligt in de toekomst; controleer de datum.")
    for column in ("verstuurd_op", "afgesloten_op"):
        moment = entry.values.get(column)
        if not isinstance(moment, datetime):
            continue
        if moment > now:
            yield column, Phrase("Dit ligt in de toekomst; controleer de datum.")
        if local_date(moment) < last:
            shown = show_cell(entry.table.by_name[column], moment)
            yield (
                column,
                Phrase(
                    "{shown} ligt voor {last}, de dag van wat eraan voorafging; controleer de datum.",
                    shown=shown,
                    last=last,
                ),
            )
        last = local_date(moment)


_RULES: dict[str, Callable[[Entry, datetime], Iterator[Said]]] = {
    "splitsingen": _split,
    "vertrouwenspersonen": _adviser,
    "contactpersonen": _contact,
    "groepen": _group,
    "gebruikers": _user,
    "bezoeken": _visit,
    "signalen": _signal,
}
