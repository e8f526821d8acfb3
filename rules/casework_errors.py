"""What casework refuses, in sentences for the adviser."""

from datetime import date

from rules.errors import Phrase, Refused, RuleError
from rules.vocabulary import Word


class ClientUnknown(RuleError):
    """A code that no client has."""

    def __init__(self, code: str) -> None:
        super().__init__("Cliënt {code} bestaat niet. Controleer de code.", code=code)


class IssueUnknown(RuleError):
    """A reference that no question, problem or complaint has."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Een vraag, probleem of klacht {reference} bestaat niet. Controleer het kenmerk.", reference=reference
        )


class IssueOfAnother(RuleError):
    """A question, problem or complaint that is not of this client."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "{reference} is van een andere cliënt. Controleer het kenmerk of de cliënt.", reference=reference
        )


class CaseUnknown(RuleError):
    """An issue without a support case, where one is needed."""

    def __init__(self, reference: str) -> None:
        super().__init__("Bij {reference} loopt geen ondersteuningstraject. Begin er eerst een.", reference=reference)


class ActionUnknown(RuleError):
    """An action that is not there."""

    def __init__(self, number: int) -> None:
        super().__init__("Actie {number} bestaat niet. Kijk in het traject welk nummer u zoekt.", number=number)


class ActionElsewhere(RuleError):
    """An action that is not one of this support case."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Actie {reference} hoort niet bij dit traject. Ververs de pagina en kies de actie opnieuw.",
            reference=reference,
        )


class CaseThere(RuleError):
    """A second support case for one issue."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Bij {reference} is al een traject begonnen. Leg daar een nieuwe actie in vast.", reference=reference
        )


class AlreadyHandled(RuleError):
    """A first contact that was already handled."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Het eerste contact over {reference} is al afgehandeld; dat kan maar één keer.", reference=reference
        )


class AlreadyEnded(RuleError):
    """Something that already ended."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "{reference} is al afgerond. Nieuwe stappen kunnen alleen in een nieuw traject.", reference=reference
        )


class ActionsRunning(RuleError):
    """A support case that cannot end while an action runs."""

    def __init__(self, reference: str, running: int) -> None:
        super().__init__(
            "Traject {reference} kan nog niet worden afgerond: er lopen nog {running} acties."
            " Leg eerst de uitkomst vast.",
            reference=reference,
            running=running,
        )


class ClientNotYours(Refused):
    """A client of a colleague, or one whose interests conflict with those of an own client."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "Dossier {code} is niet van u en u kunt het niet inzien. Vraag het aan de coördinator.", code=code
        )


class NotAnAdviser(Refused):
    """Somebody who is no adviser does an adviser's work."""

    def __init__(self) -> None:
        super().__init__("Alleen een vertrouwenspersoon legt vast wat met een cliënt gebeurt.")


class ConflictOfInterest(Refused):
    """An adviser is asked to help somebody whose interests conflict with those of a client."""

    def __init__(self, code: str, adviser: str) -> None:
        super().__init__(
            "{adviser} kan cliënt {code} niet helpen: tegenstrijdige belangen. Kies een van de anderen die worden"
            " aangeboden.",
            adviser=adviser,
            code=code,
        )


class AdviserAway(RuleError):
    """An adviser who does not work, or is away, on the day."""

    def __init__(self, adviser: str, on: date) -> None:
        super().__init__(
            "{adviser} werkt op {on} niet. Kies een van de anderen die worden aangeboden.", adviser=adviser, on=on
        )


class NotAssigner(Refused):
    """Somebody who may not decide who helps a client."""

    def __init__(self) -> None:
        super().__init__("Wie een cliënt helpt, beslist de coördinator, of de vertrouwenspersoon die overdraagt.")


class ConflictWithItself(RuleError):
    """A client named twice."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "Cliënt {code} kan geen tegenstrijdig belang met zichzelf hebben. Noem twee cliënten.", code=code
        )


class NobodyWaits(RuleError):
    """The queue is empty."""

    def __init__(self) -> None:
        super().__init__("Er wacht niemand.")


class YouthFirst(RuleError):
    """Somebody is taken from the queue while a youth waits."""

    def __init__(self, reference: str) -> None:
        super().__init__("Er wacht een jeugdige ({reference}): die gaat voor. Neem die eerst.", reference=reference)


class AlreadyTaken(RuleError):
    """Somebody in the queue whom another adviser answers already."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "{reference} wacht niet (meer). Kijk met 'waakvlam case intake list' wie er nog wacht.", reference=reference
        )


class ProcedureUnknown(RuleError):
    """A reference that no procedure has."""

    def __init__(self, reference: str) -> None:
        super().__init__("Procedure {reference} bestaat niet. Controleer het kenmerk.", reference=reference)


class NotFormal(RuleError):
    """A procedure on an action that is a talk."""

    def __init__(self, kind: Word) -> None:
        super().__init__(
            "Bij '{kind}' hoort geen procedure: die hoort bij klachtencommissie, bezwaar en beroep of tuchtrecht.",
            kind=kind,
        )


class ProcedureThere(RuleError):
    """A second procedure of one action."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Bij actie {number} loopt al een procedure. Begin voor een tweede procedure een nieuwe actie.",
            number=number,
        )


class NotAtThisMoment(RuleError):
    """A step that a procedure cannot take as it stands."""

    def __init__(self, reference: str, state: Word) -> None:
        super().__init__(
            "Dat kan nu niet bij {reference}: die staat op '{state}'. Bekijk hoe de procedure staat.",
            reference=reference,
            state=state,
        )


class NotInTheFuture(RuleError):
    """A day that must have been."""

    def __init__(self, on: date) -> None:
        super().__init__("{on} moet nog komen. Leg het vast als het gebeurd is.", on=on)


class NotSuspendable(RuleError):
    """A regime in which a term does not stand still."""

    def __init__(self, regime: Word) -> None:
        super().__init__("Bij een {regime} staat de termijn niet stil voor herstel.", regime=regime)


class WrongAction(RuleError):
    """A subject that goes another formal way than the action says."""

    def __init__(self, subject: Word, wanted: Word) -> None:
        super().__init__(
            "Een procedure over '{subject}' hoort bij de actie '{wanted}'. Leg eerst die actie vast.",
            subject=subject,
            wanted=wanted,
        )


class NothingSuspended(RuleError):
    """A procedure of which no decision is waited for, or stands still already, or does not."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Bij {reference} kan dat niet: er loopt (of rust) geen termijn om te beslissen.", reference=reference
        )


class NotForRelations(Refused):
    """Somebody outside who would note what was agreed with a municipality or agency."""

    def __init__(self) -> None:
        super().__init__("Dit is voor vertrouwenspersonen, coördinatoren en regiomanagers.")


class WithWhom(RuleError):
    """A note about nobody."""

    def __init__(self) -> None:
        super().__init__("Noem met wie het was: een gemeente, een instantie of een raad.")


class CodeUnknown(RuleError):
    """A code that the register does not know."""

    def __init__(self, what: Phrase, code: str) -> None:
        super().__init__("{what} '{code}' staat niet in het register. Controleer de code.", what=what, code=code)
