"""Each mail with its sample of facts: to look at before anybody gets it."""

from rules.errors import RuleError
from rules.vocabulary import Language
from templates.engine import Rendered, mail_names, render_mail
from templates.samples import AT_SENDING, HOUSE, SAMPLES

READER = "Noor Voorbeeld"


class MailUnknown(RuleError):
    """There is no mail of this name."""

    def __init__(self, name: str) -> None:
        super().__init__("Er is geen bericht '{name}'. Kies uit: {known}.", name=name, known=tuple(mail_names()))


def preview(name: str, language: Language = Language.NL) -> Rendered:
    """Return a mail as it would be read, made of invented facts. Raises: MailUnknown."""
    if name not in SAMPLES:
        raise MailUnknown(name)
    return render_mail(name, {**HOUSE, **SAMPLES[name], **AT_SENDING.get(name, {}), "recipient_name": READER}, language)
