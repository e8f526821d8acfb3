"""Disclosure control of a whole run of yearly reports: all counted tables in, what each report may show out.

How to use it (the rest of this module and its siblings are details):

    run = Run(scopes=(Scope("2026/nl", ScopeKind.NATION, tables),
                      Scope("2026/res:GM0392", ScopeKind.RESIDENTS, tables, clients=86),   # part 1
                      Scope("2026/bod:GM0392", ScopeKind.BODIES, tables, clients=86),      # part 2: table 8b
                      Scope("2026/res:unknown", ScopeKind.UNKNOWN, tables, clients=209),   # residence unknown
                      Scope("2026/agency:17", ScopeKind.AGENCY, tables, clients=24), ...),
              ledger=(Published("2026Q1/res:GM0392/table_1a/youth/new", shown=False), ...))
    protection = protect_run(run, ReportProfile.STRICT)         # or each=pool.map, to use more processes
    one = protection["2026/res:GM0392"]
    one.outcome                      full | coarsened | rounded | text
    one.tables                       the CountTables to print: as given, or coarser; none when the outcome is text
    one.rows(table), one.total(table)   their lines as rules.reports.Row, masked as they must be shown
    one.hidden                       names of the cells that are hidden (for the ledger: `one.cells` has all printed)
    protection.figures               what the appendix says of the attack, over the whole run

`clients`: of residents and bodies alike the unique *resident* clients (the threshold of F133 is on those), of an
agency its own. A scope of an agency also has `body` (its row in table 8b) and `places`: for each row of its table by
location the municipality where that counts; `places_of(population)` makes them. Cells are named by
rules.annual_family.cell_name; the ledger keeps the same names. A text-only report says the same sentence whether there
were fewer than five clients or others have to be kept from being worked out. The number of clients whose residence is
unknown is never printed. The appendix never says how many of the hidden cells of one report are small.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.annual_agencies import Each, protect_part_2
from rules.annual_family import Facts
from rules.annual_pool import LINKED, WHOLES, Pool, country_of, make_pool, pool_of
from rules.annual_run import (
    NOTHING,
    Outcome,
    Published,
    Run,
    RunFigures,
    RunProtection,
    Scope,
    ScopeKind,
    ScopeProtection,
    places_of,
    printed,
)
from rules.annual_scope import Found, Task, found_at, protect_scope, text_only, view_of
from rules.disclosure import THRESHOLD
from rules.disclosure_protect import protect
from rules.policy_words import ReportProfile

__all__ = [
    "Outcome", "Published", "Run", "RunFigures", "RunProtection", "Scope", "ScopeKind", "ScopeProtection", "places_of",
    "protect_run",
]  # fmt: skip


PARTNERS = 2
"""How many municipalities that are done may help to hide one that the pool is too small for."""


def protect_run(
    run: Run, profile: ReportProfile = ReportProfile.STRICT, *, threshold: int = THRESHOLD, each: Each = map
) -> RunProtection:
    """Return how every scope of a run may be shown, so that nothing leads back to a client.

    `threshold`: unique clients below which a report is text only. `each` may be the `map` of a pool of processes.
    In the profiles `seed_2016` and `rounded_5` only that threshold holds, and rounding; nothing is attacked.
    Source: agreement (F133) for the threshold; the rest is house policy (DOMAIN.md 6.1 items 6 and 7).
    """
    strict = profile is ReportProfile.STRICT
    found = _protected(run, threshold, each) if strict else _as_counted(run, profile, threshold)
    scopes = {name: one.protection for name, one in found.items()}
    return RunProtection(profile, scopes, _figures(run, found))


def _as_counted(run: Run, profile: ReportProfile, threshold: int) -> dict[str, Found]:
    """Return every scope in full, or rounded, or as text where it has too few clients."""
    rounds = profile is ReportProfile.ROUNDED_5
    form = Outcome.ROUNDED if rounds else Outcome.FULL
    return {
        scope.name: text_only(scope)
        if _has_few(scope, threshold)
        else Found(ScopeProtection(scope.name, form, scope.tables, rounded=rounds))
        for scope in run.scopes
    }


def _has_few(scope: Scope, threshold: int) -> bool:
    return scope.kind is ScopeKind.UNKNOWN or (scope.kind in COUNTED and scope.clients < threshold)


COUNTED = (ScopeKind.RESIDENTS, ScopeKind.BODIES, ScopeKind.AGENCY)
"""Kinds of scope that the threshold on clients holds for."""


def _protected(run: Run, threshold: int, each: Each) -> dict[str, Found]:
    house = _House(replace(run, scopes=tuple(_without_links(scope) for scope in run.scopes)), threshold, each)
    found = house.part_1()
    return found | house.part_2(found)


def _without_links(scope: Scope) -> Scope:
    """Return of a quarter's country or region the tables that no municipality is a part of: see Scope.is_part."""
    if not scope.is_part or scope.kind not in WHOLES:
        return scope
    return replace(scope, tables=tuple(table for table in scope.tables if table.key not in LINKED))


