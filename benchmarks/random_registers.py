"""Small random registers with all that can happen in one: moves, issues carried over, ended or about nobody."""

import random
from dataclasses import replace
from datetime import date, timedelta

from benchmarks.annual_world import YEAR, world
from rules.annual import ClientFact, IssueFact, Records

PLACES = (("GM1", 50), ("GM2", 20), ("GM3", 5))
DAYS = 800
"""Days from the year before the report's to the one after it."""


def random_register(seed: int) -> Records:
    """Return a register of up to eighty clients; the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - the same register every time, no secret
    made = world(seed, chance.randrange(1, 80), PLACES, chance.randrange(1, 8))
    issues = {issue.id: _changed(chance, issue) for issue in made.issues}
    return replace(
        made,
        clients=tuple(_moved(chance, client) for client in made.clients),
        issues=tuple(issues.values()),
        cases=tuple(replace(case, issue=issues[case.issue.id]) for case in made.cases),
        contacts=tuple(contact for contact in made.contacts if chance.random() < 0.7),
    )


def _day(chance: random.Random) -> date:
    return date(YEAR - 1, 1, 1) + timedelta(days=chance.randrange(DAYS))


def _moved(chance: random.Random, client: ClientFact) -> ClientFact:
    if chance.random() < 0.7:
        return client
    homes = {_day(chance): chance.choice(("GM1", "GM2", "GM3", None)) for _ in range(chance.randrange(1, 4))}
    return replace(client, residences=tuple(sorted(homes.items())))


def _changed(chance: random.Random, issue: IssueFact) -> IssueFact:
    raised = _day(chance)
    handled = issue.handled_on and raised + timedelta(days=chance.randrange(60))
    ended = raised + timedelta(days=chance.randrange(300)) if chance.random() < 0.6 else None
    changed = replace(issue, raised_on=raised, handled_on=handled, ended_on=ended)
    return changed if chance.random() < 0.8 else replace(changed, agency=None, municipality=None)
