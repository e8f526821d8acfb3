"""Scenario 15: a family home is recognisable by itself: a warning, mails without its name, no name in the report."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.house import House
from actions.notices import opened
from rules.vocabulary import CareType
from store.models import Agency, AgencyName, Group, Location, Notice
from store.session import transaction
from tests.actions.signal_world import at
from tests.desk.command_line import CommandLine
from tests.scenarios.steps import Steps

DAY, LATE = date(2026, 3, 16), date(2026, 4, 9)
FAMILY = "Oosterwijk"


@pytest.fixture
def home(house: House, line: CommandLine, tmp_path: Path) -> Steps:
    """People at the command line, in a world with one family home of three, which bears the name of its family."""
    steps = Steps.in_world(house, line, tmp_path, care_type=CareType.FAMILY_HOME)
    with transaction(house.engine) as session:
        group = session.get_one(Group, steps.group_id)
        group.name, group.residents = f"Gezinshuis {FAMILY}", 3
        session.get_one(Location, group.location_id).name = f"Gezinshuis {FAMILY}"
        for name in session.scalars(select(AgencyName)):
            name.name = f"Gezinshuis {FAMILY}"
    return steps


def test_15_the_writer_is_warned_and_no_mail_names_it(home: Steps) -> None:
    reference = home.draft(at(DAY, 9))
    told = home("signal check", reference, by="writer", at=at(DAY, 9, 5))
    assert [reason["reason"] for reason in told["traceable"]] == ["family_home"]
    assert "herleidbaar" in told["traceable"][0]["text"]
    home("signal submit", reference, by="writer", at=at(DAY, 10))
    home("signal approve", reference, by="jurist", at=at(DAY, 11))
    home.sweep(at(LATE, 9))
    with transaction(home.house.engine) as session:
        rows = session.scalars(select(Notice)).all()
        letters = [opened(session, home.house, row) for row in rows if row.content]
        reminders = [row.facts for row in rows if not row.content]
    assert letters
    assert reminders
    assert all(FAMILY not in part for letter in letters for part in (letter.subject, letter.text, letter.html))
    assert all(reference in letter.subject for letter in letters)
    assert FAMILY not in json.dumps(reminders)


def test_15_the_name_of_the_home_itself_is_held_back(home: Steps) -> None:
    reference = home.draft(at(DAY, 9), text=f"Bij gezinshuis {FAMILY} gaan de deuren op slot.")
    refused = home.refused("signal submit", reference, by="writer", at=at(DAY, 10))
    assert (refused.code, FAMILY in refused.err) == (2, False)


def test_15_the_year_report_does_not_name_it(home: Steps) -> None:
    reference = home.draft(at(DAY, 9))
    home("signal submit", reference, by="writer", at=at(DAY, 10))
    home("signal approve", reference, by="jurist", at=at(DAY, 11))
    out = home.folder / "rapport"
    made = home.line("report", "make", "municipality", "Waterrijk", "--year", 2026, "--format", "json", "--out", out)
    assert made.code == 0, made.err
    written = "".join(path.read_text() for path in out.rglob("*") if path.is_file())
    assert FAMILY not in written
    with transaction(home.house.engine) as session:
        assert session.scalars(select(Agency)).all()
