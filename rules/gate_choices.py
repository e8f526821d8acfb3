"""What people can do with a finding of the anonymisation gate, and what that makes of the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.gate_findings import Finding, GateLevel
from rules.vocabulary import Role, Word


class Choice(Word):
    """What somebody decided about one finding of the gate."""

    REMOVE = "remove", "verwijderen"
    REPLACE = "replace", "vervangen door een rol"
    POINTS_AT_NOBODY = "points_at_nobody", "wijst niemand aan"
    LET_PASS = "let_pass", "toch doorlaten, als tweede persoon"


class TextPart(Word):
    """Which part of what leaves a finding stands in."""

    SUBJECT = "subject", "onderwerp"
    TEXT = "text", "tekst"
    HTML = "html", "opgemaakte tekst"
    FILE_NAME = "file_name", "bestandsnaam"
    METADATA = "metadata", "eigenschappen van het bestand"
    ATTACHMENT = "attachment", "bijlage"


SETTLES: Mapping[GateLevel, Choice] = {
    GateLevel.BLOCK: Choice.LET_PASS,
    GateLevel.CONFIRM: Choice.POINTS_AT_NOBODY,
    GateLevel.WARN: Choice.POINTS_AT_NOBODY,
}
"""Which choice lets a finding of each level stay in the text; the others take it out."""

SECOND_READERS = frozenset({Role.JURIST, Role.MANAGER})
"""Who may let pass what the gate holds back: never the writer."""

FINDING_READERS = SECOND_READERS | {Role.ADVISER}
"""Who may see what the gate found: it is as confidential as the text. Source: DOMAIN.md 6.2 (house policy)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A finding to take out of the text."""

    finding: Finding
    choice: Choice


def rewritten(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` without what the edits take out, or with the role of its kind in the place.

    Raises: ValueError for a choice that leaves the text as it is.
    """
    for edit in sorted(edits, key=lambda one: one.finding.start, reverse=True):
        if edit.choice not in (Choice.REMOVE, Choice.REPLACE):
            raise ValueError(f"{edit.choice!r} does not change a text")
        put = edit.finding.replacement if edit.choice is Choice.REPLACE else ""
        text = _joined(text[: edit.finding.start], put, text[edit.finding.end :])
    return text


def _joined(before: str, put: str, after: str) -> str:
    """Join three pieces; where nothing is put between, one of two spaces goes, and a sentence keeps its capital."""
    if put and (not before.strip() or before.rstrip()[-1] in ".!?\n"):
        put = put[0].upper() + put[1:]
    if not put and (not before or before[-1].isspace()):
        after = after.removeprefix(" ")
    return (
        before.rstrip(" ") + after if not put and after[:1] in (",", ".", ";", ":", "!", "?") else before + put + after
    )
