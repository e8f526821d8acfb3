"""Reports: from the register to one report model, and from there to a page or a file of data."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from actions.house import House
from actions.report_texts import INTERNAL, MANAGEMENT_METHOD, MANAGEMENT_TITLE, municipality_sections
from rules import figures, management_figures
from rules.calendar import local_date
from rules.figures import alphabetical, facts_between
from rules.management_figures import PeriodFacts
from rules.policy import Policy
from rules.policy_words import ReportProfile
from rules.report_errors import (
    MunicipalityAmbiguous,
    MunicipalityNotInYear,
    PeriodBackwards,
    UnknownMunicipality,
    UnknownProfile,
    YearWithoutData,
)
from rules.reports import Report, Section, as_data
from store.figures import has_work, municipalities, year_facts
from store.management_figures import period_facts
from store.models import Municipality
from templates.report_page import render_report

Form = Literal["html", "json"]


def make_municipality_report(
    session: Session, house: House, name: str, year: int, profile: str, now: datetime
) -> Report:
    """Return the yearly report of a municipality, by its name or code: tables 8a, 10 and 11.

    `profile` says how small numbers are hidden (rules/policy_words.py). Raises: UnknownMunicipality,
    MunicipalityNotInYear, MunicipalityAmbiguous, YearWithoutData or UnknownProfile.
    """
    chosen, today = _profile(profile), local_date(now)
    if not MINYEAR <= year <= MAXYEAR:
        raise YearWithoutData(year)
    first, end = date(year, 1, 1), date(year, 12, 31)
    places = _places(municipalities(session), name, first, end)
    last = min(end, today)
    if last < first or not has_work(session, first, last):
        raise YearWithoutData(year)
    facts = facts_between(year_facts(session, [place.id for place in places], first, last), first, last)
    threshold = house.policy(today).report.threshold
    tables = (figures.table_8a(facts), figures.table_10(facts), figures.table_11(facts, chosen, threshold))
    known_as = places[-1].name
    return Report(
        kind="municipality",
        name=known_as,
        title=f"Jaarrapportage {known_as} {year}",
        author=house.settings.organisation_name,
        starts_on=first,
        ends_on=end,
        made_on=today,
        profile=chosen.value,
        method=figures.METHOD,
        sections=municipality_sections(tables, year, chosen, threshold, house.settings, runs=today <= end),
    )


def _profile(profile: str) -> ReportProfile:
    if profile not in [known.value for known in ReportProfile]:
        raise UnknownProfile(profile, [known.value for known in ReportProfile])
    return ReportProfile(profile)


def _places(known: Sequence[Municipality], name: str, first: date, last: date) -> list[Municipality]:
    """Return the municipality called `name` in the period: more than one row when it got another code meanwhile."""
    wanted = alphabetical(name.strip())[0]
    called = [place for place in known if wanted in (alphabetical(place.name)[0], place.code.casefold())]
    if not called:
        names = {alphabetical(place.name)[0]: place.name for place in known}
        raise UnknownMunicipality(name, [names[near] for near in get_close_matches(wanted, names, n=3)])
    places = [place for place in called if place.valid_from <= last and (place.valid_to or last) >= first]
    if not places:
        raise MunicipalityNotInYear(called[0].name, first.year)
    places.sort(key=lambda place: place.valid_from)
    if any((one.valid_to or date.max) >= other.valid_from for one, other in pairwise(places)):
        raise MunicipalityAmbiguous(places[0].name, [place.code for place in places])
    return places


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
        ("Bezoeken achter", str(len(management_figures.owed(facts.windows)))),
        ("Open signalen", str(len(facts.signals))),
        ("Wacht op goedkeuring", str(sum(one.waits for one in facts.escalations))),
    )


def write_report(report: Report, form: Form, out: Path) -> Path:
    """Write the report to the folder `out`, whole or not at all; return the file `{kind}-{name}-{year}.{form}`."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{report.kind}-{_in_a_file_name(report.name)}-{report.year}.{form}"
    draft = file.with_name(f".{file.name}.new")
    draft.write_text(_WRITERS[form](report), encoding="utf-8")
    return draft.replace(file)


def _in_a_file_name(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "naamloos"


def _json(report: Report) -> str:
    return json.dumps(as_data(report), ensure_ascii=False, indent=2) + "\n"


_WRITERS: dict[Form, Callable[[Report], str]] = {"html": render_report, "json": _json}
