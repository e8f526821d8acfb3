"""What can be wrong with a term, its suspension or its extension; each a Dutch sentence for the person at work."""

from collections.abc import Sequence
from datetime import date

from rules.errors import Phrase, Refused, RuleError
from rules.vocabulary import Role, Word


class TermOutOfBounds(RuleError):
    """A term of nothing, of less than nothing, or longer than any term."""

    def __init__(self, amount: int, largest: int) -> None:
        self.amount = amount
        super().__init__(
            "Een termijn van {amount} kan niet: het aantal moet tussen 1 en {largest} liggen.",
            amount=amount,
            largest=largest,
        )


class OfficeProfileInLaw(RuleError):
    """A statutory term with the office profile: equated days always count for terms in laws."""

    def __init__(self) -> None:
        super().__init__(
            "Een wettelijke termijn volgt de Algemene termijnenwet: kies profiel atw_full, of maak er beleid van."
        )


class HoursNeedInstant(RuleError):
    """A term in hours that starts on a day, or at a time without a zone."""

    def __init__(self) -> None:
        super().__init__("Een termijn in uren begint op een tijdstip: geef dag en tijd, zoals 2026-04-03T17:00+02:00.")


class TermBeyondCalendar(RuleError):
    """A term that ends before the year 1 or after the year 9999."""

    def __init__(self) -> None:
        super().__init__("De termijn loopt buiten de kalender (jaar 1 tot en met 9999): kies een kortere termijn.")


class AlreadySuspended(RuleError):
    """Suspending a term that stands still."""

    def __init__(self) -> None:
        super().__init__("Deze termijn is al opgeschort: hervat hem eerst.")


class NotSuspended(RuleError):
    """Resuming a term that runs."""

    def __init__(self) -> None:
        super().__init__("Deze termijn loopt al: hervatten kan alleen na een opschorting.")


class SuspendedBeforeStart(RuleError):
    """Suspending a term on a day before it began, or before it was last resumed."""

    def __init__(self, on: date, since: date) -> None:
        self.on, self.since = on, since
        super().__init__(
            "Opschorten op {on} kan niet: de termijn loopt pas sinds {since}. Kies een latere dag.", on=on, since=since
        )


class TermAlreadyOver(RuleError):
    """Suspending a term that has already ended."""

    def __init__(self, on: date, end: date) -> None:
        self.on, self.end = on, end
        super().__init__(
            "Opschorten op {on} kan niet meer: de termijn eindigde op {end}. Kies een eerdere dag.", on=on, end=end
        )


class TermSettled(RuleError):
    """Suspending, resuming or extending a term of which the matter is settled."""

    def __init__(self) -> None:
        super().__init__(
            "Deze termijn is al afgehandeld: wat ermee werd bewaakt is er. Opschorten, hervatten of verlengen kan niet "
            "meer; begin zo nodig een nieuwe termijn."
        )


class ExtensionTooLong(RuleError):
    """An extension by nothing, or by more than may still be added."""

    def __init__(self, by: int, left: int, unit: Word) -> None:
        self.by, self.left = by, left
        super().__init__(
            "Verlengen met {by} {unit} kan niet: toegestaan is 1 tot en met {left}.", by=by, unit=unit, left=left
        )


class NoExtensionLeft(RuleError):
    """An extension of a term that may not, or no longer, be extended."""

    def __init__(self) -> None:
        super().__init__("Deze termijn kan niet (verder) worden verlengd: de grens is bereikt.")


class ExtensionWithoutReason(RuleError):
    """An extension that does not say why."""

    def __init__(self) -> None:
        super().__init__("Verlengen kan alleen met een reden: vul in waarom meer tijd nodig is.")


class CountsBack(RuleError):
    """Suspending or extending a term that is counted back from a day."""

    def __init__(self) -> None:
        super().__init__("Een termijn die terugtelt kan niet worden opgeschort of verlengd: kies een andere einddag.")


class ExtendedBefore(RuleError):
    """A second extension of the same term."""

    def __init__(self) -> None:
        super().__init__(
            "Deze termijn is al een keer verlengd, en dat kan maar één keer. Is er een grond voor, schort hem dan op."
        )


class ExtendedTooLate(RuleError):
    """An extension of a term that is over: being late then stays what it is."""

    def __init__(self, end: date) -> None:
        self.end = end
        super().__init__(
            "Verlengen kan niet meer: de termijn eindigde op {end}, en te laat blijft te laat. Beoordeel wat er kwam.",
            end=end,
        )


class HoursRunOn(RuleError):
    """Suspending a term of an acute signal."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Signaal {reference} is acuut: termijnen in uren staan nooit stil. Verlengen kan wel, één keer.",
            reference=reference,
        )


class NoSuchTerm(RuleError):
    """A term that a signal does not have (any more)."""

    def __init__(self, reference: str, wanted: Word, running: Sequence[Word]) -> None:
        has = (
            Phrase("Wat loopt: {running}.", running=tuple(running))
            if running
            else Phrase("Er loopt geen enkele termijn.")
        )
        super().__init__(
            "Signaal {reference} heeft geen lopende termijn '{wanted}'. {has}",
            reference=reference,
            wanted=wanted,
            has=has,
        )


class TermsNotYours(Refused):
    """Somebody who may not change terms."""

    def __init__(self, role: Role, allowed: Sequence[Role]) -> None:
        super().__init__("Een {role} mag geen termijn wijzigen. Dat mag: {allowed}.", role=role, allowed=tuple(allowed))
