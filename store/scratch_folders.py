"""Folders for what lies unsealed for a moment: closed to others, and cleared when a process died over them."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def scratch_folder(place: Path, prefix: str) -> Iterator[Path]:
    """Give an empty folder in `place`, for its owner alone, that disappears; what was left there by others goes first.

    `place` is made when it is not there. Raises: OSError.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear(place, prefix)
    with tempfile.TemporaryDirectory(dir=place, prefix=prefix) as made, locked(Path(made)):
        yield Path(made)


def clear(place: Path, prefix: str) -> None:
    """Remove the scratch folders that a process left when it died; those that somebody works in stay."""
    for left in place.glob(f"{prefix}*"):
        with suppress(OSError), locked(left):
            shutil.rmtree(left)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, until the block or the process ends. Raises: OSError when another process holds it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)
