"""The adviser's day, on a phone: today's visits, recording one in two taps, what is still to write, and my week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.responses import Response

from actions.observing import record_finding
from actions.visits import Checklist, attempt_visit, record_visit, report_visit
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.table import Menu, Page, Scope
from desk.web.typed import Typed
from rules.calendar import at_local, to_local
from rules.terms import due
from rules.vocabulary import AttemptReason, Role, VisitState, Word
from store.adviser_day import (
    DayVisit,
    Looked,
    looked_at,
    own_visit,
    own_visits,
    signals_by_term,
    work_waiting,
)
from store.decrees import calendar_in_force
from store.models import Signal
from store.scope import Viewer

ADVISER = frozenset({Role.ADVISER})
DAY = timedelta(days=1)
LOOK_BACK = 28 * DAY
"""How far back a visit that nobody recorded is still asked for; the digest looks as far."""
MOST_SIGNALS = 6
YES, NO = "yes", "no"


class Seen(Word):
    """What a visit saw of what it had to look at."""

    STILL = "still", "ja, nog steeds"
    GONE = "gone", "nee, niet meer"
    NOT_LOOKED = "not_looked", "niet gekeken"


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit as its form shows it: what to look at, and the times that are filled in."""

    row: DayVisit
    points: Sequence[Looked]
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A visit of which the report is not there, and its last day."""

    row: DayVisit
    due: date


def today(desk: Desk) -> Response:
    """Show what is to be done today: visits first, then what waits."""
    viewer, day = _viewer(desk), desk.today
    found = own_visits(desk.session, viewer, day - LOOK_BACK, day)
    points = looked_at(desk.session, viewer, {row.visit.group_id for row in found if row.is_open})
    shown = [_shown(desk, row, points) for row in found]
    signals = signals_by_term(desk.session, viewer)
    return desk.page(
        "desk/adviser/today.html",
        visits=[one for one in shown if one.row.visit.on == day],
        forgotten=[one for one in shown if one.row.is_open and one.row.visit.on < day],
        reports=_unwritten(desk, found),
        signals=signals[:MOST_SIGNALS],
        more_signals=max(0, len(signals) - MOST_SIGNALS),
        waiting=work_waiting(desk.session, viewer),
        reasons=AttemptReason,
        findings=Seen,
    )


def my_week(desk: Desk) -> Response:
    """Show one week of my visits, by day; the week stands in the address."""
    monday = _monday(desk)
    found = own_visits(desk.session, _viewer(desk), monday, monday + 6 * DAY)
    days = [monday + number * DAY for number in range(7)]
    return desk.page(
        "desk/adviser/week.html",
        monday=monday,
        days=[(day, [row for row in found if row.visit.on == day]) for day in days],
        earlier=monday - 7 * DAY,
        later=monday + 7 * DAY,
        count=len(found),
    )


def adviser_visit(desk: Desk) -> Response:
    """Show one visit of mine, with its form while it is to be recorded."""
    row = _mine(desk)
    points = looked_at(desk.session, _viewer(desk), {row.visit.group_id})
    return desk.page(
        "desk/adviser/visit.html",
        trail=[(desk.say("Vandaag"), desk.address("today"))],
        one=_shown(desk, row, points),
        reasons=AttemptReason,
        findings=Seen,
        recordable=row.visit.on <= desk.today,
    )


def record(desk: Desk) -> Response:
    """Record that a visit was made, or that it was tried in vain; then back to the day, or on to a signal."""
    row, typed = _mine(desk), Typed.at(desk)
    if typed.text("made") == NO:
        return _attempted(desk, row, typed)
    list_, starts, ends = _checklist(typed), *_times(desk, row, typed)
    typed.check()
    record_visit(
        desk.session, desk.house, row.visit.id, list_, started_at=starts, ended_at=ends, now=desk.now, actor=desk.actor
    )
    _findings(desk, row)
    said = desk.say("Het bezoek aan %(name)s is vastgelegd.", name=row.name)
    if typed.yes("signal") and desk.address.knows("signal_new"):
        return desk.redirect("signal_new", visit=row.visit.id, message=said)
    return desk.redirect("today", message=said)


def reported(desk: Desk) -> Response:
    """Record that the report of a visit is there."""
    row = _mine(desk)
    report_visit(desk.session, desk.house, row.visit.id, now=desk.now, actor=desk.actor)
    return desk.redirect("today", message=desk.say("Het verslag van %(name)s staat op gereed.", name=row.name))


def _attempted(desk: Desk, row: DayVisit, typed: Typed) -> Response:
    reason = typed.word("reason", AttemptReason)
    typed.check()
    signal = attempt_visit(desk.session, desk.house, row.visit.id, reason, now=desk.now, actor=desk.actor)
    if signal is None:
        said = desk.say(
            "Vastgelegd. De coördinator hoort vandaag dat het bezoek aan %(name)s niet doorging.", name=row.name
        )
        return desk.redirect("today", message=said)
    said = desk.say(
        "Vastgelegd. Er staat een conceptsignaal %(ref)s klaar; er is niets verstuurd. De coördinator hoort het"
        " vandaag.",
        ref=signal.reference,
    )
    if desk.address.knows("signal"):
        return desk.redirect("signal", reference=signal.reference, message=said)
    return desk.redirect("today", message=said)


def _findings(desk: Desk, row: DayVisit) -> None:
    """Record what was seen of each point that I follow; who did not look records nothing."""
    for point in looked_at(desk.session, _viewer(desk), {row.visit.group_id}).get(row.visit.group_id, ()):
        seen = desk.form.get(f"seen-{point.signal_id}")
        if point.mine and seen in (Seen.STILL, Seen.GONE):
            signal = desk.session.get_one(Signal, point.signal_id)
            record_finding(
                desk.session, desk.house, signal, row.visit.id, seen=seen == Seen.STILL, now=desk.now, by=desk.user
            )


def _checklist(typed: Typed) -> Checklist:
    return Checklist(
        present=typed.number("present"),
        spoken_to=typed.number("spoken_to"),
        new_youths=typed.number_or_none("new_youths") or 0,
        booklet_given=typed.yes("booklet_given"),
        house_rules_seen=typed.yes("house_rules_seen"),
        house_rules_changed=typed.yes("house_rules_changed"),
        measures_seen=typed.yes("measures_seen"),
    )


def _times(desk: Desk, row: DayVisit, typed: Typed) -> tuple[datetime, datetime]:
    """Return from when until when the visit was: as typed, else as filled in."""
    starts, ends = likely_times(row.visit.starts_at, row.visit.ends_at, desk.now)
    return _typed_time(row, typed, "started", starts), _typed_time(row, typed, "ended", ends)


def _typed_time(row: DayVisit, typed: Typed, name: str, likely: datetime) -> datetime:
    """Return a time of the visit's day; the one that was filled in keeps its seconds and, in autumn, its hour."""
    wall = to_local(likely).time()
    chosen = typed.clock(name, wall)
    return likely if f"{chosen:%H:%M}" == f"{wall:%H:%M}" else at_local(row.visit.on, chosen)


