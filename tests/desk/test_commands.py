"""Every command through its front door: exit codes, JSON with stable keys, and a sentence where it cannot go on."""

import json
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from actions.house import House, build_house
from actions.register import import_register
from actions.signals import submit_signal
from desk.cli import app
from desk.demo.folder import example_region
from rules.policy import FILE_NAME
from store.events import SYSTEM
from store.migrate import head
from store.session import transaction
from store.settings import Settings
from tests.actions.register_files import write_files
from tests.actions.signal_world import SENT_AT, World
from tests.conftest import copied_sqlite
from tests.desk.command_line import CommandLine, timeless_register

IMPORTED_AT = datetime(2025, 11, 17, 8, 0, tzinfo=UTC)
RULES = Path(__file__).parents[2] / "rules"


def _homes_of(house: House) -> Path:
    house.engine.dispose()
    return house.settings.home


@pytest.fixture(scope="module")
def region_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with the example region, its first weeks planned, as on 17 November 2025. Only to copy."""
    house = build_house(Settings(home=tmp_path_factory.mktemp("region")), IMPORTED_AT, simulated=True)
    with transaction(house.engine) as session:
        import_register(session, house, example_region(), now=IMPORTED_AT, actor=SYSTEM)
    return _homes_of(house)


@dataclass(frozen=True)
class Sent:
    """A house with two general signals, one of them sent on Monday 16 March 2026 at ten. Only to copy."""

    home: Path
    reference: str


@pytest.fixture(scope="module")
def sent(built_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    with copied_sqlite(built_sqlite, tmp_path_factory.mktemp("sent")) as house:
        with transaction(house.engine) as session:
            world = World(house, session)
            reference = world.sent().reference
            submit_signal(session, house, world.draft(), SENT_AT)
        home = _homes_of(house)
    return Sent(home, reference)


def spoil(home: Path, *statements: str) -> None:
    """Change the database as its owner can, past the program."""
    with closing(sqlite3.connect(home / "waakvlam.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def make_real(home: Path) -> None:
    spoil(home, "UPDATE installation SET simulated = 0")


# --- all of them ------------------------------------------------------------------------------------------------


def leaves(tree: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    subcommands = getattr(tree, "commands", None)
    if subcommands is None:
        yield path
        return
    for name, command in subcommands.items():
        yield from leaves(command, (*path, name))


LEAVES = sorted(leaves(typer.main.get_command(app)))


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_has_help_and_json(command: CommandLine, words: tuple[str, ...]) -> None:
    answer = command(*words, "--help")
    assert answer.code == 0
    assert "Usage" in answer.out
    assert ("--json" in answer.out) is (words != ("serve",))  # serve never ends


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param("plan mak", "Opdracht 'mak' bestaat niet. Bedoelt u 'make'?", id="unknown command"),
        pytest.param("plan show --form x", "Optie '--form' bestaat niet. Bedoelt u --from?", id="unknown option"),
        pytest.param("plan make", "--from ontbreekt. Zie 'waakvlam plan make --help'.", id="missing option"),
        pytest.param("signal show", "REF ontbreekt.", id="missing argument"),
        pytest.param("plan show --from", "Achter '--from' hoort een waarde.", id="option without a value"),
        pytest.param("policy check a b", "Hier hoort niets achter: 'b'.", id="one word too many"),
        pytest.param("plan show --from 31-02-2026", "31-02-2026 bestaat niet", id="no such day"),
        pytest.param("plan make --from 2026-01-05 --weeks 54", "--weeks: '54' past niet", id="too many weeks"),
        pytest.param("plan make --from 2026-01-05 --weeks x", "geheel getal van 1 tot en met 53", id="no number"),
        pytest.param("plan late --as-of morgen", "'morgen' is geen datum", id="no instant"),
        pytest.param("report make gemeente X", "soort: 'gemeente' is onbekend. Kies uit: municipality", id="kind"),
        pytest.param("report make management --format odt", "--format: 'odt' is onbekend", id="format"),
        pytest.param("report make management --year twee", "--year: 'twee' past niet", id="year"),
        pytest.param("outbox release drie", "ID: 'drie' past niet", id="no number of a notice"),
        pytest.param("serve --port 0", "--port: '0' past niet", id="no port"),
    ],
)
def test_a_wrong_word_is_answered_in_dutch(command: CommandLine, line: str, sentence: str) -> None:
    answer = command(*line.split())
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err


@pytest.mark.parametrize("line", ["plan late --json", "outbox list", "signals sweep --json", "audit verify", "serve"])
def test_without_a_database_it_says_how_to_make_one(command: CommandLine, line: str) -> None:
    answer = command(*line.split())
    assert (answer.code, answer.out) == (2, "")
    assert "De database is nog leeg. Voer eerst 'waakvlam db upgrade' uit." in answer.err


def test_a_machine_that_refuses_is_told_with_what_to_do(command: CommandLine, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        answer = command("register", "template", tmp_path / "template")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert (answer.code, answer.out) == (2, "")
    assert "er staan te veel bestanden of verbindingen open" in answer.err
    assert "Verhoog de grens" in answer.err


def test_a_database_that_does_not_open_is_told_with_what_to_do(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAAKVLAM_DATABASE_URL", f"sqlite:///{tmp_path}")
    answer = command("outbox", "list", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "het bestand van de database gaat niet open" in answer.err


def test_the_database_is_made_once_and_upgraded_again(command: CommandLine) -> None:
    first, second = command("db", "upgrade", "--json"), command("db", "upgrade", "--json")
    assert (first.code, second.code) == (0, 0)
    assert first.data == second.data == {"version": head()}
    assert command("outbox", "list", "--json").data == []


# --- register ---------------------------------------------------------------------------------------------------


def test_the_template_is_an_empty_register(command: CommandLine, tmp_path: Path) -> None:
    made = command("register", "template", tmp_path / "empty", "--json")
    assert (made.code, made.data) == (0, {"folder": str(tmp_path / "empty")})
    assert (tmp_path / "empty" / "register.xlsx").is_file()
    assert command("register", "import", tmp_path / "empty").code == 0


def test_a_register_comes_in_and_out_the_same(command: CommandLine, tmp_path: Path) -> None:
    files = write_files(tmp_path / "in", timeless_register())
    saved = command("register", "import", files, "--json")
    assert (saved.code, saved.data["saved"]) == (0, True)
    assert saved.data["sheets"]["groepen"] == {"added": 2, "changed": 0, "unchanged": 0}
    exported = command("register", "export", tmp_path / "out", "--json")
    assert exported.data["rows"]["signalen"] == 1
    again = command("register", "import", tmp_path / "out", "--json").data["sheets"]
    assert sum(sheet["added"] + sheet["changed"] for sheet in again.values()) == 0


def test_validate_only_saves_nothing(command: CommandLine, tmp_path: Path) -> None:
    files = write_files(tmp_path / "in", timeless_register())
    checked = command("register", "import", files, "--validate-only")
    assert checked.code == 0
    assert "er is niets opgeslagen" in checked.err
    assert command("register", "import", files, "--json").data["sheets"]["groepen"]["added"] == 2


def test_three_flaws_in_two_files_are_told_at_once_and_nothing_is_saved(command: CommandLine, tmp_path: Path) -> None:
    files = timeless_register()
    files["groep_zorgvormen"][1]["zorgvorm"] = "half-open"
    files["contactpersonen"][0]["e-mail"] = "jan@"
    files["contactpersonen"][0]["rol"] = "directuer"
    answer = command("register", "import", write_files(tmp_path / "in", files), "--json")
    assert (answer.code, answer.out) == (2, "")
    places = [line.partition(":")[0] for line in answer.err.splitlines()]
    assert places == [
        "contactpersonen.csv, rij 2, kolom 'e-mail'",
        "contactpersonen.csv, rij 2, kolom 'rol'",
        "groep_zorgvormen.csv, rij 3, kolom 'zorgvorm'",
    ]
    command("register", "export", tmp_path / "out")
    assert len((tmp_path / "out" / "groepen.csv").read_text().splitlines()) == 1  # the header


# --- plan -------------------------------------------------------------------------------------------------------


def test_the_region_is_planned_and_shown(command: CommandLine, region_home: Path) -> None:
    command.lives_in(region_home)
    made = command("plan", "make", "--from", "2025-11-24", "--weeks", "3", "--as-of", "2025-11-17", "--json")
    assert made.code == (1 if made.data["unplaced"] else 0)
    assert made.data["placed"] > 50
    shown = command("plan", "show", "--from", "2025-11-24", "--weeks", "3", "--json")
    assert (shown.code, len(shown.data)) == (0, made.data["placed"])
    assert {"on", "starts", "adviser_name", "group_name", "care_type", "state"} <= set(shown.data[0])
    again = command("plan", "make", "--from", "2025-11-24", "--weeks", "3", "--as-of", "2025-11-17", "--json")
    assert (again.data["placed"], again.data["kept"]) == (0, made.data["placed"])
    table = command("plan", "show", "--from", "2025-11-24")
    assert "vertrouwenspersoon" in table.out


def test_nothing_is_late_and_nothing_owed_at_the_start(command: CommandLine, region_home: Path) -> None:
    command.lives_in(region_home)
    late = command("plan", "late", "--as-of", "2025-11-17", "--json")
    assert (late.code, late.data) == (0, [])
    debt = command("plan", "debt", "--as-of", "2025-11-17", "--json")
    assert debt.code == 0
    assert all(line["debt"] == line["due"] - line["done"] - line["excused"] for line in debt.data)


def test_missed_windows_are_findings(command: CommandLine, region_home: Path) -> None:
    command.lives_in(region_home)
    spoil(
        command.home,
        "INSERT INTO visit_window"
        " (group_id, care_type, starts_on, ends_on, late_until, state, missed_reason, relaxation_facts)"
        " SELECT id, 'closed_care', '2025-11-10', '2025-11-16', '2025-12-01', 'missed', 'weather', '{}'"
        ' FROM "group" ORDER BY id LIMIT 1',
    )
    late = command("plan", "late", "--as-of", "2025-11-17", "--json")
    assert late.code == 1
    assert [line["ends_on"] for line in late.data] == ["2025-11-16"]


# --- signals ----------------------------------------------------------------------------------------------------

OVERDUE = "2026-04-15"


def test_a_sweep_is_looked_at_and_then_done(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    plan = command("signals", "sweep", "--as-of", OVERDUE, "--json")
    assert plan.code == 0
    assert {"deadline_id", "subject", "step", "due_at"} == set(plan.data["steps"][0])
    done = command("signals", "sweep", "--as-of", OVERDUE, "--send", "--plan", plan.data["plan"], "--json")
    assert done.code == 0
    assert sum(done.data["taken"].values()) == len(plan.data["steps"])
    assert (done.data["braked"], done.data["failed"]) == (False, 0)


def test_a_stale_plan_is_refused(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    plan = command("signals", "sweep", "--as-of", OVERDUE, "--json").data["plan"]
    ordered = ("signals", "sweep", "--as-of", OVERDUE, "--send", "--plan", plan)
    assert command(*ordered).code == 0
    again = command(*ordered)
    assert (again.code, again.out) == (2, "")
    assert f"Het plan {plan} is verouderd" in again.err


@pytest.mark.parametrize("group", ["signals sweep", "outbox deliver"])
@pytest.mark.parametrize("options", [["--send"], ["--plan", "0123456789ab"]], ids=["send alone", "plan alone"])
def test_nothing_is_sent_unseen(command: CommandLine, sent: Sent, group: str, options: list[str]) -> None:
    command.lives_in(sent.home)
    before = command("outbox", "list", "--json").data
    answer = command(*group.split(), *options, "--as-of", OVERDUE)
    assert (answer.code, answer.out) == (2, "")
    assert f"Voer eerst 'waakvlam {group}' uit" in answer.err
    assert command("outbox", "list", "--json").data == before


@pytest.mark.parametrize("group", ["signals sweep", "outbox deliver"])
def test_a_real_database_sends_only_today(command: CommandLine, sent: Sent, group: str) -> None:
    command.lives_in(sent.home)
    make_real(command.home)
    before = command("outbox", "list", "--json").data
    plan = command(*group.split(), "--as-of", OVERDUE, "--json").data["plan"]
    answer = command(*group.split(), "--as-of", OVERDUE, "--send", "--plan", plan)
    assert (answer.code, answer.out) == (3, "")
    assert "Deze database is echt" in answer.err
    assert command("outbox", "list", "--json").data == before


def test_a_signal_is_shown_without_its_text(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    shown = command("signal", "show", sent.reference, "--json")
    assert (shown.code, shown.data["reference"], shown.data["state"]) == (0, sent.reference, "sent")
    assert shown.data["events"]
    assert "kamerdeuren" not in shown.out
    assert sent.reference in command("signal", "show", sent.reference).out


def test_a_term_of_a_signal_is_explained(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    chains = command("signal", "explain", sent.reference, "--json").data
    answer_due = next(chain for chain in chains if chain["kind"] == "answer")
    assert answer_due["end"] == "2026-04-08"
    assert all(step["source"] for step in answer_due["steps"])
    assert "2026-04-08" in command("signal", "explain", sent.reference).out


@pytest.mark.parametrize("verb", ["show", "explain"])
def test_an_unknown_signal_is_said(command: CommandLine, sent: Sent, verb: str) -> None:
    command.lives_in(sent.home)
    answer = command("signal", verb, "S-1999-0001", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "S-1999-0001" in answer.err


# --- outbox -----------------------------------------------------------------------------------------------------


def test_the_outbox_is_looked_at_and_delivered(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    waiting = command("outbox", "list", "--json")
    assert {"id", "template", "recipient", "state", "attempts", "next_at"} <= set(waiting.data[0])
    assert "@" not in waiting.out
    plan = command("outbox", "deliver", "--as-of", "2026-03-16T11:00+01:00", "--json")
    assert len(plan.data["notices"]) == len(waiting.data)
    ordered = ("outbox", "deliver", "--as-of", "2026-03-16T11:00+01:00", "--send", "--plan", plan.data["plan"])
    done = command(*ordered, "--json")
    assert (done.code, done.data["sent"]) == (0, 2)
    assert done.data["settled"] == 1  # the review of what was sent meanwhile
    assert len(list((command.home / "mail" / "new").iterdir())) == 2
    stale = command(*ordered)
    assert stale.code == 2
    assert "verouderd" in stale.err


def test_a_notice_that_was_given_up_is_released(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    number = command("outbox", "list", "--json").data[0]["id"]
    spoil(command.home, "UPDATE notice SET state = 'dead', next_at = NULL, finished_at = created_at")
    released = command("outbox", "release", number, "--json")
    assert (released.code, released.data) == (0, {"notice": number, "state": "queued"})
    again = command("outbox", "release", number)
    assert again.code == 2
    assert str(number) in again.err


def test_an_unknown_notice_cannot_be_released(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    answer = command("outbox", "release", 999)
    assert (answer.code, answer.out) == (2, "")
    assert "999" in answer.err


# --- report -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_report_is_written(command: CommandLine, sent: Sent, form: str) -> None:
    command.lives_in(sent.home)
    options = ("--year", 2026, "--as-of", OVERDUE, "--format", form, "--out", command.home / "reports")
    made = command("report", "make", "municipality", "Waterrijk", *options, "--json")
    assert made.code == 0
    written = Path(made.data["file"])
    assert written.name == f"municipality-Waterrijk-2026.{form}"
    content = written.read_text()
    assert "Waterrijk" in content
    if form == "json":
        assert {"profile", "method", "suppressed"} <= set(json.loads(content))


def test_a_page_for_managers_is_written(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    made = command(
        "report", "make", "management", "--year", 2026, "--as-of", OVERDUE, "--out", command.home / "reports"
    )
    assert made.code == 0
    assert "Geschreven" in made.err
    assert len(list((command.home / "reports").iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["Watterrijk"], "Bedoelt u Waterrijk?", id="unknown municipality"),
        pytest.param(["Waterrijk", "--year", "2021"], "Over 2021 staat er niets in het register", id="no data"),
        pytest.param(["Waterrijk", "--profile", "los"], "Profiel 'los' bestaat niet.", id="unknown profile"),
    ],
)
def test_a_report_that_cannot_be(command: CommandLine, sent: Sent, arguments: list[str], sentence: str) -> None:
    command.lives_in(sent.home)
    answer = command("report", "make", "municipality", *arguments, "--out", command.home / "reports")
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert not (command.home / "reports").exists()


# --- policy, record, configuration ------------------------------------------------------------------------------


def test_the_policy_in_force_is_shown(command: CommandLine) -> None:
    shown = command("policy", "show", "--as-of", "2026-03-16", "--json")
    assert shown.code == 0
    assert all(line["value"] and line["key"] for line in shown.data)
    assert "besloten door" in command("policy", "show", "--sources").out


def test_a_sound_policy_file_has_no_flaws(command: CommandLine) -> None:
    answer = command("policy", "check", RULES / FILE_NAME, "--json")
    assert (answer.code, answer.data) == (0, {"flaws": []})


def test_a_flawed_policy_file_is_told_by_line(command: CommandLine, tmp_path: Path) -> None:
    flawed = tmp_path / "policy.toml"
    flawed.write_text((RULES / FILE_NAME).read_text().replace("retry_minutes", "retry_minuts", 1))
    answer = command("policy", "check", flawed, "--json")
    assert answer.code == 2
    assert any("Bedoelt u 'retry_minutes'?" in flaw["message"] and flaw["line"] for flaw in answer.data["flaws"])
    assert "policy.toml, regel " in answer.err
    assert command("policy", "check", flawed).out == ""


def test_the_record_is_intact(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    answer = command("audit", "verify", "--json")
    assert (answer.code, answer.data) == (0, {"intact": True, "breaks": [], "anchor_lost": False})


def test_the_doctor_finds_what_is_never_done(command: CommandLine) -> None:
    command("db", "upgrade")
    answer = command("doctor", "--json")
    assert answer.code == 1
    assert {part for part, check in answer.data.items() if not check["well"]} >= {"anchor", "backup"}
    assert answer.data["disk"]["well"]
    assert "vraagt aandacht" in command("doctor").out


def test_a_record_that_was_changed_is_found(command: CommandLine, sent: Sent) -> None:
    command.lives_in(sent.home)
    spoil(command.home, "DROP TRIGGER event_no_update", "UPDATE event SET actor = 'user:9' WHERE id = 1")
    answer = command("audit", "verify", "--json")
    assert (answer.code, answer.data["intact"]) == (1, False)
    assert answer.data["breaks"]
    assert "aangetast" in command("audit", "verify").out


# --- shell ------------------------------------------------------------------------------------------------------


def test_the_shell_completes_a_command(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"_WAAKVLAM_COMPLETE": "complete_bash", "COMP_WORDS": "waakvlam register t", "COMP_CWORD": "2"}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        app([], prog_name="waakvlam")
    assert ended.value.code == 0
    assert capsys.readouterr().out.split() == ["template"]
