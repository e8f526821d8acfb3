"""The kinds of value that the policy is made of: bounded numbers, times, terms, and rules that apply to a period."""

from datetime import date, time
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from rules.calendar import Profile
from rules.policy_flaws import CUSTOM
from rules.terms import Basis, Term
from rules.vocabulary import LegalEffect, Unit

MIN_FREQUENCY_DAYS, MAX_FREQUENCY_DAYS = 1, 366
FREQUENCY_MESSAGE: Final = "Frequentie moet tussen 1 en 366 zijn."


def _frequency(days: int) -> int:
    if not MIN_FREQUENCY_DAYS <= days <= MAX_FREQUENCY_DAYS:
        raise PydanticCustomError(CUSTOM, FREQUENCY_MESSAGE)
    return days


Count = Annotated[int, Strict(), Field(ge=1, le=1000)]
Seconds = Annotated[int, Strict(), Field(ge=1, le=86_400)]
Offset = Annotated[int, Strict(), Field(ge=-366, le=366)]
Percent = Annotated[int, Strict(), Field(ge=0, le=100)]
Frequency = Annotated[int, Strict(), AfterValidator(_frequency)]
Hours = Annotated[float, Strict(), Field(gt=0, le=24, allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
Day = Annotated[date, Strict()]
Clock = Annotated[time, Strict()]


class Block(BaseModel):
    """A block of the policy: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PolicyTerm(Block):
    """A term of the policy: `{ amount = 15, unit = "working_days" }` with its legal effect and working-day profile."""

    amount: Count
    unit: Unit
    legal_effect: LegalEffect
    profile: Profile

    @property
    def term(self) -> Term:
        """The term to calculate with: law is statutory and counts as the Atw says, all else is policy."""
        if self.legal_effect is LegalEffect.LAW:
            return Term(self.amount, self.unit, Basis.STATUTORY)
        return Term(self.amount, self.unit, Basis.POLICY, self.profile)


class Applies(Block):
    """Rules of others that apply to a period, both days included; without an end they still apply."""

    applies_from: Day
    applies_until: Day | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether these rules apply on `day`."""
        return self.applies_from <= day and (self.applies_until is None or day <= self.applies_until)
