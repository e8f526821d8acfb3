"""What an import would do: every row laid over what is kept, judged, and compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from sqlalchemy.orm import Session

from actions.house import House
from actions.register_case_rules import case_flaws
from actions.register_cross_rules import (
    bare_agencies,
    circles,
    look_alikes,
    overlaps,
    shared_agency_names,
    unapproved_overrides,
    uncertified,
    unfinished_groups,
    unknown_references,
)
from actions.register_entries import Entry, Parsed, Shelves
from actions.register_row_rules import is_overdue, row_flaws
from actions.register_sheets import TABLES
from rules.calendar import at_local, local_date
from rules.errors import Flaw, Phrase, RuleError
from rules.signals import LAST_ROUND
from rules.vocabulary import SignalState
from store.decrees import calendar_in_force

MIDDAY = time(12)


@dataclass(frozen=True, slots=True)
class Change:
    """One row to add, or to change with the names of the columns that differ."""

    entry: Entry
    is_new: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A judged import: what it adds and changes per sheet, what stays the same, and what to look at."""

    changes: dict[str, tuple[Change, ...]]
    unchanged: dict[str, int]
    warnings: tuple[Flaw, ...]


def make_plan(session: Session, house: House, parsed: Parsed, known: Shelves, now: datetime) -> tuple[Plan, list[Flaw]]:
    """Return what the rows would do, and every flaw in them; with flaws the plan is of no use."""
    after = _laid_over(parsed, known)
    flaws = [*parsed.flaws, *_flaws(session, house, parsed, known, after, now)]
    changes = {table.name: tuple(_changes(parsed.of(table.name), known)) for table in TABLES}
    flaws += [
        _settled(change) for table in TABLES if table.settled for change in changes[table.name] if not change.is_new
    ]
    flaws += [_moved(change) for table in TABLES for change in changes[table.name] if _loses_its_text(change)]
    unchanged = {name: len(parsed.of(name)) - len(made) for name, made in changes.items() if parsed.of(name)}
    warnings = tuple(uncertified(parsed, after, local_date(now)))
    return Plan(changes, unchanged, warnings), flaws


def _laid_over(parsed: Parsed, known: Shelves) -> Shelves:
    """Return the register as it would be; each row of a file gets what it does not say from what is kept."""
    after = {name: dict(shelf) for name, shelf in known.items()}
    for entry in parsed.entries:
        kept = known[entry.table.name].get(entry.key)
        base = kept.values if kept else {column.name: column.default for column in entry.table.columns}
        wrong = {c.name for c in entry.table.columns if c.required} - entry.values.keys() if entry.flawed else set()
        entry.values = {name: value for name, value in base.items() if name not in wrong} | entry.values
        entry.row = kept.row if kept else None
        if entry.table.name == "signalen" and not entry.flawed:
            _set_created(entry)
            _set_round(entry)
        after[entry.table.name][entry.key] = entry
    return after


def _set_created(entry: Entry) -> None:
    """Fill in when a signal was drawn up, where no file says it: at its sending, else on the day of observation."""
    values = entry.values
    if values.get("aangemaakt_op") is None:
        observed = cast("date", values["waargenomen_op"])
        values["aangemaakt_op"] = values.get("verstuurd_op") or at_local(observed, MIDDAY)


def _set_round(entry: Entry) -> None:
    """Count a signal that lies with the director as in its second round: so it was returned once."""
    values = entry.values
    if values["toestand"] is SignalState.RETURNED:
        values["ronde"] = max(cast("int", values["ronde"]), LAST_ROUND)


def _flaws(
    session: Session, house: House, parsed: Parsed, known: Shelves, after: Shelves, now: datetime
) -> Iterator[Flaw]:
    for entry in parsed.entries:
        if not entry.flawed:
            yield from (entry.flaw(message, column) for column, message in row_flaws(entry, now))
    yield from unknown_references(parsed, after)
    yield from look_alikes(parsed, known, after)
    yield from overlaps(after)
    yield from shared_agency_names(after)
    yield from circles(parsed, after)
    yield from bare_agencies(parsed, after)
    yield from unfinished_groups(parsed, after, house.policy(local_date(now)))
    yield from unapproved_overrides(parsed, after)
    yield from case_flaws(parsed, after, now)
    yield from _unconfirmed(session, house, parsed, now)


def _unconfirmed(session: Session, house: House, parsed: Parsed, now: datetime) -> Iterator[Flaw]:
    """Yield a flaw for each new signal whose term has passed, without a reason: its ladder would start at once."""
    calendar = calendar_in_force(session)
    for entry in parsed.of("signalen"):
        if entry.flawed or entry.row is not None or entry.values.get("verstreken_reden") is not None:
            continue
        try:
            if is_overdue(entry, house.policies, calendar, now):
                yield entry.flaw(Phrase("De termijn is al verstreken; bevestig met reden."), "verstreken_reden")
        except RuleError as error:
            yield entry.flaw(error.said, "verstuurd_op")


def _changes(entries: list[Entry], known: Shelves) -> Iterator[Change]:
    for entry in entries:
        kept = known[entry.table.name].get(entry.key)
        if kept is None:
            yield Change(entry, is_new=True)
        elif differing := tuple(
            column.name for column in entry.table.kept if entry.values.get(column.name) != kept.values[column.name]
        ):
            yield Change(entry, is_new=False, columns=differing)


def _loses_its_text(change: Change) -> bool:
    """Return whether a row would go to another client: its text opens with the key of the one it was recorded of."""
    table = change.entry.table
    return not change.is_new and table.place is not None and table.chain in change.columns


def _moved(change: Change) -> Flaw:
    table = change.entry.table
    said = Phrase(
        "'{called}' staat in het systeem bij een andere cliënt, en de tekst is voor die cliënt versleuteld. Verbeter de"
        " code, of geef deze rij een eigen nummer.",
        called=change.entry.called,
    )
    return change.entry.flaw(said, table.chain)


def _settled(change: Change) -> Flaw:
    said = Phrase(
        "{what} '{called}' staat al in het systeem en is daar anders. Een register wijzigt die niet; doe dat op het"
        " bureau en haal deze rij weg.",
        what=change.entry.table.settled,
        called=change.entry.called,
    )
    return change.entry.flaw(said, change.columns[0])
