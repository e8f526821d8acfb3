"""All visits as a list, and one visit: when and by whom, another moment, called off, or recorded afterwards."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from starlette.responses import Response

from actions.visit_moves import Slot, move_visit
from actions.visits import Checklist, attempt_visit, cancel_visit, record_visit
from desk.web.desk import Desk
from desk.web.errors import ChangedMeanwhile, NotHere
from desk.web.lists import Column, Filter, ListOf, by_day, by_text, by_word, list_pages
from desk.web.table import Handler, Page, Scope
from desk.web.typed import Typed
from rules.calendar import at_local, to_local
from rules.vocabulary import AttemptReason, CareType, MissedReason, Role, VisitState
from store.models import Adviser, Group, GroupCareType, Location, Organisation, Visit, VisitWindow
from store.planning_people import advisers_seen
from store.planning_views import SeenVisit, organisations_seen, shown_name, told_name, visit_seen, visits_query
from store.scope import Viewer, condition

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
DAY = timedelta(days=1)
TONES = {
    VisitState.DONE: "done",
    VisitState.REPORTED: "done",
    VisitState.ATTEMPTED: "wait",
    VisitState.CANCELLED: "wait",
}


def planned_visit(desk: Desk) -> Response:
    """Show one visit and what can be done with it."""
    one = _seen(desk)
    window = desk.session.get(VisitWindow, one.visit.window_id) if one.visit.window_id else None
    people = advisers_seen(desk.session, Viewer(desk.user, desk.now), one.visit.on, one.visit.on)
    return desk.page(
        "desk/planning/visit.html",
        trail=[
            (desk.say("Planning"), desk.address("planning")),
            (desk.say("Week"), desk.address("week", week=one.visit.on.isoformat())),
        ],
        one=one,
        window=window,
        tone=TONES.get(one.visit.state, "now"),
        mark=_mark(one),
        advisers=[(adviser.code, adviser.name) for adviser, _ in people],
        past=one.visit.starts_at <= desk.now,
        reasons=MissedReason,
        attempts=AttemptReason,
    )


def move(desk: Desk) -> Response:
    """Give the visit another moment or person."""
    one, typed = _unchanged(desk), Typed.at(desk)
    start = to_local(one.visit.starts_at)
    on, starts = typed.day("on", one.visit.on), typed.clock("starts", start.time())
    code = typed.text("who", 30) or one.adviser.code
    typed.check()
    who = desk.session.scalars(
        select(Adviser).where(Adviser.code == code, condition(Adviser, Viewer(desk.user, desk.now)))
    ).one_or_none()
    if who is None:
        raise NotHere
    new = move_visit(desk.session, desk.house, one.visit.id, Slot(who.id, on, starts), now=desk.now, actor=desk.actor)
    said = desk.say("Verzet naar %(day)s, %(time)s.", day=f"{new.on:%d-%m-%Y}", time=f"{starts:%H:%M}")
    return desk.redirect("planned_visit", number=new.id, message=said)


def cancel(desk: Desk) -> Response:
    """Call the visit off, with a reason."""
    one, typed = _unchanged(desk), Typed.at(desk)
    reason = typed.word("reason", MissedReason)
    typed.check()
    cancel_visit(desk.session, desk.house, one.visit.id, reason, now=desk.now, actor=desk.actor)
    return desk.redirect("planned_visit", number=one.visit.id, message=desk.say("Het bezoek is afgezegd."))


def made(desk: Desk) -> Response:
    """Record afterwards that the visit was made."""
    one, typed = _unchanged(desk), Typed.at(desk)
    day = one.visit.on
    starts = at_local(day, typed.clock("started", to_local(one.visit.starts_at).time()))
    ends = at_local(day, typed.clock("ended", to_local(one.visit.ends_at).time()))
    seen = Checklist(
        present=typed.number("present"),
        spoken_to=typed.number("spoken_to"),
        new_youths=typed.number_or_none("new_youths") or 0,
        booklet_given=typed.yes("booklet_given"),
        house_rules_seen=typed.yes("house_rules_seen"),
        house_rules_changed=typed.yes("house_rules_changed"),
        measures_seen=typed.yes("measures_seen"),
    )
    typed.check()
    record_visit(
        desk.session, desk.house, one.visit.id, seen, started_at=starts, ended_at=ends, now=desk.now, actor=desk.actor
    )
    return desk.redirect("planned_visit", number=one.visit.id, message=desk.say("Het bezoek is vastgelegd."))


def tried(desk: Desk) -> Response:
    """Record afterwards that the adviser came in vain."""
    one, typed = _unchanged(desk), Typed.at(desk)
    reason = typed.word("why", AttemptReason)
    typed.check()
    signal = attempt_visit(desk.session, desk.house, one.visit.id, reason, now=desk.now, actor=desk.actor)
    if signal is None:
        said = desk.say("Vastgelegd dat het bezoek niet doorging.")
    else:
        said = desk.say(
            "Vastgelegd. Er staat een conceptsignaal %(ref)s klaar; niets is verstuurd.", ref=signal.reference
        )
    return desk.redirect("planned_visit", number=one.visit.id, message=said)


def _seen(desk: Desk) -> SeenVisit:
    one = visit_seen(desk.session, Viewer(desk.user, desk.now), desk.path["number"])
    if one is None:
        raise NotHere
    return one


def _mark(one: SeenVisit) -> str:
    """Return how the visit stands, for a form to say what it was filled in on."""
    return f"{one.visit.state.value}|{to_local(one.visit.starts_at):%d-%m-%Y %H:%M}|{one.adviser.code}"


def _unchanged(desk: Desk) -> SeenVisit:
    """Return the visit as the form was filled in on it. Raises: NotHere, ChangedMeanwhile."""
    one = _seen(desk)
    was, now = str(desk.form.get("mark", "")).split("|"), _mark(one).split("|")
    if was != now:
        labels = (desk.say("Stand"), desk.say("Moment"), desk.say("Vertrouwenspersoon"))
        raise ChangedMeanwhile(
            {label: (old, new) for label, old, new in zip(labels, was, now, strict=False) if old != new}
        )
    return one


# --- the list -------------------------------------------------------------------------------------------------------


def _rows(desk: Desk) -> Select[tuple[Visit, Adviser, Group, Location, CareType]]:
    return visits_query(Viewer(desk.user, desk.now))


def _of_adviser(_desk: Desk, code: str) -> ColumnElement[bool]:
    return Adviser.code == code


def _of_organisation(_desk: Desk, code: str) -> ColumnElement[bool]:
    return Adviser.organisation_id == select(Organisation.id).where(Organisation.code == code).scalar_subquery()


def _advisers(desk: Desk) -> list[tuple[str, str]]:
    people = advisers_seen(desk.session, Viewer(desk.user, desk.now), desk.today, desk.today)
    return [(adviser.code, adviser.name) for adviser, _ in people]


def _organisations(desk: Desk) -> list[tuple[str, str]]:
    return organisations_seen(desk.session, Viewer(desk.user, desk.now))


def _tone(row: Row[Any]) -> str:
    return TONES.get(row[0].state, "")


VISIT, KIND = Visit.__table__.c, GroupCareType.__table__.c.care_type
VISITS = ListOf(
    name="visits",
    title="Bezoeken",
    rows=_rows,
    columns=(
        Column(
            "dag", "Dag", lambda row: row[0].on, VISIT.on, "day",
        ),
        Column("tijd", "Tijd", lambda row: f"{to_local(row[0].starts_at):%H:%M}"),
        Column(
            "groep", "Groep", lambda row: shown_name(row[2], row[4]), Group.__table__.c.code,
            link=lambda desk, row: desk.address("planned_visit", number=row[0].id),
        ),
        Column("plaats", "Plaats", lambda row: row[3].town, Location.__table__.c.town),
        Column("zorgvorm", "Zorgvorm", lambda row: row[4], KIND, "word"),
        Column("wie", "Vertrouwenspersoon", lambda row: row[1].name, Adviser.__table__.c.name),
        Column("stand", "Stand", lambda row: row[0].state, VISIT.state, "word", tone=_tone),
        Column("gesproken", "Gesproken", lambda row: row[0].spoken_to, VISIT.spoken_to, "number"),
    ),
    order="dag",
    filters=(
        by_day(lambda day: Visit.on >= day, "van", "Vanaf"),
        by_day(lambda day: Visit.on <= day, "tot", "Tot en met"),
        Filter("organisatie", "Organisatie", _of_organisation, choices=_organisations),
        Filter("vertrouwenspersoon", "Vertrouwenspersoon", _of_adviser, choices=_advisers),
        by_word(KIND, CareType, "zorgvorm", "Zorgvorm"),
        by_word(VISIT.state, VisitState, "stand", "Stand"),
        by_text((Group.__table__.c.code, told_name(KIND), Location.__table__.c.town)),
    ),
    tie=(VISIT.starts_at, VISIT.id),
    nothing="Er is geen bezoek dat hierbij past.",
)  # fmt: skip


def _act(part: str, name: str, handler: Handler) -> Page:
    path = f"/planning/bezoeken/{{number:int}}/{part}"
    return Page(path, name, handler, PLANNERS, method="POST", scope=Scope.VISIT, shows="planned_visit")


PAGES = (
    *list_pages("/planning/bezoeken", VISITS, PLANNERS),
    Page("/planning/bezoeken/{number:int}", "planned_visit", planned_visit, PLANNERS, scope=Scope.VISIT),
    _act("verzetten", "move_visit", move),
    _act("afzeggen", "cancel_visit", cancel),
    _act("vastleggen", "visit_made", made),
    _act("tevergeefs", "visit_tried", tried),
)
