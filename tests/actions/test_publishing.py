"""A whole run of reports: all of them, once, and further where it was cut short."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from actions.annual_runs import AnnualRun, open_run
from actions.house import House
from actions.publishing import (
    FORMS,
    LEDGER,
    RunCounts,
    ask_to_release,
    release_one,
    release_year,
    write_year,
    year_to_make,
)
from actions.release_check import verify
from actions.release_runs import counts_digest
from actions.releases import release, released
from rules.annual_reports import NATION, ReportKind
from rules.casework import FirstHandling, Gender
from rules.figures import VisitFact, YearFacts
from rules.policy_words import ReportProfile
from rules.report_errors import (
    CountedOtherwise,
    NotForReleasing,
    ReportsInTheMaking,
    YearStillRuns,
    YearWithoutData,
)
from rules.vocabulary import Role
from store.annual import last_released
from store.figures import municipalities
from store.models import Client, Issue, Notice, ReleasedReport, ReleaseRun, User, WorkItem
from store.session import snapshot, transaction
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


def asked_to_release(house: House) -> list[int]:
    """Return of which years somebody still has to release the reports."""
    with transaction(house.engine) as session:
        wanted = select(WorkItem.subject_id).where(WorkItem.kind == "release_reports", WorkItem.done_at.is_(None))
        return list(session.scalars(wanted))


def test_what_was_asked_is_done_with_the_last_report(worked: House) -> None:
    """Given a manager was asked / when a run is cut short, and goes on / then only the last report ends the work."""
    with transaction(worked.engine) as session:
        ask_to_release(session, 2024, NOW)
        ask_to_release(session, 2025, NOW)
    kill_release(worked, SUBJECTS - 1)
    assert asked_to_release(worked) == [2024, 2025]
    release_year(worked, 2025, NOW, by=manager_of(worked))
    assert asked_to_release(worked) == [2024]
    with transaction(worked.engine) as session:
        done = session.scalars(select(WorkItem.done_by_id).where(WorkItem.subject_id == 2025)).one()
    assert done == manager_of(worked).id


def test_reports_that_are_released_one_by_one_end_the_work_with_the_last(worked: House) -> None:
    """Given a manager was asked / when each report is released by itself / then the last ends the work."""
    with transaction(worked.engine) as session:
        ask_to_release(session, 2025, NOW)
    with snapshot(worked.engine) as session:
        subjects = open_run(session, worked, 2025, ReportProfile.STRICT, NOW).subjects()
    asked = []
    for subject in subjects:
        release_one(worked, subject.kind, subject.code, 2025, NOW, by=manager_of(worked))
        asked.append(asked_to_release(worked))
    assert asked == [[2025]] * (SUBJECTS - 1) + [[]]


def test_releasing_that_was_killed_goes_on(worked: House) -> None:
    def tell(done: int, _of: int) -> None:
        if done == 2:
            raise Killed

    with pytest.raises(Killed):
        release_year(worked, 2025, NOW, by=manager_of(worked), tell=tell)
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(SUBJECTS - 2, 2)


def kill_release(house: House, number: int, now: datetime = NOW, reason: str = "") -> None:
    def tell(done: int, _of: int) -> None:
        if done == number:
            raise Killed

    with pytest.raises(Killed):
        release_year(house, 2025, now, by=manager_of(house), tell=tell, reason=reason)


def change_a_count(house: House) -> None:
    with transaction(house.engine) as session:
        client = session.scalars(select(Client)).first()
        assert client is not None
        client.gender = Gender.OTHER


def newest(house: House) -> dict[tuple[str, str], ReleasedReport]:
    with transaction(house.engine) as session:
        rows = session.scalars(select(ReleasedReport).order_by(ReleasedReport.version))
        return {(row.kind, row.subject_code): row for row in rows}


def test_a_release_does_not_go_on_with_other_counts(worked: House) -> None:
    kill_release(worked, 2)
    change_a_count(worked)
    with pytest.raises(CountedOtherwise, match="Geef daarom van alle rapporten een nieuwe versie vrij"):
        release_year(worked, 2025, NOW, by=manager_of(worked))
    with pytest.raises(CountedOtherwise):
        release_one(worked, ReportKind.MUNICIPALITY, "GM2", 2025, NOW, by=manager_of(worked))
    assert len(newest(worked)) == 2


def test_a_reason_lets_no_first_version_count_otherwise(worked: House) -> None:
    kill_release(worked, 1)
    change_a_count(worked)
    with pytest.raises(CountedOtherwise):
        release_one(worked, ReportKind.MUNICIPALITY, "GM2", 2025, NOW, by=manager_of(worked), reason="hersteld")
    assert len(newest(worked)) == 1


def test_what_was_released_before_counts_were_kept_goes_on_with_one_count(worked: House) -> None:
    kill_release(worked, 2)
    with transaction(worked.engine) as session:
        session.execute(delete(ReleaseRun))  # as it was left by a version that kept none
    kill_release(worked, 3)
    change_a_count(worked)
    with pytest.raises(CountedOtherwise):
        release_year(worked, 2025, NOW, by=manager_of(worked))


def test_with_a_reason_everybody_gets_a_new_version_of_the_same_counts(worked: House) -> None:
    kill_release(worked, 2)
    change_a_count(worked)
    later = datetime(2026, 2, 3, 6, 0, tzinfo=UTC)
    assert release_year(worked, 2025, later, by=manager_of(worked), reason="geslacht hersteld") == RunCounts(5, 0)
    assert sorted(row.version for row in newest(worked).values()) == [1, 1, 1, 2, 2]
    assert release_year(worked, 2025, later, by=manager_of(worked)) == RunCounts(0, 5)


def test_new_versions_that_were_cut_short_go_on(worked: House) -> None:
    release_year(worked, 2025, datetime(2026, 1, 31, 6, 0, tzinfo=UTC), by=manager_of(worked))
    change_a_count(worked)
    kill_release(worked, 3, reason="hersteld")
    assert release_year(worked, 2025, NOW, by=manager_of(worked), reason="hersteld") == RunCounts(2, 3)
    assert {row.version for row in newest(worked).values()} == {2}


BACK = [timedelta(hours=-2), timedelta(hours=-1), timedelta(hours=-3)]


@pytest.mark.parametrize("reason", ["", "hersteld"])
def test_a_clock_that_is_set_back_between_the_parts_releases_each_once_and_in_order(worked: House, reason: str) -> None:
    if reason:
        release_year(worked, 2025, NOW, by=manager_of(worked))
        change_a_count(worked)
    kill_release(worked, 1, reason=reason)
    for done, step in enumerate(BACK, 1):
        kill_release(worked, done + 1, now=NOW + step, reason=reason)
    last = NOW - timedelta(hours=4)
    assert release_year(worked, 2025, last, by=manager_of(worked), reason=reason) == RunCounts(SUBJECTS - 4, 4)
    assert release_year(worked, 2025, last, by=manager_of(worked)) == RunCounts(0, SUBJECTS)
    with transaction(worked.engine) as session:
        rows = session.scalars(select(ReleasedReport).order_by(ReleasedReport.id)).all()
        assert [row.version for row in rows] == [1] * SUBJECTS + ([2] * SUBJECTS if reason else [])
        assert [verify(session, row.number).faults for row in rows] == [()] * len(rows)
        listed = [one.number for one in released(session, 2025)]
        last_national = last_released(session, "national", 2025)
    assert listed == [row.number for row in rows]
    assert last_national is not None
    assert last_national.version == max(row.version for row in rows)


def test_a_run_from_before_its_place_was_recorded_goes_on_by_the_clock(worked: House) -> None:
    release_year(worked, 2025, NOW, by=manager_of(worked))
    change_a_count(worked)
    kill_release(worked, 2, now=NOW + timedelta(hours=1), reason="hersteld")
    with transaction(worked.engine) as session:
        session.execute(text("DROP TRIGGER event_no_update"))
        session.execute(text("UPDATE event SET facts = json_remove(facts, '$.place') WHERE what = 'release_begun'"))
    later = NOW + timedelta(hours=2)
    assert release_year(worked, 2025, later, by=manager_of(worked), reason="hersteld") == RunCounts(SUBJECTS - 2, 2)


def release_country(house: House, year: int) -> None:
    """Release a national report over a year, as one from which the next year's reports tell."""
    manager = manager_of(house)
    with transaction(house.engine) as session:
        report = open_run(session, house, 2025, ReportProfile.STRICT, NOW).report(NATION)
        before = replace(report, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), cells={})
        release(session, house, before, NOW, by=manager)


