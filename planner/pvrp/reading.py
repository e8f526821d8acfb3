"""Reading a periodic instance from the text of a public file; all flaws are told at once, each with its line.

Line 1: `type vehicles customers days`; then a line `D Q` a day (D: longest travel plus service, 0 when unlimited; Q:
capacity of a vehicle); then a line a node, the depot first: `id x y service demand frequency a list`. Each of the `a`
numbers of the list is a combination of days, a bit a day, the first day being the most significant.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.pvrp.instance import Customer, Day, Instance, apart
from rules.errors import Flaw, FlawedInput

PERIODIC = 1
MOST_DAYS, MOST_VEHICLES, MOST_CUSTOMERS = 31, 100, 1000
LARGEST = 1e10
HEAD, FIXED = 4, 7
Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    line: int
    customer: Customer


class _Flaws:
    """The flaws found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Flaw] = []

    def add(self, line: int | None, message: str) -> None:
        self.found.append(Flaw(self.file, message if line is None else f"regel {line}: {message}"))

    def stop_if_any(self) -> None:
        if self.found:
            raise FlawedInput(self.found)


def read_instance(text: str, name: str) -> Instance:
    """Return the instance that a file holds; its rows count, also where the first line tells another number of them.

    A customer at the depot itself that fills a whole vehicle is left out: a leftover of a conversion, and no customer.
    Raises: FlawedInput with every flaw at once, each with the number of its line.
    """
    flaws = _Flaws(name)
    lines = _lines(text, flaws)
    flaws.stop_if_any()
    vehicles, day_count = _head(lines, flaws)
    flaws.stop_if_any()
    days = [_day(line, numbers, flaws) for line, numbers in lines[1 : 1 + day_count]]
    nodes = [_node(line, numbers, day_count, flaws) for line, numbers in lines[1 + day_count :]]
    flaws.stop_if_any()
    depot, *others = [node for node in nodes if node]
    customers = [node for node in others if not _is_leftover(node.customer, depot.customer, days)]
    _check_ids([depot, *others], flaws)
    _check_room(depot.customer, customers, days, vehicles, flaws)
    flaws.stop_if_any()
    kept = tuple(node.customer for node in customers)
    left_out = tuple(node.customer.id for node in others if node not in customers)
    return Instance(depot.customer, kept, tuple(day for day in days if day), vehicles, left_out)


def _lines(text: str, flaws: _Flaws) -> list[tuple[int, Numbers]]:
    lines = []
    for line, content in enumerate(text.splitlines(), 1):
        words = content.split()
        if not words:
            continue
        wrong = [word for word in words if not _is_number(word)]
        if wrong:
            flaws.add(line, f"'{wrong[0][:20]}' is geen getal of te groot. Op elke regel staan alleen getallen.")
        else:
            lines.append((line, tuple(float(word) for word in words)))
    if not lines and not flaws.found:
        flaws.add(None, "het bestand is leeg. Geef een bestand met een periodiek routeprobleem.")
    return lines


def _is_number(word: str) -> bool:
    try:
        return abs(float(word)) <= LARGEST
    except ValueError:
        return False


def _head(lines: Sequence[tuple[int, Numbers]], flaws: _Flaws) -> tuple[int, int]:
    """Return the number of vehicles a day and of days."""
    line, numbers = lines[0]
    if len(numbers) != HEAD or not all(number.is_integer() for number in numbers):
        flaws.add(line, "hier horen vier hele getallen: soort, voertuigen per dag, klanten, dagen.")
        return 0, 0
    kind, vehicles, _, days = (int(number) for number in numbers)
    if kind != PERIODIC:
        flaws.add(line, f"soort {kind} is geen periodiek routeprobleem. Alleen soort {PERIODIC} kan worden gelezen.")
    for word, value, most in (("voertuigen per dag", vehicles, MOST_VEHICLES), ("dagen", days, MOST_DAYS)):
        if not 1 <= value <= most:
            flaws.add(line, f"{value} {word} kan niet. Geef er 1 tot en met {most}.")
    nodes = len(lines) - 1 - days
    if 1 <= days <= MOST_DAYS and not 2 <= nodes <= MOST_CUSTOMERS + 1:
        flaws.add(
            None,
            f"na de eerste regel horen {days} regels met dagen, dan het depot en 1 tot en met {MOST_CUSTOMERS} klanten;"
            f" er staan {len(lines) - 1} regels.",
        )
    return vehicles, days


