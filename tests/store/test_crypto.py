"""Sealed texts open only where they were sealed, and never after their key is gone."""

import base64
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from actions.house import House
from store.crypto import KeyUnusable, Place, TextDamaged, Vault, load_master_key
from store.models import DataKey
from store.session import transaction
from tests.desk.web.visiting import statements

HERE = Place("signal:S-2026-0001", "signal", "S-2026-0001", "text")
TEXT = "De deur ging 's nachts op slot. Ömer 🙂"


def test_a_text_comes_back_as_it_was(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        sealed = each_house.vault.seal(session, HERE, TEXT)
    assert TEXT.encode() not in sealed
    with transaction(each_house.engine) as session:
        assert each_house.vault.open(session, HERE, sealed) == TEXT


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param(replace(HERE, row="S-2026-0002"), id="another row"),
        pytest.param(replace(HERE, column="reply"), id="another column"),
        pytest.param(replace(HERE, table="reply"), id="another table"),
    ],
)
def test_a_moved_text_does_not_open(house: House, elsewhere: Place) -> None:
    with transaction(house.engine) as session:
        sealed = house.vault.seal(session, HERE, TEXT)
        with pytest.raises(TextDamaged):
            house.vault.open(session, elsewhere, sealed)


def test_a_changed_text_does_not_open(house: House) -> None:
    with transaction(house.engine) as session:
        sealed = bytearray(house.vault.seal(session, HERE, TEXT))
        sealed[-1] ^= 1
        with pytest.raises(TextDamaged):
            house.vault.open(session, HERE, bytes(sealed))


def test_deleting_the_data_key_erases_the_text(house: House) -> None:
    with transaction(house.engine) as session:
        sealed = house.vault.seal(session, HERE, TEXT)
        session.execute(delete(DataKey))
        session.expire_all()
        with pytest.raises(TextDamaged):
            house.vault.open(session, HERE, sealed)


def test_a_subject_is_asked_for_its_key_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        sealed = each_house.vault.seal(session, HERE, TEXT)
    with transaction(each_house.engine) as session, statements(each_house.engine) as said:
        assert [each_house.vault.open(session, HERE, sealed) for _ in range(3)] == [TEXT] * 3
    assert len(said) == 1


def test_a_key_that_was_used_before_is_gone_once_it_is_deleted(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        sealed = each_house.vault.seal(session, HERE, TEXT)
        assert each_house.vault.open(session, HERE, sealed) == TEXT
        session.execute(delete(DataKey).where(DataKey.subject == HERE.subject))
        with pytest.raises(TextDamaged):
            each_house.vault.open(session, HERE, sealed)


def test_another_master_key_is_refused_in_words(house: House) -> None:
    with transaction(house.engine) as session:
        sealed = house.vault.seal(session, HERE, TEXT)
        with pytest.raises(KeyUnusable, match="andere sleutel"):
            Vault(secrets.token_bytes(32)).open(session, HERE, sealed)


def test_the_text_is_in_no_file_of_the_database(house: House) -> None:
    with transaction(house.engine) as session:
        _keep_signal_text(house, session)
    files = [path for path in house.settings.home.rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if b"nachts op slot" in path.read_bytes()]


def _keep_signal_text(house: House, session: Session) -> None:
    sealed = house.vault.seal(session, HERE, TEXT)
    session.add(DataKey(subject="probe", master_id="x", wrapped=sealed))


class TestMasterKey:
    def test_is_made_once_and_readable_by_the_owner_alone(self, tmp_path: Path) -> None:
        first = load_master_key(tmp_path / "var" / "key", None, create=True)
        assert (tmp_path / "var" / "key").stat().st_mode & 0o777 == 0o400
        assert load_master_key(tmp_path / "var" / "key", None, create=True) == first

    def test_missing_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(KeyUnusable, match="ontbreekt"):
            load_master_key(tmp_path / "key", None, create=False)

    def test_readable_by_others_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text(base64.b64encode(b"k" * 32).decode())
        (tmp_path / "key").chmod(0o644)
        with pytest.raises(KeyUnusable, match="leesbaar voor anderen"):
            load_master_key(tmp_path / "key", None, create=False)

    @pytest.mark.parametrize("text", ["geen base64!", base64.b64encode(b"kort").decode()])
    def test_of_the_wrong_form_is_refused(self, text: str, tmp_path: Path) -> None:
        with pytest.raises(KeyUnusable):
            Vault(load_master_key(tmp_path / "key", text, create=False))
