"""`waakvlam user`: added, listed, changed, signed out; the first password is told once."""

import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from actions.house import House
from actions.signing_in import by_password
from actions.web_sessions import open_session, session_of
from rules.accounts import SignInWay
from rules.vocabulary import Role
from store.models import LocalAccount, User
from store.session import transaction
from tests.desk.command_line import Answer, CommandLine
from tests.halves import NOW

ADD = ("user", "add", "noor", "--name", "Noor Voorbeeld", "--email", "noor@post.example", "--role")
Command = Callable[..., Answer]


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on the fresh house."""
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    return CommandLine(house.settings.home, capsys)


def test_add_list_and_change(house: House, command: Command) -> None:
    password = json.loads(command(*ADD, "beheerder", "--json").out)["password"]
    assert re.fullmatch(r"(\w{5}-){3}\w{5}", password)
    with transaction(house.engine) as session:
        assert session.scalars(select(LocalAccount.must_change)).all() == [True]
        assert by_password(session, house, "noor", password, NOW) is not None
    (listed,) = json.loads(command("user", "list", "--json").out)
    assert (listed["login"], listed["role"], listed["password"], listed["second_factor"]) == (
        "noor", "administrator", True, False,
    )  # fmt: skip
    last = command("user", "roles", "noor", "--set", "coordinator")
    assert (last.code, "beheerder" in last.err) == (3, True)
    command("user", "add", "eva", "--name", "Eva Voorbeeld", "--email", "eva@post.example", "--role", "beheerder")
    assert json.loads(command("user", "roles", "noor", "--set", "coordinator", "--json").out)["role"] == "coordinator"
    fresh = json.loads(command("user", "password", "noor", "--json").out)["password"]
    assert fresh != password
    assert command("user", "totp", "noor").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param((*ADD, "koning"), 2, "Rol 'koning' is onbekend", id="no such role"),
        pytest.param((*ADD, "adviser"), 2, "hoort bij een vertrouwenspersoon", id="advisers come with the register"),
        pytest.param((*ADD, "manager", "--organisation", "X"), 2, "staat niet in het register", id="no organisation"),
        pytest.param(("user", "password", "niemand"), 2, "geen actieve gebruiker", id="nobody"),
        pytest.param(("user", "add", "x", "--name", "X", "--email", "jan@", "--role", "manager"), 2,
                     "Geen geldig e-mailadres", id="no address"),
    ],
)  # fmt: skip
def test_what_is_refused(command: Command, arguments: tuple[str, ...], code: int, told: str) -> None:
    answer = command(*arguments)
    assert answer.code == code
    assert told in " ".join(answer.err.split())


def test_end_sessions(house: House, command: Command) -> None:
    with transaction(house.engine) as session:
        user = User(login="noor", name="Noor", email="noor@post.example", role=Role.MANAGER)
        session.add(user)
        session.flush()
        token = open_session(session, user, SignInWay.LOCAL, NOW, whole=True).token
    assert json.loads(command("user", "end-sessions", "noor", "--json").out) == {"ended": 1}
    with transaction(house.engine) as session:
        assert session_of(session, house.settings, token, NOW) is None
