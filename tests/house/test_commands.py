"""The command line: help comes at once, and the papers name commands that exist."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer

from desk.cli import app
from tests.house.tree import ROOT, texts

HEAVY = ("prefect", "sqlalchemy", "alembic", "openpyxl", "cryptography")
ASK_FOR_HELP = """
import sys
from contextlib import suppress
from desk.cli import main
sys.argv[1:] = sys.argv[1:] + ["--help"]
with suppress(SystemExit):
    main()
sys.exit(" ".join(sorted(set(%r) & set(sys.modules))))
"""
COMMAND = re.compile(r"^\s*(?:\$ )?(?:[\w./-]*/)?waakvlam ([^\n#]+)", re.MULTILINE)
BLOCK = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TREE = typer.main.get_command(app)


def told() -> Iterator[tuple[str, str]]:
    """Yield each command line that a paper shows."""
    for name, text in texts(".md"):
        for block in BLOCK.findall(text):
            for line in COMMAND.findall(block):
                yield from ((name, part.strip()) for part in re.split(r" [|;&]+ ", line))


TOLD = sorted(set(told()))


@pytest.mark.parametrize("arguments", [[], ["plan"], ["register", "import"], ["signals", "sweep"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    outcome = subprocess.run(
        [sys.executable, "-c", ASK_FOR_HELP % (HEAVY,), *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Usage" in outcome.stdout
    assert outcome.stderr.strip() == ""


def test_the_readme_shows_the_way() -> None:
    shown = {line.split(" --")[0] for name, line in TOLD if name == "README.md"}
    assert {"db upgrade", "signals sweep", "serve"} <= shown


@pytest.mark.parametrize(("paper", "line"), TOLD)
def test_a_command_in_a_paper_exists(paper: str, line: str) -> None:
    command, words = TREE, shlex.split(line.replace("...", "").replace("…", ""))
    while words and (subcommands := getattr(command, "commands", None)):
        assert words[0] in subcommands, f"{paper}: waakvlam {line}"
        command = subcommands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    given = {word.split("=")[0] for word in words if word.startswith("--")}
    assert given <= known, f"{paper}: waakvlam {line}"
