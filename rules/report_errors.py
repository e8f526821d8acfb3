"""What can be wrong with the question for a report."""

from collections.abc import Sequence
from datetime import date

from rules.errors import Refused, RuleError


class UnknownMunicipality(RuleError):
    """A name or code that is no municipality of the register."""

    def __init__(self, name: str, alike: Sequence[str]) -> None:
        self.name, self.alike = name, tuple(alike)
        hint = f"Bedoelt u {' of '.join(alike)}?" if alike else "Controleer de naam, of neem de gemeente op."
        super().__init__(f"Gemeente '{name}' staat niet in het register. {hint}")


class UnknownAgency(RuleError):
    """A name or code that is no agency of the register."""

    def __init__(self, name: str, alike: Sequence[str]) -> None:
        self.name, self.alike = name, tuple(alike)
        hint = f"Bedoelt u {' of '.join(alike)}?" if alike else "Controleer de naam, of neem de instantie op."
        super().__init__(f"Instantie '{name}' staat niet in het register. {hint}")


class AgencyAmbiguous(RuleError):
    """A name that two agencies bear."""

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        self.name, self.codes = name, tuple(codes)
        super().__init__(f"Er zijn meer instanties die {name} heten. Geef in plaats van de naam de code: {_or(codes)}.")


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
            f"Over {year} staat er niets in het register: geen bezoek, voorlichting, signaal of cliënt. Kies een ander"
            f" jaar, of lees de gegevens van {year} eerst in."
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


class NotForReleasing(Refused):
    """Somebody releases a report who may not."""

    def __init__(self) -> None:
        super().__init__("Een rapport vrijgeven mag alleen een coördinator of een regiomanager. Vraag het een van hen.")


class YearStillRuns(RuleError):
    """A report is released over a year that is not over."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"{year} is nog niet voorbij: een rapport daarover kan vanaf 1 januari worden vrijgegeven.")


class NotProtected(RuleError):
    """A report in another profile than the policy has for what leaves."""

    def __init__(self, profile: str, wanted: str) -> None:
        super().__init__(
            f"Dit rapport is gemaakt met profiel '{profile}', maar wat het huis uitgaat volgt '{wanted}' (beleid)."
            " Maak het opnieuw met dat profiel."
        )


class AlreadyReleased(RuleError):
    """A second release without a reason: a correction says why."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"Dit rapport is al vrijgegeven als {number}. Is het een verbetering, geef dan met --reason aan waarom."
        )


class ShowsMore(RuleError):
    """A release that shows what an earlier one hid; which figures those are is not told."""

    def __init__(self, many: int) -> None:
        self.many = many
        super().__init__(
            f"Dit rapport toont {many} aantallen die in een eerder vrijgegeven rapport verborgen zijn; naast elkaar"
            " verraden zij wat verborgen was. Maak het rapport opnieuw, dan blijven die verborgen."
        )


class CountedOtherwise(RuleError):
    """Reports of a year of which others were released before what they count changed."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"Sinds de eerste rapporten over {year} zijn vrijgegeven, zijn gegevens over dat jaar veranderd. De cijfers"
            " van gemeenten, instanties en het land zouden niet meer bij elkaar passen. Geef daarom van alle rapporten"
            f" een nieuwe versie vrij: waakvlam report release all --year {year} --reason '...' --by LOGIN."
        )


class ReportsInTheMaking(RuleError):
    """Reports of a year that another process makes or releases at this moment."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"De rapporten over {year} worden op dit moment al gemaakt of vrijgegeven. Wacht tot dat klaar is, en"
            " probeer het dan opnieuw."
        )


class ReasonTooLong(RuleError):
    """A reason for a correction that is longer than what is kept of it; both counted in characters."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(
            f"De reden van de correctie telt {length} tekens en mag er {most} tellen. Zeg het korter, en zonder namen."
        )


class NothingReleased(RuleError):
    """A number that no released report has."""

    def __init__(self, number: str) -> None:
        super().__init__(f"Er is geen rapport vrijgegeven onder nummer {number}. Kijk met 'waakvlam report list'.")


def _or(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} of {last}" if first else last
