"""Releasing yearly reports: numbered, hashed and never changed; a correction is a new version that hides as much.

What leaves is the report as stored here. Whoever it is about is told that it is ready: an agency in the first quarter
(F131), a municipality when its report is released.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue
from actions.release_check import content_of, digest_of, ledger_digest, part_digests
from rules.annual_reports import ReportKind
from rules.calendar import local_date
from rules.mail_kinds import PublishedReport
from rules.releases import newly_shown, only_text_before
from rules.report_errors import (
    AlreadyReleased,
    NotForReleasing,
    NotProtected,
    ReasonTooLong,
    ShowsMore,
    YearStillRuns,
)
from rules.reports import Report
from rules.vocabulary import ContactRole, Role
from store.annual import WHOLE_YEAR
from store.casework import free_code
from store.events import Subject, record, user_actor
from store.models import Agency, ContactPerson, Municipality, ReleasedReport, User
from store.releases import add_cells, cells_of, hidden_among, releases, versions
from store.signals import agency_in_charge, contacts

MAY_RELEASE = frozenset({Role.COORDINATOR, Role.MANAGER})
LONGEST_REASON = 200
"""How many characters of a reason are kept."""
READERS: dict[ReportKind, PublishedReport] = {
    ReportKind.MUNICIPALITY: PublishedReport.MUNICIPALITY,
    ReportKind.AGENCY: PublishedReport.AGENCY,
}
"""Which reports somebody outside is told of; the national one stands on the website."""


@dataclass(frozen=True, slots=True)
class Released:
    """One released report, for a list."""

    number: str
    kind: str
    code: str
    year: int
    version: int
    released_at: datetime
    digest: str


def release(
    session: Session, house: House, report: Report, now: datetime, *, by: User, reason: str = ""
) -> ReleasedReport:
    """Release a yearly report; a second version needs a `reason`, which is kept with it.

    Raises: NotForReleasing, YearStillRuns, NotProtected, ReasonTooLong, AlreadyReleased, ShowsMore.
    """
    check_may_release(by)
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(len(reason), LONGEST_REASON)
    check_releasable(house, report.year, report.profile, now)
    before = versions(session, report.kind, report.code, report.year, WHOLE_YEAR)
    if before and not reason:
        raise AlreadyReleased(before[-1].number)
    _check_hides_as_much(session, report, before)
    row = _keep(session, report, before[-1] if before else None, now, by=by, reason=reason)
    _tell(session, row, now)
    return row


def check_may_release(by: User) -> None:
    """Refuse who may not release. Raises: NotForReleasing. Source: house policy (DOMAIN.md 6.2)."""
    if not by.active or by.role not in MAY_RELEASE:
        raise NotForReleasing


def check_releasable(house: House, year: int, profile: str, now: datetime) -> None:
    """Refuse a year that still runs, and a profile that is not the policy's. Raises: YearStillRuns, NotProtected."""
    today = local_date(now)
    if year >= today.year:
        raise YearStillRuns(year)
    wanted = house.policy(today).report.profile.value
    if profile != wanted:
        raise NotProtected(profile, wanted)


def _check_hides_as_much(session: Session, report: Report, before: Sequence[ReleasedReport]) -> None:
    """Refuse what shows a figure that the version before hides, or that others hide and nobody ever showed."""
    last = cells_of(session, before[-1].id) if before else {}
    hidden = {cell for cell, shown in last.items() if shown is None} | hidden_among(session, report.cells)
    texts = only_text_before(last, report.cells) if before else frozenset()
    if found := newly_shown(report.cells, hidden, texts):
        raise ShowsMore(len(found))


def _keep(
    session: Session, report: Report, before: ReleasedReport | None, now: datetime, *, by: User, reason: str
) -> ReleasedReport:
    content = content_of(report)
    row = ReleasedReport(
        number=free_code(session, ReleasedReport.number, "JR", now), kind=report.kind, subject_code=report.code,
        year=report.year, part=WHOLE_YEAR, version=before.version + 1 if before else 1, profile=report.profile,
        method=report.method, content=content, digest=digest_of(content), released_at=now, released_by_id=by.id,
        supersedes_id=before.id if before else None, reason=reason or None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    add_cells(session, row.id, report.cells)
    record(
        session, _subject(row), "report_released", at=now, actor=user_actor(by.id), number=row.number, kind=row.kind,
        code=row.subject_code, year=row.year, version=row.version, digest=row.digest,
        ledger=ledger_digest(report.cells), **part_digests(json.loads(content)),
    )  # fmt: skip
    return row


def _tell(session: Session, row: ReleasedReport, now: datetime) -> None:
    """Tell the contacts of the municipality or agency that their report is ready."""
    kind = ReportKind(row.kind)
    for person in _readers(session, kind, row.subject_code, now):
        enqueue(
            session, template="report_ready", key=f"report_ready:{row.number}:{person.id}",
            recipient=Recipient("contact", person.id), subject=_subject(row), now=now,
            facts={"report": READERS[kind].value, "year": row.year, "on": local_date(now).isoformat()},
        )  # fmt: skip


def _readers(session: Session, kind: ReportKind, code: str, now: datetime) -> Sequence[ContactPerson]:
    today = local_date(now)
    if kind is ReportKind.MUNICIPALITY:
        place = session.scalars(select(Municipality).where(Municipality.code == code)).one()
        return [
            person
            for person in session.scalars(select(ContactPerson).where(ContactPerson.municipality_id == place.id))
            if person.active_from <= today <= (person.active_to or today)
        ]
    if kind is ReportKind.AGENCY:
        agency = session.scalars(select(Agency).where(Agency.code == code)).one()
        number = agency_in_charge(session, agency.id, today)
        found = (contacts(session, role, today, number) for role in (ContactRole.DIRECTOR, ContactRole.SIGNALS))
        return next((people for people in found if people), ())
    return ()


def released(session: Session, year: int | None = None) -> Iterator[Released]:
    """Yield what was released, in that order; of one year, or of all."""
    return (Released(*row) for row in releases(session, year))


def _subject(row: ReleasedReport) -> Subject:
    return Subject("report", row.id)
