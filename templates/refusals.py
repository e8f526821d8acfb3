"""What the rules refuse in the reader's language: Dutch as it was said, English by the template of each phrase."""

from rules.errors import Phrase, filled
from rules.vocabulary import Language, Word
from templates.english import english_name
from templates.sentences import catalogue

BOOK = "errors-"


def refusal(said: str, language: Language) -> str:
    """Return what somebody is told, with the words in it, in `language`.

    Anything but a phrase is as it was said; a phrase that the catalogue misses keeps its Dutch around the facts.
    """
    if language is Language.NL or not isinstance(said, Phrase):
        return str(said)
    known = catalogue(language, BOOK)

    def told(one: Word | Phrase) -> str:
        return english_name(one) if isinstance(one, Word) else in_english(one)

    def in_english(phrase: Phrase) -> str:
        return filled(known.get(phrase.template, (phrase.template,))[0], phrase.facts, told)

    return in_english(said)