def test_a_release_does_not_go_on_when_the_country_compares_with_another_year_before(worked: House) -> None:
    kill_release(worked, 2)
    release_country(worked, 2024)
    with pytest.raises(CountedOtherwise):
        release_year(worked, 2025, NOW, by=manager_of(worked))
    release_year(worked, 2025, NOW, by=manager_of(worked), reason="vergelijking met 2024")
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(0, SUBJECTS)


def test_files_are_made_anew_when_the_country_compares_with_another_year_before(worked: House) -> None:
    release_country(worked, 2023)
    write_year(worked, 2025, NOW)
    assert write_year(worked, 2025, NOW) == RunCounts(0, SUBJECTS)
    release_country(worked, 2024)
    assert write_year(worked, 2025, NOW) == RunCounts(SUBJECTS, 0)


@dataclass
class OneVisit(AnnualRun):
    """A run in which one visit was made, in one municipality."""

    place: int = 0

    def _work_at(self, municipality_ids: Collection[int]) -> YearFacts:
        visit = VisitFact(date(2025, 5, 12), None, at_family_home=False)
        return YearFacts(visits=(visit,)) if self.place in municipality_ids else YearFacts()


def test_a_visit_counts_otherwise_in_another_municipality(worked: House) -> None:
    with transaction(worked.engine) as session:
        run = open_run(session, worked, 2025, ReportProfile.STRICT, NOW)
        places = [place.id for place in municipalities(session)]
        digests = {counts_digest(OneVisit(session, worked, run.frame, place=place)) for place in places}
    assert len(digests) == len(places) == 2


