"""The one table of all schedules. Importing it does not import Prefect."""

from dataclasses import dataclass
from enum import StrEnum


class Process(StrEnum):
    """Which process serves a flow: a long plan must never hold up a deadline."""

    SWEEPS = "sweeps"
    DAYS = "days"


class Collision(StrEnum):
    """What happens to a run whose predecessor still runs."""

    CANCEL_NEW = "CANCEL_NEW"
    ENQUEUE = "ENQUEUE"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One deployment: a flow (also its module's and function's name), when it runs and by which process.

    Without `cron` it runs on demand alone.
    """

    flow: str
    cron: str | None
    zone: str
    collision: Collision
    process: Process

    @property
    def entrypoint(self) -> str:
        """Return the module entrypoint of the flow."""
        return f"flows.{self.flow}.{self.flow}"

    @property
    def name(self) -> str:
        """Return the deployment's name as people type it."""
        return self.flow.replace("_", "-")


AMSTERDAM = "Europe/Amsterdam"

# Sweeps run in UTC and daily jobs stay out of 02:00-03:00: Prefect skips or shifts those in the nights that the
# clock changes. The rhythm of visits and the terms of signals belong to rules/, never to a schedule.
SCHEDULES = (
    Schedule("follow_deadlines", "*/5 * * * *", "UTC", Collision.CANCEL_NEW, Process.SWEEPS),
    Schedule("deliver_notices", "*/2 * * * *", "UTC", Collision.CANCEL_NEW, Process.SWEEPS),
    Schedule("close_windows", "20 0 * * *", AMSTERDAM, Collision.CANCEL_NEW, Process.DAYS),
    Schedule("keep_house", "15 4 * * *", AMSTERDAM, Collision.CANCEL_NEW, Process.DAYS),
    Schedule("plan_rounds", "30 5 * * 1", AMSTERDAM, Collision.ENQUEUE, Process.DAYS),
    Schedule("repair_rounds", None, AMSTERDAM, Collision.ENQUEUE, Process.DAYS),
    Schedule("remind_advisers", "0 8 * * 1-5", AMSTERDAM, Collision.CANCEL_NEW, Process.DAYS),
    Schedule("send_surveys", "0 10 * * *", AMSTERDAM, Collision.CANCEL_NEW, Process.DAYS),
    Schedule("publish_reports", "0 6 1 * *", AMSTERDAM, Collision.ENQUEUE, Process.DAYS),
)
