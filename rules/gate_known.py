"""The known names of a case: exact, inflected, as initials, and with one letter wrong."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rules.gate_findings import Finding, FindingKind, GateLevel, found
from rules.gate_tokens import Token, tokens
from rules.gate_words import Lexicon, fold, section

_LEAST_FUZZY = 4
_LEAST_INFLECTED = 3
_INFLECTIONS = {"s", "'s", "je", "tje", "jes", "en"}


def known_findings(text: str, row: Sequence[Token], known: Iterable[str], lexicon: Lexicon) -> Iterator[Finding]:
    """Yield each place where a known name of the case stands; a lower-case Dutch word is only to be confirmed."""
    names = [name for raw in known if (name := raw.strip())]
    parts = {part for name in names for part in _parts(name)}
    for token in row:
        if _is_one_of(token, parts, lexicon):
            finding = replace(found(token.start, token.end, FindingKind.PERSON), level=GateLevel.BLOCK)
            common = token.text.islower() and token.base in lexicon.words
            yield replace(finding, level=GateLevel.CONFIRM) if common else finding
    for form in _whole_forms(names):
        for hit in form.finditer(text):
            yield replace(found(hit.start(), hit.end(), FindingKind.PERSON), level=GateLevel.BLOCK)


def _parts(name: str) -> Iterator[str]:
    links = section("cues.txt", "links")
    for token in tokens(name):
        pieces = {token.base, fold(token.text), *token.base.split("-"), token.base.replace("-", "")}
        yield from (piece for piece in pieces if len(piece) > 1 and piece not in links)


def _is_one_of(token: Token, parts: set[str], lexicon: Lexicon) -> bool:
    whole = {token.base, fold(token.text), *token.base.split("-")}
    if whole & parts:
        return True
    return any(_resembles(word, part, token, lexicon) for word in whole for part in parts)


def _resembles(word: str, part: str, token: Token, lexicon: Lexicon) -> bool:
    if len(part) >= _LEAST_INFLECTED and word.startswith(part) and word[len(part) :] in _INFLECTIONS:
        return word not in lexicon.words or (token.is_capital and not token.opens)
    if len(part) < _LEAST_FUZZY or not within_one_letter(word, part):
        return False
    return word not in lexicon.words or (token.is_capital and not token.opens)


def within_one_letter(one: str, other: str) -> bool:
    """Tell whether two words differ by at most one letter added, left out, changed, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:] or left[1:] == right or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )  # fmt: skip


def _whole_forms(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Yield the name written out with any gaps, and its initials: M. de Boer, M.d.B., M.B., MB."""
    for name in names:
        words = [word for word in re.split(r"[\s\-‐‑.]+", name) if word]
        if len(words) < 2:
            yield from (_marked(word) for word in words if _has_mark(word))
            continue
        yield _written_out(words)
        for chosen in (words, [word for word in words if fold(word) not in section("cues.txt", "links")]):
            if len(chosen) > 1:
                yield _initials(chosen)


def _has_mark(word: str) -> bool:
    return not word.isalpha() and sum(map(str.isalpha, word)) > 1


def _marked(name: str) -> re.Pattern[str]:
    """Return the form of one name with a mark in it, such as D'Angelo, whichever apostrophe is typed."""
    typed = re.sub(r"['’]", "['’]", re.escape(name))
    return re.compile(rf"(?<!\w){typed}(?:['’]?s)?(?!\w)", re.IGNORECASE)


def _written_out(words: Sequence[str]) -> re.Pattern[str]:
    """Return the form of a name of more words, the first of them whole, as an initial, or left out."""
    first, rest = re.escape(words[0]), r"[\s\-‐‑._]*".join(map(re.escape, words[1:]))
    before = rf"(?:(?:{first}|{re.escape(words[0][0])}\.?)[\s\-‐‑._]*)?(?<![^\W_])"
    return re.compile(rf"(?<!\w){before}{rest}(?:['’]?s)?(?!\w)", re.IGNORECASE)


def _initials(words: Sequence[str]) -> re.Pattern[str]:
    dotted = (
        r"\s?".join(rf"(?i:{re.escape(word[0])})\." for word in words[:-1])
        + rf"\s?(?i:{re.escape(words[-1][0])})(?:\.|(?!\w))"
    )
    plain = "".join(re.escape(word[0].upper()) for word in words)
    return re.compile(rf"(?<!\w)(?:{dotted}|{plain})(?!\w)")
