"""The demo: its year is plausible, its day runs under Prefect, and it touches nothing that is not its own."""

import email
import email.policy
import json
import mailbox
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.house import House, build_house, open_house
from actions.register import import_register
from actions.release_check import PART
from desk.demo.dice import Dice
from desk.demo.folder import (
    ExampleMissing,
    FolderUnusable,
    NotADemo,
    clear_folder,
    demo_settings,
    example_region,
    is_demo,
)
from desk.demo.play import SEED, TODAY
from desk.demo.stories import FIRST_DAY, births
from desk.demo.today import FLOWS
from desk.demo.year import DAY, Year
from rules.happenings import EVENTS, happening
from rules.record_words import CHANGED_COLUMN, FactName, subject_said
from rules.signals import ENDED
from rules.vocabulary import SignalState, WindowState
from rules.work_matters import BY_PERSON
from store.events import SYSTEM
from store.models import Adviser, Event, Notice, PublishedCell, ReleasedReport, Signal, Visit, VisitWindow, WorkItem
from store.session import transaction
from store.settings import Settings
from tests.conftest import BUILT_AT
from tests.desk.conftest import POISON, Played, waakvlam

# The first test waits for the whole demo.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

NORMED = ("closed_care", "open_residential_care", "independence_training", "family_home")


@pytest.fixture(scope="module")
def demo_house(played: Played) -> Iterator[House]:
    house = open_house(demo_settings(played.folder))
    yield house
    house.engine.dispose()


# --- the year ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("care_type", NORMED)
def test_windows_are_met_as_they_are_in_a_good_year(played: Played, care_type: str) -> None:
    figures = played.figures["windows"][care_type]
    assert figures["due"] >= 20
    assert 90 <= figures["percent"] <= 100


def test_not_everything_goes_well(played: Played) -> None:
    windows = played.figures["windows"].values()
    assert sum(one["missed"] for one in windows) > 0
    assert sum(one["satisfied_late"] for one in windows) > 0
    assert played.figures["visits"]["attempted"] > 0
    assert played.figures["visits"]["cancelled"] > 0


def test_no_adviser_is_without_visits(demo_house: House) -> None:
    with transaction(demo_house.engine) as session:
        made = dict(
            session.execute(
                select(Visit.adviser_id, func.count()).where(Visit.reported_at.is_not(None)).group_by(Visit.adviser_id)
            )
            .tuples()
            .all()
        )
        advisers = session.scalars(select(Adviser.id)).all()
    assert len(advisers) >= 6
    assert {number for number in advisers if made.get(number, 0) < 50} == set()


def test_no_backlog_of_months(demo_house: House) -> None:
    with transaction(demo_house.engine) as session:
        forgotten = session.scalars(
            select(VisitWindow.id).where(VisitWindow.state == WindowState.OPEN, VisitWindow.ends_on < TODAY)
        ).all()
        owed = (
            select(func.count())
            .where(VisitWindow.state == WindowState.MISSED, VisitWindow.ends_on >= date(2026, 8, 18))
            .group_by(VisitWindow.group_id)
        )
        most = max(session.scalars(owed).all(), default=0)
    assert forgotten == []
    assert most <= 3


def test_nobody_is_asked_what_is_done(demo_house: House) -> None:
    open_work = WorkItem.done_at.is_(None)
    with transaction(demo_house.engine) as session:
        of_ended = select(WorkItem.kind).join(Signal, Signal.id == WorkItem.subject_id).where(
            open_work, WorkItem.subject_kind == "signal", Signal.state.in_(sorted(ENDED))
        )  # fmt: skip
        assert set(session.scalars(of_ended)) <= BY_PERSON
        asked = select(func.count(WorkItem.id)).where(open_work)
        done = session.scalar(select(func.count(WorkItem.id))) or 0
        assert 0 < (session.scalar(asked) or 0) < done / 5, "what is open is the least of what was asked"


@pytest.mark.parametrize("state", SignalState)
def test_every_state_of_a_signal_is_there(played: Played, state: SignalState) -> None:
    assert played.figures["signals"][state.value] >= 1


def test_signals_are_as_many_as_in_a_year(played: Played) -> None:
    assert 35 <= sum(played.figures["signals"].values()) <= 70


def test_a_manager_has_something_to_decide(played: Played) -> None:
    raised = played.figures["escalations"]
    assert raised["waiting"] >= 1
    assert raised["told"] >= 3


def test_reminders_and_digests_went_out(played: Played) -> None:
    assert played.figures["reminders"] >= 30
    assert played.figures["digests"] >= 500


def test_the_outbox_is_empty_but_for_what_nobody_could_deliver(played: Played) -> None:
    notices = played.figures["notices"]
    assert notices.get("in_doubt", 0) == 0
    assert notices.get("queued", 0) <= 10
    assert 1 <= notices["dead"] <= 5


