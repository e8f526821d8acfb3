"""Reports: from the register to one report model, and from there to a page or a file of data."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

from sqlalchemy.orm import Session

from actions.annual_runs import open_run
from actions.annual_subjects import named_subject
from actions.house import House
from actions.report_texts import INTERNAL, MANAGEMENT_METHOD, MANAGEMENT_TITLE
from rules import management_figures
from rules.annual_reports import ReportKind
from rules.calendar import local_date
from rules.management_figures import PeriodFacts
from rules.policy import Policy
from rules.policy_words import ReportProfile
from rules.report_data import released_from
from rules.report_errors import NothingReleased, PeriodBackwards, UnknownProfile
from rules.reports import Report, Section, as_data
from store.management_figures import period_facts
from store.releases import release_numbered
from templates.pdf import render_pdf
from templates.report_document import report_document
from templates.report_page import render_report
from templates.sheets import render_xlsx
from templates.word_file import render_docx

Form = Literal["json", "html", "pdf", "docx", "xlsx"]
FORMS: dict[str, Form] = {form: form for form in get_args(Form)}


def make_annual_report(
    session: Session, house: House, kind: ReportKind, name: str, year: int, profile: str, now: datetime
) -> Report:
    """Return the yearly report of a municipality or an agency, by its name or code, or of the country.

    `profile` says how small numbers are hidden (rules/policy_words.py). Raises: UnknownMunicipality,
    MunicipalityNotInYear, MunicipalityAmbiguous, UnknownAgency, AgencyAmbiguous, YearWithoutData or UnknownProfile.
    """
    chosen = _profile(profile)
    subject = named_subject(session, kind, name, year)
    return open_run(session, house, year, chosen, now).report(subject)


def make_municipality_report(
    session: Session, house: House, name: str, year: int, profile: str, now: datetime
) -> Report:
    """Return the yearly report of a municipality; see make_annual_report."""
    return make_annual_report(session, house, ReportKind.MUNICIPALITY, name, year, profile, now)


def _profile(profile: str) -> ReportProfile:
    if profile not in [known.value for known in ReportProfile]:
        raise UnknownProfile(profile, [known.value for known in ReportProfile])
    return ReportProfile(profile)


def make_management_report(session: Session, house: House, starts_on: date, ends_on: date, now: datetime) -> Report:
    """Return the page for managers on a period; what is open, and how old it is, as of the day of `now`.

    Raises: PeriodBackwards.
    """
    if ends_on < starts_on:
        raise PeriodBackwards(starts_on, ends_on)
    today = local_date(now)
    facts = period_facts(session, starts_on, ends_on, today)
    return Report(
        kind="management",
        name=f"{starts_on}_{ends_on}",
        title=MANAGEMENT_TITLE,
        author=house.settings.organisation_name,
        starts_on=starts_on,
        ends_on=ends_on,
        made_on=today,
        profile=INTERNAL,
        method=management_figures.METHOD,
        sections=_management_sections(facts, house.policy(today), starts_on, ends_on, today),
        highlights=_highlights(facts),
    )


def _management_sections(
    facts: PeriodFacts, policy: Policy, first: date, last: date, today: date
) -> tuple[Section, ...]:
    shown, count = management_figures.care_types_shown(policy.cadence, facts), management_figures
    visits = (
        count.windows_table(facts.windows, shown),
        count.gaps_table(facts.groups, policy.cadence, shown, first, min(last, today)),
        count.debt_table(facts.windows, facts.refused, shown),
    )
    signals = (
        count.open_signals_table(facts.signals, today),
        count.escalations_table(facts.escalations, first, last),
    )
    return (
        Section("Bezoeken", tables=visits),
        Section("Signalen", tables=signals),
        Section("Verantwoording", MANAGEMENT_METHOD),
    )


def _highlights(facts: PeriodFacts) -> tuple[tuple[str, str], ...]:
    share = management_figures.share_on_time(facts.windows)
    return (
        ("Bezoeken op tijd", "geen" if share is None else f"{share}%"),
        ("Bezoeken achter", str(management_figures.how_many(management_figures.owed(facts.windows)))),
        ("Open signalen", str(len(facts.signals))),
        ("Wacht op goedkeuring", str(sum(one.waits for one in facts.escalations))),
    )


def released_report(session: Session, number: str) -> Report:
    """Return a released report as it was released, to be written in any form. Raises: NothingReleased."""
    row = release_numbered(session, number)
    if row is None:
        raise NothingReleased(number)
    return released_from(json.loads(row.content), row.number, row.version)


def write_report(report: Report, form: Form, out: Path, *, with_code: bool = False) -> Path:
    """Write the report to the folder `out`, whole or not at all; return the file `{kind}-{name}-{year}.{form}`.

    `with_code`: the code comes after the name, for a name that others bear too.
    """
    out.mkdir(parents=True, exist_ok=True)
    name = in_a_file_name(f"{report.name}-{report.code}" if with_code else report.name)
    file = out / f"{report.kind}-{name}-{report.year}.{form}"
    draft = file.with_name(f".{file.name}.new")
    draft.write_bytes(report_in(report, form))
    return draft.replace(file)


def report_in(report: Report, form: Form) -> bytes:
    """Return the report in one of its forms; the same report gives the same bytes."""
    return _WRITERS[form](report)


def in_a_file_name(name: str) -> str:
    """Return a name as the name of a file holds it: letters, digits and dashes."""
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "naamloos"


def _json(report: Report) -> bytes:
    return (json.dumps(as_data(report), ensure_ascii=False, indent=2) + "\n").encode()


_WRITERS: dict[Form, Callable[[Report], bytes]] = {
    "html": lambda report: render_report(report).encode(),
    "json": _json,
    "pdf": lambda report: render_pdf(report_document(report)),
    "docx": lambda report: render_docx(report_document(report)),
    "xlsx": lambda report: render_xlsx(report_document(report)),
}
