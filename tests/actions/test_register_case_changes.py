"""A register that says something else of casework that is here already."""

from pathlib import Path

import pytest
from sqlalchemy import select

from actions.casework import client_of
from actions.house import House
from actions.register import export_register, import_register
from rules.errors import FlawedInput
from store.casework import client_place
from store.events import SYSTEM
from store.models import ClientContact, Issue
from store.session import transaction
from tests.actions.register_files import Spoil, put, small_register, write_files
from tests.actions.test_register_case_flaws import NOW

ISSUES = "vragen_problemen_klachten"


def clear(sheet: str) -> Spoil:
    return lambda files: files.pop(sheet)


def take_in(house: House, folder: Path, *spoils: Spoil) -> None:
    files = small_register()
    for spoil in spoils:
        spoil(files)
    with transaction(house.engine) as session:
        import_register(session, house, write_files(folder, files), now=NOW, actor=SYSTEM)


@pytest.mark.parametrize(
    ("sheet", "spoils"),
    [
        pytest.param("contacten", [put("contacten", 2, client="CL2", vraag="K2", datum="2025-01-20")], id="a contact"),
        pytest.param(ISSUES, [put(ISSUES, 2, client="CL2", datum="2025-01-13"), clear("contacten")], id="an issue"),
    ],
)
def test_what_is_sealed_for_a_client_stays_with_that_client(
    house: House, tmp_path: Path, sheet: str, spoils: list[Spoil]
) -> None:
    take_in(house, tmp_path / "first")
    with pytest.raises(FlawedInput) as caught:
        take_in(house, tmp_path / "second", *spoils)
    assert [(flaw.file, flaw.column) for flaw in caught.value.flaws] == [(f"{sheet}.csv", "client")]
    with transaction(house.engine) as session:
        export_register(session, house, tmp_path / "out", now=NOW, actor=SYSTEM)


def test_a_text_still_opens_after_a_second_register(house: House, tmp_path: Path) -> None:
    take_in(house, tmp_path / "first")
    take_in(house, tmp_path / "second", put(ISSUES, 2, kanaal="e-mail"))
    with transaction(house.engine) as session:
        issue = session.scalars(select(Issue).where(Issue.reference == "K1")).one()
        contact = session.scalars(select(ClientContact)).one()
        code = client_of(session, issue).code
        place = client_place(code, "issue", "K1", "text_sealed")
        assert issue.text_sealed is not None
        assert contact.note_sealed is not None
        assert house.vault.open(session, place, issue.text_sealed) == "Er wordt gesnauwd."
        place = client_place(code, "client_contact", "CT1", "note_sealed")
        assert house.vault.open(session, place, contact.note_sealed) == "Belt terug."
