"""Switches: who gets which mail, in which language, and who stands in for whom."""

from datetime import date, time, timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.digests import remind_advisers
from actions.house import House
from actions.notices import Recipient, enqueue
from actions.outgoing import letter_for
from actions.planning import open_windows
from actions.switches import PersonUnknown, person_by_code, set_switch, switches_of
from rules.calendar import at_local
from rules.mail_kinds import DutyMail, MailKind
from rules.vocabulary import AbsenceKind, CareType, ContactRole, Language, Role
from store.events import SYSTEM, Subject
from store.models import Absence, Adviser, Event, Group, Notice
from store.session import transaction
from tests.actions.visiting import add_visit, morning
from tests.builders import Region

MONDAY = date(2026, 6, 1)
DAY = timedelta(days=1)


def start(session: Session, **facts: Any) -> tuple[Region, Adviser, Group]:
    region = Region(session)
    adviser = region.add_adviser(**facts)
    return region, adviser, region.add_group(CareType.CLOSED_CARE, adviser)


def switch(session: Session, adviser: Adviser, name: str, *, on: bool) -> None:
    set_switch(session, Recipient("adviser", adviser.id), name, on=on, now=morning(MONDAY), actor=SYSTEM)


def mails(session: Session, house: House, day: date) -> list[str]:
    """Return the mails of one morning, in order."""
    remind_advisers(session, house, day, morning(day))
    asked = select(Notice.template).where(Notice.created_at == morning(day)).order_by(Notice.id)
    return list(session.scalars(asked))


def answered(session: Session, adviser: Adviser, day: date) -> None:
    enqueue(
        session, template="signal_answered", key="a", recipient=Recipient("adviser", adviser.id),
        subject=Subject("signal", 1), now=morning(day),
        facts={"reference": "S-2026-001", "kind": "general", "received_at": morning(day).isoformat()},
    )  # fmt: skip


def test_a_switch_is_kept_and_recorded_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        _, adviser, _ = start(session)
        person = person_by_code(session, "adviser", adviser.code)
        for on in (False, False, True, False):
            switch(session, adviser, "dagoverzicht", on=on)
            assert switches_of(session, person)[MailKind.DAILY_DIGEST] is on
        told = session.scalars(select(Event.facts).where(Event.what == "mail_switched").order_by(Event.seq))
        assert [fact["on"] for fact in told] == [False, True, False]


@pytest.mark.parametrize("name", ["signal_overdue", "window_ending", "visit_cancelled", "onzin"])
def test_a_duty_is_refused_and_nothing_changes(house: House, name: str) -> None:
    with transaction(house.engine) as session:
        _, adviser, _ = start(session)
        before = switches_of(session, Recipient("adviser", adviser.id))
        with pytest.raises(DutyMail):
            switch(session, adviser, name, on=False)
        assert switches_of(session, Recipient("adviser", adviser.id)) == before


@pytest.mark.parametrize("kind", ["adviser", "contact", "user"])
def test_people_go_by_code_or_login(house: House, kind: Literal["adviser", "contact", "user"]) -> None:
    with transaction(house.engine) as session:
        region, adviser, _ = start(session)
        contact, user = region.add_contact(ContactRole.SIGNALS, region.agency), region.add_user(Role.JURIST)
        codes = {"adviser": (adviser.code, adviser.id), "contact": (contact.code, contact.id)}
        code, number = (codes | {"user": (user.login, user.id)})[kind]
        assert person_by_code(session, kind, code) == Recipient(kind, number)
        with pytest.raises(PersonUnknown, match="niemand"):
            person_by_code(session, kind, "niemand")


@pytest.mark.parametrize(
    ("today", "visit_on", "then"),
    [
        pytest.param(date(2026, 6, 3), date(2026, 6, 8), ["visit_reminder"], id="three working days before a Monday"),
        pytest.param(date(2026, 6, 4), date(2026, 6, 8), [], id="two working days before: nothing"),
        pytest.param(date(2026, 6, 5), date(2026, 6, 8), ["visit_reminder"], id="the Friday before"),
        pytest.param(date(2026, 6, 6), date(2026, 6, 8), [], id="Saturday: nothing"),
        pytest.param(date(2026, 6, 8), date(2026, 6, 8), [], id="the day itself: nothing"),
        pytest.param(date(2026, 5, 22), date(2026, 5, 26), ["visit_reminder"], id="the Friday before Whitsun"),
        pytest.param(date(2026, 5, 25), date(2026, 5, 26), [], id="Whit Monday itself: nothing"),
        pytest.param(date(2026, 4, 2), date(2026, 4, 7), ["visit_reminder"], id="Maundy Thursday before Tuesday"),
        pytest.param(date(2026, 12, 24), date(2026, 12, 28), ["visit_reminder"], id="over Christmas"),
    ],
)
def test_reminders_apart_when_there_is_no_digest(house: House, today: date, visit_on: date, then: list[str]) -> None:
    with transaction(house.engine) as session:
        _, adviser, group = start(session)
        switch(session, adviser, "daily_digest", on=False)
        add_visit(session, group, visit_on)
        assert mails(session, house, today) == then


