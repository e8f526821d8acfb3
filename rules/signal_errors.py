"""What the rules of signals refuse, in sentences for the person at work."""

from collections.abc import Sequence
from datetime import date, datetime

from rules.calendar import local_date, show_moment
from rules.errors import Phrase, Refused, RuleError, either
from rules.vocabulary import Role, SignalState, Word


class ActNotPossible(RuleError):
    """Something that cannot be done with a signal in its present state."""

    def __init__(self, reference: str, state: SignalState, act: Word, possible: Sequence[Word]) -> None:
        self.reference, self.state, self.act = reference, state, act
        super().__init__(
            "Signaal {reference} staat op '{state}'; '{act}' kan dan niet. Wat nu wel kan: {choices}.",
            reference=reference,
            state=state,
            act=act,
            choices=tuple(possible) or Phrase("niets"),
        )


class SignalIsClosed(RuleError):
    """Something that asks an open signal."""

    def __init__(self, reference: str, state: SignalState, closed_on: date | None) -> None:
        self.reference, self.state, self.closed_on = reference, state, closed_on
        when = Phrase(" op {closed_on}", closed_on=closed_on) if closed_on else ""
        super().__init__(
            "Signaal {reference} is {state}{when}; heropen het eerst.", reference=reference, state=state, when=when
        )


class AlreadySent(RuleError):
    """Sending twice, such as a double click."""

    def __init__(self, reference: str, sent_at: datetime) -> None:
        self.reference, self.sent_at = reference, sent_at
        super().__init__(
            "Signaal {reference} is al verstuurd op {sent_on}; er is niets dubbel verzonden.",
            reference=reference,
            sent_on=local_date(sent_at),
        )


class NotYourRole(Refused):
    """An act that this role may not do."""

    def __init__(self, act: Word, role: Role, allowed: Sequence[Role]) -> None:
        self.act, self.role = act, role
        others = either(allowed) if allowed else Phrase("alleen het systeem")
        super().__init__(
            "Als {role} mag u dit niet: {act}. Vraag het aan: {others}.", role=role, act=act, others=others
        )


class NotYourSignal(Refused):
    """An adviser acts on a colleague's signal."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} is van een collega. Vraag het aan die collega of aan de jurist.", reference=reference
        )


class NotYourAgency(Refused):
    """A contact of one agency answers for another."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} is aan een andere instantie gericht; alleen die kan antwoorden. "
            "Klopt dat niet, vraag het dan aan de coördinator.",
            reference=reference,
        )


class UserInactive(Refused):
    """Somebody who does not work here any more acts on a signal, or is named as the second person."""

    def __init__(self, reference: str, user_id: int) -> None:
        self.reference, self.user_id = reference, user_id
        super().__init__(
            "Gebruiker {user_id} is niet actief en kan daarom niets doen met signaal {reference}. "
            "Kies iemand die actief is, of laat de gebruiker weer actief maken.",
            user_id=user_id,
            reference=reference,
        )


class OwnSignal(Refused):
    """Who wrote a signal, or whose signal it is, is asked to be the second person."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "U kunt uw eigen signaal niet beoordelen ({reference}). Vraag een tweede persoon om mee te lezen.",
            reference=reference,
        )


class OwnProposal(Refused):
    """Who proposed an escalation is asked to approve it."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "U stelde zelf voor om signaal {reference} door te geven. Vraag een andere manager of jurist om akkoord.",
            reference=reference,
        )


class SecondPersonNeeded(Refused):
    """A text would leave that only its author has read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} gaat pas terug als een tweede persoon meeleest. Kies wie dat doet.",
            reference=reference,
        )


class AuthorUnknown(RuleError):
    """The adviser of a signal has no user, so nobody can be named as the author of the text."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Van signaal {reference} is de schrijver niet bekend: de vertrouwenspersoon heeft geen gebruiker. "
            "Voeg die gebruiker toe aan het register.",
            reference=reference,
        )


class WrongKind(RuleError):
    """An act for the other kind of signal."""

    def __init__(self, reference: str, *, acute: bool) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} is acuut. Verstuur het als acuut signaal."
            if acute
            else "Signaal {reference} is niet acuut. Verstuur het na lezen door een tweede persoon.",
            reference=reference,
        )


class ReportingCodeUnchecked(RuleError):
    """An acute signal without the mandatory check."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} is acuut: loop eerst de meldcode na (112 of Veilig Thuis nodig?) en vink dat af.",
            reference=reference,
        )


class AlreadySubmitted(RuleError):
    """A draft that already lies with a second person."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} ligt al bij een tweede persoon. Wacht op diens oordeel.", reference=reference
        )


