"""The gate on what really leaves: subject, text, markup, names of files, their properties."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.gate import check, settle
from rules.gate_choices import TextPart
from rules.gate_findings import Finding, FindingKind
from rules.gate_known import known_findings
from rules.gate_tokens import tokens
from rules.gate_words import lexicon

_UNREAD = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:td|th|tr|table|p|div|li|ul|ol|h[1-6]|title|body)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r"\b(?:alt|title|aria-label|href|content)=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_MASK = "·"
_SIGNS = frozenset({FindingKind.EMAIL, FindingKind.SOCIAL_ACCOUNT, FindingKind.PLATE, FindingKind.IBAN})
"""What identifies by its letters too."""
_BETWEEN = "\n|\n"
"""What stands between two blocks: a sign, so that the label of one cell is never read on into the next."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadPart:
    """One part as a reader gets it, and what was found in it. Places count in `text`. Its repr shows no text."""

    part: TextPart
    text: str
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"<ReadPart {self.part.value}: {len(self.findings)}>"


def check_rendered(
    parts: Mapping[TextPart, str], known: Iterable[str] = (), allow: Iterable[str] = (), own: Iterable[str] = ()
) -> tuple[ReadPart, ...]:
    """Return what could identify somebody in each part of what leaves.

    `own` are the words of the house itself, such as the reference and its own telephone number; of an address of a
    page the rest too: they are not looked at, where they stand as words of their own. They hide neither a known name of
    the case nor a number or account that goes on beside them. Of markup only what is read or spoken counts; in the
    name of a file, signs between words are gaps.

    Units: code points of the part as it is read (`ReadPart.text`), end exclusive.
    Source: house policy (TRUST.md section 3 item 5).
    """
    names, stays, ours = tuple(known), tuple(allow), sorted({word for word in own if word}, key=len, reverse=True)
    return tuple(_read(part, text, names, stays, ours) for part, text in parts.items())


def _read(part: TextPart, text: str, known: tuple[str, ...], allow: tuple[str, ...], own: list[str]) -> ReadPart:
    readable = as_read(part, text)
    masked, names = _without(own, readable), _without((word for word in own if "://" in word), readable)
    sure = tuple(known_findings(names, tokens(names), known, lexicon()))
    beside = (
        finding for finding in check(readable, known, allow)
        if any(finding.overlaps(name.start, name.end) for name in sure) or _goes_on(finding, masked)
    )  # fmt: skip
    return ReadPart(part, readable, settle([*check(masked, known, allow), *beside]))


def _without(own: Iterable[str], text: str) -> str:
    """Return a text of the same length in which our own words are masked, where they are no part of another word."""
    for word in own:
        rest = r"(?:[/?#][^\s\"'<>)]*)?" if "://" in word else ""
        whole = rf"(?<![\w@-])(?<!\w\.){re.escape(word)}{rest}(?![\w@-])(?!\.\w)"
        text = re.sub(whole, lambda hit: _MASK * len(hit[0]), text)
    return text


def _goes_on(finding: Finding, masked: str) -> bool:
    """Tell whether a finding that our own words break up says more than those words and a label."""
    left = masked[finding.start : finding.end]
    if _MASK not in left:
        return False
    return any(sign.isdigit() for sign in left) or (finding.kind in _SIGNS and any(map(str.isalnum, left)))


def as_read(part: TextPart, text: str) -> str:
    """Return a part as a reader gets it: markup without its tags, the name of a file in words."""
    match part:
        case TextPart.HTML:
            return _visible(text)
        case TextPart.FILE_NAME:
            return re.sub(r"[_+-]|\.(?=\w)", " ", text)
        case _:
            return text


def _visible(markup: str) -> str:
    """Return the words of a page, one block a line, then what its attributes say or link to."""
    body = _UNREAD.sub(" ", markup)
    blocks = (" ".join(_TAG.sub("\n", block).split()) for block in _BLOCK.split(body))
    spoken = (one or other for one, other in _SPOKEN.findall(body))
    return html.unescape(_BETWEEN.join(block for block in (*blocks, *spoken) if block))
