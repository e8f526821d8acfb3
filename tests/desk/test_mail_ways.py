"""Commands for what comes back, who gets encrypted mail, and backups."""

import io
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from actions.house import House
from store import clock
from store.models import AccessLog, ContactPerson, InboundMessage, Notice, User
from store.session import transaction
from tests.actions.outbox import NOON, fill, fill_signal
from tests.channels.corpus import ABOUT, dsn, written
from tests.channels.papers import paper
from tests.desk.command_line import CommandLine


@pytest.fixture
def commands(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line on the house of the test."""
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    return CommandLine(house.settings.home, capsys)


def minder(house: House) -> str:
    """Return the login of somebody who minds the house."""
    with transaction(house.engine) as session:
        return session.scalars(select(User.login).order_by(User.id)).first() or ""


def given(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    """Let standard input hold a mail."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def test_a_bounce_is_taken_in_from_standard_input(
    house: House, commands: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notice_id,) = fill(house, 1)
    with transaction(house.engine) as session:
        row = session.get_one(Notice, notice_id)
        row.message_id, row.state, row.next_at, row.finished_at = ABOUT, "sent", None, NOON
    given(monkeypatch, dsn("failed", "5.1.1"))
    took = commands("mail", "bounce", "--json")
    assert took.code == 0
    assert (took.data["kind"], took.data["notice_id"], took.data["for_person"]) == ("failed", notice_id, False)
    (line,) = commands("outbox", "list", "--json").data
    assert (line["state"], line["last_error"]) == ("dead", "bounce:5.1.1")


def test_other_mail_waits_is_read_and_is_dealt_with(
    house: House, commands: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_signal(house)
    given(monkeypatch, written("Wij bellen u.\x1b[31m rood"))
    assert "wacht op iemand" in commands("mail", "bounce").out
    (line,) = commands("mail", "inbox", "--json").data
    shown = commands("mail", "show", line["id"], "--by", minder(house))
    assert "Wij bellen u." in shown.out
    assert "\x1b" not in shown.out
    assert commands("mail", "handled", line["id"], "--by", minder(house)).code == 0
    assert commands("mail", "inbox", "--json").data == []
    assert commands("mail", "handled", line["id"], "--by", minder(house)).code == 2
    with transaction(house.engine) as session:
        assert session.scalars(select(AccessLog.purpose)).all() == ["read_mail"]
        assert str(session.scalars(select(InboundMessage.handled_by)).one()).startswith("user:")


def test_a_certificate_is_pinned_listed_and_revoked(house: House, commands: CommandLine, tmp_path: Path) -> None:
    notice = fill_signal(house)
    with transaction(house.engine) as session:
        who = session.get_one(ContactPerson, notice.recipient_id)
    now = clock.now()
    file = tmp_path / "theirs.pem"
    file.write_bytes(paper(who.email, (now - timedelta(days=1), now + timedelta(days=90))).pem)
    pinned = commands("certificate", "pin", who.code, file, "--by", minder(house), "--json")
    assert pinned.code == 0
    assert [line["fingerprint"] for line in commands("certificate", "list", "--json").data] == [
        pinned.data["fingerprint"]
    ]
    assert commands("certificate", "revoke", who.code, "--by", minder(house)).code == 0
    assert commands("certificate", "list", "--json").data == []
    assert commands("certificate", "pin", who.code, tmp_path / "none", "--by", minder(house)).code == 2


def test_a_backup_is_made_tried_put_back_and_released(
    house: House, commands: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill_signal(house)
    login = minder(house)
    made = commands("backup", "make", "--json")
    assert made.code == 0
    assert commands("backup", "drill", "--json").data["sound"] is True
    assert commands("backup", "restore", made.data["file"]).code == 2
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy2(house.settings.home / "key", other / "key")
    monkeypatch.setenv("WAAKVLAM_HOME", str(other))
    assert commands("backup", "restore", made.data["file"], "--json").data["sound"] is True
    plan = commands("outbox", "deliver", "--json").data
    assert plan["notices"] == []
    assert plan["held_since"] is not None
    assert "teruggezet" in commands("outbox", "deliver").err
    assert commands("outbox", "release", "--all").code == 2
    assert commands("outbox", "release", "--all", "--by", login, "--json").data == {"waiting": 1}
    assert commands("outbox", "release", "--all", "--by", login).code == 2
    assert commands("outbox", "deliver", "--json").data["held_since"] is None


def test_what_was_tried_and_did_not_leave_is_told_as_not_sent(house: House, commands: CommandLine) -> None:
    first, _ = fill(house, 2)
    with transaction(house.engine) as session:
        session.get_one(Notice, first).attempts = 3
    shown = commands("outbox", "list").out
    assert shown.count("niet verzonden") == 1
    assert shown.count("wacht") == 1
