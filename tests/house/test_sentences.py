"""Every sentence of a mail stands in the catalogue of the other language, with the same facts; nothing else does."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from jinja2.ext import babel_extract

from rules.vocabulary import Language
from templates.engine import FOLDER, environment
from templates.sentences import catalogue

PARTS = sorted((FOLDER / "mail").rglob("body.*")) + sorted((FOLDER / "mail").rglob("letter.*"))
FILES = PARTS + sorted((FOLDER / "mail").rglob("subject.txt"))
FACT = re.compile(r"%\((\w+)\)s")
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_READ = re.compile(r"<style>.*?</style>|<!DOCTYPE html>|<[^>]*>", re.DOTALL)


def sentences(file: Path) -> Iterator[tuple[str, ...]]:
    """Yield what a template says with `_`, in one form, or with `ngettext`, in two."""
    for _, _, said, _ in babel_extract(BytesIO(file.read_bytes()), ("_", "ngettext"), (), {}):
        forms = said if isinstance(said, tuple) else (said,)
        yield tuple(form for form in forms if form is not None)


USED = {said for file in FILES for said in sentences(file)}


def name_of(file: Path) -> str:
    return file.relative_to(FOLDER / "mail").as_posix()


def test_there_are_sentences() -> None:
    assert len(USED) > 100


@pytest.mark.parametrize("language", [language for language in Language if language is not Language.NL])
def test_the_catalogue_holds_every_sentence_with_its_facts(language: Language) -> None:
    known = catalogue(language)
    assert sorted({said[0] for said in USED} - set(known)) == []
    for said in USED:
        forms = known[said[0]]
        assert len(forms) == len(said), said
        assert set(FACT.findall(" ".join(forms))) == set(FACT.findall(" ".join(said))), said


@pytest.mark.parametrize("language", [language for language in Language if language is not Language.NL])
def test_the_catalogue_holds_nothing_else(language: Language) -> None:
    assert sorted(set(catalogue(language)) - {said[0] for said in USED}) == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_word_of_a_mail_is_a_sentence_of_the_catalogue(file: Path) -> None:
    tokens = environment().lex(file.read_text())
    plain = "".join(value for _, kind, value in tokens if kind == "data")
    assert WORD.findall(NOT_READ.sub(" ", plain)) == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_mail_says_facts_in_its_readers_language(file: Path) -> None:
    assert "dutch_" not in file.read_text()
    assert "counted(" not in file.read_text()
