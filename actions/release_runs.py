"""What the reports of a year are counted from: kept with the first release, so that all that follow count the same.

Without it a run that goes on after a correction in the casework would release national figures that differ from the
municipal ones that left before.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions.annual_runs import AnnualRun
from rules.report_errors import CountedOtherwise
from store.annual import WHOLE_YEAR
from store.events import Subject, record, user_actor
from store.models import ReleaseRun, User
from store.releases import first_release, released_since


@dataclass(frozen=True, slots=True)
class Going:
    """Which reports the run of a year released already, by kind and code, and from when on. `is_new`: it begins now."""

    done: frozenset[tuple[str, str]]
    begun_at: datetime
    counted: str
    is_new: bool


def going_run(session: Session, run: AnnualRun, now: datetime, *, all_anew: bool) -> Going:
    """Return how far the release of a year is, after holding what is counted now against what it began with.

    `all_anew`: a finished run, or one of other counts, gives way to a new version of every report.
    Raises: CountedOtherwise.
    """
    counted, kept = counts_digest(run), session.get(ReleaseRun, run.year)
    began = kept.begun_at if kept else first_release(session, run.year, WHOLE_YEAR)
    if began is None:
        return Going(frozenset(), now, counted, is_new=True)
    done = frozenset(released_since(session, run.year, WHOLE_YEAR, began))
    is_same = kept is None or kept.counted == counted
    is_left = any((subject.kind.value, subject.code) not in done for subject in run.subjects())
    if all_anew and not (is_same and is_left):
        return Going(frozenset(), now, counted, is_new=True)
    if is_left and not is_same:
        raise CountedOtherwise(run.year)
    return Going(done, began, counted, is_new=kept is None)


def begin_run(session: Session, year: int, going: Going, now: datetime, *, by: User) -> None:
    """Keep what a run that begins counts."""
    kept = session.get(ReleaseRun, year)
    if kept is None:
        session.add(ReleaseRun(year=year, counted=going.counted, begun_at=going.begun_at))
    else:
        kept.counted, kept.begun_at = going.counted, going.begun_at
    session.flush()
    about = Subject("reports", year)
    record(session, about, "release_begun", at=now, actor=user_actor(by.id), year=year, counted=going.counted)


def counts_digest(run: AnnualRun) -> str:
    """Return a digest of every count of a run and of the clients behind it; the day of making is no part of it.

    It tells nothing of what was counted.
    """
    told = hashlib.sha256(repr((run.frame.period, run.frame.profile, run.frame.threshold)).encode())
    for part in run.counted():
        told.update(repr(part).encode())
    return told.hexdigest()
