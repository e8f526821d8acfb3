"""What the planner answers, in words for people: why a visit has no place, and the smallest change that helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.exchange import clock
from planner.model import Reason, Relaxation, RelaxKind
from rules.errors import Phrase
from rules.policy_words import Weekday

REASONS: Mapping[str, str] = {
    Reason.CLOSED: "gesloten op alle dagen",
    Reason.NO_WORKING_DAY: "niemand werkt dan",
    Reason.NO_CERT: "niemand met het juiste certificaat",
    Reason.WINDOW_TOO_SHORT: "de uren zijn te kort voor een bezoek",
    Reason.UNREACHABLE: "te ver om op één dag te halen",
    Reason.NO_ROOM: "geen ruimte in de rondes",
}
HELP: Mapping[RelaxKind, str] = {
    RelaxKind.SUBSTITUTE: "een tweede vervanger",
    RelaxKind.TOLERANCE: "{days} dagen na het venster",
    RelaxKind.HOURS: "een werkdag die {minutes} minuten langer is",
    RelaxKind.HOLIDAY: "een bezoek op een feestdag",
    RelaxKind.CERTIFICATE: "een certificaat voor gesloten jeugdhulp",
    RelaxKind.LOAD: "{minutes} minuten meer werk in die week",
    RelaxKind.DRIVE: "{minutes} minuten meer rijden op die dag",
}


@dataclass(frozen=True, slots=True)
class Help:
    """The smallest change that would place a visit: of what kind, by whom and when, and the sentence that says so."""

    kind: str
    adviser_code: str
    on: date
    start: str
    days: int
    minutes: int
    sentence: Phrase


def help_of(bent: Relaxation | None, adviser_codes: Mapping[int, str]) -> Help | None:
    """Return a relaxation as people read it; None when no single change would help."""
    if bent is None:
        return None
    code, start = adviser_codes[bent.adviser_id], clock(bent.start)
    sentence = Phrase(
        "{code} kan op {weekday} {day} om {start}, met {what}",
        code=code,
        weekday=Weekday.of(bent.on),
        day=bent.on,
        start=start,
        what=Phrase(HELP[bent.kind], days=bent.days, minutes=bent.minutes),
    )
    return Help(bent.kind.value, code, bent.on, start, bent.days, bent.minutes, sentence)
