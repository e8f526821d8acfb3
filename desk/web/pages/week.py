"""The rounds of a week, adviser by day; a month at a glance; and the rounds of a day on a map."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from starlette.responses import Response

from desk.web.desk import Desk
from desk.web.numbers import number_in
from desk.web.provinces import HEIGHT, MAP, WIDTH, Point, on_map
from desk.web.table import Menu, Page
from desk.web.week_cells import Person, person
from rules.vocabulary import CareType, Role
from store.models import Absence, Adviser, Organisation
from store.planning_people import advisers_seen, away_on
from store.planning_views import Choice, SeenVisit, count_late, counts_by_day, visits_between
from store.scope import Viewer
from store.week_grid import GridVisit, grid_visits

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
WORKING_DAYS, WHOLE_WEEK = 5, 7
MOST_PEOPLE = 40
"""How many advisers one page of the grid holds; the filter and the pages give the others."""


@dataclass(frozen=True, slots=True)
class Round:
    """The round of one adviser on one day, on the map."""

    adviser: Adviser
    stops: Sequence[SeenVisit]
    points: Sequence[Point | None]
    home: Point | None

    @property
    def line(self) -> list[Point]:
        """Return the points of its line, from home to home where that is known."""
        there = [point for point in self.points if point is not None]
        return [self.home, *there, self.home] if self.home else there

    @property
    def minutes(self) -> int | None:
        """Return the minutes of travel to all stops together; None when nobody reckoned one of them."""
        legs = [one.visit.travel_min_before for one in self.stops]
        return None if None in legs else sum(leg for leg in legs if leg is not None)


def week(desk: Desk) -> Response:
    """Show one week: what is chosen stands in the address."""
    viewer, monday, choice = Viewer(desk.user, desk.now), _monday(desk), chosen(desk)
    sunday = monday + 6 * DAY
    visits = grid_visits(desk.session, viewer, monday, sunday, choice)
    people = advisers_seen(desk.session, viewer, monday, sunday)
    wanted = [adviser for adviser, employer in people if _is_wanted(choice, adviser, employer)]
    page, pages = _page(desk, len(wanted))
    rows = _people(desk, viewer, (monday, sunday), wanted[(page - 1) * MOST_PEOPLE : page * MOST_PEOPLE], visits)
    length = WHOLE_WEEK if any(one.on.weekday() >= WORKING_DAYS for one in visits) else WORKING_DAYS
    return desk.page(
        "desk/planning/week.html",
        monday=monday,
        days=[monday + number * DAY for number in range(length)],
        people=rows,
        count=len(visits),
        late=count_late(desk.session, viewer),
        number=page,
        pages=pages,
        **_filters(choice, people),
        earlier=monday - WEEK,
        later=monday + WEEK,
    )


def month(desk: Desk) -> Response:
    """Show a month: how many visits each day holds, and how they stand."""
    viewer, choice = Viewer(desk.user, desk.now), chosen(desk)
    first = _first(desk)
    after = (first + 31 * DAY).replace(day=1)
    start, end = first - first.weekday() * DAY, after - DAY + (6 - (after - DAY).weekday()) * DAY
    counts = counts_by_day(desk.session, viewer, start, end, choice)
    people = advisers_seen(desk.session, viewer, first, after - DAY)
    weeks = [[start + (7 * number + day) * DAY for day in range(7)] for number in range(((end - start).days + 1) // 7)]
    return desk.page(
        "desk/planning/month.html",
        first=first,
        weeks=weeks,
        counts=counts,
        earlier=(first - DAY).replace(day=1),
        later=after,
        **_filters(choice, people),
    )


def rounds_map(desk: Desk) -> Response:
    """Show the rounds of one day on a map, each a line with numbered stops; the table below says the same."""
    viewer, choice, day = Viewer(desk.user, desk.now), chosen(desk), _day(desk)
    visits = visits_between(desk.session, viewer, day, day, choice)
    people = advisers_seen(desk.session, viewer, day, day)
    rounds = [_round(adviser, list(stops)) for adviser, stops in _by_adviser(visits)]
    return desk.page(
        "desk/planning/map.html",
        day=day,
        rounds=rounds,
        picture=(MAP, WIDTH, HEIGHT),
        box=_box([point for one in rounds for point in one.line]),
        earlier=day - DAY,
        later=day + DAY,
        **_filters(choice, people),
    )


def chosen(desk: Desk) -> Choice:
    """Return what the address chooses; what means nothing is passed over."""
    care = desk.query.get("zorgvorm", "")
    return Choice(
        organisation=desk.query.get("organisatie") or None,
        adviser=desk.query.get("vertrouwenspersoon") or None,
        care_type=CareType(care) if care in [kind.value for kind in CareType] else None,
    )


def _filters(choice: Choice, people: Sequence[tuple[Adviser, Organisation]]) -> dict[str, Any]:
    organisations = sorted({(employer.code, employer.name) for _, employer in people}, key=lambda pair: pair[1])
    return {
        "choice": choice,
        "kept": {
            "organisatie": choice.organisation,
            "vertrouwenspersoon": choice.adviser,
            "zorgvorm": choice.care_type.value if choice.care_type else None,
        },
        "organisations": organisations if len(organisations) > 1 else [],
        "advisers": [(adviser.code, adviser.name) for adviser, _ in people],
        "care_types": CareType,
    }


def _is_wanted(choice: Choice, adviser: Adviser, employer: Organisation) -> bool:
    return choice.adviser in (None, adviser.code) and choice.organisation in (None, employer.code)


def _people(
    desk: Desk, viewer: Viewer, days: tuple[date, date], advisers: Sequence[Adviser], visits: Sequence[GridVisit]
) -> list[Person]:
    own: dict[int, list[GridVisit]] = defaultdict(list)
    for one in visits:
        own[one.adviser_id].append(one)
    away: dict[int, list[Absence]] = defaultdict(list)
    for row in away_on(desk.session, viewer, *days):
        away[row.adviser.id].append(row.absence)
    return [person(desk, adviser, own[adviser.id], away[adviser.id]) for adviser in advisers]


def _by_adviser(visits: Sequence[SeenVisit]) -> list[tuple[Adviser, list[SeenVisit]]]:
    ordered = sorted(visits, key=lambda one: (one.adviser.name, one.adviser.id, one.visit.starts_at))
    return [(next(iter(rows)).adviser, rows) for rows in _grouped(ordered)]


def _grouped(ordered: Sequence[SeenVisit]) -> list[list[SeenVisit]]:
    return [list(rows) for _, rows in groupby(ordered, key=lambda one: one.adviser.id)]


def _round(adviser: Adviser, stops: Sequence[SeenVisit]) -> Round:
    points = [on_map(one.location.latitude, one.location.longitude) for one in stops]
    return Round(adviser, stops, points, on_map(adviser.latitude, adviser.longitude))


def _box(points: Sequence[Point]) -> tuple[int, int, int, int]:
    """Return the part of the map to show: the whole country, or what holds all points with some room around them."""
    if not points:
        return (0, 0, WIDTH, HEIGHT)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    side = max(right - left, bottom - top, 120) * 1.25
    middle = ((left + right) / 2, (top + bottom) / 2)
    return (round(middle[0] - side * 0.7), round(middle[1] - side / 2), round(side * 1.4), round(side))


def _page(desk: Desk, count: int) -> tuple[int, int]:
    pages = max(1, -(-count // MOST_PEOPLE))
    asked = desk.query.get("page", "1")
    return (min(max(1, number_in(asked) or 1), pages), pages)


def _monday(desk: Desk) -> date:
    day = _typed_day(desk, "week")
    return day - day.weekday() * DAY


def _day(desk: Desk) -> date:
    return _typed_day(desk, "dag")


def _first(desk: Desk) -> date:
    asked = desk.query.get("maand", "")
    try:
        return date.fromisoformat(f"{asked[:7]}-01") if asked else desk.today.replace(day=1)
    except ValueError:
        return desk.today.replace(day=1)


def _typed_day(desk: Desk, name: str) -> date:
    """Return the day in the address; today when there is none, or it is too far to plan."""
    try:
        day = date.fromisoformat(desk.query.get(name, ""))
    except ValueError:
        return desk.today
    return day if abs(day - desk.today) < 530 * WEEK else desk.today


PAGES = (
    Page("/planning/week", "week", week, PLANNERS, menu=Menu("Week", 11)),
    Page("/planning/maand", "month", month, PLANNERS),
    Page("/planning/kaart", "rounds_map", rounds_map, PLANNERS),
)
