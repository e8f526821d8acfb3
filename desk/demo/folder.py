"""The folder of a demo: where it lies, what may be removed from it, and the settings that keep it apart."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from rules.errors import Refused, RuleError
from store.settings import Settings

DATABASE = "waakvlam.db"
OURS = ("mail", "prefect", "reports", "packs", "backups", "key", f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE)
"""All that a demo makes; the database goes last, as it says that the rest is a demo's."""
EXAMPLE = Path(__file__).parents[2] / "examples" / "region"


class NotADemo(Refused):
    """The chosen folder holds something that no demo made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "In {folder} staat al iets dat geen demo is; daar blijft de demo van af."
            " Kies met --dir een lege of nieuwe map.",
            folder=folder,
        )


class FolderUnusable(RuleError):
    """The chosen folder cannot be made or written."""

    def __init__(self, folder: Path) -> None:
        super().__init__("In {folder} kan niet geschreven worden. Kies met --dir een andere map.", folder=folder)


class ExampleMissing(RuleError):
    """The invented region came not along with this installation."""

    def __init__(self) -> None:
        super().__init__(
            "De voorbeeldregio (examples/region) is er niet: die hoort bij de broncode, niet bij het pakket."
            " Haal de broncode op en draai de demo daar, of lees een eigen register in met 'waakvlam register import'."
        )


def example_region(folder: Path = EXAMPLE) -> Path:
    """Return the folder of the invented region. Raises: ExampleMissing where there is only the wheel."""
    if not any(folder.glob("*.csv")):
        raise ExampleMissing
    return folder


def demo_settings(folder: Path) -> Settings:
    """Return settings in which everything lies in `folder`; nothing of the user's own configuration counts.

    So the demo can never reach a real database, a real mail server or another's Prefect.
    """
    return Settings.model_construct(home=folder)


def clear_folder(folder: Path) -> None:
    """Make `folder`, or remove an earlier demo from it; whatever else lies there stays.

    Raises: NotADemo when it holds a database, key or mails that no demo made; FolderUnusable.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remains = [folder / name for name in OURS if (folder / name).is_symlink() or (folder / name).exists()]
        if remains and not is_demo(folder / DATABASE):
            raise NotADemo(folder)
        for path in remains:
            _remove(path)
    except OSError:
        raise FolderUnusable(folder) from None


def is_demo(database: Path) -> bool:
    """Return whether this file is a database that a demo made; nothing in it is changed.

    Opened for writing all the same: a reader would leave SQLite's files of its log behind, beside a real database.
    """
    if database.is_symlink() or not database.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            return connection.execute("SELECT simulated FROM installation").fetchall() == [(1,)]
    except sqlite3.Error:
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)  # looking into the database may have tidied its log away
