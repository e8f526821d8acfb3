"""What is kept, as the planner's problem: the one way from the database into a plan."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from sqlalchemy.orm import Session

from actions.counting import min_gap_on
from actions.house import House
from actions.placing import LAST_PRIORITY, PRIORITY, visit_minutes
from planner import model
from planner.crossings import Point
from planner.places import Place, places_of
from planner.policy_facts import holidays_in, minutes_of, rules_of, touches, visiting_hours
from planner.travel import TravelParams
from rules.cadence import GroupFacts, Period, care_type_on
from rules.errors import Flaw, Phrase
from rules.policy import Policy
from rules.school_holidays import load_school_holidays
from rules.vocabulary import CareType, CoordinatePrecision, SchoolRegion
from store import models, plan_facts
from store.decrees import calendar_in_force
from store.groups import group_facts, groups, school_regions
from store.visits import last_counted_days

DAY = timedelta(days=1)
MIDDLE_OF_THE_COUNTRY: Point = (52.1, 5.3)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A problem, and what deserves a look in the facts it was made from (places that had to be guessed)."""

    problem: model.Problem
    warnings: tuple[Flaw, ...]


def plan_facts_of(
    session: Session, house: House, horizon: Period, *, frozen: Sequence[model.PlannedVisit] = ()
) -> PlanFacts:
    """Return what a plan of these days is made from, groups without a window in them left out.

    Who did not choose to work on holidays is absent on them; who starts or stops within the days, outside.
    """
    rows = plan_facts.windows_of_plan(session, horizon.starts_on, horizon.ends_on)
    known = _Known.read(session, house, horizon, rows, frozen)
    points, warnings = known.points()
    advisers, homes = known.advisers(session)
    problem = model.Problem(
        starts_on=horizon.starts_on,
        ends_on=horizon.ends_on,
        groups=tuple(known.group(number) for number in known.groups),
        locations=tuple(points),
        windows=tuple(_window(row) for row in rows),
        group_hours=tuple(hours for number in known.groups for hours in known.hours(number)),
        advisers=tuple(advisers),
        adviser_days=tuple(_working_days(session, {who.adviser_id for who in advisers})),
        closures=tuple(known.closures()),
        absences=tuple(known.absences(session)),
        conflicts=tuple(
            model.Conflict(row.adviser_id, row.group_id)
            for row in plan_facts.conflicts(session)
            if row.group_id in known.groups and row.adviser_id in {who.adviser_id for who in advisers}
        ),
        holidays=holidays_in(calendar_in_force(session), known.policy, horizon),
        travel=TravelParams(),
        rules=rules_of(known.policy),
        frozen=tuple(frozen),
        holidays_known_until=calendar_in_force(session).known_until,
    )
    return PlanFacts(problem, (*warnings, *homes))


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the facts of one horizon have in common."""

    house: House
    horizon: Period
    policy: Policy
    groups: Mapping[int, models.Group]
    facts: Mapping[int, GroupFacts]
    care_types: Mapping[int, tuple[CareType, ...]]
    last_visits: Mapping[int, date]
    providers: Mapping[int, int]
    places: Mapping[int, tuple[models.Location, models.Municipality]]
    regions: Mapping[int, SchoolRegion]
    staff: Mapping[int, models.Adviser]
    own_hours: Mapping[int, tuple[models.GroupHours, ...]]
    groups_at: Mapping[int, int]

    @classmethod
    def read(
        cls,
        session: Session,
        house: House,
        horizon: Period,
        rows: Sequence[models.VisitWindow],
        frozen: Sequence[model.PlannedVisit],
    ) -> "_Known":
        numbers = sorted({row.group_id for row in rows} | {visit.group_id for visit in frozen})
        found = groups(session, numbers)
        facts = group_facts(session, numbers)
        care_types: dict[int, list[CareType]] = defaultdict(list)
        for row in rows:
            care_types[row.group_id].append(row.care_type)
        for number in numbers:
            now = care_type_on(facts[number], horizon.starts_on)
            care_types[number] += [now] if now is not None and not care_types[number] else []
        own: dict[int, tuple[models.GroupHours, ...]] = defaultdict(tuple)
        for hours in plan_facts.own_hours(session):
            own[hours.group_id] += (hours,)
        return cls(
            house=house,
            horizon=horizon,
            policy=house.policy(horizon.starts_on),
            groups=found,
            facts=facts,
            care_types={number: tuple(dict.fromkeys(kinds)) for number, kinds in care_types.items()},
            last_visits=last_counted_days(session, numbers, horizon.starts_on),
            providers=plan_facts.providers_on(session, horizon.starts_on),
            places=plan_facts.places_of_groups(session, {group.location_id for group in found.values()}),
            regions=school_regions(session),
            staff={who.id: who for who in plan_facts.advisers_active(session, horizon.starts_on, horizon.ends_on)},
            own_hours=own,
            groups_at=Counter(group.location_id for group in found.values()),
        )

    def group(self, number: int) -> model.Group:
        """Return a group; where its care type changes within the days, what asks most of an adviser holds."""
        group, kinds = self.groups[number], self.care_types[number]
        owner = self.staff.get(group.owner_id or 0)
        deputy = self.staff.get(group.deputy_id or (owner.deputy_id if owner else None) or 0)
        employer = owner or deputy
        minutes = max(
            (visit_minutes(self.policy, kind) for kind in kinds), default=self.policy.visits.on_demand_minutes
        )
        gaps = [min_gap_on(self.house, self.facts[number], self.horizon.starts_on, kind) for kind in kinds]
        return model.Group(
            group_id=number,
            location_id=group.location_id,
            agency_id=self.providers.get(number, 0),
            organisation_id=employer.organisation_id if employer else self._usual_employer(),
            region=self.places[group.location_id][1].youth_region,
            care_type=kinds[0].value if kinds else "",
            service_min=group.service_min or minutes or self.policy.visits.on_demand_minutes,
            required_cert=CareType.CLOSED_CARE.value if CareType.CLOSED_CARE in kinds else "",
            fixed_weekday=None if group.fixed_weekday is None else group.fixed_weekday + 1,
            fixed_start=None if group.fixed_time is None else minutes_of(group.fixed_time),
            min_gap_days=min(gaps, default=1),
            owner_id=owner.id if owner else None,
            deputy_id=deputy.id if deputy and deputy is not owner else None,
            opened_on=group.opened_on,
            closed_on=group.ended_on,
            last_visit_on=self.last_visits.get(number),
        )

    def hours(self, number: int) -> Iterator[model.GroupHours]:
        """Yield when a group can be visited; one that shares its location has its own closures cut out."""
        own = self.own_hours.get(number)
        if own:
            rows = [
                model.GroupHours(number, row.weekday + 1, minutes_of(row.starts), minutes_of(row.ends)) for row in own
            ]
        else:
            cadence = self.policy.cadence[(self.care_types[number] or (CareType.FOSTER_FAMILY,))[0]]
            rows = list(visiting_hours(number, cadence, _school_holidays(self.regions.get(number)), self.horizon))
        closed = self._closed(number) if self._shares_location(number) else ()
        return (part for row in rows for part in hours_without(row, closed, self.horizon))

    def closures(self) -> Iterator[model.Closure]:
        """Yield the closures of locations with one group; those of others are cut out of the hours."""
        for number, group in self.groups.items():
            if not self._shares_location(number):
                yield from (
                    model.Closure(group.location_id, period.starts_on, period.ends_on)
                    for period in self._closed(number)
                )

    def points(self) -> tuple[list[model.Location], list[Flaw]]:
        """Return where every location lies, and a warning for each that had to be looked up or guessed."""
        found, warnings = [], []
        near = _middles(location for location, _ in self.places.values())
        for number, (location, municipality) in self.places.items():
            if location.latitude is not None and location.longitude is not None:
                precision = location.precision or CoordinatePrecision.ADDRESS
                found.append(model.Location(number, location.latitude, location.longitude, precision.value))
                continue
            point, flaw = _looked_up(
                "locaties", location.code, (location.town, municipality.name), near.get(municipality.id)
            )
            found.append(model.Location(number, *point, CoordinatePrecision.PLACE.value))
            warnings += [flaw] if flaw else []
        return found, warnings

    def advisers(self, session: Session) -> tuple[list[model.Adviser], list[Flaw]]:
        """Return everybody who works in these days; limits that nobody set are the policy's."""
        certs: dict[int, list[model.Certificate]] = defaultdict(list)
        for row in plan_facts.closed_care_certificates(session):
            certs[row.adviser_id].append(model.Certificate(row.kind.value, row.valid_from, row.valid_to))
        found, warnings = [], []
        for number, who in self.staff.items():
            point: Point = (who.latitude or 0, who.longitude or 0)
            if who.latitude is None or who.longitude is None:
                point, flaw = _looked_up("vertrouwenspersonen", who.code, (who.home_town,), None)
                warnings += [flaw] if flaw else []
            found.append(self._adviser(who, point, tuple(certs[number])))
        return found, warnings

    def absences(self, session: Session) -> Iterator[model.Absence]:
        """Yield absences, the days outside employment, and the holidays of who does not work on them."""
        first, last = self.horizon.starts_on, self.horizon.ends_on
        for row in plan_facts.absences_between(session, first, last):
            if row.adviser_id in self.staff:
                yield model.Absence(row.adviser_id, row.starts_on, row.ends_on)
        days = [holiday.on for holiday in holidays_in(calendar_in_force(session), self.policy, self.horizon)]
        for number, who in self.staff.items():
            if who.active_from > first:
                yield model.Absence(number, first, who.active_from - DAY)
            if who.active_to is not None and who.active_to < last:
                yield model.Absence(number, who.active_to + DAY, last)
            if not who.works_on_holidays:
                yield from (model.Absence(number, day, day) for day in days)

    def _adviser(self, who: models.Adviser, home: Point, certs: tuple[model.Certificate, ...]) -> model.Adviser:
        planning, visits = self.policy.planning, self.policy.visits
        drive = round(visits.max_driving_hours_per_day * 60)
        return model.Adviser(
            adviser_id=who.id,
            organisation_id=who.organisation_id,
            home_lat=home[0],
            home_lon=home[1],
            contract_min_per_week=round(who.contract_hours * 60),
            field_share=_or(who.field_share, planning.field_share_percent / 100),
            max_visits_per_day=_or(who.max_visits_per_day, visits.max_visits_per_day),
            max_day_min=_or(who.max_day_min, planning.max_day_minutes),
            max_drive_min_per_day=_or(who.max_drive_min_per_day, drive),
            max_evenings_per_week=_or(who.max_evenings_per_week, planning.max_evenings_per_week),
            certs=certs,
        )

    def _usual_employer(self) -> int:
        employers = Counter(who.organisation_id for who in self.staff.values())
        return min(employers, key=lambda number: (-employers[number], number), default=0)

    def _shares_location(self, number: int) -> bool:
        return self.groups_at[self.groups[number].location_id] > 1

    def _closed(self, number: int) -> tuple[Period, ...]:
        return tuple(period for period in self.facts[number].closures if touches(period, self.horizon))


