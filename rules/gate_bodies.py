"""Bodies and places of care: what is written with a capital and is nobody."""

import re
from dataclasses import dataclass

from rules.gate_context import ARTICLES, LOOK_BACK, Context
from rules.gate_words import section

_RUN_BY = re.compile(
    r"(?:wachtlijst|huisregels|regels|beleid|directie|bestuur|management|leiding|medewerkers|personeel|locaties?"
    r"|vestiging|groep|leefgroep|unit|contract|jongeren|terrein)(?:\s[A-ZÀ-Þ][\w-]+)?\s(?:van|bij)\s$"
)


@dataclass(frozen=True, slots=True)
class Bodies(Context):
    """Tells agencies, groups and laws from people, by their endings and by what stands beside them."""

    def _is_organisation(self, index: int) -> bool:
        base = self.row[index].base
        ends = any(base.endswith(end) and len(base) > len(end) + 2 for end in section("stays.txt", "endings"))
        if ends and all(i == index or self._is_no_person(self.row[i].base) for i in self._run(index)):
            return base not in self.lexicon.surnames and base not in self.lexicon.first_names
        run = self._run(index)
        near = [self.row[i].base for i in run if len(run) > 1]
        if any(word in section("stays.txt", "beside") for word in near):
            return True
        return self._follows_body(index) or self._is_named_thing(index) or self._is_run_by(index)

    def _is_named_thing(self, index: int) -> bool:
        """Tell whether a Dutch word that no person bears is a name: De Haven, Bosrand 2, naar Horizon."""
        run = self._run(index)
        if (
            self.row[run[0]].opens
            and self._is_allowed_word(self.row[run[0]].base)
            and self.row[run[0]].base not in ARTICLES
        ):
            run = run[1:]
        if index not in run:
            return False
        first = run[0] + (self.row[run[0]].base in ARTICLES)
        if (
            first > run[-1]
            or self._is_linked(run[0])
            or not all(self._is_thing(i, borne=first == run[0]) for i in range(first, run[-1] + 1))
        ):
            return False
        named = first > run[0]
        toward = (
            len(run) == 1 and run[0] > 0 and self.row[run[0] - 1].base in {"naar", "bij"} and self._adjoin(run[0] - 1)
        )
        return named or toward or (not self.row[first].opens and self._counts(run[-1]))

    def _is_thing(self, index: int, *, borne: bool) -> bool:
        base = self.row[index].base
        borne = self.lexicon.is_name(base) or (borne and base in section("cues.txt", "word_names"))
        return self.lexicon.is_dutch(base) and not borne and not self._is_place(base)

    def _is_run_by(self, index: int) -> bool:
        """Tell whether what stands before says that an agency follows: de huisregels van Xandrijn."""
        first = self._run(index)[0]
        before = self.text[max(0, self.row[first].start - LOOK_BACK) : self.row[first].start]
        return _RUN_BY.search(before) is not None and not any(
            self.row[i].base in self.lexicon.first_names for i in self._run(index)
        )

    def _is_no_person(self, base: str) -> bool:
        joins = base in section("cues.txt", "links") or self._is_allowed_word(base)
        return joins or (self.lexicon.is_dutch(base) and not self.lexicon.is_name(base))

    def _follows_body(self, index: int) -> bool:
        first = self._run(index)[0]
        before = first - 1
        article = self.row[first].base in ARTICLES
        if self.row[first].base in section("stays.txt", "before") and len(self._run(index)) > 1:
            return self.row[first + 1].base in ARTICLES or not self.row[first].base.startswith("gezinshui")
        if before >= 0 and self.row[before].base in ARTICLES and self._adjoin(before):
            article, before = True, before - 1
        if before < 0 or self.text[self.row[before].end : self.row[before + 1].start].strip(" \t'\"‘“"):
            return False
        cue = self.row[before].base
        head, _, tail = cue.rpartition("-")
        if tail in ARTICLES:
            cue, article = head, True
        return cue in section("stays.txt", "before") and (article or not cue.startswith("gezinshui"))
