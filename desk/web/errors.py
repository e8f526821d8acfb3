"""What can be wrong with a request, and with which status each kind of error is answered."""

from collections.abc import Mapping

from rules.errors import Refused, RuleError
from store.scope import NothingToSee


class NotHere(RuleError):
    """A page, or a row that this person may not know of: both are told alike."""

    def __init__(self) -> None:
        super().__init__("Deze pagina bestaat niet, of is niet voor u. Controleer het adres of ga naar het begin.")


class NotForRole(Refused):
    """A page that another role has."""

    def __init__(self) -> None:
        super().__init__("Deze pagina hoort bij een andere rol. Vraag de beheerder als u hem nodig hebt.")


class StrangeForm(Refused):
    """A form that did not come from a page of ours, or from one that is too old."""

    def __init__(self) -> None:
        super().__init__(
            "Dit formulier is te lang geleden geopend of komt niet van deze site. Er is niets opgeslagen. Ga terug,"
            " ververs de pagina en verstuur het opnieuw."
        )


class SignInForm(RuleError):
    """A form with a sign in it that no database keeps, such as NUL; it is shown again without that sign."""

    def __init__(self) -> None:
        super().__init__(
            "Er stond een niet toegestaan teken in wat u invulde. Het is weggehaald; er is nog niets opgeslagen. Kijk"
            " het na en verstuur het opnieuw."
        )


class SignInAddress(RuleError):
    """An address with a sign in it that no database keeps."""

    def __init__(self) -> None:
        super().__init__("In dit adres staat een niet toegestaan teken. Ga terug en kies de pagina opnieuw.")


class ChangedMeanwhile(RuleError):
    """Somebody else changed what this form was about (optimistic locking). `changes`: what it was, what it is now."""

    def __init__(self, changes: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.changes = dict(changes or {})
        super().__init__(
            "Iemand heeft dit intussen gewijzigd. Er is niets opgeslagen. Bekijk wat er veranderd is en verstuur het"
            " formulier opnieuw als het dan nog klopt."
        )


class SentOtherwise(RuleError):
    """A form that was acted on already, and now comes again with something else in it."""

    def __init__(self) -> None:
        super().__init__(
            "Dit formulier was al bewaard, met iets anders erin. Wat u nu stuurt is nog niet bewaard. Kijk eerst wat er"
            " al staat en verstuur het opnieuw als dit er nog bij moet."
        )


class FormFlawed(RuleError):
    """A form with fields that are not right yet; each field tells it itself."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        self.errors = dict(errors)
        super().__init__("Nog niet alles klopt. Kijk bij de velden hieronder; er is nog niets opgeslagen.")


_STATUS: tuple[tuple[type[RuleError], int], ...] = (
    (NotHere, 404),
    (NothingToSee, 404),
    (ChangedMeanwhile, 409),
    (SentOtherwise, 409),
    (Refused, 403),
    (RuleError, 422),
)


def status_of(error: RuleError) -> int:
    """Return the HTTP status that an error is answered with."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))
