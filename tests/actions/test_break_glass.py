"""Emergency access: who, for how long, with which reason, and who hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.assignments import identity_place
from actions.break_glass import ReasonNotForYou, break_glass, end_glass, identity_in_emergency, read_reason
from actions.house import House
from rules.account_errors import GlassNotForYou, GlassSubjectUnknown, ReasonTooShort
from rules.casework import ClientKind
from rules.vocabulary import Role
from store.models import AccessLog, BreakGlass, Client, Event, Notice, WorkItem
from store.session import transaction
from tests.builders import LONG_AGO, Region
from tests.halves import NOW

REASON = "De jeugdige is weggelopen en niemand anders is bereikbaar."
CODE = "CL-2026-0001"


def region_with_client(session: Session, house: House) -> Region:
    region = Region(session)
    client = Client(code=CODE, kind=ClientKind.YOUTH, first_contact_on=LONG_AGO)
    client.identity_sealed = house.vault.seal(session, identity_place(client), "Wie het is")
    session.add(client)
    session.flush()
    return region


def test_it_opens_for_three_hours_and_the_privacy_officer_hears(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = region_with_client(session, each_house)
        jurist, officer = region.add_user(Role.JURIST), region.add_user(Role.PRIVACY_OFFICER)
        row = break_glass(session, each_house, CODE, REASON, NOW, by=jurist)
        assert row.ends_at == NOW + timedelta(hours=3)
        assert break_glass(session, each_house, CODE, REASON, NOW, by=jurist) is row
        (work,) = session.scalars(select(WorkItem).where(WorkItem.kind == "review_break_glass"))
        (mail,) = session.scalars(select(Notice).where(Notice.template == "break_glass"))
        assert (work.role, mail.recipient_id, mail.urgent) == (Role.PRIVACY_OFFICER, officer.id, True)
        assert CODE not in str(mail.facts)
        (event,) = session.scalars(select(Event).where(Event.what == "glass_broken"))
        assert REASON not in str(event.facts)
        assert row.reason_sealed is not None
        assert REASON.encode() not in row.reason_sealed


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.JURIST, Role.ADVISER)])
def test_only_a_jurist_may(house: House, role: Role) -> None:
    with transaction(house.engine) as session:
        user = region_with_client(session, house).add_user(role)
        with pytest.raises(GlassNotForYou):
            break_glass(session, house, CODE, REASON, NOW, by=user)
        assert session.scalars(select(BreakGlass)).all() == []


@pytest.mark.parametrize(
    ("code", "reason", "error"),
    [
        pytest.param(CODE, "haast", ReasonTooShort, id="too short"),
        pytest.param(CODE, " " * 40, ReasonTooShort, id="nothing but spaces"),
        pytest.param(CODE, "x" * 2001, ReasonTooShort, id="too long"),
        pytest.param("CL-2026-9999", REASON, GlassSubjectUnknown, id="no such client"),
    ],
)
def test_what_is_refused(house: House, code: str, reason: str, error: type[Exception]) -> None:
    with transaction(house.engine) as session:
        jurist = region_with_client(session, house).add_user(Role.JURIST)
        with pytest.raises(error):
            break_glass(session, house, code, reason, NOW, by=jurist)


@pytest.mark.parametrize(
    ("later", "closed", "seen"),
    [
        pytest.param(timedelta(0), False, "Wie het is", id="at once"),
        pytest.param(timedelta(hours=3, seconds=-1), False, "Wie het is", id="last second"),
        pytest.param(timedelta(hours=3), False, None, id="over"),
        pytest.param(timedelta(hours=1), True, None, id="closed before"),
    ],
)
def test_who_the_client_is_shows_while_it_is_open(
    house: House, later: timedelta, closed: bool, seen: str | None
) -> None:
    with transaction(house.engine) as session:
        region = region_with_client(session, house)
        jurist, other = region.add_user(Role.JURIST), region.add_user(Role.JURIST)
        row = break_glass(session, house, CODE, REASON, NOW, by=jurist)
        if closed:
            end_glass(session, row.id, NOW + timedelta(minutes=30), by=region.add_user(Role.PRIVACY_OFFICER))
        assert identity_in_emergency(session, house, row, NOW + later, by=jurist) == seen
        assert identity_in_emergency(session, house, row, NOW + later, by=other) is None
        logged = session.scalars(select(AccessLog.purpose)).all()
        assert logged == (["break_glass"] if seen else [])


def test_the_reason_is_for_the_privacy_officer_and_logged(house: House) -> None:
    with transaction(house.engine) as session:
        region = region_with_client(session, house)
        row = break_glass(session, house, CODE, REASON, NOW, by=region.add_user(Role.JURIST))
        assert read_reason(session, house, row, NOW, by=region.add_user(Role.PRIVACY_OFFICER)) == REASON
        assert session.scalars(select(AccessLog.subject)).all() == [f"break_glass:{row.id}"]
        with pytest.raises(ReasonNotForYou):
            read_reason(session, house, row, NOW, by=region.add_user(Role.MANAGER))
        with pytest.raises(GlassNotForYou):
            end_glass(session, row.id, NOW, by=region.add_user(Role.MANAGER))
