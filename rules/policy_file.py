"""The policy file as written: every value with its dated versions and its provenance, before types are judged."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from rules.calendar import Profile
from rules.policy_flaws import PolicyFlaw, PolicyFlawed, dotted, sentence, syntax_flaw, unknown_key
from rules.toml_lines import Path, lines_of, nearest_line
from rules.vocabulary import LegalEffect


class Provenance(BaseModel):
    """Where a value comes from: law, agreement or house policy, its source, since when, and by whose decision."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    legal_effect: LegalEffect
    source: Annotated[str, Strict(), Field(min_length=1)]
    valid_from: Annotated[date, Strict()]
    decided_by: Annotated[str, Strict()]

    @property
    def is_decided(self) -> bool:
        """Whether somebody took responsibility for the value; an empty `decided_by` is only a proposal."""
        return bool(self.decided_by.strip())


LABELS = tuple(Provenance.model_fields)
_TERM = ("amount", "unit")
_RESERVED = "provenance"
_UNKNOWN = Provenance(legal_effect=LegalEffect.HOUSE_POLICY, source="?", valid_from=date.min, decided_by="")
_Labels = Mapping[str, tuple[Any, Path]]


@dataclass(frozen=True, slots=True)
class Version:
    """One dated version of a value; `path` is where it is written."""

    value: Any
    provenance: Provenance
    path: Path


@dataclass(slots=True)
class Draft:
    """A policy file that was read but not judged: its values by path, the lines of its keys, and flaws so far."""

    file: str
    lines: dict[Path, int]
    versions: dict[Path, list[Version]] = field(default_factory=dict)
    flaws: list[PolicyFlaw] = field(default_factory=list)

    def flaw(self, path: Path, message: str) -> None:
        """Remember one flaw at `path`; that a value is written as `value` is no news to the reader."""
        shown = dotted(path[:-1] if path[-1] == "value" else path)
        self.flaws.append(PolicyFlaw(self.file, nearest_line(self.lines, path), shown, message))

    def starts(self) -> list[tuple[date, Path]]:
        """Return, latest first, the day on which each value begins to be known."""
        firsts = ((min(v.provenance.valid_from for v in versions), path) for path, versions in self.versions.items())
        return sorted(firsts, key=lambda first: (first[0], str(first[1])), reverse=True)

    def days(self) -> list[date]:
        """Return the days on which the policy as a whole changes, from the first on which it is complete."""
        start = max((day for day, _ in self.starts()), default=date.min)
        changes = {version.provenance.valid_from for versions in self.versions.values() for version in versions}
        return sorted({start} | {day for day in changes if day > start})

    def on(self, day: date) -> dict[Path, Version]:
        """Return the version of each value that holds on `day`; a value that begins later is left out."""
        known = {
            path: [v for v in versions if v.provenance.valid_from <= day] for path, versions in self.versions.items()
        }
        return {path: max(found, key=lambda v: v.provenance.valid_from) for path, found in known.items() if found}

    def tree(self, day: date) -> dict[str, Any]:
        """Return the values that hold on `day` as one tree, terms with their legal effect and working-day profile."""
        chosen = self.on(day)
        tree: dict[str, Any] = {}
        for path, version in chosen.items():
            _plant(tree, path, _completed(version, _profile(chosen)))
        tree[_RESERVED] = {dotted(path): version.provenance for path, version in chosen.items()}
        return tree


