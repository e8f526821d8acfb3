"""The pool: the clients of unknown residence and of municipalities with text only, who are never shown in parts.

What the country shows, less what the other municipalities show, is the pool's figure. So in every region or country
that is published the pool holds at least two places (or all people of unknown residence) and five people, and no
municipality needs more than its own tables and the pool to be protected (DOMAIN.md scenario 26).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.annual_family import SAME_TABLE, Facts, cell_name, gather
from rules.annual_run import Scope, ScopeKind
from rules.annual_tables import TOTAL_NEW, Count, CountRow, CountTable
from rules.casework import ClientKind
from rules.disclosure import THRESHOLD, Figure, Sum

LINKS: Mapping[tuple[str, str, str], tuple[str, str, str]] = {
    **{("table_a", "youths", column): ("table_1a", ClientKind.YOUTH.value, column) for column in ("total", "new")},
    **{("table_a", "total", column): ("table_1a", "total", column) for column in ("total", "new")},
    **{("table_b", kind, "total"): (table, "total", "new") for kind, table in SAME_TABLE.items()},
}
"""Figures of the country that are the sum over all places (unknown residence among them) of a figure of part 1."""

LINKED = frozenset(table for table, _, _ in LINKS)
WHOLES = (ScopeKind.NATION, ScopeKind.REGION)
PLACES = (ScopeKind.RESIDENTS, ScopeKind.UNKNOWN)
MOST_OF_SMALL = THRESHOLD - 1


def cells_of(scope: Scope) -> dict[tuple[str, str, str], Count]:
    """Return the counts of a scope by table, row and column."""
    return {
        (table.key, row.key, column): count
        for table in scope.tables
        for row in (*table.rows, *((table.total,) if table.total else ()))
        for (column, _), count in zip(table.columns, row.counts, strict=True)
    }


@dataclass(frozen=True)
class Country:
    """The regions and the country of a run, and the places that they are the sums of."""

    wholes: tuple[Scope, ...]
    places: tuple[Scope, ...]

    def members(self, whole: Scope) -> list[Scope]:
        """Return the places that a whole is the sum of."""
        own = [place for place in self.places if place.period == whole.period]
        return own if whole.kind is ScopeKind.NATION else [place for place in own if place.name in whole.members]


def country_of(scopes: Iterable[Scope]) -> Country:
    """Return the places of a run and their sums."""
    listed = list(scopes)
    return Country(
        tuple(scope for scope in listed if scope.kind in WHOLES),
        tuple(scope for scope in listed if scope.kind in PLACES),
    )


def pool_of(country: Country, texts: frozenset[str], known: frozenset[str], threshold: int) -> frozenset[str]:
    """Return the places that are shown as text only: those that must, and the next smallest that hide these.

    `texts`: places that have text only for another reason; `known`: those of which figures were published before, which
    can hide nobody. Source: house policy (DOMAIN.md 6.1 item 6, scenario 26).
    """
    pool = {
        place.name
        for place in country.places
        if place.kind is ScopeKind.UNKNOWN or place.clients < threshold or place.name in texts
    }
    for whole in sorted(country.wholes, key=lambda whole: (len(country.members(whole)), whole.name)):
        members = country.members(whole)
        free = [place for place in members if place.name not in pool | known]
        others = sorted(free, key=lambda place: (place.clients, place.name))
        while others and not hides([place for place in members if place.name in pool - known]):
            pool.add(others.pop(0).name)
    return frozenset(pool)


def hides(pool: Sequence[Scope]) -> bool:
    """Return whether the sum over a pool tells nothing of one municipality in it.

    That may be all people of unknown residence together, from five on: they are no place.
    """
    filled = [place for place in pool if place.clients]
    if not filled:
        return True
    mixed = len(filled) > 1 or filled[0].kind is ScopeKind.UNKNOWN
    enough = sum(place.clients for place in filled) >= THRESHOLD
    return mixed and enough and any(place.clients != MOST_OF_SMALL for place in pool)


@dataclass(frozen=True)
class Pool:
    """The pool of a country, in groups that lie in the same wholes, and each group's figures."""

    country: Country
    names: frozenset[str]
    groups: Mapping[frozenset[str], tuple[Scope, ...]]

    def facts(self) -> Facts:
        """Return the figures of the groups; none of them is printed."""
        facts = Facts()
        for wholes, places in self.groups.items():
            gather(facts, _name(wholes, places), _added(places))
        facts.unprinted |= facts.figures.keys()
        return facts

    def wider(self, place: Scope, texts: frozenset[str], partners: Sequence[Scope] = ()) -> Facts:
        """Return what the wholes that a place lies in tell of it; a reader knows every place outside the pool.

        The pool's own small figures are the wholes' to protect, not this place's. `partners`: places whose figures are
        not all known either; their own facts have to be added.
        """
        facts = self.facts()
        facts.figures = {name: replace(figure, people=0) for name, figure in facts.figures.items()}
        for whole in self.country.wholes:
            if whole.name not in texts and place in self.country.members(whole):
                members = self.country.members(whole)
                self.link(facts, whole, [place, *(one for one in partners if one in members)])
        return facts

    def link(self, facts: Facts, whole: Scope, places: Sequence[Scope]) -> None:
        """Add that a whole's figures are the sum of those of some places, of the pool, and of all others.

        A reader knows all others. Their figures are taken as known, although some are hidden: who is protected against
        a reader who knows more is protected against one who knows less.
        """
        if not self.country.members(whole):
            return
        counts = cells_of(whole)
        groups = [(_name(wholes, own), own) for wholes, own in self.groups.items() if whole.name in wholes]
        for link, part in LINKS.items():
            if link not in counts:
                continue
            total = cell_name(whole.name, *link)
            facts.figures.setdefault(total, Figure(total, counts[link].value, 0, known=True))
            parts = [cell_name(name, *part) for name, own in groups if any(part in cells_of(each) for each in own)]
            value = sum(facts.figures[name].value for name in parts)
            for place in places:
                if part in cells_of(place):
                    parts.append(cell_name(place.name, *part))
                    value += cells_of(place)[part].value
            rest = f"{total}/others"
            facts.figures[rest] = Figure(rest, counts[link].value - value, 0, known=True)
            facts.sums.append(Sum(total, (rest, *parts)))


