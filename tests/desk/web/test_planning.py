"""The coordinator's pages: what needs them now, the week, one visit, groups and advisers, and the work list."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.work import add_work
from rules.vocabulary import Language, Role, VisitState
from store.events import Subject
from store.models import Event, Group, InfoSession, User, Visit, WorkItem
from store.session import transaction
from tests.desk.web.planning_world import TODAY, PlanningWorld, build
from tests.desk.web.visiting import Desks, Moment, Visitor, statements

MOST_STATEMENTS = 10
SETTLED = ("PRAGMA", "BEGIN")


@pytest.fixture
def world(house: House) -> PlanningWorld:
    return build(house)


@pytest.fixture
def coordinator(desks: Desks, world: PlanningWorld) -> Visitor:
    return desks.sign_in(world.coordinator)


def paths(world: PlanningWorld) -> list[str]:
    return [
        "/", "/planning", "/planning/week", "/planning/week?week=2026-03-30&zorgvorm=closed_care", "/planning/maand",
        "/planning/kaart?dag=2026-04-07", "/planning/bezoeken", "/planning/te-laat", "/planning/tegoed",
        f"/planning/bezoeken/{world.open_visit}", "/groepen", f"/groepen/{world.groups[0]}", "/vertrouwenspersonen",
        f"/vertrouwenspersonen/{world.advisers[0]}", "/voorlichtingen", "/werk", "/register",
    ]  # fmt: skip


def test_every_page_costs_at_most_ten_statements(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    for path in paths(world):
        with statements(house.engine) as seen:
            answer = coordinator.get(path)
        asked = [statement for statement in seen if not statement.startswith(SETTLED)]
        assert (answer.status_code, len(asked) <= MOST_STATEMENTS) == (200, True), (path, asked)


def test_every_page_opens_on_either_database(each_house: House, moment: Moment) -> None:
    world = build(each_house)
    visitor = Desks(each_house, moment).sign_in(world.coordinator)
    for path in paths(world):
        assert visitor.get(path).status_code == 200, path
    for path in (f"/planning/vensters/{world.late_window}/inplannen", "/planning/ronde"):
        shown = visitor.post(path).headers["location"]
        assert visitor.get(shown).status_code == 200, path
        assert visitor.post(f"{shown}/akkoord").status_code == 303, path


def test_the_start_tells_what_is_late_whose_and_by_how_much(coordinator: Visitor) -> None:
    page = coordinator.get("/").text
    assert "bezoeken te laat" in page
    assert "De Brug 1" in page
    assert "3 dagen te laat" in page
    assert "Fatima el Amrani" in page
    assert "Ronde plannen" in page


def test_the_week_shows_who_is_where(coordinator: Visitor) -> None:
    page = coordinator.get("/planning/week").text
    assert "Week 15" in page
    assert "Joost de Wit" in page
    assert "Ziek melden" in page
    assert "De Linde" not in page, "a family home goes by its code"


def test_the_filter_stands_in_the_address(coordinator: Visitor, world: PlanningWorld) -> None:
    page = coordinator.get(f"/planning/week?vertrouwenspersoon={world.advisers[1]}").text
    grid = page.partition("<tbody>")[2]
    assert "Joost de Wit" in grid
    assert "Marieke Visser" not in grid
    assert f"vertrouwenspersoon={world.advisers[1]}" in page.partition("Als lijst")[0]


@pytest.mark.parametrize("query", ["week=morgen", "week=9999-12-31", "week=0001-01-01", "page=x", "zorgvorm=kasteel"])
def test_an_address_that_means_nothing_shows_this_week(coordinator: Visitor, query: str) -> None:
    answer = coordinator.get(f"/planning/week?{query}")
    assert answer.status_code == 200
    assert "Week 15" in answer.text


def test_another_organisation_sees_only_its_own(desks: Desks, world: PlanningWorld) -> None:
    other = desks.sign_in(world.outsider)
    week = other.get("/planning/week").text
    assert "Anouk Smit" in week
    assert "Joost de Wit" not in week
    assert "De Brug" not in other.get("/").text
    for path in (f"/planning/bezoeken/{world.open_visit}", f"/groepen/{world.groups[0]}"):
        assert other.get(path).status_code == 404
    assert other.get(f"/vertrouwenspersonen/{world.advisers[0]}").status_code == 404
    for path in (
        f"/vertrouwenspersonen/{world.advisers[0]}/afwezig",
        f"/planning/vensters/{world.late_window}/inplannen",
    ):
        assert other.post(path).status_code == 404


def test_a_visit_moves_and_stays_where_it_was_put(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    with transaction(house.engine) as session:
        on = session.get_one(Visit, world.open_visit).on
    mark = _mark(coordinator, world.open_visit)
    form = {"mark": mark, "on": on.isoformat(), "starts": "16:15"}
    answer = coordinator.post(f"/planning/bezoeken/{world.open_visit}/verzetten", form)
    assert answer.status_code == 303, answer.text
    with transaction(house.engine) as session:
        old = session.get_one(Visit, world.open_visit)
        new = session.scalars(select(Visit).where(Visit.replaces_id == old.id)).one()
        assert (old.state, new.frozen, new.on) == (VisitState.RESCHEDULED, True, on)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "2026-04-01"}, "al geweest"),
        ({"on": "2026-06-30"}, "buiten de periode"),
        ({"starts": "03:00"}, "werkt dan niet"),
        ({"starts": "half vijf"}, "Vul een tijd in"),
    ],
    ids=["past", "outside its window", "at night", "no time"],
)
def test_a_visit_that_cannot_move_says_why(
    coordinator: Visitor, world: PlanningWorld, typed: dict[str, str], said: str
) -> None:
    form = {"mark": _mark(coordinator, world.open_visit), "on": "2026-04-09", "starts": "16:00"} | typed
    answer = coordinator.post(f"/planning/bezoeken/{world.open_visit}/verzetten", form)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_visit_that_somebody_else_changed_shows_the_difference(coordinator: Visitor, world: PlanningWorld) -> None:
    mark = _mark(coordinator, world.open_visit).replace("planned", "confirmed")
    form = {"mark": mark, "reason": "weather"}
    answer = coordinator.post(f"/planning/bezoeken/{world.open_visit}/afzeggen", form)
    assert answer.status_code == 409
    assert "intussen gewijzigd" in answer.text
    assert "confirmed" in answer.text


def test_calling_off_asks_for_a_reason(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    path = f"/planning/bezoeken/{world.open_visit}/afzeggen"
    form = {"mark": _mark(coordinator, world.open_visit)}
    assert coordinator.post(path, form).status_code == 422
    assert coordinator.post(path, form | {"reason": "weather"}).status_code == 303
    with transaction(house.engine) as session:
        assert session.get_one(Visit, world.open_visit).state is VisitState.CANCELLED


def test_a_group_changes_hands(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    page = coordinator.get(f"/groepen/{world.groups[2]}").text
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    with transaction(house.engine) as session:
        group = session.scalars(select(Group).where(Group.code == world.groups[2])).one()
        other = session.scalars(select(Group.owner_id).where(Group.code == world.groups[1])).one()
    form = {"mark": mark, "owner": str(other), "weekday": "2", "time": "16:00", "residents": "9"}
    assert coordinator.post(f"/groepen/{group.code}/wijzigen", form).status_code == 303
    assert coordinator.post(f"/groepen/{group.code}/wijzigen", form).status_code == 409, "the page was old"
    with transaction(house.engine) as session:
        kept = session.get_one(Group, group.id)
        assert (kept.owner_id, kept.fixed_weekday, kept.residents) == (other, 2, 9)
        assert session.scalars(select(Event.what).where(Event.what == "group_changed")).all() == ["group_changed"]


def test_half_a_fixed_slot_is_refused(coordinator: Visitor, world: PlanningWorld) -> None:
    page = coordinator.get(f"/groepen/{world.groups[2]}").text
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    answer = coordinator.post(f"/groepen/{world.groups[2]}/wijzigen", {"mark": mark, "weekday": "2"})
    assert answer.status_code == 422
    assert "een dag én een tijd" in answer.text


RHYTHM = {"every": "60", "reason": "Groep is op kamp", "rhythm_from": "2026-05-01", "rhythm_to": "2026-06-30"}


def test_below_the_norm_a_manager_approves(desks: Desks, coordinator: Visitor, world: PlanningWorld) -> None:
    """Given a rhythm below the norm / when a coordinator agrees it / then it holds once a manager accepts it."""
    page, manager = f"/groepen/{world.groups[2]}", desks.sign_in(world.manager)

    asked = coordinator.post(f"{page}/ritme", RHYTHM)
    waiting, work = coordinator.get(page).text, manager.get("/werk").text
    own = coordinator.post(f"{page}/ritme/akkoord")
    shown = manager.get(page).text
    accepted = manager.post(f"{page}/ritme/akkoord")

    assert (asked.status_code, own.status_code, accepted.status_code) == (303, 403, 303)
    assert "wacht op een regiomanager" in waiting
    assert "ritme/akkoord" not in waiting
    assert "Met een groep is een ritme onder de norm afgesproken" in work
    assert "Groep is op kamp" in shown
    assert "goedgekeurd door" in coordinator.get(page).text
    assert manager.post(f"{page}/ritme/akkoord").status_code == 422


def test_a_refused_rhythm_tells_why(desks: Desks, coordinator: Visitor, world: PlanningWorld) -> None:
    """Given a rhythm that waits / when a manager refuses it / then only with a reason, which the coordinator reads."""
    page, manager = f"/groepen/{world.groups[2]}", desks.sign_in(world.manager)
    coordinator.post(f"{page}/ritme", RHYTHM)

    empty = manager.post(f"{page}/ritme/afwijzen", {"note": ""})
    refused = manager.post(f"{page}/ritme/afwijzen", {"note": "Vraag het eerst de jongeren."})

    assert (empty.status_code, refused.status_code) == (422, 303)
    assert "Vraag het eerst de jongeren." in coordinator.get(page).text
    assert "De regiomanager wees een ritme onder de norm af" in coordinator.get("/werk").text


def test_who_proposed_a_rhythm_takes_it_back(desks: Desks, coordinator: Visitor, world: PlanningWorld) -> None:
    """Given a rhythm that waits / when its proposer takes it back / then no manager is asked any more."""
    page, manager = f"/groepen/{world.groups[2]}", desks.sign_in(world.manager)
    coordinator.post(f"{page}/ritme", RHYTHM)
    assert "ritme/terug" in coordinator.get(page).text
    assert "ritme/terug" not in manager.get(page).text

    other = manager.post(f"{page}/ritme/terug", {"note": "Nee."})
    back = coordinator.post(f"{page}/ritme/terug", {"note": "De groep wil het toch niet."})

    assert (other.status_code, back.status_code) == (403, 303)
    assert "Met een groep is een ritme onder de norm afgesproken" not in manager.get("/werk").text
    assert "wacht op een regiomanager" not in coordinator.get(page).text


def test_other_care_tells_that_the_rhythm_waits(coordinator: Visitor, world: PlanningWorld) -> None:
    """Given a rhythm within the norm / when the group gives care with a stricter one / then it is told, and waits."""
    page = f"/groepen/{world.groups[2]}"
    coordinator.post(f"{page}/ritme", RHYTHM | {"every": "12"})

    coordinator.post(f"{page}/zorgvorm", {"care": "closed_care", "since": "2026-05-15"})

    assert "Het eigen ritme ligt dan onder de norm" in (shown := coordinator.get(page).text)
    assert "wacht op een regiomanager" in shown


def test_a_manager_agrees_a_rhythm_below_the_norm_at_once(desks: Desks, world: PlanningWorld) -> None:
    """Given a manager / when they agree a rhythm below the norm / then it holds, and nobody else is asked."""
    manager, page = desks.sign_in(world.manager), f"/groepen/{world.groups[2]}"
    assert manager.post(f"{page}/ritme", RHYTHM).status_code == 303
    assert "onder de norm" in manager.get(page).text
    assert "wacht op een regiomanager" not in manager.get(page).text


def test_an_information_session_is_recorded(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    form = {"kind": "youths", "on": "2026-04-01", "group": world.groups[0], "who": world.advisers[0], "attendees": "8"}
    assert coordinator.post("/voorlichtingen", form).status_code == 303
    assert coordinator.post("/voorlichtingen", form | {"on": "2026-05-01"}).status_code == 422
    with transaction(house.engine) as session:
        assert session.scalars(select(InfoSession.attendees)).all() == [8]
    assert "VL-2026-0001" in coordinator.get("/voorlichtingen").text


def test_work_is_done_rests_or_goes_to_a_colleague(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    with transaction(house.engine) as session:
        items = session.scalars(select(WorkItem).where(WorkItem.kind == "window_missed", WorkItem.done_at.is_(None)))
        numbers = [item.id for item in items]
        for number in numbers:
            session.get_one(WorkItem, number).due_on = TODAY + timedelta(days=5)
    assert len(numbers) >= 3
    one, two, three = (f"/werk/{number}" for number in numbers[:3])
    assert "Inplannen" in coordinator.get(one).text
    assert coordinator.post(f"{one}/gedaan").status_code == 303
    assert coordinator.get(one).status_code == 404
    rest = {"until": (TODAY + timedelta(days=2)).isoformat(), "why": "waiting_for_answer"}
    told = coordinator.post(f"{two}/rusten", rest | {"until": "2027-01-01"})
    assert told.status_code == 422
    with transaction(house.engine) as session:
        manager = world.manager.login
    assert coordinator.post(f"{three}/overdragen", {"to": manager, "until_given": "2026-04-20"}).status_code == 303
    with transaction(house.engine) as session:
        assert session.get_one(WorkItem, numbers[2]).handed_to_id == world.manager.id


def test_the_late_list_is_a_workbook_too(coordinator: Visitor) -> None:
    answer = coordinator.get("/planning/te-laat.xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_a_month_counts_its_visits(coordinator: Visitor) -> None:
    page = coordinator.get("/planning/maand?maand=2026-04").text
    assert "april 2026" in page
    assert "4 gedaan" in page


def test_the_map_says_the_same_in_a_table(coordinator: Visitor) -> None:
    page = coordinator.get("/planning/kaart?dag=2026-04-07").text
    assert "<polyline" in page
    assert "CC BY 4.0" in page
    assert page.count("<caption>") == 3


@pytest.mark.parametrize(("language", "said"), [(Language.NL, "dinsdag 14:30"), (Language.EN, "Tuesday 14:30")])
def test_a_fixed_slot_is_in_the_language_of_who_reads(
    house: House, coordinator: Visitor, world: PlanningWorld, language: Language, said: str
) -> None:
    with transaction(house.engine) as session:
        group = session.scalars(select(Group).where(Group.code == world.groups[0])).one()
        group.fixed_weekday, group.fixed_time = 1, time(14, 30)
    assert coordinator.post("/taal", {"language": language.value}).status_code == 303
    assert said in coordinator.get("/groepen").text


def test_a_family_home_is_not_found_by_its_name(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    """Given a home that pages call by its code, as its name is a family's / when somebody searches / then no hit."""
    with transaction(house.engine) as session:
        home = session.scalars(select(Group).where(Group.code == world.groups[5])).one()
        home.name = "Familie Zwanenburg"
    for path in ("/groepen", "/planning/bezoeken", "/planning/te-laat", "/planning/tegoed"):
        assert world.groups[5] not in coordinator.get(f"{path}?zoek=zwanenburg").text, path
    assert world.groups[5] in coordinator.get(f"/groepen?zoek={world.groups[5]}").text
    assert world.groups[0] in coordinator.get("/groepen?zoek=brug").text


