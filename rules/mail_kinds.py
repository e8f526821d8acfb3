"""Which mails a person may switch off, and which are a duty."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rules.errors import Refused
from rules.vocabulary import Word


class MailKind(Word):
    """A kind of mail that a person can switch on or off; every other mail is a duty and always comes."""

    DAILY_DIGEST = "daily_digest", "dagoverzicht"
    VISIT_REMINDER = "visit_reminder", "herinnering aan bezoek"
    CALENDAR_INVITATION = "calendar_invitation", "agenda-uitnodiging"
    REPORT_READY = "report_ready", "rapport klaar"
    SURVEY = "survey", "tevredenheidsvraag"


class PublishedReport(Word):
    """A report that readers outside the house get."""

    MUNICIPALITY = "municipality", "gemeenterapport"
    AGENCY = "agency", "instantierapport"


ON_FROM_THE_START: Final[Mapping[MailKind, bool]] = MappingProxyType(
    {
        MailKind.DAILY_DIGEST: True,
        MailKind.VISIT_REMINDER: True,
        MailKind.CALENDAR_INVITATION: False,
        MailKind.REPORT_READY: True,
        MailKind.SURVEY: True,
    }
)
"""What comes to who switched nothing. Invitations come only when asked: who has the calendar feed gets all visits.

Source: house policy.
"""

KIND_OF: Final[Mapping[str, MailKind]] = MappingProxyType(
    {
        "adviser_digest": MailKind.DAILY_DIGEST,
        "visit_reminder": MailKind.VISIT_REMINDER,
        "report_ready": MailKind.REPORT_READY,
        "survey": MailKind.SURVEY,
    }
)
"""Which mails a switch governs as a whole, by template. An invitation is a part of other mails."""


class DutyMail(Refused):
    """Somebody wants to switch off a mail that is a duty, or one that does not exist."""

    def __init__(self, name: str) -> None:
        kinds = ", ".join(kind.value for kind in MailKind)
        super().__init__(
            "Het bericht '{name}' kan niet worden uitgezet: het hoort bij iemands taak, of het bestaat niet."
            " Aan en uit kunnen alleen: {kinds}.",
            name=name,
            kinds=kinds,
        )


def switchable(name: str) -> MailKind:
    """Return the kind of mail that is called `name`, in English or Dutch. Raises: DutyMail. Source: house policy."""
    try:
        return MailKind.from_dutch(name)
    except KeyError:
        raise DutyMail(name) from None
