"""What lies in this checkout, for the tests that read it."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "rules", "planner", "store", "channels", "templates", "actions", "tasks", "flows", "desk", "deployments",
)  # fmt: skip


def house_files() -> list[Path]:
    """Every file that is, or would be, part of the repository: tracked or new, never ignored."""
    return [file for file in (_known_to_git() if (ROOT / ".git").exists() else _not_made()) if file.is_file()]


def _known_to_git() -> list[Path]:
    git = shutil.which("git")
    assert git, "git is needed to tell our files from what a build left behind"
    listing = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def _not_made() -> list[Path]:
    """Without git, as in an unpacked archive: everything but what .gitignore names."""
    made = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()}
    return [file for file in ROOT.rglob("*") if not made.intersection(file.relative_to(ROOT).parts)]


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file of ours that is text, or only those whose names end so."""
    for file in house_files():
        if suffixes and file.suffix not in suffixes:
            continue
        try:
            yield str(file.relative_to(ROOT)), file.read_text()
        except UnicodeDecodeError:
            continue


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield path and syntax tree of every Python file of ours under the folders."""
    for name, text in texts(".py"):
        if Path(name).parts[0] in folders:
            yield name, ast.parse(text)
