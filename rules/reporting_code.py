"""The reporting code (meldcode): its five steps, and what an acute signal needs of them before it leaves.

Only who, when and what was decided is kept, never what was said. Source: Jw 4.1.7 and Besluit Jeugdwet oblige
providers to have one; that we keep it too, and every day in it, is house policy (DOMAIN.md 2e).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.errors import RuleError
from rules.vocabulary import Word


class CodeStep(Word):
    """A step of the reporting code, in its order."""

    MAP_SIGNALS = "map_signals", "signalen in kaart brengen"
    CONSULT = "consult", "overleggen met een deskundige collega of Veilig Thuis"
    TALK = "talk", "praten met de betrokkenen"
    WEIGH = "weigh", "wegen met het afwegingskader"
    DECIDE = "decide", "beslissen: melden, hulp of beide"


class EmergencyCall(Word):
    """Whether somebody was called at once, before anything else."""

    CALLED_112 = "called_112", "112 gebeld"
    CALLED_SAFE_HOME = "called_safe_home", "Veilig Thuis gebeld"
    CALLED_BOTH = "called_both", "112 en Veilig Thuis gebeld"
    NOT_NEEDED = "not_needed", "bellen was niet nodig"


class CodeDecision(Word):
    """What the last step decided."""

    REPORT = "report", "melden bij Veilig Thuis"
    HELP = "help", "hulp organiseren"
    REPORT_AND_HELP = "report_and_help", "melden en hulp organiseren"
    NEITHER = "neither", "geen melding en geen hulp nodig"


class SkipReason(Word):
    """Why a step was skipped."""

    SAFETY = "safety", "veiligheid in het geding"
    DONE_BY_PROVIDER = "done_by_provider", "de aanbieder doet dit"
    NOT_APPLICABLE = "not_applicable", "niet van toepassing"


@dataclass(frozen=True, slots=True)
class TakenStep:
    """One step as it was kept: done, or skipped with a reason."""

    step: CodeStep
    skipped: SkipReason | None = None
    decision: CodeDecision | None = None


class StepOutOfOrder(RuleError):
    """A step before an earlier one was done or skipped."""

    def __init__(self, step: CodeStep, first: CodeStep) -> None:
        self.step, self.first = step, first
        super().__init__(
            "Stap '{step}' van de meldcode kan nog niet: eerst '{first}'. "
            "Leg die stap vast, of sla hem over met een reden.",
            step=step,
            first=first,
        )


class StepTaken(RuleError):
    """A step that was recorded before."""

    def __init__(self, step: CodeStep) -> None:
        self.step = step
        super().__init__("Stap '{step}' van de meldcode is al vastgelegd; hij wordt niet overschreven.", step=step)


class DecisionMissing(RuleError):
    """The last step without a decision, or another one with a decision."""

    def __init__(self, step: CodeStep) -> None:
        self.step = step
        super().__init__(
            "Bij stap '{step}' past dit besluit niet. Een besluit ({decisions}) "
            "hoort bij de stap '{decide}', en die stap kan niet zonder en wordt niet overgeslagen.",
            step=step,
            decisions=tuple(CodeDecision),
            decide=CodeStep.DECIDE,
        )


def check_step(taken: Collection[CodeStep], step: TakenStep) -> None:
    """Allow a step that comes next, with what it needs.

    Raises: StepTaken, StepOutOfOrder, DecisionMissing. Source: the order of the code is agreement (rijksoverheid.nl).
    """
    if step.step in taken:
        raise StepTaken(step.step)
    first = next_step(taken)
    if first is not None and first is not step.step:
        raise StepOutOfOrder(step.step, first)
    is_last = step.step is CodeStep.DECIDE
    if is_last != (step.decision is not None) or (is_last and step.skipped is not None):
        raise DecisionMissing(step.step)


def next_step(taken: Collection[CodeStep]) -> CodeStep | None:
    """Return the first step that was not taken; None when all were."""
    return next((step for step in CodeStep if step not in taken), None)


def is_ready(taken: Collection[CodeStep], call: EmergencyCall | None, *, all_steps: bool) -> bool:
    """Return whether an acute signal may leave: the 112 and Veilig Thuis check, and the steps that the policy wants.

    `all_steps`: every step the same day (policy reporting_code.all_steps_same_day_if_acute), else the first.
    Source: house policy (DOMAIN.md 2b: a mandatory field before sending).
    """
    wanted = tuple(CodeStep) if all_steps else (CodeStep.MAP_SIGNALS,)
    return call is not None and all(step in taken for step in wanted)


TERM_OF: Mapping[CodeStep, str] = {CodeStep.CONSULT: "code_consult", CodeStep.DECIDE: "code_decide"}
"""Which deadline a step ends."""
