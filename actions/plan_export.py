"""A plan as it is kept, written in the exchange format that the checker and other tools read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_problem import plan_facts_of
from actions.travel import travel_provider
from channels.plan_folder import write_plan_folder
from planner.exchange import Leg, Outcome, UnplacedLine, params_of, tables_of
from planner.model import PlannedVisit, Problem, Role, Status
from planner.policy_facts import minutes_of
from planner.travel import MatrixProvider
from rules.cadence import Period
from rules.calendar import to_local
from rules.errors import Flaw, RuleError
from rules.vocabulary import VisitState
from store.events import Subject, record
from store.models import Visit, VisitWindow
from store.plan_facts import last_run, replaced_visits, rounds_between, windows_of_plan
from store.visits import MADE

NO_PLAN = "0"
"""The plan of a visit that no run of the planner made."""


class NothingPlanned(RuleError):
    """There is no plan to write yet."""

    def __init__(self) -> None:
        super().__init__(
            "Er is nog geen plan gemaakt. Maak er een met 'waakvlam plan make', of geef met --from en --weeks aan welke"
            " dagen geschreven moeten worden."
        )


@dataclass(frozen=True, slots=True)
class PlanExport:
    """What was written: the days, the number of rows in each file, and places that had to be guessed."""

    starts_on: date
    ends_on: date
    rows: Mapping[str, int]
    warnings: tuple[Flaw, ...]


def export_plan(
    session: Session,
    house: House,
    folder: Path,
    *,
    horizon: Period | None = None,
    provider: MatrixProvider | None = None,
    now: datetime,
    actor: str,
) -> PlanExport:
    """Write the rounds of `horizon` (the days of the last run when None) to `folder`; the event says who did.

    Travel is that of `provider`, else of the settings; what a service said goes along, so that it can be checked.

    Numbers stand for people and places, there are no names in it; where a family home lies is in it all the same.
    Raises: NothingPlanned, ExportFolderInUse.
    """
    run = last_run(session)
    days = horizon or (Period(run.starts_on, run.ends_on) if run else None)
    if days is None:
        raise NothingPlanned
    visits = rounds_between(session, days.starts_on, days.ends_on)
    rows = [as_planned(visit) for visit in visits]
    facts = plan_facts_of(session, house, days, frozen=[row for row in rows if row.status is Status.FROZEN])
    known = {who.adviser_id for who in facts.problem.advisers}
    replaced = replaced_visits(session, days.starts_on, days.ends_on)
    provider = provider or travel_provider(house)
    nowhere = provider.matrix(())
    rounds = in_rounds(facts.problem, [row for row in rows if row.adviser_id in known], provider)
    unplaced = tuple(_unplaced(windows_of_plan(session, days.starts_on, days.ends_on), rounds))
    outcome = Outcome(
        plan_id=str(run.id) if run else NO_PLAN,
        visits=rounds,
        unplaced=unplaced,
        previous=_previous(rounds, visits, replaced, run.id if run else 0),
        plan_of={visit.id: str(visit.plan_run_id or NO_PLAN) for visit in (*visits, *replaced)},
        bound_min=run.bound_min if run else None,
        method=nowhere.method,
        legs=() if nowhere.estimated else tuple(_legs(facts.problem, rounds, unplaced, provider)),
    )
    tables = tables_of(facts.problem, outcome)
    write_plan_folder(folder, tables, params_of(facts.problem, outcome))
    record(session, Subject("plan", run.id if run else 0), "plan_exported", at=now, actor=actor, visits=len(rounds))
    return PlanExport(
        days.starts_on, days.ends_on, {name: len(table.rows) for name, table in tables.items()}, facts.warnings
    )


def in_rounds(problem: Problem, visits: Iterable[PlannedVisit], provider: MatrixProvider) -> tuple[PlannedVisit, ...]:
    """Return the visits in order, each with its role, its place in the round of its day and the way to it.

    What was kept of a visit stays; only what no planner filled in is reckoned here.
    """
    groups = {group.group_id: group for group in problem.groups}
    points = {place.location_id: (place.lat, place.lon) for place in problem.locations}
    homes = {who.adviser_id: (who.home_lat, who.home_lon) for who in problem.advisers}
    by_day: dict[tuple[date, int], list[PlannedVisit]] = defaultdict(list)
    for visit in visits:
        by_day[visit.on, visit.adviser_id].append(visit)
    done: list[PlannedVisit] = []
    for (_, adviser_id), found in sorted(by_day.items()):
        ordered = sorted(found, key=lambda visit: (visit.start, visit.visit_id))
        stops = [homes[adviser_id], *(points[groups[visit.group_id].location_id] for visit in ordered)]
        legs = [int(provider.matrix(leg).minutes[0, 1]) for leg in pairwise(stops)]
        done += [
            replace(
                visit,
                seq=visit.seq or number,
                travel_min_before=leg if visit.travel_min_before < 0 else visit.travel_min_before,
                role=_role(visit, groups[visit.group_id].owner_id, groups[visit.group_id].deputy_id),
            )
            for number, (visit, leg) in enumerate(zip(ordered, legs, strict=True), start=1)
        ]
    return tuple(done)


UNKNOWN = -1
"""The way to a visit of which nobody reckoned it."""


def _legs(
    problem: Problem, rounds: Sequence[PlannedVisit], unplaced: Sequence[UnplacedLine], provider: MatrixProvider
) -> Iterator[Leg]:
    """Yield the travel that a checker needs: along every round, and to each window without a visit."""
    groups = {group.group_id: group for group in problem.groups}
    points = {f"location:{place.location_id}": (place.lat, place.lon) for place in problem.locations}
    told: set[tuple[str, str]] = set()
    for who in problem.advisers:
        home = f"adviser:{who.adviser_id}"
        visited = {visit.group_id for visit in rounds if visit.adviser_id == who.adviser_id}
        open_ = {row.group_id for row in unplaced if groups[row.group_id].organisation_id == who.organisation_id}
        names = [home, *sorted({f"location:{groups[number].location_id}" for number in visited | open_})]
        places = points | {home: (who.home_lat, who.home_lon)}
        travel = provider.matrix([places[name] for name in names])
        for row, one in enumerate(names):
            for column, other in enumerate(names):
                if one != other and (one, other) not in told:
                    told.add((one, other))
                    yield Leg(one, other, int(travel.minutes[row, column]), round(float(travel.km[row, column]), 3))


def as_planned(visit: Visit) -> PlannedVisit:
    """Return a visit as the planner sees it: frozen when it was made, confirmed, set fast, or stands by itself."""
    is_fixed = visit.frozen or visit.window_id is None or visit.state in (*MADE, VisitState.CONFIRMED)
    return PlannedVisit(
        visit_id=visit.id,
        window_id=visit.window_id,
        group_id=visit.group_id,
        adviser_id=visit.adviser_id,
        role=Role(visit.role.value) if visit.role else Role.SUBSTITUTE,
        on=visit.on,
        start=minutes_of(to_local(visit.starts_at).time()),
        end=minutes_of(to_local(visit.ends_at).time()),
        seq=visit.seq or 0,
        travel_min_before=UNKNOWN if visit.travel_min_before is None else visit.travel_min_before,
        status=Status.FROZEN if is_fixed else Status.PLANNED,
    )


def _role(visit: PlannedVisit, owner_id: int | None, deputy_id: int | None) -> Role:
    return {deputy_id: Role.DEPUTY, owner_id: Role.OWNER}.get(visit.adviser_id, visit.role)


def _unplaced(windows: Sequence[VisitWindow], rounds: Sequence[PlannedVisit]) -> Iterator[UnplacedLine]:
    placed = {visit.window_id for visit in rounds}
    for row in windows:
        if row.id not in placed:
            bent = [f"{name}={value}" for name, value in sorted(row.relaxation_facts.items())]
            text = " ".join([row.relaxation, *bent]) if row.relaxation else ""
            yield UnplacedLine(row.id, row.group_id, row.unplaced_reason or "", text)


def _previous(
    rounds: Sequence[PlannedVisit], visits: Sequence[Visit], replaced: Sequence[Visit], run_id: int
) -> tuple[PlannedVisit, ...]:
    """Return the plan as it was before the last run: what that run did not make, and what it replaced."""
    older = {visit.id for visit in visits if visit.plan_run_id != run_id}
    kept = [visit for visit in rounds if visit.visit_id in older or visit.status is Status.FROZEN]
    return (*kept, *(replace(as_planned(visit), travel_min_before=0) for visit in replaced))
