"""Where each key of a TOML file stands, because tomllib keeps no line numbers."""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{}=,])|(?P<word>[^\s\[\]{}=,#\"']+)",
    re.DOTALL,
)
_KEY_PART = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'([^']*)'|([^.\"'\s]+)")


def lines_of(text: str) -> dict[Path, int]:
    """Return the line (the first is 1) of every table, key and array element of a valid TOML `text`.

    Text that tomllib refuses gives a meaningless answer: parse it first.
    """
    return _Scan(text).lines


def nearest_line(lines: dict[Path, int], path: Path) -> int | None:
    """Return the line of `path` or else of the nearest block around it; None for a block that is not there at all."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scan:
    """One walk over the tokens of a file; `lines` is the result."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        self._tokens = list(_tokens(text))
        self._at = 0
        self._table: Path = ()
        while self._skip_blank():
            self._statement()

    @property
    def _now(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    @property
    def _line(self) -> int:
        return self._tokens[min(self._at, len(self._tokens) - 1)][1]

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _skip_blank(self) -> bool:
        while self._now == "\n":
            self._at += 1
        return self._at < len(self._tokens)

    def _note(self, path: Path, line: int) -> None:
        """Remember the first line of `path` and of the tables that it makes on its way."""
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _statement(self) -> None:
        if self._now == "[":
            self._header()
        else:
            self._pair(self._table)

    def _header(self) -> None:
        line, written = self._line, ""
        while self._now not in ("\n", ""):
            written += self._take()
        path = self._inside_arrays(_key(written.strip("[]")), counts=written.startswith("[["))
        self._note(path, line)
        self.lines[path] = line
        self._table = path

    def _inside_arrays(self, names: Path, *, counts: bool) -> Path:
        """Return `names` with the index of each array of tables that it passes; a new element counts one on."""
        path: Path = ()
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            if counts and depth == len(names):
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, table: Path) -> None:
        line, written = self._line, ""
        while self._now not in ("=", ""):
            written += self._take()
        self._at += 1
        path = (*table, *_key(written))
        self._note(path, line)
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self._take() if self._at < len(self._tokens) else ""
        if opening == "{":
            self._inline_table(path)
        elif opening == "[":
            self._array(path)
        else:
            while self._now not in ("\n", ",", "]", "}", ""):
                self._at += 1

    def _inline_table(self, path: Path) -> None:
        while self._skip_blank() and self._now != "}":
            if self._now == ",":
                self._at += 1
            else:
                self._pair(path)
        self._at += 1

    def _array(self, path: Path) -> None:
        index = 0
        while self._skip_blank() and self._now != "]":
            if self._now == ",":
                self._at, index = self._at + 1, index + 1
            else:
                self._note((*path, index), self._line)
                self._value((*path, index))
        self._at += 1


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield match.group(), line
        line += match.group().count("\n")


def _key(written: str) -> Path:
    return tuple(quoted or literal or bare for quoted, literal, bare in _KEY_PART.findall(written))
