"""What other systems may read and be told: scopes of tokens, kinds of messages, pauses between tries.

Pure rules. Ids, codes, states and dates only; never a text or a name. Source: house policy (TRUST.md section 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rules.vocabulary import Word

Facts = Mapping[str, str | int | bool | None]

LONGEST_TOKEN_DAYS: Final = 366
"""A token ends within a year: who still needs it makes a new one."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 1200, 1440))
"""How long to wait after each failed try; after the last one the message is given up (two and a half days)."""


class ApiScope(Word):
    """What a token may read."""

    VISITS = "visits:read", "bezoeken lezen"
    SIGNALS = "signals:read", "signalen opvragen (stand en data)"
    REPORTS = "reports:read", "vrijgegeven rapporten lezen"


class HookKind(Word):
    """What another system is told of."""

    SIGNAL = "signal.state_changed", "stand van een signaal gewijzigd"
    VISIT = "visit.changed", "bezoek gewijzigd"
    REPORT = "report.released", "rapport vrijgegeven"


class HookState(Word):
    """What became of one message to another system."""

    WAITING = "waiting", "wacht"
    DELIVERED = "delivered", "bezorgd"
    GIVEN_UP = "given_up", "opgegeven"
    WITHHELD = "withheld", "niet gestuurd"


@dataclass(frozen=True, slots=True)
class HookMessage:
    """One message for other systems, as an event of the record gives it."""

    kind: HookKind
    data: dict[str, str | int | bool | None]


VISIT_CHANGES: Final = frozenset({"planned", "moved", "cancelled", "done", "reported", "attempted"})
REPORT_FACTS: Final = ("number", "kind", "code", "year", "version")


def hook_message(kind: str, number: int, what: str, facts: Facts) -> HookMessage | None:
    """Return what other systems are told of an event of the record; None for most events."""
    if kind == "signal" and "after" in facts:
        told = {"reference": facts.get("reference"), "state": facts["after"], "before": facts.get("before")}
        return HookMessage(HookKind.SIGNAL, told)
    if kind == "visit" and what in VISIT_CHANGES:
        return HookMessage(HookKind.VISIT, {"id": number, "change": what})
    if kind == "report" and what == "report_released":
        return HookMessage(HookKind.REPORT, {key: facts.get(key) for key in REPORT_FACTS})
    return None


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many tries in vain; None when it was tried often enough."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
