"""Scenario 7: an adviser with nine groups, two of them closed, is ill for six weeks."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.group_access import AccessRefused, Grantor, grant_substitution, may_work_for
from actions.house import House
from rules.cadence import Period
from rules.vocabulary import AbsenceKind, CareType, OrganisationKind, Role, VisitState
from rules.worklist import GrantReason
from store.events import breaks
from store.models import (
    Absence,
    AccessGrant,
    Adviser,
    Conflict,
    Event,
    Group,
    Notice,
    Organisation,
    User,
    Visit,
    VisitWindow,
    WorkItem,
)
from store.session import transaction
from tests.actions.visiting import morning, prepare
from tests.builders import Region
from tests.desk.command_line import CommandLine

MONDAY = date(2026, 3, 2)
LAST = MONDAY + timedelta(weeks=6, days=-1)
DAYS = ("--from", str(MONDAY), "--to", str(LAST))
COUNTED = (Absence, AccessGrant, Event, Notice, Visit, WorkItem)
FAR: dict[str, Any] = {"latitude": 52.2, "longitude": 5.6}
NEAR: dict[str, Any] = {"latitude": 52.1, "longitude": 5.1}


@dataclass(frozen=True)
class Ill:
    """Who is who: codes of the ill adviser, of who may stand in, and of who may not."""

    code: str
    colleagues: set[str]
    conflicted: str
    stranger: str
    closed: set[str]
    coordinator: str


@pytest.fixture
def ill(house: House) -> Ill:
    """A region with the ill adviser, three colleagues and one of another organisation, planned for eight weeks."""
    with transaction(house.engine) as session:
        region = Region(session)
        coordinator = region.add_user(Role.COORDINATOR)
        owner = region.add_adviser(**NEAR)
        kept_out = region.add_adviser(**NEAR)
        colleagues = [region.add_adviser(**FAR), region.add_adviser(**FAR)]
        other = Organisation(code="ELD", name="Elders", kind=OrganisationKind.SUBCONTRACTOR)
        session.add(other)
        session.flush()
        stranger = region.add_adviser(organisation_id=other.id, **NEAR)
        location = {"location": region.add_location(**NEAR)}
        closed = [region.add_group(CareType.CLOSED_CARE, owner, **location) for _ in range(2)]
        rest = [region.add_group(CareType.OPEN_RESIDENTIAL_CARE, owner, **location) for _ in range(5)]
        rest += [region.add_group(CareType.FAMILY_HOME, owner, **location) for _ in range(2)]
        session.add_all(Conflict(adviser_id=kept_out.id, group_id=group.id) for group in (*closed, *rest))
        session.flush()
        prepare(session, house, MONDAY, weeks=8)
        return Ill(
            owner.code, {who.code for who in colleagues}, kept_out.code, stranger.code,
            {group.code for group in closed}, coordinator.login,
        )  # fmt: skip


def counted(house: House) -> dict[str, int]:
    with transaction(house.engine) as session:
        return {model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0 for model in COUNTED}


def what_if(line: CommandLine, ill: Ill, *more: object, moment: date = MONDAY) -> dict[str, Any]:
    answer = line(
        "plan", "what-if", "--absent", ill.code, *DAYS, *more, "--as-of", morning(moment).isoformat(), "--json"
    )
    assert answer.code in (0, 1), answer.err
    told: dict[str, Any] = answer.data
    return told


def adviser(session: Any, code: str) -> Adviser:
    found: Adviser = session.scalars(select(Adviser).where(Adviser.code == code)).one()
    return found


def test_07_all_visits_are_listed_closed_groups_first_and_nothing_is_stored(
    house: House, line: CommandLine, ill: Ill
) -> None:
    with transaction(house.engine) as session:
        own = Visit.adviser_id == adviser(session, ill.code).id
        planned = set(session.scalars(select(Visit.id).where(own, Visit.on.between(MONDAY, LAST))))
    before = counted(house)
    told = what_if(line, ill)
    assert counted(house) == before
    assert {change["visit_id"] for change in told["changes"]} == planned
    kinds = [change["care_type"] == "closed_care" for change in told["changes"]]
    assert kinds == sorted(kinds, reverse=True)
    assert sum(kinds) == 12
    assert told["accepted"] is False


def test_07_who_stands_in_may_and_stays_the_same(line: CommandLine, ill: Ill) -> None:
    told = what_if(line, ill)
    after = [(change["group_code"], change["after"]) for change in told["changes"] if change["after"]]
    away = [(group, place) for group, place in after if str(MONDAY) <= place["on"] <= str(LAST)]
    assert {place["adviser_code"] for _, place in away} <= ill.colleagues
    for code in {group for group, _ in away}:
        assert len({place["adviser_code"] for group, place in away if group == code}) == 1
    assert {change["group_code"] for change in told["changes"]} >= ill.closed
    assert not {change["group_code"] for change in told["changes"] if not change["after"]} & ill.closed


def test_07_accepted_the_plan_moves_and_everybody_hears_of_it(house: House, line: CommandLine, ill: Ill) -> None:
    foreseen = what_if(line, ill)
    told = what_if(line, ill, "--accept", "--by", ill.coordinator)
    assert told["accepted"] is True
    assert {key: told[key] for key in ("changes", "uncovered", "load")} == {
        key: foreseen[key] for key in ("changes", "uncovered", "load")
    }
    with transaction(house.engine) as session:
        owner = adviser(session, ill.code)
        [absence] = session.scalars(select(Absence))
        assert (absence.adviser_id, absence.kind, absence.starts_on, absence.ends_on) == (
            owner.id, AbsenceKind.ILL, MONDAY, LAST,
        )  # fmt: skip
        live = select(Visit).where(Visit.state == VisitState.PLANNED, Visit.on.between(MONDAY, LAST))
        visits = list(session.scalars(live))
        assert owner.id not in {visit.adviser_id for visit in visits}
        moved = [visit for visit in visits if visit.replaces_id is not None]
        assert all(session.get_one(Visit, visit.replaces_id).state is VisitState.RESCHEDULED for visit in moved)
        assert len({(visit.adviser_id, visit.on, visit.seq) for visit in visits}) == len(visits)
        mails = [notice.template for notice in session.scalars(select(Notice))]
        assert mails.count("adviser_absent") == 2
        assert {item.kind for item in session.scalars(select(WorkItem))} >= {"adviser_away_long"}
        assert not list(breaks(session))
        names = {who.id: who.name for who in session.scalars(select(Adviser))}
        said = [notice.facts for notice in session.scalars(select(Notice)) if notice.template == "adviser_absent"]
        assert {facts["substitute_name"] for facts in said} <= {
            names[visit.adviser_id] for visit in moved
        }  # fmt: skip


def test_07_access_goes_with_the_work_and_comes_back(house: House, line: CommandLine, ill: Ill) -> None:
    told = what_if(line, ill, "--accept", "--by", ill.coordinator)
    with transaction(house.engine) as session:
        grants = list(session.scalars(select(AccessGrant)))
        assert len(grants) == told["access"] > 0
        assert {grant.reason for grant in grants} == {GrantReason.SUBSTITUTION}
        owner = adviser(session, ill.code)
        user = session.scalars(select(User).where(User.adviser_id == owner.id)).one()
        group = session.scalars(select(Group).where(Group.code.in_(ill.closed)).order_by(Group.id)).first()
        assert group is not None
        [grant] = [grant for grant in grants if grant.subject_id == group.id]
        substitute = session.get_one(User, grant.user_id)
        days = [MONDAY - timedelta(days=1), MONDAY, LAST, grant.ends_on + timedelta(days=1)]
        assert [may_work_for(session, user, group.id, day) for day in days] == [True, False, False, True]
        assert [may_work_for(session, substitute, group.id, day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("who", ["conflicted", "stranger"])
def test_07_a_conflict_or_another_organisation_gets_no_access(house: House, ill: Ill, who: str) -> None:
    with transaction(house.engine) as session:
        group = session.scalars(select(Group).where(Group.code.in_(ill.closed))).first()
        coordinator = session.scalars(select(User).where(User.login == ill.coordinator)).one()
        assert group is not None
        other = adviser(session, getattr(ill, who))
        with pytest.raises(AccessRefused):
            grant_substitution(session, other.id, group.id, Period(MONDAY, LAST), Grantor(coordinator, morning(MONDAY)))


def test_07_what_fits_nowhere_is_shown_as_a_risk_and_asked_of_coordinators(
    house: House, line: CommandLine, ill: Ill
) -> None:
    with transaction(house.engine) as session:
        session.add_all(
            Absence(adviser_id=adviser(session, code).id, kind=AbsenceKind.LEAVE, starts_on=MONDAY, ends_on=LAST)
            for code in ill.colleagues
        )
    told = what_if(line, ill, "--accept", "--by", ill.coordinator)
    closed = [row for row in told["uncovered"] if row["group_code"] in ill.closed]
    assert len(closed) == 12
    assert {row["reason"] for row in closed} == {"NO_WORKING_DAY"}
    with transaction(house.engine) as session:
        works = [item for item in session.scalars(select(WorkItem)) if item.kind == "window_unfilled"]
        rows = {item.subject_id: session.get_one(VisitWindow, item.subject_id) for item in works}
        assert len(works) == len(told["uncovered"])
        assert {row.unplaced_reason for row in rows.values()} == {row["reason"] for row in told["uncovered"]}


def test_07_back_early_the_visits_and_the_access_come_back(house: House, line: CommandLine, ill: Ill) -> None:
    what_if(line, ill, "--accept", "--by", ill.coordinator)
    back = MONDAY + timedelta(weeks=2)
    words = ("plan", "back", "--adviser", ill.code, "--on", str(back), "--as-of", morning(back).isoformat())
    shown = line(*words, "--json")
    assert shown.code in (0, 1), shown.err
    assert (shown.data["accepted"], len(shown.data["changes"]) > 0) == (False, True)
    assert line(*words, "--accept").code == 2, "nobody says yes"
    kept = line(*words, "--accept", "--by", ill.coordinator, "--json")
    assert kept.data["changes"] == shown.data["changes"]
    with transaction(house.engine) as session:
        owner = adviser(session, ill.code)
        user = session.scalars(select(User).where(User.adviser_id == owner.id)).one()
        closed = session.scalars(select(Group.id).where(Group.code.in_(ill.closed)))
        assert all(may_work_for(session, user, number, back) for number in closed)
    assert line(*words).code == 2, "nobody is away any more"


def test_07_an_adviser_may_not_accept(line: CommandLine, house: House, ill: Ill) -> None:
    with transaction(house.engine) as session:
        login = session.scalars(select(User.login).where(User.role == Role.ADVISER)).first()
    moment = morning(MONDAY).isoformat()
    words = ("plan", "what-if", "--absent", ill.code, *DAYS, "--accept", "--by", login, "--as-of", moment)
    before = counted(house)
    answer = line(*words)
    assert (answer.code, counted(house)) == (3, before)
    assert "coördinator" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--absent", "V-0", *DAYS), "geen vertrouwenspersoon 'V-0'"),
        (("--from", "2026-03-09", "--to", "2026-03-02"), "kan niet"),
        (("--from", "2025-03-03", "--to", "2025-03-09"), "verleden"),
    ],
    ids=["nobody", "the wrong way round", "over"],
)
def test_07_an_absence_that_cannot_be(line: CommandLine, ill: Ill, words: tuple[str, ...], said: str) -> None:
    named = words if "--absent" in words else ("--absent", ill.code, *words)
    answer = line("plan", "what-if", *named, "--as-of", morning(MONDAY).isoformat())
    assert answer.code == 2
    assert said in answer.err
