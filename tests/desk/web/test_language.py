"""Every sentence of the desk is said in English too, with the same facts; nothing is written past the catalogue."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from jinja2 import nodes
from jinja2.ext import babel_extract

from actions.overview import Counted, figures_of
from desk.web.pages.overview import WORDS_COUNTED
from rules.happenings import EVENTS, NOTICES
from rules.management_figures import PeriodFacts
from rules.policy import load_policy
from rules.reports import retold
from rules.vocabulary import Language
from rules.worklist import ASKED
from store.settings import Settings
from templates.desk_page import BOOK, desk_environment
from templates.engine import FOLDER
from templates.sentences import catalogue

HOME = FOLDER.parent
TEMPLATES = sorted((FOLDER / "desk").rglob("*.html"))
CODE = [*sorted((HOME / "desk" / "web").rglob("*.py")), FOLDER / "desk_page.py"]
SAYING = {
    "say": 0, "said": 0, "later": 0, "Menu": 0, "Column": 1, "Filter": 1, "ListOf": 1,
    "by_word": 3, "by_text": 2, "by_day": 2,
}  # fmt: skip
"""Who takes a sentence, and as which of its arguments."""
SAID_BY_NAME = ("label", "title", "nothing", "message")
FACT = re.compile(r"%\((\w+)\)s")
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_READ = re.compile(r'<(script|style)\b.*?</\1>|<!DOCTYPE html>|<[^>]*>|&\w+;|\b[\w:-]+="[^"]*"', re.DOTALL)
ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')
NAMES = {
    "Waakvlam", "English", "Nederlands", "PDF", "DOCX", "XLSX", "Excel", "AKJ", "IGJ", "SVG", "OpenAPI", "JSON", "CSV",
}  # fmt: skip
OWN = {"style.html"}
"""The style page shows the names of macros, which are no language."""


def name_of(file: Path) -> str:
    return file.relative_to(FOLDER / "desk").as_posix()


def in_templates() -> Iterator[tuple[str, ...]]:
    for file in TEMPLATES:
        options = {"extensions": "jinja2.ext.do"}
        for _, _, said, _ in babel_extract(BytesIO(file.read_bytes()), ("_", "ngettext"), (), options):
            forms = said if isinstance(said, tuple) else (said,)
            yield tuple(form for form in forms if form is not None)


def in_code() -> Iterator[tuple[str, ...]]:
    for file in CODE:
        for call in (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = 0 if name.endswith("Field") else SAYING.get(name)
            if place is None:
                continue
            given = [*call.args[place : place + 1], *(kw.value for kw in call.keywords if kw.arg in SAID_BY_NAME)]
            yield from ((one.value,) for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def in_work() -> Iterator[tuple[str, ...]]:
    """Yield what work lists say: rules/worklist.py holds it, and pages say `_(line.reason)`."""
    for kind in ASKED.values():
        yield from ((kind.reason,), (kind.action,))


def in_record() -> Iterator[tuple[str, ...]]:
    """Yield what the timeline of a signal says of events and mails: rules/happenings.py holds it."""
    yield from ((one,) for one in (*EVENTS.values(), *NOTICES.values()))


def in_settings() -> Iterator[tuple[str, ...]]:
    """Yield what each setting is for: store/settings.py holds it, and its page says `desk.say(field.description)`."""
    yield from ((field.description or "",) for field in Settings.model_fields.values())


def in_figures() -> Iterator[tuple[str, ...]]:
    """Yield the texts of the figures of a period; their page says them, and the words of closed lists as words."""
    heard: set[str] = set()

    def listen(text: str) -> str:
        heard.add(text)
        return text

    nothing = Counted(PeriodFacts((), (), (), (), ()), {}, (), {})
    day = date(2026, 4, 8)
    retold(figures_of(nothing, load_policy().on(day), "", day, day, day), listen)
    yield from ((text,) for text in heard - set(WORDS_COUNTED))


EVERYWHERE = (in_templates, in_code, in_work, in_record, in_settings, in_figures)
USED = {said for told in EVERYWHERE for said in told() if said and said[0]}
KNOWN = catalogue(Language.EN, BOOK)


def test_no_page_tells_a_word_in_dutch_whoever_reads() -> None:
    """A page says a word as `word_in(desk.language, word)`; the gallery of styles, for who builds, stays Dutch."""
    pages = [file for file in (HOME / "desk" / "web" / "pages").glob("*.py") if file.name != "style.py"]
    assert pages
    assert [file.name for file in pages if ".dutch" in file.read_text()] == []


def test_every_sentence_has_its_english_with_the_same_facts() -> None:
    missing = sorted({said[0] for said in USED} - set(KNOWN))
    assert missing == [], "\n\n".join(f'msgid "{one}"\nmsgstr ""' for one in missing)
    for said in USED:
        forms = KNOWN[said[0]]
        assert len(forms) >= len(said), said
        assert set(FACT.findall(" ".join(forms))) == set(FACT.findall(" ".join(said))), said


def test_the_catalogue_holds_nothing_else() -> None:
    assert sorted(set(KNOWN) - {said[0] for said in USED}) == []


def test_the_catalogue_is_in_alphabetical_order() -> None:
    assert list(KNOWN) == sorted(KNOWN, key=lambda sentence: (sentence.casefold(), sentence))


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_every_word_of_a_page_is_a_sentence_of_the_catalogue(file: Path) -> None:
    tokens = desk_environment(Language.NL).lex(file.read_text())
    plain = "".join(value for _, kind, value in tokens if kind == "data")
    told = " ".join([NOT_READ.sub(" ", plain), *ATTRIBUTE.findall(plain)])
    assert set(WORD.findall(told)) - NAMES == set()


@pytest.mark.parametrize("file", [file for file in TEMPLATES if file.name not in OWN], ids=name_of)
def test_what_a_macro_says_is_a_sentence_of_the_catalogue(file: Path) -> None:
    tree = desk_environment(Language.NL).parse(file.read_text())
    given = [
        argument.value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr) and isinstance(call.node.node, nodes.Name)
        if call.node.node.name in ("ui", "charts", "lists")
        for argument in call.args
        if isinstance(argument, nodes.Const) and isinstance(argument.value, str)
    ]
    assert [said for said in given if " " in said.strip() or said[:1].isupper()] == []
