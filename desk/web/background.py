"""What takes longer than a page may: done after the answer is out, in this process; its page tells how far it is.

A piece of work of one name runs once at a time. What came of it is kept until the next time, or until the desk stops:
all that must last is in the database by then.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from starlette.background import BackgroundTask

from actions.house import House
from rules.errors import RuleError

LOG = logging.getLogger("waakvlam.desk")


class JobState(Enum):
    """How far a piece of work is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True, repr=False)
class Job:
    """One piece of work: since when, for whom, how many of how many are done, and what came of it."""

    started_at: datetime
    by_id: int
    state: JobState = JobState.RUNNING
    done: int = 0
    of: int = 0
    result: object = None
    sentence: str = ""

    def tell(self, done: int, of: int) -> None:
        """Keep how far the work is."""
        self.done, self.of = done, of


class StillBusy(RuleError):
    """The same work is being done already."""

    def __init__(self) -> None:
        super().__init__("Hier wordt al aan gewerkt. Wacht tot het klaar is en probeer het dan opnieuw.")


@dataclass(slots=True)
class _Kept:
    jobs: dict[str, Job] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_OF_HOUSES: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


def job_of(house: House, name: str) -> Job | None:
    """Return the piece of work of this name that runs, or ran last."""
    return _kept(house).jobs.get(name)


def in_background(
    house: House, name: str, work: Callable[[Job], object], now: datetime, *, by_id: int
) -> BackgroundTask:
    """Return the task that does `work` after the answer it is given to. Raises: StillBusy."""
    kept = _kept(house)
    with kept.lock:
        present = kept.jobs.get(name)
        if present is not None and present.state is JobState.RUNNING:
            raise StillBusy
        job = kept.jobs[name] = Job(now, by_id)
    return BackgroundTask(_run, job, work)


def _kept(house: House) -> _Kept:
    return _OF_HOUSES.setdefault(house.engine, _Kept())


def _run(job: Job, work: Callable[[Job], object]) -> None:
    try:
        job.result = work(job)
        job.state = JobState.DONE
    except RuleError as error:
        job.sentence, job.state = error.said, JobState.FAILED
    except Exception as fault:  # noqa: BLE001 - nobody waits for it any more; its page tells that it failed
        LOG.error("background work failed: %s", type(fault).__name__)
        job.state = JobState.FAILED