def likely_times(starts: datetime, ends: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return when a visit probably was, for who records it at `now`: as planned, but never later than now."""
    if ends <= now:
        return starts, ends
    end = now.replace(second=0, microsecond=0)
    return (starts, end) if starts < end else (end - (ends - starts), end)


def _shown(desk: Desk, row: DayVisit, points: Mapping[int, Sequence[Looked]]) -> OwnVisit:
    starts, ends = likely_times(row.visit.starts_at, row.visit.ends_at, desk.now)
    return OwnVisit(row, points.get(row.visit.group_id, ()), starts, ends)


def _unwritten(desk: Desk, found: Sequence[DayVisit]) -> list[Unwritten]:
    calendar = calendar_in_force(desk.session)
    return [
        Unwritten(row, due(row.visit.on, desk.house.policy(row.visit.on).visits.report.term, calendar))
        for row in found
        if row.visit.state is VisitState.DONE
    ]


def _monday(desk: Desk) -> date:
    try:
        day = date.fromisoformat(desk.query.get("week", ""))
        return day - day.weekday() * DAY
    except (ValueError, OverflowError):
        return desk.today - desk.today.weekday() * DAY


def _mine(desk: Desk) -> DayVisit:
    row = own_visit(desk.session, _viewer(desk), desk.path["visit"])
    if row is None:
        raise NotHere
    return row


def _viewer(desk: Desk) -> Viewer:
    return Viewer(desk.user, desk.now)


PAGES = (
    Page("/vandaag", "today", today, ADVISER, menu=Menu("Vandaag", 5)),
    Page("/mijn-week", "my_week", my_week, ADVISER),
    Page("/vandaag/{visit:int}", "adviser_visit", adviser_visit, ADVISER, scope=Scope.VISIT),
    Page(
        "/vandaag/{visit:int}", "adviser_visit_record", record, ADVISER, method="POST", scope=Scope.VISIT,
        shows="adviser_visit",
    ),
    Page(
        "/vandaag/{visit:int}/verslag", "adviser_visit_reported", reported, ADVISER, method="POST", scope=Scope.VISIT,
        shows="adviser_visit",
    ),
)  # fmt: skip
