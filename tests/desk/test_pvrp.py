"""`waakvlam plan pvrp`, as a script calls it: stable keys, a table for people, and every flaw at once."""

from pathlib import Path

import pytest

from planner.pvrp.check import violations
from planner.pvrp.instance import Customer, Day, Instance
from planner.pvrp.solve import Route
from tests.desk.command_line import CommandLine
from tests.planner.pvrp_instances import DEPOT, invented, text_of

INSTANCE = invented(11)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.txt"
    path.write_text(text_of(INSTANCE), encoding="utf-8")
    return path


def test_it_answers_these_keys_and_no_others(command: CommandLine, file: Path) -> None:
    answer = command("plan", "pvrp", file, "--seconds", 1, "--seed", 3, "--json")
    assert answer.code == 0
    assert list(answer.data) == ["cost", "seconds", "routes"]
    routes = [Route(route["day"], route["vehicle"], tuple(route["customers"])) for route in answer.data["routes"]]
    assert violations(INSTANCE, routes) == []
    assert answer.data["cost"] > 0


def test_people_get_a_table_and_the_distance(command: CommandLine, file: Path) -> None:
    answer = command("plan", "pvrp", file, "--seconds", 1)
    assert answer.code == 0
    assert "voertuig" in answer.out
    assert "Afstand" in answer.err


def test_what_is_left_out_is_told(command: CommandLine, file: Path) -> None:
    heavy = INSTANCE.days[0].capacity
    file.write_text(text_of(INSTANCE).rstrip() + f"\n999 0 0 0 {heavy:g} 1 1 8\n", encoding="utf-8")
    answer = command("plan", "pvrp", file, "--seconds", 1, "--json")
    assert answer.code == 0
    assert "Klant 999 is overgeslagen" in answer.err


def test_no_plan_is_told_and_never_printed_as_one(command: CommandLine, file: Path) -> None:
    people = tuple(Customer(id_, id_, 1, 0, 2, ((0,),)) for id_ in (1, 2, 3))
    file.write_text(text_of(Instance(DEPOT, people, (Day(None, 3),), 2)), encoding="utf-8")
    answer = command("plan", "pvrp", file, "--seconds", 1, "--json")
    assert answer.code == 1
    assert (answer.data["cost"], answer.data["routes"]) == (None, [])
    assert "geen plan gevonden" in answer.err


def test_all_flaws_at_once(command: CommandLine, file: Path) -> None:
    lines = text_of(INSTANCE).splitlines()
    lines[1], lines[7] = "0 -5", "102 een 2 3 4 1 1 8"
    file.write_text("\n".join(lines), encoding="utf-8")
    words = command("plan", "pvrp", file, "--json")
    lines[7] = "102 1 2 -3 4 1 1 8"
    file.write_text("\n".join(lines), encoding="utf-8")
    values = command("plan", "pvrp", file, "--json")
    assert (words.code, words.out, values.code, values.out) == (2, "", 2, "")
    assert "p.txt: regel 8: 'een' is geen getal" in words.err
    assert "p.txt: regel 2: een dag heeft" in values.err
    assert "p.txt: regel 8: duur en vraag" in values.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "is niet te lezen", id="no file"),
        pytest.param(b"1 " * 1_000_001, "te groot", id="too large"),
        pytest.param(b"\xff\xfe1 2 3 4", "is geen getal", id="no text"),
    ],
)
def test_a_file_that_is_none(command: CommandLine, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "x.txt"
    if content is not None:
        path.write_bytes(content)
    answer = command("plan", "pvrp", path)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err


def test_seconds_are_a_number(command: CommandLine, file: Path) -> None:
    answer = command("plan", "pvrp", file, "--seconds", "nul")
    assert answer.code == 2
    assert "--seconds: 'nul' past niet" in answer.err
