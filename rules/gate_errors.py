"""What the anonymisation gate refuses, in sentences for the person at work. None repeats a text or a name."""

from collections.abc import Iterable, Mapping, Sequence

from rules.errors import Refused, RuleError
from rules.gate_choices import Choice, TextPart
from rules.gate_findings import Finding, FindingKind, GateLevel
from rules.vocabulary import Role

_MEND = "Verwijder, vervang of geef een reden."
_NEVER = "Haal het weg."
SENTENCES: Mapping[FindingKind, str] = {
    FindingKind.BSN: "Een BSN mag nooit in een signaal staan",
    FindingKind.PHONE: "Een telefoonnummer mag niet in een signaal staan",
    FindingKind.EMAIL: "Een e-mailadres mag niet in een signaal staan",
    FindingKind.IBAN: "Een rekeningnummer mag niet in een signaal staan",
    FindingKind.ADDRESS: "Een adres of postcode mag niet in een signaal staan",
    FindingKind.BIRTH_DATE: "Een geboortedatum mag niet in een signaal staan",
    FindingKind.CASE_NUMBER: "Een dossier- of zaaknummer mag niet in een signaal staan",
    FindingKind.SOCIAL_ACCOUNT: "Een account mag niet in een signaal staan",
    FindingKind.PLATE: "Een kenteken mag niet in een signaal staan",
    FindingKind.PERSON: "Mogelijke naam",
    FindingKind.STAFF: "Mogelijke naam van een medewerker",
    FindingKind.SCHOOL: "Mogelijk een school",
    FindingKind.RESIDENCE: "Mogelijk een woonplaats",
    FindingKind.AGE: "Een leeftijd",
    FindingKind.ROOM: "Een kamernummer",
    FindingKind.CIRCUMSTANCE: "Een omstandigheid die weinigen delen",
}


def sentence(finding: Finding, quote: str | None = None) -> str:
    """Return what a person reads about one finding; `quote` is its text, for the page of the writer only.

    Places count from 1, the last included. Source: TRUST.md section 7, rows 28 and 29.
    """
    said = SENTENCES[finding.kind]
    if finding.kind is FindingKind.PERSON and finding.level is GateLevel.BLOCK:
        said = "Naam uit deze zaak"
    quoted = f": '{quote}'" if quote is not None else ""
    advice = _NEVER if finding.level is GateLevel.BLOCK else _MEND
    return f"{said}{quoted} (teken {finding.start + 1}-{finding.end}). {advice}"


class GateHolds(RuleError):
    """A text that may not leave as it is. Holds the findings that are still open, in order; never the text."""

    def __init__(self, reference: str, findings: Sequence[Finding], part: TextPart | None = None) -> None:
        self.reference, self.findings = reference, tuple(findings)
        where = f" ({part.dutch})" if part else ""
        told = "\n".join(f"- {sentence(finding)}" for finding in self.findings)
        super().__init__(
            f"Signaal {reference} kan zo niet weg{where}: {len(self.findings)} bevindingen zijn nog open.\n{told}\n"
            "Pas de tekst aan. Wat niemand aanwijst, kunt u met een reden laten staan."
        )


class NoSuchFinding(RuleError):
    """A choice about a place where the gate finds nothing, mostly since the text was changed."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Op die plaats in signaal {reference} staat geen bevinding (meer). Controleer de tekst opnieuw."
        )


class ChoiceDoesNotFit(RuleError):
    """A choice that a finding of this level does not have."""

    def __init__(self, reference: str, level: GateLevel, choices: Iterable[Choice]) -> None:
        self.reference, self.level = reference, level
        others = " of ".join(choice.dutch for choice in choices)
        super().__init__(f"Dat kan niet met deze bevinding in signaal {reference} ({level.value}). Kies: {others}.")


class SecondPersonPasses(Refused):
    """The writer, or somebody without that task, would let pass what the gate holds back."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            f"Deze bevinding in signaal {reference} kan alleen een tweede persoon doorlaten, met een reden: een jurist "
            "of regiomanager die het niet schreef. Haal het weg, of vraag iemand mee te lezen."
        )


class FindingsNotForYou(Refused):
    """Somebody asks what the gate found whose work does not need it."""

    def __init__(self, reference: str, role: Role) -> None:
        self.reference, self.role = reference, role
        super().__init__(
            f"Als {role.dutch} mag u de bevindingen bij signaal {reference} niet zien: die zijn vertrouwelijk. "
            "Vraag het aan de vertrouwenspersoon of de jurist."
        )


class ReasonMissing(RuleError):
    """A finding would stay in the text without a reason."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"Schrijf op waarom deze bevinding in signaal {reference} kan blijven staan.")


class NameUnusable(RuleError):
    """A known name that is empty or too long to be one; it is not repeated."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"Geef elke naam apart, met ten minste één letter en hoogstens {longest} tekens.")
