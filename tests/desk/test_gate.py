"""`waakvlam gate check`, as a script calls it."""

import json
import subprocess
import sys
from pathlib import Path


def gate(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "desk.cli", "gate", "check", str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def write(folder: Path, *lines: object) -> Path:
    file = folder / "teksten.jsonl"
    file.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines))
    return file


def test_it_tells_place_kind_and_level_on_one_line_each(tmp_path: Path) -> None:
    texts = [
        {"id": "a", "text": "😀 Gisteren huilde Xandrijn.", "known": ["Xandrijn Ploeg"]},
        {"id": "b", "text": "Bij De Xandrijn is het rustig.", "allow": ["De Xandrijn"]},
    ]
    answer = gate(write(tmp_path, *texts))
    assert answer.returncode == 0
    assert [json.loads(line) for line in answer.stdout.splitlines()] == [
        {"id": "a", "spans": [{"start": 18, "end": 26, "type": "PERSOON", "level": "block"}]},
        {"id": "b", "spans": []},
    ]
    assert "Xandrijn" not in answer.stdout + answer.stderr


def test_with_json_it_is_one_document(tmp_path: Path) -> None:
    answer = gate(write(tmp_path, {"id": "a", "text": "Niets."}), "--json")
    assert json.loads(answer.stdout) == [{"id": "a", "spans": []}]


def test_all_flaws_at_once_and_nothing_on_stdout(tmp_path: Path) -> None:
    answer = gate(write(tmp_path, {"id": "a", "text": "Niets."}, '{"id": "Xandrijn\n', {"text": 3}))
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "regel 2: dit is geen geldige JSON" in answer.stderr
    assert "regel 3: 'id' ontbreekt" in answer.stderr
    assert "regel 3: 'text' ontbreekt" in answer.stderr
    assert "Xandrijn" not in answer.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    answer = gate(tmp_path / "weg.jsonl")
    assert answer.returncode == 2
    assert "weg.jsonl: dit bestand is niet te lezen" in answer.stderr