def make_pool(country: Country, names: frozenset[str], known: frozenset[str]) -> Pool:
    """Return the pool of these places, in groups that lie in the same wholes; who is known already hides nothing."""
    groups: dict[frozenset[str], list[Scope]] = {}
    for place in country.places:
        if place.name in names - known:
            wholes = frozenset(whole.name for whole in country.wholes if place in country.members(whole))
            groups.setdefault(wholes, []).append(place)
    return Pool(country, names, {wholes: tuple(places) for wholes, places in groups.items()})


def _name(wholes: frozenset[str], places: Sequence[Scope]) -> str:
    return f"{places[0].period}/pool:{'+'.join(sorted(whole.partition('/')[2] for whole in wholes))}"


def _added(places: Sequence[Scope]) -> tuple[CountTable, ...]:
    """Return the tables that wholes are sums of, over some places together."""
    youth, every = ClientKind.YOUTH.value, [cells_of(place) for place in places]

    def total(table: str, row: str) -> CountRow:
        old = [[cells[table, row, column] for cells in every if (table, row, column) in cells] for column in COLUMNS]
        counts = [Count(sum(one.value for one in each), _people(each)) for each in old]
        carried = _people(
            Count(0, one.people - new.people if one.carried is None else one.carried)
            for one, new in zip(*old, strict=True)
        )
        return CountRow(row, row, (Count(counts[0].value, counts[0].people, carried), counts[1]))

    tables = [CountTable(key, "", TOTAL_NEW, (), total(key, "total"), adds_up=False) for key in SAME_TABLE.values()]
    clients = total("table_1a", "total")
    young = total("table_1a", youth)
    return (CountTable("table_1a", "", TOTAL_NEW, (young, _without(clients, young)), clients), *tables)


COLUMNS = tuple(column for column, _ in TOTAL_NEW)


def _without(whole: CountRow, part: CountRow) -> CountRow:
    """Return the adults: all clients but the youths."""
    counts = tuple(
        Count(one.value - other.value, one.people - other.people)
        for one, other in zip(whole.counts, part.counts, strict=True)
    )
    return CountRow("adults", "adults", counts)


def _people(counts: Iterable[Count]) -> frozenset[int]:
    return frozenset().union(*(count.people for count in counts))
