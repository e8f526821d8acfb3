"""One text, read once: its tokens, and what stands around each of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.gate_tokens import Token
from rules.gate_words import Lexicon, section

LEAST_LETTERS, LOOK_BACK = 3, 24
_LONGEST_RUN = 8
ARTICLES = frozenset({"de", "het", "'t"})
_OF_A_PEOPLE = re.compile(r"\w{3}(?:ese|ees|ische?|aanse?)$")
_LINKED = re.compile(
    r"(?:[A-ZÀ-Þ]\.\s?(?:(?:van|de|der|den|ter|ten|te|el|al|'t|’t)\s)*|\bv\.?\s?[/.]?d\.?\s"
    r"|(?<=[\w)] )(?:Van|De|Den|Der|Ter|Ten|El|Al) (?:den |der |de )?|\bvan (?:de[nr]|'t|’t) |\b[A-ZÀ-Þ]\.? van )$"
)


@dataclass(frozen=True, slots=True)
class Context:
    """A text with its tokens, what may stay, and what other rules have taken."""

    text: str
    row: Sequence[Token]
    stays: frozenset[int]
    taken: frozenset[int]
    lexicon: Lexicon

    def _is_place(self, base: str) -> bool:
        return base in self.lexicon.places or base in section("cues.txt", "municipalities")

    def _is_country(self, index: int) -> bool:
        return self.row[index].base in section("stays.txt", "countries")

    def _is_allowed_word(self, base: str) -> bool:
        words = section("stays.txt", "words")
        head = re.split(r"[-']", base)[0]
        return (
            base in words
            or (head != base and len(head) > LEAST_LETTERS and head in words)
            or base in self.lexicon.peoples
            or (_OF_A_PEOPLE.search(base) is not None and base not in self.lexicon.first_names)
        )

    def _run(self, index: int) -> range:
        """Return the capitalised tokens that stand together around one, with only spaces or & between."""
        first = last = index
        floor, ceiling = max(0, index - _LONGEST_RUN), min(len(self.row) - 1, index + _LONGEST_RUN)
        while first > floor and self.row[first - 1].text[0].isupper() and self._adjoin(first - 1):
            first -= 1
        while last < ceiling and self.row[last + 1].text[0].isupper() and self._adjoin(last):
            last += 1
        return range(first, last + 1)

    def _adjoin(self, index: int) -> bool:
        return not self.text[self.row[index].end : self.row[index + 1].start].strip(" \t\u00a0&")

    def _after(self, index: int, cues: str) -> bool:
        if index == 0:
            return False
        gap = self.text[self.row[index - 1].end : self.row[index].start]
        return gap.strip() in ("", ".", ":", ",") and self.row[index - 1].base in section("cues.txt", cues)

    def _follows_link(self, index: int) -> bool:
        return self._after(index, "links") or self._after(index, "titles") or self._after(index, "person_cues")

    def _verb_follows(self, index: int) -> bool:
        if index + 1 >= len(self.row) or self.text[self.row[index].end : self.row[index + 1].start].strip():
            return False
        word = self.row[index + 1].base
        if word in section("cues.txt", "verbs"):
            return True
        stem = word[:-1] if word.endswith("t") else word[:-2] if word.endswith(("de", "te")) else ""
        if len(stem) < LEAST_LETTERS or word in section("cues.txt", "closed"):
            return False
        return stem in self.lexicon.words or f"{stem}en" in self.lexicon.words

    def _counts(self, index: int) -> bool:
        """Tell whether a number of one or two digits follows at once."""
        return re.match(r"\.?\s\d{1,2}(?![\w.,:/-]*\d)(?!\s*(?:jaar|jr))", self.text[self.row[index].end :]) is not None

    def _is_linked(self, index: int) -> bool:
        start = self.row[index].start
        return _LINKED.search(self.text[max(0, start - LOOK_BACK) : start]) is not None

    def _is_in_place(self, index: int) -> bool:
        """Tell whether the word is part of a place of two words, such as Den Haag."""
        return self._place_around(index) is not None

    def _place_around(self, index: int) -> range | None:
        """Return the tokens of the place of two to four words around one, the longest first."""
        for words in (4, 3, 2):
            for first in range(max(0, index - words + 1), min(index, len(self.row) - words) + 1):
                name = " ".join(token.base for token in self.row[first : first + words])
                if name in self.lexicon.places and self.row[first].is_capital:
                    return range(first, first + words)
        return None

    def _is_home(self, index: int) -> bool:
        """Tell whether a place is where somebody comes from or lives, and not where an agency stands."""
        around = self._place_around(index)
        if around is not None and around[0] != index:
            return self._is_home(around[0])
        if index == 0 or self.row[index - 1].base not in section("cues.txt", "into"):
            return False
        if self.row[index - 1].base == "uit":
            return True
        start = next((i for i in range(index - 1, 0, -1) if self.row[i].opens), 0)
        return any(token.base in section("cues.txt", "home") for token in self.row[start:index])
