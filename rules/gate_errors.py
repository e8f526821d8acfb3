"""What the anonymisation gate refuses, in sentences for the person at work. None repeats a text or a name."""

from collections.abc import Iterable, Mapping, Sequence

from rules.errors import Lines, Phrase, Refused, RuleError, either
from rules.gate_choices import Choice, TextPart
from rules.gate_findings import Finding, FindingKind, GateLevel
from rules.vocabulary import Role

_MEND = Phrase("Verwijder, vervang of geef een reden.")
_NEVER = Phrase("Haal het weg.")
SENTENCES: Mapping[FindingKind, Phrase] = {
    FindingKind.BSN: Phrase("Een BSN mag nooit in een signaal staan"),
    FindingKind.PHONE: Phrase("Een telefoonnummer mag niet in een signaal staan"),
    FindingKind.EMAIL: Phrase("Een e-mailadres mag niet in een signaal staan"),
    FindingKind.IBAN: Phrase("Een rekeningnummer mag niet in een signaal staan"),
    FindingKind.ADDRESS: Phrase("Een adres of postcode mag niet in een signaal staan"),
    FindingKind.BIRTH_DATE: Phrase("Een geboortedatum mag niet in een signaal staan"),
    FindingKind.CASE_NUMBER: Phrase("Een dossier- of zaaknummer mag niet in een signaal staan"),
    FindingKind.SOCIAL_ACCOUNT: Phrase("Een account mag niet in een signaal staan"),
    FindingKind.PLATE: Phrase("Een kenteken mag niet in een signaal staan"),
    FindingKind.PERSON: Phrase("Mogelijke naam"),
    FindingKind.STAFF: Phrase("Mogelijke naam van een medewerker"),
    FindingKind.SCHOOL: Phrase("Mogelijk een school"),
    FindingKind.RESIDENCE: Phrase("Mogelijk een woonplaats"),
    FindingKind.AGE: Phrase("Een leeftijd"),
    FindingKind.ROOM: Phrase("Een kamernummer"),
    FindingKind.CIRCUMSTANCE: Phrase("Een omstandigheid die weinigen delen"),
}


def sentence(finding: Finding, quote: str | None = None) -> Phrase:
    """Return what a person reads about one finding; `quote` is its text, for the page of the writer only.

    Places count from 1, the last included. Source: TRUST.md section 7, rows 28 and 29.
    """
    said = SENTENCES[finding.kind]
    if finding.kind is FindingKind.PERSON and finding.level is GateLevel.BLOCK:
        said = Phrase("Naam uit deze zaak")
    return Phrase(
        "{said}{quoted} (teken {first}-{last}). {advice}",
        said=said,
        quoted=f": '{quote}'" if quote is not None else "",
        first=finding.start + 1,
        last=finding.end,
        advice=_NEVER if finding.level is GateLevel.BLOCK else _MEND,
    )


class GateHolds(RuleError):
    """A text that may not leave as it is. Holds the findings that are still open, in order; never the text."""

    def __init__(self, reference: str, findings: Sequence[Finding], part: TextPart | None = None) -> None:
        self.reference, self.findings = reference, tuple(findings)
        where = Phrase(" ({part})", part=part) if part else ""
        told = Lines(Phrase("- {finding}", finding=sentence(finding)) for finding in self.findings)
        super().__init__(
            "Signaal {reference} kan zo niet weg{where}: {many} bevindingen zijn nog open.\n{told}\n"
            "Pas de tekst aan. Wat niemand aanwijst, kunt u met een reden laten staan.",
            reference=reference,
            where=where,
            many=len(self.findings),
            told=told,
        )


class NoSuchFinding(RuleError):
    """A choice about a place where the gate finds nothing, mostly since the text was changed."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Op die plaats in signaal {reference} staat geen bevinding (meer). Controleer de tekst opnieuw.",
            reference=reference,
        )


class ChoiceDoesNotFit(RuleError):
    """A choice that a finding of this level does not have."""

    def __init__(self, reference: str, level: GateLevel, choices: Iterable[Choice]) -> None:
        self.reference, self.level = reference, level
        super().__init__(
            "Dat kan niet met deze bevinding in signaal {reference} ({level}). Kies: {others}.",
            reference=reference,
            level=level.value,
            others=either(tuple(choices)),
        )


class SecondPersonPasses(Refused):
    """The writer, or somebody without that task, would let pass what the gate holds back."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Deze bevinding in signaal {reference} kan alleen een tweede persoon doorlaten, met een reden: een jurist "
            "of regiomanager die het niet schreef. Haal het weg, of vraag iemand mee te lezen.",
            reference=reference,
        )


class FindingsNotForYou(Refused):
    """Somebody asks what the gate found whose work does not need it."""

    def __init__(self, reference: str, role: Role) -> None:
        self.reference, self.role = reference, role
        super().__init__(
            "Als {role} mag u de bevindingen bij signaal {reference} niet zien: die zijn vertrouwelijk. "
            "Vraag het aan de vertrouwenspersoon of de jurist.",
            role=role,
            reference=reference,
        )


class ReasonMissing(RuleError):
    """A finding would stay in the text without a reason."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Schrijf op waarom deze bevinding in signaal {reference} kan blijven staan.", reference=reference
        )


class NameUnusable(RuleError):
    """A known name that is empty or too long to be one; it is not repeated."""

    def __init__(self, longest: int) -> None:
        super().__init__(
            "Geef elke naam apart, met ten minste één letter en hoogstens {longest} tekens.", longest=longest
        )
