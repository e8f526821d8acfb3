"""What providers hear of the people who visit their groups."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.adviser_notices import tell_merged_visit, tell_providers
from actions.house import House
from actions.planning import open_windows
from rules.vocabulary import AbsenceKind, CareType, ContactRole
from store.models import Absence, Adviser, ContactPerson, Group, Notice
from store.session import transaction
from tests.actions.visiting import add_visit, morning, windows_of
from tests.builders import Region

MONDAY = date(2026, 6, 1)
DAY = timedelta(days=1)


def start(session: Session, care_type: CareType = CareType.CLOSED_CARE) -> tuple[Region, Adviser, Group]:
    region = Region(session)
    adviser = region.add_adviser()
    return region, adviser, region.add_group(care_type, adviser)


def sent(session: Session) -> list[Notice]:
    return list(session.scalars(select(Notice).order_by(Notice.id)))


def away(session: Session, adviser: Adviser, first: date, days: int) -> Absence:
    row = Absence(adviser_id=adviser.id, kind=AbsenceKind.ILL, starts_on=first, ends_on=first + (days - 1) * DAY)
    session.add(row)
    session.flush()
    return row


def test_a_new_adviser_is_told_once_and_the_first_one_to_nobody(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region, _, group = start(session)
        assert tell_providers(session, morning(MONDAY)) == 0
        new = region.add_adviser()
        group.owner_id = new.id
        session.flush()
        assert [tell_providers(session, morning(MONDAY)) for _ in range(2)] == [1, 0]
        (notice,) = sent(session)
        contact = session.get_one(ContactPerson, notice.recipient_id)
        assert (contact.role, contact.agency_id) == (ContactRole.SIGNALS, region.agency.id)
        assert notice.facts == {"group": group.name, "on": "2026-06-01", "adviser_name": new.name}


@pytest.mark.parametrize("care_type", [CareType.OPEN_RESIDENTIAL_CARE, CareType.FAMILY_HOME])
def test_only_closed_care_must_know_the_name(house: House, care_type: CareType) -> None:
    with transaction(house.engine) as session:
        region, adviser, group = start(session, care_type)
        tell_providers(session, morning(MONDAY))
        group.owner_id = region.add_adviser().id
        away(session, adviser, MONDAY, 30)
        assert tell_providers(session, morning(MONDAY)) == 0


@pytest.mark.parametrize(
    ("first", "days", "then"),
    [
        pytest.param(MONDAY, 6, 0, id="six days: nobody else comes"),
        pytest.param(MONDAY, 7, 1, id="a week"),
        pytest.param(MONDAY + 7 * DAY, 42, 1, id="six weeks, in a week"),
        pytest.param(MONDAY + 8 * DAY, 42, 0, id="later: not yet"),
        pytest.param(MONDAY - 10 * DAY, 10, 0, id="over yesterday"),
    ],
)
def test_scenario_07_a_long_absence_is_told_without_its_reason(house: House, first: date, days: int, then: int) -> None:
    """Scenario 7, the notice to providers of closed groups."""
    with transaction(house.engine) as session:
        region, adviser, group = start(session)
        deputy, planned = region.add_adviser(), region.add_adviser()
        adviser.deputy_id = deputy.id
        absence = away(session, adviser, first, days)
        add_visit(session, group, first + DAY).adviser_id = planned.id
        session.flush()
        assert [tell_providers(session, morning(MONDAY)) for _ in range(2)] == [then, 0]
        for notice in sent(session):
            assert notice.facts == {
                "group": group.name, "adviser_name": adviser.name, "substitute_name": planned.name,
                "starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat(),
            }  # fmt: skip


def test_a_substitute_is_the_deputy_while_nobody_is_planned_and_may_be_missing(house: House) -> None:
    with transaction(house.engine) as session:
        region, adviser, _ = start(session)
        away(session, adviser, MONDAY, 20)
        tell_providers(session, morning(MONDAY))
        deputy = region.add_adviser()
        adviser.deputy_id = deputy.id
        session.flush()
        tell_providers(session, morning(MONDAY + DAY))
        assert [notice.facts["substitute_name"] for notice in sent(session)] == ["", deputy.name]


@pytest.mark.parametrize(
    ("care_type", "named"),
    [pytest.param(CareType.CLOSED_CARE, True, id="by name"), pytest.param(CareType.FAMILY_HOME, False, id="by code")],
)
def test_a_merged_visit_is_told_once_and_a_family_home_by_code(house: House, care_type: CareType, named: bool) -> None:
    with transaction(house.engine) as session:
        _, _, group = start(session, care_type)
        open_windows(session, house, MONDAY, morning(MONDAY))
        window = windows_of(session, group)[0]
        assert [tell_merged_visit(session, window, MONDAY, morning(MONDAY)) for _ in range(2)] == [1, 0]
        (notice,) = sent(session)
        assert notice.facts["group"] == (group.name if named else f"groep {group.code}")
        assert notice.facts["planned_on"] == "2026-06-01"


def test_without_a_contact_for_signals_the_director_is_told(house: House) -> None:
    with transaction(house.engine) as session:
        region, _, group = start(session)
        tell_providers(session, morning(MONDAY))
        asked = select(ContactPerson).where(ContactPerson.role == ContactRole.SIGNALS)
        for contact in session.scalars(asked):
            contact.active_to = MONDAY - DAY
        group.owner_id = region.add_adviser().id
        session.flush()
        assert tell_providers(session, morning(MONDAY)) == 1
        (notice,) = sent(session)
        assert session.get_one(ContactPerson, notice.recipient_id).role is ContactRole.DIRECTOR
