"""The anonymisation gate on labelled sentences: our own sets, and the shared development set when it is there.

The sentences are invented, none is copied, and each set was frozen before the gate was run on it. Ages, rooms and
circumstances only narrow down; the labelled sets count names, numbers and places.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.gate_sets import SHARED, Sentence, own_sets, read_set, score

SETS = own_sets()


@pytest.mark.parametrize("name", SETS)
def test_our_own_set_is_labelled_where_it_says(name: str) -> None:
    lines = SETS[name]
    assert len(lines) >= 60
    assert len({line["id"] for line in lines}) == len(lines)
    assert all(line["text"][s["start"] : s["end"]] == s["text"] for line in lines for s in line["spans"] + line["keep"])


@pytest.mark.parametrize("name", SETS)
def test_every_target_is_met(name: str) -> None:
    scored = score(name, SETS[name])
    assert scored.misses == [], scored.figures


@pytest.mark.skipif(not SHARED.exists(), reason="the shared set does not lie beside this checkout")
def test_the_shared_set_is_scored_as_met(tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    command = [sys.executable, "-m", "desk.cli", "gate", "check", str(write_cases(tmp_path, read_set(SHARED)))]
    told.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    scored = subprocess.run(
        [sys.executable, str(SHARED.parent / "score.py"), str(SHARED), str(told)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert scored.returncode == 0, scored.stdout.splitlines()[-1]


def write_cases(folder: Path, lines: list[Sentence]) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps({"id": line["id"], "text": line["text"]}) + "\n" for line in lines))
    return file
