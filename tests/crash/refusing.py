"""A process in which the machine refuses what it else gives: a disk that may only be read, and hardly any open files.

The disk is a real one: a mount of the folder, read-only, that only this process sees.
"""

import asyncio
import ctypes
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from actions.deadlines import run_sweep
from actions.delivery import deliver, mail_transport
from actions.house import House, open_house
from channels.delivery import Transport
from rules.errors import RuleError
from store.settings import Settings
from store.storage import StorageRefused, refusal_of
from tests.crash.kill_delivery import Announcing

NEW_MOUNTS, READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE = 0x20000, 1, 32, 4096, 16384, 1 << 18
OTHER, NO_NAMESPACE = "other", "no namespace"


class Fault(StrEnum):
    """What the machine refuses."""

    DATABASE = "nothing of the house may be written"
    MAILDIR = "the mail folder may only be read"
    DESCRIPTORS = "hardly any file may be opened"


@dataclass(frozen=True)
class Orders:
    """What a process does: sweep, deliver, and meet a fault; `after` letters of the first delivery, or before all."""

    settings: Settings
    now: datetime
    fault: Fault
    after: int | None
    spare: int = 0


def work(orders: Orders, told: Connection) -> None:
    """Do the work under a fault and tell how each part of it ended."""
    try:
        private_mounts()
    except OSError:
        told.send([NO_NAMESPACE])
        return
    told.send(list(_ends(orders)))


def _ends(orders: Orders) -> list[str]:
    if orders.after is not None:
        house = open_house(orders.settings)
        way = Breaking(mail_transport(orders.settings), orders.after, lambda: _break(house, orders))
        return [_end(lambda: _deliver(house, orders.now, way)), _end(lambda: run_sweep(house, orders.now))]
    break_machine(orders)
    return [_end(lambda: _opened(orders, _sweep)), _end(lambda: _opened(orders, _deliver))]


def _break(house: House, orders: Orders) -> None:
    """Let the machine refuse, and the database be opened anew: what is open may be written on a mount of ours."""
    break_machine(orders)
    house.engine.dispose()


def _opened(orders: Orders, do: Callable[[House, datetime], object]) -> object:
    house = open_house(orders.settings)
    try:
        return do(house, orders.now)
    finally:
        house.engine.dispose()


def _sweep(house: House, now: datetime) -> object:
    return run_sweep(house, now)


def _deliver(house: House, now: datetime, way: Transport | None = None) -> object:
    return asyncio.run(deliver(house, now, transport=way))


def _end(do: Callable[[], object]) -> str:
    """Return how it ended: with what it gives, or with the word of what the machine refused."""
    try:
        return str(do())
    except StorageRefused as refused:
        return refused.refusal
    except (OSError, SQLAlchemyError, RuleError) as fault:
        return refusal_of(fault) or f"{OTHER}: {type(fault).__name__}"


def break_machine(orders: Orders) -> None:
    """Let the machine refuse from now on, in this process alone."""
    match orders.fault:
        case Fault.DATABASE:
            read_only(orders.settings.home)
        case Fault.MAILDIR:
            read_only(orders.settings.maildir)
        case Fault.DESCRIPTORS:
            _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
            free = os.dup(1)  # the first number that is free, which the next file would get
            os.close(free)
            resource.setrlimit(resource.RLIMIT_NOFILE, (free + orders.spare, most))


class Breaking(Announcing):
    """The real way out, on which the machine begins to refuse after some letters."""

    def __init__(self, way: Transport, after: int, breaks: Callable[[], None]) -> None:
        self._way, self._left, self._breaks = way, after, breaks

    async def deliver(self, message: EmailMessage) -> None:
        await self._way.deliver(message)
        self._left -= 1
        if not self._left:
            self._breaks()


def private_mounts() -> None:
    """Let this process have mounts of its own. Raises: OSError where the system gives none."""
    _call("unshare", NEW_MOUNTS)
    _call("mount", None, b"/", None, RECURSIVE | PRIVATE, None)


def read_only(folder: Path) -> None:
    """Mount a folder over itself, so that what lies in it may only be read."""
    place = os.fsencode(folder)
    _call("mount", place, place, None, BIND, None)
    _call("mount", None, place, None, BIND | REMOUNT | READ_ONLY, None)


def _call(name: str, *arguments: object) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None or function(*arguments) != 0:
        raise OSError(ctypes.get_errno(), name)
