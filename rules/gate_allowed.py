"""What may stay: phrases of the house and of the register, found among the tokens of a text."""

from collections.abc import Iterable, Sequence
from functools import cache

from rules.gate_tokens import Token, tokens
from rules.gate_words import section, sections

Phrase = tuple[str, ...]
PhraseBook = dict[str, tuple[Phrase, ...]]


def phrase_book(phrases: Iterable[str]) -> PhraseBook:
    """Return phrases by their first word; 'groep De Vuurtoren' also allows 'De Vuurtoren'."""
    book: PhraseBook = {}
    for phrase in phrases:
        words = tuple(token.base for token in tokens(phrase))
        for form in _forms(words):
            book[form[0]] = (*book.get(form[0], ()), form)
    return book


def _forms(words: Phrase) -> Iterable[Phrase]:
    if words:
        yield words
    if len(words) > 1 and words[0] in section("stays.txt", "before") | {"de", "het", "'t"}:
        yield from _forms(words[1:])


@cache
def house_phrases() -> PhraseBook:
    """Return the phrases that may always stay: bodies, laws, days."""
    return phrase_book(sections("stays.txt")["phrases"])


def allowed(row: Sequence[Token], books: Iterable[PhraseBook]) -> set[int]:
    """Return the indexes of the tokens that are part of a phrase that may stay."""
    stays: set[int] = set()
    for book in books:
        for index, token in enumerate(row):
            for phrase in book.get(token.base, ()):
                if tuple(part.base for part in row[index : index + len(phrase)]) == phrase:
                    stays.update(range(index, index + len(phrase)))
    return stays
