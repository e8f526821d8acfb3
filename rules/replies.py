"""Answers of agencies by link: what they say, what they promise, and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rules.errors import Lines, Phrase, Refused, RuleError
from rules.vocabulary import Word


class ReplyKind(Word):
    """What an agency says it did with a signal, in its own words of choice."""

    STOPPED = "stopped", "maatregel gestopt"
    PLANNED = "planned", "plan met datum"
    DISAGREES = "disagrees", "oneens"


class TimeDecision(Word):
    """What was decided about an agency's wish for more time."""

    GRANTED = "granted", "gegeven"
    REFUSED = "refused", "niet gegeven"


class LinkNotValid(Refused):
    """A link that is mangled, used, over or taken back. It is never told which."""

    def __init__(self, phone: str) -> None:
        super().__init__("Deze link is niet (meer) geldig. Vraag een nieuwe aan: bel {phone}.", phone=phone)


class ContactUnknown(RuleError):
    """A code is asked for somebody who is no contact of the agency."""

    def __init__(self) -> None:
        super().__init__("Deze contactpersoon hoort niet bij de instantie van dit signaal. Kies iemand van de lijst.")


class CodeTooSoon(RuleError):
    """A new code is asked while the last one may still come, or after too many wrong ones."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "Er is net een code verstuurd. Een nieuwe kan {minutes} minuten na de vorige.", minutes=minutes
        )


class CodeWrong(Refused):
    """The code is not the one that was sent, or it is over."""

    def __init__(self) -> None:
        super().__init__("Deze code klopt niet of geldt niet meer. Kijk in de laatste mail, of vraag een nieuwe code.")


class PromiseInPast(RuleError):
    """An agency promises something for a day that was."""

    def __init__(self, on: date) -> None:
        super().__init__("De toegezegde dag {on} is al geweest. Kies vandaag of later.", on=on)


class PromiseMissing(RuleError):
    """A plan without a day."""

    def __init__(self) -> None:
        super().__init__("Bij een plan hoort een datum: geef aan wanneer het is uitgevoerd.")


class MoreTimeTooLate(RuleError):
    """More time is asked until a day before the present term ends."""

    def __init__(self, until: date, due: date) -> None:
        super().__init__(
            "U heeft al tijd tot en met {due}. Vraag een dag na {due}, niet {until}.", due=due, until=until
        )


def check_promise(kind: ReplyKind, promised_on: date | None, today: date) -> None:
    """Refuse a plan without a day, and a day that was. Raises: PromiseMissing, PromiseInPast."""
    if kind is ReplyKind.PLANNED and promised_on is None:
        raise PromiseMissing
    if promised_on is not None and promised_on < today:
        raise PromiseInPast(promised_on)


MAX_FILES, MAX_BYTES = 5, 10 * 1024 * 1024
"""How many files may come with an answer, and how large each may be."""

FILE_KINDS: Mapping[bytes, tuple[str, str]] = MappingProxyType(
    {
        b"%PDF-": ("pdf", "application/pdf"),
        b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
        b"\xff\xd8\xff": ("jpg", "image/jpeg"),
        b"PK\x03\x04": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    }
)
"""What a file begins with, by what it then may be called. Its own claim about itself is not believed."""


class FilesRefused(RuleError):
    """Files that cannot come with an answer; all that is wrong with them at once."""

    def __init__(self, flaws: Sequence[Phrase]) -> None:
        super().__init__("{flaws}", flaws=Lines(flaws))


@dataclass(frozen=True, slots=True, repr=False)
class IncomingFile:
    """A file that came with an answer; shows nothing of itself."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str | None:
        """What it is by its first bytes, when it may come; None otherwise."""
        for start, (_, kind) in FILE_KINDS.items():
            if self.content.startswith(start):
                return kind
        return None


def check_files(files: Sequence[IncomingFile]) -> None:
    """Refuse what is too much, too large, empty, or no PDF, Word file or picture. Raises: FilesRefused, all at once."""
    flaws: list[Phrase] = []
    if len(files) > MAX_FILES:
        flaws.append(
            Phrase("Er kunnen hooguit {most} bijlagen mee, dit zijn er {many}.", most=MAX_FILES, many=len(files))
        )
    for number, file in enumerate(files, start=1):
        if len(file.content) > MAX_BYTES:
            flaws.append(Phrase("Bijlage {number} is groter dan {most} MB.", number=number, most=MAX_BYTES // 2**20))
        elif file.media_type is None:
            flaws.append(Phrase("Bijlage {number} is geen pdf, docx, png of jpg, of is leeg.", number=number))
    if flaws:
        raise FilesRefused(flaws)
