"""The queries of an adviser's pages give the same on both databases."""

from actions.house import House
from store.adviser_day import looked_at, own_visit, own_visits, signals_by_term, work_waiting
from store.case_pages import (
    agencies,
    client_seen,
    clients_seen,
    contacts_of,
    councils,
    homes_of,
    issue_seen,
    issues_of,
    municipalities,
    own_locations,
    relation_notes,
    unassigned,
)
from store.scope import Viewer
from store.session import reading
from tests.desk.web.adviser_world import CARE, TODAY, AdviserWorld, add_client, add_issue, build
from tests.desk.web.visiting import WEDNESDAY


def _made(house: House) -> tuple[AdviserWorld, str, str]:
    world = build(house)
    code = add_client(house, world.user)
    return world, code, add_issue(house, world.user, code, world.agency)


def test_an_advisers_day(each_house: House) -> None:
    world, _, _ = _made(each_house)
    with reading(each_house.engine) as session:
        viewer, stranger = Viewer(world.user, WEDNESDAY), Viewer(world.other, WEDNESDAY)
        found = own_visits(session, viewer, TODAY, TODAY)
        points = looked_at(session, viewer, {row.visit.group_id for row in found})

        assert [row.care_type for row in found] == list(CARE)
        assert [row.last_spoken_to for row in found] == [5, None, 4, None]
        assert [(one.reference, one.mine) for of in points.values() for one in of] == [(world.signal, True)]
        assert [one.reference for one in signals_by_term(session, viewer)] == [world.signal]
        assert work_waiting(session, viewer) == 0
        assert own_visits(session, stranger, TODAY, TODAY) == []
        assert own_visit(session, stranger, world.visits[0]) is None


def test_the_pages_of_a_case(each_house: House) -> None:
    world, code, reference = _made(each_house)
    with reading(each_house.engine) as session:
        viewer = Viewer(world.user, WEDNESDAY)
        client = client_seen(session, viewer, code)

        assert [(row.code, opened) for row, opened in session.execute(clients_seen(viewer))] == [(code, 1)]
        assert issue_seen(session, viewer, code, reference).agency == "De Voorbeeldhoeve"
        assert [line.issue.reference for line in issues_of(session, client, TODAY)] == [reference]
        assert [home.valid_from for home, _, _ in homes_of(session, client)] == [TODAY]
        assert contacts_of(session, client) == []
        assert session.execute(relation_notes(viewer)).all() == []
        assert (councils(session, TODAY), unassigned(session)) == ([], [])
        assert municipalities(session, TODAY) == [(world.municipality, "Waterrijk")]
        assert [name for _, name in agencies(session, TODAY)] == ["De Voorbeeldhoeve", "Toegang Waterrijk"]
        assert len(own_locations(session, viewer)) == 4
