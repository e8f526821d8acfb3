"""What each word of a text is: plain, something that may stay, a place, or a possible name."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from rules.gate_bodies import Bodies
from rules.gate_context import LEAST_LETTERS
from rules.gate_words import section

_LONG_WORD, _LONG_ABBREVIATION = 9, 6


class Verdict(Enum):
    """What one token is."""

    PLAIN = auto()
    STAYS = auto()
    PLACE = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Judge(Bodies):
    """Judges one word: by its capital, by the lists, and by what it does in its sentence."""

    def _verdict(self, index: int) -> Verdict:
        token = self.row[index]
        if index in self.taken:
            return Verdict.PLAIN
        if index in self.stays:
            return Verdict.STAYS
        if len(token.base) < 2:
            return Verdict.PLAIN
        if token.shouted:
            return self._of_shouted(index)
        if token.is_abbreviation:
            return self._of_abbreviation(index)
        if token.is_capital:
            return self._of_capital(index)
        return self._of_lower(index)

    def _of_shouted(self, index: int) -> Verdict:
        base = self.row[index].base
        if len(base) < LEAST_LETTERS and base in self.lexicon.first_names and self.row[index].opens:
            return Verdict.NAME if self._verb_follows(index) and self._acts_as_name(index) else Verdict.PLAIN
        if base in self.lexicon.surnames and self._after(index, "strong_links"):
            return Verdict.NAME
        if self.lexicon.is_dutch(base):
            return Verdict.NAME if self.row[index].opens and self._acts_as_name(index) else Verdict.PLAIN
        if self._is_place(base) and base not in self.lexicon.first_names:
            return Verdict.PLACE
        return Verdict.PLAIN if self._is_allowed_word(base) or len(base) < LEAST_LETTERS else Verdict.NAME

    def _of_abbreviation(self, index: int) -> Verdict:
        base, text = self.row[index].base, self.row[index].text
        named = base in self.lexicon.first_names and base not in self.lexicon.words and len(base) >= LEAST_LETTERS
        unknown = len(text) > _LONG_ABBREVIATION and not self.lexicon.is_dutch(base) and text.isalpha()
        return Verdict.NAME if (named or unknown) and not self._is_allowed_word(base) else Verdict.PLAIN

    def _of_capital(self, index: int) -> Verdict:
        token = self.row[index]
        if self._is_in_place(index):
            return Verdict.PLACE
        if self._is_allowed_word(token.base) and not self._is_linked(index):
            if self._counts(index):
                return Verdict.STAYS
            return Verdict.NAME if token.opens and self._acts_as_name(index) else Verdict.STAYS
        if self._is_organisation(index):
            return Verdict.STAYS
        if self._is_country(index) and not (token.opens and self._acts_as_name(index)):
            return Verdict.STAYS
        if self._is_place(token.base) and not self._is_likelier_person(index):
            return Verdict.NAME if token.opens and self._acts_as_name(index) else Verdict.PLACE
        if token.opens:
            return self._of_opening(index)
        return Verdict.PLAIN if self._is_long_word(index) else Verdict.NAME

    def _of_opening(self, index: int) -> Verdict:
        base = self.row[index].base
        if not self.lexicon.is_dutch(base):
            return Verdict.NAME
        return Verdict.NAME if self._acts_as_name(index) else Verdict.PLAIN

    def _follows_kin(self, index: int) -> bool:
        """Tell whether a word stands after a word for a relative and is no verb: oma ria."""
        base = self.row[index].base
        likely = len(base) >= LEAST_LETTERS and base not in section("cues.txt", "verbs") | section("cues.txt", "closed")
        return likely and self._after(index, "kin") and not self._verb_follows(index - 1)

    def _follows_old_article(self, index: int) -> bool:
        """Tell whether 'der' or 'den' stands before, as hardly anywhere but in names: van der veen; not den haag."""
        before = self.row[index - 1].base if index else ""
        return (
            before in ("der", "den")
            and self._adjoin(index - 1)
            and not self._is_place(f"{before} {self.row[index].base}")
        )

    def _of_lower(self, index: int) -> Verdict:
        token, base = self.row[index], self.row[index].base
        if token.opens and self._acts_as_name(index) and base in self.lexicon.first_names:
            return Verdict.NAME
        if base in self.lexicon.surnames and self._follows_old_article(index):
            return Verdict.NAME
        if self._is_place(base) and base not in self.lexicon.words and self._is_home(index):
            return Verdict.PLACE
        if base in self.lexicon.first_names and (
            base in section("cues.txt", "small_names") or self._follows_kin(index)
        ):
            return Verdict.NAME
        if len(base) < LEAST_LETTERS or self.lexicon.is_dutch(base) or base in self.lexicon.peoples:
            return Verdict.PLAIN
        if self._is_place(base):
            return Verdict.PLAIN if self._is_country(index) else Verdict.PLACE
        if base in self.lexicon.first_names or (token.opens and self._verb_follows(index)):
            return Verdict.PLAIN if self._is_allowed_word(base) else Verdict.NAME
        return Verdict.NAME if base in self.lexicon.surnames and self._follows_link(index) else Verdict.PLAIN

    def _is_likelier_person(self, index: int) -> bool:
        base, run = self.row[index].base, self._run(index)
        beside = any(
            self.lexicon.is_name(self.row[i].base) and not self._is_place(self.row[i].base)
            for i in run
            if i != index and not (self.row[i].opens and self.row[i].base in section("cues.txt", "closed"))
        )
        if (
            index > run[0]
            and base in self.lexicon.surnames
            and self.row[index - 1].base in section("cues.txt", "links")
        ):
            return True
        if self._is_linked(index):
            return True
        if index > 0 and self.row[index - 1].base.startswith("gezinshui"):  # a family home bears a family's name
            return True
        into = index > 0 and self.row[index - 1].base in section("cues.txt", "into")
        cued = any(self._after(index, cues) for cues in ("titles", "person_cues", "staff_cues"))
        return beside or cued or (base in self.lexicon.first_names and not into)

    def _is_long_word(self, index: int) -> bool:
        base = self.row[index].base
        return (
            len(base) >= _LONG_WORD and self.lexicon.is_dutch(base) and not self.lexicon.is_name(base)
            and len(self._run(index)) == 1 and not self._after(index, "titles")
        )  # fmt: skip

    def _acts_as_name(self, index: int) -> bool:
        """Tell whether a word that is also a name does at the start of a sentence what names do."""
        token = self.row[index]
        named = token.base in self.lexicon.first_names or token.base in section("cues.txt", "word_names")
        if not named or index + 1 >= len(self.row):
            return named and token.base not in section("cues.txt", "closed")
        follows, gap = self.row[index + 1], self.text[token.end : self.row[index + 1].start]
        if token.base in section("cues.txt", "closed") and token.base not in self.lexicon.first_names:
            return False
        if gap.strip() == "" and follows.base in section("cues.txt", "verbs"):
            return True
        if token.base in section("cues.txt", "closed"):
            return bool(re.match(r"\s*[(,]\s*\d\d?\b", self.text[token.end :]))
        if token.base in self.lexicon.first_names and token.is_capital:
            return True
        return token.is_possessive or self._is_set_apart(index, gap) or self._verb_follows(index)

    def _is_set_apart(self, index: int, gap: str) -> bool:
        follows = self.row[index + 1]
        if gap.strip()[:1] in {"(", "/"} or re.match(r"\s*,\s*\d", self.text[self.row[index].end :]):
            return True
        if gap.strip() == "," and follows.base in {"die", "zo", "dat", "geboren", "mijn", "de", "het"}:
            return True
        if gap.strip() == "" and follows.base in section("cues.txt", "links"):
            return self._link_leads_to_name(index + 1)
        joined = follows.base in {"en", "of"} and index + 2 < len(self.row) and self.row[index + 2].is_capital
        return joined or (gap.strip() == "" and follows.is_capital and not self._is_allowed_word(follows.base))

    def _link_leads_to_name(self, index: int) -> bool:
        links = section("cues.txt", "links")
        after = next((token for token in self.row[index + 1 : index + 4] if token.base not in links), None)
        return after is not None and self.row[index].base != "en" and after.base in self.lexicon.surnames
