"""A whole run of yearly reports: every municipality, every agency and the country, protected together.

A run that was cut short goes on where it stopped, as long as nothing that it counts has changed; else it begins anew,
so that all files of a folder always belong together. Releasing goes one report at a time: what is released stays.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from actions.annual_runs import AnnualRun, open_run
from actions.annual_subjects import named_subject
from actions.house import House
from actions.live_work import end_asked
from actions.release_runs import RUNS, Going, begin_run, going_run, year_before
from actions.releases import Released, check_may_release, check_releasable, release
from actions.reports import FORMS as ALL_FORMS
from actions.reports import Form, in_a_file_name, write_report
from actions.work import add_work
from rules.annual_reports import ReportKind, Subject
from rules.calendar import local_date
from rules.report_errors import ReportsInTheMaking
from rules.vocabulary import Role
from store.annual import WHOLE_YEAR, annual_records
from store.events import Subject as RecordSubject
from store.figures import municipalities, year_facts
from store.models import User
from store.releases import versions
from store.scratch_folders import locked
from store.session import snapshot, transaction

FORMS: tuple[Form, ...] = ("html", "json", "pdf")
LEDGER = "run.jsonl"
MADE_IN = (2, 3)
"""The months in which the reports of the year before are made: after January's last reports, before the end of the
first quarter (F131). March makes what February left. Source: house policy."""
SENT_BEFORE = (3, 31)

Progress = Callable[[int, int], None]
"""Hears how many of how many reports are done."""


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run did: how many reports it made, and how many were there already."""

    made: int
    skipped: int


def write_year(
    house: House, year: int, now: datetime, *, forms: Sequence[Form] = FORMS, tell: Progress | None = None
) -> RunCounts:
    """Write the reports of a year to the installation's folder `reports/YEAR`; what this run wrote before is skipped.

    Raises: YearWithoutData, ReportsInTheMaking.
    """
    folder = house.settings.home / "reports" / str(year)
    with _alone(house, year), snapshot(house.engine) as session:
        run = _open(session, house, year, now)
        ledger, subjects = _Ledger(folder, fingerprint(session, run)), run.subjects()
        shared = _shared_names(subjects)
        written = ledger.open()
        done = {subject for subject in subjects if {(_key(subject), form) for form in forms} <= written}
        for number, subject in enumerate(subjects, 1):
            if subject not in done:
                report = run.report(subject)
                for form in forms:
                    write_report(report, form, folder, with_code=_file_name(subject) in shared)
                ledger.add(_key(subject), forms)
            if tell is not None:
                tell(number, len(subjects))
    return RunCounts(len(subjects) - len(done), len(done))


def release_year(
    house: House, year: int, now: datetime, *, by: User, reason: str = "", tell: Progress | None = None
) -> RunCounts:
    """Release the report of everybody of whom none was released yet over a year, each in a transaction of its own.

    With a `reason` a year that is done, or that counts otherwise by now, gets a new version of every report.
    Raises: NotForReleasing, YearStillRuns, NotProtected, YearWithoutData, CountedOtherwise, ReportsInTheMaking,
    ReasonTooLong, ShowsMore (what was released before stays).
    """
    check_may_release(by)
    check_releasable(house, year, house.policy(local_date(now)).report.profile.value, now)
    with _alone(house, year), snapshot(house.engine) as session:
        run = _open(session, house, year, now)
        going, subjects = going_run(session, run, now, all_anew=bool(reason)), run.subjects()
        left = [subject for subject in subjects if (subject.kind.value, subject.code) not in going.done]
        first = len(subjects) - len(left) + 1
        for number, report in enumerate(map(run.report, left), first):
            with transaction(house.engine) as writing:
                if going.is_new and number == first:
                    begin_run(writing, year, going, now, by=by)
                release(writing, house, report, now, by=by, reason=reason)
            if tell is not None:
                tell(number, len(subjects))
        _end_asked(house, year, now, by)
    return RunCounts(len(left), len(subjects) - len(left))


def release_one(
    house: House, kind: ReportKind, name: str, year: int, now: datetime, *, by: User, reason: str = ""
) -> Released:
    """Release the report of one subject, by its name or code; nobody waits while it is made.

    A first version counts what the others of its year did; a correction may count otherwise.
    Raises: as `release`, and UnknownMunicipality, UnknownAgency and their kin, YearWithoutData, CountedOtherwise,
    ReportsInTheMaking.
    """
    check_may_release(by)
    check_releasable(house, year, house.policy(local_date(now)).report.profile.value, now)
    with _alone(house, year), snapshot(house.engine) as session:
        run, subject = _open(session, house, year, now), named_subject(session, kind, name, year)
        corrects = bool(reason and versions(session, subject.kind.value, subject.code, year, WHOLE_YEAR))
        going = None if corrects else going_run(session, run, now, all_anew=False)
        report = run.report(subject)
        with transaction(house.engine) as writing:
            if going is not None and going.is_new:
                begin_run(writing, year, going, now, by=by)
            row = release(writing, house, report, now, by=by, reason=reason)
            if going is not None and _is_last(run, going, subject):
                end_asked(writing, RecordSubject(RUNS, year), now, "release_reports", by=by)
            return Released(row.number, row.kind, row.subject_code, row.year, row.version, row.released_at, row.digest)


