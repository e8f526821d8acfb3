"""The legal triage (toetsing) of a restrictive measure: is there a ground in the law, and what is still to be asked.

It is advice to a person. Nothing is ever sent because of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rules.errors import RuleError
from rules.policy import Policy
from rules.policy_words import CareSetting, RuleSet
from rules.triage_conditions import SECLUSION, Case
from rules.triage_table import ACUTE_ALWAYS, ACUTE_WITHOUT_GROUND, TABLES, Row, rights_of
from rules.triage_words import Ask, EvidenceKind, Severity, Verdict


class NoRulesForDay(RuleError):
    """A measure was seen on a day for which the policy holds no legal rules."""

    def __init__(self, observed_on: date, setting: CareSetting) -> None:
        self.observed_on, self.setting = observed_on, setting
        super().__init__(
            "Voor {setting} op {observed_on} staan geen wettelijke regels in het beleid. "
            "Controleer de datum van de waarneming, of vul legal_rules in het beleidsbestand aan.",
            setting=setting,
            observed_on=observed_on,
        )


@dataclass(frozen=True, slots=True)
class Advice:
    """What the table says of one case: the row that decided, and what follows from it."""

    row: str
    verdict: Verdict
    rule_set: RuleSet
    sources: tuple[str, ...]
    severity: Severity
    ask: tuple[Ask, ...]

    def facts(self) -> dict[str, object]:
        """Return what the command answers, as words that other programs can rely on."""
        return {
            "verdict": self.verdict,
            "rule_set": self.rule_set,
            "sources": list(self.sources),
            "severity": self.severity,
            "ask": list(self.ask),
        }


def judge(case: Case, policy: Policy) -> Advice:
    """Return the advice on a measure, by the law that was valid on the day it was seen.

    Raises: NoRulesForDay. Source: DOMAIN.md 2f; per row law, agreement or house policy (docs/triage.md).
    """
    rule_set = policy.rule_set(case.setting, case.observed_on)
    if rule_set is None:
        raise NoRulesForDay(case.observed_on, case.setting)
    row = first_row(rule_set, case)
    return Advice(
        row.name, row.verdict, rule_set, _sources(row, case), _severity(row, case), _asks(row, rule_set, case)
    )


def first_row(rule_set: RuleSet, case: Case) -> Row:
    """Return the first row of the table that fits; the last one fits always."""
    return next(row for row in TABLES[rule_set] if row.fits(case))


def _severity(row: Row, case: Case) -> Severity:
    worse = ACUTE_ALWAYS + (ACUTE_WITHOUT_GROUND if row.verdict is Verdict.NO_GROUND else ())
    acute = any(all(condition.holds(case) for condition in conditions) for conditions in worse)
    return Severity.ACUTE if acute else row.severity


def _sources(row: Row, case: Case) -> tuple[str, ...]:
    return row.sources + (rights_of(case.measure) if row.verdict is Verdict.NO_GROUND else ())


def _asks(row: Row, rule_set: RuleSet, case: Case) -> tuple[Ask, ...]:
    """Return what to ask, without what was seen already."""
    seen = {_PROVES[kind] for kind in case.evidence} | ({Ask.AGE} if case.age is not None else set())
    maybe_locked = rule_set is RuleSet.CLOSED_LEGAL_POSITION_2024 and SECLUSION.holds(case)
    asked = (Ask.LOCKED, *row.ask) if maybe_locked else row.ask
    return tuple(ask for ask in asked if ask not in seen)


_PROVES: Mapping[EvidenceKind, Ask] = MappingProxyType({kind: Ask(kind.value) for kind in EvidenceKind})
"""The question that each kind of evidence answers."""
