"""What can be wrong with the question for a report."""

from collections.abc import Sequence
from datetime import date

from rules.errors import Phrase, Refused, RuleError, either


class UnknownMunicipality(RuleError):
    """A name or code that is no municipality of the register."""

    def __init__(self, name: str, alike: Sequence[str]) -> None:
        self.name, self.alike = name, tuple(alike)
        check = Phrase("Controleer de naam, of neem de gemeente op.")
        super().__init__(
            "Gemeente '{name}' staat niet in het register. {hint}", name=name, hint=_meant(alike) if alike else check
        )


class UnknownAgency(RuleError):
    """A name or code that is no agency of the register."""

    def __init__(self, name: str, alike: Sequence[str]) -> None:
        self.name, self.alike = name, tuple(alike)
        check = Phrase("Controleer de naam, of neem de instantie op.")
        super().__init__(
            "Instantie '{name}' staat niet in het register. {hint}", name=name, hint=_meant(alike) if alike else check
        )


class AgencyAmbiguous(RuleError):
    """A name that two agencies bear."""

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        self.name, self.codes = name, tuple(codes)
        super().__init__(
            "Er zijn meer instanties die {name} heten. Geef in plaats van de naam de code: {codes}.",
            name=name,
            codes=_or(codes),
        )


class MunicipalityNotInYear(RuleError):
    """A municipality that did not exist in that year."""

    def __init__(self, name: str, year: int) -> None:
        self.name, self.year = name, year
        super().__init__(
            "Gemeente {name} bestond niet in {year} volgens het register. Kies een ander jaar, of de gemeente die toen"
            " bestond.",
            name=name,
            year=year,
        )


class MunicipalityAmbiguous(RuleError):
    """A name that two municipalities bear at the same time."""

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        self.name, self.codes = name, tuple(codes)
        super().__init__(
            "Er zijn meer gemeenten die {name} heten. Geef in plaats van de naam de code: {codes}.",
            name=name,
            codes=_or(codes),
        )


class YearWithoutData(RuleError):
    """A year of which the register holds no work at all."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            "Over {year} staat er niets in het register: geen bezoek, voorlichting, signaal of cliënt. Kies een ander"
            " jaar, of lees de gegevens van {year} eerst in.",
            year=year,
        )


class UnknownProfile(RuleError):
    """A profile of small numbers that does not exist."""

    def __init__(self, profile: str, known: Sequence[str]) -> None:
        self.profile = profile
        super().__init__("Profiel '{profile}' bestaat niet. Kies {known}.", profile=profile, known=_or(known))


class PeriodBackwards(RuleError):
    """A period that ends before it starts."""

    def __init__(self, starts_on: date, ends_on: date) -> None:
        self.starts_on, self.ends_on = starts_on, ends_on
        super().__init__(
            "De periode eindigt ({ends_on}) voor zij begint ({starts_on}). Kies een periode die al begonnen is.",
            ends_on=ends_on,
            starts_on=starts_on,
        )


class NotForReleasing(Refused):
    """Somebody releases a report who may not."""

    def __init__(self) -> None:
        super().__init__("Een rapport vrijgeven mag alleen een coördinator of een regiomanager. Vraag het een van hen.")


class YearStillRuns(RuleError):
    """A report is released over a year that is not over."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            "{year} is nog niet voorbij: een rapport daarover kan vanaf 1 januari worden vrijgegeven.", year=year
        )


class NotProtected(RuleError):
    """A report in another profile than the policy has for what leaves."""

    def __init__(self, profile: str, wanted: str) -> None:
        super().__init__(
            "Dit rapport is gemaakt met profiel '{profile}', maar wat het huis uitgaat volgt '{wanted}' (beleid)."
            " Maak het opnieuw met dat profiel.",
            profile=profile,
            wanted=wanted,
        )


class AlreadyReleased(RuleError):
    """A second release without a reason: a correction says why."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            "Dit rapport is al vrijgegeven als {number}. Is het een verbetering, geef dan met --reason aan waarom.",
            number=number,
        )


class ShowsMore(RuleError):
    """A release that shows what an earlier one hid; which figures those are is not told."""

    def __init__(self, many: int) -> None:
        self.many = many
        super().__init__(
            "Dit rapport toont {many} aantallen die in een eerder vrijgegeven rapport verborgen zijn; naast elkaar"
            " verraden zij wat verborgen was. Maak het rapport opnieuw, dan blijven die verborgen.",
            many=many,
        )


class CountedOtherwise(RuleError):
    """Reports of a year of which others were released before what they count changed."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            "Sinds de eerste rapporten over {year} zijn vrijgegeven, zijn gegevens over dat jaar veranderd. De cijfers"
            " van gemeenten, instanties en het land zouden niet meer bij elkaar passen. Geef daarom van alle rapporten"
            " een nieuwe versie vrij: waakvlam report release all --year {year} --reason '...' --by LOGIN.",
            year=year,
        )


class ReportsInTheMaking(RuleError):
    """Reports of a year that another process makes or releases at this moment."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            "De rapporten over {year} worden op dit moment al gemaakt of vrijgegeven. Wacht tot dat klaar is, en"
            " probeer het dan opnieuw.",
            year=year,
        )


class ReasonTooLong(RuleError):
    """A reason for a correction that is longer than what is kept of it; both counted in characters."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(
            "De reden van de correctie telt {length} tekens en mag er {most} tellen. Zeg het korter, en zonder namen.",
            length=length,
            most=most,
        )


class NothingReleased(RuleError):
    """A number that no released report has."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "Er is geen rapport vrijgegeven onder nummer {number}. Kijk met 'waakvlam report list'.", number=number
        )


def _meant(alike: Sequence[str]) -> Phrase:
    return Phrase("Bedoelt u {alike}?", alike=either(alike))


def _or(words: Sequence[str]) -> str:
    *first, last = words
    return Phrase("{first} of {last}", first=tuple(first), last=last) if first else last