def _end_asked(house: House, year: int, now: datetime, by: User) -> None:
    """Finish what `ask_to_release` asked: every report of the year is released."""
    with transaction(house.engine) as session:
        end_asked(session, RecordSubject(RUNS, year), now, "release_reports", by=by)


def _is_last(run: AnnualRun, going: Going, subject: Subject) -> bool:
    """Return whether with this report all of a run are released."""
    released = going.done | {(subject.kind.value, subject.code)}
    return all((one.kind.value, one.code) in released for one in run.subjects())


@contextmanager
def _alone(house: House, year: int) -> Iterator[None]:
    """Hold the reports of a year, so that the desk and the nightly run never make or release them side by side.

    Raises: ReportsInTheMaking.
    """
    folder = house.settings.home / "reports" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(locked(folder))
        except OSError:
            raise ReportsInTheMaking(year) from None
        yield


def _open(session: Session, house: House, year: int, now: datetime) -> AnnualRun:
    return open_run(session, house, year, house.policy(local_date(now)).report.profile, now)


def ask_to_release(session: Session, year: int, now: datetime) -> bool:
    """Ask a manager, once a year, to read the reports and release them in the first quarter; return whether it did."""
    due = date(year + 1, *SENT_BEFORE)
    made = add_work(
        session, key=f"release_reports:{year}", kind="release_reports", subject=RecordSubject(RUNS, year),
        role=Role.MANAGER, due_on=due, now=now,
    )  # fmt: skip
    return made is not None


def year_to_make(today: date) -> int | None:
    """Return over which year the reports are made in a run of this day; None in months that make none."""
    return today.year - 1 if today.month in MADE_IN else None


def fingerprint(session: Session, run: AnnualRun) -> str:
    """Return a digest of all that a run counts and compares with, of its profile and of the day.

    It is equal only where all reports would be, and tells nothing of what was counted.
    """
    first, last = run.period.first, run.period.last
    places = [place.id for place in municipalities(session)]
    records, before = annual_records(session, last), year_before(session, run.year)
    counted = (run.frame, records, year_facts(session, places, first, last), before)
    return hashlib.sha256(repr(counted).encode()).hexdigest()


class _Ledger:
    """Which reports of a run are written: a first line that names the run, then one line for each report."""

    def __init__(self, folder: Path, run: str) -> None:
        self._file, self._run = folder / LEDGER, run

    def open(self) -> set[tuple[str, str]]:
        """Return what this run wrote before, and in which forms.

        The ledger of another run is begun anew, and its reports are removed.
        """
        lines = self._lines()
        same = lines[:1] == [{"run": self._run}]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text("", encoding="utf-8")
        if not same:
            self._clear()
        for line in lines if same else [{"run": self._run}]:
            self._append(line)
        done = (line["done"].split("\t") for line in lines[1:] if same)
        return {(key, form) for key, *forms in done for form in forms}

    def add(self, key: str, forms: Sequence[Form]) -> None:
        """Note that a report is written in some forms."""
        self._append({"done": "\t".join((key, *forms))})

    def _clear(self) -> None:
        """Remove the reports of another run: a folder holds those of one run."""
        folder = self._file.parent
        made = (folder.glob(f"{kind}-*-{folder.name}.{form}") for kind in ReportKind for form in ALL_FORMS)
        for file in [file for files in made for file in files]:
            file.unlink()

    def _lines(self) -> list[dict[str, str]]:
        """Return the whole lines; a last one that was cut off by a kill is passed over."""
        text = self._file.read_text("utf-8") if self._file.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("}\n")]

    def _append(self, line: dict[str, str]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _key(subject: Subject) -> str:
    return f"{subject.kind.value}:{subject.code}"


def _file_name(subject: Subject) -> tuple[str, str]:
    """Return kind and name as a file holds them, alike where a disk may take them for one."""
    return subject.kind.value, in_a_file_name(subject.name).casefold()


def _shared_names(subjects: Sequence[Subject]) -> set[tuple[str, str]]:
    """Return the names that more than one report would be written under."""
    return {name for name, times in Counter(map(_file_name, subjects)).items() if times > 1}
