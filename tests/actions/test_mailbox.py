"""Bounces read from a mailbox over IMAP."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from actions.delivery import deliver
from actions.house import House
from actions.inbound import REFUSED_LONG, inbox, read_mailbox, read_mailbox_or_ask
from channels.postbox import MOST_AT_ONCE, MOST_BYTES, MailboxUnreachable
from store.crypto import Place, Vault
from store.models import WorkItem
from store.session import transaction
from store.settings import Settings
from tests.actions.outbox import NOON, Postbox, fill, state_of
from tests.channels.corpus import ABOUT, dsn, written
from tests.channels.imap_server import HERE, Folder, serving


def reading(house: House, port: int, ca_file: Path | None, *, known: bool = True) -> House:
    """Return the house with a mailbox to read."""
    password = "geheim" if known else "fout"
    mailbox = Settings(imap_host=HERE, imap_port=port, imap_username="wv", imap_password=password, imap_ca_file=ca_file)
    names = ("imap_host", "imap_port", "imap_username", "imap_password", "imap_ca_file")
    return replace(house, settings=house.settings.model_copy(update={name: getattr(mailbox, name) for name in names}))


def sent(house: House) -> tuple[int, bytes]:
    """Send one letter; return its notice and a bounce of it."""
    (notice_id,) = fill(house, 1)
    asyncio.run(deliver(house, NOON, transport=Postbox()))
    message_id = state_of(house, notice_id).message_id or ""
    return notice_id, dsn("failed", "5.1.1").replace(ABOUT.encode(), message_id.encode())


def test_what_lies_unread_is_taken_in_and_marked_as_read(house: House, tmp_path: Path) -> None:
    notice_id, bounce = sent(house)
    folder = Folder([bounce, written("Wij bellen u."), written("al gelezen")], seen={3})
    with serving(folder, tmp_path) as (port, ca_file):
        assert read_mailbox(reading(house, port, ca_file), NOON) == {"failed": 1, "other": 1}
        assert read_mailbox(reading(house, port, ca_file), NOON) == {}
    assert folder.seen == {1, 2, 3}
    assert state_of(house, notice_id).state == "dead"
    with transaction(house.engine) as session:
        assert [message.kind for message in inbox(session)] == ["other"]


class Choking(Vault):
    """A vault that cannot seal what holds the word for it."""

    def seal_bytes(self, session: Session, place: Place, content: bytes) -> bytes:
        if b"onverteerbaar" in content:
            raise MemoryError
        return super().seal_bytes(session, place, content)


def test_a_mail_that_cannot_be_kept_blocks_no_other(house: House, tmp_path: Path) -> None:
    notice_id, bounce = sent(house)
    folder = Folder([written("onverteerbaar"), bounce])
    with serving(folder, tmp_path) as (port, ca_file):
        choking = replace(reading(house, port, ca_file), vault=Choking(b"k" * 32))
        assert read_mailbox(choking, NOON) == {"not_kept": 1, "failed": 1}
        assert read_mailbox(choking, NOON) == {}
    assert (folder.seen, folder.flagged) == ({1, 2}, {1})
    assert state_of(house, notice_id).state == "dead"
    assert asked_of(house) == ["mail_not_kept", "notice_undelivered"]


def test_a_hundred_mails_that_cannot_be_kept_are_put_aside_once_and_the_rest_goes_on(
    house: House, tmp_path: Path
) -> None:
    notice_id, bounce = sent(house)
    bad = set(range(1, MOST_AT_ONCE + 1))
    large, damaged = {1, 2}, {3, 4}
    folder = Folder([written(f"onverteerbaar {number}") for number in bad] + [bounce], refused=damaged)
    folder.sizes |= dict.fromkeys(large, MOST_BYTES + 1)
    with serving(folder, tmp_path) as (port, ca_file):
        choking = replace(reading(house, port, ca_file), vault=Choking(b"k" * 32))
        assert read_mailbox(choking, NOON) == {"not_kept": MOST_AT_ONCE}
        assert read_mailbox(choking, NOON) == {"failed": 1}
        assert read_mailbox(choking, NOON) == {}
    assert folder.flagged == bad
    assert folder.given == [*sorted(bad - large - damaged), MOST_AT_ONCE + 1]
    assert state_of(house, notice_id).state == "dead"
    assert asked_of(house) == ["mail_not_kept"] * MOST_AT_ONCE + ["notice_undelivered"]


BUSY = pytest.mark.parametrize("busy", ["[UNAVAILABLE]", "[INUSE]", "[SERVERBUG]", "over quota"])


@BUSY
def test_a_mail_that_the_server_refuses_for_now_is_read_in_the_next_round(
    house: House, tmp_path: Path, busy: str
) -> None:
    notice_id, bounce = sent(house)
    folder = Folder([bounce, written("Wij bellen u.")], busy={1: busy})
    with serving(folder, tmp_path) as (port, ca_file):
        reader = reading(house, port, ca_file)
        assert read_mailbox(reader, NOON) == {"refused": 1, "other": 1}
        assert read_mailbox(reader, NOON + REFUSED_LONG - timedelta(minutes=2)) == {"refused": 1}
        assert (folder.seen, folder.flagged) == ({2}, set())
        folder.busy.clear()
        assert read_mailbox(reader, NOON + REFUSED_LONG) == {"failed": 1}
    assert state_of(house, notice_id).state == "dead"
    assert "mail_not_kept" not in asked_of(house)


def test_a_mail_that_the_server_goes_on_refusing_is_put_aside_after_a_day(house: House, tmp_path: Path) -> None:
    folder = Folder([written("eerst")], busy={1: "[UNAVAILABLE]"})
    with serving(folder, tmp_path) as (port, ca_file):
        reader = reading(house, port, ca_file)
        assert read_mailbox(reader, NOON) == {"refused": 1}
        assert read_mailbox(reader, NOON + REFUSED_LONG) == {"not_kept": 1}
    assert folder.flagged == {1}
    assert asked_of(house) == ["mail_not_kept"]


def test_a_hundred_mails_that_are_refused_keep_no_other_out(house: House, tmp_path: Path) -> None:
    refused = dict.fromkeys(range(1, MOST_AT_ONCE + 1), "[UNAVAILABLE]")
    folder = Folder([written(f"later {number}") for number in refused] + [written("nu")], busy=refused)
    with serving(folder, tmp_path) as (port, ca_file):
        assert read_mailbox(reading(house, port, ca_file), NOON) == {"refused": MOST_AT_ONCE, "other": 1}
    assert folder.seen == {MOST_AT_ONCE + 1}


def test_a_database_that_fails_puts_no_mail_aside(house: House, tmp_path: Path) -> None:
    folder = Folder([written("eerst"), written("dan")])
    with serving(folder, tmp_path) as (port, ca_file):
        reader = reading(house, port, ca_file)
        with house.engine.begin() as connection:
            connection.execute(text("ALTER TABLE inbound_message RENAME TO gone"))
        with pytest.raises(OperationalError):
            read_mailbox(reader, NOON)
        with house.engine.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO inbound_message"))
        assert (folder.seen, folder.flagged) == (set(), set())
        assert read_mailbox(reader, NOON) == {"other": 2}


def asked_of(house: House) -> list[str]:
    with transaction(house.engine) as session:
        return list(session.scalars(select(WorkItem.kind).order_by(WorkItem.id)))


def test_a_cut_line_loses_nothing(house: House, tmp_path: Path) -> None:
    notice_id, bounce = sent(house)
    folder = Folder([written("eerst"), bounce], breaks_at=2)
    with serving(folder, tmp_path) as (port, ca_file):
        with pytest.raises(MailboxUnreachable, match="viel weg"):
            read_mailbox(reading(house, port, ca_file), NOON)
        assert folder.seen == {1}
        folder.breaks_at = None
        assert read_mailbox(reading(house, port, ca_file), NOON) == {"failed": 1}
    assert state_of(house, notice_id).state == "dead"


def test_a_server_that_nobody_vouches_for_gets_no_password(house: House, tmp_path: Path) -> None:
    folder = Folder()
    with serving(folder, tmp_path) as (port, _), pytest.raises(MailboxUnreachable, match="beveiligde verbinding"):
        read_mailbox(reading(house, port, None), NOON)
    assert folder.commands == []


def test_a_wrong_password_is_told_in_words(house: House, tmp_path: Path) -> None:
    with serving(Folder(), tmp_path) as (port, ca_file), pytest.raises(MailboxUnreachable, match="login of de map"):
        read_mailbox(reading(house, port, ca_file, known=False), NOON)


def test_without_a_mailbox_nothing_is_read(house: House) -> None:
    assert read_mailbox(house, NOON) == {}


def test_a_mailbox_that_cannot_be_read_is_work_until_it_can_again(house: House, tmp_path: Path) -> None:
    """Given a mailbox that locks us out / when it is read / then it is asked once, until it opens; and then anew."""
    with serving(Folder(), tmp_path) as (port, ca_file):
        locked_out, opened = reading(house, port, ca_file, known=False), reading(house, port, ca_file)
        for hours in (0, 1, 24):
            assert read_mailbox_or_ask(locked_out, NOON + timedelta(hours=hours)) == {"mailbox_away": 1}
        assert still_asked(house) == [("mailbox_away", "administrator")]
        assert read_mailbox_or_ask(house, NOON + timedelta(hours=25)) == {}
        assert still_asked(house) == [("mailbox_away", "administrator")], "no mailbox is set: nothing was read"
        assert read_mailbox_or_ask(opened, NOON + timedelta(hours=26)) == {}
        assert still_asked(house) == []
        read_mailbox_or_ask(locked_out, NOON + timedelta(hours=27))
    assert still_asked(house) == [("mailbox_away", "administrator")]
    assert asked_of(house) == ["mailbox_away"] * 2


def still_asked(house: House) -> list[tuple[str, str]]:
    """Return what somebody has to do yet, and who."""
    with transaction(house.engine) as session:
        rows = session.execute(select(WorkItem.kind, WorkItem.role).where(WorkItem.done_at.is_(None)))
        return [(kind, role.value) for kind, role in rows]
