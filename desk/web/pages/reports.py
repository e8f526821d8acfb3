"""Yearly reports: the list, one report in every form, all of a kind in one zip, and making and releasing a year."""

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Select
from starlette.responses import Response, StreamingResponse

from actions.annual_subjects import agency_subjects, municipality_subjects
from actions.publishing import RunCounts, release_year, write_year
from actions.releases import LONGEST_REASON, check_may_release, check_releasable
from actions.reports import FORMS, Form, report_in
from desk.web.background import Job, JobState, in_background, job_of
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.lists import XLSX, Column, Filter, ListOf, by_text, listing
from desk.web.numbers import number_in
from desk.web.table import Menu, Page, Scope
from desk.web.typed import Typed
from rules.annual import calendar_year
from rules.calendar import local_date
from rules.report_data import released_from, report_from
from rules.reports import Report
from rules.vocabulary import Role
from store.models import ReleasedReport
from store.report_list import ABOUT, count_by_kind, newest_of, newest_query, versions_seen, years_seen
from store.scope import Viewer, one_seen
from templates.desk_page import later
from templates.document import shown

MANAGER = frozenset({Role.MANAGER})
READERS = MANAGER | {Role.MUNICIPALITY_CONTACT, Role.PROVIDER_CONTACT}
MAKING, RELEASING = "reports making", "reports releasing"
MEDIA: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
KINDS: dict[str, str] = {
    "municipality": later("Gemeenterapport"),
    "agency": later("Instantierapport"),
    "national": later("Landelijk rapport"),
}


def _viewer(desk: Desk) -> Viewer:
    return Viewer(desk.user, desk.now)


def _rows(desk: Desk) -> Select[Any]:
    return newest_query(_viewer(desk))


def _kinds(desk: Desk) -> list[tuple[str, str]]:
    return [(kind, desk.say(KINDS[kind])) for kind in KINDS]


REPORT = ReleasedReport.__table__.c
REPORTS = ListOf(
    name="released_reports",
    title="Rapporten",
    rows=_rows,
    columns=(
        Column(
            "over", "Over", lambda row: row.about or row.number, ABOUT,
            link=lambda desk, row: desk.address("report", number=row.number),
        ),
        Column("soort", "Soort", lambda row: KINDS[row.kind], REPORT.kind, "said"),
        Column("jaar", "Jaar", lambda row: str(row.year), REPORT.year),
        Column("versie", "Versie", lambda row: row.version, REPORT.version, "number"),
        Column("vrij", "Vrijgegeven", lambda row: row.released_at, REPORT.released_at, "moment"),
        Column("nummer", "Nummer", lambda row: row.number, REPORT.number),
    ),
    order="-jaar",
    filters=(
        Filter("soort", "Soort", lambda _desk, given: REPORT.kind == given if given in KINDS else None, choices=_kinds),
        Filter(
            "jaar", "Jaar", lambda _desk, given: REPORT.year == int(given) if re.fullmatch(r"\d{4}", given) else None,
            choices=lambda desk: [(str(year), str(year)) for year in years_seen(desk.session, _viewer(desk))],
        ),
        by_text((ABOUT, REPORT.number)),
    ),
    tie=(REPORT.kind, ABOUT),
    nothing="Er is nog geen rapport vrijgegeven.",
)  # fmt: skip


def released_reports(desk: Desk) -> Response:
    """Show the reports that were released, and the zips of all of a kind."""
    shown_list = listing(desk, REPORTS)
    years = years_seen(desk.session, _viewer(desk))
    chosen = desk.query.get("jaar", "")
    year = number_in(chosen) if number_in(chosen) in years else next(iter(years), None)
    counts = count_by_kind(desk.session, _viewer(desk), year) if year else {}
    return desk.page("desk/reports/list.html", listing=shown_list, year=year, counts=counts, kinds=KINDS)


def report(desk: Desk) -> Response:
    """Show one released report, with its forms and its versions."""
    row = _row(desk)
    return desk.page(
        "desk/reports/report.html", trail=_trail(desk), row=row, report=_report(row), shown=shown, kinds=KINDS,
        versions=versions_seen(desk.session, _viewer(desk), row), forms=("pdf", "docx", "xlsx", "html"),
    )  # fmt: skip


def report_file(desk: Desk) -> Response:
    """Give one released report in one form."""
    row, form = _row(desk), FORMS.get(desk.query.get("vorm", "pdf"))
    if form is None:
        raise NotHere
    made = _report(row)
    return Response(
        report_in(made, form), media_type=MEDIA[form],
        headers={"content-disposition": f'attachment; filename="{_file_name(made, form)}"'},
    )  # fmt: skip


def _row(desk: Desk) -> ReleasedReport:
    return one_seen(desk.session, ReleasedReport, _viewer(desk), ReleasedReport.number == desk.path["number"])


def _report(row: ReleasedReport) -> Report:
    return released_from(json.loads(row.content), row.number, row.version)


def _file_name(made: Report, form: str) -> str:
    return f"{made.kind}-{re.sub(r'[^A-Za-z0-9-]+', '-', made.name).strip('-') or 'rapport'}-{made.year}.{form}"


def _trail(desk: Desk) -> list[tuple[str, str]]:
    return [(desk.say("Rapporten"), desk.address("released_reports"))]


