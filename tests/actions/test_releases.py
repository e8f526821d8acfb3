"""Releasing: numbered, hashed, never changed; a correction hides as much; who it is about is told, once."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from actions.house import House
from actions.releases import content_of, digest_of, release, released, verify
from rules.report_errors import (
    AlreadyReleased,
    NotForReleasing,
    NothingReleased,
    NotProtected,
    ReasonTooLong,
    ShowsMore,
    YearStillRuns,
)
from rules.reports import Report, Row, Section, Table
from rules.vocabulary import ContactRole, Role
from store.models import Notice, ReleasedReport, User
from store.releases import cells_of
from store.session import transaction
from tests.builders import Region

NOW = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
YOUTHS, ADULTS = "2025/res:GM1/table_1a/youth/total", "2025/res:GM1/table_1a/parent/total"
REPORT = Report(
    kind="municipality", name="Waterrijk", title="Jaarrapportage", author="Voorbeeldwerk", starts_on=date(2025, 1, 1),
    ends_on=date(2025, 12, 31), made_on=date(2026, 2, 16), profile="strict", method="jaar-1", code="GM1",
    sections=(Section("Cijfers", tables=(Table("table_1a", "Cliënten", rows=(Row("Jeugdigen", (12,)),)),)),),
    cells={YOUTHS: "12", ADULTS: None},
)  # fmt: skip


def people(session: Session) -> tuple[Region, User]:
    region = Region(session)
    return region, region.add_user(Role.MANAGER)


def test_a_release_keeps_what_it_shows(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        _, manager = people(session)
        row = release(session, each_house, REPORT, NOW, by=manager)
        assert (row.number, row.version, row.supersedes_id) == ("JR-2026-0001", 1, None)
        assert row.content == content_of(REPORT)
        assert row.digest == digest_of(row.content)
        assert cells_of(session, row.id) == {YOUTHS: "12", ADULTS: None}
        assert verify(session, row.number).faults == ()
        assert [(one.number, one.code, one.version) for one in released(session, 2025)] == [(row.number, "GM1", 1)]
        assert list(released(session, 2024)) == []


@pytest.mark.parametrize("change", ["UPDATE released_report SET content = ''", "DELETE FROM published_cell"])
def test_the_database_lets_nobody_change_a_release(each_house: House, change: str) -> None:
    with transaction(each_house.engine) as session:
        release(session, each_house, REPORT, NOW, by=people(session)[1])
    with pytest.raises(DatabaseError), transaction(each_house.engine) as session:
        session.execute(text(change))


def test_a_correction_is_a_new_version_with_a_reason(house: House) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        first = release(session, house, REPORT, NOW, by=manager)
        with pytest.raises(AlreadyReleased, match=first.number):
            release(session, house, REPORT, NOW, by=manager)
        better = replace(REPORT, cells={YOUTHS: "13", ADULTS: None})
        second = release(session, house, better, NOW, by=manager, reason="telfout")
        assert (second.version, second.supersedes_id, second.reason) == (2, first.id, "telfout")
        assert verify(session, second.number).faults == ()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param("x" * 200, None, id="as long as is kept"),
        pytest.param("x" * 201, ReasonTooLong, id="longer"),
        pytest.param("  ", AlreadyReleased, id="no reason"),
    ],
)
def test_a_reason_is_kept_whole(each_house: House, reason: str, expected: type[Exception] | None) -> None:
    with transaction(each_house.engine) as session:
        _, manager = people(session)
        release(session, each_house, REPORT, NOW, by=manager)
        with pytest.raises(expected) if expected else nullcontext():
            assert release(session, each_house, REPORT, NOW, by=manager, reason=reason).reason == reason


def test_a_figure_of_a_release_is_not_replaced_either(house: House) -> None:
    """On SQLite a REPLACE takes the old row away; the trigger that refuses this has to hear of it."""
    with transaction(house.engine) as session:
        row = release(session, house, REPORT, NOW, by=people(session)[1])
        figure = {"report": row.id, "cell": ADULTS}
    with pytest.raises(DatabaseError), transaction(house.engine) as session:
        session.execute(
            text("REPLACE INTO published_cell (report_id, cell, shown) VALUES (:report, :cell, '3')"), figure
        )


@pytest.mark.parametrize("reason", ["", "telfout"])
@pytest.mark.parametrize("kind", ["municipality", "national"])
def test_what_was_hidden_stays_hidden(house: House, kind: str, reason: str) -> None:
    """In a correction, and in another report that prints the same figure."""
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, REPORT, NOW, by=manager)
        bold = replace(REPORT, kind=kind, cells={ADULTS: "3"})
        expected = AlreadyReleased if kind == "municipality" and not reason else ShowsMore
        with pytest.raises(expected):
            release(session, house, bold, NOW, by=manager, reason=reason)


def test_a_figure_that_somebody_showed_may_be_shown_by_others(house: House) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, REPORT, NOW, by=manager)
        release(session, house, replace(REPORT, cells={YOUTHS: None}), NOW, by=manager, reason="voorzichtiger")
        other = replace(REPORT, kind="national", code="NL", cells={YOUTHS: "12"})
        assert release(session, house, other, NOW, by=manager).version == 1
        with pytest.raises(ShowsMore):
            release(session, house, REPORT, NOW, by=manager, reason="toch maar wel")


def test_what_was_text_only_stays_text_only(house: House) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, replace(REPORT, cells={"2025/nl/table_a/total/total": "99"}), NOW, by=manager)
        with pytest.raises(ShowsMore):
            release(session, house, replace(REPORT, cells={YOUTHS: "12"}), NOW, by=manager, reason="toch genoeg")


@pytest.mark.parametrize("role", [Role.JURIST, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_only_a_coordinator_or_manager_releases(house: House, role: Role) -> None:
    with transaction(house.engine) as session:
        with pytest.raises(NotForReleasing):
            release(session, house, REPORT, NOW, by=Region(session).add_user(role))
        assert session.scalars(select(ReleasedReport)).all() == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(datetime(2025, 12, 31, 22, 59, tzinfo=UTC), YearStillRuns, id="last minute of the year"),
        pytest.param(datetime(2025, 12, 31, 23, 0, tzinfo=UTC), None, id="1 January in Amsterdam"),
    ],
)
def test_a_year_that_runs_is_not_released(house: House, now: datetime, expected: type[Exception] | None) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        if expected is None:
            release(session, house, REPORT, now, by=manager)
        else:
            with pytest.raises(expected):
                release(session, house, REPORT, now, by=manager)


def test_only_the_profile_of_the_policy_leaves(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(NotProtected, match="strict"):
        release(session, house, replace(REPORT, profile="seed_2016"), NOW, by=people(session)[1])


def test_the_municipality_is_told_once(house: House) -> None:
    with transaction(house.engine) as session:
        region, manager = people(session)
        region.add_contact(ContactRole.MUNICIPALITY, agency=None, municipality_id=region.municipality.id)
        region.add_contact(
            ContactRole.MUNICIPALITY, agency=None, municipality_id=region.municipality.id,
            active_to=NOW.date() - timedelta(days=1),
        )  # fmt: skip
        release(session, house, REPORT, NOW, by=manager)
        [mail] = session.scalars(select(Notice).where(Notice.template == "report_ready"))
        assert mail.facts == {"report": "municipality", "year": 2025, "on": "2026-02-16"}


def test_an_agency_is_told_itself(house: House) -> None:
    """F131: the agency's own report goes to the agency."""
    with transaction(house.engine) as session:
        region, manager = people(session)
        release(session, house, replace(REPORT, kind="agency", code=region.agency.code), NOW, by=manager)
        [mail] = session.scalars(select(Notice).where(Notice.template == "report_ready"))
        assert mail.facts["report"] == "agency"


def test_the_national_report_is_told_to_nobody(house: House) -> None:
    with transaction(house.engine) as session:
        release(session, house, replace(REPORT, kind="national", code="NL"), NOW, by=people(session)[1])
        assert session.scalars(select(Notice)).all() == []


def test_checking_finds_what_was_changed(house: House) -> None:
    with transaction(house.engine) as session:
        number = release(session, house, REPORT, NOW, by=people(session)[1]).number
    with transaction(house.engine) as session:  # as the owner of the database, whom triggers do not stop
        session.execute(text("DROP TRIGGER released_report_no_update"))
        session.execute(text("UPDATE released_report SET content = replace(content, '12', '13')"))
    with transaction(house.engine) as session:
        assert verify(session, number).faults == ("de inhoud is veranderd na het vrijgeven",)
        session.execute(text("UPDATE released_report SET digest = :d"), {"d": "0" * 64})
    with transaction(house.engine) as session:
        assert len(verify(session, number).faults) == 2
        with pytest.raises(NothingReleased):
            verify(session, "JR-2026-9999")
