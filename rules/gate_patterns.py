"""Structured identifiers: what has a form of its own, such as numbers, addresses, dates of birth and accounts."""

from collections.abc import Iterator
from functools import cache

from rules.gate_accounts import case_numbers, mail_and_accounts, plates
from rules.gate_addresses import addresses
from rules.gate_births import birth_dates
from rules.gate_findings import Finding, found
from rules.gate_forms import Pattern
from rules.gate_numbers import accounts_of_banks, dialled, numbers


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return every form, those that are surest first: what one has taken the next leaves alone."""
    return (
        *mail_and_accounts(), *accounts_of_banks(), *birth_dates(), *numbers(), *plates(), *case_numbers(),
        *addresses(),
    )  # fmt: skip


def structured(text: str) -> list[Finding]:
    """Return the structured identifiers of a text; where two overlap the surer one stays."""
    findings: list[Finding] = []
    for finding in (*_matches(text), *dialled(text)):
        if not any(other.overlaps(finding.start, finding.end) for other in findings):
            findings.append(finding)
    return findings


def _matches(text: str) -> Iterator[Finding]:
    for form in patterns():
        group = "it" if "it" in form.form.groupindex else 0
        for hit in form.form.finditer(text):
            if form.proves is None or form.proves(hit):
                yield found(*hit.span(group), form.kind)