@pytest.mark.parametrize(
    ("today", "then"),
    [
        pytest.param(date(2026, 6, 3), [], id="Wednesday: not yet"),
        pytest.param(date(2026, 6, 4), ["window_ending"], id="Thursday: last but one working day"),
        pytest.param(date(2026, 6, 5), ["window_ending"], id="Friday: the last working day"),
        pytest.param(date(2026, 6, 7), [], id="Sunday: nobody works"),
    ],
)
def test_the_end_of_a_window_is_told_with_every_switch_off(house: House, today: date, then: list[str]) -> None:
    with transaction(house.engine) as session:
        _, adviser, _ = start(session)
        for name in ("daily_digest", "visit_reminder"):
            switch(session, adviser, name, on=False)
        open_windows(session, house, MONDAY, morning(MONDAY))
        assert mails(session, house, today) == then


def test_each_matter_once_the_digest_holds_the_reminders(house: House) -> None:
    with transaction(house.engine) as session:
        _, _, group = start(session)
        add_visit(session, group, date(2026, 6, 8))
        assert mails(session, house, date(2026, 6, 5)) == ["adviser_digest"]
        assert mails(session, house, date(2026, 6, 5)) == ["adviser_digest"]


def test_no_reminder_for_who_switched_it_off(house: House) -> None:
    with transaction(house.engine) as session:
        _, adviser, group = start(session)
        for name in ("daily_digest", "visit_reminder"):
            switch(session, adviser, name, on=False)
        add_visit(session, group, date(2026, 6, 8))
        assert mails(session, house, date(2026, 6, 5)) == []


@pytest.mark.parametrize("deputy_here", [pytest.param(True, id="deputy at work"), pytest.param(False, id="away too")])
def test_a_deputy_hears_of_windows_of_who_is_away(each_house: House, deputy_here: bool) -> None:
    friday = date(2026, 6, 5)
    with transaction(each_house.engine) as session:
        region, adviser, group = start(session)
        deputy = region.add_adviser()
        adviser.deputy_id = deputy.id
        for away in (adviser,) if deputy_here else (adviser, deputy):
            session.add(Absence(adviser_id=away.id, kind=AbsenceKind.ILL, starts_on=MONDAY, ends_on=MONDAY + 9 * DAY))
        open_windows(session, each_house, MONDAY, morning(MONDAY))
        assert mails(session, each_house, friday) == (["adviser_digest"] if deputy_here else [])
        if deputy_here:
            notice = session.scalars(select(Notice)).one()
            line = {"group": group.code, "ends_on": "2026-06-07", "instead_of": adviser.code}
            assert (notice.recipient_id, notice.facts["windows"]) == (deputy.id, [line])


def test_a_deputy_gets_the_mail_of_who_is_away_and_reads_why(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region, adviser, _ = start(session)
        deputy = region.add_adviser(language=Language.EN)
        adviser.deputy_id = deputy.id
        session.add(Absence(adviser_id=adviser.id, kind=AbsenceKind.LEAVE, starts_on=MONDAY, ends_on=MONDAY))
        session.flush()
        for _ in range(2):
            answered(session, adviser, MONDAY)
        mine, theirs = sorted(session.scalars(select(Notice)), key=lambda notice: notice.recipient_id)
        letters = [letter_for(session, each_house, notice, at_local(MONDAY, time(9))) for notice in (mine, theirs)]
        assert [letter.to_address for letter in letters if letter] == [adviser.email, deputy.email]
        assert letters[0] is not None
        assert letters[1] is not None
        assert "omdat u dit signaal afgaf" in letters[0].text
        assert f"because you stand in for {adviser.code}, who is away now" in letters[1].text


def test_nobody_stands_in_for_who_is_at_work(house: House) -> None:
    with transaction(house.engine) as session:
        region, adviser, _ = start(session)
        adviser.deputy_id = region.add_adviser().id
        answered(session, adviser, MONDAY)
        assert [notice.recipient_id for notice in session.scalars(select(Notice))] == [adviser.id]


@pytest.mark.parametrize(("language", "subject"), [(Language.NL, "beoordeel de reactie"), (Language.EN, "judge the")])
def test_a_mail_comes_in_the_language_of_its_reader(house: House, language: Language, subject: str) -> None:
    with transaction(house.engine) as session:
        _, adviser, _ = start(session, language=language)
        answered(session, adviser, MONDAY)
        letter = letter_for(session, house, session.scalars(select(Notice)).one(), at_local(MONDAY, time(9)))
        assert letter is not None
        assert subject in letter.subject
