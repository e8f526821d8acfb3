"""The groups: a list, and one group with its care, people, hours, closures and rhythm, and what can be changed."""

from datetime import time, timedelta

from sqlalchemy import ColumnElement, Select
from starlette.responses import Response

from actions.group_changes import GroupFields, change_care, change_group
from actions.rhythms import accept_rhythm, propose_rhythm, refuse_rhythm, withdraw_rhythm
from actions.visits import is_below_norm, override_cadence
from desk.web.desk import Desk
from desk.web.errors import ChangedMeanwhile
from desk.web.lists import Column, Filter, ListOf, by_text, by_word, list_pages
from desk.web.numbers import number_in
from desk.web.table import Menu, Page, Scope
from desk.web.typed import Typed
from rules.errors import Phrase
from rules.policy_words import Weekday
from rules.vocabulary import CareType, Role
from store.group_page import neighbours, whole_group
from store.models import Adviser, Group, GroupCareType, Location
from store.planning_people import advisers_seen
from store.planning_views import OWNER, OWNER_NAME, groups_query, shown_name, told_name
from store.rhythms import told_rhythms
from store.scope import Viewer, one_seen

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
MANAGERS = frozenset({Role.MANAGER})
YEAR = timedelta(days=365)
NOBODY = "nobody"


def group(desk: Desk) -> Response:
    """Show one group."""
    row = _group(desk)
    whole = whole_group(desk.session, row, desk.today)
    people = advisers_seen(desk.session, Viewer(desk.user, desk.now), desk.today, desk.today)
    told = told_rhythms(desk.session, row.id, desk.today)
    care = whole.care_on(desk.today)
    return desk.page(
        "desk/planning/group.html",
        trail=[(desk.say("Groepen"), desk.address("groups"))],
        whole=whole,
        care=care,
        name=shown_name(row, care.care_type if care else None),
        advisers=[(adviser.id, adviser.name) for adviser, _ in people],
        people={adviser.id: adviser for adviser, _ in people},
        weekdays=tuple(Weekday),
        care_types=CareType,
        closed=next((one for one in whole.closures if one.starts_on <= desk.today), None),
        mark=_mark(row),
        next_year=desk.today + YEAR,
        neighbours=neighbours(desk.session, Viewer(desk.user, desk.now), row.location_id),
        told=told,
        in_turn=min((one.id for one, _ in told if one.decided_at is None), default=None),
        decides=desk.user.role is Role.MANAGER,
    )


def change(desk: Desk) -> Response:
    """Keep who visits the group, its fixed slot and its numbers."""
    row, typed = _group(desk), Typed.at(desk)
    weekday = typed.number_or_none("weekday", 0, 6)
    at = typed.text("time", 5)
    new = GroupFields(
        owner_id=_adviser_id(desk, typed.text("owner", 12)),
        deputy_id=_adviser_id(desk, typed.text("deputy", 12)),
        fixed_weekday=weekday,
        fixed_time=typed.clock("time", time(0)) if at else None,
        residents=typed.number_or_none("residents", 0, 500),
        service_min=typed.number_or_none("service", 1, 720),
    )
    typed.check()
    if desk.form.get("mark") != _mark(row):
        raise ChangedMeanwhile({desk.say("Gegevens van de groep"): (str(desk.form.get("mark", ""))[:80], _mark(row))})
    changed = change_group(desk.session, row, new, now=desk.now, actor=desk.actor)
    said = desk.say("De groep is gewijzigd.") if changed else desk.say("Er was niets te wijzigen.")
    return desk.redirect("group", code=row.code, message=said)


def other_care(desk: Desk) -> Response:
    """Let the group give other care from a day on."""
    row, typed = _group(desk), Typed.at(desk)
    kind, since = typed.word("care", CareType), typed.day("since", desk.today)
    typed.check()
    asked = change_care(desk.session, desk.house, row, kind, since, now=desk.now, actor=desk.actor)
    said = desk.say("De zorgvorm is gewijzigd.")
    if asked:
        said = desk.say(
            "De zorgvorm is gewijzigd. Het eigen ritme ligt dan onder de norm: een regiomanager beslist erover, en tot"
            " die tijd geldt de norm."
        )
    return desk.redirect("group", code=row.code, message=said)


def rhythm(desk: Desk) -> Response:
    """Give the group another rhythm for a while, approved by who does it; below the norm a manager is asked."""
    row, typed = _group(desk), Typed.at(desk)
    every, reason = typed.number("every", 1, 366), typed.text("reason", 500, needed=True)
    first = typed.day("rhythm_from", desk.today)
    last = typed.day("rhythm_to", first + YEAR)
    typed.check()
    asked = desk.user.role is not Role.MANAGER and is_below_norm(desk.session, desk.house, row.id, every, first)
    if asked:
        propose_rhythm(
            desk.session, desk.house, row.id, every_days=every, reason=reason, valid_from=first, valid_to=last,
            now=desk.now, by=desk.user,
        )  # fmt: skip
        said = desk.say("Dit ritme ligt onder de norm. Een regiomanager beslist; tot die tijd geldt de norm.")
        return desk.redirect("group", code=row.code, message=said)
    override_cadence(
        desk.session, desk.house, row.id, every_days=every, reason=reason, approver_id=desk.user.id,
        valid_from=first, valid_to=last, now=desk.now, actor=desk.actor,
    )  # fmt: skip
    return desk.redirect("group", code=row.code, message=desk.say("Het eigen ritme is vastgelegd."))


