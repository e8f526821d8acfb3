"""Checks an e-mail address before it is stored or written to."""

import re
import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, ValidatedEmail, validate_email

from rules.errors import RuleError

_LINE_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")

# The library's own, documented way to let these in: the demo and the tests write to nobody else.
SPECIAL_USE_DOMAIN_NAMES[:] = [name for name in SPECIAL_USE_DOMAIN_NAMES if name not in {"test", "invalid"}]


class InvalidAddress(RuleError):
    """Not an e-mail address. It holds no address: errors are logged."""

    def __init__(self) -> None:
        super().__init__("Geen geldig e-mailadres.")


class AddressWithLineBreak(RuleError):
    """An address with a line break in it: the way to smuggle in a second recipient."""

    def __init__(self) -> None:
        super().__init__("Het adres bevat een regeleinde en is geweigerd.")


class MixedScripts(RuleError):
    """A domain that mixes scripts (Latin with Cyrillic, say), as a look-alike of a trusted one does."""

    def __init__(self) -> None:
        super().__init__("Het domein bevat gemengde schriften; controleer.")


def checked_address(text: str) -> str:
    """Return the address normalised: domain in small letters, as people read it.

    Names reserved for examples and tests (`.example`, `.test`, `.invalid`) are addresses like any other here: whether
    mail can arrive is for the transport to find out.

    Raises: AddressWithLineBreak, InvalidAddress, MixedScripts.
    """
    return _validated(text).normalized


def wire_address(address: str) -> str:
    """Return the address as it goes over the wire: in ASCII, an international domain as punycode.

    Raises: as `checked_address`.
    """
    return _validated(address).ascii_email or address


def _validated(text: str) -> ValidatedEmail:
    if _LINE_BREAK.search(text):
        raise AddressWithLineBreak
    try:
        valid = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise InvalidAddress from None
    if len(_scripts(valid.domain)) > 1:
        raise MixedScripts
    return valid


def _scripts(domain: str) -> set[str]:
    """Return the scripts of the letters, as Unicode names them (LATIN, CYRILLIC, GREEK, ...)."""
    return {unicodedata.name(char, "UNKNOWN").split()[0] for char in domain if char.isalpha()}