N = TypeVar("N", int, float)


def _or(said: N | None, usual: N) -> N:
    return usual if said is None else said


def _window(row: models.VisitWindow) -> model.Window:
    priority = PRIORITY.get(row.care_type, LAST_PRIORITY)
    return model.Window(row.id, row.group_id, row.starts_on, row.ends_on, row.late_until, priority)


def _working_days(session: Session, staff: Collection[int]) -> Iterator[model.AdviserDay]:
    return (
        model.AdviserDay(row.adviser_id, row.weekday + 1, minutes_of(row.starts), minutes_of(row.ends))
        for row in plan_facts.working_days(session)
        if row.adviser_id in staff
    )


def hours_without(hours: model.GroupHours, closed: Sequence[Period], horizon: Period) -> Iterator[model.GroupHours]:
    """Yield hours with the days of `closed` cut out: whole when there are none."""
    if not closed:
        yield hours
        return
    first, last = hours.starts_on or horizon.starts_on, hours.ends_on or horizon.ends_on
    for period in sorted(closed, key=lambda period: period.starts_on):
        if first < period.starts_on:
            yield _during(hours, first, min(last, period.starts_on - DAY))
        first = max(first, period.ends_on + DAY)
    if first <= last:
        yield _during(hours, first, last)


def _during(hours: model.GroupHours, first: date, last: date) -> model.GroupHours:
    return model.GroupHours(hours.group_id, hours.weekday, hours.start, hours.end, first, last)


