"""Where a coordinator starts: what is too late first, then the work list; and the lists of late visits and of debt."""

from datetime import timedelta

from sqlalchemy import Integer, Select, column
from starlette.responses import Response

from actions.worklist import work_list
from desk.web.desk import Desk
from desk.web.lists import Column, ListOf, by_text, by_word, list_pages
from desk.web.pages.work import link_of, to_place
from desk.web.table import Menu, Page
from rules.vocabulary import CareType, MissedReason, Role
from store.models import Group, GroupCareType, Location, VisitWindow
from store.planning_people import away_on
from store.planning_views import (
    DEBT_COLUMNS,
    OWNER_NAME,
    counts_between,
    debt_query,
    late_query,
    late_visits,
    shown_name,
    told_name,
)
from store.scope import Viewer

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
DAY = timedelta(days=1)
MOST_LATE, MOST_WORK = 8, 8


def planning(desk: Desk) -> Response:
    """Show what needs this person now: visits that are too late, and work."""
    viewer = Viewer(desk.user, desk.now)
    monday = desk.today - desk.today.weekday() * DAY
    late = late_visits(desk.session, viewer)
    shown = {row.window.id for row in late}
    lines = [line for line in work_list(desk.session, desk.user, desk.today) if to_place(desk, line) not in shown]
    return desk.page(
        "desk/planning/start.html",
        late=[row for row in late if row.planned is None][:MOST_LATE],
        late_count=sum(row.planned is None for row in late),
        caught_up=sum(row.planned is not None for row in late),
        work=[(line, link_of(desk, line), to_place(desk, line)) for line in lines[:MOST_WORK]],
        work_count=len(lines),
        monday=monday,
        week=counts_between(desk.session, viewer, monday, monday + 6 * DAY),
        away=away_on(desk.session, viewer, desk.today, desk.today),
    )


def _viewer(desk: Desk) -> Viewer:
    return Viewer(desk.user, desk.now)


def _late_rows(desk: Desk) -> Select[tuple[VisitWindow, Group, Location, object]]:
    return late_query(_viewer(desk))  # type: ignore[return-value]  # the owner is an alias of Adviser


WINDOW = VisitWindow.__table__.c
LATE = ListOf(
    name="late_visits",
    title="Te late bezoeken",
    rows=_late_rows,
    columns=(
        Column(
            "groep", "Groep", lambda row: shown_name(row[1], row[0].care_type), Group.__table__.c.code,
            link=lambda desk, row: desk.address("group", code=row[1].code),
        ),
        Column("zorgvorm", "Zorgvorm", lambda row: row[0].care_type, WINDOW.care_type, kind="word"),
        Column("plaats", "Plaats", lambda row: row[2].town, Location.__table__.c.town),
        Column("uiterlijk", "Moest uiterlijk", lambda row: row[0].ends_on, WINDOW.ends_on, "deadline"),
        Column("inhalen", "Inhalen tot en met", lambda row: row[0].late_until, WINDOW.late_until, "day"),
        Column("wie", "Vertrouwenspersoon", lambda row: row[3].name if row[3] else None, OWNER_NAME),
        Column("reden", "Reden", lambda row: row[0].missed_reason, WINDOW.missed_reason, "word"),
    ),
    order="uiterlijk",
    filters=(
        by_word(WINDOW.care_type, CareType, "zorgvorm", "Zorgvorm"),
        by_word(WINDOW.missed_reason, MissedReason, "reden", "Reden"),
        by_text((Group.__table__.c.code, told_name(WINDOW.care_type), Location.__table__.c.town, OWNER_NAME)),
    ),
    tie=(WINDOW.id,),
    nothing="Er is geen bezoek te laat.",
)  # fmt: skip


def _debt_rows(desk: Desk) -> Select[tuple[str, str, str, CareType, int, int, int, int]]:
    return debt_query(_viewer(desk))


DUE, DONE, EXCUSED, OWED = (column(name, Integer) for name in DEBT_COLUMNS)
DEBT = ListOf(
    name="debt",
    title="Tegoed per groep",
    rows=_debt_rows,
    columns=(
        Column(
            "groep", "Groep", lambda row: row.name, Group.__table__.c.code,
            link=lambda desk, row: desk.address("group", code=row.code),
        ),
        Column("zorgvorm", "Zorgvorm", lambda row: row.care_type, GroupCareType.__table__.c.care_type, kind="word"),
        Column("plaats", "Plaats", lambda row: row.town, Location.__table__.c.town),
        Column("verschuldigd", "Verschuldigd", lambda row: row.due, DUE, "number"),
        Column("gedaan", "Gedaan", lambda row: int(row.done), DONE, "number"),
        Column("vervallen", "Vervallen", lambda row: int(row.excused), EXCUSED, "number"),
        Column("tegoed", "Tegoed", lambda row: int(row.debt), OWED, "number"),
    ),
    order="-tegoed",
    filters=(
        by_word(GroupCareType.__table__.c.care_type, CareType, "zorgvorm", "Zorgvorm"),
        by_text((Group.__table__.c.code, told_name(GroupCareType.__table__.c.care_type), Location.__table__.c.town)),
    ),
    tie=(Group.__table__.c.code,),
    nothing="Er is nog geen periode voorbij.",
)  # fmt: skip

PAGES = (
    Page("/planning", "planning", planning, PLANNERS, menu=Menu("Planning", 10)),
    *list_pages("/planning/te-laat", LATE, PLANNERS),
    *list_pages("/planning/tegoed", DEBT, PLANNERS),
)
