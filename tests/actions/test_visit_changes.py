"""What advisers hear of changes in the plan they know; each once."""

from datetime import date, time, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient
from actions.outgoing import letter_for
from actions.switches import set_switch
from actions.visit_changes import tell_changes
from actions.visits import cancel_visit
from rules.calendar import at_local
from rules.vocabulary import CareType, MissedReason, VisitState
from store.events import SYSTEM
from store.models import Adviser, Group, Notice, ToldVisit, Visit
from store.session import transaction
from tests.actions.visiting import add_visit, make_visit, morning
from tests.builders import Region

MONDAY = date(2026, 6, 1)
NEXT_WEEK = date(2026, 6, 8)
DAY = timedelta(days=1)


def start(session: Session) -> tuple[Region, Adviser, Group, Visit]:
    """Return a group in closed care with a visit next week that its adviser knows of."""
    region = Region(session)
    adviser = region.add_adviser()
    group = region.add_group(CareType.CLOSED_CARE, adviser)
    return region, adviser, group, add_visit(session, group, NEXT_WEEK)


def invite(session: Session, adviser: Adviser) -> None:
    person = Recipient("adviser", adviser.id)
    set_switch(session, person, "calendar_invitation", on=True, now=morning(MONDAY), actor=SYSTEM)


def told(session: Session) -> list[tuple[str, int]]:
    asked = select(Notice.template, Notice.recipient_id).order_by(Notice.id)
    return [(template, number) for template, number in session.execute(asked)]


def facts(session: Session) -> dict[str, Any]:
    return dict(session.scalars(select(Notice.facts).order_by(Notice.id.desc()).limit(1)).one())


def calendar(session: Session, house: House, notice: Notice) -> Any:
    letter = letter_for(session, house, notice, morning(MONDAY))
    assert letter is not None
    if letter.invitation is None:
        return None
    (event,) = icalendar.Calendar.from_ical(letter.invitation.content).walk("VEVENT")
    return letter.invitation.method, str(event["UID"]).partition("@")[0], event["SEQUENCE"], str(event["SUMMARY"])


def move(session: Session, visit: Visit, days: int) -> Visit:
    """Move a visit as the planner does: a new row in its place."""
    later = Visit(
        group_id=visit.group_id, adviser_id=visit.adviser_id, on=visit.on + days * DAY, replaces_id=visit.id,
        starts_at=visit.starts_at + days * DAY, ends_at=visit.ends_at + days * DAY,
    )  # fmt: skip
    visit.state = VisitState.RESCHEDULED
    session.add(later)
    session.flush()
    return later


