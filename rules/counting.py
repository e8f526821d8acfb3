"""How much counting is done at once: many small values that live long, and no circles among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class _Going:
    """How many blocks count now, in whatever thread, and whether Python looked for circles before the first."""

    blocks: int = 0
    was_on: bool = True
    lock: Lock = field(default_factory=Lock)


_GOING = _Going()


@contextmanager
def counting() -> Iterator[None]:
    """Let Python look for circles of values again only after the block; values themselves go as always.

    A country's counts refer to its clients and to nothing that refers back. Looking through all of them, again and
    again while they are made, took as long as the counting.
    """
    with _GOING.lock:
        if not _GOING.blocks:
            _GOING.was_on = gc.isenabled()
            gc.disable()
        _GOING.blocks += 1
    try:
        yield
    finally:
        with _GOING.lock:
            _GOING.blocks -= 1
            if not _GOING.blocks and _GOING.was_on:
                gc.enable()
