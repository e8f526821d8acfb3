"""The files of a run: one for each report, of one run only, in every form that was asked for."""

import json
from datetime import date
from pathlib import Path

import pytest

from actions.house import House
from actions.publishing import write_year
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at

NOW = at(date(2026, 2, 1), 7)
IN_2025 = at(date(2025, 5, 12), 10)


@pytest.fixture
def worked(house: House) -> House:
    """A house with some casework in 2025, and two agencies of one name."""
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        twins = [world.region.add_agency("De Linde"), world.region.add_agency("de linde.")]
        for agency in (*twins, None):
            for _ in range(6):
                world.issue(world.client(now=IN_2025), IN_2025, agency)
    return house


def folder(house: House) -> Path:
    return house.settings.home / "reports" / "2025"


def test_agencies_of_one_name_have_a_file_each(worked: House) -> None:
    counts = write_year(worked, 2025, NOW, forms=("json",))
    files = list(folder(worked).glob("*.json"))
    codes = [json.loads(file.read_text("utf-8"))["layout"]["code"] for file in files]
    assert len({file.name.casefold() for file in files}) == len(set(codes)) == counts.made


def test_a_run_in_fewer_forms_does_not_stand_for_one_in_more(worked: House) -> None:
    drafts = write_year(worked, 2025, NOW, forms=("json",))
    assert write_year(worked, 2025, NOW, forms=("json", "html")).made == drafts.made
    assert write_year(worked, 2025, NOW, forms=("json",)).skipped == drafts.made
    assert len(list(folder(worked).glob("*.html"))) == drafts.made


def test_no_file_of_another_run_stays(worked: House) -> None:
    write_year(worked, 2025, NOW, forms=("json", "html"))
    (folder(worked) / "leesmij.txt").write_text("Van iemand zelf.")
    (folder(worked) / "agency-De-Oude-Naam-2025.json").write_text('{"made_on": "2026-02-01"}')
    write_year(worked, 2025, at(date(2026, 2, 2), 7), forms=("json",))
    days = {json.loads(file.read_text("utf-8"))["made_on"] for file in folder(worked).glob("*.json")}
    assert days == {"2026-02-02"}
    assert not list(folder(worked).glob("*.html"))
    assert (folder(worked) / "leesmij.txt").exists()