def reports_zip(desk: Desk) -> Response:
    """Give the last version of all reports of a year and kind, in one form, as one zip that is made while it leaves."""
    kind, form = desk.path["kind"], FORMS.get(desk.path["form"])
    found = newest_of(desk.session, _viewer(desk), desk.path["year"], kind) if form and kind in KINDS else []
    if not found or form is None:
        raise NotHere
    name = f"{kind}-{desk.path['year']}-{form}.zip"
    return StreamingResponse(
        _zipped(found, form), media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


class _Pipe:
    """A file that only passes on what is written in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """There is nothing to keep back."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _zipped(found: Sequence[ReleasedReport], form: Form) -> Iterator[bytes]:
    pipe = _Pipe()
    used: set[str] = set()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in found:
            made = _report(row)
            name = _file_name(made, form)
            name = name if name not in used else f"{made.code}-{name}"
            used.add(name)
            archive.writestr(zipfile.ZipInfo(name), report_in(made, form))
            yield pipe.taken()
    yield pipe.taken()


def releasing(desk: Desk) -> Response:
    """Show how far the reports of a year are: made, read, released."""
    year = _year(desk)
    counts = count_by_kind(desk.session, _viewer(desk), year)
    period = calendar_year(year)
    all_of = {
        "municipality": len(municipality_subjects(desk.session, period)),
        "agency": len(agency_subjects(desk.session, period)),
        "national": 1,
    }
    jobs = [job for job in (job_of(desk.house, MAKING), job_of(desk.house, RELEASING)) if job is not None]
    return desk.page(
        "desk/reports/release.html", trail=_trail(desk), year=year, counts=counts, all_of=all_of, kinds=KINDS,
        drafts=_drafts(desk, year), running=[job for job in jobs if job.state is JobState.RUNNING],
        failed=[job for job in jobs if job.state is JobState.FAILED],
        left=sum(all_of[kind] - counts.get(kind, 0) for kind in KINDS),
        years=[desk.today.year - back for back in (1, 2, 3)],
    )  # fmt: skip


def _year(desk: Desk) -> int:
    given = desk.query.get("jaar") or str(desk.form.get("year", ""))
    return int(given) if re.fullmatch(r"[12]\d{3}", given) else desk.today.year - 1


def _folder(desk: Desk, year: int) -> Path:
    return desk.house.settings.home / "reports" / str(year)


def _drafts(desk: Desk, year: int) -> list[str]:
    """Return the names of the drafts that were made of a year."""
    return sorted(file.stem for file in _folder(desk, year).glob("*.json"))


def draft(desk: Desk) -> Response:
    """Show one draft, as it would be released."""
    year, name = desk.path["year"], desk.path["draft"]
    if name not in _drafts(desk, year):
        raise NotHere
    made = report_from(json.loads((_folder(desk, year) / f"{name}.json").read_text("utf-8")))
    trail = [*_trail(desk), (desk.say("Vrijgeven"), desk.address("releasing", jaar=year))]
    return desk.page("desk/reports/draft.html", trail=trail, report=made, shown=shown, kinds=KINDS, year=year)


def make_drafts(desk: Desk) -> Response:
    """Make the drafts of all reports of a year, in the background."""
    year, house, now = _typed_year(desk), desk.house, desk.now

    def work(job: Job) -> RunCounts:
        return write_year(house, year, now, tell=job.tell)

    said = desk.say("De concepten worden gemaakt. Dat duurt even; u kunt intussen iets anders doen.")
    answer = desk.redirect("releasing", jaar=year, message=said)
    answer.background = in_background(house, MAKING, work, now, by_id=desk.user.id)
    return answer


def release_all(desk: Desk) -> Response:
    """Release every report of a year that was not released yet, in the background; its readers are told."""
    return _release_in_background(desk, _typed_year(desk))


def release_anew(desk: Desk) -> Response:
    """Release a new version of every report of a year, in the background, because of what it mends.

    One that was cut short goes on; its readers are told again.
    """
    typed = Typed.at(desk)
    year, reason = typed.number("year", 1900, 2999), typed.text("reason", LONGEST_REASON, needed=True)
    typed.check()
    return _release_in_background(desk, year, reason)


def _release_in_background(desk: Desk, year: int, reason: str = "") -> Response:
    house, now, by = desk.house, desk.now, desk.user
    check_may_release(by)
    check_releasable(house, year, house.policy(local_date(now)).report.profile.value, now)
    desk.session.expunge(by)

    def work(job: Job) -> RunCounts:
        return release_year(house, year, now, by=by, reason=reason, tell=job.tell)

    said = desk.say("De rapporten over %(year)s worden vrijgegeven. De lezers krijgen bericht.", year=year)
    answer = desk.redirect("releasing", jaar=year, message=said)
    answer.background = in_background(house, RELEASING, work, now, by_id=by.id)
    return answer


def _typed_year(desk: Desk) -> int:
    typed = Typed.at(desk)
    year = typed.number("year", 1900, 2999)
    typed.check()
    return year


PAGES = (
    Page("/rapporten", "released_reports", released_reports, READERS, menu=Menu("Rapporten", 40)),
    Page("/rapporten/vrijgeven", "releasing", releasing, MANAGER),
    Page("/rapporten/concepten", "make_drafts", make_drafts, MANAGER, method="POST", shows="releasing"),
    Page("/rapporten/vrijgeven", "release_all", release_all, MANAGER, method="POST", shows="releasing", reauth=True),
    Page("/rapporten/opnieuw", "release_anew", release_anew, MANAGER, method="POST", shows="releasing", reauth=True),
    Page("/rapporten/concepten/{year:int}/{draft}", "draft", draft, MANAGER),
    Page("/rapporten/zip/{year:int}/{kind}/{form}", "reports_zip", reports_zip, READERS),
    Page("/rapporten/{number}", "report", report, READERS, scope=Scope.REPORT),
    Page("/rapporten/{number}/bestand", "report_file", report_file, READERS, scope=Scope.REPORT),
)