def test_a_form_without_the_mark_of_what_it_was_made_on_changes_nothing(
    house: House, coordinator: Visitor, world: PlanningWorld
) -> None:
    path = f"/planning/bezoeken/{world.open_visit}/afzeggen"
    for mark in ({}, {"mark": "planned"}):
        assert coordinator.post(path, {"reason": "weather", **mark}).status_code == 409
    with transaction(house.engine) as session:
        assert session.get_one(Visit, world.open_visit).state is VisitState.PLANNED


def test_work_about_the_house_itself_is_told_in_the_readers_words(
    house: House, desks: Desks, world: PlanningWorld
) -> None:
    """Given work about what has no code / when it is read in Dutch and in English / then it stands there in words."""
    with transaction(house.engine) as session:
        for kind, subject in (("rota_gap", Subject("rota", 0)), ("release_reports", Subject("reports", 2025))):
            add_work(
                session, key=f"{kind}:1", kind=kind, subject=subject, role=Role.MANAGER, due_on=TODAY,
                now=desks.moment.now,
            )  # fmt: skip
        number = session.scalars(select(WorkItem.id).where(WorkItem.kind == "rota_gap")).one()
    manager = desks.sign_in(Role.MANAGER)
    for language, rota, reports in (
        ("nl", "Piketrooster", "Jaarrapporten 2025"), ("en", "On-call rota", "Yearly reports 2025"),
    ):  # fmt: skip
        manager.post("/taal", {"language": language, "back": "/"})
        listed, one = manager.get("/werk").text, manager.get(f"/werk/{number}").text
        assert rota in listed
        assert reports in listed
        assert rota in one
        assert "rota 0" not in listed + one


