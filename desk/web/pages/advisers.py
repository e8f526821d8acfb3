"""The advisers: a list, one adviser with working days, papers and absences, and the information sessions they held."""

from datetime import timedelta

from sqlalchemy import Select
from starlette.responses import Response

from actions.info_sessions import MOST, Held, record_info_session
from desk.web.desk import Desk
from desk.web.lists import Column, ListOf, by_day, by_text, by_word, list_pages, listing
from desk.web.table import Menu, Page, Scope
from desk.web.typed import Typed
from rules.policy_words import Weekday
from rules.vocabulary import AbsenceKind, InfoSessionKind, Role
from store.group_page import advisers_query, info_sessions_query, whole_adviser
from store.models import Adviser, AgencyName, Group, InfoSession, Location, Organisation
from store.planning_people import advisers_seen
from store.planning_views import shown_name
from store.scope import Viewer, one_seen

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
DAY = timedelta(days=1)
FRIDAY = 4


def adviser(desk: Desk) -> Response:
    """Show one adviser."""
    row = one_seen(desk.session, Adviser, Viewer(desk.user, desk.now), Adviser.code == desk.path["code"])
    whole = whole_adviser(desk.session, row, desk.today)
    return desk.page(
        "desk/planning/adviser.html",
        trail=[(desk.say("Vertrouwenspersonen"), desk.address("advisers"))],
        whole=whole,
        away=next((one for one in whole.absences if one.starts_on <= desk.today), None),
        weekdays=tuple(Weekday),
        kinds=AbsenceKind,
        shown_name=shown_name,
        friday=desk.today + (FRIDAY - desk.today.weekday()) % 7 * DAY,
        tomorrow=desk.today + DAY,
    )


def info_sessions(desk: Desk) -> Response:
    """Show the information sessions, and the form for another."""
    people = advisers_seen(desk.session, Viewer(desk.user, desk.now), desk.today, desk.today)
    return desk.page(
        "desk/planning/info_sessions.html",
        listing=listing(desk, SESSIONS),
        advisers=[(one.code, one.name) for one, _ in people],
        kinds=InfoSessionKind,
    )


def record_session(desk: Desk) -> Response:
    """Record an information session that was held."""
    typed, viewer = Typed.at(desk), Viewer(desk.user, desk.now)
    kind, on = typed.word("kind", InfoSessionKind), typed.day("on", desk.today)
    code, who = typed.text("group", 30, needed=True), typed.text("who", 30, needed=True)
    attendees = typed.number_or_none("attendees", 0, MOST)
    typed.check()
    group = one_seen(desk.session, Group, viewer, Group.code == code)
    by = one_seen(desk.session, Adviser, viewer, Adviser.code == who)
    made = record_info_session(desk.session, group, Held(kind, on, by, attendees), now=desk.now, actor=desk.actor)
    said = desk.say("Voorlichting %(ref)s is vastgelegd.", ref=made.reference)
    return desk.redirect("info_sessions", message=said)


def _rows(desk: Desk) -> Select[tuple[Adviser, Organisation, Adviser]]:
    return advisers_query(Viewer(desk.user, desk.now))


def _session_rows(desk: Desk) -> Select[tuple[InfoSession, Adviser, Location, str]]:
    return info_sessions_query(Viewer(desk.user, desk.now))


TABLE, HELD = Adviser.__table__.c, InfoSession.__table__.c
ADVISERS = ListOf(
    name="advisers",
    title="Vertrouwenspersonen",
    rows=_rows,
    columns=(
        Column(
            "naam", "Naam", lambda row: row[0].name, TABLE.name,
            link=lambda desk, row: desk.address("adviser", code=row[0].code),
        ),
        Column("code", "Code", lambda row: row[0].code, TABLE.code),
        Column("organisatie", "Organisatie", lambda row: row[1].name, Organisation.__table__.c.name),
        Column("plaats", "Woonplaats", lambda row: row[0].home_town, TABLE.home_town),
        Column("uren", "Uren per week", lambda row: row[0].contract_hours, TABLE.contract_hours, "number"),
        Column("vervanger", "Plaatsvervanger", lambda row: row[2].name if row[2] else None),
    ),
    order="naam",
    filters=(by_text((TABLE.code, TABLE.name, TABLE.home_town)),),
    tie=(TABLE.id,),
    nothing="Er is geen vertrouwenspersoon die hierbij past.",
)  # fmt: skip

SESSIONS = ListOf(
    name="info_sessions",
    title="Voorlichtingen",
    rows=_session_rows,
    columns=(
        Column("dag", "Dag", lambda row: row[0].held_on, HELD.held_on, "day"),
        Column("nummer", "Nummer", lambda row: row[0].reference, HELD.reference),
        Column("soort", "Voor wie", lambda row: row[0].kind, HELD.kind, "word"),
        Column("aanbieder", "Aanbieder", lambda row: row[3], AgencyName.__table__.c.name),
        Column("plaats", "Plaats", lambda row: row[2].town, Location.__table__.c.town),
        Column("wie", "Vertrouwenspersoon", lambda row: row[1].name, TABLE.name),
        Column("deelnemers", "Deelnemers", lambda row: row[0].attendees, HELD.attendees, "number"),
    ),
    order="-dag",
    filters=(
        by_day(lambda day: InfoSession.held_on >= day, "van", "Vanaf"),
        by_day(lambda day: InfoSession.held_on <= day, "tot", "Tot en met"),
        by_word(HELD.kind, InfoSessionKind, "soort", "Voor wie"),
    ),
    tie=(HELD.id,),
    nothing="Er is geen voorlichting die hierbij past.",
)

PAGES = (
    *list_pages("/vertrouwenspersonen", ADVISERS, PLANNERS, menu=Menu("Vertrouwenspersonen", 15)),
    Page("/vertrouwenspersonen/{code}", "adviser", adviser, PLANNERS, scope=Scope.ADVISER),
    Page("/voorlichtingen", "info_sessions", info_sessions, PLANNERS),
    list_pages("/voorlichtingen", SESSIONS, PLANNERS)[1],
    Page("/voorlichtingen", "record_info_session", record_session, PLANNERS, "POST", shows="info_sessions"),
)
