"""The sentences of the mails in the reader's language: Dutch as written, English from the catalogue."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from rules.vocabulary import Language

CATALOGUES = Path(__file__).parent / "locale"

Catalogue = Mapping[str, tuple[str, ...]]


@cache
def catalogue(language: Language, book: str = "") -> Catalogue:
    """Return what each Dutch sentence is in `language`: one form, or two where it counts. Dutch needs none.

    `book` is the first part of the file's name: empty for the mails, "desk-" for the pages.
    """
    if language is Language.NL:
        return {}
    with (CATALOGUES / f"{book}{language}.po").open("rb") as file:
        entries = read_po(file, locale=language.value)
    return {_first(entry.id): _forms(entry.string) for entry in entries if entry.id and all(_forms(entry.string))}


def sayings(language: Language, checked: Callable[[object], object], book: str = "") -> dict[str, Callable[..., str]]:
    """Return the functions that texts say their sentences with: `_` and, for counts, `ngettext`.

    A sentence that the catalogue misses stays Dutch: a mail must arrive. `checked` refuses a fact that is not there.
    """
    known = catalogue(language, book)

    @pass_eval_context
    def say(context: EvalContext, sentence: str, **facts: object) -> str:
        return _filled(context, known.get(sentence, (sentence,))[0], facts, checked)

    @pass_eval_context
    def count(context: EvalContext, one: str, more: str, num: int, **facts: object) -> str:
        forms = known.get(one, (one, more))
        return _filled(context, forms[0 if num == 1 else 1], {**facts, "num": num}, checked)

    return {"_": say, "ngettext": count}


def _filled(
    context: EvalContext, sentence: str, facts: Mapping[str, object], checked: Callable[[object], object]
) -> str:
    """Return the sentence with its facts, which cannot become markup."""
    text = Markup(sentence) if context.autoescape else sentence  # noqa: S704 - sentences are ours, facts are escaped
    return text % {name: checked(fact) for name, fact in facts.items()} if facts else text


def _first(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _forms(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)
