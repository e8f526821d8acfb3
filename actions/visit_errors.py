"""What cannot be recorded about visits, windows and rhythms, said to the person who tried."""

from datetime import date, datetime

from rules.calendar import show_moment
from rules.errors import Refused, RuleError
from rules.policy_kinds import FREQUENCY_MESSAGE
from rules.vocabulary import VisitState, WindowState


class NothingThere(RuleError):
    """A number that belongs to nothing."""

    def __init__(self, what: str, number: int) -> None:
        super().__init__(f"{what} {number} bestaat niet. Controleer het nummer.")


class VisitIsPast(RuleError):
    """A visit in a state in which this can no longer, or not yet, be recorded."""

    def __init__(self, visit_id: int, state: VisitState) -> None:
        super().__init__(f"Bezoek {visit_id} staat op '{state.dutch}'; zo kan dit niet worden vastgelegd.")


class CountsImpossible(RuleError):
    """Counts of youths that cannot be."""

    def __init__(self, present: int, spoken_to: int, new_youths: int) -> None:
        super().__init__(
            f"De aantallen kloppen niet (aanwezig {present}, gesproken {spoken_to}, nieuw {new_youths}): er kunnen niet"
            " meer jeugdigen gesproken zijn dan er aanwezig waren, en geen aantal kan onder nul zijn."
        )


class EndsBeforeStart(RuleError):
    """A visit that ends before it starts."""

    def __init__(self, started_at: datetime, ended_at: datetime) -> None:
        super().__init__(
            f"Het bezoek eindigt ({show_moment(ended_at)}) niet na het begin ({show_moment(started_at)})."
            " Pas een van de tijden aan."
        )


class VisitFromTheFuture(RuleError):
    """A visit recorded before it was over."""

    def __init__(self, ended_at: datetime, now: datetime) -> None:
        super().__init__(
            f"Het bezoek eindigt op {show_moment(ended_at)} en het is nu {show_moment(now)}. Leg het vast als het"
            " voorbij is."
        )


class WindowNotMissed(RuleError):
    """A reason given for a window that was not missed."""

    def __init__(self, starts_on: date, ends_on: date, state: WindowState) -> None:
        super().__init__(
            f"Het bezoekvenster van {starts_on} tot en met {ends_on} staat op '{state.dutch}'; een reden hoort alleen"
            " bij een gemist venster."
        )


class FrequencyOutOfBounds(RuleError):
    """A rhythm that is no rhythm."""

    def __init__(self, every_days: int) -> None:
        self.every_days = every_days
        super().__init__(FREQUENCY_MESSAGE)


class ReasonMissing(RuleError):
    """A change that says not why, or says it at too great length."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"Geef een reden voor het afwijkende ritme, in hooguit {longest} tekens.")


class PeriodReversed(RuleError):
    """A period that ends before it starts."""

    def __init__(self, valid_from: date, valid_to: date) -> None:
        super().__init__(f"Einddatum ({valid_to}) ligt voor begindatum ({valid_from}).")


class OverrideOverlaps(RuleError):
    """A second rhythm of its own for days that have one."""

    def __init__(self, valid_from: date, valid_to: date) -> None:
        super().__init__(
            f"Deze groep heeft van {valid_from} tot en met {valid_to} al een eigen ritme. Kies een periode die daar"
            " buiten ligt."
        )


class CareTypeUnknown(RuleError):
    """A group that gives no care on the day asked for."""

    def __init__(self, group_id: int, day: date) -> None:
        super().__init__(f"Groep {group_id} heeft op {day} geen zorgvorm. Kies een dag waarop de groep zorg geeft.")


class ApproverUnknown(Refused):
    """An approval by someone who may not give it."""

    def __init__(self) -> None:
        super().__init__("Een eigen ritme moet worden goedgekeurd door een actieve coördinator of regiomanager.")


class BelowNormNeedsManager(Refused):
    """Visiting less often than the norm, without a manager."""

    def __init__(self) -> None:
        super().__init__("Minder vaak bezoeken dan de norm kan alleen met goedkeuring van de regiomanager.")


class NotBelowNorm(RuleError):
    """A rhythm that needs nobody's approval is put before a manager."""

    def __init__(self) -> None:
        super().__init__("Dit ritme ligt niet onder de norm. Leg het zelf vast; de regiomanager hoeft niets te doen.")


class RhythmWaits(RuleError):
    """A second rhythm below the norm, while one waits for a manager."""

    def __init__(self, valid_from: date, valid_to: date) -> None:
        super().__init__(
            f"Bij deze groep wacht al een ritme onder de norm ({valid_from} tot en met {valid_to}) op de regiomanager."
            " Wacht tot daarover is besloten."
        )


class NoRhythmWaits(RuleError):
    """Deciding about a rhythm that does not wait."""

    def __init__(self) -> None:
        super().__init__("Bij deze groep wacht geen ritme onder de norm op een besluit. Misschien besliste iemand net.")


class OwnRhythm(Refused):
    """A manager accepts a rhythm that they proposed themselves before."""

    def __init__(self) -> None:
        super().__init__("Dit ritme hebt u zelf voorgesteld. Een andere regiomanager beslist erover.")


class DecisionReasonMissing(RuleError):
    """A refusal that says not why, or says it at too great length."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"Schrijf waarom u het ritme niet goedkeurt, in hooguit {longest} tekens.")
