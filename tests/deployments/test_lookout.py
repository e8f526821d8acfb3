"""When the server, or the processes whose flows it forgot, are started again."""

import pytest

from deployments.lookout import Lookout, Remedy
from deployments.schedules import SCHEDULES

ALL = len(SCHEDULES)
PATIENCE = 3
NOTHING, SERVER, FLOWS = Remedy.NOTHING, Remedy.SERVER, Remedy.FLOWS


@pytest.mark.parametrize(
    ("known", "then"),
    [
        pytest.param([None, None, 0, 4, ALL, ALL], [NOTHING] * 6, id="a start is waited for, and patience is renewed"),
        pytest.param([None] * 7, [NOTHING, NOTHING, SERVER] * 2 + [NOTHING], id="a server that goes on being silent"),
        pytest.param([ALL, None, None, ALL, None, None], [NOTHING] * 6, id="a server that is killed and comes back"),
        pytest.param([ALL, None, 0, 0, 0, ALL], [NOTHING, NOTHING, FLOWS, NOTHING, NOTHING, NOTHING], id="all is lost"),
        pytest.param([ALL, ALL - 1], [NOTHING, FLOWS], id="one flow was taken away"),
        pytest.param([ALL, 0, 0, 0, 0], [NOTHING, FLOWS, NOTHING, NOTHING, FLOWS], id="telling it anew did not help"),
        pytest.param([ALL + 1] * 4, [NOTHING] * 4, id="one of an earlier version is known too"),
        pytest.param([2, 2, 2, ALL], [NOTHING, NOTHING, FLOWS, NOTHING], id="a first start that got half way"),
        pytest.param([ALL, None, None, None, 0], [NOTHING, NOTHING, NOTHING, SERVER, FLOWS], id="silent, then forgot"),
    ],
)
def test_what_is_started_again(known: list[int | None], then: list[Remedy]) -> None:
    lookout = Lookout(PATIENCE)
    assert [lookout.judge(count) for count in known] == then