def _day(line: int, numbers: Numbers, flaws: _Flaws) -> Day | None:
    if len(numbers) != 2 or numbers[0] < 0 or numbers[1] <= 0:
        flaws.add(line, "een dag heeft twee getallen: langste routeduur (0 is onbeperkt) en laadvermogen (meer dan 0).")
        return None
    longest, capacity = numbers
    return Day(longest or None, capacity)


def _node(line: int, numbers: Numbers, days: int, flaws: _Flaws) -> _Node | None:
    if len(numbers) < FIXED or not all(numbers[place].is_integer() for place in (0, 5, 6)):
        flaws.add(line, "een klant heeft: nummer, x, y, duur, vraag, frequentie, aantal combinaties en de combinaties.")
        return None
    id_, x, y, service, demand, frequency, listed = numbers[:FIXED]
    codes = numbers[FIXED:]
    if len(codes) != listed:
        flaws.add(line, f"er horen {listed:.0f} combinaties te staan, en het zijn er {len(codes)}.")
    if service < 0 or demand < 0:
        flaws.add(line, "duur en vraag kunnen niet negatief zijn.")
    wrong = [code for code in codes if not (code.is_integer() and 0 < code < 1 << days)]
    if wrong:
        flaws.add(line, f"combinatie {wrong[0]:g} past niet in {days} dagen. Geef 1 tot en met {(1 << days) - 1}.")
        return None
    patterns = tuple(_days_of(int(code), days) for code in dict.fromkeys(codes))
    if any(len(pattern) != frequency for pattern in patterns):
        flaws.add(line, f"een combinatie heeft niet {frequency:.0f} dagen, en dat is de frequentie.")
    return _Node(line, Customer(int(id_), x, y, service, demand, patterns))


def _days_of(code: int, days: int) -> tuple[int, ...]:
    """Return the days (0 is the first) of a combination, whose most significant bit is the first day."""
    return tuple(day for day in range(days) if code >> (days - 1 - day) & 1)


def _is_leftover(customer: Customer, depot: Customer, days: Sequence[Day | None]) -> bool:
    fills = all(day and customer.demand == day.capacity for day in days)
    return fills and apart(customer, depot) == 0


def _check_ids(nodes: Sequence[_Node], flaws: _Flaws) -> None:
    seen: set[int] = set()
    for node in nodes:
        if node.customer.id in seen:
            flaws.add(node.line, f"nummer {node.customer.id} staat er al. Geef elke klant een eigen nummer.")
        seen.add(node.customer.id)


def _check_room(
    depot: Customer, nodes: Sequence[_Node], days: Sequence[Day | None], vehicles: int, flaws: _Flaws
) -> None:
    """Find customers that no vehicle can serve, and more demand than all vehicles can carry."""
    room = [day for day in days if day]
    for node in nodes:
        customer = node.customer
        alone = 2 * apart(customer, depot) + customer.service
        if not customer.patterns:
            flaws.add(
                node.line, f"klant {customer.id} heeft geen combinatie van dagen, en kan dus nooit bezocht worden."
            )
        elif not any(all(customer.demand <= room[day].capacity for day in days_) for days_ in customer.patterns):
            flaws.add(node.line, f"de vraag van klant {customer.id} ({customer.demand:g}) past in geen enkel voertuig.")
        elif not any(all(alone <= (room[day].longest or alone) for day in days_) for days_ in customer.patterns):
            flaws.add(node.line, f"een route met alleen klant {customer.id} duurt al langer dan mag ({alone:.1f}).")
    asked = sum(node.customer.demand * min(map(len, node.customer.patterns), default=0) for node in nodes)
    carried = vehicles * sum(day.capacity for day in room)
    if asked > carried:
        flaws.add(None, f"alle klanten samen vragen {asked:g}, en alle voertuigen samen vervoeren {carried:g}.")
