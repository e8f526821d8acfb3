"""What would change, shown before it does: a late visit planned, somebody ill or back, a location shut, a round."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from actions.absences import AbsenceImpossible, Away, Forecast, accept, foresee
from actions.plan_previews import Preview
from actions.plan_proposals import ProposalOld, RoundsProposal, how_it_stands, keep_rounds, propose_rounds
from actions.plan_returns import (
    ClosureImpossible,
    Return,
    Shut,
    accept_closing,
    accept_opening,
    accept_return,
    foresee_closing,
    foresee_opening,
    foresee_return,
)
from actions.plan_words import REASONS
from actions.visit_moves import foresee_placing, place_visit
from desk.web.desk import Desk
from desk.web.proposals import PROPOSALS, About, Proposal, Reckon, Reckoned
from desk.web.table import Handler, Page, Scope
from desk.web.typed import Typed
from rules.cadence import Period
from rules.vocabulary import AbsenceKind, Role
from store.counters import wait_turn
from store.group_page import neighbours
from store.groups import groups
from store.models import Adviser, Group, Location, Visit, VisitWindow
from store.planning_views import adviser_names, names_of
from store.scope import Viewer, one_seen, seen
from store.visits import next_planned

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PATIENCE = 1.5
"""Seconds a page waits for a proposal before it says that it is still being reckoned."""
ROUND_WEEKS, MOST_WEEKS = 4, 26
TURN = "plan_accepted"
"""Under which name proposals are accepted, one after the other: each looks whether the one before changed the plan."""
PLACE, AWAY, BACK, SHUT, OPEN, ROUND = "place", "away", "back", "shut", "open", "round"


# --- asking for one -------------------------------------------------------------------------------------------------


def propose_visit(desk: Desk) -> Response:
    """Look for the best place of one visit that has none."""
    window = one_seen(desk.session, VisitWindow, _viewer(desk), VisitWindow.id == desk.path["number"])
    group = groups(desk.session, [window.group_id])[window.group_id]
    house, now, number = desk.house, desk.now, window.id
    return _ask(
        desk,
        PLACE,
        lambda session: foresee_placing(session, house, number, now),
        About(window=number, group=group.code),
    )


def propose_absence(desk: Desk) -> Response:
    """Reckon what it does that somebody is away."""
    adviser, typed = _adviser(desk), Typed.at(desk)
    first = typed.day("from", desk.today)
    last = typed.day("to", first + (4 - first.weekday()) % 7 * DAY)
    kind = typed.word_or_none("kind", AbsenceKind) or AbsenceKind.ILL
    typed.check()
    away, house, now = Away(adviser, first, last, kind), desk.house, desk.now
    if not first <= last or last < desk.today:
        raise AbsenceImpossible((first, last))
    about = About(adviser=adviser.code, name=adviser.name, first=first, last=last, absence=kind)
    return _ask(desk, AWAY, lambda session: foresee(session, house, away, now), about)


def propose_return(desk: Desk) -> Response:
    """Reckon what it does that somebody is back early."""
    adviser, typed = _adviser(desk), Typed.at(desk)
    on = typed.day("on", desk.today)
    typed.check()
    back, house, now = Return(adviser, on), desk.house, desk.now
    about = About(adviser=adviser.code, name=adviser.name, first=on)
    return _ask(desk, BACK, lambda session: foresee_return(session, house, back, now), about)


def propose_closing(desk: Desk) -> Response:
    """Reckon what it does that a location is shut for some days."""
    place, typed = _location(desk), Typed.at(desk)
    first = typed.day("from", desk.today)
    last = typed.day("to", first)
    typed.check()
    if not first <= last or last < desk.today:
        raise ClosureImpossible
    shut, house, now, by = Shut(place, first, last), desk.house, desk.now, desk.user
    about = About(group=desk.path["code"], name=place.town, first=first, last=last)
    return _ask(desk, SHUT, lambda session: foresee_closing(session, house, shut, now, by), about)


def propose_opening(desk: Desk) -> Response:
    """Reckon what it does that a location opens early."""
    place, typed = _location(desk), Typed.at(desk)
    on = typed.day("on", desk.today)
    typed.check()
    house, now, by = desk.house, desk.now, desk.user
    about = About(group=desk.path["code"], name=place.town, first=on)
    return _ask(desk, OPEN, lambda session: foresee_opening(session, house, place, on, now, by), about)


def propose_round(desk: Desk) -> Response:
    """Reckon a plan of the coming weeks for the windows without a visit, of the groups of this person's scope."""
    typed = Typed.at(desk)
    first = max(desk.today, typed.day("from", desk.today))
    weeks = typed.number_or_none("weeks", 1, MOST_WEEKS) or ROUND_WEEKS
    typed.check()
    days = Period(first, first - first.weekday() * DAY + weeks * WEEK - DAY)
    house, now, viewer = desk.house, desk.now, _viewer(desk)

    def reckon(session: Session) -> RoundsProposal:
        own = set(session.scalars(seen(Group, viewer).with_only_columns(Group.id)))
        return propose_rounds(session, house, days, now, own)

    return _ask(desk, ROUND, reckon, About(first=first, last=days.ends_on, weeks=weeks))


