"""The word lists of the gate: Dutch words, names, places, and what may stay. Origin: gate_data/LICENCES.md."""

import lzma
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_LEAST_PART, _LEAST_COMPOUND = 3, 7
_JOINTS = ("", "s", "en", "e", "-")


class WordList:
    """A sorted list of folded words, kept as one block of bytes and searched by halving.

    A set of the same words takes ten times the memory and half a second to build.
    """

    def __init__(self, block: bytes) -> None:
        """Take words in UTF-8, sorted as bytes, each closed by a line end."""
        self._block = block
        self._has = lru_cache(maxsize=4096)(self._find)

    def __contains__(self, word: str) -> bool:
        """Tell whether the folded word is on the list."""
        return self._has(word)

    def _find(self, word: str) -> bool:
        wanted, low, high = word.encode("utf-8", "replace"), 0, len(self._block)
        while low < high:
            start = self._block.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._block.index(b"\n", start)
            here = self._block[start:end]
            if here == wanted:
                return True
            if here < wanted:
                low = end + 1
            else:
                high = start
        return False


def fold(text: str) -> str:
    """Return text as the lists hold it: composed, in lower case, with one kind of apostrophe."""
    return unicodedata.normalize("NFC", text).replace("’", "'").casefold()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every list that the gate looks in."""

    words: WordList
    first_names: WordList
    surnames: WordList
    places: WordList
    peoples: WordList

    def is_dutch(self, word: str) -> bool:
        """Tell whether a folded word is Dutch, or is made of Dutch words."""
        return word in self.words or all(self._is_part(part) for part in word.split("-"))

    def is_name(self, word: str) -> bool:
        """Tell whether a folded word is a first name or a family name."""
        return word in self.first_names or word in self.surnames

    def _is_part(self, word: str) -> bool:
        return word in self.words or (len(word) >= _LEAST_COMPOUND and self._is_compound(word))

    def _is_compound(self, word: str) -> bool:
        for cut in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
            if word[cut:] in self.words and any(
                word[:cut].endswith(joint) and cut - len(joint) > _LEAST_PART and word[: cut - len(joint)] in self.words
                for joint in _JOINTS
            ):
                return True
        return False


@cache
def lexicon() -> Lexicon:
    """Return the packaged lists; they are read once."""
    names = ("words", "first_names", "surnames", "places", "peoples")
    return Lexicon(*(WordList(lzma.decompress(_data(f"{name}.xz"))) for name in names))


@cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """Return a packaged text file: `[section]` heads, then words or phrases separated by commas or line ends."""
    parts = re.split(r"^\[(\w+)\]$", re.sub(r"^#.*$", "", _data(file).decode(), flags=re.MULTILINE), flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {head: tuple(item for raw in re.split(r"[,\n]", body) if (item := raw.strip())) for head, body in pairs}


@cache
def section(file: str, head: str) -> frozenset[str]:
    """Return one section of a packaged text file as folded words."""
    return frozenset(fold(item) for item in sections(file)[head])


def _data(name: str) -> bytes:
    return (resources.files("rules") / "gate_data" / name).read_bytes()