def test_every_mail_can_be_read(played: Played) -> None:
    letters = list(mailbox.Maildir(played.folder / "mail"))
    assert len(letters) == played.figures["mails"] == played.figures["notices"]["sent"]
    for letter in letters:
        mail = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
        text = mail.get_body(("plain",))
        assert mail["Subject"]
        assert str(mail["To"]).rstrip(">").endswith(".example")
        assert text is not None
        assert "U krijgt dit bericht omdat" in text.get_content()


def test_the_record_is_whole(played: Played) -> None:
    verified = played.waakvlam("audit", "verify", "--json")
    assert verified.returncode == 0
    assert json.loads(verified.stdout)["intact"] is True


# --- the day ----------------------------------------------------------------------------------------------------


def test_the_record_of_a_year_is_read_in_words(demo_house: House) -> None:
    with transaction(demo_house.engine) as session:
        happened = set(session.scalars(select(Event.what).distinct()))
        about = set(session.scalars(select(Event.subject_kind).distinct()))
        facts = {
            name
            for found in session.scalars(select(Event.facts))
            for name in found
            if not name.startswith((PART, CHANGED_COLUMN))
        }
    assert sorted(what for what in happened - set(EVENTS) if happening(what) == what.replace("_", " ")) == []
    assert sorted(kind for kind in about if subject_said(f"{kind}:7") == f"{kind}:7") == []
    assert sorted(facts - set(FactName)) == []


def test_every_flow_ran_under_prefect(played: Played) -> None:
    assert [one["flow"] for one in played.figures["flows"]] == list(FLOWS)
    with closing(sqlite3.connect(f"file:{played.folder / 'prefect' / 'prefect.db'}?mode=ro", uri=True)) as connection:
        states = connection.execute("SELECT state_type, count(*) FROM flow_run GROUP BY state_type").fetchall()
    assert states == [("COMPLETED", len(FLOWS))]


def test_the_flows_found_work_and_no_fault(played: Played) -> None:
    counts = {one["flow"]: one["counts"] for one in played.figures["flows"]}
    assert counts["remind_advisers"]["digests"] >= 1
    assert counts["deliver_notices"]["sent"] >= 1
    assert counts["keep_house"]["breaks"] == 0
    assert counts["follow_deadlines"]["braked"] == 0


def test_the_pack_of_an_approved_escalation_stands_on_its_own(played: Played) -> None:
    (name,) = played.figures["packs"]
    checked = played.waakvlam("audit", "verify", "--pack", str(played.folder / "packs" / name), "--json")
    assert checked.returncode == 0, checked.stderr


def test_reports_are_written(played: Played) -> None:
    names = sorted(path.name for path in (played.folder / "reports").rglob("*"))
    assert set(played.figures["reports"]) <= set(names)
    assert sum(name.startswith("municipality-") and name.endswith(".html") for name in names) == 6
    assert any(name.startswith("management-") and name.endswith(".json") for name in names)


def test_the_reports_on_the_year_before_were_released_and_told(demo_house: House) -> None:
    with transaction(demo_house.engine) as session:
        kinds = dict(
            session.execute(
                select(ReleasedReport.kind, func.count())
                .where(ReleasedReport.year == 2025)
                .group_by(ReleasedReport.kind)
            )
            .tuples()
            .all()
        )
        assert (kinds["municipality"], kinds["national"]) == (6, 1)
        assert kinds["agency"] >= 11
        told = session.scalars(select(Notice.state).where(Notice.template == "report_ready")).all()
        assert len(told) >= 17
        assert "queued" not in told


def test_the_tiny_municipality_has_text_in_place_of_figures(demo_house: House) -> None:
    with transaction(demo_house.engine) as session:
        row = session.scalars(select(ReleasedReport).where(ReleasedReport.subject_code == "GM9006")).one()
        shown = session.scalars(select(PublishedCell.cell).where(PublishedCell.report_id == row.id)).all()
    assert shown
    assert all(cell.startswith("2025/nl/") for cell in shown)
    assert "table_1a" not in json.loads(row.content)["tables"]


def test_clients_who_gave_an_address_were_asked(demo_house: House) -> None:
    with transaction(demo_house.engine) as session:
        asked = session.scalars(select(Notice).where(Notice.template == "survey")).all()
        assert {mail.recipient_kind for mail in asked} == {"client"}


# --- nothing but its own ----------------------------------------------------------------------------------------


def test_the_prefect_of_the_user_is_left_alone(played: Played) -> None:
    theirs = played.home / ".prefect"
    assert [path.name for path in theirs.iterdir()] == ["profiles.toml"]
    assert (theirs / "profiles.toml").read_text() == POISON


