"""What the rules of complaint procedures refuse, in sentences for the adviser."""

from datetime import date

from rules.errors import RuleError
from rules.policy_words import Regime
from rules.vocabulary import AgencyKind, Word


class NoProcedure(RuleError):
    """A subject that cannot be brought against such a body."""

    def __init__(self, kind: AgencyKind, subject: Word) -> None:
        super().__init__(
            "Een procedure over '{subject}' bestaat niet tegen een {kind}. Controleer tegen wie en waarover die gaat.",
            subject=subject,
            kind=kind,
        )


class RegulationUnknown(RuleError):
    """An agency whose own regulation, and so its term, is not in the register."""

    def __init__(self) -> None:
        super().__init__(
            "De termijn van de klachtenregeling van deze aanbieder is onbekend. Zoek die op en vul hem in bij de"
            " instantie, blad 'klachtenregelingen'."
        )


class RulesUnknown(RuleError):
    """Disciplinary rules of a day that the policy does not know."""

    def __init__(self, filed_on: date) -> None:
        super().__init__(
            "Voor {filed_on} staan er geen tuchtregels in het beleid (blok 'skj'). Vul ze daar aan.", filed_on=filed_on
        )


class NotAdjournable(RuleError):
    """A regime that knows no adjournment."""

    def __init__(self, regime: Regime) -> None:
        super().__init__("Bij een {regime} kan de beslissing niet worden verdaagd.", regime=regime)


class ConsentNeeded(RuleError):
    """A second adjournment without the written consent of the complainant."""

    def __init__(self) -> None:
        super().__init__(
            "Nog een keer verdagen kan alleen met schriftelijke instemming van de klager. Leg die eerst vast."
        )


class AdjournedTooLate(RuleError):
    """An adjournment that was told after the term had ended."""

    def __init__(self, told_on: date, ended_on: date) -> None:
        super().__init__(
            "De verdaging van {told_on} kwam na het einde van de termijn ({ended_on}) en geldt niet.",
            told_on=told_on,
            ended_on=ended_on,
        )


class Lapsed(RuleError):
    """Conduct that lies too far back for a disciplinary complaint."""

    def __init__(self, until: date) -> None:
        super().__init__(
            "Dit kon tot en met {until} aan de tuchtrechter worden voorgelegd; nu is het vervallen.", until=until
        )
