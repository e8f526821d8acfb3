"""What can be wrong with an account, with signing in, or with opening something in an emergency."""

from rules.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD, SHORTEST_REASON
from rules.errors import Refused, RuleError
from rules.vocabulary import Role


class PasswordTooWeak(RuleError):
    """A new password that is too short, too long, or easy to guess."""

    def __init__(self) -> None:
        super().__init__(
            "Kies een ander wachtwoord: {shortest} tot {longest} tekens, niet uw naam of inlognaam,"
            " en geen rijtje of herhaling. Een zin van vier woorden is goed.",
            shortest=SHORTEST_PASSWORD,
            longest=LONGEST_PASSWORD,
        )


class PasswordsDiffer(RuleError):
    """The new password was typed in two ways."""

    def __init__(self) -> None:
        super().__init__("De twee nieuwe wachtwoorden zijn niet gelijk. Typ ze opnieuw.")


class TooSoon(Refused):
    """Somebody tries again before the delay after wrong tries is over."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            "Na enkele foute pogingen moet u even wachten: probeer het over {seconds} seconden opnieuw."
            " U wordt nooit buitengesloten.",
            seconds=seconds,
        )


class SignInFailed(Refused):
    """A name and password that do not belong together; it does not tell which of the two is wrong."""

    def __init__(self) -> None:
        super().__init__(
            "Deze inlognaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw, of vraag de beheerder om een"
            " nieuw wachtwoord."
        )


class CodeWrong(Refused):
    """A code of the app, or a recovery code, that is not right or was used before."""

    def __init__(self) -> None:
        super().__init__(
            "Deze code klopt niet of is al gebruikt. Wacht tot de app een nieuwe code toont en typ die over."
        )


class NoLocalAccount(RuleError):
    """Something is asked of a password where there is none."""

    def __init__(self, login: str) -> None:
        super().__init__(
            "{login} heeft hier geen wachtwoord. Geef er een met 'waakvlam user password {login}', of meld u aan via"
            " uw organisatie.",
            login=login,
        )


class AlreadySetUp(RuleError):
    """An app is set up where one was set up before."""

    def __init__(self) -> None:
        super().__init__("Er is al een app ingesteld. Trek die eerst in bij 'Mijn account', of vraag het de beheerder.")


class UserExists(RuleError):
    """A user is added under a name that is taken."""

    def __init__(self, login: str) -> None:
        super().__init__("Er is al een gebruiker '{login}'. Kies een andere inlognaam.", login=login)


class RoleNeedsMore(RuleError):
    """A role that does not go with what the register holds of a user."""

    def __init__(self, login: str, role: Role) -> None:
        super().__init__(
            "{login} kan niet '{role}' worden: een vertrouwenspersoon hoort bij een vertrouwenspersoon in het"
            " register, een contactpersoon bij een instantie of gemeente, en verandert niet van rol. Pas het register"
            " aan (blad 'gebruikers').",
            login=login,
            role=role,
        )


class NotAdministrator(Refused):
    """Somebody manages accounts who may not."""

    def __init__(self) -> None:
        super().__init__("Accounts en rollen beheert alleen een beheerder. Vraag het de beheerder.")


class LastAdministrator(Refused):
    """The only administrator would stop being one: nobody could let anybody in any more."""

    def __init__(self) -> None:
        super().__init__(
            "Dit is de enige beheerder die nog binnen mag. Maak eerst iemand anders beheerder; er is niets gewijzigd."
        )


class NotKnownHere(Refused):
    """The organisation's provider vouches for somebody who is no user here, or not one person."""

    def __init__(self) -> None:
        super().__init__(
            "Uw organisatie kent u, maar hier bent u geen actieve gebruiker. Vraag de beheerder om u in het register"
            " te zetten, met hetzelfde mailadres."
        )


class RoleNotGranted(Refused):
    """The organisation's provider gives somebody no role that goes with what the register says."""

    def __init__(self) -> None:
        super().__init__(
            "Uw organisatie geeft u geen rol die hier bij u hoort. Vraag de beheerder uw groepen na te kijken."
        )


class ProviderFailed(Refused):
    """Signing in at the organisation's provider went wrong on the way, or what came back proves nothing."""

    def __init__(self) -> None:
        super().__init__(
            "Aanmelden via uw organisatie is niet gelukt. Er is niets gebeurd; begin opnieuw, en meld het de beheerder"
            " als het weer misgaat."
        )


class TooWeaklyProved(Refused):
    """The organisation's provider did not ask for a second factor where we want one."""

    def __init__(self) -> None:
        super().__init__("Uw organisatie vroeg geen tweede factor. Meld u daar opnieuw aan met uw app of sleutel.")


class GlassNotForYou(Refused):
    """Somebody wants to open in an emergency what that role may not."""

    def __init__(self) -> None:
        super().__init__("Met deze rol kunt u in nood geen dossier openen. Bel de vertrouwenspersoon of de jurist.")


class ReasonTooShort(RuleError):
    """An emergency without a reason that another can judge."""

    def __init__(self) -> None:
        super().__init__(
            "Schrijf in minstens {shortest} tekens waarom dit nu nodig is, zonder namen. De functionaris"
            " gegevensbescherming leest dit.",
            shortest=SHORTEST_REASON,
        )


class GlassSubjectUnknown(RuleError):
    """An emergency about something that does not exist."""

    def __init__(self) -> None:
        super().__init__("Er is geen cliënt met dit kenmerk. Kijk het kenmerk na, bijvoorbeeld CL-2026-0001.")
