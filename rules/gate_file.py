"""Texts to check, one JSON object a line. No flaw repeats a text: it is not yet known to be free of names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rules.errors import Flaw, FlawedInput


@dataclass(frozen=True, slots=True)
class GateCase:
    """One text with the names of its case and the names that may stay."""

    id: str | int
    text: str
    known: tuple[str, ...]
    allow: tuple[str, ...]


def read_cases(name: str, content: bytes) -> tuple[GateCase, ...]:
    """Return the texts of a file in JSON Lines; empty lines and other fields do not count.

    Raises: FlawedInput with every flaw and its line number; the texts themselves are never repeated.
    """
    cases: dict[str | int, GateCase] = {}
    flaws: list[Flaw] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        record = _record(line)
        told = [record] if isinstance(record, str) else list(_told(record, cases))
        flaws += [Flaw(name, f"regel {number}: {sentence}") for sentence in told]
        if isinstance(record, dict) and not told:
            cases[record["id"]] = _case(record)
    if not cases and not flaws:
        flaws.append(Flaw(name, "er staat geen tekst in. Zet op elke regel één JSON-object met 'id' en 'text'."))
    if flaws:
        raise FlawedInput(flaws)
    return tuple(cases.values())


def no_such_file(name: str) -> FlawedInput:
    """Return the error for a file that cannot be read."""
    return FlawedInput([Flaw(name, "dit bestand is niet te lezen. Controleer de naam en de map.")])


def _record(line: bytes) -> dict[str, Any] | str:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return "dit is geen UTF-8. Sla het bestand op als UTF-8."
    except (ValueError, RecursionError):
        return 'dit is geen geldige JSON. Zet op elke regel één object, zoals {"id": "1", "text": "..."}.'
    return record if isinstance(record, dict) else "dit is geen JSON-object. Begin de regel met { en eindig met }."


def _told(record: dict[str, Any], cases: dict[str | int, GateCase]) -> Iterator[str]:
    identity = record.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or identity == "":
        yield "'id' ontbreekt of is geen tekst of heel getal. Geef elke regel een eigen 'id'."
    elif identity in cases:
        yield "dit 'id' staat er al. Geef elke regel een eigen 'id'."
    if not isinstance(record.get("text"), str):
        yield "'text' ontbreekt of is geen tekst. Zet de te controleren tekst in 'text'."
    for key in ("known", "allow"):
        if not _is_list_of_texts(record.get(key, [])):
            yield f'\'{key}\' is geen lijst van teksten. Schrijf bijvoorbeeld "{key}": ["naam"], of laat het weg.'


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _case(record: dict[str, Any]) -> GateCase:
    return GateCase(record["id"], record["text"], tuple(record.get("known", [])), tuple(record.get("allow", [])))
