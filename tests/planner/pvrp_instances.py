"""Small periodic instances, as values and as the text of a file."""

import random

from planner.pvrp.instance import Customer, Day, Instance

DEPOT = Customer(0, 0.0, 0.0, 0.0, 0.0, ())
PATTERNS = {1: ((0,), (1,), (2,), (3,)), 2: ((0, 2), (1, 3)), 4: ((0, 1, 2, 3),)}
"""The combinations of a frequency, in four days."""


def invented(seed: int, customers: int = 24, *, tight: float = 1.15, longest: float | None = None) -> Instance:
    """Return customers at random places; the vehicles carry `tight` times what is asked."""
    chance = random.Random(seed)  # noqa: S311 - chance, no secret
    people = tuple(
        Customer(
            id=100 + number,
            x=round(chance.uniform(-50, 50), 1),
            y=round(chance.uniform(-50, 50), 1),
            service=2.0,
            demand=float(chance.randint(1, 9)),
            patterns=PATTERNS[chance.choice([1, 1, 2, 4])],
        )
        for number in range(customers)
    )
    asked = sum(person.demand * len(person.patterns[0]) for person in people)
    days = tuple(Day(longest, float(round(asked * tight / 8))) for _ in range(4))
    return Instance(DEPOT, people, days, vehicles=2)


def text_of(instance: Instance) -> str:
    """Return the file of an instance."""
    count = len(instance.days)
    lines = [f"1 {instance.vehicles} {len(instance.customers)} {count}"]
    lines += [f"{day.longest or 0:g} {day.capacity:g}" for day in instance.days]
    for node in (instance.depot, *instance.customers):
        codes = [sum(1 << (count - 1 - day) for day in days) for days in node.patterns]
        frequency = len(node.patterns[0]) if node.patterns else 0
        facts = (node.id, node.x, node.y, node.service, node.demand, frequency, len(codes), *codes)
        lines.append(" ".join(f"{fact:g}" for fact in facts))
    return "\n".join(lines) + "\n\n"
