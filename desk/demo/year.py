"""The simulated year: the same actions that the flows call, at the hours at which they run, and people in between."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.absences import Away, accept, adviser_named
from actions.deadlines import run_sweep
from actions.delivery import deliver
from actions.digests import remind_advisers
from actions.house import House
from actions.housekeeping import keep_house
from actions.planning import open_windows, plan_rounds
from actions.publishing import release_year
from actions.repairing import CANNOT_TAKE_PLACE, repair_plan
from actions.windows import close_windows
from desk.demo.casework import bring_in_casework
from desk.demo.dice import Dice
from desk.demo.people import People
from desk.demo.region import Place, group_named, let_contacts_leave, place_of, place_visited
from desk.demo.rounds import Rounds
from desk.demo.stories import (
    CASEWORK_ON,
    CONTACTS_LEAVE,
    FIRST_DAY,
    ILL_FROM,
    ILL_TO,
    LAST_DAY,
    LEAVING,
    RELEASED_ON,
    RELEASED_YEAR,
    WHO_FALLS_ILL,
    Birth,
    births,
)
from rules.calendar import at_local
from rules.vocabulary import Role
from store.events import SYSTEM
from store.models import Visit
from store.session import transaction
from store.signals import active_users

DAY = timedelta(days=1)
DAYS_A_WEEK = 7
MONDAY, SUNDAY = 0, 6
WEEKDAYS, ALL_DAYS = range(5), range(7)
NEXT_MORNING = time(9)

Progress = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something that happens at the same hour on some days of the week."""

    at: time
    weekdays: range
    act: Callable[["Year", date, datetime], None]


class Year:
    """One year of a region. The seed decides everything that people do."""

    def __init__(self, house: House, region: Path, seed: int) -> None:
        dice = Dice(seed)
        self._house, self._region, self._dice = house, region, dice
        self._people, self._rounds = People(house, dice), Rounds(house, dice)
        self._unborn = list(births(dice))

    def run(self, tell: Progress, until: date = LAST_DAY) -> None:
        """Live every day up to `until`; `tell` hears of each before it begins. Ends on the morning after that."""
        for number in range((until - FIRST_DAY).days + 1):
            day = FIRST_DAY + number * DAY
            tell(day)
            for moment in _MOMENTS:
                if day.weekday() in moment.weekdays:
                    moment.act(self, day, at_local(day, moment.at))
        morning = until + DAY
        self.office(morning, at_local(morning, NEXT_MORNING))

    def plan(self, day: date, now: datetime) -> None:
        """Open the windows ahead and plan them, as each Monday."""
        weeks = self._house.policy(day).visits.plan_horizon_weeks
        with transaction(self._house.engine) as session:
            open_windows(session, self._house, day + timedelta(weeks=weeks), now)
            plan_rounds(session, self._house, starts_on=day, weeks=weeks, now=now, actor=SYSTEM)

    def report_ill(self, day: date, now: datetime) -> None:
        """Let an adviser fall ill for two weeks, and the coordinator accept what the planner proposes."""
        if day != ILL_FROM:
            return
        with transaction(self._house.engine) as session:
            away = Away(adviser_named(session, WHO_FALLS_ILL), ILL_FROM, ILL_TO)
            coordinator = active_users(session, Role.COORDINATOR)[0]
            accept(session, self._house, away, now, coordinator)

    def mend(self, day: date, now: datetime) -> None:
        """Find another day for what did not go through since the last working day, as the coordinator asks for."""
        since = day - (3 if day.weekday() == MONDAY else 1) * DAY
        with transaction(self._house.engine) as session:
            in_vain = select(Visit.id).where(Visit.on.between(since, day - DAY), Visit.state.in_(CANNOT_TAKE_PLACE))
            if session.scalars(in_vain).first() is not None:
                repair_plan(session, self._house, now=now, actor=SYSTEM)

    def bring_casework(self, day: date, now: datetime) -> None:
        """Take in what another system knows of clients by now."""
        if day in CASEWORK_ON:
            with transaction(self._house.engine) as session:
                bring_in_casework(session, self._house, self._region.parent / "casework", day, now)

    def release(self, day: date, now: datetime) -> None:
        """Let a manager release the reports on the year before."""
        if day == RELEASED_ON:
            with transaction(self._house.engine) as session:
                manager = active_users(session, Role.MANAGER)[0]
            release_year(self._house, RELEASED_YEAR, now, by=manager)

    def close(self, day: date, now: datetime) -> None:
        """Judge the windows that ended."""
        with transaction(self._house.engine) as session:
            close_windows(session, self._house, day, now)

    def keep(self, day: date, now: datetime) -> None:
        """Anchor and check the record: once a month here, as every night is the same."""
        if day.day > DAYS_A_WEEK:
            return
        with transaction(self._house.engine) as session:
            keep_house(session, day, now)

    def remind(self, day: date, now: datetime) -> None:
        """Write the advisers' digests."""
        with transaction(self._house.engine) as session:
            remind_advisers(session, self._house, day, now)

    def sweep(self, _day: date, now: datetime) -> None:
        """Take every ladder step that is due."""
        run_sweep(self._house, now)

    def deliver(self, _day: date, now: datetime) -> None:
        """Send what waits in the outbox."""
        asyncio.run(deliver(self._house, now))

    def office(self, day: date, now: datetime) -> None:
        """Let everybody act on the signals in front of them."""
        with transaction(self._house.engine) as session:
            self._people.act(session, now)
            if day == CONTACTS_LEAVE and now == at_local(day, _CONTACTS_LEAVE_AT):
                let_contacts_leave(session, self._house, self._region, LEAVING, now, day)

    def visit(self, day: date, now: datetime) -> None:
        """Let the advisers make their visits, write signals about some, and write reports."""
        with transaction(self._house.engine) as session:
            made = self._rounds.visit(session, day, now)
            self._write_signals(session, made, day, now)
            self._rounds.report(session, day, now)

    def _write_signals(self, session: Session, made: list[Visit], day: date, now: datetime) -> None:
        due = [birth for birth in self._unborn if birth.on <= day]
        for birth in due:
            place = self._place(session, birth, made, day)
            if place is not None:
                self._people.write(session, birth, place, now)
                self._unborn.remove(birth)

    def _place(self, session: Session, birth: Birth, made: list[Visit], day: date) -> Place | None:
        if birth.group is not None:
            return place_of(session, group_named(session, birth.group), day)
        return place_visited(session, made, day, self._dice.between(0, 99, "place", birth.number))


_CONTACTS_LEAVE_AT = time(10)

_MOMENTS = sorted(
    (
        _Moment(time(0, 20), ALL_DAYS, Year.close),
        _Moment(time(4, 15), range(SUNDAY, SUNDAY + 1), Year.keep),
        _Moment(time(5, 30), range(MONDAY, MONDAY + 1), Year.plan),
        _Moment(time(7, 45), WEEKDAYS, Year.report_ill),
        _Moment(time(7, 50), WEEKDAYS, Year.mend),
        _Moment(time(7, 59), WEEKDAYS, Year.remind),
        _Moment(time(9, 30), WEEKDAYS, Year.release),
        _Moment(time(20), WEEKDAYS, Year.bring_casework),
        _Moment(time(21), WEEKDAYS, Year.visit),
        *(
            _Moment(time(hour, minute), ALL_DAYS, act)
            for hour in (8, 10, 13, 16, 22)
            for minute, act in ((0, Year.office), (1, Year.sweep), (5, Year.deliver))
        ),
    ),
    key=lambda moment: moment.at,
)
"""A day, in order. The record is kept weekly here: checking it whole each day would be most of the work."""
