"""The flow that delivers: what does not leave is told also when delivering itself breaks."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import pytest

from flows.deliver_notices import deliver_notices
from tests.flows.inhabited import MONDAY, inhabit


def test_unsent_letters_are_watched_when_delivering_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched: list[datetime] = []

    async def break_down(_now: datetime) -> dict[str, int]:
        raise ConnectionError

    def watch(now: datetime) -> dict[str, int]:
        watched.append(now)
        return {"unsent": 1}

    inhabit(tmp_path).engine.dispose()
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    flow = sys.modules["flows.deliver_notices"]
    monkeypatch.setattr(flow, "deliver_due", break_down)
    monkeypatch.setattr(flow, "watch_unsent", watch)
    with pytest.raises(ConnectionError):
        asyncio.run(deliver_notices.fn(MONDAY))
    assert watched == [MONDAY]
