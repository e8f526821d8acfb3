"""The mail about what goes wrong if nobody acts."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.health_mail import Worry, warn
from actions.house import House
from actions.housekeeping import keep_house
from rules.vocabulary import CareType, OrganisationKind, Role
from store.events import Subject
from store.models import Certificate, Notice, Organisation, User
from store.session import transaction
from tests.actions.visiting import morning
from tests.builders import Region

TODAY = date(2026, 3, 16)
DAY = timedelta(days=1)


def sent(session: Session) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.template == "health_warning").order_by(Notice.id)))


def test_who_must_act_gets_one_mail_of_all_that_is_new_and_no_second_while_it_is_open(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        coordinator = region.add_user(Role.COORDINATOR)
        adviser = region.add_adviser()
        bare = region.add_group(CareType.CLOSED_CARE)
        certificate = session.scalars(select(Certificate).where(Certificate.adviser_id == adviser.id)).first()
        assert certificate is not None
        certificate.valid_to = TODAY + 20 * DAY
        session.flush()
        for day in (TODAY, TODAY + DAY):
            keep_house(session, day, morning(day))
        (notice,) = [one for one in sent(session) if one.recipient_id == coordinator.id]
        assert notice.facts["worries"] == [
            {"worry": "certificate_ending", "about": adviser.code, "ending_on": "2026-04-05"},
            {"worry": "group_without_adviser", "about": bare.code, "ending_on": ""},
        ]


def test_a_certificate_is_the_worry_of_the_advisers_own_organisation(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        other = Organisation(code="ANDER", name="Ander werk", kind=OrganisationKind.SUBCONTRACTOR)
        session.add(other)
        session.flush()
        region.add_user(Role.COORDINATOR, organisation_id=other.id)
        own = region.add_user(Role.COORDINATOR)
        adviser = region.add_adviser()
        worry = Worry("certificate_ending", Subject("adviser", adviser.id), Role.COORDINATOR, "k", TODAY)
        assert warn(session, [worry], TODAY, morning(TODAY)) == 1
        assert [notice.recipient_id for notice in sent(session)] == [own.id]


def test_what_has_no_word_for_mails_and_who_has_no_reader_stays_on_the_work_list(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        unknown = Worry("something_else", Subject("agency", region.agency.id), Role.COORDINATOR, "k")
        unread = Worry("record_broken", Subject("record", 0), Role.PRIVACY_OFFICER, "r")
        assert session.scalars(select(User).where(User.role == Role.PRIVACY_OFFICER)).all() == []
        assert warn(session, [unknown, unread], TODAY, morning(TODAY)) == 0
