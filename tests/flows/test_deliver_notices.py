"""The flow that delivers: each of its parts is done whatever becomes of the others."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import pytest

from flows.deliver_notices import deliver_notices
from tests.flows.inhabited import MONDAY, inhabit

PARTS = ("deliver_due", "watch_unsent", "read_mail", "tell_systems")
BREAKS = ((), *((part,) for part in PARTS), PARTS)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda names: " ".join(names) or "none")
def test_each_part_is_done_whatever_breaks(
    broken: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inhabit(tmp_path).engine.dispose()
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    done: list[tuple[str, datetime]] = []

    def part(name: str, now: datetime) -> dict[str, int]:
        done.append((name, now))
        if name in broken:
            raise ConnectionError
        return {name: 1}

    async def deliver(now: datetime) -> dict[str, int]:
        return part("deliver_due", now)

    flow = sys.modules["flows.deliver_notices"]
    monkeypatch.setattr(flow, "deliver_due", deliver)
    for name in PARTS[1:]:
        monkeypatch.setattr(flow, name, lambda now, name=name: part(name, now))
    if broken:
        with pytest.raises(ConnectionError):
            asyncio.run(deliver_notices.fn(MONDAY))
    else:
        assert asyncio.run(deliver_notices.fn(MONDAY)) == dict.fromkeys(PARTS, 1)
    assert done == [(name, MONDAY) for name in PARTS]