def _ask(desk: Desk, kind: str, reckon: Reckon, about: About) -> Response:
    made = PROPOSALS.ask(desk.house, reckon, kind=kind, user_id=desk.user.id, now=desk.now, about=about)
    return desk.redirect("proposal", key=made.key)


# --- looking at one -------------------------------------------------------------------------------------------------


def proposal(desk: Desk) -> Response:
    """Show a proposal, or that it is still being reckoned."""
    one = PROPOSALS.of(desk.path["key"], desk.user.id, desk.now)
    reckoned = one.reckoned(0 if desk.error else PATIENCE)
    trail = [(desk.say("Planning"), desk.address("planning"))]
    if reckoned is None:
        return desk.page("desk/planning/reckoning.html", trail=trail, one=one)
    facts: dict[str, Any] = {"one": one, "trail": trail, "reasons": REASONS, "who": adviser_names(desk.session)}
    if one.kind == ROUND:
        return desk.page("desk/planning/round.html", **facts, **_round_facts(desk, reckoned.result))
    return desk.page(
        "desk/planning/mending.html", **facts, **_mending_facts(desk, one, reckoned.result), kinds=AbsenceKind
    )


def _mending_facts(desk: Desk, one: Proposal, found: Preview | Forecast) -> dict[str, Any]:
    added = found.added if isinstance(found, Preview) else ()
    codes = {row.group_code for rows in (found.changes, added, found.uncovered) for row in rows}
    return {
        "found": found,
        "added": added,
        "names": names_of(desk.session, sorted(codes)),
        "only": next(iter(added), None),
        "coming": _coming(desk, one) if one.kind == PLACE and not added else None,
        "neighbours": neighbours(desk.session, _viewer(desk), _location_named(desk, one).id)
        if one.kind in (SHUT, OPEN)
        else (),
    }


def _coming(desk: Desk, one: Proposal) -> Visit | None:
    """Return the next visit to the group of which a visit finds no place: it may be why."""
    group = one_seen(desk.session, Group, _viewer(desk), Group.code == one.about.group)
    return next_planned(desk.session, [group.id], desk.today).get(group.id)


def _round_facts(desk: Desk, found: RoundsProposal) -> dict[str, Any]:
    days: dict[date, list[Any]] = {}
    for visit in found.visits:
        days.setdefault(visit.on - visit.on.weekday() * DAY, []).append(visit)
    codes = {row.group_code for row in found.visits} | {row.group_code for row in found.unplaced}
    return {"found": found, "weeks": days, "names": names_of(desk.session, sorted(codes))}


# --- accepting one --------------------------------------------------------------------------------------------------

Accept = Callable[[Desk, Proposal, Reckoned], Response]


def accept_proposal(desk: Desk) -> Response:
    """Keep what a proposal showed, when all that it was made from is as it was. Raises: ProposalOld."""
    one = PROPOSALS.of(desk.path["key"], desk.user.id, desk.now)
    reckoned = one.reckoned(PATIENCE)
    wait_turn(desk.session, TURN)
    if reckoned is None or how_it_stands(desk.session) != reckoned.mark:
        raise ProposalOld
    answer = _ACCEPTS[one.kind](desk, one, reckoned)
    PROPOSALS.drop(one.key)
    return answer


def _accept_place(desk: Desk, one: Proposal, _reckoned: Reckoned) -> Response:
    visit = place_visit(desk.session, desk.house, one.about.window, now=desk.now, actor=desk.actor)
    group = groups(desk.session, [visit.group_id])[visit.group_id]
    said = desk.say("Ingepland: %(group)s op %(day)s.", group=group.code, day=f"{visit.on:%d-%m-%Y}")
    return desk.redirect("planning", message=said)


