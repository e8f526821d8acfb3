"""Whether the server still serves us: it answers, and it knows our flows. What does not is started again.

The serving processes tell the server of their flows once, when they start. A server whose database was lost would
come back knowing none of them, say nothing of it, and never start a flow again.
"""

import base64
import http.client
import json
import urllib.request
from collections.abc import Mapping
from enum import StrEnum

from deployments.schedules import SCHEDULES

PATIENCE = 60
"""How many looks in a row may find the same fault: a busy machine needs its time to start."""


class Remedy(StrEnum):
    """What has to be started again."""

    NOTHING = "nothing"
    SERVER = "server"
    FLOWS = "flows"


class Lookout:
    """Judges one look after another at what the server knows."""

    def __init__(self, patience: int = PATIENCE) -> None:
        self._patience = patience
        self._last: int | None = None
        self._looks, self._knew_all = 0, False

    def judge(self, known: int | None) -> Remedy:
        """Return what to start again; `known` is how many of our flows the server knows, None when it is silent.

        A server that knew them all and forgot some has lost its database: then nothing is waited for.
        """
        self._looks = self._looks + 1 if known == self._last else 1
        self._last = known
        if known is not None and known >= len(SCHEDULES):  # more when a flow was renamed: its old one is kept
            self._knew_all = True
            return Remedy.NOTHING
        forgot = known is not None and self._knew_all
        if not forgot and self._looks < self._patience:
            return Remedy.NOTHING
        self._looks, self._knew_all = 0, self._knew_all and not forgot
        return Remedy.SERVER if known is None else Remedy.FLOWS


def flows_known(url: str, environment: Mapping[str, str]) -> int | None:
    """Return how many of our flows the Prefect server at `url` serves; None when it does not answer to our password."""
    token = base64.b64encode(environment.get("PREFECT_API_AUTH_STRING", "").encode()).decode()
    headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
    ours = {"deployments": {"name": {"any_": [schedule.name for schedule in SCHEDULES]}}}
    request = urllib.request.Request(f"{url}/deployments/count", json.dumps(ours).encode(), headers)  # noqa: S310 - http
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with directly.open(request, timeout=5) as reply:
            return int(reply.read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
