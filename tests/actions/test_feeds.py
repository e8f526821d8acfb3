"""The personal calendar feed: secret, revocable, neutral."""

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.accounts import set_active
from actions.feeds import NoFeed, feed_by_token, feed_of, new_feed, revoke_feed
from actions.house import House
from actions.planning import open_windows
from actions.visit_changes import tell_changes
from actions.visits import cancel_visit
from rules.vocabulary import CareType, MissedReason
from store.events import SYSTEM
from store.models import Adviser, CalendarFeed, Event, Group, User
from store.session import transaction
from tests.actions.visiting import add_visit, morning, windows_of
from tests.builders import Region

MONDAY = date(2026, 6, 1)
DAY = timedelta(days=1)


def start(session: Session, care_type: CareType = CareType.OPEN_RESIDENTIAL_CARE) -> tuple[Adviser, Group]:
    region = Region(session)
    adviser = region.add_adviser()
    return adviser, region.add_group(care_type, adviser)


def make(session: Session, adviser: Adviser, *, show_place: bool = False) -> str:
    return new_feed(session, adviser.id, show_place=show_place, now=morning(MONDAY), actor=SYSTEM)


def events(session: Session, house: House, token: str, day: date = MONDAY) -> list[Any]:
    content = feed_by_token(session, house, token, morning(day))
    assert content is not None
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_only_the_token_opens_the_feed_and_it_is_kept_nowhere(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        adviser, group = start(session)
        add_visit(session, group, MONDAY + DAY)
        token = make(session, adviser)
        assert len(token) >= 43  # 256 bits
        assert [str(event["SUMMARY"]) for event in events(session, each_house, token)] == [f"Bezoek {group.code}"]
        assert feed_by_token(session, each_house, token[:-1], morning(MONDAY)) is None
        row = session.get_one(CalendarFeed, adviser.id)
        assert token not in f"{row.token_hash} {[event.facts for event in session.scalars(select(Event))]}"


def test_a_token_taken_back_or_replaced_opens_nothing(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        adviser, _ = start(session)
        first, second = make(session, adviser), make(session, adviser)
        assert feed_by_token(session, each_house, first, morning(MONDAY)) is None
        assert feed_by_token(session, each_house, second, morning(MONDAY)) is not None
        assert revoke_feed(session, adviser.id, now=morning(MONDAY), actor=SYSTEM)
        assert not revoke_feed(session, adviser.id, now=morning(MONDAY), actor=SYSTEM)
        assert feed_by_token(session, each_house, second, morning(MONDAY)) is None
        with pytest.raises(NoFeed, match=adviser.code):
            feed_of(session, each_house, adviser.id, adviser.code, morning(MONDAY))
        third = make(session, adviser)
        assert feed_by_token(session, each_house, third, morning(MONDAY)) is not None


@pytest.mark.parametrize(
    ("facts", "works"),
    [
        pytest.param({"active_to": MONDAY}, True, id="the last day"),
        pytest.param({"active_to": MONDAY - DAY}, False, id="left yesterday"),
        pytest.param({"active_from": MONDAY + DAY}, False, id="begins tomorrow"),
    ],
)
def test_a_feed_works_while_the_adviser_does(house: House, facts: dict[str, Any], works: bool) -> None:
    with transaction(house.engine) as session:
        adviser = Region(session).add_adviser(**facts)
        token = make(session, adviser)
        assert (feed_by_token(session, house, token, morning(MONDAY)) is not None) is works
        if not works:
            with pytest.raises(NoFeed):
                feed_of(session, house, adviser.id, adviser.code, morning(MONDAY))


def test_a_feed_ends_for_who_may_not_come_in_any_more(house: House) -> None:
    with transaction(house.engine) as session:
        adviser = Region(session).add_adviser()
        token, user = make(session, adviser), session.scalars(select(User).where(User.adviser_id == adviser.id)).one()
        assert feed_by_token(session, house, token, morning(MONDAY)) is not None
        set_active(session, user, morning(MONDAY), active=False, actor=SYSTEM)
        assert feed_by_token(session, house, token, morning(MONDAY)) is None
        set_active(session, user, morning(MONDAY), active=True, actor=SYSTEM)
        assert feed_by_token(session, house, token, morning(MONDAY)) is not None


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        pytest.param(MONDAY + 13 * DAY, True, id="thirteen days later: still there, called off"),
        pytest.param(MONDAY + 15 * DAY, False, id="fifteen days later: gone"),
    ],
)
def test_a_visit_called_off_stays_two_weeks(house: House, day: date, shown: bool) -> None:
    with transaction(house.engine) as session:
        adviser, group = start(session)
        visit = add_visit(session, group, MONDAY + 20 * DAY)
        token = make(session, adviser)
        tell_changes(session, house, morning(MONDAY))
        cancel_visit(session, house, visit.id, MissedReason.WEATHER, now=morning(MONDAY), actor=SYSTEM)
        found = [(str(event["STATUS"]), event["SEQUENCE"]) for event in events(session, house, token, day)]
        assert found == ([("CANCELLED", 1)] if shown else [])


@pytest.mark.parametrize(
    ("care_type", "show_place", "place"),
    [
        pytest.param(CareType.CLOSED_CARE, False, None, id="no place unless asked"),
        pytest.param(CareType.CLOSED_CARE, True, "Waterrijk", id="the town when asked"),
        pytest.param(CareType.FAMILY_HOME, True, None, id="never that of a family home"),
    ],
)
def test_a_place_is_shown_only_when_asked(
    house: House, care_type: CareType, show_place: bool, place: str | None
) -> None:

    with transaction(house.engine) as session:
        adviser, group = start(session, care_type)
        open_windows(session, house, MONDAY, morning(MONDAY))
        window = next(row for row in windows_of(session, group) if row.starts_on <= MONDAY <= row.ends_on)
        add_visit(session, group, MONDAY, window)
        (event,) = events(session, house, make(session, adviser, show_place=show_place))
        assert event.get("LOCATION") == place
        assert set(event) <= {
            "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "STATUS", "TRANSP", "LOCATION",
        }  # fmt: skip


def test_only_published_weeks_and_own_visits_are_shown(house: House) -> None:
    with transaction(house.engine) as session:
        adviser, group = start(session)
        token = make(session, adviser)
        for days in (-20, -3, 28, 29):
            add_visit(session, group, MONDAY + days * DAY)
        assert [event.decoded("DTSTART").date() for event in events(session, house, token)] == [
            MONDAY - 3 * DAY, MONDAY + 28 * DAY,
        ]  # fmt: skip
