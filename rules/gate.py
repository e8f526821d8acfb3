"""The anonymisation gate: what in a text could tell who it is about.

It finds and weighs; a person decides. It keeps no text: a finding is a place, a kind and a level.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from rules.gate_allowed import allowed, house_phrases, phrase_book
from rules.gate_findings import Finding, FindingKind, GateLevel
from rules.gate_initials import Initials
from rules.gate_known import known_findings
from rules.gate_names import Reader
from rules.gate_patterns import structured
from rules.gate_replacements import replacement
from rules.gate_soft import soft
from rules.gate_tokens import Token, tokens
from rules.gate_words import lexicon

GATE_VERSION = "2"
_WEIGHT = {GateLevel.BLOCK: 0, GateLevel.CONFIRM: 1, GateLevel.WARN: 2}


def check(text: str, known: Iterable[str] = (), allow: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return what could identify somebody in `text`, in order of place; places do not overlap.

    `known` holds the names of this case and always wins; `allow` holds names that may stay (agencies, locations,
    groups of the register).

    Units: code points of the text as given, end exclusive.
    Source: house policy (docs/anonymisation.md); the 11-proof and the check digits are of law and standard.
    """
    words, row = lexicon(), tokens(text)
    sure = list(known_findings(text, row, known, words))
    stays = frozenset(allowed(row, (house_phrases(), phrase_book(allow))))
    forms = [finding for finding in structured(text) if not _may_stay(finding, row, stays)]
    hints = [finding for finding in soft(text) if not _may_stay(finding, row, stays)]
    named = [finding for finding in hints if finding.kind is FindingKind.SCHOOL]
    taken = frozenset(_covered(row, (*sure, *forms, *named)))
    free = stays - taken
    initials = Initials(text, row, free, taken, words).initials()
    names = Reader(text, row, free, taken, words).names()
    settled = settle([*sure, *forms, *hints, *initials, *names])
    return tuple(replace(finding, replacement=replacement(text, finding)) for finding in settled)


def _covered(row: Sequence[Token], findings: Iterable[Finding]) -> set[int]:
    """Return the indexes of the tokens that share a code point with a finding."""
    places = {place for finding in findings for place in range(finding.start, finding.end)}
    return {i for i, token in enumerate(row) if not places.isdisjoint(range(token.start, token.end))}


def _may_stay(finding: Finding, row: Sequence[Token], stays: frozenset[int]) -> bool:
    """Tell whether every word of a finding is part of a phrase that may stay."""
    first = bisect_left(row, finding.start, key=lambda token: token.end - 1)
    inside = list(takewhile(lambda index: row[index].start < finding.end, range(first, len(row))))
    return bool(inside) and stays.issuperset(inside)


def settle(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings without overlap: what overlaps becomes one, with the kind and level of the heaviest."""
    settled: list[Finding] = []
    for finding in sorted(findings, key=lambda item: (item.start, _WEIGHT[item.level], -item.end)):
        if settled and settled[-1].end > finding.start:
            settled[-1] = _merged(settled[-1], finding)
        else:
            settled.append(finding)
    return tuple(settled)


def _merged(one: Finding, other: Finding) -> Finding:
    heavy = min(one, other, key=lambda item: (_WEIGHT[item.level], item.start))
    return Finding(min(one.start, other.start), max(one.end, other.end), heavy.kind, heavy.level)
