"""Initials: with dots anywhere, a lone capital only after a word for a person or before an age."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rules.gate_context import LEAST_LETTERS, LOOK_BACK, Context
from rules.gate_findings import Finding, FindingKind, found
from rules.gate_words import section

_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-ZÀ-Þ]|IJ|Ch|Th|Ph|St)\.(?:\s?-?(?:[A-ZÀ-Þ]|IJ|[vdt])\.(?=\W"
    r"|[A-ZÀ-Þ]|[vd]\.))*(?:\s?[A-ZÀ-Þ](?!\w))?"
)
_INITIALS_AND_NAME = re.compile(
    r"(?<![\w.])(?:(?:[A-ZÀ-Þ]|IJ|Ch|Th|Ph|St)\.\s?){1,4}(?:\([A-ZÀ-Þ][\w-]+\)\s)?"
    r"(?:(?:v\s?[./]\s?d\.?|v\.|v/h|van|de|der|den|ter|ten|te|het|in|op|'t|’t|el|al|ben)\s?)*(?<=[\s./])[A-ZÀ-Þ][\w'’-]+"
)
_LONE = re.compile(r"(?<![\w.'’/&+-])[A-TV-WYZÀ-Þ](?![\w'’/&+.-])")
_NUMBERED = re.compile(
    r"\b(?:groep|unit|afdeling|klas|blok|plan|gebouw|vleugel|bijlage|deel"
    r"|type|categorie|vitamine|hepatitis|locatie|team|optie|variant|artikel"
    r"|art\.|lid|kolom|versie|niveau|huis|module|verdieping|stap"
    r"|onderdeel|punt|scenario|rij|fase|diploma|leefgroep|situatie|antwoord|vak)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Initials(Context):
    """Finds initials, alone or before a family name."""

    def initials(self) -> Iterator[Finding]:
        """Yield initials, with the family name that follows them."""
        for hit in _INITIALS.finditer(self.text):
            if not self._is_numbered(hit) and not self._is_taken(hit.start()):
                yield found(hit.start(), hit.end(), FindingKind.PERSON)
        for hit in _INITIALS_AND_NAME.finditer(self.text):
            if not self._is_numbered(hit) and not self._is_taken(hit.start()):
                yield found(hit.start(), hit.end(), FindingKind.PERSON)
        for hit in _LONE.finditer(self.text):
            if not self._is_numbered(hit) and self._is_lone_person(hit):
                yield found(hit.start(), hit.end(), FindingKind.PERSON)
        for index, token in enumerate(self.row):
            if (
                token.is_abbreviation
                and len(token.text) < LEAST_LETTERS + 1
                and index not in self.stays
                and self._after(index, "person_cues")
            ):
                yield found(token.start, token.end, FindingKind.PERSON)

    def _is_numbered(self, hit: re.Match[str]) -> bool:
        return _NUMBERED.search(self.text[max(0, hit.start() - LOOK_BACK) : hit.start()]) is not None

    def _is_lone_person(self, hit: re.Match[str]) -> bool:
        before = re.search(r"([\w-]+)\W{0,3}$", self.text[max(0, hit.start() - LOOK_BACK) : hit.start()])
        cue = before is not None and before[1].casefold() in section("cues.txt", "person_cues")
        return cue or bool(
            re.match(
                r"\s*\(\d{1,2}\b|\s(?:zei|zegt|vertelt|vertelde|geeft aan)\b", self.text[hit.end() : hit.end() + 14]
            )
        )

    def _is_taken(self, place: int) -> bool:
        index = bisect_right(self.row, place, key=lambda token: token.start) - 1
        return index >= 0 and place < self.row[index].end and (index in self.taken or index in self.stays)