def test_the_first_look_tells_nothing_and_a_second_neither(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        start(session)
        assert [tell_changes(session, each_house, morning(MONDAY)) for _ in range(2)] == [0, 0]


def test_a_moved_visit_is_told_once_with_both_moments(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        _, adviser, group, visit = start(session)
        tell_changes(session, each_house, morning(MONDAY))
        later = move(session, visit, 2)
        assert [tell_changes(session, each_house, morning(MONDAY)) for _ in range(2)] == [1, 0]
        assert told(session) == [("visit_moved", adviser.id)]
        assert facts(session) == {
            "group": group.code, "town": "", "was_at": visit.starts_at.isoformat(),
            "starts_at": later.starts_at.isoformat(), "ends_at": later.ends_at.isoformat(),
        }  # fmt: skip


def test_a_visit_moved_in_place_is_told_as_well(house: House) -> None:
    with transaction(house.engine) as session:
        _, adviser, _, visit = start(session)
        tell_changes(session, house, morning(MONDAY))
        visit.starts_at, visit.ends_at = visit.starts_at + DAY, visit.ends_at + DAY
        visit.on += DAY
        assert tell_changes(session, house, morning(MONDAY)) == 1
        assert told(session) == [("visit_moved", adviser.id)]


def test_a_cancelled_visit_is_told_at_once_with_its_reason(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        _, adviser, group, visit = start(session)
        tell_changes(session, each_house, morning(MONDAY))
        cancel_visit(
            session, each_house, visit.id, MissedReason.LOCATION_CLOSED, now=morning(MONDAY), actor=SYSTEM
        )  # fmt: skip
        assert told(session) == [("visit_cancelled", adviser.id)]
        assert (facts(session)["group"], facts(session)["cancel_reason"]) == (group.code, "location_closed")
        assert tell_changes(session, each_house, morning(MONDAY)) == 0


def test_a_visit_given_to_another_is_told_to_both(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region, adviser, _, visit = start(session)
        deputy = region.add_adviser()
        tell_changes(session, each_house, morning(MONDAY))
        later = move(session, visit, 1)
        later.adviser_id = deputy.id
        assert tell_changes(session, each_house, morning(MONDAY)) == 2
        assert sorted(told(session)) == [("visit_cancelled", adviser.id), ("visit_planned", deputy.id)]
        by_template = {notice.template: notice.facts for notice in session.scalars(select(Notice))}
        assert by_template["visit_cancelled"]["taken_over_by"] == deputy.code
        assert by_template["visit_planned"]["instead_of"] == adviser.code


@pytest.mark.parametrize(
    ("day", "then"),
    [
        pytest.param(MONDAY + 10 * DAY, [True], id="in a week and a half: news"),
        pytest.param(MONDAY + 25 * DAY, [], id="at the far end of the published weeks: the plan rolls on"),
        pytest.param(MONDAY + 40 * DAY, [], id="beyond them"),
    ],
)
def test_a_new_visit_is_news_only_within_the_weeks_that_were_published(
    house: House, day: date, then: list[bool]
) -> None:
    with transaction(house.engine) as session:
        _, adviser, group, _ = start(session)
        tell_changes(session, house, morning(MONDAY))
        add_visit(session, group, day)
        tell_changes(session, house, morning(MONDAY))
        assert [number == adviser.id for template, number in told(session) if template == "visit_planned"] == then


def test_a_visit_that_was_made_or_lies_behind_us_says_nothing(house: House) -> None:
    with transaction(house.engine) as session:
        _, _, _, visit = start(session)
        tell_changes(session, house, morning(MONDAY))
        make_visit(session, house, visit)
        assert tell_changes(session, house, morning(NEXT_WEEK + DAY)) == 0
        assert told(session) == []


def test_who_wants_invitations_gets_one_calendar_item_that_moves_and_goes(each_house: House) -> None:
    """One UID through all changes, a SEQUENCE that grows, and nothing in it but a code."""
    with transaction(each_house.engine) as session:
        _, adviser, group, visit = start(session)
        invite(session, adviser)
        tell_changes(session, each_house, morning(MONDAY))
        planned = session.scalars(select(Notice)).one()
        first = ("REQUEST", f"visit-{visit.id}", 0, f"Bezoek {group.code}")
        assert calendar(session, each_house, planned) == first
        later = move(session, visit, 2)
        tell_changes(session, each_house, morning(MONDAY))
        moved = session.scalars(select(Notice).where(Notice.id > planned.id)).one()
        assert calendar(session, each_house, moved) == ("REQUEST", f"visit-{visit.id}", 1, f"Bezoek {group.code}")
        cancel_visit(session, each_house, later.id, MissedReason.WEATHER, now=morning(MONDAY), actor=SYSTEM)
        cancelled = session.scalars(select(Notice).where(Notice.id > moved.id)).one()
        assert calendar(session, each_house, cancelled) == ("CANCEL", f"visit-{visit.id}", 2, f"Bezoek {group.code}")


def test_who_wants_none_gets_no_calendar_file(house: House) -> None:
    with transaction(house.engine) as session:
        _, _, _, visit = start(session)
        tell_changes(session, house, morning(MONDAY))
        move(session, visit, 1)
        tell_changes(session, house, morning(MONDAY))
        assert calendar(session, house, session.scalars(select(Notice)).one()) is None


def test_a_visit_that_needs_no_making_goes_from_calendars_without_a_word_to_others(house: House) -> None:
    with transaction(house.engine) as session:
        region, adviser, _, visit = start(session)
        other = region.add_adviser()
        silent = add_visit(session, region.add_group(CareType.CLOSED_CARE, other), NEXT_WEEK)
        invite(session, adviser)
        tell_changes(session, house, morning(MONDAY))
        for one in (visit, silent):
            one.state = VisitState.CANCELLED  # its window was met by another visit
        tell_changes(session, house, morning(MONDAY))
        assert [number for template, number in told(session) if template == "visit_cancelled"] == [adviser.id]
        assert all(row.cancelled_at for row in session.scalars(select(ToldVisit)))


def test_an_invitation_is_not_sent_for_what_was_called_off_meanwhile(house: House) -> None:
    with transaction(house.engine) as session:
        _, adviser, _, visit = start(session)
        invite(session, adviser)
        tell_changes(session, house, morning(MONDAY))
        visit.state = VisitState.CANCELLED
        assert letter_for(session, house, session.scalars(select(Notice)).one(), at_local(MONDAY, time(9))) is None


def test_of_two_moves_before_the_mail_leaves_only_the_last_is_told(house: House) -> None:
    with transaction(house.engine) as session:
        _, adviser, _, visit = start(session)
        invite(session, adviser)
        tell_changes(session, house, morning(MONDAY))
        later = move(session, visit, 1)
        tell_changes(session, house, morning(MONDAY))
        move(session, later, 1)
        tell_changes(session, house, morning(MONDAY))
        planned, first, second = session.scalars(select(Notice).order_by(Notice.id))
        assert [letter_for(session, house, notice, morning(MONDAY)) for notice in (planned, first)] == [None, None]
        assert calendar(session, house, second)[:3] == ("REQUEST", f"visit-{visit.id}", 2)
