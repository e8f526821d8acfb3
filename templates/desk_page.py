"""The Jinja environment of the pages of the desk, in the reader's language.

A page that misses a fact stops (StrictUndefined); facts are escaped. Pages are written in Dutch within `_(...)`;
templates/locale/desk-en.po says each sentence in English, errors-en.po what the rules refuse.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rules.calendar import to_local
from rules.vocabulary import Language, Word
from templates.engine import FOLDER
from templates.english import english_name
from templates.refusals import refusal
from templates.scales import scale, stacked_scale
from templates.sentences import catalogue, sayings
from templates.words import LOCALES, MAIL_FILTERS

BOOK = "desk-"


@cache
def desk_environment(language: Language) -> Environment:
    """Return the environment that every page in `language` is rendered in."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    made.filters.update(MAIL_FILTERS[language] | _filters(language))
    made.globals.update(sayings(language, lambda fact: fact, BOOK))
    made.globals.update(language=language.value)
    return made


def render_page(template: str, facts: Mapping[str, Any], language: Language) -> str:
    """Return the HTML that `template` (under templates) makes of `facts`. Raises: jinja2.UndefinedError."""
    return desk_environment(language).get_template(template).render(facts)


def said(sentence: str, language: Language, **facts: object) -> str:
    """Return a sentence of ours in `language`, with its facts: for messages and labels that code holds."""
    known = catalogue(language, BOOK).get(sentence, (sentence,))[0]
    return known % facts if facts else known


def later(sentence: str) -> str:
    """Return a sentence as it is: marks one that code holds and a page says, so that its English is looked for."""
    return sentence


_NEAR = {-1: later("1 dag te laat"), 0: later("vandaag"), 1: later("morgen")}


def word_in(language: Language, word: Word) -> str:
    """Return what a word of a closed list is called: its Dutch, or its English name."""
    return word.dutch if language is Language.NL else english_name(word)


def told_in(language: Language, value: Word | str) -> str:
    """Return what code holds as the reader is told it: a word of a closed list, a phrase, or a sentence of ours.

    Anything else is told as it is.
    """
    return word_in(language, value) if isinstance(value, Word) else said(refusal(value, language), language)


def deadline_in(language: Language, due: date, today: date) -> str:
    """Return how far a day lies from today: 'vandaag', 'over 3 dagen', '5 dagen te laat'."""
    days = (due - today).days
    if days > 1:
        return said("over %(days)s dagen", language, days=days)
    if days < -1:
        return said("%(days)s dagen te laat", language, days=-days)
    return said(_NEAR[days], language)


def _day_of(value: date) -> date:
    return to_local(value).date() if isinstance(value, datetime) else value


def _filters(language: Language) -> dict[str, Callable[..., object]]:
    locale = LOCALES[language]

    def styled(pattern: str) -> Callable[[date], str]:
        return lambda value: format_date(_day_of(value), pattern, locale=locale)

    return {
        "called": lambda value: word_in(language, value),
        "told": lambda value: told_in(language, value),
        "refusal": lambda said: refusal(said, language),
        "day_short": styled("d MMM"),
        "day_near": lambda value, today: styled("d MMM" if _day_of(value).year == today.year else "d MMM y")(value),
        "day_long": styled("d MMMM y"),
        "weekday": styled("EEEE"),
        "weekday_short": styled("EE d MMM"),
        "month": lambda value: format_skeleton("yMMMM", datetime(value.year, value.month, 15), locale=locale),  # noqa: DTZ001 - a month has no zone
        "clock": lambda value: f"{to_local(value):%H:%M}" if isinstance(value, datetime) else f"{value:%H:%M}",
        "number": lambda value: format_decimal(value, locale=locale),
        "percent": lambda value: format_percent(value, locale=locale),
        "deadline": lambda due, today: deadline_in(language, _day_of(due), today),
        "paragraphs": _paragraphs,
        "scale": scale,
        "stacked_scale": stacked_scale,
        "is_before": lambda due, today: _day_of(due) < today,
        "given": lambda attributes: {name: value for name, value in attributes.items() if value is not None},
    }


def _paragraphs(text: str) -> Markup:
    """Return a text that people typed as paragraphs; what they typed cannot become markup."""
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in text.splitlines() if line.strip())
