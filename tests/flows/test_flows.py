"""Each flow, run by Prefect over a small house."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.backups import backups
from actions.casework import NewClient, NewIssue, open_client, raise_issue
from actions.house import House, NotSimulated
from actions.support_cases import end_case, start_case
from flows.close_windows import close_windows
from flows.deliver_notices import deliver_notices
from flows.follow_deadlines import follow_deadlines
from flows.keep_house import keep_house
from flows.plan_rounds import plan_rounds
from flows.publish_reports import publish_reports
from flows.remind_advisers import remind_advisers
from flows.repair_rounds import repair_rounds
from flows.send_surveys import send_surveys
from rules.casework import Channel, ClientKind, IssueCategory, IssueKind
from rules.vocabulary import AbsenceKind, InfoSessionKind
from store.models import (
    Absence,
    Adviser,
    Agency,
    Event,
    InfoSession,
    Installation,
    Location,
    Notice,
    StepClaim,
    User,
)
from store.session import transaction
from tasks.house import take_care
from tasks.opening import TaskFailed
from tests.flows.inhabited import MONDAY, inhabit

pytestmark = [
    pytest.mark.slow,
    # Prefect leaves its clients' sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

Flow = Callable[[datetime | None], Coroutine[Any, Any, dict[str, int]]]


@pytest.fixture(scope="module", autouse=True)
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Prefect server for these tests alone, in a home of its own."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, PREFECT_HOME, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with ExitStack() as stack:
        own = {PREFECT_HOME: tmp_path_factory.mktemp("prefect"), PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
        stack.enter_context(temporary_settings(own))
        stack.enter_context(prefect_test_harness(server_startup_timeout=90))
        yield


@pytest.fixture
def lived_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An inhabited house, where the environment points to."""
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    monkeypatch.delenv("WAAKVLAM_DATABASE_URL", raising=False)
    house = inhabit(tmp_path)
    yield house
    house.engine.dispose()


def _run(flow: Flow, as_of: datetime | None = MONDAY) -> dict[str, int]:
    return asyncio.run(_awaited(flow, as_of))


async def _awaited(flow: Flow, as_of: datetime | None) -> dict[str, int]:
    return await flow(as_of)


def _rows(house: House) -> dict[str, int]:
    with transaction(house.engine) as session:
        return {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in (StepClaim, Notice, Event)
        }


def test_the_sweep_runs_twice_and_sees_nothing_happen_the_second_time(lived_in: House) -> None:
    before = _rows(lived_in)
    first = _run(follow_deadlines)
    between = _rows(lived_in)
    second = _run(follow_deadlines)
    assert first["remind"] == 2
    assert first["say_overdue"] == 1
    assert between["step_claim"] - before["step_claim"] == sum(first.values())
    assert between["notice"] > before["notice"]
    assert second == {"braked": 0, "failed": 0}
    assert _rows(lived_in) == between


def test_notices_are_delivered_once(lived_in: House) -> None:
    first = _run(deliver_notices)
    second = _run(deliver_notices)
    mails = [mail for mail in lived_in.settings.maildir.rglob("*") if mail.is_file() and mail.parent.name == "new"]
    assert first["sent"] == len(mails) > 0
    assert first["dead"] == first["in_doubt"] == first["retried"] == 0
    assert set(second.values()) == {0}


def test_windows_that_ended_are_judged_once(lived_in: House) -> None:
    assert _run(close_windows)["missed"] > 0
    assert set(_run(close_windows).values()) == {0}


def test_the_plan_rolls_and_what_was_planned_stays(lived_in: House) -> None:
    first = _run(plan_rounds)
    second = _run(plan_rounds)
    assert first["opened"] > 0
    assert first["placed"] > 0
    assert (second["opened"], second["placed"]) == (0, 0)
    assert second["kept"] >= first["placed"]


def test_the_plan_is_mended_once(lived_in: House) -> None:
    _run(plan_rounds)
    assert set(_run(repair_rounds).values()) == {0}
    with transaction(lived_in.engine) as session:
        adviser = session.scalars(select(Adviser)).one()
        session.add(
            Absence(
                adviser_id=adviser.id, kind=AbsenceKind.ILL, starts_on=MONDAY.date(),
                ends_on=MONDAY.date() + timedelta(days=13),
            )
        )  # fmt: skip
    first = _run(repair_rounds)
    second = _run(repair_rounds)
    assert first["dropped"] > 0
    assert (second["moved"], second["added"], second["dropped"]) == (0, 0, 0)


def test_each_adviser_gets_one_digest_a_day(lived_in: House) -> None:
    _run(plan_rounds)
    assert _run(remind_advisers) == {"digests": 1, "changes": 0, "providers": 0}
    assert _run(remind_advisers) == {"digests": 0, "changes": 0, "providers": 0}


def test_the_house_is_kept(lived_in: House) -> None:
    counts = _run(keep_house)
    assert counts["anchored"] > 0
    assert counts["breaks"] == 0


def test_the_backup_is_made_though_the_rest_of_the_care_fails(lived_in: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.keep_house.take_care", take_care.with_options(retries=0))  # no minutes of waiting
    with lived_in.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE chain_anchor")
    with pytest.raises(TaskFailed):
        _run(keep_house)
    assert len(backups(lived_in.settings)) == 1


def test_the_management_report_is_written(lived_in: House) -> None:
    assert _run(publish_reports) == {"files": 2, "reports": 0, "skipped": 0}
    assert {file.suffix for file in (lived_in.settings.home / "reports").glob("*.*")} == {".html", ".json"}


def test_in_the_first_quarter_the_reports_on_the_year_before_are_written_once(lived_in: House) -> None:
    with transaction(lived_in.engine) as session:
        agency = session.scalars(select(Agency)).first()
        location = session.scalars(select(Location)).first()
        adviser = session.scalars(select(Adviser)).one()
        assert agency is not None
        assert location is not None
        session.add(
            InfoSession(
                reference="V-1", kind=InfoSessionKind.STAFF, held_on=MONDAY.date().replace(year=2025),
                agency_id=agency.id, location_id=location.id, adviser_id=adviser.id,
            )
        )  # fmt: skip
    first = _run(publish_reports)
    assert first["reports"] >= 3
    assert _run(publish_reports) == {"files": 2, "reports": 0, "skipped": first["reports"]}


def test_clients_are_asked_once(lived_in: House) -> None:
    with transaction(lived_in.engine) as session:
        adviser = session.scalars(select(User).where(User.adviser_id.is_not(None))).one()
        client = open_client(
            session, lived_in, NewClient(ClientKind.YOUTH, email="kanarie@post.example"), MONDAY, by=adviser
        )
        said = NewIssue(IssueKind.QUESTION, IssueCategory.LEGISLATION, Channel.CHAT, MONDAY.date())
        issue = raise_issue(session, lived_in, client, said, MONDAY, by=adviser)
        case = start_case(session, lived_in, issue, MONDAY.date(), MONDAY, by=adviser)
        end_case(session, lived_in, case, MONDAY.date(), MONDAY, by=adviser)
    assert _run(send_surveys) == {"mailed": 1, "without_address": 0}
    assert _run(send_surveys) == {"mailed": 0, "without_address": 0}


def test_a_real_database_works_at_no_other_moment_than_now(lived_in: House) -> None:
    with transaction(lived_in.engine) as session:
        session.get_one(Installation, 1).simulated = False
    with pytest.raises(NotSimulated):
        _run(follow_deadlines)
    assert _run(keep_house, None)["breaks"] == 0
