"""What the anonymisation gate can find, and how much each finding weighs."""

from dataclasses import dataclass, field

from rules.vocabulary import Word


class GateLevel(Word):
    """How much a finding weighs: who may let it pass."""

    BLOCK = "block", "tegenhouden: alleen een tweede persoon laat het door, met een reden"
    CONFIRM = "confirm", "bevestigen: weghalen, vervangen of zeggen waarom het niemand aanwijst"
    WARN = "warn", "opletten: samen met andere feiten kan het iemand aanwijzen"


class FindingKind(Word):
    """What kind of identifying text was found. The values are those of the labelled sets: Dutch, in capitals."""

    BSN = "BSN", "burgerservicenummer"
    PHONE = "TELEFOON", "telefoonnummer"
    EMAIL = "EMAIL", "e-mailadres"
    IBAN = "IBAN", "rekeningnummer"
    ADDRESS = "ADRES", "adres of postcode"
    BIRTH_DATE = "GEBOORTEDATUM", "geboortedatum"
    CASE_NUMBER = "KENMERK", "dossier- of zaaknummer"
    SOCIAL_ACCOUNT = "SOCIAAL_ACCOUNT", "account op sociale media"
    PLATE = "KENTEKEN", "kenteken"
    PERSON = "PERSOON", "mogelijke naam van een persoon"
    STAFF = "MEDEWERKER", "mogelijke naam van een medewerker"
    SCHOOL = "SCHOOL", "school"
    RESIDENCE = "WOONPLAATS", "woonplaats"
    AGE = "LEEFTIJD", "leeftijd"
    ROOM = "KAMER", "kamernummer"
    CIRCUMSTANCE = "OMSTANDIGHEID", "omstandigheid die weinigen delen"


LEVELS: dict[FindingKind, GateLevel] = {
    FindingKind.BSN: GateLevel.BLOCK,
    FindingKind.PHONE: GateLevel.BLOCK,
    FindingKind.EMAIL: GateLevel.BLOCK,
    FindingKind.IBAN: GateLevel.BLOCK,
    FindingKind.ADDRESS: GateLevel.BLOCK,
    FindingKind.BIRTH_DATE: GateLevel.BLOCK,
    FindingKind.CASE_NUMBER: GateLevel.BLOCK,
    FindingKind.SOCIAL_ACCOUNT: GateLevel.BLOCK,
    FindingKind.PLATE: GateLevel.BLOCK,
    FindingKind.PERSON: GateLevel.CONFIRM,
    FindingKind.STAFF: GateLevel.CONFIRM,
    FindingKind.SCHOOL: GateLevel.CONFIRM,
    FindingKind.RESIDENCE: GateLevel.CONFIRM,
    FindingKind.AGE: GateLevel.WARN,
    FindingKind.ROOM: GateLevel.WARN,
    FindingKind.CIRCUMSTANCE: GateLevel.WARN,
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place in a text: code points from `start` up to and without `end`. It holds no text.

    `replacement` is what can stand there instead, with one click: a role or a range, or nothing.
    """

    start: int
    end: int
    kind: FindingKind
    level: GateLevel
    replacement: str = field(default="", compare=False)

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether this finding shares a code point with the given place."""
        return self.start < end and start < self.end


def found(start: int, end: int, kind: FindingKind) -> Finding:
    """Return a finding at the level of its kind."""
    return Finding(start, end, kind, LEVELS[kind])
