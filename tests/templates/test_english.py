"""Words of closed lists in English: each reads as words, and the table names nothing that is not there."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import rules
from rules.vocabulary import CertificateKind, Language, Measure, Role, Word
from templates.desk_page import word_in
from templates.english import NAMES, english_name
from templates.sentences import catalogue
from templates.words import MAIL_FILTERS

ABBREVIATIONS = {
    "atw", "avg", "awb", "bsn", "crc", "echr", "en", "gi", "html", "iban", "igj", "iso", "jw", "nl", "oidc", "skj",
    "vng", "vog", "wgbo", "wvggz", "wzd",
}  # fmt: skip
"""What is no word in lower case."""


def words() -> Iterator[Word]:
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"rules.{module.name}")
    lists = Word.__subclasses__()
    for one in lists:
        yield from one


@pytest.mark.parametrize("word", list(words()), ids=lambda word: f"{type(word).__name__}.{word.value}")
def test_every_word_reads_as_english(word: Word) -> None:
    name = english_name(word)
    assert not set(name.split()) & ABBREVIATIONS
    assert not re.search(r"_|\w[:.]\w|\s\d{1,2}$", name.replace("4.2.1", "").replace("6.5.1", "")) or "art. " in name
    assert not name.isupper() or name == "HTML"


@pytest.mark.parametrize("words", NAMES, ids=lambda words: words.__name__)
def test_the_table_names_what_is_there(words: type[Word]) -> None:
    assert set(NAMES[words]) <= {word.value for word in words}
    assert all(name != value.replace("_", " ") or value == "SCHOOL" for value, name in NAMES[words].items())


@pytest.mark.parametrize("book", ["desk-", "errors-", ""], ids=["desk", "errors", "mails"])
@pytest.mark.parametrize("role", Role, ids=str)
def test_a_role_is_called_the_same_in_every_sentence(role: Role, book: str) -> None:
    """A sentence that names a role in Dutch names it in English as the word does; mails say more of an adviser."""
    named = {dutch: forms for dutch, forms in catalogue(Language.EN, book).items() if is_named(role, dutch)}
    wrong = {dutch for dutch, forms in named.items() for said in forms if english_name(role) not in said.lower()}
    alone = {form.lower() for dutch, forms in named.items() if dutch.lower() == role.dutch for form in forms}
    assert wrong == set()
    assert alone <= {english_name(role), "confidential adviser" if not book else ""}


def is_named(role: Role, dutch: str) -> bool:
    return re.search(rf"\b{role.dutch}", dutch, re.IGNORECASE) is not None


def test_pages_and_mails_say_the_same_word() -> None:
    assert word_in(Language.EN, CertificateKind.VOG) == "certificate of conduct (VOG)"
    assert word_in(Language.NL, CertificateKind.VOG) == "VOG"
    assert MAIL_FILTERS[Language.EN]["measure"](Measure.LOCK_UP.value) == word_in(Language.EN, Measure.LOCK_UP)
