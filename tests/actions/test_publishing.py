"""A whole run of reports: all of them, once, and further where it was cut short."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.house import House
from actions.publishing import FORMS, LEDGER, RunCounts, ask_to_release, release_year, write_year, year_to_make
from rules.casework import Gender
from rules.report_errors import NotForReleasing, YearStillRuns, YearWithoutData
from rules.vocabulary import Role
from store.models import Client, Notice, ReleasedReport, User, WorkItem
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at

NOW = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
IN_2025 = at(date(2025, 5, 12), 10)
SUBJECTS = 5
"""The country, two municipalities and two bodies of the small world."""


class Killed(Exception):
    """The process ends here."""


@pytest.fixture
def worked(house: House) -> House:
    """A house with some casework in 2025."""
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        for _ in range(6):
            world.issue(world.client(now=IN_2025), IN_2025)
    return house


def killed_after(number: int, house: House, now: datetime = NOW) -> None:
    def tell(done: int, _of: int) -> None:
        if done == number:
            raise Killed

    with pytest.raises(Killed):
        write_year(house, 2025, now, tell=tell)


def folder(house: House) -> Path:
    return house.settings.home / "reports" / "2025"


def written(house: House) -> dict[str, int]:
    """Each report with the moment at which its file was made."""
    return {file.name: file.stat().st_mtime_ns for file in folder(house).glob("*-2025.*")}


def test_a_run_writes_everybody_and_a_second_one_nothing(worked: House) -> None:
    heard: list[tuple[int, int]] = []
    assert write_year(worked, 2025, NOW, tell=lambda *told: heard.append(told)) == RunCounts(SUBJECTS, 0)
    assert heard == [(number, SUBJECTS) for number in range(1, SUBJECTS + 1)]
    assert len(written(worked)) == len(FORMS) * SUBJECTS
    before = written(worked)
    assert write_year(worked, 2025, NOW) == RunCounts(0, SUBJECTS)
    assert written(worked) == before


@pytest.mark.parametrize("number", [1, 3, SUBJECTS])
def test_a_run_that_was_killed_goes_on(worked: House, number: int) -> None:
    killed_after(number, worked)
    before = written(worked)
    assert write_year(worked, 2025, NOW) == RunCounts(SUBJECTS - number, number)
    after = written(worked)
    assert {name: after[name] for name in before} == before


def test_a_line_that_was_cut_off_counts_for_nothing(worked: House) -> None:
    killed_after(2, worked)
    with (folder(worked) / LEDGER).open("a") as file:
        file.write('{"done": "agency:A')
    assert write_year(worked, 2025, NOW) == RunCounts(SUBJECTS - 2, 2)
    assert write_year(worked, 2025, NOW) == RunCounts(0, SUBJECTS)


def test_a_run_begins_anew_when_what_it_counts_has_changed(worked: House) -> None:
    killed_after(3, worked)
    with transaction(worked.engine) as session:
        client = session.scalars(select(Client)).first()
        assert client is not None
        client.gender = Gender.OTHER
    assert write_year(worked, 2025, NOW) == RunCounts(SUBJECTS, 0)


def test_a_run_of_another_day_begins_anew(worked: House) -> None:
    killed_after(3, worked)
    assert write_year(worked, 2025, datetime(2026, 2, 2, 6, 0, tzinfo=UTC)) == RunCounts(SUBJECTS, 0)


def test_the_ledger_holds_no_figure(worked: House) -> None:
    write_year(worked, 2025, NOW)
    lines = [json.loads(line) for line in (folder(worked) / LEDGER).read_text().splitlines()]
    assert [sorted(line) for line in lines] == [["run"], *[["done"]] * SUBJECTS]


def test_a_year_without_work_has_no_reports(worked: House) -> None:
    with pytest.raises(YearWithoutData):
        write_year(worked, 2023, NOW)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        pytest.param(date(2026, 1, 31), None, id="January: what was done is still being written down"),
        pytest.param(date(2026, 2, 1), 2025, id="February"),
        pytest.param(date(2026, 3, 31), 2025, id="the end of the quarter"),
        pytest.param(date(2026, 4, 1), None, id="after it"),
    ],
)
def test_reports_are_made_in_the_first_quarter(today: date, year: int | None) -> None:
    assert year_to_make(today) == year


def test_a_manager_is_asked_to_release_once_a_year(house: House) -> None:
    with transaction(house.engine) as session:
        assert ask_to_release(session, 2025, NOW)
        assert not ask_to_release(session, 2025, NOW)
        [item] = session.scalars(select(WorkItem))
        assert (item.kind, item.role, item.due_on) == ("release_reports", Role.MANAGER, date(2026, 3, 31))


def manager_of(house: House) -> User:
    with transaction(house.engine) as session:
        user = session.scalars(select(User).where(User.role == Role.COORDINATOR)).one()
        session.expunge(user)
        return user


def test_everybody_is_released_and_told_once(worked: House) -> None:
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(SUBJECTS, 0)
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(0, SUBJECTS)
    with transaction(worked.engine) as session:
        released = session.scalars(select(ReleasedReport)).all()
        assert {(row.version, row.year) for row in released} == {(1, 2025)}
        told = session.scalars(select(Notice).where(Notice.template == "report_ready")).all()
        assert [mail.facts["report"] for mail in told] == ["agency", "agency"]


def test_releasing_that_was_killed_goes_on(worked: House) -> None:
    def tell(done: int, _of: int) -> None:
        if done == 2:
            raise Killed

    with pytest.raises(Killed):
        release_year(worked, 2025, NOW, by=manager_of(worked), tell=tell)
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(SUBJECTS - 2, 2)


def test_who_may_not_release_releases_nothing(worked: House) -> None:
    with transaction(worked.engine) as session:
        adviser = session.scalars(select(User).where(User.role == Role.ADVISER)).first()
        assert adviser is not None
    with pytest.raises(NotForReleasing):
        release_year(worked, 2025, NOW, by=adviser)
    with pytest.raises(YearStillRuns):
        release_year(worked, 2026, NOW, by=manager_of(worked))
