"""The queries of managers, officers and administrators run on both kinds of database, and count the same."""

from datetime import UTC, date, datetime

from actions.house import House
from rules.management_figures import how_many
from rules.vocabulary import CareType, WindowState
from store.audit import counts_since, events_query, readings_query
from store.health import last_done, outbox_counts, outbox_query
from store.models import User
from store.overview import acute_answers, caught_up, escalations, outcomes, period_seen, places, window_counts
from store.report_list import newest_query, years_seen
from store.scope import Viewer
from store.session import reading
from tests.desk.web.planning_world import build

NOW = datetime(2026, 4, 8, 8, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 16), date(2026, 4, 8)


def test_what_a_manager_counts(each_house: House) -> None:
    world = build(each_house)
    with reading(each_house.engine) as session:
        viewer = Viewer(session.get_one(User, world.manager.id), NOW)
        facts, advisers = period_seen(session, viewer, FIRST, LAST)
        counted = window_counts(session, viewer, FIRST, date(2026, 4, 7))
        assert sum(one.count for one in counted) == how_many(facts.windows)
        assert {one.state for one in counted} == {one.state for one in facts.windows} >= {WindowState.SATISFIED}
        assert all(one.visited_on > one.ends_on for one in caught_up(session, viewer, FIRST, LAST))
        assert set(advisers) <= set(CareType)
        assert all(number >= 1 for numbers in advisers.values() for number in numbers)
        assert any(group.visited for group in facts.groups)
        assert outcomes(session, viewer, NOW, NOW) == {}
        assert (acute_answers(session, viewer, NOW, NOW), escalations(session, viewer)) == ([], [])
        assert CareType.FAMILY_HOME not in {kind for _, _, kind in places(session, viewer)}


def test_what_officers_and_administrators_list(each_house: House) -> None:
    world = build(each_house)
    with reading(each_house.engine) as session:
        viewer = Viewer(session.get_one(User, world.manager.id), NOW)
        rows = session.execute(events_query()).all()
        assert "system" in {row.who for row in rows}
        assert session.execute(readings_query()).all() == []
        assert counts_since(session, datetime(2020, 1, 1, tzinfo=UTC)) == (len(rows), 0)
        assert outbox_counts(session)["bounced"] == 0
        assert len(session.execute(outbox_query()).all()) == sum(outbox_counts(session).values())
        assert last_done(session).backup is None
        assert session.execute(newest_query(viewer)).all() == []
        assert years_seen(session, viewer) == []
