"""Attachments: numbered, sealed under their signal's key, and refused when they are not what came in."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select

from actions.house import House
from store.attachments import add_attachment, attachment_content, attachment_name, attachments_of
from store.crypto import TextDamaged
from store.models import Attachment, DataKey, Signal
from store.session import transaction
from tests.actions.signal_world import World, at

NAME, CONTENT = "verslag Noor.pdf", bytes(range(256)) * 40
RECEIVED_AT = at(date(2026, 3, 20), 9)


def keep(house: House, times: int = 1) -> None:
    with transaction(house.engine) as session:
        signal = World(house, session).draft()
        for _ in range(times):
            add_attachment(
                session, house.vault, signal,
                name=NAME, media_type="application/pdf", content=CONTENT, received_at=RECEIVED_AT,
            )  # fmt: skip


def test_it_comes_back_as_it_was(each_house: House) -> None:
    keep(each_house, 2)
    with transaction(each_house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        kept = attachments_of(session, signal)
        assert [(one.number, one.size, one.sha256) for one in kept] == [
            (number, len(CONTENT), hashlib.sha256(CONTENT).hexdigest()) for number in (1, 2)
        ]
        for one in kept:
            assert attachment_name(session, each_house.vault, signal, one) == NAME
            assert attachment_content(session, each_house.vault, signal, one) == CONTENT


def test_nothing_of_it_is_readable_in_the_database(house: House) -> None:
    keep(house)
    house.engine.dispose()
    raw = b"".join(path.read_bytes() for path in house.settings.home.glob("waakvlam.db*"))
    assert b"Noor" not in raw
    assert CONTENT[:64] not in raw


def test_one_put_in_the_place_of_another_does_not_open(house: House) -> None:
    keep(house, 2)
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        first, second = attachments_of(session, signal)
        first.content_sealed = second.content_sealed
        with pytest.raises(TextDamaged):
            attachment_content(session, house.vault, signal, first)


def test_with_the_key_of_the_signal_it_is_erased(house: House) -> None:
    keep(house)
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        session.delete(session.get_one(DataKey, f"signal:{signal.reference}"))
        session.flush()
        with pytest.raises(TextDamaged):
            attachment_content(session, house.vault, signal, session.scalars(select(Attachment)).one())