def test_progress_goes_to_stderr_alone(played: Played) -> None:
    json.loads(played.stdout)
    assert "2026-03" in played.stderr
    assert "Traceback" not in played.stderr


def test_everything_lies_in_the_folder(played: Played) -> None:
    kept = {path.name for path in played.folder.iterdir()}
    assert {"waakvlam.db", "key", "mail", "packs", "prefect", "reports"} <= kept
    assert is_demo(played.folder / "waakvlam.db")


def test_it_can_be_played_again_in_the_same_folder(played: Played, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(played.folder, again)
    (again / "aantekening.txt").write_text("van de gebruiker zelf")
    clear_folder(again)
    assert [path.name for path in again.iterdir()] == ["aantekening.txt"]


def test_a_demo_that_was_cut_off_is_removed_too(tmp_path: Path) -> None:
    running = build_house(demo_settings(tmp_path / "running"), BUILT_AT, simulated=True)
    shutil.copytree(tmp_path / "running", tmp_path / "cut_off")
    assert (tmp_path / "cut_off" / "waakvlam.db-wal").stat().st_size > 0
    running.engine.dispose()
    clear_folder(tmp_path / "cut_off")
    assert list((tmp_path / "cut_off").iterdir()) == []


def _real_house(folder: Path) -> None:
    build_house(Settings(home=folder, database_url=""), BUILT_AT).engine.dispose()


def _key_only(folder: Path) -> None:
    folder.mkdir()
    (folder / "key").write_text("iets")


def _other_database(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "waakvlam.db")) as connection:
        connection.execute("CREATE TABLE iets (anders)")


def _no_database(folder: Path) -> None:
    folder.mkdir()
    (folder / "waakvlam.db").write_text("geen database")


def _link_to_a_demo(folder: Path) -> None:
    build_house(demo_settings(folder.with_name("other")), BUILT_AT, simulated=True).engine.dispose()
    folder.mkdir()
    (folder / "waakvlam.db").symlink_to(folder.with_name("other") / "waakvlam.db")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_real_house, id="a real installation"),
        pytest.param(_key_only, id="a key, its database elsewhere"),
        pytest.param(_other_database, id="another database"),
        pytest.param(_no_database, id="a file that is no database"),
        pytest.param(_link_to_a_demo, id="a link"),
    ],
)
def test_what_no_demo_made_is_never_removed(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "home"
    make(folder)
    before = sorted(folder.iterdir())
    with pytest.raises(NotADemo, match="geen demo"):
        clear_folder(folder)
    assert sorted(folder.iterdir()) == before


def test_a_refusal_is_a_sentence_and_exit_code_three(tmp_path: Path) -> None:
    _key_only(tmp_path / "home")
    refused = waakvlam("demo", "--dir", str(tmp_path / "home"), HOME=str(tmp_path))
    assert refused.returncode == 3
    assert "geen demo" in refused.stderr
    assert refused.stdout == ""


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnusable, match="andere map"):
        clear_folder(tmp_path / "file")


def test_without_the_source_the_example_is_missed(tmp_path: Path) -> None:
    with pytest.raises(ExampleMissing, match="broncode"):
        example_region(tmp_path)


# --- the dice ---------------------------------------------------------------------------------------------------


def test_the_dice_keep_to_their_weights() -> None:
    dice = Dice(1)
    thrown = [dice.weigh({"often": 9, "seldom": 1}, number) for number in range(2000)]
    assert 120 < thrown.count("seldom") < 280
    assert {dice.between(1, 3, number) for number in range(100)} == {1, 2, 3}


def test_another_seed_is_another_year() -> None:
    assert births(Dice(1)) == births(Dice(1))
    assert births(Dice(1)) != births(Dice(2))


def _lived(folder: Path, days: int) -> list[object]:
    house = build_house(demo_settings(folder), BUILT_AT, simulated=True)
    region = example_region()
    with transaction(house.engine) as session:
        import_register(session, house, region, now=BUILT_AT.replace(year=2025, month=11, day=17), actor=SYSTEM)
    Year(house, region, SEED).run(lambda day: None, until=FIRST_DAY + days * DAY)
    with transaction(house.engine) as session:
        visits = session.execute(select(Visit.on, Visit.group_id, Visit.adviser_id, Visit.state, Visit.present)).all()
        signals = session.execute(select(Signal.reference, Signal.state, Signal.measure, Signal.sent_at)).all()
    house.engine.dispose()
    return [*visits, *signals]


def test_the_same_seed_is_the_same_year(tmp_path: Path) -> None:
    first, second = _lived(tmp_path / "first", 12), _lived(tmp_path / "second", 12)
    assert len(first) > 50
    assert first == second