@cache
def _school_holidays(region: SchoolRegion | None) -> tuple[Period, ...]:
    known = load_school_holidays().holidays
    return tuple(Period(holiday.first_day, holiday.last_day) for holiday in known if holiday.region is region)


def _middles(locations: Iterable[models.Location]) -> dict[int, Point]:
    """Return by municipality the middle of the locations whose coordinates are known."""
    found: dict[int, list[Point]] = defaultdict(list)
    for location in locations:
        if location.latitude is not None and location.longitude is not None:
            found[location.municipality_id].append((location.latitude, location.longitude))
    return {
        number: (sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points))
        for number, points in found.items()
    }


def _looked_up(sheet: str, code: str, names: tuple[str, ...], near: Point | None) -> tuple[Point, Flaw | None]:
    """Return the middle of the first name that is a place, and a warning where it is not certain which one."""
    for name in names:
        found = places_of(name)
        if found:
            place = min(found, key=lambda place: _apart(place, near)) if near else found[0]
            said = Phrase(
                "'{name}' kan meer plaatsen zijn; bij '{code}' is {place} in {province} genomen.",
                name=name,
                code=code,
                place=place.name,
                province=place.province,
            )
            return (place.lat, place.lon), Flaw(sheet, said) if len(found) > 1 else None
    unknown = Phrase(
        "de plaats '{name}' van '{code}' is onbekend; reistijden kloppen pas als de coördinaten zijn ingevuld.",
        name=names[0],
        code=code,
    )
    return near or MIDDLE_OF_THE_COUNTRY, Flaw(sheet, unknown)


def _apart(place: Place, near: Point) -> float:
    return (place.lat - near[0]) ** 2 + (place.lon - near[1]) ** 2