def test_work_leads_to_the_page_of_who_does_it(house: House, desks: Desks, world: PlanningWorld) -> None:
    """Given work about an emergency opening and about a visit / when its owner opens it / then the link is theirs."""
    with transaction(house.engine) as session:
        visit = session.get_one(Visit, world.open_visit)
        adviser = session.scalars(select(User).where(User.adviser_id == visit.adviser_id)).one()
        about = (
            ("review_break_glass", Subject("break_glass", 7)),
            ("visit_attempted", Subject("visit", visit.id)),
        )
        for kind, subject in about:
            add_work(
                session, key=f"{kind}:1", kind=kind, subject=subject, due_on=TODAY, now=desks.moment.now,
                role=Role.PRIVACY_OFFICER if kind == "review_break_glass" else Role.ADVISER,
                adviser_id=None if kind == "review_break_glass" else visit.adviser_id,
            )  # fmt: skip
    assert 'href="/noodtoegang/7"' in desks.sign_in(Role.PRIVACY_OFFICER).get("/werk").text
    person, address = desks.sign_in(adviser), f"/vandaag/{world.open_visit}"
    assert f'href="{address}"' in person.get("/werk").text
    assert person.get(address).status_code == 200


def _mark(visitor: Visitor, number: int) -> str:
    page = visitor.get(f"/planning/bezoeken/{number}").text
    return page.partition('name="mark" value="')[2].partition('"')[0]
