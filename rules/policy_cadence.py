"""The policy of visits: how often a care type is visited, when, what is late, and how visits are planned."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rules.policy_flaws import CUSTOM
from rules.policy_kinds import Block, Clock, Count, Flag, Frequency, Hours, Percent, PolicyTerm
from rules.policy_words import HolidayRule, Norm, Season, Weekday


class VisitingHours(Block):
    """When a group can be visited, wall time in Europe/Amsterdam."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: Clock
    closes: Clock
    season: Season

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise PydanticCustomError(CUSTOM, "opens moet vóór closes liggen.")
        return self


class OnDemand(Block):
    """A care type without a norm: visited on demand; the system invents none."""

    norm: Literal[Norm.ON_DEMAND]


class Rhythm(Block):
    """What every care type with a norm has, whatever the norm is."""

    min_gap_days: Count
    max_gap_amber_days: Count
    max_gap_red_days: Count
    late_tolerance: PolicyTerm
    first_visit: PolicyTerm
    holiday_rule: HolidayRule
    weight_hours: Hours
    by_appointment: Flag
    visiting: Annotated[tuple[VisitingHours, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _gaps_grow(self) -> Self:
        if not self.min_gap_days < self.max_gap_amber_days < self.max_gap_red_days:
            raise PydanticCustomError(CUSTOM, "min_gap_days, max_gap_amber_days en max_gap_red_days moeten oplopen.")
        return self


class Weekly(Rhythm):
    """Once in every ISO week (53 in some years)."""

    norm: Literal[Norm.ISO_WEEK]


class EveryDays(Rhythm):
    """Once in every `every_days` days, anchored to a date, never to the parity of weeks."""

    norm: Literal[Norm.DAYS]
    every_days: Frequency


class Quarterly(Rhythm):
    """Once in every calendar quarter."""

    norm: Literal[Norm.CALENDAR_QUARTER]


CadencePolicy = Annotated[Weekly | EveryDays | Quarterly | OnDemand, Field(discriminator="norm")]


class MissedPolicy(Block):
    """To whom missed visits in a row are told (DOMAIN 3.3)."""

    manager_after: Count
    management_report_after: Count
    closed_care_gap_days: Count
    coordinator_task: PolicyTerm


class VisitsPolicy(Block):
    """How visits are planned, reminded of and reported (DOMAIN 2a, 3.5)."""

    report: PolicyTerm
    report_same_day_if_acute: Flag
    reminders_before: tuple[Count, ...]
    window_reminder_last_days: Count
    plan_horizon_weeks: Count
    published_weeks: Count
    change_keeps_window_percent: Percent
    max_visits_per_day: Count
    max_evening_visits_per_day: Count
    evening_starts: Clock
    max_driving_hours_per_day: Hours
    min_minutes_between: Count
    report_minutes: Count
    on_demand_minutes: Count


class PlanningPolicy(Block):
    """What an adviser's rounds may hold where the adviser has no limits of their own (DOMAIN 3.5)."""

    field_share_percent: Percent
    max_day_minutes: Count
    max_evenings_per_week: Count
    frozen_days: Count
