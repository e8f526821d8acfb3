"""What can be asked: visits, the stand of a signal, released reports. Codes, states and dates, never a text."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Row

from desk.web.api.table import Ask, Asked, Day, Given, Number, Operation
from rules.api import ApiScope
from rules.vocabulary import SignalKind, SignalState, VisitState
from store.connections import one_report, one_signal, one_visit, reports_after, visits_after

LARGEST = 2**31 - 1
PER_PAGE, MOST = 50, 200
AFTER = "after-"
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._:-]+$")]


class Paged(Asked):
    """Where a list goes on, and how much of it is asked."""

    cursor: Annotated[
        str | None, Field(description="Where to go on: `next` of the answer before.", pattern=r"^after-[0-9]{1,9}$")
    ] = None
    limit: Annotated[Number, Field(description="How many at most.", ge=1, le=MOST)] = PER_PAGE

    def after(self) -> int:
        """Return the number of the last row that was seen."""
        return int(self.cursor.removeprefix(AFTER)) if self.cursor is not None else 0


class VisitsAsked(Paged):
    """Which visits."""

    since: Annotated[Day | None, Field(description="From this day on.")] = None
    until: Annotated[Day | None, Field(description="Up to and including this day.")] = None
    state: Annotated[VisitState | None, Field(description="In this state only.")] = None


class ReportsAsked(Paged):
    """Which reports."""

    year: Annotated[Number | None, Field(description="Over this year only.", ge=2000, le=2999)] = None


class NumberAsked(Asked):
    """One visit, by its number."""

    id: Annotated[Number, Field(ge=1, le=LARGEST)]


class ReferenceAsked(Asked):
    """One signal, by its reference."""

    reference: Code


class ReportAsked(Asked):
    """One released report, by its number."""

    number: Code


class VisitGiven(Given):
    """A visit (groepsbezoek) to a group."""

    id: int
    group: str
    adviser: str
    on: date
    starts_at: datetime
    ends_at: datetime
    state: VisitState
    extra: bool
    reported_at: datetime | None


class VisitsGiven(Given):
    """A page of visits; `next` is the cursor of the page after it."""

    data: list[VisitGiven]
    next: str | None


class SignalGiven(Given):
    """The stand and dates of a signal; its text is never given."""

    reference: str
    kind: SignalKind
    state: SignalState
    round: int
    observed_on: date
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None


class ReportGiven(Given):
    """A released report: immutable; a correction is a new version."""

    number: str
    kind: str
    code: str
    year: int
    version: int
    released_at: datetime
    digest: str


class ReportsGiven(Given):
    """A page of released reports; `next` is the cursor of the page after it."""

    data: list[ReportGiven]
    next: str | None


class WholeReportGiven(ReportGiven):
    """A released report with what it shows."""

    content: dict[str, Any]


def _visits(ask: Ask) -> Given:
    asked: VisitsAsked = ask.query
    rows = visits_after(
        ask.session, ask.viewer, asked.after(), asked.limit + 1, since=asked.since, until=asked.until, state=asked.state
    )
    return VisitsGiven(data=[_visit_of(row) for row in rows[: asked.limit]], next=_next(rows, asked.limit))


def _visit(ask: Ask) -> Given:
    return _visit_of(one_visit(ask.session, ask.viewer, ask.path.id))


def _signal(ask: Ask) -> Given:
    return SignalGiven.model_validate(one_signal(ask.session, ask.viewer, ask.path.reference), from_attributes=True)


def _reports(ask: Ask) -> Given:
    asked: ReportsAsked = ask.query
    rows = reports_after(ask.session, ask.viewer, asked.after(), asked.limit + 1, year=asked.year)
    return ReportsGiven(
        data=[_report_of(row) for row in rows[: asked.limit]],
        next=_next(rows, asked.limit),
    )


def _report(ask: Ask) -> Given:
    row = one_report(ask.session, ask.viewer, ask.path.number)
    return WholeReportGiven(**_report_of(row).model_dump(), content=json.loads(row.content))


def _visit_of(row: Row[Any]) -> VisitGiven:
    return VisitGiven.model_validate(row, from_attributes=True)


def _report_of(row: Row[Any]) -> ReportGiven:
    return ReportGiven.model_validate(row, from_attributes=True)


def _next(rows: Sequence[Row[Any]], limit: int) -> str | None:
    return f"{AFTER}{rows[limit - 1].id}" if len(rows) > limit else None


OPERATIONS: tuple[Operation, ...] = (
    Operation("/visits", "visits", "Visits, oldest first", ApiScope.VISITS, _visits, VisitsGiven, in_query=VisitsAsked),
    Operation("/visits/{id}", "visit", "One visit", ApiScope.VISITS, _visit, VisitGiven, in_path=NumberAsked),
    Operation(
        "/signals/{reference}", "signal", "The stand and dates of one signal", ApiScope.SIGNALS, _signal, SignalGiven,
        in_path=ReferenceAsked,
    ),
    Operation(
        "/reports", "reports", "Released reports, oldest first", ApiScope.REPORTS, _reports, ReportsGiven,
        in_query=ReportsAsked,
    ),
    Operation(
        "/reports/{number}", "report", "One released report with what it shows", ApiScope.REPORTS, _report,
        WholeReportGiven, in_path=ReportAsked,
    ),
)  # fmt: skip
