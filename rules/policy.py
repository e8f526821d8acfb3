"""The policy: every term, threshold and choice that an organisation sets itself, by day, each with its source.

The values stand in policy.toml; docs/policy.md explains them. A missing or unknown value is refused, never defaulted.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.policy_file import Draft, Provenance, branches, read_draft
from rules.policy_flaws import PolicyFlaw, PolicyFlawed, PolicyNotYetValid, dotted, sentence
from rules.policy_values import PolicyValues, SkjRules
from rules.policy_words import CareSetting, Norm, RecordClass, Regime, RuleSet
from rules.vocabulary import CareType, SignalKind

FILE_NAME = "policy.toml"

_EVERY_MEMBER: tuple[tuple[tuple[str, ...], frozenset[StrEnum]], ...] = (
    (("cadence",), frozenset(CareType)),
    (("signal",), frozenset(SignalKind)),
    (("complaint", "regimes"), frozenset(Regime) - {Regime.DISCIPLINARY_SKJ}),
)
"""The blocks that need one part for each member of a closed list; disciplinary law has a block of its own."""


class Policy(PolicyValues):
    """The values that hold on one day. Pure data; `provenance` tells of each dotted key where it comes from."""

    provenance: dict[str, Provenance]

    def purge_after_years(self, record: RecordClass) -> int | None:
        """Return after how many years records may be removed; None while nobody decided or they stay for ever.

        Source: the terms are proposals (house policy); without a recorded decision nothing is removed.
        """
        key = f"retention.years.{record.value}"
        decided = key in self.provenance and self.provenance[key].is_decided
        return self.retention.years[record] if decided else None

    def rule_set(self, setting: CareSetting, observed_on: date) -> RuleSet | None:
        """Return the legal rules for a measure seen on `observed_on`; None before the first that are recorded."""
        rules = (rule for rule in self.legal_rules if rule.setting is setting and rule.holds_on(observed_on))
        return next((rule.name for rule in rules), None)

    def skj_rules(self, filed_on: date) -> SkjRules | None:
        """Return the SKJ rules (tuchtrecht) for a complaint filed on `filed_on`; None before the first."""
        return next((rules for rules in self.skj.rules if rules.holds_on(filed_on)), None)

    @property
    def care_types_on_demand(self) -> frozenset[CareType]:
        """The care types without a norm: visited on demand, or with a frequency of their own per group."""
        return frozenset(care_type for care_type, cadence in self.cadence.items() if cadence.norm is Norm.ON_DEMAND)


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """A whole policy file: the policy of every day from `starts_on`; `digest` (SHA-256 of the text) is its version."""

    file: str
    digest: str
    periods: tuple[tuple[date, Policy], ...]
    last_to_start: str

    @property
    def starts_on(self) -> date:
        """The first day on which every value is known."""
        return self.periods[0][0]

    def on(self, day: date) -> Policy:
        """Return the values that hold on `day`; a version holds from its `valid_from` on, that day included.

        Raises: PolicyNotYetValid before the first day on which every value is known.
        """
        if day < self.starts_on:
            raise PolicyNotYetValid(self.file, day, self.starts_on, self.last_to_start)
        return next(policy for since, policy in reversed(self.periods) if since <= day)


def load_policy(path: Path | None = None) -> PolicyBook:
    """Return the policy in the file at `path`, or the one that comes with the program.

    Raises: PolicyFlawed with all flaws when the file is missing, no UTF-8, no TOML, or says something unknown.
    """
    if path is None:
        return parse_policy(resources.files("rules").joinpath(FILE_NAME).read_text("utf-8"), FILE_NAME)
    try:
        return parse_policy(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        said = "teken dat geen UTF-8 is. Sla het bestand op als UTF-8."
        raise PolicyFlawed([PolicyFlaw(path.name, line, "", said)]) from error
    except OSError as error:
        said = "dit bestand is niet te lezen. Controleer de naam en de rechten."
        raise PolicyFlawed([PolicyFlaw(path.name, None, "", said)]) from error


def parse_policy(text: str, file_name: str) -> PolicyBook:
    """Return the policy that `text` (TOML) says, judged for every day on which something changes.

    Raises: PolicyFlawed with all flaws, each with file, line, key and what is allowed.
    """
    draft = read_draft(text, file_name)
    if not draft.versions:
        raise PolicyFlawed([PolicyFlaw(file_name, None, "", "Het bestand is leeg."), *draft.flaws])
    periods = [(day, policy) for day in draft.days() if (policy := _judged(draft, day)) is not None]
    if draft.flaws:
        raise PolicyFlawed(draft.flaws)
    last_to_start = dotted(draft.starts()[0][1])
    return PolicyBook(file_name, hashlib.sha256(text.encode()).hexdigest(), tuple(periods), last_to_start)


def changes(book: PolicyBook) -> Iterator[tuple[date, str]]:
    """Yield each later day on which a value changes and the dotted key of that value, in order."""
    for (_, before), (since, after) in pairwise(book.periods):
        for key, provenance in after.provenance.items():
            if before.provenance.get(key) != provenance:
                yield since, key


def _judged(draft: Draft, day: date) -> Policy | None:
    """Return the policy of `day`, or None after remembering in the draft what is wrong with it."""
    tree = draft.tree(day)
    _note_missing_members(draft, tree)
    try:
        return Policy.model_validate(tree)
    except ValidationError as error:
        written = draft.on(day)
        for detail in error.errors():
            if _is_echo(detail):
                continue
            loc = _as_written(detail)
            path = next((written[loc[:n]].path + loc[n:] for n in range(len(loc), 0, -1) if loc[:n] in written), loc)
            draft.flaw(path, sentence(Policy, detail))
        return None


def _is_echo(detail: ErrorDetails) -> bool:
    """Return whether pydantic calls a list too short only because its elements were refused, which is said already."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _as_written(detail: ErrorDetails) -> tuple[int | str, ...]:
    """Return a pydantic location as a path of the file, which knows no tags of a cadence and no marks of a key."""
    loc = detail["loc"]
    if detail["type"] == "union_tag_invalid":
        return (*loc, "norm")
    tagged = loc[:1] == ("cadence",) and len(loc) > 2 and loc[2] in set(Norm)
    path = loc[:2] + loc[3:] if tagged else loc
    return path[:-1] if path[-1] == "[key]" else path


def _note_missing_members(draft: Draft, tree: dict[str, object]) -> None:
    for path, words in _EVERY_MEMBER:
        present = set(branches(tree, path))
        for word in sorted(words):
            if present and word.value not in present:
                draft.flaw((*path, word.value), "ontbreekt. Elk onderdeel van deze lijst heeft een blok nodig.")
