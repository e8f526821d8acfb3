"""What mergers, splits and renames of agencies refuse, in sentences for the coordinator."""

from datetime import date

from rules.errors import Refused, RuleError


class MergerWithItself(RuleError):
    """An agency that would go up in itself, or in one that went up in it."""

    def __init__(self, code: str) -> None:
        super().__init__("Instantie {code} kan niet in zichzelf opgaan. Noem de nieuwe instantie.", code=code)


class AlreadyMerged(RuleError):
    """An agency that is gone already."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__("Instantie {code} ging op {on} al op in een andere. Gebruik die andere.", code=code, on=on)


class NotOfThisAgency(RuleError):
    """A group that another agency runs."""

    def __init__(self, group: str, agency: str) -> None:
        super().__init__(
            "Groep {group} is dan niet van instantie {agency}. Controleer de groep en de dag.",
            group=group,
            agency=agency,
        )


class SameName(RuleError):
    """A new name from a day on which another name begins."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__("Instantie {code} heeft vanaf {on} al een andere naam. Kies een andere dag.", code=code, on=on)


class NotYourAgencies(Refused):
    """Somebody who may not change agencies."""

    def __init__(self) -> None:
        super().__init__("Fusies, splitsingen en nieuwe namen legt de coördinator vast.")