class _House:
    """One run in hand: the country, the ledger, and what is to be protected with what."""

    def __init__(self, run: Run, threshold: int, each: Each) -> None:
        self.run, self.threshold, self.each = run, threshold, each
        self.country = country_of(run.scopes)
        self.shown = frozenset(one.cell for one in run.ledger if one.shown)
        self.masked = frozenset(one.cell for one in run.ledger if not one.shown)

    def of_kind(self, *kinds: ScopeKind) -> list[Scope]:
        """Return the scopes of some kinds."""
        return [scope for scope in self.run.scopes if scope.kind in kinds]

    def task(self, scope: Scope, wider: Facts | None = None) -> Task:
        """Return a scope with what the ledger has of it, also of its quarters."""
        released = frozenset(cell for cell in self.shown | self.masked if cell.startswith(f"{scope.name}/"))
        own = tuple(each for each in self.run.earlier if each.subject == scope.subject)
        return Task(
            scope,
            frozenset(cell for cell in self.shown if cell.partition("/")[2].startswith(f"{scope.subject}/")),
            released - self.shown, released, own, wider or Facts(),
        )  # fmt: skip

    def part_1(self) -> dict[str, Found]:
        """Return the country, its regions and the residents of every municipality, with the pool they need.

        A municipality that cannot be protected beside this pool is tried once more beside some that are done; then the
        smallest joins the pool, with whom it needs there. Who was protected beside a smaller pool stays so beside a
        larger one. Of a quarter no municipality is shown (Scope.is_part).
        """
        residents = self.of_kind(ScopeKind.RESIDENTS)
        texts = frozenset(scope.name for scope in residents if scope.name in self.run.texts or scope.is_part)
        known = frozenset(scope.name for scope in residents if self.task(scope).released & self.shown)
        done: dict[str, Found] = {}
        while True:
            pool = make_pool(self.country, pool_of(self.country, texts, known, self.threshold), known)
            wholes = self._wholes(pool)
            silent = frozenset(name for name, one in wholes.items() if one.protection.outcome is Outcome.TEXT)
            failed = [scope for scope in residents if scope.name not in pool.names and scope.name not in done]
            for helped in (False, True):
                partners = self._partners(done) if helped else []
                tasks = [self._beside(scope, pool, silent, partners) for scope in failed]
                found = dict(zip((scope.name for scope in failed), self.each(protect_scope, tasks), strict=True))
                done |= {name: one for name, one in found.items() if one.protection.outcome is not Outcome.TEXT}
                failed = [scope for scope in failed if scope.name not in done]
            if not failed:
                break
            texts |= {min(failed, key=lambda scope: (scope.clients, scope.name)).name}
        silent_places = {scope.name: text_only(scope) for scope in self.country.places if scope.name in pool.names}
        return wholes | done | silent_places

    def _partners(self, done: Mapping[str, Found]) -> list[tuple[Scope, Facts]]:
        """Return some municipalities that are done, of which a reader knows only what they show."""
        coarse = [
            place for place in self.country.places
            if place.name in done and done[place.name].protection.outcome is Outcome.COARSENED
        ]  # fmt: skip
        best = sorted(coarse, key=lambda place: (-place.clients, place.name))[:PARTNERS]
        return [(place, self._as_partner(place, done[place.name])) for place in best]

    def _beside(
        self, scope: Scope, pool: Pool, silent: frozenset[str], partners: Sequence[tuple[Scope, Facts]]
    ) -> Task:
        """Return a municipality with the pool, and perhaps some others; a reader knows all the rest."""
        facts = pool.wider(scope, silent, [partner for partner, _ in partners])
        for _, own in partners:
            facts.add(own)
        return self.task(scope, facts)

    def _as_partner(self, scope: Scope, found: Found) -> Facts:
        """Return what is shown and hidden of a municipality that is done, and is not asked for any more."""
        facts = view_of(self.task(scope), found.protection.outcome).facts
        facts.unprinted = set(found.hidden.intersection(facts.figures))
        facts.figures = {
            name: replace(figure, people=0, known=name not in facts.unprinted) for name, figure in facts.figures.items()
        }
        return facts

    def _wholes(self, pool: Pool) -> dict[str, Found]:
        """Return the country and its regions, protected together with the pool; every municipality is known."""
        tasks = [self.task(whole) for whole in self.country.wholes]
        for level in (Outcome.FULL, Outcome.COARSENED):
            facts, views = pool.facts(), [view_of(task, level) for task in tasks]
            for view in views:
                facts.add(view.facts)
            for whole in self.country.wholes:
                pool.link(facts, whole, [])
            family = facts.family()
            kept = facts.unprinted | self.masked & family.figures.keys()
            found = protect(family, frozenset(cell for cell in kept if not family.figures[cell].known), exact=False)
            if found.holds:
                return {
                    task.scope.name: found_at(task, level, view, found) for task, view in zip(tasks, views, strict=True)
                }
        return self._no_wholes()

    def _no_wholes(self) -> dict[str, Found]:
        return {whole.name: text_only(whole) for whole in self.country.wholes}

    def part_2(self, part_1: Mapping[str, Found]) -> dict[str, Found]:
        """Return the bodies of every municipality and the agencies; a municipality with text has no part 2 either."""
        silent = {name for name, one in part_1.items() if one.protection.outcome is Outcome.TEXT} | self.run.texts
        silent |= {f"{name.partition('/')[0]}/bod:{name.partition(':')[2]}" for name in silent if "/res:" in name}
        scopes = self.of_kind(ScopeKind.BODIES, ScopeKind.AGENCY)
        texts = [scope for scope in scopes if scope.name in silent or scope.is_part or scope.clients < self.threshold]
        spoken = [self.task(scope) for scope in scopes if scope not in texts]
        found = protect_part_2(
            [task for task in spoken if task.scope.kind is ScopeKind.BODIES],
            [task for task in spoken if task.scope.kind is ScopeKind.AGENCY],
            self.each,
        )
        return found | {scope.name: text_only(scope) for scope in texts}


def _figures(run: Run, found: Mapping[str, Found]) -> RunFigures:
    """Return what the appendix tells of a run."""
    scopes = [scope for scope in run.scopes if scope.kind is not ScopeKind.UNKNOWN]
    forms = [found[scope.name].protection for scope in scopes]
    attacks = [one.attack for one in found.values()]
    shown = [value for form in forms for value in form.cells.values()]
    return RunFigures(
        scopes=len(scopes),
        outcomes=Counter(form.outcome for form in forms),
        cells=sum(len(dict(printed(scope.name, scope.tables, NOTHING))) for scope in scopes),
        shown=sum(value is not None for value in shown),
        masked=sum(value is None for value in shown),
        attacked=len({cell for one in attacks for cell in one.intervals}),
        disclosed=len({cell for one in attacks for cell in one.disclosed}),
        weak=len({cell for one in attacks for cell in one.weak}),
    )
