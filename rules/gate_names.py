"""Possible names: what is written with a capital, or is a known name, and is not known to be allowed."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rules.gate_findings import Finding, FindingKind, found
from rules.gate_tokens import Token
from rules.gate_words import Lexicon, section

_LONG_WORD, _LONG_ABBREVIATION, _LEAST_LETTERS, _LOOK_BACK = 9, 6, 3, 24
_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-ZÀ-Þ]|IJ|Ch|Th|Ph|St)\.(?:\s?-?(?:[A-ZÀ-Þ]|IJ|[vdt])\.(?=\W"
    r"|[A-ZÀ-Þ]|[vd]\.))*(?:\s?[A-ZÀ-Þ](?!\w))?"
)
_LONE = re.compile(r"(?<![\w.'’/&+-])[A-TV-WYZÀ-Þ](?![\w'’/&+.-])")
_NUMBERED = re.compile(
    r"\b(?:groep|unit|afdeling|klas|blok|plan|gebouw|vleugel|bijlage|deel"
    r"|type|categorie|vitamine|hepatitis|locatie|team|optie|variant|artikel"
    r"|art\.|lid|kolom|versie|niveau|huis|module|verdieping|stap"
    r"|onderdeel|punt|scenario|rij|fase|diploma|leefgroep|situatie|antwoord|vak)\s*$",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"(?:[A-ZÀ-Þ]\.\s?(?:(?:van|de|der|den|ter|ten|te|el|al|'t|’t)\s)*|\bv\.?\s?[/.]?d\.?\s"
    r"|(?<=[\w)] )(?:Van|De|Den|Der|Ter|Ten|El|Al) (?:den |der |de )?|\bvan (?:de[nr]|'t|’t) |\b[A-ZÀ-Þ]\.? van )$"
)


class Verdict(Enum):
    """What one token is."""

    PLAIN = auto()
    STAYS = auto()
    PLACE = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Reader:
    """One text, read once: its tokens, what may stay, and what other rules have taken."""

    text: str
    row: Sequence[Token]
    stays: frozenset[int]
    taken: frozenset[int]
    lexicon: Lexicon

    def names(self) -> Iterator[Finding]:
        """Yield each possible name, with its title, initials and joining words."""
        verdicts = [self._verdict(index) for index in range(len(self.row))]
        done = -1
        for index, verdict in enumerate(verdicts):
            if verdict is Verdict.NAME and index > done:
                first, last = self._left(index, verdicts, done), self._right(index, verdicts)
                done = last
                yield self._finding(first, last)
            elif verdict is Verdict.PLACE and index > done and self._is_home(index):
                yield found(self.row[index].start, self.row[index].end, FindingKind.RESIDENCE)

    def initials(self) -> Iterator[Finding]:
        """Yield initials: with dots anywhere, a lone capital only after a word for a person or before an age."""
        for hit in _INITIALS.finditer(self.text):
            if not self._is_numbered(hit) and not self._is_taken(hit.start()):
                yield found(hit.start(), hit.end(), FindingKind.PERSON)
        for hit in _LONE.finditer(self.text):
            if not self._is_numbered(hit) and self._is_lone_person(hit):
                yield found(hit.start(), hit.end(), FindingKind.PERSON)
        for index, token in enumerate(self.row):
            if (
                token.is_abbreviation
                and len(token.text) < _LEAST_LETTERS + 1
                and index not in self.stays
                and self._after(index, "person_cues")
            ):
                yield found(token.start, token.end, FindingKind.PERSON)

    def _is_numbered(self, hit: re.Match[str]) -> bool:
        return _NUMBERED.search(self.text[max(0, hit.start() - _LOOK_BACK) : hit.start()]) is not None

    def _is_lone_person(self, hit: re.Match[str]) -> bool:
        before = re.search(r"([\w-]+)\W{0,3}$", self.text[max(0, hit.start() - _LOOK_BACK) : hit.start()])
        cue = before is not None and before[1].casefold() in section("cues.txt", "person_cues")
        return cue or bool(
            re.match(
                r"\s*\(\d{1,2}\b|\s(?:zei|zegt|vertelt|vertelde|geeft aan)\b", self.text[hit.end() : hit.end() + 14]
            )
        )

    def _is_taken(self, place: int) -> bool:
        index = bisect_right(self.row, place, key=lambda token: token.start) - 1
        return index >= 0 and place < self.row[index].end and (index in self.taken or index in self.stays)

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
        if self.lexicon.is_dutch(base):
            return Verdict.NAME if self.row[index].opens and self._acts_as_name(index) else Verdict.PLAIN
        if base in self.lexicon.places and base not in self.lexicon.first_names:
            return Verdict.PLACE
        return Verdict.PLAIN if self._is_allowed_word(base) or len(base) < _LEAST_LETTERS else Verdict.NAME

    def _of_abbreviation(self, index: int) -> Verdict:
        base, text = self.row[index].base, self.row[index].text
        named = base in self.lexicon.first_names and base not in self.lexicon.words and len(base) >= _LEAST_LETTERS
        unknown = len(text) > _LONG_ABBREVIATION and not self.lexicon.is_dutch(base) and text.isalpha()
        return Verdict.NAME if (named or unknown) and not self._is_allowed_word(base) else Verdict.PLAIN

    def _of_capital(self, index: int) -> Verdict:
        token = self.row[index]
        if self._is_in_place(index):
            return Verdict.PLACE
        if self._is_allowed_word(token.base) and not self._is_linked(index):
            return Verdict.NAME if token.opens and self._acts_as_name(index) else Verdict.STAYS
        if self._is_organisation(index):
            return Verdict.STAYS
        if token.base in self.lexicon.places and not self._is_likelier_person(index):
            return Verdict.PLACE
        if token.opens:
            return self._of_opening(index)
        return Verdict.PLAIN if self._is_long_word(index) else Verdict.NAME

    def _of_opening(self, index: int) -> Verdict:
        base = self.row[index].base
        if not self.lexicon.is_dutch(base):
            return Verdict.NAME
        return Verdict.NAME if self._acts_as_name(index) else Verdict.PLAIN

    def _of_lower(self, index: int) -> Verdict:
        token, base = self.row[index], self.row[index].base
        if token.opens and self._acts_as_name(index) and base in self.lexicon.first_names:
            return Verdict.NAME
        if (
            len(base) < _LEAST_LETTERS
            or self.lexicon.is_dutch(base)
            or base in self.lexicon.places
            or base in self.lexicon.peoples
        ):
            return Verdict.PLAIN
        if base in self.lexicon.first_names or (token.opens and self._verb_follows(index)):
            return Verdict.PLAIN if self._is_allowed_word(base) else Verdict.NAME
        return Verdict.NAME if base in self.lexicon.surnames and self._follows_link(index) else Verdict.PLAIN

    def _is_allowed_word(self, base: str) -> bool:
        words = section("stays.txt", "words")
        head = re.split(r"[-']", base)[0]
        return (
            base in words
            or (head != base and len(head) > _LEAST_LETTERS and head in words)
            or base in self.lexicon.peoples
        )

    def _is_organisation(self, index: int) -> bool:
        base = self.row[index].base
        ends = any(base.endswith(end) and len(base) > len(end) + 2 for end in section("stays.txt", "endings"))
        if ends and all(i == index or self.row[i].base in section("cues.txt", "links") for i in self._run(index)):
            return base not in self.lexicon.surnames and base not in self.lexicon.first_names
        near = [self.row[i].base for i in self._run(index) if i != index]
        return any(word in section("stays.txt", "beside") for word in near) or self._follows_body(index)

    def _run(self, index: int) -> range:
        """Return the capitalised tokens that stand together around one, with only spaces or & between."""
        first = last = index
        while first > 0 and self.row[first - 1].text[0].isupper() and self._adjoin(first - 1):
            first -= 1
        while last + 1 < len(self.row) and self.row[last + 1].text[0].isupper() and self._adjoin(last):
            last += 1
        return range(first, last + 1)

    def _adjoin(self, index: int) -> bool:
        return not self.text[self.row[index].end : self.row[index + 1].start].strip(" \t\u00a0&")

    def _follows_body(self, index: int) -> bool:
        first = self._run(index)[0]
        before = first - 1
        article = self.row[first].base in {"de", "het", "'t"}
        if before >= 0 and self.row[before].base in {"de", "het", "'t"} and self._adjoin(before):
            article, before = True, before - 1
        if before < 0 or self.text[self.row[before].end : self.row[before + 1].start].strip(" \t'\"‘“"):
            return False
        cue = self.row[before].base
        return cue in section("stays.txt", "before") and (article or not cue.startswith("gezinshui"))

    def _is_likelier_person(self, index: int) -> bool:
        base, run = self.row[index].base, self._run(index)
        beside = any(
            self.lexicon.is_name(self.row[i].base) and self.row[i].base not in self.lexicon.places
            for i in run
            if i != index
        )
        if self._is_linked(index):
            return True
        into = index > 0 and self.row[index - 1].base in section("cues.txt", "into")
        return beside or self._after(index, "titles") or (base in self.lexicon.first_names and not into)

    def _is_in_place(self, index: int) -> bool:
        """Tell whether the word is part of a place of two words, such as Den Haag."""
        return self._makes_place(index - 1) or self._makes_place(index)

    def _makes_place(self, index: int) -> bool:
        if not 0 <= index < len(self.row) - 1:
            return False
        return f"{self.row[index].base} {self.row[index + 1].base}" in self.lexicon.places

    def _is_linked(self, index: int) -> bool:
        start = self.row[index].start
        return _LINKED.search(self.text[max(0, start - _LOOK_BACK) : start]) is not None

    def _is_long_word(self, index: int) -> bool:
        base = self.row[index].base
        return (
            len(base) >= _LONG_WORD and self.lexicon.is_dutch(base) and not self.lexicon.is_name(base)
            and len(self._run(index)) == 1 and not self._after(index, "titles")
        )  # fmt: skip

    def _after(self, index: int, cues: str) -> bool:
        if index == 0:
            return False
        gap = self.text[self.row[index - 1].end : self.row[index].start]
        return gap.strip() in ("", ".", ":", ",") and self.row[index - 1].base in section("cues.txt", cues)

    def _follows_link(self, index: int) -> bool:
        return self._after(index, "links") or self._after(index, "titles") or self._after(index, "person_cues")

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

    def _verb_follows(self, index: int) -> bool:
        if index + 1 >= len(self.row) or self.text[self.row[index].end : self.row[index + 1].start].strip():
            return False
        word = self.row[index + 1].base
        if word in section("cues.txt", "verbs"):
            return True
        stem = word[:-1] if word.endswith("t") else word[:-2] if word.endswith(("de", "te")) else ""
        if len(stem) < _LEAST_LETTERS or word in section("cues.txt", "closed"):
            return False
        return stem in self.lexicon.words or f"{stem}en" in self.lexicon.words

    def _is_home(self, index: int) -> bool:
        """Tell whether a place is where somebody comes from or lives, and not where an agency stands."""
        if self._makes_place(index - 1):
            return self._is_home(index - 1)
        if index == 0 or self.row[index - 1].base not in section("cues.txt", "into"):
            return False
        if self.row[index - 1].base == "uit":
            return True
        start = next((i for i in range(index - 1, 0, -1) if self.row[i].opens), 0)
        return any(token.base in section("cues.txt", "home") for token in self.row[start:index])

    def _left(self, index: int, verdicts: Sequence[Verdict], done: int) -> int:
        first = index
        while first - 1 > done and self._joins_left(first, verdicts):
            first -= 1
        return first

    def _joins_left(self, index: int, verdicts: Sequence[Verdict]) -> bool:
        before = self.row[index - 1]
        gap = self.text[before.end : self.row[index].start].strip(" \t\u00a0")
        if gap not in ("", ".", "-", "'", "’", "v.d.", "/") or index - 1 in self.taken:
            return False
        if gap in ("", ".") and before.base in section("cues.txt", "titles"):
            return True
        if gap != "." and before.base in section("cues.txt", "links"):
            return self._link_belongs(index - 1)
        if before.base == "en" and index > 1:
            return self.row[index - 2].base in section("cues.txt", "titles") and self.row[index].base in section(
                "cues.txt", "titles"
            )
        return self._begins_name(index - 1, verdicts)

    def _begins_name(self, index: int, verdicts: Sequence[Verdict]) -> bool:
        token = self.row[index]
        short = token.opens and token.is_capital and token.base not in section("cues.txt", "closed")
        named = token.base in self.lexicon.first_names or (
            len(token.base) <= _LEAST_LETTERS and not token.is_abbreviation
        )
        initial = len(token.text) == 1 and token.text.isupper() and self.text[token.end : token.end + 1] == "."
        stays = token.is_capital and not token.opens and verdicts[index] is Verdict.PLACE
        return initial or stays or (short and named and not self._is_allowed_word(token.base))

    def _link_belongs(self, index: int) -> bool:
        token = self.row[index]
        if token.is_capital and not token.opens:
            return True
        if token.base in section("cues.txt", "strong_links") or self.row[index + 1].base in section(
            "cues.txt", "links"
        ):
            return True
        before = self.row[index - 1] if index else None
        if token.opens or before is None:
            return token.is_capital and token.base not in {"in", "op", "de", "het", "van", "al"}
        joined = not self.text[before.end : token.start].strip(" .\u00a0")
        return joined and (len(before.text) == 1 or before.base in section("cues.txt", "titles"))

    def _right(self, index: int, verdicts: Sequence[Verdict]) -> int:
        last = index
        while (step := self._step_right(last, verdicts)) is not None:
            last = step
        return last

    def _step_right(self, last: int, verdicts: Sequence[Verdict]) -> int | None:
        place = last + 1
        while place < len(self.row) and place - last <= 4 and self._gap_joins(place - 1):
            token = self.row[place]
            if place in self.stays or place in self.taken:
                return None
            if token.base in section("cues.txt", "links") and not (
                token.is_capital and verdicts[place] is Verdict.NAME
            ):
                place += 1
                continue
            continues = verdicts[place] is Verdict.NAME or (
                token.is_capital and not token.opens and verdicts[place] is not Verdict.STAYS
            )
            shouted_on = token.shouted and verdicts[place] is not Verdict.NAME
            return place if continues and not shouted_on else None
        return None

    def _gap_joins(self, index: int) -> bool:
        gap = self.text[self.row[index].end : self.row[index + 1].start]
        short = len(self.row[index].text) == 1
        return gap.strip(" \t\u00a0") in ("", "-", "‑") or (short and gap.strip() in (".", "/"))

    def _finding(self, first: int, last: int) -> Finding:
        start, end = self.row[first].start, self.row[last].end
        tail = re.match(r"\s[A-ZÀ-Þ]\.", self.text[end:])
        end += tail.end() if tail else 0
        while end > start + 1 and self.text[end - 1] in "'’" and self.text[end - 2] not in "sxzSXZ":
            end -= 1
        staff = self._after(first, "staff_cues") or self.row[first].base in section("cues.txt", "staff_cues")
        return found(start, end, FindingKind.STAFF if staff else FindingKind.PERSON)
