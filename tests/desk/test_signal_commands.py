"""What people ask about one signal and about time, by command: pack, verify, suspend, extend, simulate."""

from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.escalations import approve
from actions.house import House
from rules.vocabulary import CareType
from store.events import anchor
from store.models import ChainAnchor
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, escalations
from tests.desk.command_line import CommandLine

AS_OF = "2026-03-23"
Asked = tuple[CommandLine, str, str]


@pytest.fixture
def world(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """The command line on a house with a signal that goes to the inspectorate, its reference, and a coordinator."""
    with transaction(house.engine) as session:
        people = World(house, session, CareType.CLOSED_CARE)
        reference, login = people.sent().reference, people.coordinator.login
        approve(session, house, escalations(session)[0], people.manager, SENT_AT)
        anchor(session, SENT_AT)
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    return CommandLine(house.settings.home, capsys), reference, login


def test_a_pack_is_written_and_verified(world: Asked, tmp_path: Path) -> None:
    command, reference, _ = world
    first = command("signal", "pack", reference, "--out", tmp_path / "one", "--json").data
    again = command("signal", "pack", reference, "--out", tmp_path / "two", "--json").data
    assert Path(first["zip"]).read_bytes() == Path(again["zip"]).read_bytes()
    assert Path(first["pdf"]).read_bytes().startswith(b"%PDF-")
    told = command("audit", "verify", "--pack", first["zip"], "--json")
    assert (told.code, told.data["intact"], told.data["compared"]) == (0, True, True)
    assert told.data["manifest"] == first["manifest_hash"]


def test_a_changed_pack_is_a_finding(world: Asked, tmp_path: Path) -> None:
    command, reference, _ = world
    path = Path(command("signal", "pack", reference, "--out", tmp_path, "--json").data["zip"])
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"deadline_started", b"deadline_storted", 1))
    answer = command("audit", "verify", "--pack", path)
    assert answer.code == 1
    assert "keten.json" in answer.out


def test_without_an_installation_a_pack_is_checked_by_itself(
    world: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, reference, _ = world
    path = command("signal", "pack", reference, "--out", tmp_path, "--json").data["zip"]
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path / "elsewhere"))
    answer = command("audit", "verify", "--pack", path)
    assert answer.code == 0
    assert "geen logboek" in answer.err


def test_an_anchor_kept_outside_tells_of_a_cut_off_record(world: Asked, house: House) -> None:
    command, _, _ = world
    with transaction(house.engine) as session:
        digest = session.scalars(select(ChainAnchor.digest)).one()
    assert command("audit", "verify", "--anchor", digest).code == 0
    lost = command("audit", "verify", "--anchor", "0" * 64, "--json")
    assert (lost.code, lost.data["anchor_lost"]) == (1, True)


def test_a_pack_of_a_signal_that_is_not_there(world: Asked, tmp_path: Path) -> None:
    command, _, login = world
    answer = command("signal", "pack", "S-2026-0099", "--out", tmp_path, "--by", login)
    assert answer.code == 2
    assert "bestaat niet" in answer.err


def test_a_term_stands_still_runs_on_and_is_extended(world: Asked) -> None:
    command, reference, login = world
    how = ("--by", login, "--json")
    stands = command("signal", "suspend", reference, "--reason", "agreed", "--as-of", AS_OF, *how).data
    assert stands["due"] is None
    runs = command("signal", "resume", reference, "--reason", "ground_gone", "--as-of", "2026-04-07", *how).data
    assert runs["due"] == "2026-04-21"
    longer = command(
        "signal", "extend", reference, "--with", "5", "--reason", "agency_asked", "--as-of", "2026-04-08", *how
    ).data
    assert longer["due"] == "2026-04-29"
    again = command("signal", "extend", reference, "--with", "1", "--reason", "agreed", "--as-of", "2026-04-08", *how)
    assert again.code == 2
    assert "maar één keer" in again.err
    chains = command("signal", "explain", reference, "--json").data
    answer = next(chain for chain in chains if chain["kind"] == "answer")
    assert answer["end"] == "2026-04-29"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("--reason", "zomaar", "--by", "x"), "onbekend", id="a reason that is no word of ours"),
        pytest.param(("--reason", "agreed", "--by", "niemand"), "geen actieve gebruiker", id="somebody unknown"),
        pytest.param(("--reason", "agreed", "--by", "x", "--term", "thee"), "onbekend", id="a term that is none"),
    ],
)
def test_what_a_person_can_mend(world: Asked, arguments: tuple[str, ...], told: str) -> None:
    command, reference, _ = world
    answer = command("signal", "suspend", reference, *arguments, "--as-of", AS_OF)
    assert answer.code == 2
    assert told in answer.err


def test_a_clock_is_accepted_by_somebody(world: Asked) -> None:
    command, _, login = world
    answer = command("signals", "clock-accept", "--by", login, "--json")
    assert (answer.code, answer.data["doubt"]) == (0, None)


def test_the_present_policy_is_simulated(world: Asked) -> None:
    command, _, _ = world
    present = str(resources.files("rules").joinpath("policy.toml"))
    answer = command("policy", "simulate", present, "--from", "2026-03-01", "--to", "2026-03-20", "--json")
    assert (answer.data["signals"], answer.data["differences"]) == (1, 0)
    table = command("policy", "simulate", present, "--from", "2026-03-01", "--to", "2026-03-20")
    assert "Berichten" in table.out
    upside_down = command("policy", "simulate", present, "--from", "2026-03-20", "--to", "2026-03-01")
    assert upside_down.code == 2
    assert "achterstevoren" in upside_down.err


def test_explain_tells_how_late_a_term_was_met(world: Asked) -> None:
    command, reference, _ = world
    chains = command("signal", "explain", reference, "--json").data
    review = next(chain for chain in chains if chain["kind"] == "review")
    assert review["late_working_days"] == 0