def read_draft(text: str, file: str) -> Draft:
    """Return what `text` says, value by value.

    Raises: PolicyFlawed when it is no TOML; other flaws are kept in the draft.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyFlawed([syntax_flaw(file, text, error)]) from error
    draft = Draft(file, lines_of(text))
    if _RESERVED in raw:
        draft.flaw((_RESERVED,), f"'{_RESERVED}' is geen blok van het beleid. Verwijder het.")
    _read_block(draft, (), {key: value for key, value in raw.items() if key != _RESERVED}, {})
    return draft


def _read_block(draft: Draft, path: Path, block: Mapping[str, Any], inherited: _Labels) -> None:
    labels = _labels(block, path, inherited)
    for key, written in block.items():
        if key not in LABELS:
            _read(draft, (*path, key), written, labels)


def _read(draft: Draft, path: Path, written: object, labels: _Labels) -> None:
    """Read one thing: a value, its dated versions, a list of records, or a block of more."""
    tables = _tables(written)
    if any(_is_value(table) for table in tables):
        _read_versions(draft, path, tables, labels)
    elif tables:
        for index, table in enumerate(tables):
            _read_block(draft, (*path, index), table, labels)
    elif isinstance(written, dict) and not _is_value(written):
        _read_block(draft, path, written, labels)
    else:
        draft.versions[path] = [_read_value(draft, path, path, written, labels)]


def _read_versions(draft: Draft, path: Path, written: list[dict[str, Any]], labels: _Labels) -> None:
    versions = [_read_value(draft, path, (*path, index), item, labels) for index, item in enumerate(written)]
    seen: set[date] = set()
    for version in versions:
        if version.provenance.valid_from in seen:
            draft.flaw(
                version.path,
                f"er is al een versie vanaf {version.provenance.valid_from}. Geef elke versie een eigen valid_from.",
            )
        seen.add(version.provenance.valid_from)
    draft.versions[path] = versions


def _read_value(draft: Draft, path: Path, at: Path, written: object, labels: _Labels) -> Version:
    if not isinstance(written, dict):
        return Version(written, _provenance(draft, path, labels), at)
    provenance = _provenance(draft, path, _labels(written, at, labels))
    content = {key: value for key, value in written.items() if key not in LABELS}
    wanted = ("value",) if "value" in content else _TERM
    for key in content.keys() - set(wanted):
        draft.flaw((*at, key), unknown_key(key, (*wanted, *LABELS)))
    kept = {key: value for key, value in content.items() if key in wanted}
    return Version(kept["value"], provenance, (*at, "value")) if "value" in kept else Version(kept, provenance, at)


def _tables(written: object) -> list[dict[str, Any]]:
    """Return the tables of a list of tables; nothing for anything else."""
    tables = written if isinstance(written, list) else []
    return tables if all(isinstance(table, dict) for table in tables) else []


def _is_value(table: Mapping[str, Any]) -> bool:
    return "value" in table or any(key in table for key in _TERM)


def _labels(table: Mapping[str, Any], path: Path, inherited: _Labels) -> _Labels:
    """Return the provenance labels that hold inside `table`, each with where it is written."""
    return {**inherited, **{key: (table[key], (*path, key)) for key in LABELS if key in table}}


def _provenance(draft: Draft, path: Path, labels: _Labels) -> Provenance:
    """Return the provenance of the value at `path`; what is wrong with it is remembered where it is written."""
    try:
        return Provenance.model_validate({key: value for key, (value, _) in labels.items()})
    except ValidationError as error:
        for detail in error.errors():
            key = str(detail["loc"][0])
            # A label that is missing from a whole block is said once, at its outermost block.
            written = labels[key][1] if key in labels else (path[0], key)
            draft.flaw(written, sentence(Provenance, detail))
        return _UNKNOWN


def _profile(chosen: Mapping[Path, Version]) -> Profile:
    """Return the working-day profile of the day; a wrong one is reported once, at its own key."""
    version = chosen.get(("workday_profile",))
    return next((profile for profile in Profile if version and profile == version.value), Profile.ATW_FULL)


def _completed(version: Version, profile: Profile) -> object:
    if not isinstance(version.value, dict):
        return version.value
    return {**version.value, "legal_effect": version.provenance.legal_effect, "profile": profile}


def _plant(tree: dict[str, Any], path: Path, value: object) -> None:
    """Put `value` into the tree, making the blocks and lists on the way."""
    node: object = tree
    for part, following in pairwise(path):
        node = _step(node, part, [] if isinstance(following, int) else {})
    _step(node, path[-1], value)


def _step(node: object, part: str | int, empty: object) -> object:
    """Return what lies at `part` of a block or list; `empty` when nothing lay there yet."""
    if isinstance(node, dict):
        return node.setdefault(part, empty)
    if isinstance(node, list) and len(node) == part:
        node.append(empty)
    return node[int(part)] if isinstance(node, list) else empty


def branches(tree: Mapping[str, Any], path: Path) -> Iterator[str]:
    """Yield the keys of the block at `path`, none when there is no such block."""
    node: Any = tree
    for part in path:
        node = node.get(part) if isinstance(node, Mapping) else None
    if isinstance(node, Mapping):
        yield from node
