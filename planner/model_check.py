"""Whether a problem can be planned at all: everything wrong in it is told at once, with its file and row."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from planner.model import MINUTES_A_DAY, Adviser, Group, Problem
from rules.errors import Flaw, FlawedInput

SOUTH, NORTH, WEST, EAST = 50.7, 53.7, 3.3, 7.3
"""The box that holds the European Netherlands."""
FIRST_ROW = 2
Find = Callable[[Problem], Iterator[Flaw]]
Table = tuple[str, Any]
"""A file and its rows; the rows of several kinds share the columns that a check reads."""


def check(problem: Problem) -> list[Flaw]:
    """Return what deserves a look: places outside the Netherlands, a horizon past the known holidays.

    Raises: FlawedInput with every flaw that makes planning impossible.
    """
    errors = [flaw for find in ERRORS for flaw in find(problem)]
    if errors:
        raise FlawedInput(errors)
    return [flaw for find in WARNINGS for flaw in find(problem)]


def may_visit(group: Group, adviser: Adviser, conflicts: Iterable[int]) -> bool:
    """Return whether `adviser` may visit `group` on some day; `conflicts` are the advisers who never may."""
    certified = not group.required_cert or any(cert.kind == group.required_cert for cert in adviser.certs)
    return adviser.organisation_id == group.organisation_id and certified and adviser.adviser_id not in conflicts


def conflicts_by_group(problem: Problem) -> Mapping[int, set[int]]:
    """Return the advisers who may never visit a group, by group."""
    found: dict[int, set[int]] = defaultdict(set)
    for conflict in problem.conflicts:
        found[conflict.group_id].add(conflict.adviser_id)
    return found


def _ids(problem: Problem) -> Iterator[Flaw]:
    """Two rows with one id, and rows that name what does not exist."""
    known: dict[str, set[int]] = {}
    nouns: tuple[tuple[str, str, Any], ...] = (
        ("groups.csv", "group_id", problem.groups),
        ("locations.csv", "location_id", problem.locations),
        ("windows.csv", "window_id", problem.windows),
        ("advisers.csv", "adviser_id", problem.advisers),
    )
    for file, column, rows in nouns:
        seen = known.setdefault(column, set())
        for row, item in enumerate(rows, start=FIRST_ROW):
            number = getattr(item, column)
            if number in seen:
                yield Flaw(file, f"{number} staat er al; elk nummer mag maar één keer voorkomen.", row, column)
            seen.add(number)
    for file, column, rows, target in _references(problem):
        for row, item in enumerate(rows, start=FIRST_ROW):
            number = getattr(item, column)
            if number is not None and number not in known[target]:
                yield Flaw(file, f"{number} bestaat niet; voeg het toe of verbeter het nummer.", row, column)


def _references(problem: Problem) -> tuple[tuple[str, str, Any, str], ...]:
    return (
        ("groups.csv", "location_id", problem.groups, "location_id"),
        ("groups.csv", "owner_id", problem.groups, "adviser_id"),
        ("groups.csv", "deputy_id", problem.groups, "adviser_id"),
        ("windows.csv", "group_id", problem.windows, "group_id"),
        ("group_hours.csv", "group_id", problem.group_hours, "group_id"),
        ("closures.csv", "location_id", problem.closures, "location_id"),
        ("adviser_days.csv", "adviser_id", problem.adviser_days, "adviser_id"),
        ("absences.csv", "adviser_id", problem.absences, "adviser_id"),
        ("conflicts.csv", "adviser_id", problem.conflicts, "adviser_id"),
        ("conflicts.csv", "group_id", problem.conflicts, "group_id"),
        ("previous_visits.csv", "adviser_id", problem.frozen, "adviser_id"),
        ("previous_visits.csv", "group_id", problem.frozen, "group_id"),
    )


def _periods(problem: Problem) -> Iterator[Flaw]:
    """Periods that end before they start, and windows that contradict themselves."""
    if problem.ends_on < problem.starts_on:
        yield Flaw("params.json", "de planperiode eindigt voor zij begint; draai de datums om.")
    dated: tuple[Table, ...] = (
        ("windows.csv", problem.windows),
        ("closures.csv", problem.closures),
        ("absences.csv", problem.absences),
        ("group_hours.csv", problem.group_hours),
    )
    for file, rows in dated:
        for row, item in enumerate(rows, start=FIRST_ROW):
            if item.starts_on is not None and item.ends_on is not None and item.ends_on < item.starts_on:
                yield Flaw(file, "de laatste dag ligt voor de eerste; verbeter een van beide.", row, "to")
    for row, window in enumerate(problem.windows, start=FIRST_ROW):
        if window.late_until < window.ends_on:
            message = "de late termijn eindigt voor het venster zelf; neem een latere dag."
            yield Flaw("windows.csv", message, row, "late_until")


def _group_lengths(problem: Problem) -> Iterator[Flaw]:
    """A visit without minutes, a negative distance in days, half a fixed slot."""
    for row, group in enumerate(problem.groups, start=FIRST_ROW):
        wrong = {
            "service_min": (
                not 0 < group.service_min <= MINUTES_A_DAY,
                "een bezoek duurt meer dan 0 minuten en hoogstens een dag.",
            ),
            "min_gap_days": (group.min_gap_days < 0, "de kleinste tussentijd is 0 dagen of meer."),
            "fixed_start": (
                (group.fixed_weekday is None) != (group.fixed_start is None),
                "een vast moment heeft een dag en een tijd; vul beide of geen.",
            ),
        }
        yield from (Flaw("groups.csv", message, row, column) for column, (is_so, message) in wrong.items() if is_so)


def _limits(problem: Problem) -> Iterator[Flaw]:
    """A negative limit, a share above the whole, a visit that ends before it starts."""
    limits = ("contract_min_per_week", "max_visits_per_day", "max_day_min", "max_drive_min_per_day")
    for row, adviser in enumerate(problem.advisers, start=FIRST_ROW):
        for column in (*limits, "max_evenings_per_week"):
            if getattr(adviser, column) < 0:
                yield Flaw("advisers.csv", "een grens is 0 of meer.", row, column)
        if not 0 <= adviser.field_share <= 1:
            yield Flaw("advisers.csv", "het aandeel veldwerk ligt tussen 0 en 1.", row, "field_share")
    for row, visit in enumerate(problem.frozen, start=FIRST_ROW):
        if visit.end <= visit.start:
            yield Flaw("previous_visits.csv", "het bezoek eindigt voor het begint.", row, "end")


def _one_row_a_weekday(problem: Problem) -> Iterator[Flaw]:
    """Two rows of hours of an adviser on one weekday: a round cannot lie inside both."""
    seen = set()
    for row, hours in enumerate(problem.adviser_days, start=FIRST_ROW):
        if (hours.adviser_id, hours.weekday) in seen:
            message = "er staan al uren voor deze dag; houd één rij per dag van de week."
            yield Flaw("adviser_days.csv", message, row, "weekday")
        seen.add((hours.adviser_id, hours.weekday))


def _hours(problem: Problem) -> Iterator[Flaw]:
    """Hours outside the day or the week."""
    daily: tuple[Table, ...] = (("group_hours.csv", problem.group_hours), ("adviser_days.csv", problem.adviser_days))
    for file, rows in daily:
        for row, hours in enumerate(rows, start=FIRST_ROW):
            if not 0 <= hours.start < hours.end <= MINUTES_A_DAY:
                yield Flaw(file, "de begintijd ligt voor de eindtijd, beide binnen de dag.", row, "start")
            if not 1 <= hours.weekday <= 7:
                yield Flaw(file, "een dag van de week is 1 (maandag) tot en met 7 (zondag).", row, "weekday")


def _candidates(problem: Problem) -> Iterator[Flaw]:
    """Groups that nobody may visit, and owners or deputies who may not."""
    conflicts = conflicts_by_group(problem)
    known = {adviser.adviser_id: adviser for adviser in problem.advisers}
    kinds = {(adviser.organisation_id, cert.kind) for adviser in problem.advisers for cert in adviser.certs}
    kinds |= {(adviser.organisation_id, "") for adviser in problem.advisers}
    for row, group in enumerate(problem.groups, start=FIRST_ROW):
        banned = conflicts.get(group.group_id, set())
        nobody = (group.organisation_id, group.required_cert) not in kinds or (
            banned and not any(may_visit(group, adviser, banned) for adviser in problem.advisers)
        )
        if nobody:
            message = "niemand mag deze groep bezoeken (organisatie, certificaat, belangen); wijs iemand aan."
            yield Flaw("groups.csv", message, row, "owner_id")
        for column in ("owner_id", "deputy_id"):
            adviser = known.get(getattr(group, column) or 0)
            if adviser and not may_visit(group, adviser, banned) and not nobody:
                message = f"{adviser.adviser_id} mag deze groep niet bezoeken (organisatie, certificaat, belangen)."
                yield Flaw("groups.csv", message, row, column)


def _places(problem: Problem) -> Iterator[Flaw]:
    """Places outside the Netherlands: mostly two numbers the wrong way round."""
    homes = [(adviser.home_lat, adviser.home_lon) for adviser in problem.advisers]
    doors = [(location.lat, location.lon) for location in problem.locations]
    for file, points, column in (("advisers.csv", homes, "home_lat"), ("locations.csv", doors, "lat")):
        for row, (lat, lon) in enumerate(points, start=FIRST_ROW):
            if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
                message = f"{lat}, {lon} ligt buiten Nederland; zijn breedte en lengte verwisseld?"
                yield Flaw(file, message, row, column)


def _known_holidays(problem: Problem) -> Iterator[Flaw]:
    """A horizon past the holidays that are known: the plan is provisional there."""
    known = problem.holidays_known_until
    if known is not None and problem.ends_on > known:
        yield Flaw("holidays.csv", f"de feestdagen zijn bekend tot en met {known}; daarna is het plan voorlopig.")


ERRORS: tuple[Find, ...] = (_ids, _periods, _group_lengths, _limits, _hours, _one_row_a_weekday, _candidates)
WARNINGS: tuple[Find, ...] = (_places, _known_holidays)
