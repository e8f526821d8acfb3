"""Part 2 of all municipalities and the reports of agencies, which count the same clients: protected together.

Is a location the only one of an agency in a municipality, then its figures are those of the agency's line in table 8b,
one cell with one name. Has it more there, the line is their union. First each report is protected alone, then all are
attacked together; an agency by which something is worked out gets text only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rules.annual_family import Facts, row_names, union
from rules.annual_run import NOTHING, Outcome, Scope, ScopeKind
from rules.annual_scope import LOCATIONS, Found, Task, protect_scope, text_only, view_of
from rules.annual_tables import CountRow
from rules.disclosure import AtMost, components
from rules.disclosure_attack import Attack, attack

Each: TypeAlias = Callable[[Callable[[Task], Found], Sequence[Task]], Iterable[Found]]
"""Something like `map`: it may use more processes."""

Place: TypeAlias = tuple[str, str, str]
"""A period, a municipality and a line of its table 8b."""


@dataclass(frozen=True)
class Lines:
    """The lines of agencies' locations by the line of table 8b that they belong to."""

    names: Mapping[str, str] = field(default_factory=dict)
    unions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lines_of(bodies: Sequence[Scope], agencies: Sequence[Scope]) -> Lines:
    """Return which cells of agencies have another name in table 8b, and which together make up one there."""
    printed = {
        (scope.period, scope.subject.partition(":")[2], row.key): (row_names(scope.name, table, row, NOTHING), row)
        for scope in bodies
        for table in scope.tables
        for row in table.rows
    }
    parts: dict[Place, list[tuple[tuple[str, ...], CountRow]]] = defaultdict(list)
    for agency in agencies:
        own = next((table for table in agency.tables if table.key == LOCATIONS), None)
        for row in own.rows if own else ():
            place = (agency.period, agency.places.get(row.key) or "", agency.body)
            if own and place in printed:
                parts[place].append((row_names(agency.name, own, row, NOTHING), row))
    names: dict[str, str] = {}
    unions: dict[str, tuple[str, ...]] = {}
    for place, lines in parts.items():
        line, there = printed[place]
        if len(lines) == 1 and _values(lines[0][1]) == _values(there):
            names |= dict(zip(lines[0][0], line, strict=True))
        else:
            unions |= dict(zip(line, zip(*(each for each, _ in lines), strict=True), strict=True))
    return Lines(names, unions)


def _values(row: CountRow) -> tuple[int, ...]:
    return tuple(count.value for count in row.counts)


def protect_part_2(bodies: Sequence[Task], agencies: Sequence[Task], each: Each) -> dict[str, Found]:
    """Return how part 2 of the municipalities and the reports of agencies may be shown."""
    lines = lines_of([task.scope for task in bodies], [task.scope for task in agencies])
    found = dict(zip((task.scope.name for task in bodies), each(protect_scope, bodies), strict=True))
    there = {task.scope.name: _as_shown(task, found[task.scope.name]) for task in bodies}
    named = [_beside_bodies(task, lines, there) for task in agencies]
    found |= dict(zip((task.scope.name for task in named), each(protect_scope, named), strict=True))
    return _Together([*bodies, *named], lines, found).protected()


def _as_shown(task: Task, found: Found) -> Facts:
    """Return what a municipality shows of its bodies, which stays shown, and what it hides."""
    if found.protection.outcome is Outcome.TEXT:
        return Facts()
    facts = view_of(task, found.protection.outcome).facts
    facts.unprinted = set(found.hidden.intersection(facts.figures))
    facts.figures = {name: replace(figure, known=name not in facts.unprinted) for name, figure in facts.figures.items()}
    return facts


def _beside_bodies(task: Task, lines: Lines, there: Mapping[str, Facts]) -> Task:
    """Give an agency's cells the names they have in table 8b, with what the municipalities show; others are hidden."""
    own = f"{task.scope.name}/"
    names = {name: other for name, other in lines.names.items() if name.startswith(own)}
    wider = Facts()
    for place in sorted({place for place in task.scope.places.values() if place}):
        wider.add(there.get(f"{task.scope.period}/bod:{place}", Facts()))
    hidden = wider.unprinted.intersection(names.values())
    unions = {line: parts for line, parts in lines.unions.items() if all(part.startswith(own) for part in parts)}
    return replace(task, names=names, masked=task.masked | hidden, wider=wider, unions=unions)


class _Together:
    """All of part 2 and all agencies as one family, in the forms found so far."""

    def __init__(self, tasks: Sequence[Task], lines: Lines, found: dict[str, Found]) -> None:
        self.tasks = {task.scope.name: task for task in tasks}
        self.lines, self.found = lines, found
        self.hidden = frozenset().union(*(one.hidden for one in found.values()))
        self.views = {
            name: view_of(replace(self.tasks[name], wider=Facts(), unions={}), one.protection.outcome)
            for name, one in found.items()
            if one.protection.outcome is not Outcome.TEXT
        }
        self.safe: set[tuple[frozenset[str], int]] = set()

    def protected(self) -> dict[str, Found]:
        """Return the forms in which nothing is worked out, also not from all together."""
        while bad := self._to_drop():
            for name in bad:
                self.found[name] = text_only(self.tasks[name].scope)
                del self.views[name]
        return {name: self._with_all_hidden(name, one) for name, one in self.found.items()}

    def _with_all_hidden(self, name: str, one: Found) -> Found:
        """Hide a cell in every report that has it."""
        if name not in self.views:
            return one
        hidden = self.hidden & self.views[name].printed
        return replace(one, protection=replace(one.protection, hidden=hidden), hidden=one.hidden | hidden)

    def _to_drop(self) -> set[str]:
        """Return the agencies whose figures help to work something out."""
        owners: dict[str, set[str]] = defaultdict(set)
        facts = Facts()
        for name, view in self.views.items():
            facts.add(view.facts)
            if self.tasks[name].scope.kind is ScopeKind.AGENCY:
                for cell in view.facts.figures:
                    owners[cell].add(name)
        self._add_unions(facts)
        family = facts.family()
        hidden = frozenset(
            cell for cell in (self.hidden | facts.unprinted) & family.figures.keys() if not family.figures[cell].known
        )
        bad: set[str] = set()
        for part in components(family, hidden):
            inside = hidden.intersection(part.figures)
            seen = (inside, len(part.sums) + len(part.bounds))
            near = set().union(*(owners[cell] for cell in part.figures if cell in owners))
            if not near or seen in self.safe:
                continue
            result = attack(part, inside, exact=False)
            if result.holds:
                self.safe.add(seen)
            else:
                bad |= self._smallest(self._guilty(result, owners) or near)
        return bad

    def _smallest(self, names: set[str]) -> set[str]:
        """Return the smallest of some agencies: some at a time, since what is left may hold without the others."""
        ordered = sorted(names, key=lambda name: (self.tasks[name].scope.clients, name))
        return set(ordered[: 1 + len(ordered) // 4])

    def _guilty(self, result: Attack, owners: Mapping[str, set[str]]) -> set[str]:
        """Return the agencies that a figure is about which does not hold."""
        return set().union(*(owners[cell] for cell in result.disclosed | result.weak if cell in owners))

    def _add_unions(self, facts: Facts) -> None:
        for whole, parts in self.lines.unions.items():
            here = [part for part in parts if part in facts.figures]
            if whole not in facts.figures or not here:
                continue
            if len(here) == len(parts):
                union(facts, whole, here)
            else:
                value = facts.figures[whole].value
                facts.bounds += [AtMost(part, whole) for part in here if facts.figures[part].value <= value]
