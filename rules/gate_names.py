"""Possible names: what is written with a capital, or is a known name, and is not known to be allowed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.gate_context import LEAST_LETTERS
from rules.gate_findings import Finding, FindingKind, found
from rules.gate_verdicts import Judge, Verdict
from rules.gate_words import section


@dataclass(frozen=True, slots=True)
class Reader(Judge):
    """Reads whole names: the words that were judged to be one, with titles, initials and joining words."""

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
                place = self._place_around(index) or range(index, index + 1)
                done = place[-1]
                yield found(self.row[place[0]].start, self.row[done].end, FindingKind.RESIDENCE)

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
            len(token.base) <= LEAST_LETTERS and not token.is_abbreviation
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
            if token.text.islower() or token.shouted:
                return self.row[index + 1].base in self.lexicon.surnames
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
            if place - last > 1 and not token.is_capital and self._is_family_name(place):
                return place
            continues = verdicts[place] is Verdict.NAME or (
                token.is_capital
                and not token.opens
                and (verdicts[place] is not Verdict.STAYS or token.base in self.lexicon.first_names)
            )
            shouted_on = token.shouted and verdicts[place] is not Verdict.NAME
            return place if continues and not shouted_on else None
        return None

    def _is_family_name(self, index: int) -> bool:
        """Tell whether a word after joining words, written small or in a line in capitals, is a family name."""
        return self.row[index].base in self.lexicon.surnames

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