def accept(desk: Desk) -> Response:
    """Let the rhythm below the norm that waits hold."""
    row = _group(desk)
    accept_rhythm(desk.session, desk.house, row.id, desk.now, by=desk.user, read=_proposal(desk))
    return desk.redirect("group", code=row.code, message=desk.say("Goedgekeurd. Het eigen ritme geldt."))


def refuse(desk: Desk) -> Response:
    """Leave the group at its norm, with the reason."""
    row, typed = _group(desk), Typed.at(desk)
    note = typed.text("note", 500, needed=True)
    typed.check()
    refuse_rhythm(desk.session, row.id, note, desk.now, by=desk.user, read=_proposal(desk))
    return desk.redirect("group", code=row.code, message=desk.say("Afgewezen. De norm blijft gelden."))


def withdraw(desk: Desk) -> Response:
    """Take back the rhythm below the norm that one proposed, with the reason."""
    row, typed = _group(desk), Typed.at(desk)
    note = typed.text("note", 500, needed=True)
    typed.check()
    withdraw_rhythm(desk.session, row.id, note, desk.now, by=desk.user, read=_proposal(desk))
    said = desk.say("Teruggenomen. De norm blijft gelden; iedereen kan nu een ander ritme voorstellen.")
    return desk.redirect("group", code=row.code, message=said)


def _proposal(desk: Desk) -> int | None:
    """Return which proposal was read: another one may have come in its place since."""
    return number_in(str(desk.form.get("proposal", "")))


def _group(desk: Desk) -> Group:
    return one_seen(desk.session, Group, Viewer(desk.user, desk.now), Group.code == desk.path["code"])


def _adviser_id(desk: Desk, given: str) -> int | None:
    """Return the number of a chosen adviser, whom this person sees; None for nobody."""
    number = number_in(given)
    if number is None:
        return None
    return one_seen(desk.session, Adviser, Viewer(desk.user, desk.now), Adviser.id == number).id


def _mark(row: Group) -> str:
    kept = (row.owner_id, row.deputy_id, row.fixed_weekday, row.fixed_time, row.residents, row.service_min)
    return "/".join("-" if value is None else str(value) for value in kept)


# --- the list -------------------------------------------------------------------------------------------------------


def _rows(desk: Desk) -> Select[tuple[Group, Location, CareType, Adviser]]:
    return groups_query(Viewer(desk.user, desk.now))


def _of_owner(_desk: Desk, code: str) -> ColumnElement[bool]:
    return Group.owner_id.is_(None) if code == NOBODY else OWNER.code == code


def _owners(desk: Desk) -> list[tuple[str, str]]:
    people = advisers_seen(desk.session, Viewer(desk.user, desk.now), desk.today, desk.today)
    return [(NOBODY, desk.say("niemand")), *((adviser.code, adviser.name) for adviser, _ in people)]


def _slot(row: Group) -> Phrase | None:
    if row.fixed_time is None:
        return None
    return Phrase("{weekday} {time}", weekday=tuple(Weekday)[row.fixed_weekday or 0], time=f"{row.fixed_time:%H:%M}")


TABLE, KIND = Group.__table__.c, GroupCareType.__table__.c.care_type
GROUPS = ListOf(
    name="groups",
    title="Groepen",
    rows=_rows,
    columns=(
        Column(
            "groep", "Groep", lambda row: shown_name(row[0], row[2]), told_name(KIND),
            link=lambda desk, row: desk.address("group", code=row[0].code),
        ),
        Column("code", "Code", lambda row: row[0].code, TABLE.code),
        Column("zorgvorm", "Zorgvorm", lambda row: row[2], KIND, "word"),
        Column("plaats", "Plaats", lambda row: row[1].town, Location.__table__.c.town),
        Column("wie", "Vertrouwenspersoon", lambda row: row[3].name if row[3] else None, OWNER_NAME),
        Column("moment", "Vast moment", lambda row: _slot(row[0]), kind="said"),
        Column("bewoners", "Bewoners", lambda row: row[0].residents, TABLE.residents, "number"),
    ),
    order="groep",
    filters=(
        by_text((TABLE.code, told_name(KIND), Location.__table__.c.town)),
        by_word(KIND, CareType, "zorgvorm", "Zorgvorm"),
        Filter("vertrouwenspersoon", "Vertrouwenspersoon", _of_owner, choices=_owners),
    ),
    tie=(TABLE.id,),
    nothing="Er is geen groep die hierbij past.",
)  # fmt: skip


PAGES = (
    *list_pages("/groepen", GROUPS, PLANNERS, menu=Menu("Groepen", 14)),
    Page("/groepen/{code}", "group", group, PLANNERS, scope=Scope.GROUP),
    Page("/groepen/{code}/wijzigen", "change_group", change, PLANNERS, "POST", Scope.GROUP, shows="group"),
    Page("/groepen/{code}/zorgvorm", "change_care", other_care, PLANNERS, "POST", Scope.GROUP, shows="group"),
    Page("/groepen/{code}/ritme", "change_rhythm", rhythm, PLANNERS, "POST", Scope.GROUP, shows="group"),
    Page("/groepen/{code}/ritme/akkoord", "accept_rhythm", accept, MANAGERS, "POST", Scope.GROUP, shows="group"),
    Page("/groepen/{code}/ritme/afwijzen", "refuse_rhythm", refuse, MANAGERS, "POST", Scope.GROUP, shows="group"),
    Page("/groepen/{code}/ritme/terug", "withdraw_rhythm", withdraw, PLANNERS, "POST", Scope.GROUP, shows="group"),
)
