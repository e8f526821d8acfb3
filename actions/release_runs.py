"""What the reports of a year are counted from: kept with the first release, so that all that follow count the same.

Without it a run that goes on after a correction in the casework would release national figures that differ from the
municipal ones that left before.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.annual_runs import AnnualRun
from rules.annual_reports import ReportKind
from rules.report_errors import CountedOtherwise
from store.annual import WHOLE_YEAR, last_released
from store.events import Subject, record, user_actor
from store.models import Event, ReleaseRun, User
from store.releases import first_release, newest_place, released_after

RUNS = "reports"
BEGUN = "release_begun"


@dataclass(frozen=True, slots=True)
class Going:
    """Which reports the run of a year released already, by kind and code, and since when. `is_new`: it begins now.

    `place`: the place in the ledger after which all of the year is of this run.
    """

    done: frozenset[tuple[str, str]]
    begun_at: datetime
    place: int
    counted: str
    is_new: bool


def going_run(session: Session, run: AnnualRun, now: datetime, *, all_anew: bool) -> Going:
    """Return how far the release of a year is, after holding what is counted now against what it began with.

    `all_anew`: a finished run, or one of other counts, gives way to a new version of every report.
    Raises: CountedOtherwise.
    """
    counted, kept = counts_digest(run), session.get(ReleaseRun, run.year)
    anew = Going(frozenset(), now, newest_place(session), counted, is_new=True)
    first = first_release(session, run.year, WHOLE_YEAR)
    if kept is None and first is None:
        return anew
    place = _place(session, kept) if kept else (first.id - 1 if first else 0)
    done = frozenset(released_after(session, run.year, WHOLE_YEAR, place))
    is_same = kept is None or kept.counted == counted
    is_left = any((subject.kind.value, subject.code) not in done for subject in run.subjects())
    if all_anew and not (is_same and is_left):
        return anew
    if is_left and not is_same:
        raise CountedOtherwise(run.year)
    began = kept.begun_at if kept else first.released_at if first else now
    return Going(done, began, place, counted, is_new=kept is None)


def _place(session: Session, kept: ReleaseRun) -> int:
    """Return the place in the ledger after which a run began, as the record has it.

    Runs from before it was recorded go by the clock.
    """
    asked = select(Event.facts).where(Event.subject_kind == RUNS, Event.subject_id == kept.year, Event.what == BEGUN)
    told = session.scalars(asked.order_by(Event.seq.desc()).limit(1)).first() or {}
    if "place" in told:
        return int(told["place"])
    first = first_release(session, kept.year, WHOLE_YEAR, kept.begun_at)
    return first.id - 1 if first else newest_place(session)


def begin_run(session: Session, year: int, going: Going, now: datetime, *, by: User) -> None:
    """Keep what a run that begins counts, and where in the ledger it begins."""
    kept = session.get(ReleaseRun, year)
    if kept is None:
        session.add(ReleaseRun(year=year, counted=going.counted, begun_at=going.begun_at))
    else:
        kept.counted, kept.begun_at = going.counted, going.begun_at
    session.flush()
    about = Subject(RUNS, year)
    record(
        session, about, BEGUN, at=now, actor=user_actor(by.id), year=year, counted=going.counted, place=going.place
    )  # fmt: skip


def counts_digest(run: AnnualRun) -> str:
    """Return a digest of every count of a run and of the clients behind it; the day of making is no part of it.

    What the country counted a year ago, as it was released, is: the reports compare with it. It tells nothing of what
    was counted.
    """
    told = hashlib.sha256(repr((run.frame.period, run.frame.profile, run.frame.threshold)).encode())
    for part in run.counted():
        told.update(repr(part).encode())
    told.update(year_before(run.session, run.year).encode())
    return told.hexdigest()


def year_before(session: Session, year: int) -> str:
    """Return the digest of the national report over the year before, as it was last released; empty without one."""
    row = last_released(session, ReportKind.NATIONAL.value, year - 1)
    return row.digest if row else ""
