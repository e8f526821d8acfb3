"""The national workload N1 of the design (2,700 groups, 130 advisers, about 42,000 windows a year) and its tenfold.

Invented, but shaped like the country: places weighted by population, seven organisations, school holidays, leave and
illness, closed groups on few sites. The same seed gives the same problem.

    python -m benchmarks.national DIR [--scale 10] [--weeks 13] [--seed 2026]     writes the CSV folder
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from actions.placing import LAST_PRIORITY, PRIORITY, visit_minutes
from channels.plan_folder import write_plan_folder
from planner.exchange import Outcome, params_of, tables_of
from planner.model import (
    Absence,
    Adviser,
    AdviserDay,
    Certificate,
    Closure,
    Conflict,
    Group,
    GroupHours,
    Location,
    Problem,
    Window,
)
from planner.places import Place, all_places
from planner.policy_facts import holidays_in, rules_of, touches, visiting_hours
from planner.travel import straight_km
from rules.cadence import DatedCareType, GroupFacts, Period, min_gap_days, windows
from rules.calendar import DUTCH_CALENDAR, Calendar
from rules.policy import PolicyBook, load_policy
from rules.school_holidays import load_school_holidays
from rules.vocabulary import CareType, SchoolRegion

SEED, STARTS_ON, WEEKS = 2026, date(2026, 1, 5), 52
DAY = timedelta(days=1)
LONG_AGO = date(2020, 1, 6)
GROUPS = {
    CareType.CLOSED_CARE: (80, 27),
    CareType.OPEN_RESIDENTIAL_CARE: (1_200, 800),
    CareType.INDEPENDENCE_TRAINING: (370, 323),
    CareType.FAMILY_HOME: (1_050, 1_050),
}
"""How many groups of each care type, and on how many locations. Source: DOMAIN 4."""
ADVISERS, AGENCIES = 130, 900
NATIONAL = 1
REGIONAL = {"Friesland": 2, "Groningen": 3, "Drenthe": 4, "Overijssel": 5, "Zeeland": 6, "Limburg": 7}
"""Which organisation works in a province; the national one everywhere else."""
NORTH = {"Groningen", "Friesland", "Drenthe", "Overijssel", "Flevoland", "Noord-Holland"}
SOUTH = {"Noord-Brabant", "Limburg", "Zeeland"}
CONTRACTS = ((20, 3), (24, 3), (28, 4), (32, 4), (36, 5))
"""Hours a week and the days they are worked on."""
WORKING_WEEK = (1, 2, 3, 4, 5)
WORKDAY = (10 * 60, 21 * 60 + 30)
FIXED_STARTS = (15 * 60 + 30, 16 * 60, 17 * 60 + 30, 18 * 60)
FIXED_SHARE = {CareType.CLOSED_CARE: 1.0, CareType.OPEN_RESIDENTIAL_CARE: 0.6}
TRAVEL_A_VISIT = 22


@dataclass(frozen=True, slots=True)
class _Site:
    location: Location
    place: Place
    care_type: CareType


def national(
    seed: int = SEED, scale: int = 1, starts_on: date = STARTS_ON, weeks: int = WEEKS, *, owned: bool = True
) -> Problem:
    """Return the workload, `scale` times as large; with `owned` every group has an owner and a deputy near by.

    The people and places are the same for every horizon.
    """
    chance = np.random.default_rng(seed)
    horizon = Period(starts_on, starts_on + timedelta(weeks=weeks) - DAY)
    policies, calendar = load_policy(), DUTCH_CALENDAR
    places = all_places()
    sites = _sites(chance, places, scale)
    groups = _groups(chance, sites, scale, policies)
    advisers, days = _advisers(chance, groups, sites, scale)
    absences = _absences(chance, advisers)
    closures = _closures(chance, sites)
    if owned:
        groups = _with_owners(groups, sites, advisers)
    worked = _by_adviser(days)
    groups = [_with_fixed(chance, group, worked.get(group.owner_id or 0, WORKING_WEEK)) for group in groups]
    shut: dict[int, list[Period]] = {}
    for closure in closures:
        shut.setdefault(closure.location_id, []).append(Period(closure.starts_on, closure.ends_on))
    policy = policies.on(starts_on)
    return Problem(
        starts_on=horizon.starts_on,
        ends_on=horizon.ends_on,
        groups=tuple(groups),
        locations=tuple(site.location for site in sites),
        windows=tuple(_windows(chance, groups, shut, policies, calendar, horizon)),
        group_hours=tuple(_hours(groups, policies, horizon)),
        advisers=tuple(advisers),
        adviser_days=tuple(days),
        closures=tuple(row for row in closures if touches(Period(row.starts_on, row.ends_on), horizon)),
        absences=tuple(row for row in absences if touches(Period(row.starts_on, row.ends_on), horizon)),
        conflicts=tuple(_conflicts(chance, groups, advisers)),
        holidays=holidays_in(calendar, policy, horizon),
        rules=rules_of(policy),
        holidays_known_until=calendar.known_until,
    )


def _sites(chance: np.random.Generator, places: Sequence[Place], scale: int) -> list[_Site]:
    weight = np.array([place.population for place in places], dtype=float)
    sites: list[_Site] = []
    for care_type, (_, locations) in GROUPS.items():
        drawn = chance.choice(len(places), size=locations * scale, p=weight / weight.sum())
        for number in drawn:
            place = places[number]
            spread = min(0.05, 0.004 + (place.population / 1e6) ** 0.5 * 0.045)  # degrees: larger towns are wider
            north, east = chance.normal(0, spread / 2, size=2)
            location = Location(
                len(sites) + 1, round(place.lat + north, 5), round(place.lon + east * 1.6, 5), "address"
            )  # fmt: skip
            sites.append(_Site(location, place, care_type))
    return sites


def _groups(chance: np.random.Generator, sites: Sequence[_Site], scale: int, policies: PolicyBook) -> list[Group]:
    policy = policies.on(STARTS_ON)
    groups: list[Group] = []
    for care_type, (wanted, locations) in GROUPS.items():
        own = [site for site in sites if site.care_type is care_type]
        for index in range(wanted * scale):
            site = own[index * locations // wanted]
            facts = GroupFacts(LONG_AGO, LONG_AGO, (DatedCareType(care_type, LONG_AGO),))
            gap = min_gap_days(facts, care_type, STARTS_ON, policy)
            groups.append(
                Group(
                    group_id=len(groups) + 1,
                    location_id=site.location.location_id,
                    agency_id=int(chance.integers(AGENCIES * scale)) + 1,
                    organisation_id=REGIONAL.get(site.place.province, NATIONAL),
                    region=site.place.province,
                    care_type=care_type.value,
                    service_min=visit_minutes(policy, care_type),
                    required_cert="closed_care" if care_type is CareType.CLOSED_CARE else "",
                    min_gap_days=gap,
                    opened_on=LONG_AGO,
                    last_visit_on=STARTS_ON - (gap + int(chance.integers(7))) * DAY,
                )
            )
    return groups


def _advisers(
    chance: np.random.Generator, groups: Sequence[Group], sites: Sequence[_Site], scale: int
) -> tuple[list[Adviser], list[AdviserDay]]:
    """Give each organisation advisers by its work, living where that work is; closed sites have certified ones near."""
    work = Counter[int]()
    for group in groups:
        work[group.organisation_id] += _minutes_a_year(group)
    advisers: list[Adviser] = []
    days: list[AdviserDay] = []
    rooms = _shared_out(work, ADVISERS * scale)
    for organisation, number in sorted(rooms.items()):
        homes = [group for group in groups if group.organisation_id == organisation]
        weight = np.array([_minutes_a_year(group) for group in homes], dtype=float)
        for drawn in chance.choice(len(homes), size=number, p=weight / weight.sum()):
            near = sites[homes[drawn].location_id - 1].location
            north, east = chance.normal(0, 0.06, size=2)
            hours, worked = CONTRACTS[int(chance.choice(len(CONTRACTS), p=(0.12, 0.2, 0.26, 0.26, 0.16)))]
            adviser = Adviser(
                adviser_id=len(advisers) + 1,
                organisation_id=organisation,
                home_lat=round(near.lat + north, 5),
                home_lon=round(near.lon + east * 1.6, 5),
                contract_min_per_week=hours * 60,
            )
            advisers.append(adviser)
            days += [
                AdviserDay(adviser.adviser_id, int(weekday) + 1, *WORKDAY)
                for weekday in sorted(chance.choice(5, size=worked, replace=False))
            ]
    return _certified(chance, advisers, sites), days


def _certified(chance: np.random.Generator, advisers: list[Adviser], sites: Sequence[_Site]) -> list[Adviser]:
    homes = np.array([(who.home_lat, who.home_lon) for who in advisers])
    chosen = {who.adviser_id for who in advisers if chance.random() < 0.15}
    for site in (site for site in sites if site.care_type is CareType.CLOSED_CARE):
        far = straight_km(np.array([(site.location.lat, site.location.lon)]), homes)[0]
        organisation = REGIONAL.get(site.place.province, NATIONAL)
        near = [int(n) for n in np.argsort(far, kind="stable") if advisers[n].organisation_id == organisation]
        chosen.update(advisers[n].adviser_id for n in near[:4])
    cert = (Certificate("closed_care", date(2024, 1, 1)),)
    return [replace(who, certs=cert) if who.adviser_id in chosen else who for who in advisers]


def _shared_out(work: Counter[int], number: int) -> dict[int, int]:
    """Share advisers out over organisations by their work: at least two each, the largest remainders first."""
    total = work.total()
    exact = {organisation: number * minutes / total for organisation, minutes in work.items()}
    rooms = {organisation: max(2, int(share)) for organisation, share in exact.items()}
    for organisation in sorted(exact, key=lambda key: (int(exact[key]) - exact[key], key)):
        if sum(rooms.values()) < number:
            rooms[organisation] += 1
    return rooms


def _with_owners(groups: Sequence[Group], sites: Sequence[_Site], advisers: Sequence[Adviser]) -> list[Group]:
    """Give each group the nearest adviser who has room (105 % of an even share), the largest work first."""
    homes = np.array([(who.home_lat, who.home_lon) for who in advisers])
    room: dict[int, float] = {}
    for organisation in {who.organisation_id for who in advisers}:
        own = [who for who in advisers if who.organisation_id == organisation]
        work = sum(_minutes_a_year(group) for group in groups if group.organisation_id == organisation)
        hours = sum(who.contract_min_per_week for who in own)
        room |= {who.adviser_id: 1.05 * work * who.contract_min_per_week / hours for who in own}
    pools: dict[tuple[int, str], list[int]] = {}
    owned = {}
    for group in sorted(groups, key=lambda group: (not group.required_cert, -_minutes_a_year(group), group.group_id)):
        key = (group.organisation_id, group.required_cert)
        if key not in pools:
            pools[key] = [number for number, who in enumerate(advisers) if _may_own(who, group)]
        place = sites[group.location_id - 1].location
        far = straight_km(np.array([(place.lat, place.lon)]), homes[pools[key]])[0]
        near = [advisers[pools[key][int(n)]] for n in np.argsort(far, kind="stable")]
        minutes = _minutes_a_year(group)
        owner = next((who for who in near if room[who.adviser_id] >= minutes), None) or max(
            near, key=lambda who: room[who.adviser_id]
        )
        room[owner.adviser_id] -= minutes
        deputy = next((who.adviser_id for who in near if who is not owner), None)
        owned[group.group_id] = replace(group, owner_id=owner.adviser_id, deputy_id=deputy)
    return [owned[group.group_id] for group in groups]


def _may_own(who: Adviser, group: Group) -> bool:
    return who.organisation_id == group.organisation_id and who.is_certified(group.required_cert, STARTS_ON)


def _with_fixed(chance: np.random.Generator, group: Group, worked: Sequence[int]) -> Group:
    roll, start, pick = chance.random(), FIXED_STARTS[int(chance.integers(len(FIXED_STARTS)))], int(chance.integers(60))
    if roll >= FIXED_SHARE.get(CareType(group.care_type), 0):
        return group
    return replace(group, fixed_weekday=worked[pick % len(worked)], fixed_start=start)


def _by_adviser(days: Sequence[AdviserDay]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for day in days:
        found[day.adviser_id] = (*found.get(day.adviser_id, ()), day.weekday)
    return found


def _absences(chance: np.random.Generator, advisers: Sequence[Adviser]) -> list[Absence]:
    """Leave of 3 + 1 + 1 + 1 weeks around the school holidays, six single days, and now and then an illness."""
    found = []
    for year in (2026, 2027):
        for who in advisers:
            weeks = (
                (date(year, 7, 6) + int(chance.integers(6)) * 7 * DAY, 21),
                (date(year, 2, 16) + int(chance.integers(2)) * 7 * DAY, 7),
                (date(year, 10, 12) + int(chance.integers(2)) * 7 * DAY, 7),
                (date(year, 12, 21) + int(chance.integers(2)) * 7 * DAY, 7),
            )
            found += [Absence(who.adviser_id, first, first + (length - 1) * DAY) for first, length in weeks]
            for number in chance.integers(365, size=6):
                found.append(
                    Absence(who.adviser_id, date(year, 1, 1) + int(number) * DAY, date(year, 1, 1) + int(number) * DAY)
                )
            if chance.random() < 0.35:
                first = date(year, 1, 1) + int(chance.integers(365)) * DAY
                found.append(Absence(who.adviser_id, first, first + int(chance.integers(2, 22)) * DAY))
    return found


def _closures(chance: np.random.Generator, sites: Sequence[_Site]) -> list[Closure]:
    found = []
    for site in sites:
        if site.care_type is not CareType.CLOSED_CARE and chance.random() < 0.12:
            for year in (2026, 2027):
                first = date(year, 7, 13) + int(chance.integers(5)) * 7 * DAY
                found.append(Closure(site.location.location_id, first, first + 6 * DAY, "kamp"))
    return found


def _windows(
    chance: np.random.Generator,
    groups: Sequence[Group],
    shut: dict[int, list[Period]],
    policies: PolicyBook,
    calendar: Calendar,
    horizon: Period,
) -> Iterator[Window]:
    number = 0
    for group in groups:
        care_type = CareType(group.care_type)
        facts = GroupFacts(
            anchor_on=LONG_AGO + int(chance.integers(8)) * 7 * DAY,
            opened_on=LONG_AGO,
            care_types=(DatedCareType(care_type, LONG_AGO),),
            closures=tuple(shut.get(group.location_id, ())),
            residents=8,
        )
        for window in windows(facts, policies, calendar, horizon.ends_on, horizon.starts_on):
            middle = window.starts_on + (window.ends_on - window.starts_on) / 2
            if window.waiver is None and horizon.starts_on <= middle and window.ends_on <= horizon.ends_on:
                number += 1
                yield Window(
                    number, group.group_id, window.starts_on, window.ends_on, window.late_until,
                    PRIORITY.get(care_type, LAST_PRIORITY),
                )  # fmt: skip


def _hours(groups: Sequence[Group], policies: PolicyBook, horizon: Period) -> Iterator[GroupHours]:
    policy = policies.on(horizon.starts_on)
    off = {
        region: [Period(row.first_day, row.last_day) for row in load_school_holidays().holidays if row.region is region]
        for region in SchoolRegion
    }
    for group in groups:
        region = SchoolRegion.NORTH if group.region in NORTH else SchoolRegion.MIDDLE
        region = SchoolRegion.SOUTH if group.region in SOUTH else region
        yield from visiting_hours(group.group_id, policy.cadence[CareType(group.care_type)], off[region], horizon)


def _conflicts(chance: np.random.Generator, groups: Sequence[Group], advisers: Sequence[Adviser]) -> Iterator[Conflict]:
    """One adviser in three may not visit one group, never one of their own."""
    for who in advisers:
        group = groups[int(chance.integers(len(groups)))]
        if chance.random() < 1 / 3 and who.adviser_id not in (group.owner_id, group.deputy_id):
            yield Conflict(who.adviser_id, group.group_id)


def _minutes_a_year(group: Group) -> int:
    return _VISITS_A_YEAR[CareType(group.care_type)] * (group.service_min + TRAVEL_A_VISIT)


_VISITS_A_YEAR = {
    CareType.CLOSED_CARE: 52, CareType.OPEN_RESIDENTIAL_CARE: 26, CareType.INDEPENDENCE_TRAINING: 7,
    CareType.FAMILY_HOME: 4,
}  # fmt: skip


def main() -> None:
    """Write the workload as a CSV folder."""
    parser = argparse.ArgumentParser(description="Write the national workload as CSV files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--seed", type=int, default=SEED)
    said = parser.parse_args()
    problem = national(said.seed, said.scale, weeks=said.weeks)
    outcome = Outcome(plan_id="0")
    write_plan_folder(said.folder, tables_of(problem, outcome), params_of(problem, outcome))
    print(f"{len(problem.groups)} groups, {len(problem.windows)} windows, {len(problem.advisers)} advisers")


if __name__ == "__main__":
    main()
