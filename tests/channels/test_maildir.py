import asyncio
import mailbox
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from channels.delivery import Unavailable
from channels.maildir import MaildirTransport, file_name
from channels.message import build
from tests.channels.test_message import LETTER


def deliver(path: Path, *messages: EmailMessage) -> None:
    async def story() -> None:
        async with MaildirTransport(path) as transport:
            for message in messages:
                await transport.deliver(message)

    asyncio.run(story())


def files(path: Path) -> list[str]:
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file())


def test_a_letter_can_be_read_by_the_standard_library(tmp_path: Path) -> None:
    deliver(tmp_path / "mail", build(LETTER))
    box = mailbox.Maildir(str(tmp_path / "mail"), create=False)
    (message,) = box
    assert message["Message-ID"] == LETTER.message_id
    assert message.get_subdir() == "new"


def test_a_letter_delivered_twice_lies_there_once(tmp_path: Path) -> None:
    deliver(tmp_path, build(LETTER), build(replace(LETTER, subject="Later opnieuw verzonden")))
    assert files(tmp_path) == [f"new/{file_name(build(LETTER))}"]


def test_a_letter_that_was_read_does_not_come_back(tmp_path: Path) -> None:
    deliver(tmp_path, build(LETTER))
    name = file_name(build(LETTER))
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}:2,S")
    deliver(tmp_path, build(LETTER))
    assert files(tmp_path) == [f"cur/{name}:2,S"]


def test_other_letters_lie_beside_it(tmp_path: Path) -> None:
    deliver(tmp_path, build(LETTER), build(replace(LETTER, message_id="<anders@waakvlam.example>")))
    assert len(files(tmp_path)) == 2


def test_nobody_else_may_look(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    deliver(path, build(LETTER))
    assert {entry.name: oct(entry.stat().st_mode & 0o777) for entry in [path, *path.iterdir()]} == dict.fromkeys(
        ("mail", "tmp", "new", "cur"), "0o700"
    )
    assert [file.stat().st_mode & 0o777 for file in (path / "new").iterdir()] == [0o600]


def test_a_disk_that_refuses_would_refuse_all_letters(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("geen map")
    with pytest.raises(Unavailable, match=r"^disk$"):
        deliver(tmp_path / "mail", build(LETTER))


def test_a_letter_without_an_id_is_a_mistake_of_ours(tmp_path: Path) -> None:
    message = build(LETTER)
    del message["Message-ID"]
    with pytest.raises(ValueError, match="Message-ID"):
        deliver(tmp_path, message)