def _accept_away(desk: Desk, one: Proposal, _reckoned: Reckoned) -> Response:
    adviser = _adviser_named(desk, one)
    away = Away(adviser, one.about.since, one.about.until, one.about.absence)
    kept = accept(desk.session, desk.house, away, desk.now, desk.user)
    said = desk.say("%(name)s is afgemeld. Aangepaste bezoeken: %(count)s.", name=adviser.name, count=kept.visits)
    return desk.redirect("adviser", code=adviser.code, message=said)


def _accept_back(desk: Desk, one: Proposal, _reckoned: Reckoned) -> Response:
    adviser = _adviser_named(desk, one)
    accept_return(desk.session, desk.house, Return(adviser, one.about.since), desk.now, desk.user)
    said = desk.say("%(name)s is weer aan het werk.", name=adviser.name)
    return desk.redirect("adviser", code=adviser.code, message=said)


def _accept_shut(desk: Desk, one: Proposal, _reckoned: Reckoned) -> Response:
    shut = Shut(_location_named(desk, one), one.about.since, one.about.until)
    accept_closing(desk.session, desk.house, shut, desk.now, desk.user)
    return desk.redirect("group", code=one.about.group, message=desk.say("De sluiting is vastgelegd."))


def _accept_open(desk: Desk, one: Proposal, _reckoned: Reckoned) -> Response:
    place, on = _location_named(desk, one), one.about.since
    accept_opening(desk.session, desk.house, place, on, desk.now, desk.user)
    return desk.redirect("group", code=one.about.group, message=desk.say("De locatie is weer open."))


def _accept_round(desk: Desk, _one: Proposal, reckoned: Reckoned) -> Response:
    found: RoundsProposal = reckoned.result
    keep_rounds(desk.session, desk.house, found, now=desk.now, actor=desk.actor)
    said = desk.say("De ronde is gepland. Nieuwe bezoeken: %(count)s.", count=len(found.visits))
    monday = found.days.starts_on - found.days.starts_on.weekday() * DAY
    return desk.redirect("week", week=monday.isoformat(), message=said)


_ACCEPTS: Mapping[str, Accept] = MappingProxyType({
    PLACE: _accept_place, AWAY: _accept_away, BACK: _accept_back, SHUT: _accept_shut, OPEN: _accept_open,
    ROUND: _accept_round,
})  # fmt: skip


def _viewer(desk: Desk) -> Viewer:
    return Viewer(desk.user, desk.now)


def _adviser(desk: Desk) -> Adviser:
    return one_seen(desk.session, Adviser, _viewer(desk), Adviser.code == desk.path["code"])


def _adviser_named(desk: Desk, one: Proposal) -> Adviser:
    return one_seen(desk.session, Adviser, _viewer(desk), Adviser.code == one.about.adviser)


def _location(desk: Desk) -> Location:
    """Return the location of the group that the path names."""
    group = one_seen(desk.session, Group, _viewer(desk), Group.code == desk.path["code"])
    return desk.session.get_one(Location, group.location_id)


def _location_named(desk: Desk, one: Proposal) -> Location:
    group = one_seen(desk.session, Group, _viewer(desk), Group.code == one.about.group)
    return desk.session.get_one(Location, group.location_id)


def _asks(path: str, name: str, handler: Handler, scope: Scope, shows: str) -> Page:
    return Page(path, name, handler, PLANNERS, method="POST", scope=scope, shows=shows)


PAGES = (
    _asks("/planning/vensters/{number:int}/inplannen", "propose_visit", propose_visit, Scope.NONE, "planning"),
    _asks("/vertrouwenspersonen/{code}/afwezig", "propose_absence", propose_absence, Scope.ADVISER, "adviser"),
    _asks("/vertrouwenspersonen/{code}/terug", "propose_return", propose_return, Scope.ADVISER, "adviser"),
    _asks("/groepen/{code}/sluiten", "propose_closing", propose_closing, Scope.GROUP, "group"),
    _asks("/groepen/{code}/openen", "propose_opening", propose_opening, Scope.GROUP, "group"),
    _asks("/planning/ronde", "propose_round", propose_round, Scope.NONE, "planning"),
    Page("/planning/voorstellen/{key}", "proposal", proposal, PLANNERS),
    Page(
        "/planning/voorstellen/{key}/akkoord", "accept_proposal", accept_proposal, PLANNERS, method="POST",
        shows="proposal",
    ),
)  # fmt: skip
