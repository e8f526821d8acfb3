"""The gate meets its targets on labelled sentences: our own set, and the shared one if it is there."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from rules.gate import check

OWN = Path(__file__).parent / "anonymisation.jsonl"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "anonymisation"
HARD = {"BSN", "TELEFOON", "EMAIL", "IBAN"}
NARROWING = {"LEEFTIJD", "MEDEWERKER", "SCHOOL", "WOONPLAATS"}


def sentences(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def covered(text: str, known: Iterable[str] = ()) -> set[int]:
    return {place for found in check(text, known) for place in range(found.start, found.end)}


def letters(sentence: dict[str, Any], span: dict[str, Any]) -> set[int]:
    return {place for place in range(span["start"], span["end"]) if sentence["text"][place].isalnum()}


def share(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return sum(listed) / len(listed)


def spans(kinds: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(line, span) for line in sentences(OWN) for span in line["spans"] if kinds(span["type"])]


def test_our_own_set_is_labelled_where_it_says() -> None:
    lines = sentences(OWN)
    assert len(lines) >= 60
    assert all(line["text"][s["start"] : s["end"]] == s["text"] for line in lines for s in line["spans"] + line["keep"])


def test_direct_identifiers() -> None:
    direct = spans(lambda kind: kind not in NARROWING)
    assert share(bool(letters(line, span) & covered(line["text"])) for line, span in direct) >= 0.98
    assert share(letters(line, span) <= covered(line["text"]) for line, span in direct) >= 0.92


def test_numbers_and_addresses_are_never_missed() -> None:
    assert all(letters(line, span) <= covered(line["text"]) for line, span in spans(HARD.__contains__))


def test_sentences_and_what_must_stay() -> None:
    lines = sentences(OWN)
    assert share(bool(covered(line["text"])) for line in lines if line["spans"]) >= 0.98
    assert share(bool(covered(line["text"])) for line in lines if not line["spans"]) <= 0.20
    kept = [(line, keep) for line in lines for keep in line["keep"]]
    assert share(bool(letters(line, keep) & covered(line["text"])) for line, keep in kept) <= 0.05


def test_a_known_name_is_always_found_whole() -> None:
    persons = spans(lambda kind: kind in {"PERSOON", "MEDEWERKER"})
    assert all(letters(line, span) <= covered(line["text"], (span["text"],)) for line, span in persons)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared set does not lie beside this checkout")
def test_the_shared_set_is_scored_as_met(tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    command = [sys.executable, "-m", "desk.cli", "gate", "check", str(write_cases(tmp_path))]
    told.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    score = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(SHARED / "dev.jsonl"), str(told)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert score.returncode == 0, score.stdout.splitlines()[-1]


def write_cases(folder: Path) -> Path:
    file = folder / "cases.jsonl"
    lines = sentences(SHARED / "dev.jsonl")
    file.write_text("".join(json.dumps({"id": line["id"], "text": line["text"]}) + "\n" for line in lines))
    return file
