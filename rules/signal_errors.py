"""What the rules of signals refuse, in sentences for the person at work."""

from collections.abc import Sequence
from datetime import date, datetime

from rules.calendar import local_date, show_moment
from rules.errors import Refused, RuleError
from rules.vocabulary import Role, SignalState, Word


class ActNotPossible(RuleError):
    """Something that cannot be done with a signal in its present state."""

    def __init__(self, reference: str, state: SignalState, act: Word, possible: Sequence[Word]) -> None:
        self.reference, self.state, self.act = reference, state, act
        choices = ", ".join(other.dutch for other in possible) or "niets"
        super().__init__(
            f"Signaal {reference} staat op '{state.dutch}'; '{act.dutch}' kan dan niet. Wat nu wel kan: {choices}."
        )


class SignalIsClosed(RuleError):
    """Something that asks an open signal."""

    def __init__(self, reference: str, state: SignalState, closed_on: date | None) -> None:
        self.reference, self.state, self.closed_on = reference, state, closed_on
        when = f" op {closed_on}" if closed_on else ""
        super().__init__(f"Signaal {reference} is {state.dutch}{when}; heropen het eerst.")


class AlreadySent(RuleError):
    """Sending twice, such as a double click."""

    def __init__(self, reference: str, sent_at: datetime) -> None:
        self.reference, self.sent_at = reference, sent_at
        super().__init__(f"Signaal {reference} is al verstuurd op {local_date(sent_at)}; er is niets dubbel verzonden.")


class NotYourRole(Refused):
    """An act that this role may not do."""

    def __init__(self, act: Word, role: Role, allowed: Sequence[Role]) -> None:
        self.act, self.role = act, role
        others = " of ".join(other.dutch for other in allowed) or "alleen het systeem"
        super().__init__(f"Als {role.dutch} mag u dit niet: {act.dutch}. Vraag het aan: {others}.")


class NotYourSignal(Refused):
    """An adviser acts on a colleague's signal."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Signaal {reference} is van een collega. Vraag het aan die collega of aan de jurist.")


class NotYourAgency(Refused):
    """A contact of one agency answers for another."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Signaal {reference} is aan een andere instantie gericht; alleen die kan antwoorden. "
            "Klopt dat niet, vraag het dan aan de coördinator."
        )


class UserInactive(Refused):
    """Somebody who does not work here any more acts on a signal, or is named as the second person."""

    def __init__(self, reference: str, user_id: int) -> None:
        self.reference, self.user_id = reference, user_id
        super().__init__(
            f"Gebruiker {user_id} is niet actief en kan daarom niets doen met signaal {reference}. "
            "Kies iemand die actief is, of laat de gebruiker weer actief maken."
        )


class OwnSignal(Refused):
    """Who wrote a signal, or whose signal it is, is asked to be the second person."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"U kunt uw eigen signaal niet beoordelen ({reference}). Vraag een tweede persoon om mee te lezen."
        )


class OwnProposal(Refused):
    """Who proposed an escalation is asked to approve it."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"U stelde zelf voor om signaal {reference} door te geven. Vraag een andere manager of jurist om akkoord."
        )


class SecondPersonNeeded(Refused):
    """A text would leave that only its author has read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Signaal {reference} gaat pas terug als een tweede persoon meeleest. Kies wie dat doet.")


class AuthorUnknown(RuleError):
    """The adviser of a signal has no user, so nobody can be named as the author of the text."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Van signaal {reference} is de schrijver niet bekend: de vertrouwenspersoon heeft geen gebruiker. "
            "Voeg die gebruiker toe aan het register."
        )


class WrongKind(RuleError):
    """An act for the other kind of signal."""

    def __init__(self, reference: str, *, acute: bool) -> None:
        self.reference = reference
        kind, way = ("acuut", "als acuut signaal") if acute else ("niet acuut", "na lezen door een tweede persoon")
        super().__init__(f"Signaal {reference} is {kind}. Verstuur het {way}.")


class ReportingCodeUnchecked(RuleError):
    """An acute signal without the mandatory check."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Signaal {reference} is acuut: loop eerst de meldcode na (112 of Veilig Thuis nodig?) en vink dat af."
        )


class AlreadySubmitted(RuleError):
    """A draft that already lies with a second person."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Signaal {reference} ligt al bij een tweede persoon. Wacht op diens oordeel.")


