"""Reading the file that describes one measure for the legal triage: every flaw at once, in Dutch."""

import json
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from rules.calendar import parse_day
from rules.errors import Flaw, FlawedInput, RuleError
from rules.letters import setting_of
from rules.policy_words import CareSetting
from rules.triage_conditions import MEASURES, Case
from rules.triage_words import EvidenceKind, LegalGround, MeasureScope
from rules.vocabulary import CareType, Measure

MAX_AGE = 22
"""A youth (jeugdige) is younger than 23 (Jeugdwet art. 1.1)."""
MAX_HOURS = 24 * 366 * 10
MAX_SHOWN = 40
OPTIONAL = frozenset({"injury"})

SETTINGS: Mapping[str, CareSetting] = MappingProxyType(
    {setting.value: setting for setting in CareSetting}
    | {"closed_accommodation": CareSetting.CLOSED}
    | {care_type.value: setting_of(care_type) for care_type in CareType}
)
"""How the place may be named: as the law divides it, or by its kind of care."""


class NotThis(RuleError):
    """Something in the file that does not fit; the sentence comes after the name of the file and the key."""


def read_case(content: bytes, file_name: str) -> Case:
    """Return the case that `content` (one JSON object in UTF-8) describes.

    Raises: FlawedInput with every flaw; nothing was judged then.
    """
    try:
        given, flaws = _object(content)
    except NotThis as error:
        raise FlawedInput([Flaw(file_name, str(error))]) from None
    read: dict[str, Any] = {}
    for key, reader in _READERS.items():
        if key in given:
            try:
                read[key] = reader(given[key])
            except RuleError as error:
                flaws.append(f"sleutel '{key}': {error}")
        elif key not in OPTIONAL:
            flaws.append(f"sleutel '{key}' ontbreekt. Nodig zijn: {', '.join(_needed())}.")
    flaws += [f"onbekende sleutel {_shown(key)}.{_hint(key)}" for key in given if key not in _READERS]
    if flaws:
        raise FlawedInput([Flaw(file_name, flaw) for flaw in flaws])
    return Case(**read)


def _object(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """Return the JSON object, and a flaw for each key that stands in it twice. Raises: NotThis."""
    twice: list[str] = []

    def once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                twice.append(f"sleutel {_shown(key)} staat er twee keer in. Laat er één staan.")
            seen[key] = value
        return seen

    value = _json(content, once)
    if not isinstance(value, dict):
        raise NotThis("het bestand moet één JSON-object bevatten, tussen { en }.")
    return value, twice


def _json(content: bytes, once: Callable[[Iterable[tuple[str, Any]]], dict[str, Any]]) -> object:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotThis("teken dat geen UTF-8 is. Sla het bestand op als UTF-8.") from None
    if not text.strip():
        raise NotThis("het bestand is leeg.")
    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        place = f"regel {error.lineno}, teken {error.colno}"
        raise NotThis(f"dit is geen JSON ({place}). Kijk daar naar een komma, een aanhalingsteken of een }}.") from None
    except (ValueError, RecursionError):
        raise NotThis("dit is geen JSON die te lezen is: een getal is te lang of er staat te veel in elkaar.") from None


def _needed() -> list[str]:
    return [key for key in _READERS if key not in OPTIONAL]


def _hint(key: str) -> str:
    near = get_close_matches(key, _READERS, n=1)
    return f" Bedoelt u '{near[0]}'?" if near else f" Deze bestaan: {', '.join(_READERS)}."


def _shown(value: object) -> str:
    """Return a value as it may be shown on a terminal: short, and without control characters."""
    if isinstance(value, list | dict):
        return "een lijst" if isinstance(value, list) else "een object"
    text = value if isinstance(value, str) else json.dumps(value)
    plain = "".join(sign if sign.isprintable() else "?" for sign in text)
    return f"'{plain if len(plain) <= MAX_SHOWN else plain[:MAX_SHOWN] + '...'}'"


def _day(value: object) -> object:
    if not isinstance(value, str):
        raise NotThis(f'{_shown(value)} is geen datum. Geef een datum als "2026-04-03".')
    return parse_day(value)


def _choice(choices: Mapping[str, object]) -> Callable[[object], object]:
    """Return what reads one word of a closed list."""

    def read(value: object) -> object:
        if not isinstance(value, str) or value not in choices:
            raise NotThis(f"{_shown(value)} is onbekend. Kies uit: {', '.join(choices)}.")
        return choices[value]

    return read


def _evidence(value: object) -> object:
    if not isinstance(value, list):
        raise NotThis(f"{_shown(value)} is geen lijst. Geef een lijst tussen [ en ], leeg als niets is gezien.")
    known = {kind.value: kind for kind in EvidenceKind}
    unknown = [_shown(word) for word in value if not isinstance(word, str) or word not in known]
    if unknown:
        raise NotThis(f"{', '.join(unknown)} is onbekend. Kies uit: {', '.join(known)}.")
    return frozenset(known[word] for word in value)


def _flag(value: object) -> object:
    if not isinstance(value, bool):
        raise NotThis(f"{_shown(value)} past niet. Kies uit: true, false.")
    return value


def _age(value: object) -> object:
    is_age = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_AGE
    if value is None or is_age:
        return value
    raise NotThis(
        f"{_shown(value)} past niet. Geef hele jaren van 0 tot en met {MAX_AGE}, of null als de leeftijd onbekend is."
    )


def _hours(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_HOURS
    if value is None or is_number:
        return value
    raise NotThis(f"{_shown(value)} past niet. Geef uren, 0 of meer, of null als geen einde is gezien.")


_SCOPES = {scope.value: scope for scope in MeasureScope}
_GROUNDS = {ground.value: ground for ground in LegalGround}
_MEASURES: dict[str, Measure] = {measure.value: measure for measure in MEASURES}

_READERS: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {
        "observed_on": _day,
        "setting": _choice(SETTINGS),
        "measure": _choice(_MEASURES),
        "scope": _choice(_SCOPES),
        "ground": _choice(_GROUNDS),
        "evidence": _evidence,
        "emergency": _flag,
        "age": _age,
        "duration_hours": _hours,
        "injury": _flag,
    }
)
"""What reads each key, in the order in which people write them."""
