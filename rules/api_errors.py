"""What can be wrong with a token, a webhook or a saved view; each tells what to do."""

from datetime import date

from rules.errors import RuleError


class NothingChosen(RuleError):
    """A token or webhook that is for nothing."""

    def __init__(self) -> None:
        super().__init__("Er is niets gekozen. Kies minstens één ding dat het andere systeem mag lezen of weten.")


class TokenEndsWrong(RuleError):
    """A token that would end in the past, or too late."""

    def __init__(self, last: date) -> None:
        super().__init__(
            "Een sleutel geldt vanaf vandaag en hoogstens tot en met {last}. Kies een einddatum"
            " daarbinnen; wie hem dan nog nodig heeft, krijgt een nieuwe.",
            last=last,
        )


class TokenUnknown(RuleError):
    """A token that is not there, or was revoked."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Er is geen geldige sleutel {number}. Kijk met 'waakvlam token list' welke er zijn.", number=number
        )


class HookUnknown(RuleError):
    """A webhook that is not there, or was ended."""

    def __init__(self) -> None:
        super().__init__("Dit adres krijgt al geen berichten meer. Ververs de pagina.")


class HookAddressWrong(RuleError):
    """An address that we do not send to."""

    def __init__(self) -> None:
        super().__init__(
            "Naar dit adres sturen wij niet. Geef een adres dat met https:// begint, op het internet staat (niet in een"
            " eigen netwerk) en geen naam of wachtwoord bevat."
        )


class NameMissing(RuleError):
    """A thing without a name, or with one that is too long."""

    def __init__(self, most: int) -> None:
        super().__init__("Geef een naam van 1 tot en met {most} tekens, zonder regeleinden.", most=most)


class ViewExists(RuleError):
    """Two views of one list with one name."""

    def __init__(self) -> None:
        super().__init__("U hebt al een weergave met deze naam bij deze lijst. Kies een andere naam.")


class ReaderUnknown(RuleError):
    """A token or webhook for somebody who is no active user."""

    def __init__(self) -> None:
        super().__init__(
            "Er is geen actieve gebruiker met deze inlognaam. Kies een bestaande gebruiker: het andere systeem ziet"
            " precies wat die ziet."
        )


class NoSuchList(RuleError):
    """A view of something that is no list."""

    def __init__(self) -> None:
        super().__init__("Deze lijst bestaat niet. Open de lijst opnieuw en bewaar de weergave daar.")
