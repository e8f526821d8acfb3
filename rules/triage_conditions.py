"""The conditions of the legal triage: what can be true of one measure that was seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rules.policy_words import CareSetting
from rules.triage_words import EvidenceKind, LegalGround, MeasureScope
from rules.vocabulary import Measure

M = Measure

SUBJECTS = frozenset({M.SAFETY, M.CLIMATE, M.ACCESS_REFUSED})
"""Subjects of a signal that are no measure: there is nothing to judge a ground of."""

MEASURES = tuple(measure for measure in Measure if measure not in SUBJECTS)
"""What can be judged: the restrictive measures and the house rule."""

LISTED_SINCE_2024 = frozenset(MEASURES) - {M.FIXATION, M.HOUSE_RULE}
"""Jeugdwet art. 6.3.2.1 (supervision, by camera or door alarm too), 6.3.2.2, 6.3.2.4 and 6.3.2.5. Source: law."""

LISTED_BEFORE_2024 = LISTED_SINCE_2024 - {M.CAMERA_SURVEILLANCE, M.DOOR_ALARM}
"""Jeugdwet art. 6.3.1, 6.3.3 and 6.3.4 as they were; supervision was not in that list. Source: law."""

PEDAGOGICAL = frozenset({M.HOUSE_RULE, M.COMMUNICATION_RESTRICTION})
"""What can be an upbringing rule, such as bedtime or telephones. Source: agreement (IGJ & AKJ, May 2022)."""

GRAVE = frozenset({M.LOCK_UP, M.FIXATION})


@dataclass(frozen=True, slots=True)
class Case:
    """One measure as it was seen, without anything that tells who it was.

    `age` in years, None when unknown. `duration_hours` None when no end was seen: the measure may still last.
    """

    observed_on: date
    setting: CareSetting
    measure: Measure
    scope: MeasureScope
    ground: LegalGround
    evidence: frozenset[EvidenceKind]
    emergency: bool
    age: int | None
    duration_hours: float | None
    injury: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with the words people read; `~` is its opposite."""

    dutch: str
    holds: Callable[[Case], bool]

    def __invert__(self) -> "Condition":
        return Condition(f"niet: {self.dutch}", lambda case: not self.holds(case))


def of_measure(measure: Measure) -> Condition:
    """Return the condition that it is this measure."""
    return Condition(measure.dutch, lambda case: case.measure is measure)


def one_of(measures: frozenset[Measure], dutch: str) -> Condition:
    """Return the condition that the measure is one of `measures`."""
    return Condition(dutch, lambda case: case.measure in measures)


def claims(ground: LegalGround) -> Condition:
    """Return the condition that this ground is claimed."""
    return Condition(f"beroep op {ground.dutch}", lambda case: case.ground is ground)


def saw(kind: EvidenceKind) -> Condition:
    """Return the condition that the adviser saw this kind of evidence."""
    return Condition(f"gezien: {kind.dutch}", lambda case: kind in case.evidence)


def over(hours: int) -> Condition:
    """Return the condition that the measure lasted longer than `hours` elapsed hours, as far as seen."""
    return Condition(
        f"langer dan {hours} uur", lambda case: case.duration_hours is not None and case.duration_hours > hours
    )


def maybe_over(hours: int) -> Condition:
    """Return the condition that the measure lasted longer than `hours` elapsed hours, or that no end was seen."""
    return Condition(
        f"langer dan {hours} uur of einde niet gezien",
        lambda case: case.duration_hours is None or case.duration_hours > hours,
    )


LOCK_UP = of_measure(M.LOCK_UP)
SECLUSION = of_measure(M.SECLUSION)
UNDER_12 = Condition("jonger dan twaalf of leeftijd onbekend", lambda case: case.age is None or case.age < 12)
GENERIC = Condition("geldt voor iedereen", lambda case: case.scope is MeasureScope.GENERIC)
EMERGENCY = Condition("noodsituatie, niet anders af te wenden", lambda case: case.emergency)
IN_PLAN = saw(EvidenceKind.CARE_PLAN)
AUTHORISED = saw(EvidenceKind.COURT_AUTHORISATION)
CLAIMS_CLOSED_CARE = claims(LegalGround.CLOSED_CARE_AUTHORISATION)
PEDAGOGICAL_RULE = one_of(PEDAGOGICAL, "een huisregel of een regel over telefoon en internet")
INJURY = Condition("letsel", lambda case: case.injury)
GRAVE_MEASURE = one_of(GRAVE, "insluiten of fixatie")
STILL_GOING = Condition(
    "gesloten accommodatie, geen huisregel, en geen einde gezien",
    lambda case: (
        case.setting is CareSetting.CLOSED and case.measure is not M.HOUSE_RULE and case.duration_hours is None
    ),
)
