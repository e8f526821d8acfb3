"""`waakvlam plan export` and `plan verify`, as a script uses them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.house import build_house
from actions.register import import_register
from channels.plan_folder import write_plan_folder
from planner.exchange import Table
from store.events import SYSTEM
from store.session import transaction
from store.settings import Settings
from tests.desk.command_line import CommandLine
from tests.planner.exported import PARAMS, Export, find, sound

REGION = Path(__file__).parents[2] / "examples" / "region"
MAKE = ("plan", "make", "--from", "2025-11-24", "--weeks", "2", "--as-of", "2025-11-17", "--json")


@pytest.fixture(scope="module")
def region_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with the example region. Only to copy."""
    now = datetime(2025, 11, 17, 6, tzinfo=UTC)
    house = build_house(Settings(home=tmp_path_factory.mktemp("region")), now, simulated=True)
    with transaction(house.engine) as session:
        import_register(session, house, REGION, now=now, actor=SYSTEM)
    house.engine.dispose()
    return house.settings.home


def write(folder: Path, export: Export, params: Mapping[str, object] = PARAMS) -> None:
    tables = {name: Table(tuple(rows[0]), tuple(tuple(row.values()) for row in rows)) for name, rows in export.items()}
    write_plan_folder(folder, tables, params)


def test_a_plan_is_written_and_checked(command: CommandLine, region_home: Path, tmp_path: Path) -> None:
    command.lives_in(region_home)
    made = command(*MAKE)
    written = command("plan", "export", tmp_path / "out", "--json")
    assert written.code == 0
    assert (written.data["starts_on"], written.data["ends_on"]) == ("2025-11-24", "2025-12-07")
    assert written.data["rows"]["groups"] > 40
    checked = command("plan", "verify", tmp_path / "out", "--json")
    assert checked.data["figures"]["visits"] == made.data["placed"]
    assert checked.code == (1 if checked.data["findings"] else 0)
    assert {key for found in checked.data["findings"] for key in found} <= {"code", "ids", "message"}
    names = json.dumps([path.read_text("utf-8") for path in (tmp_path / "out").iterdir()])
    assert "Voorbeeld" not in names
    assert "@" not in names


def test_other_days_than_the_last_plans(command: CommandLine, region_home: Path, tmp_path: Path) -> None:
    command.lives_in(region_home)
    nothing = command("plan", "export", tmp_path / "out")
    assert nothing.code == 2
    assert "nog geen plan" in nothing.err
    some = command("plan", "export", tmp_path / "out", "--from", "2025-12-01", "--weeks", "1")
    assert some.code == 0
    assert "2025-12-01 tot en met 2025-12-07" in some.err


def test_a_sound_plan_passes_and_a_broken_one_does_not(command: CommandLine, tmp_path: Path) -> None:
    export = sound()
    write(tmp_path / "plan", export)
    sound_one = command("plan", "verify", tmp_path / "plan")
    assert sound_one.code == 0
    assert "Wat niet klopt: niets." in sound_one.out
    assert "windows_met_by_care_type closed_care" in sound_one.out
    next(find(export, "visits", visit_id=12))["start"] = "16:00"
    write(tmp_path / "plan", export)
    broken = command("plan", "verify", tmp_path / "plan", "--json")
    assert broken.code == 1
    assert {found["code"] for found in broken.data["findings"]} >= {"H4", "H7"}


def test_what_cannot_be_read_is_told_at_once(command: CommandLine, tmp_path: Path) -> None:
    missing = command("plan", "verify", tmp_path / "nowhere", "--json")
    assert (missing.code, missing.out) == (2, "")
    assert "Deze map bestaat niet" in missing.err
    export = sound()
    export["groups"][0]["service_min"] = "een uur"
    del export["windows"]
    write(tmp_path / "plan", export)
    flawed = command("plan", "verify", tmp_path / "plan")
    assert flawed.code == 2
    assert "windows.csv: ontbreekt" in flawed.err
    assert "groups.csv, rij 2, kolom 'service_min': 'een uur' past niet" in flawed.err
    (tmp_path / "plan" / "params.json").write_text("[1]")
    (tmp_path / "plan" / "visits.csv").write_bytes(b"\xff\xfe")
    worse = command("plan", "verify", tmp_path / "plan")
    assert worse.code == 2
    assert "params.json: hoort een object" in worse.err
    assert "visits.csv: Het bestand is UTF-16" in worse.err
