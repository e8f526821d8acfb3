"""Files that describe one restrictive measure, and what the command line answers."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.desk.command_line import Answer, CommandLine

HOLDING: dict[str, Any] = {
    "observed_on": "2026-05-04",
    "setting": "closed_care",
    "measure": "holding",
    "scope": "individual",
    "ground": "none",
    "evidence": [],
    "emergency": False,
    "age": 15,
    "duration_hours": 1,
}
"""Holding in closed care, for an hour and without any ground."""


@dataclass(frozen=True)
class Triage:
    """Runs `waakvlam triage` on a file with these facts, or with this content."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *options: str, content: bytes | None = None, **facts: Any) -> Answer:
        file = self.folder / "maatregel.json"
        file.write_bytes(json.dumps(HOLDING | facts).encode() if content is None else content)
        return CommandLine(self.folder, self.capsys)("triage", file, *options)

    def advice(self, **facts: Any) -> dict[str, Any]:
        """Return the JSON that is answered; it stands alone on stdout."""
        answer = self("--json", **facts)
        assert (answer.code, answer.err) == (0, "")
        told: dict[str, Any] = answer.data
        return told
