"""The command line as a script sees it, in this process: exit code, stdout, stderr."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk.cli import run
from tests.actions.register_files import Files, small_register


@dataclass(frozen=True)
class Answer:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What stdout holds as JSON alone."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on the installation in one folder."""

    home: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Answer:
        self.capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        return Answer(code, said.out, said.err)

    def lives_in(self, home: Path) -> None:
        """Work on a copy of the installation in `home`."""
        shutil.copytree(home, self.home, dirs_exist_ok=True)


def timeless_register() -> Files:
    """Return a sound register that is sound on every day: nothing in it waits for an answer."""
    files = small_register()
    signal = files["signalen"][0]
    signal |= {"toestand": "afgesloten", "waargenomen_op": "2025-02-03", "verstuurd_op": "2025-02-05",
               "afgesloten_op": "2025-03-05"}  # fmt: skip
    files["bezoeken"][0]["datum"] = "2025-02-03"
    files["klachtprocedures"][0]["toestand"] = "afgerond"
    return files
