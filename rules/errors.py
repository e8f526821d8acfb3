"""Errors a person can mend: each says in Dutch what is wrong, where, and what to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from rules.vocabulary import Word


class Phrase(str):
    """A Dutch sentence, or a part of one, that still knows its template and facts, so that it can be said in English.

    A fact is a value as it stands in the sentence, a Word, a phrase, or a tuple of these, told with commas.
    """

    template: str
    facts: Mapping[str, object]

    def __new__(cls, template: str, **facts: object) -> Self:
        """Fill `template` with `facts`; without any it is the phrase itself, or a phrase that was made before."""
        if isinstance(template, cls) and not facts:
            return template
        made = super().__new__(cls, filled(template, facts, _in_dutch))
        made.template, made.facts = template, facts
        return made


class Lines(tuple[str, ...]):
    """Phrases as one fact of another, each on a line of its own."""


def filled(template: str, facts: Mapping[str, object], said: Callable[[Word | Phrase], str]) -> str:
    """Return a template with its facts, of which words and phrases are told as `said` tells them."""

    def told(fact: object) -> object:
        if isinstance(fact, tuple):
            return ("\n" if isinstance(fact, Lines) else ", ").join(str(told(one)) for one in fact)
        return said(fact) if isinstance(fact, Word | Phrase) else fact

    return template.format(**{name: told(fact) for name, fact in facts.items()}) if facts else template


def either(choices: Sequence[str]) -> str:
    """Return choices as 'a of b of c'; there is at least one."""
    first, *others = choices
    return Phrase("{first} of {last}", first=first, last=either(others)) if others else first


def _in_dutch(said: Word | Phrase) -> str:
    return said.dutch if isinstance(said, Word) else str(said)


class RuleError(Exception):
    """A request that the rules refuse. `str(error)` is a Dutch sentence for the person at work.

    It is never retried: the person has to change something. One subclass per error, holding the facts; `said` is the
    sentence with its template, for who reads English.
    """

    def __init__(self, template: str = "", **facts: object) -> None:
        self.said = Phrase(template, **facts)
        super().__init__(self.said)


class Refused(RuleError):
    """Something this person may not do (exit code 3)."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong in a file: where it is and how to mend it.

    `row` counts as a spreadsheet does (the header is row 1); None when the flaw concerns the whole file.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> Phrase:
        """Return the flaw with its place before it."""
        place = [self.file]
        if self.row is not None:
            place.append(Phrase("rij {row}", row=self.row))
        if self.column is not None:
            place.append(Phrase("kolom '{column}'", column=self.column))
        return Phrase("{place}: {message}", place=tuple(place), message=self.message)


class FlawedInput(RuleError):
    """A file with one or more flaws, all reported at once; nothing of it was saved."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("{flaws}", flaws=Lines(flaw.said for flaw in self.flaws))
