"""The labelled sentences of the anonymisation gate, and how an answer to them is scored.

The score is that of the shared program: a span counts as found when one of its letters is covered (any), and as found
whole when all are (full). Ages, staff, schools and residences narrow down; the other kinds are direct.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.gate import check

FOLDER = Path(__file__).parents[1] / "tests" / "acceptance"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "anonymisation" / "dev.jsonl"
NUMBERS = frozenset({"BSN", "TELEFOON", "EMAIL", "IBAN"})
NARROWING = frozenset({"LEEFTIJD", "MEDEWERKER", "SCHOOL", "WOONPLAATS"})
LEAST: Mapping[str, float] = {"direct any": 0.98, "direct full": 0.92, "numbers": 1.0, "sentences": 0.98, "known": 1.0}
MOST: Mapping[str, float] = {"kept hit": 0.05, "clean flagged": 0.20}

Sentence = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """The figures of one set, as shares of 1, by the names of the targets."""

    name: str
    sentences: int
    figures: Mapping[str, float]

    @property
    def misses(self) -> list[str]:
        """Which targets are not met."""
        below = [name for name, least in LEAST.items() if self.figures[name] < least]
        return below + [name for name, most in MOST.items() if self.figures[name] > most]


def read_set(file: Path) -> list[Sentence]:
    """Return the sentences of a file in JSON Lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def own_sets() -> dict[str, list[Sentence]]:
    """Return our own sets by name: the first one, and those that were frozen before the gate was run on them."""
    sets = {"set0": read_set(FOLDER / "anonymisation.jsonl")}
    for sentence in read_set(FOLDER / "anonymisation_sets.jsonl"):
        sets.setdefault(sentence["id"].partition("-")[0], []).append(sentence)
    return sets


def covered(sentence: Sentence, known: Iterable[str] = ()) -> set[int]:
    """Return the places in a sentence that the gate covers; what its register allows may stay."""
    found = check(sentence["text"], known, sentence.get("allow", ()))
    return {place for finding in found for place in range(finding.start, finding.end)}


def letters(sentence: Sentence, span: Mapping[str, Any]) -> set[int]:
    """Return the places of the letters and figures of a labelled span."""
    return {place for place in range(span["start"], span["end"]) if sentence["text"][place].isalnum()}


def share(answers: Iterable[bool]) -> float:
    """Return which part of the answers is yes; of no answers at all, 0."""
    listed = list(answers)
    return sum(listed) / len(listed) if listed else 0.0


def score(name: str, sentences: list[Sentence]) -> Scored:
    """Return how the gate does on a set."""
    found = {sentence["id"]: covered(sentence) for sentence in sentences}
    spans = [(sentence, span) for sentence in sentences for span in sentence["spans"]]
    direct = [(one, span) for one, span in spans if span["type"] not in NARROWING]
    numbers = [(one, span) for one, span in direct if span["type"] in NUMBERS]
    people = [(one, span) for one, span in spans if span["type"] in {"PERSOON", "MEDEWERKER"}]
    kept = [(sentence, keep) for sentence in sentences for keep in sentence["keep"]]
    figures = {
        "direct any": share(bool(letters(one, span) & found[one["id"]]) for one, span in direct),
        "direct full": share(letters(one, span) <= found[one["id"]] for one, span in direct),
        "numbers": share(letters(one, span) <= found[one["id"]] for one, span in numbers) if numbers else 1.0,
        "sentences": share(bool(found[one["id"]]) for one in sentences if one["spans"]),
        "known": share(letters(one, span) <= covered(one, (span["text"],)) for one, span in people),
        "kept hit": share(any(at in found[one["id"]] for at in range(s["start"], s["end"])) for one, s in kept),
        "clean flagged": share(bool(found[one["id"]]) for one in sentences if not one["spans"]),
    }
    return Scored(name, len(sentences), figures)
