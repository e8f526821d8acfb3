"""For the privacy officer: who changed what, who read what, is the record whole, and what was decided about keeping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_
from starlette.responses import Response

from actions.release_check import PART
from actions.retention import LONGEST_YEARS, decide_retention
from desk.web.background import Job, in_background, job_of
from desk.web.desk import Desk
from desk.web.lists import Column, Facts, Filter, ListOf, by_day, list_pages
from desk.web.table import Menu, Page
from desk.web.typed import Typed
from rules.calendar import end_of_day, local_date
from rules.happenings import HAPPENINGS, happening
from rules.policy_words import RecordClass
from rules.record_words import NOUNS, Purpose, facts_said, purpose_said, subject_said
from rules.vocabulary import Role, Word
from store.accounts import glass_opened_since
from store.audit import (
    EVENT_ABOUT,
    EVENT_WHO,
    READING_WHO,
    counts_since,
    events_query,
    last_anchor,
    readings_query,
    retention_decisions,
)
from store.events import Break, breaks
from store.models import AccessLog, Event
from store.session import reading
from templates.desk_page import told_in

OFFICER = frozenset({Role.PRIVACY_OFFICER})
CHECKING = "record check"
MONTH = timedelta(days=30)
DAY = timedelta(days=1)
FOREVER = "forever"


def privacy_start(desk: Desk) -> Response:
    """Show whether the record is whole, what was read and opened lately, and what was decided about keeping."""
    changes, readings = counts_since(desk.session, desk.now - MONTH)
    job = job_of(desk.house, CHECKING)
    return desk.page(
        "desk/privacy/start.html",
        anchor=last_anchor(desk.session),
        job=job,
        found=job.result if job is not None and isinstance(job.result, list) else None,
        changes=changes,
        readings=readings,
        glass=glass_opened_since(desk.session, desk.now - MONTH),
        undecided=sum(one.decided_on is None for one in _retention(desk)),
    )


def check_record(desk: Desk) -> Response:
    """Recompute every chain and every anchor in the background; the page tells what was found."""
    house = desk.house

    def work(_job: Job) -> list[Break]:
        with reading(house.engine) as session:
            return list(breaks(session))

    answer = desk.redirect("privacy", message=desk.say("Het logboek wordt nagerekend."))
    answer.background = in_background(house, CHECKING, work, desk.now, by_id=desk.user.id)
    return answer


def _events(_desk: Desk) -> Select[Any]:
    return events_query()


def _readings(_desk: Desk) -> Select[Any]:
    return readings_query()


def _facts(row: Any) -> Facts:  # noqa: ANN401 - a row of a list
    return facts_said({name: value for name, value in row.facts.items() if not name.startswith(PART)})


def _called(desk: Desk, given: str, words: Mapping[str, Word | str]) -> list[str]:
    """Return the codes of the words that hold what was sought, as the reader reads them."""
    return [code for code, word in words.items() if given.lower() in told_in(desk.language, word).lower()]


def _happened(desk: Desk, given: str) -> ColumnElement[bool]:
    """Keep the events that are called so or are about what is called so, and those whose codes hold it."""
    return or_(
        EVENT.what.in_(_called(desk, given, {code: happening(code) for code in HAPPENINGS})),
        EVENT.subject_kind.in_(_called(desk, given, NOUNS)),
        *(column.icontains(given, autoescape=True) for column in (EVENT_WHO, EVENT.what, EVENT_ABOUT)),
    )


def _was_read(desk: Desk, given: str) -> ColumnElement[bool]:
    """Keep the readings for what is called so, of what is called so, and those whose codes hold it."""
    return or_(
        LOGGED.purpose.in_(_called(desk, given, {purpose.value: purpose for purpose in Purpose})),
        *(LOGGED.subject.startswith(f"{kind}:") for kind in _called(desk, given, NOUNS)),
        *(column.icontains(given, autoescape=True) for column in (READING_WHO, LOGGED.subject, LOGGED.purpose)),
    )


EVENT, LOGGED = Event.__table__.c, AccessLog.__table__.c
RECORD = ListOf(
    name="record",
    title="Logboek van wijzigingen",
    rows=_events,
    columns=(
        Column("toen", "Wanneer", lambda row: row.at, EVENT.id, "moment"),
        Column("wie", "Wie", lambda row: subject_said(row.who), EVENT_WHO, "said"),
        Column("wat", "Wat", lambda row: happening(row.what), EVENT.what, "said"),
        Column("over", "Waarover", lambda row: subject_said(row.about), EVENT_ABOUT, "said"),
        Column("feiten", "Feiten", _facts, kind="facts"),
    ),
    order="-toen",
    filters=(
        Filter("zoek", "Zoeken", _happened, kind="search"),
        by_day(lambda day: EVENT.at > end_of_day(day - DAY), "van", "Vanaf"),
        by_day(lambda day: EVENT.at <= end_of_day(day), "tot", "Tot en met"),
    ),
    tie=(EVENT.id.desc(),),
    nothing="Er is niets vastgelegd dat hierbij past.",
)  # fmt: skip
READINGS = ListOf(
    name="readings",
    title="Wat is gelezen",
    rows=_readings,
    columns=(
        Column("toen", "Wanneer", lambda row: row.at, LOGGED.id, "moment"),
        Column("wie", "Wie", lambda row: subject_said(row.who), READING_WHO, "said"),
        Column("wat", "Wat", lambda row: subject_said(row.subject), LOGGED.subject, "said"),
        Column("waarvoor", "Waarvoor", lambda row: purpose_said(row.purpose), LOGGED.purpose, "said"),
    ),
    order="-toen",
    filters=(
        Filter("zoek", "Zoeken", _was_read, kind="search"),
        by_day(lambda day: LOGGED.at > end_of_day(day - DAY), "van", "Vanaf"),
        by_day(lambda day: LOGGED.at <= end_of_day(day), "tot", "Tot en met"),
    ),
    tie=(LOGGED.id.desc(),),
    nothing="Er is niets gelezen dat hierbij past.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A class of records: how long the policy keeps it (None: for ever), and what was decided, if anything was."""

    kind: RecordClass
    years: int | None
    in_policy: bool
    decided_years: int | None = None
    decided_on: date | None = None
    reference: str = ""
    recorded_on: date | None = None


