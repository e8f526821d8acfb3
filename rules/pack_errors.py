"""What can be wrong with a file of evidence."""

from rules.errors import RuleError


class PackUnreadable(RuleError):
    """A file that is no evidence pack at all."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} is geen dossier van Waakvlam: er zit geen leesbaar manifest.json in. Kies het ZIP-bestand dat"
            " 'waakvlam signal pack' maakte.",
            name=name,
        )


class PackTooLarge(RuleError):
    """A file that would unfold into more than any pack holds."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(
            "{name} is groter dan een dossier kan zijn ({most} MB uitgepakt). Er is niets van gelezen.",
            name=name,
            most=most,
        )
