"""`waakvlam token`: made, listed, revoked; the token itself is told once."""

import json
from collections.abc import Callable

import pytest

from actions.connections import who_reads
from actions.house import House
from store.session import transaction
from tests.desk.command_line import Answer, CommandLine
from tests.halves import NOW

DAY = ("--as-of", "2026-03-16")
MAKE = ("token", "make", "Rooster", "--user", "noor", "--until", "2026-12-31", *DAY)
Command = Callable[..., Answer]


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a house with one manager."""
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    line = CommandLine(house.settings.home, capsys)
    line("user", "add", "noor", "--name", "Noor Voorbeeld", "--email", "noor@post.example", "--role", "manager")
    return line


def test_make_list_and_revoke(house: House, command: Command) -> None:
    made = json.loads(command(*MAKE, "--scope", "visits:read", "--scope", "reports:read", "--json").out)
    with transaction(house.engine) as session:
        assert who_reads(session, made["token"], NOW) is not None
    (listed,) = json.loads(command("token", "list", "--json").out)
    assert listed == {
        "id": 1, "name": "Rooster", "user": "noor", "scopes": "visits:read reports:read", "ends_on": "2026-12-31",
        "used_at": None,
    }  # fmt: skip
    assert made["token"] not in command("token", "list").out
    assert command("token", "revoke", "1", *DAY).code == 0
    assert json.loads(command("token", "list", "--json").out) == []
    with transaction(house.engine) as session:
        assert who_reads(session, made["token"], NOW) is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param((*MAKE, "--scope", "texts:read"), "'texts:read' is onbekend", id="no such scope"),
        pytest.param(("token", "make", "x", "--user", "niemand", "--until", "2026-12-31", "--scope", "visits:read"),
                     "geen actieve gebruiker", id="nobody"),
        pytest.param(("token", "make", "x", "--user", "noor", "--until", "2029-01-01", "--scope", "visits:read", *DAY),
                     "hoogstens tot en met 2027-03-17", id="too long"),
        pytest.param(("token", "make", "x", "--user", "noor", "--until", "31-02-2026", "--scope", "visits:read"),
                     "bestaat niet", id="no such day"),
        pytest.param(("token", "revoke", "7"), "geen geldige sleutel 7", id="no such token"),
    ],
)  # fmt: skip
def test_what_is_refused(command: Command, arguments: tuple[str, ...], told: str) -> None:
    answer = command(*arguments)
    assert answer.code == 2
    assert told in " ".join(answer.err.split())
