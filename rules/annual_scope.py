"""Protecting the tables of one scope: as they are, or coarser, or rounded, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rules.annual_coarser import add_rest, all_coarser
from rules.annual_family import Facts, cell_name, gather, row_names, union
from rules.annual_quarters import add_quarters
from rules.annual_run import Outcome, Scope, ScopeProtection, printed, rounded
from rules.annual_tables import CountTable
from rules.casework import ClientKind
from rules.disclosure_attack import Attack, attack, stands
from rules.disclosure_protect import Protection, protect
from rules.disclosure_tables import Ranges

FULL_FROM = 50
"""From how many clients on tables are tried in full; below that nearly every cell is small. Source: house policy."""

HALF_STEP = 2
LOCATIONS = "table_8c"


@dataclass(frozen=True)
class Task:
    """One scope to protect, with all a reader can hold against it.

    `shown`: what earlier releases showed; `masked`: what must stay hidden; `wider`: figures of region and country that
    it is a part of; `unions`: lines of table 8b that are made up of some of its cells. `released`: all that an earlier
    version printed.
    """

    scope: Scope
    shown: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()
    earlier: tuple[Scope, ...] = ()
    wider: Facts = field(default_factory=Facts)
    names: Mapping[str, str] = field(default_factory=dict)
    unions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What came of a task: how the tables may be shown, everything that is hidden, and the last attack."""

    protection: ScopeProtection
    hidden: frozenset[str] = frozenset()
    attack: Attack = field(default_factory=Attack)


@dataclass(frozen=True)
class View:
    """The tables of a scope at one level of detail, with the facts a reader combines."""

    tables: tuple[CountTable, ...]
    facts: Facts
    printed: frozenset[str]


def text_only(scope: Scope) -> Found:
    """Return that nothing but a sentence may be shown."""
    return Found(ScopeProtection(scope.name, Outcome.TEXT))


def protect_scope(task: Task) -> Found:
    """Return the finest form in which the tables of a scope give nothing away."""
    for level in _levels(task):
        view = view_of(task, level)
        family = view.facts.family()
        kept = (view.facts.unprinted | task.masked | _unreleased(task, view)) & family.figures.keys()
        found = protect(family, frozenset(cell for cell in kept if not family.figures[cell].known), exact=False)
        if found.holds:
            return found_at(task, level, view, found)
    return _in_rounded_form(task)


def found_at(task: Task, level: Outcome, view: View, found: Protection) -> Found:
    """Return the form of a scope in which it was found to hold; what was hidden before or became small stays hidden."""
    again = (task.masked | _unreleased(task, view)) & view.printed
    hidden = found.hidden | again | _small_now(view)
    return Found(_protection(task, level, view, hidden), hidden, found.attack)


def _levels(task: Task) -> tuple[Outcome, ...]:
    """A new version is never finer than what was released before."""
    if task.scope.clients < FULL_FROM:
        return (Outcome.COARSENED,)
    if task.released and task.released <= view_of(task, Outcome.COARSENED).printed:
        return (Outcome.COARSENED,)
    return (Outcome.FULL, Outcome.COARSENED)


def _unreleased(task: Task, view: View) -> frozenset[str]:
    """Return what a new version would show for the first time."""
    return view.printed - task.shown if task.released else frozenset()


def _small_now(view: View) -> frozenset[str]:
    """Return what was shown before but has become small: it is not shown again."""
    return frozenset(cell for cell in view.printed if view.facts.figures[cell].is_unsafe)


def _protection(task: Task, level: Outcome, view: View, hidden: frozenset[str]) -> ScopeProtection:
    names = {name: other for name, other in task.names.items() if name.startswith(f"{task.scope.name}/")}
    return ScopeProtection(
        task.scope.name, level, view.tables, hidden & view.printed, level is Outcome.ROUNDED, names
    )  # fmt: skip


def view_of(task: Task, level: Outcome) -> View:
    """Return a scope at a level of detail: fine cells that are not printed stay among the facts, hidden."""
    scope = task.scope
    facts = gather(Facts(), scope.name, scope.tables, task.names)
    tables = scope.tables
    if level is not Outcome.FULL:
        coarse = all_coarser(scope.tables)
        tables = tuple(each.table for each in coarse.values())
        for table in scope.tables:
            add_rest(facts, scope.name, table, coarse[table.key], task.names)
    shown = frozenset(name for name, _ in printed(scope.name, tables, task.names))
    facts.unprinted |= facts.figures.keys() - shown
    _tie_locations(facts, scope, task.names)
    add_quarters(facts, scope, task.earlier, task.shown)
    for name in facts.figures.keys() & task.shown:
        facts.figures[name] = replace(facts.figures[name], known=True)
    facts.add(task.wider)
    for whole, parts in task.unions.items():
        if whole in facts.figures:
            union(facts, whole, parts)
    return View(tables, facts, shown)


def _tie_locations(facts: Facts, scope: Scope, names: Mapping[str, str]) -> None:
    """Add that an agency's clients are those of its locations together."""
    for table in scope.tables:
        if table.key != LOCATIONS:
            continue
        for column, row in ((0, ClientKind.YOUTH.value), (2, "total")):
            whole = cell_name(scope.name, "table_1a", row, "total")
            if whole in facts.figures:
                union(facts, whole, [row_names(scope.name, table, line, names)[column] for line in table.rows])


def _in_rounded_form(task: Task) -> Found:
    """Return the coarser tables with small cells hidden and all others to the nearest five; or text only."""
    view = view_of(task, Outcome.ROUNDED)
    family = view.facts.family()
    hidden = family.unsafe | view.facts.unprinted | (task.masked & family.figures.keys())
    hidden = frozenset(cell for cell in hidden if not family.figures[cell].known)
    ranges: Ranges = {
        cell: (max(0, rounded(family.figures[cell].value) - HALF_STEP), rounded(family.figures[cell].value) + HALF_STEP)
        for cell in view.printed - hidden
        if not family.figures[cell].known
    }
    if task.released or not stands(family, hidden, ranges):
        return text_only(task.scope)
    found = attack(family, hidden, ranges, exact=False)
    return Found(_protection(task, Outcome.ROUNDED, view, hidden | _small_now(view)), hidden, found)
