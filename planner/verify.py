"""The independent checker of an exported plan: hard rules H1-H12 and soft figures, from the rows alone.

It shares no code with the solver but the travel estimate, so that neither can hide the other's mistakes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.verify_figures import Figures, figures
from planner.verify_reasons import h12_reasons
from planner.verify_rows import Rows, read_exchange
from planner.verify_rules import RULES, Finding
from planner.verify_world import World


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: every broken hard rule (none is a sound plan), and the soft figures."""

    findings: tuple[Finding, ...]
    figures: Figures


def verify(files: Mapping[str, Rows], params: Mapping[str, Any]) -> Verdict:
    """Check the rows of an exported plan, by the name of their file without .csv; `params` is params.json.

    Raises: FlawedInput with every flaw when the rows cannot be read.
    """
    world = World(read_exchange(files, params))
    findings = tuple(finding for rule in (*RULES, h12_reasons) for finding in rule(world))
    return Verdict(findings, figures(world))
