"""What cannot be recorded about visits, windows and rhythms, said to the person who tried."""

from datetime import date, datetime

from rules.calendar import show_moment
from rules.errors import Phrase, Refused, RuleError
from rules.policy_kinds import FREQUENCY_MESSAGE
from rules.vocabulary import VisitState, WindowState


class NothingThere(RuleError):
    """A number that belongs to nothing."""

    def __init__(self, what: Phrase, number: int) -> None:
        super().__init__("{what} {number} bestaat niet. Controleer het nummer.", what=what, number=number)


class VisitIsPast(RuleError):
    """A visit in a state in which this can no longer, or not yet, be recorded."""

    def __init__(self, visit_id: int, state: VisitState) -> None:
        super().__init__(
            "Bezoek {visit_id} staat op '{state}'; zo kan dit niet worden vastgelegd.", visit_id=visit_id, state=state
        )


class CountsImpossible(RuleError):
    """Counts of youths that cannot be."""

    def __init__(self, present: int, spoken_to: int, new_youths: int) -> None:
        super().__init__(
            "De aantallen kloppen niet (aanwezig {present}, gesproken {spoken_to}, nieuw {new_youths}): er kunnen niet"
            " meer jeugdigen gesproken zijn dan er aanwezig waren, en geen aantal kan onder nul zijn.",
            present=present,
            spoken_to=spoken_to,
            new_youths=new_youths,
        )


class EndsBeforeStart(RuleError):
    """A visit that ends before it starts."""

    def __init__(self, started_at: datetime, ended_at: datetime) -> None:
        super().__init__(
            "Het bezoek eindigt ({ended_at}) niet na het begin ({started_at}). Pas een van de tijden aan.",
            ended_at=show_moment(ended_at),
            started_at=show_moment(started_at),
        )


class VisitFromTheFuture(RuleError):
    """A visit recorded before it was over."""

    def __init__(self, ended_at: datetime, now: datetime) -> None:
        super().__init__(
            "Het bezoek eindigt op {ended_at} en het is nu {now}. Leg het vast als het voorbij is.",
            ended_at=show_moment(ended_at),
            now=show_moment(now),
        )


class WindowNotMissed(RuleError):
    """A reason given for a window that was not missed."""

    def __init__(self, starts_on: date, ends_on: date, state: WindowState) -> None:
        super().__init__(
            "Het bezoekvenster van {starts_on} tot en met {ends_on} staat op '{state}'; een reden hoort alleen"
            " bij een gemist venster.",
            starts_on=starts_on,
            ends_on=ends_on,
            state=state,
        )


class FrequencyOutOfBounds(RuleError):
    """A rhythm that is no rhythm."""

    def __init__(self, every_days: int) -> None:
        self.every_days = every_days
        super().__init__(FREQUENCY_MESSAGE)


class ReasonMissing(RuleError):
    """A change that says not why, or says it at too great length."""

    def __init__(self, longest: int) -> None:
        super().__init__("Geef een reden voor het afwijkende ritme, in hooguit {longest} tekens.", longest=longest)


class PeriodReversed(RuleError):
    """A period that ends before it starts."""

    def __init__(self, valid_from: date, valid_to: date) -> None:
        super().__init__(
            "Einddatum ({valid_to}) ligt voor begindatum ({valid_from}).", valid_to=valid_to, valid_from=valid_from
        )


class OverrideOverlaps(RuleError):
    """A second rhythm of its own for days that have one."""

    def __init__(self, valid_from: date, valid_to: date) -> None:
        super().__init__(
            "Deze groep heeft van {valid_from} tot en met {valid_to} al een eigen ritme. Kies een periode die daar"
            " buiten ligt.",
            valid_from=valid_from,
            valid_to=valid_to,
        )


class CareTypeUnknown(RuleError):
    """A group that gives no care on the day asked for."""

    def __init__(self, group_id: int, day: date) -> None:
        super().__init__(
            "Groep {group_id} heeft op {day} geen zorgvorm. Kies een dag waarop de groep zorg geeft.",
            group_id=group_id,
            day=day,
        )


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
            "Bij deze groep wacht al een ritme onder de norm ({valid_from} tot en met {valid_to}) op de regiomanager."
            " Wacht tot daarover is besloten.",
            valid_from=valid_from,
            valid_to=valid_to,
        )


class NoRhythmWaits(RuleError):
    """Deciding about a rhythm that does not wait."""

    def __init__(self) -> None:
        super().__init__("Bij deze groep wacht geen ritme onder de norm op een besluit. Misschien besliste iemand net.")


class OwnRhythm(Refused):
    """A manager accepts a rhythm that they proposed themselves before."""

    def __init__(self) -> None:
        super().__init__(
            "Dit ritme hebt u zelf voorgesteld. Een andere regiomanager beslist erover; is die er niet, neem het dan"
            " terug."
        )


class NotYourRhythm(Refused):
    """Taking back a rhythm that somebody else proposed."""

    def __init__(self) -> None:
        super().__init__("Dit ritme heeft een ander voorgesteld. Alleen die persoon kan het terugnemen.")


class WithdrawalReasonMissing(RuleError):
    """A rhythm taken back without saying why, or at too great length."""

    def __init__(self, longest: int) -> None:
        super().__init__("Schrijf waarom u het ritme terugneemt, in hooguit {longest} tekens.", longest=longest)


class DecisionReasonMissing(RuleError):
    """A refusal that says not why, or says it at too great length."""

    def __init__(self, longest: int) -> None:
        super().__init__("Schrijf waarom u het ritme niet goedkeurt, in hooguit {longest} tekens.", longest=longest)
