"""What was typed in a plain form, read field by field; all that is wrong is told at once, each at its own field."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from starlette.datastructures import FormData

from desk.web.desk import Desk
from desk.web.errors import FormFlawed
from desk.web.numbers import number_in
from rules.errors import FlawedInput, Phrase
from rules.vocabulary import Word

AWord = TypeVar("AWord", bound=Word)
LONGEST = 20_000
MOST = 999


@dataclass(slots=True, repr=False)
class Typed:
    """The fields of one sent form. Read them all, then `check`: until then a wrong field gives a stand-in."""

    form: FormData
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def at(cls, desk: Desk) -> "Typed":
        """Return what was sent to a page."""
        return cls(desk.form)

    def text(self, name: str, longest: int = LONGEST, *, needed: bool = False) -> str:
        """Return a text without the white space around it."""
        value = self.form.get(name, "")
        given = value.strip() if isinstance(value, str) else ""
        if len(given) > longest:
            self.errors[name].append(Phrase("Dit is langer dan {longest} tekens. Maak het korter.", longest=longest))
        if needed and not given:
            self.errors[name].append(Phrase("Vul dit in."))
        return given

    def yes(self, name: str) -> bool:
        """Return whether a box was ticked."""
        return self.form.get(name) == "yes"

    def word_or_none(self, name: str, words: type[AWord]) -> AWord | None:
        """Return a word of a closed list; None when nothing was chosen."""
        given = self.text(name)
        if not given:
            return None
        if given not in [word.value for word in words]:
            self.errors[name].append(Phrase("Kies een van de mogelijkheden."))
            return None
        return words(given)

    def word(self, name: str, words: type[AWord]) -> AWord:
        """Return a word of a closed list, which must be chosen."""
        chosen = self.word_or_none(name, words)
        if chosen is None:
            if name not in self.errors:
                self.errors[name].append(Phrase("Kies een van de mogelijkheden."))
            return next(iter(words))
        return chosen

    def number_or_none(self, name: str, least: int = 0, most: int = MOST) -> int | None:
        """Return a whole number; None when nothing was typed."""
        given = self.text(name)
        if not given:
            return None
        number = number_in(given)
        if number is None or not least <= number <= most:
            self.errors[name].append(
                Phrase("Vul een heel getal in, van {least} tot en met {most}.", least=least, most=most)
            )
            return None
        return number

    def number(self, name: str, least: int = 0, most: int = MOST) -> int:
        """Return a whole number, which must be typed."""
        given = self.number_or_none(name, least, most)
        if given is None:
            if name not in self.errors:
                self.errors[name].append(Phrase("Vul een aantal in; nul mag ook."))
            return least
        return given

    def day_or_none(self, name: str) -> date | None:
        """Return a day; None when nothing was typed."""
        given = self.text(name)
        try:
            return date.fromisoformat(given) if given else None
        except ValueError:
            self.errors[name].append(Phrase("Vul een dag in, zoals 2026-04-08."))
            return None

    def day(self, name: str, otherwise: date) -> date:
        """Return a day; `otherwise` when nothing was typed."""
        return self.day_or_none(name) or otherwise

    def clock(self, name: str, otherwise: time) -> time:
        """Return a time of the day in Amsterdam; `otherwise` when nothing was typed."""
        given = self.text(name)
        try:
            return time.fromisoformat(given) if given else otherwise
        except ValueError:
            self.errors[name].append(Phrase("Vul een tijd in, zoals 14:30."))
            return otherwise

    def check(self) -> None:
        """Raises: FormFlawed when a field is not right."""
        if self.errors:
            raise FormFlawed(self.errors)


@contextmanager
def at_fields(names: Mapping[str, str], otherwise: str) -> Iterator[None]:
    """Tell what the rules refuse at the field of the form that it is about; `names`: field by column of the rules."""
    try:
        yield
    except FlawedInput as flawed:
        told: dict[str, list[str]] = defaultdict(list)
        for flaw in flawed.flaws:
            told[names.get(flaw.column or "", otherwise)].append(flaw.message)
        raise FormFlawed(told) from flawed
