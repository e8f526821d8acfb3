"""What can be wrong with the question for a report."""

from collections.abc import Sequence
from datetime import date

from rules.errors import RuleError


class UnknownMunicipality(RuleError):
    """A name or code that is no municipality of the register."""

    def __init__(self, name: str, alike: Sequence[str]) -> None:
        self.name, self.alike = name, tuple(alike)
        hint = f"Bedoelt u {' of '.join(alike)}?" if alike else "Controleer de naam, of neem de gemeente op."
        super().__init__(f"Gemeente '{name}' staat niet in het register. {hint}")


class MunicipalityNotInYear(RuleError):
    """A municipality that did not exist in that year."""

    def __init__(self, name: str, year: int) -> None:
        self.name, self.year = name, year
        super().__init__(
            f"Gemeente {name} bestond niet in {year} volgens het register. Kies een ander jaar, of de gemeente die toen"
            " bestond."
        )


class MunicipalityAmbiguous(RuleError):
    """A name that two municipalities bear at the same time."""

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        self.name, self.codes = name, tuple(codes)
        super().__init__(f"Er zijn meer gemeenten die {name} heten. Geef in plaats van de naam de code: {_or(codes)}.")


class YearWithoutData(RuleError):
    """A year of which the register holds no work at all."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"Over {year} staat er niets in het register: geen bezoek, geen voorlichting en geen signaal. Kies een"
            f" ander jaar, of lees de gegevens van {year} eerst in."
        )


class UnknownProfile(RuleError):
    """A profile of small numbers that does not exist."""

    def __init__(self, profile: str, known: Sequence[str]) -> None:
        self.profile = profile
        super().__init__(f"Profiel '{profile}' bestaat niet. Kies {_or(known)}.")


class PeriodBackwards(RuleError):
    """A period that ends before it starts."""

    def __init__(self, starts_on: date, ends_on: date) -> None:
        self.starts_on, self.ends_on = starts_on, ends_on
        super().__init__(
            f"De periode eindigt ({ends_on}) voor zij begint ({starts_on}). Kies een periode die al begonnen is."
        )


def _or(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} of {last}" if first else last
