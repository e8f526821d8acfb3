"""The one Jinja environment, and mails made with it: subject, text and HTML of the same facts.

A template that misses a fact stops; so does one that would print nothing where a fact belongs. Facts can neither
become markup nor forge lines: each is one line without control characters, except `text`, which is paragraphs.
Mails are written in Dutch within `_(...)`; templates/locale/en.po says each sentence in English.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, select_autoescape

from rules.information_points import information_points
from rules.vocabulary import Language
from templates.sentences import sayings
from templates.words import FILTERS, MAIL_FILTERS

FOLDER = Path(__file__).parent
LANGUAGES = tuple(Language)
PARTS = ("subject.txt", "body.txt", "body.html")

_UNSEEN = ("Cc", "Cf", "Cs")
_BLANK_LINES = re.compile(r"\n{3,}")


class FactMissing(ValueError):
    """A template would print nothing where a fact belongs. Holds no fact."""

    def __init__(self) -> None:
        super().__init__("a template misses a fact")


@dataclass(frozen=True, slots=True, repr=False)
class Rendered:
    """A mail as it will be read. Its repr shows nothing of it."""

    subject: str
    text: str
    html: str

    @property
    def hash(self) -> str:
        """Return the SHA-256 of exactly these three parts, in hexadecimals."""
        return hashlib.sha256("\0".join((self.subject, self.text, self.html)).encode()).hexdigest()

    def __repr__(self) -> str:
        return f"<Rendered {self.hash[:12]}>"


def render_mail(template: str, context: Mapping[str, Any], language: str = "nl") -> Rendered:
    """Return the mail that `template` (a folder under templates/mail) makes of `context`.

    Raises: jinja2.UndefinedError or FactMissing when a fact is missing, jinja2.TemplateNotFound for an unknown
    template, ValueError for a fact that cannot be read or a language without templates.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no templates in {language!r}")
    made = environment(Language(language))
    facts = {key: _paragraphs(str(value)) if key == "text" else _tidy(value) for key, value in context.items()}
    subject, text, html = (made.get_template(f"mail/{template}/{part}").render(facts) for part in PARTS)
    return Rendered(_one_line(subject), _BLANK_LINES.sub("\n\n", text).strip() + "\n", _inliner().inline(html))


def mail_names() -> list[str]:
    """Return the names of all mail templates."""
    return sorted(folder.name for folder in (FOLDER / "mail").iterdir() if not folder.name.startswith("_"))


@cache
def environment(language: Language = Language.NL) -> Environment:
    """Return the environment that every text in `language` is rendered in."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        finalize=_never_blank,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({name: _of_a_fact(say) for name, say in (FILTERS | MAIL_FILTERS[language]).items()})
    made.globals.update(sayings(language, _never_blank))
    made.globals.update(language=language.value, information_points=information_points)
    return made


@cache
def _inliner() -> CSSInliner:
    # The style element stays: dark mode and wide screens need it, and old mail programs read the inlined rules.
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def _of_a_fact(say: Callable[..., str]) -> Callable[..., str]:
    """Return the filter, refusing a fact that is not there before it can trip over it."""

    def strict(value: object, *more: object) -> str:
        if isinstance(value, Undefined):
            raise FactMissing
        return say(value, *more)

    return strict


def _never_blank(value: object) -> object:
    if value is None or value == "":
        raise FactMissing
    return value


def _tidy(value: object) -> object:
    """Return a fact with every text in it as one line."""
    match value:
        case str():
            return _one_line(value)
        case Mapping():
            return {key: _tidy(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_tidy(inner) for inner in value]
        case _:
            return value


def _paragraphs(text: str) -> list[str]:
    return [line for line in map(_one_line, text.splitlines()) if line]


def _one_line(text: str) -> str:
    """Return the text on one line, without signs that steer: controls, direction overrides, invisible ones."""
    if not text.isprintable():  # as nearly every text is: then no sign of it is one to leave out
        text = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return " ".join(text.split())
