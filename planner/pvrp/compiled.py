"""How the inner loops become machine code: numba, with a cache on disk that never outlives its source."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])
HERE = Path(__file__).parent
TO_MACHINE_CODE: Callable[..., Any] = numba.njit


def _fingerprint() -> str:
    """Return what the sources of this package hash to.

    numba looks only at the file a function stands in, and would keep the machine code of a changed function it calls.
    """
    return sha256(b"".join(source.read_bytes() for source in sorted(HERE.glob("*.py")))).hexdigest()[:12]


def _can_keep(folder: Path) -> bool:
    """Return whether machine code can be kept there; an installation may be read-only."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


SETTINGS = vars(numba.config)
FOLDER = Path(SETTINGS["CACHE_DIR"] or HERE / "__pycache__") / f"pvrp-{_fingerprint()}"
KEEP = _can_keep(FOLDER)
SETTINGS["CACHE_DIR"] = str(FOLDER)


def compiled(loop: Loop) -> Loop:
    """Compile a loop that Python calls, at its first call; later processes take it from the cache."""
    return cast("Loop", TO_MACHINE_CODE(cache=KEEP, error_model="numpy")(loop))


def inner(loop: Loop) -> Loop:
    """Compile a function that only compiled loops call: it becomes part of them, which makes them half as quick again.

    Python must never call it, as it lacks what Python needs to; a test watches over that.
    """
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    return cast("Loop", TO_MACHINE_CODE(error_model="numpy", **options)(loop))