def _retention(desk: Desk) -> Sequence[Kept]:
    policy = desk.house.policy(desk.today)
    decided = retention_decisions(desk.session)
    rows = []
    for kind in RecordClass:
        years = policy.retention.years.get(kind)
        in_policy = policy.provenance[f"retention.years.{kind.value}"].is_decided if years is not None else True
        event = decided.get(kind)
        if event is None:
            rows.append(Kept(kind, years, in_policy))
            continue
        facts = event.facts
        day = date.fromisoformat(facts["decided_on"])
        rows.append(Kept(kind, years, in_policy, facts["years"], day, facts["reference"], local_date(event.at)))
    return rows


def retention(desk: Desk) -> Response:
    """Show how long records are kept, what was decided, and the form for a decision."""
    trail = [(desk.say("Privacy"), desk.address("privacy"))]
    return desk.page("desk/privacy/retention.html", trail=trail, rows=_retention(desk), classes=RecordClass)


def decide(desk: Desk) -> Response:
    """Record a decision about keeping."""
    typed = Typed.at(desk)
    kind = typed.word("class", RecordClass)
    years = None if typed.yes(FOREVER) else typed.number("years", 1, LONGEST_YEARS)
    day, reference = typed.day("decided_on", desk.today), typed.text("reference", 80, needed=True)
    typed.check()
    decide_retention(desk.session, kind, years, day, reference, desk.now, by=desk.user)
    return desk.redirect("retention", message=desk.say("Het besluit is vastgelegd. Er is niets verwijderd."))


PAGES = (
    Page("/privacy", "privacy", privacy_start, OFFICER),
    Page("/privacy/nagerekend", "check_record", check_record, OFFICER, method="POST", shows="privacy"),
    *list_pages("/privacy/logboek", RECORD, OFFICER, menu=Menu("Logboek", 10)),
    *list_pages("/privacy/gelezen", READINGS, OFFICER, menu=Menu("Gelezen", 11)),
    Page("/privacy/bewaren", "retention", retention, OFFICER, menu=Menu("Bewaren", 12)),
    Page("/privacy/bewaren", "decide_retention", decide, OFFICER, method="POST", shows="retention", reauth=True),
)