def test_what_happened_after_the_year_changes_no_count(worked: House) -> None:
    kill_release(worked, 2)
    with transaction(worked.engine) as session:
        issue = session.scalars(select(Issue)).first()
        assert issue is not None
        issue.handling, issue.handled_on = FirstHandling.INFORMATION_ADVICE, date(2026, 1, 15)
        issue.ended_on = date(2026, 1, 15)
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(SUBJECTS - 2, 2)


def test_what_was_released_is_what_the_ledger_says(worked: House) -> None:
    release_year(worked, 2025, NOW, by=manager_of(worked))
    rows = newest(worked).values()
    with transaction(worked.engine) as session:
        assert [fault for row in rows for fault in verify(session, row.number).faults] == []
    assert all(json.loads(row.content)["figures"] for row in rows if row.kind == "national")


def test_the_desk_and_the_night_do_not_make_them_at_once(worked: House) -> None:
    refused: list[str] = []

    def tell(_done: int, _of: int) -> None:
        acts: tuple[Callable[[], object], ...] = (
            partial(write_year, worked, 2025, NOW),
            partial(release_year, worked, 2025, NOW, by=manager_of(worked)),
        )
        for act in acts:
            with pytest.raises(ReportsInTheMaking) as caught:
                act()
            refused.append(str(caught.value))

    assert write_year(worked, 2025, NOW, tell=tell) == RunCounts(SUBJECTS, 0)
    assert len(refused) == 2 * SUBJECTS
    assert release_year(worked, 2025, NOW, by=manager_of(worked)) == RunCounts(SUBJECTS, 0)


def test_who_may_not_release_releases_nothing(worked: House) -> None:
    with transaction(worked.engine) as session:
        adviser = session.scalars(select(User).where(User.role == Role.ADVISER)).first()
        assert adviser is not None
    with pytest.raises(NotForReleasing):
        release_year(worked, 2025, NOW, by=adviser)
    with pytest.raises(YearStillRuns):
        release_year(worked, 2026, NOW, by=manager_of(worked))