class NothingToReview(RuleError):
    """Every text of this signal was read by a second person."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Alle teksten van signaal {reference} zijn al door een tweede persoon gelezen.", reference=reference
        )


class ReplyAlreadyThere(RuleError):
    """A second answer in the same round."""

    def __init__(self, reference: str, received_at: datetime) -> None:
        self.reference = reference
        super().__init__(
            "Op signaal {reference} kwam al een antwoord ({received_at}). Beoordeel dat eerst.",
            reference=reference,
            received_at=show_moment(received_at),
        )


class ReplyAtWrongTime(RuleError):
    """An answer dated before the signal, or in the future."""

    def __init__(self, reference: str, received_at: datetime) -> None:
        self.reference = reference
        super().__init__(
            "Het antwoord op signaal {reference} kan niet van {received_at} zijn. "
            "Kies een tijdstip na verzending en niet in de toekomst.",
            reference=reference,
            received_at=show_moment(received_at),
        )


class NothingToJudge(RuleError):
    """No answer, or one that was judged before."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Bij signaal {reference} ligt geen antwoord dat nog beoordeeld moet worden.", reference=reference
        )


class ReasonsMissing(RuleError):
    """A signal goes back without saying why."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Schrijf op waarom het antwoord op signaal {reference} niet voldoet; de directie leest dat.",
            reference=reference,
        )


class MergeIntoItself(RuleError):
    """A signal is merged with itself, or with one that is not open, or of another agency."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            "Signaal {reference} kan niet samengaan met {other}. Kies een ander, open signaal aan dezelfde instantie.",
            reference=reference,
            other=other,
        )


class FurtherSignalLost(RuleError):
    """A merger that would drop the signal that is further, or more urgent."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            "Signaal {reference} is verder of dringender dan {other}: doorgegeven, acuut, verstuurd of beantwoord. "
            "Voeg {other} samen in {reference}.",
            reference=reference,
            other=other,
        )


class NeitherCanMerge(RuleError):
    """Two signals that each hold something the other lacks, so that either merger would drop it."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            "Signalen {reference} en {other} kunnen nu niet samengaan: elk heeft iets wat verloren zou gaan "
            "(doorgeven, acuut, verstuurd of beantwoord). Verstuur eerst het concept, of houd ze apart.",
            reference=reference,
            other=other,
        )


class NobodyAtAgency(RuleError):
    """A letter or mail to an agency that has no contact person today."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "De instantie van signaal {reference} heeft nu geen contactpersoon; niemand zou dit lezen en er is niets "
            "gedaan. Zoek eerst een contactpersoon, zet die in het register en probeer het dan opnieuw.",
            reference=reference,
        )


class EarlierTermLost(RuleError):
    """A merger that would drop the earlier of two terms."""

    def __init__(self, reference: str, other: str) -> None:
        self.reference, self.other = reference, other
        super().__init__(
            "Signaal {reference} heeft een eerdere uiterste dag dan {other}. Voeg {other} samen in {reference}.",
            reference=reference,
            other=other,
        )


class WithdrawnAfterSending(RuleError):
    """A withdrawn signal that the agency has read cannot become a draft again."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} was al verstuurd toen het werd ingetrokken. Maak een nieuw signaal.",
            reference=reference,
        )


class InspectorateUndecided(RuleError):
    """A signal would close while nobody decided whether it goes to the inspectorate."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} kan nog niet dicht: over doorgeven aan de inspectie is nog niet besloten. "
            "Vraag een regiomanager of jurist om eerst dat besluit te nemen.",
            reference=reference,
        )


class InspectorateUntold(RuleError):
    """A signal would end while passing it on was approved and the inspectorate does not know yet."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} kan nog niet dicht: doorgeven is goedgekeurd, maar de inspectie weet het nog niet. "
            "Bel het meldpunt en leg het vast.",
            reference=reference,
        )


class ReviewAwaited(RuleError):
    """A signal would close while a text of it left that no second person has read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} kan nog niet dicht: een verstuurde tekst is nog niet door een tweede persoon "
            "gelezen. Vraag die eerst om mee te lezen.",
            reference=reference,
        )


class ToldAtWrongTime(RuleError):
    """The inspectorate would have been told before the approval, or in the future."""

    def __init__(self, reference: str, told_at: datetime) -> None:
        self.reference, self.told_at = reference, told_at
        super().__init__(
            "Signaal {reference} kan niet op {told_at} zijn doorgegeven. "
            "Kies een tijdstip na de goedkeuring en niet in de toekomst.",
            reference=reference,
            told_at=show_moment(told_at),
        )


class EditedMeanwhile(RuleError):
    """A text that somebody else changed since it was read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Iemand heeft dit intussen gewijzigd; bekijk de verschillen (signaal {reference}).", reference=reference
        )


class ApprovalLapsed(RuleError):
    """Approval of a text that was changed after it was read."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "De tekst is gewijzigd; de goedkeuring is vervallen (signaal {reference}). Lees de nieuwe tekst.",
            reference=reference,
        )


class DutyByLaw(Refused):
    """Declining to pass on what the law makes our task to report."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} doorgeven is in gesloten jeugdhulp een wettelijke taak (Jw 6.6.1 lid 5); afwijzen "
            "kan niet. Klopt het signaal niet, zeg dat dan bij het doorgeven en trek het daarna in.",
            reference=reference,
        )


class NotProposed(RuleError):
    """An escalation that is approved, told or confirmed out of order."""

    def __init__(self, reference: str, needed: Phrase) -> None:
        self.reference = reference
        super().__init__("Signaal {reference} kan niet verder: {needed}.", reference=reference, needed=needed)
