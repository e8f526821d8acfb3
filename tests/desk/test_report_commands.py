"""`waakvlam report make`: every form of every yearly report as a file, and what cannot be made said in a sentence."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.house import House, build_house
from actions.relations import NewNote, note_relation
from actions.releases import release
from actions.reports import make_annual_report
from rules.annual_reports import ReportKind
from rules.casework import RelationKind
from rules.policy_words import ReportProfile
from rules.vocabulary import AgencyKind, Role
from store.models import User
from store.session import transaction
from store.settings import load_settings
from tests.actions.case_world import NOW, CaseWorld
from tests.actions.signal_world import at
from tests.desk.command_line import CommandLine

SIGNS = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "html": b"<!DOCTYPE html>", "json": b"{"}
RESIDENTS = 7


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with clients in one municipality, all about one agency."""
    home = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAAKVLAM_HOME", str(home))
        house = build_house(load_settings(), NOW)
    fill(house)
    house.engine.dispose()
    return home


@pytest.fixture
def filled(installation: Path, command: CommandLine) -> CommandLine:
    """The command line on that installation."""
    command.lives_in(installation)
    return command


def fill(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        location = world.region.add_location()
        for _ in range(RESIDENTS):
            world.issue(world.client(), location=location)
        world.region.add_agency("De Tweeling")
        world.region.add_agency("De Tweeling", AgencyKind.SAFE_HOME)
        note = NewNote(RelationKind.REMARK, NOW.date(), municipality=world.region.municipality, in_report=True,
                       text="Wij spraken elkaar in maart.")  # fmt: skip
        note_relation(session, house, note, NOW, by=world.coordinator)


@pytest.mark.parametrize("form", SIGNS)
@pytest.mark.parametrize(
    ("what", "file"),
    [
        (("municipality", "Waterrijk"), "municipality-Waterrijk-2026"),
        (("agency", "De Voorbeeldhoeve"), "agency-De-Voorbeeldhoeve-2026"),
        (("national",), "national-Nederland-2026"),
    ],
    ids=["municipality", "agency", "national"],
)
def test_each_report_in_each_form(
    filled: CommandLine, tmp_path: Path, what: tuple[str, ...], file: str, form: str
) -> None:
    out = tmp_path / "out"
    answer = filled("report", "make", *what, "--year", 2026, "--profile", "seed_2016", "--format", form, "--out", out,
                    "--json")  # fmt: skip
    assert answer.code == 0, answer.err
    assert answer.data == {"file": str(out / f"{file}.{form}"), "inconsistencies": []}
    assert (out / f"{file}.{form}").read_bytes().startswith(SIGNS[form])
    assert [path.name for path in out.iterdir()] == [f"{file}.{form}"]


def test_a_municipality_has_its_notes_and_its_figures(filled: CommandLine, tmp_path: Path) -> None:
    filled("report", "make", "municipality", "Waterrijk", "--year", 2026, "--profile", "seed_2016", "--format", "json",
           "--out", tmp_path)  # fmt: skip
    made = json.loads((tmp_path / "municipality-Waterrijk-2026.json").read_text(encoding="utf-8"))
    assert made["tables"]["table_1a"]["total"]["values"] == [RESIDENTS, RESIDENTS]
    assert made["tables"]["table_8a"]["list"] == ["De Voorbeeldhoeve"]
    assert ["Wij spraken elkaar in maart."] in [text.get("notes") for text in made["texts"]]


def test_the_management_report_has_all_forms_too(filled: CommandLine, tmp_path: Path) -> None:
    for form, sign in SIGNS.items():
        answer = filled("report", "make", "management", "--year", 2026, "--format", form, "--out", tmp_path, "--json")
        assert answer.code == 0, answer.err
        assert Path(answer.data["file"]).read_bytes().startswith(sign)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param("municipality Watterijk --year 2026", "Bedoelt u Waterrijk?", id="a municipality with a slip"),
        pytest.param("municipality --year 2026", "staat niet in het register", id="no municipality"),
        pytest.param("municipality Waterrijk --year 1999", "bestond niet in 1999", id="before it was there"),
        pytest.param("municipality Waterrijk --year 2023", "Over 2023 staat er niets", id="a year without data"),
        pytest.param("municipality Waterrijk --year 2099", "Over 2099 staat er niets", id="a year to come"),
        pytest.param("agency Voorbeeldhoeve --year 2026", "Bedoelt u De Voorbeeldhoeve?", id="an agency with a slip"),
        pytest.param("agency Tweeling-Onbekend --year 2026", "Instantie 'Tweeling-Onbekend'", id="an unknown agency"),
        pytest.param("agency 'De Tweeling' --year 2026", "Er zijn meer instanties", id="two agencies of one name"),
        pytest.param(
            "agency 'De Voorbeeldhoeve' --year 2023", "Over 2023 staat er niets", id="an agency, without data"
        ),
        pytest.param("national --year 2023", "Over 2023 staat er niets", id="the country without data"),
        pytest.param("national --year 2026 --profile ruim", "Kies strict, seed_2016 of rounded_5", id="a profile"),
    ],
)
def test_what_cannot_be_made_is_a_sentence(filled: CommandLine, tmp_path: Path, arguments: str, says: str) -> None:
    words = [word.strip("'") for word in arguments.replace("De ", "De_").split()]
    answer = filled("report", "make", *(word.replace("De_", "De ") for word in words), "--out", tmp_path / "out")
    assert (answer.code, answer.out) == (2, "")
    assert says in " ".join(answer.err.split())
    assert not (tmp_path / "out").exists()


def test_a_released_report_is_written_again_as_it_was_released(filled: CommandLine, tmp_path: Path) -> None:
    house = build_house(load_settings(), NOW)
    with transaction(house.engine) as session:
        by = session.scalars(select(User).where(User.role == Role.COORDINATOR)).first()
        assert by is not None
        kind, later = ReportKind.MUNICIPALITY, at(date(2027, 1, 20), 10)
        report = make_annual_report(session, house, kind, "Waterrijk", 2026, ReportProfile.STRICT.value, later)
        row = release(session, house, report, later, by=by)
        number, content = row.number, row.content
    house.engine.dispose()
    answer = filled("report", "write", number, "--format", "json", "--out", tmp_path, "--json")
    assert answer.code == 0, answer.err
    kept = json.loads(content)
    del kept["figures"]  # what its figures are called in the ledger goes into no form
    written = json.loads(Path(answer.data["file"]).read_text(encoding="utf-8"))
    assert written == kept | {"release": {"number": number, "version": 1}}


def test_a_number_that_was_never_released_is_a_sentence(filled: CommandLine, tmp_path: Path) -> None:
    answer = filled("report", "write", "JR-2026-9999", "--out", tmp_path / "out")
    assert (answer.code, answer.out) == (2, "")
    assert "JR-2026-9999" in answer.err
    assert not (tmp_path / "out").exists()
