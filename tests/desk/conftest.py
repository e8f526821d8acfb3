"""One demo for all tests of this folder: played once, as a stranger would, without a terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.demo.play import FLOWS_AT, TODAY
from rules.calendar import at_local
from tests.conftest import copied_sqlite
from tests.desk.command_line import CommandLine
from tests.desk.web.visiting import Desks, Moment

POISON = 'active = "poison"\n\n[profiles.poison]\nPREFECT_API_URL = "http://127.0.0.1:9"\n'
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Played:
    """A demo that was played: where it lies, what it said, and the home of the person who played it."""

    folder: Path
    home: Path
    stdout: str
    stderr: str

    @property
    def figures(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.stdout)
        return answer

    def waakvlam(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the database of the demo."""
        return waakvlam(*arguments, HOME=str(self.home), WAAKVLAM_HOME=str(self.folder))


def waakvlam(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person without a terminal does."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("WAAKVLAM_", "PREFECT_"))}
    return subprocess.run(
        [sys.executable, "-m", "desk.cli", *arguments],
        env=own | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A demo, played by someone who has a Prefect, a database and a mail server of their own (all out of reach)."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("demo") / "played"
    (home / ".prefect").mkdir()
    (home / ".prefect" / "profiles.toml").write_text(POISON)
    done = waakvlam(
        "demo", "--dir", str(folder), "--no-serve", "--json",
        HOME=str(home),
        PREFECT_API_URL=NOWHERE,
        WAAKVLAM_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/nothing",
        WAAKVLAM_MAIL_TRANSPORT="smtp",
        WAAKVLAM_SMTP_HOST="127.0.0.1",
        WAAKVLAM_SMTP_PORT="9",
        WAAKVLAM_PREFECT_API_URL=NOWHERE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Played(folder, home, done.stdout, done.stderr)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line with a home of its own, in which nothing was made yet."""
    home = tmp_path / "home"
    monkeypatch.setenv("WAAKVLAM_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    return CommandLine(home, capsys)


@pytest.fixture(scope="module")
def demo_desks(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """The desk over a copy of the demo, half an hour after its last flow."""
    opened_at = at_local(TODAY, FLOWS_AT) + timedelta(minutes=30)
    with copied_sqlite(played.folder, tmp_path_factory.mktemp("desk")) as house:
        yield Desks(house, Moment(opened_at))