class NothingToReview(RuleError):
    """Every text of this signal was read by a second person."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Alle teksten van signaal {reference} zijn al door een tweede persoon gelezen.")


class ReplyAlreadyThere(RuleError):
    """A second answer in the same round."""

    def __init__(self, reference: str, received_at: datetime) -> None:
        self.reference = reference
        super().__init__(
            f"Op signaal {reference} kwam al een antwoord ({show_moment(received_at)}). Beoordeel dat eerst."
        )


class ReplyAtWrongTime(RuleError):
    """An answer dated before the signal, or in the future."""

    def __init__(self, reference: str, received_at: datetime) -> None:
        self.reference = reference
        super().__init__(
            f"Het antwoord op signaal {reference} kan niet van {show_moment(received_at)} zijn. "
            "Kies een tijdstip na verzending en niet in de toekomst."
        )


class NothingToJudge(RuleError):
    """No answer, or one that was judged before."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Bij signaal {reference} ligt geen antwoord dat nog beoordeeld moet worden.")


class ReasonsMissing(RuleError):
    """A signal goes back without saying why."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Schrijf op waarom het antwoord op signaal {reference} niet voldoet; de directie leest dat.")


class MergeIntoItself(RuleError):
    """A signal is merged with itself, or with one that is not open, or of another agency."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            f"Signaal {reference} kan niet samengaan met {other}. Kies een ander, open signaal aan dezelfde instantie."
        )


class FurtherSignalLost(RuleError):
    """A merger that would drop the signal that is further, or more urgent."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            f"Signaal {reference} is verder of dringender dan {other}: doorgegeven, acuut, verstuurd of beantwoord. "
            f"Voeg {other} samen in {reference}."
        )


class NeitherCanMerge(RuleError):
    """Two signals that each hold something the other lacks, so that either merger would drop it."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            f"Signalen {reference} en {other} kunnen nu niet samengaan: elk heeft iets wat verloren zou gaan "
            "(doorgeven, acuut, verstuurd of beantwoord). Verstuur eerst het concept, of houd ze apart."
        )


class NobodyAtAgency(RuleError):
    """A letter or mail to an agency that has no contact person today."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"De instantie van signaal {reference} heeft nu geen contactpersoon; niemand zou dit lezen en er is niets "
            "gedaan. Zoek eerst een contactpersoon, zet die in het register en probeer het dan opnieuw."
        )


class EarlierTermLost(RuleError):
    """A merger that would drop the earlier of two terms."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            f"Signaal {reference} heeft een eerdere uiterste dag dan {other}. Voeg {other} samen in {reference}."
        )


class WithdrawnAfterSending(RuleError):
    """A withdrawn signal that the agency has read cannot become a draft again."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Signaal {reference} was al verstuurd toen het werd ingetrokken. Maak een nieuw signaal.")


class InspectorateUndecided(RuleError):
    """A signal would close while nobody decided whether it goes to the inspectorate."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Signaal {reference} kan nog niet dicht: over doorgeven aan de inspectie is nog niet besloten. "
            "Vraag een regiomanager of jurist om eerst dat besluit te nemen."
        )


class InspectorateUntold(RuleError):
    """A signal would end while passing it on was approved and the inspectorate does not know yet."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Signaal {reference} kan nog niet dicht: doorgeven is goedgekeurd, maar de inspectie weet het nog niet. "
            "Bel het meldpunt en leg het vast."
        )


class ReviewAwaited(RuleError):
    """A signal would close while a text of it left that no second person has read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Signaal {reference} kan nog niet dicht: een verstuurde tekst is nog niet door een tweede persoon "
            "gelezen. Vraag die eerst om mee te lezen."
        )


class ToldAtWrongTime(RuleError):
    """The inspectorate would have been told before the approval, or in the future."""

    def __init__(self, reference: str, told_at: datetime) -> None:
        self.reference, self.told_at = reference, told_at
        super().__init__(
            f"Signaal {reference} kan niet op {show_moment(told_at)} zijn doorgegeven. "
            "Kies een tijdstip na de goedkeuring en niet in de toekomst."
        )


class EditedMeanwhile(RuleError):
    """A text that somebody else changed since it was read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Iemand heeft dit intussen gewijzigd; bekijk de verschillen (signaal {reference}).")


class ApprovalLapsed(RuleError):
    """Approval of a text that was changed after it was read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"De tekst is gewijzigd; de goedkeuring is vervallen (signaal {reference}). Lees de nieuwe tekst."
        )


class DutyByLaw(Refused):
    """Declining to pass on what the law makes our task to report."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Signaal {reference} doorgeven is in gesloten jeugdhulp een wettelijke taak (Jw 6.6.1 lid 5); afwijzen "
            "kan niet. Klopt het signaal niet, zeg dat dan bij het doorgeven en trek het daarna in."
        )


class NotProposed(RuleError):
    """An escalation that is approved, told or confirmed out of order."""

    def __init__(self, reference: str, needed: str) -> None:
        self.reference = reference
        super().__init__(f"Signaal {reference} kan niet verder: {needed}.")
