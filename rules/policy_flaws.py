"""What can be wrong in a policy file, said in Dutch: where it stands, what is wrong, and what is allowed."""

import difflib
import enum
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from rules.errors import RuleError
from rules.toml_lines import Path
from rules.vocabulary import Word

CUSTOM: Final = "policy"
"""The pydantic error type of our own checks; their text is already Dutch."""


@dataclass(frozen=True, slots=True)
class PolicyFlaw:
    """One thing wrong in a policy file; `line` is None when the whole file lacks something."""

    file: str
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = [self.file, f"regel {self.line}" if self.line else "", self.key]
        return f"{', '.join(part for part in place if part)}: {self.message}"


class PolicyFlawed(RuleError):
    """A policy file with one or more flaws, all reported at once; nothing of it is used."""

    def __init__(self, flaws: Iterable[PolicyFlaw]) -> None:
        self.flaws = tuple(sorted(set(flaws), key=lambda flaw: (flaw.line or 0, flaw.key, flaw.message)))
        super().__init__("\n".join(str(flaw) for flaw in self.flaws))


class PolicyNotYetValid(RuleError):
    """A day before the first day on which every value of the policy is known."""

    def __init__(self, file: str, day: date, starts_on: date, key: str) -> None:
        self.file, self.day, self.starts_on, self.key = file, day, starts_on, key
        super().__init__(
            "{file} geldt pas vanaf {starts_on}; voor {day} is '{key}' niet vastgelegd. "
            "Kies een latere dag of geef '{key}' een eerdere valid_from.",
            file=file,
            starts_on=starts_on,
            day=day,
            key=key,
        )


def dotted(path: Path) -> str:
    """Return `path` as people read it: names with dots, elements of a list counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def syntax_flaw(file: str, text: str, error: tomllib.TOMLDecodeError) -> PolicyFlaw:
    """Return the flaw for text that is not TOML, with the line that tomllib names."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    line = int(found[1]) if found else max(1, text.count("\n"))
    twice = "overwrite" in str(error) or "twice" in str(error)
    message = (
        "deze sleutel of dit blok staat er al. Voeg ze samen of geef versies met een eigen valid_from."
        if twice
        else "dit is geen geldige TOML. Controleer aanhalingstekens, haakjes, het isgelijkteken en datums."
    )
    return PolicyFlaw(file, line, "", message)


def unknown_key(name: str, allowed: Iterable[str]) -> str:
    """Return the sentence for a key that is not known, with the likeliest one or all that are allowed."""
    names = list(allowed)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Bedoelt u '{near[0]}'?" if near else f"Kies uit: {', '.join(names)}."
    return f"'{name}' is onbekend. {hint}"


def sentence(model: type[BaseModel], error: ErrorDetails) -> str:
    """Return the Dutch sentence for one pydantic error on `model`: what is wrong and what is allowed."""
    say = _SENTENCES.get(error["type"])
    return say(model, error) if say else "heeft geen geldige waarde. Zie docs/policy.md."


def kind_at(model: type[BaseModel], loc: Sequence[str | int]) -> object:
    """Return the type that `model` expects at a pydantic error location."""
    kind: object = model
    for part in loc:
        kind = _inside(_bare(kind), part)
    return _bare(kind)


def _bare(kind: object) -> object:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _inside(kind: object, part: str | int) -> object:
    if fields := _fields(kind):
        return fields[str(part)].annotation
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[0] if part == "[key]" else arguments[1]
    if get_origin(kind) is tuple:
        return arguments[0]
    return next(option for option in map(_bare, arguments) if _has_tag(option, part))


def _has_tag(option: object, tag: str | int) -> bool:
    return any(tag in get_args(field.annotation) for field in _fields(option).values())


def _fields(kind: object) -> dict[str, FieldInfo]:
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def _choices(members: Iterable[object]) -> str:
    return ", ".join(f"{m.value} ({m.dutch})" if isinstance(m, Word) else str(m) for m in members)


def _unknown_word(model: type[BaseModel], error: ErrorDetails) -> str:
    loc = error["loc"]
    kind = kind_at(model, loc[:-2] if loc[-1] == "[key]" else loc)
    kind = get_args(kind)[0] if loc[-1] == "[key]" else kind
    members = kind if isinstance(kind, enum.EnumMeta) else get_args(kind)
    return f"'{_shown(error['input'])}' is onbekend. Kies uit: {_choices(members)}."


def _unknown_tag(model: type[BaseModel], error: ErrorDetails) -> str:
    options = map(_bare, get_args(kind_at(model, error["loc"])))
    words = [get_args(_fields(option)["norm"].annotation)[0] for option in options]
    given = error["input"].get("norm") if isinstance(error["input"], dict) else error["input"]
    return f"'{_shown(given)}' is onbekend. Kies uit: {_choices(words)}."


def _unknown_field(model: type[BaseModel], error: ErrorDetails) -> str:
    owner = kind_at(model, error["loc"][:-1])
    return unknown_key(str(error["loc"][-1]), _fields(owner))


def _no_table(_: type[BaseModel], error: ErrorDetails) -> str:
    if error.get("ctx", {}).get("class_name") == "PolicyTerm":
        return 'moet een termijn zijn, zoals { amount = 15, unit = "working_days" }.'
    return "moet een blok met sleutels zijn."


def _shown(value: object) -> str:
    """Return what was written, short enough to read; the policy holds no personal data."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "een blok" if isinstance(value, dict) else str(value)[:40]


def _says(text: str) -> Callable[[type[BaseModel], ErrorDetails], str]:
    """Return a speaker that fills {given} with what was written and the rest from pydantic's context."""
    return lambda _, error: text.format(given=_shown(error["input"]), **error.get("ctx", {}))


_SENTENCES: dict[str, Callable[[type[BaseModel], ErrorDetails], str]] = {
    CUSTOM: lambda _, error: error["msg"],
    "missing": _says("ontbreekt. Vul deze waarde in; het beleid kent geen stille standaardwaarden."),
    "extra_forbidden": _unknown_field,
    "enum": _unknown_word,
    "literal_error": _unknown_word,
    "union_tag_invalid": _unknown_tag,
    "union_tag_not_found": _says('norm ontbreekt. Kies een norm, bijvoorbeeld norm = "on_demand".'),
    "int_type": _says("'{given}' moet een geheel getal zijn, zonder aanhalingstekens."),
    "float_type": _says("'{given}' moet een getal zijn, met een punt als komma: 2.25."),
    "bool_type": _says("'{given}' moet true of false zijn."),
    "string_type": _says("'{given}' moet tekst tussen aanhalingstekens zijn."),
    "string_too_short": _says("mag niet leeg zijn."),
    "date_type": _says("'{given}' moet een datum zijn, zonder aanhalingstekens: 2026-01-01."),
    "time_type": _says("'{given}' moet een tijd zijn, zonder aanhalingstekens: 18:00:00."),
    "tuple_type": _says("'{given}' moet een lijst zijn, tussen [ en ]."),
    "dict_type": _says("moet een blok met sleutels zijn."),
    "model_type": _no_table,
    "model_attributes_type": _no_table,
    "greater_than_equal": _says("'{given}' is te klein; minstens {ge}."),
    "greater_than": _says("'{given}' is te klein; meer dan {gt:g}."),
    "less_than_equal": _says("'{given}' is te groot; hoogstens {le}."),
    "finite_number": _says("'{given}' is geen getal."),
    "too_short": _says("de lijst mag niet leeg zijn."),
}
