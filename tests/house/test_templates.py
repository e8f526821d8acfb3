"""The rules of the house for mails: three parts, the same facts, nothing forged, nothing missing."""

import ast
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from sqlalchemy import CheckConstraint

from actions.notices import CONTENT
from actions.outgoing import NEEDLESS_IN
from rules.vocabulary import Language
from store.base import Base
from templates.engine import FOLDER, PARTS, FactMissing, Rendered, mail_names, render_mail
from templates.samples import AT_SENDING, FOR_A_DEPUTY, HOUSE, LATE, SAMPLES
from templates.words import MAIL_FILTERS

HOME = FOLDER.parent
CODE = ("rules", "actions", "tasks", "flows", "desk")
LISTS_OF_NAMES = ("actions/notices.py", "actions/outgoing.py", "rules/mail_kinds.py")
BY_DEADLINE = {"improvement_plan_overdue", "result_report_overdue"}
"""Mails that the ladder names after the kind of the deadline."""

FREE = (
    "group", "town", "place", "agency", "reference", "legal_note", "expected_action", "recipient_name", "adviser_name",
    "substitute_name", "about", "instead_of", "taken_over_by", "stands_in_for",
)  # fmt: skip
HOSTILE = [
    pytest.param("Noor\r\nBcc: ander@post.example\r\n\r\nBel 06 nu", id="forged header and lines"),
    pytest.param("a\u2028b\u2029c\x0bd\x85e", id="unusual line ends"),
    pytest.param('"><script>alert(1)</script><img src=x onerror=y>', id="markup"),
    pytest.param("</title></style><h1>Gewonnen", id="markup that closes"),
    pytest.param("{{ organisation_phone }}{% raw %}", id="template code"),
    pytest.param("\u202egnp.exe\u2066\u200b\ufeff", id="direction override and invisible signs"),
    pytest.param("\x1b[31mrood\x07\x7f", id="control signs"),
    pytest.param("Instelling " * 60, id="a very long name"),
]
STEERING = {chr(code) for code in range(32)} - {"\n"} | set("\x7f\u202e\u2066\u200b\ufeff")


class Reader(HTMLParser):
    """What a mail program sees: the elements in order, and the words between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]

    def handle_data(self, data: str) -> None:
        if self.elements[-1:] not in (["style"], ["title"]):
            self.words.append(data)


def sample(name: str, **changed: Any) -> dict[str, Any]:
    named = {} if name in CONTENT else {"recipient_name": "Noor Voorbeeld"}
    return {**HOUSE, **SAMPLES[name], **AT_SENDING.get(name, {}), **named, **changed}


def rendered(name: str, language: Language = Language.NL, **changed: Any) -> Rendered:
    return render_mail(name, sample(name, **changed), language)


ALL = [pytest.param(name, language, id=f"{name}-{language}") for name in mail_names() for language in Language]


def leaves(value: object) -> Iterator[str | int]:
    match value:
        case dict():
            for inner in value.values():
                yield from leaves(inner)
        case list():
            for inner in value:
                yield from leaves(inner)
        case str() | int() if value != "":
            yield value
        case _:
            return


def ways_to_say(value: str | int, language: Language) -> Iterator[str]:
    """Yield the value itself and what the filters make of it."""
    yield str(value)
    for say in MAIL_FILTERS[language].values() if isinstance(value, str) else ():
        with suppress(TypeError, ValueError):
            yield say(value)


@pytest.mark.parametrize("name", mail_names())
def test_every_mail_has_exactly_its_three_parts(name: str) -> None:
    assert sorted(path.name for path in (FOLDER / "mail" / name).iterdir()) == sorted(PARTS)


def test_every_mail_has_a_sample_and_the_reverse() -> None:
    assert sorted(SAMPLES) == mail_names()
    assert set(NEEDLESS_IN) | CONTENT <= set(SAMPLES)


def test_every_mail_is_sent_by_some_action_and_every_named_mail_exists() -> None:
    named, used = set(), set()
    for path in (path for folder in CODE for path in (HOME / folder).rglob("*.py")):
        tree = ast.parse(path.read_text())
        strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        used |= {text for text in strings if path.relative_to(HOME).as_posix() not in LISTS_OF_NAMES}
        named |= {
            keyword.value.value
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.startswith("enqueue")
            for keyword in call.keywords
            if keyword.arg == "template" and isinstance(keyword.value, ast.Constant)
        }
    assert named <= set(SAMPLES)
    assert set(SAMPLES) - used <= BY_DEADLINE


@pytest.mark.parametrize(("name", "language"), ALL)
def test_text_and_html_hold_the_same_facts(name: str, language: Language) -> None:
    facts = sample(name, **LATE)
    mail = render_mail(name, facts, language)
    page = Reader(mail.html)
    seen = " ".join(" ".join(page.words + page.addresses).split())
    facts["text"] = str(facts.get("text", "")).splitlines()
    for value in leaves({key: inner for key, inner in facts.items() if key != "late_days"}):
        said = [way for way in ways_to_say(value, language) if way in mail.text]
        assert said, f"the text does not say {value!r}"
        assert any(way in seen for way in said), f"the HTML does not say {value!r}"


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_missing_fact_stops_the_mail(name: str, language: Language) -> None:
    complete = sample(name)
    for missing in complete.keys() - {"recipient_name"}:
        with pytest.raises((UndefinedError, FactMissing)):
            render_mail(name, {key: value for key, value in complete.items() if key != missing}, language)


LISTS = [(name, key) for name, facts in SAMPLES.items() for key, value in facts.items() if isinstance(value, list)]


@pytest.mark.parametrize(("name", "part"), LISTS)
def test_a_missing_fact_within_a_list_stops_the_mail(name: str, part: str) -> None:
    (whole, *_) = SAMPLES[name][part]
    for missing in whole:
        broken = {key: value for key, value in whole.items() if key != missing}
        with pytest.raises((UndefinedError, FactMissing)):
            render_mail(name, sample(name, **{part: [broken]}))


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_hostile_fact_stays_a_fact(name: str, language: Language, value: str) -> None:
    """It adds no line, no element, no address, and no sign that steers what the reader sees."""
    plain, attacked = sample(name), sample(name, organisation_name=value)
    attacked |= {key: value for key in FREE if key in plain}
    if "text" in plain:
        plain["text"], attacked["text"] = "Een regel.", " ".join(value.split())
    for part, lines in plain.items():
        if isinstance(lines, list):
            attacked[part] = [line | {key: value for key in FREE if line.get(key)} for line in lines]
    good, bad = render_mail(name, plain, language), render_mail(name, attacked, language)
    for part in (bad.subject, bad.text, bad.html):
        assert not [
            sign for sign in part if (ord(sign) < 32 and sign != "\n") or sign in "\x7f\u202e\u2066\u200b\ufeff"
        ]
    assert len(bad.subject.splitlines()) == 1
    assert len(bad.text.splitlines()) == len(good.text.splitlines())
    assert Reader(bad.html).elements == Reader(good.html).elements
    assert Reader(bad.html).addresses == Reader(good.html).addresses
    assert "{{" in bad.text or "{{" not in value


@pytest.mark.parametrize(("name", "language"), ALL)
def test_a_mail_fetches_nothing_and_has_one_link_and_one_heading(name: str, language: Language) -> None:
    mail = rendered(name, language)
    page = Reader(mail.html)
    assert page.addresses == [HOUSE["link"]]
    assert page.elements.count("h1") == 1
    assert not {"img", "script", "link", "iframe", "form", "object", "base"} & set(page.elements)
    assert "url(" not in mail.html
    assert "@import" not in mail.html
    assert f'lang="{language}"' in mail.html
    assert "prefers-color-scheme: dark" in mail.html


@pytest.mark.parametrize("name", sorted(name for name in SAMPLES if name.startswith(("signal", "escal", "inspec"))))
def test_the_subject_of_a_signal_tells_its_reference_and_no_place(name: str) -> None:
    mail = rendered(name)
    assert SAMPLES[name]["reference"] in mail.subject
    assert str(SAMPLES[name].get("place", "geen plaats")) not in mail.subject
    assert str(SAMPLES[name].get("agency", "geen naam")) not in mail.subject


def test_only_the_inspectorate_reads_which_provider_it_is() -> None:
    assert [name for name, facts in SAMPLES.items() if "agency" in facts] == ["inspectorate_notice"]


def test_escaping_is_on_for_html_and_off_for_text() -> None:
    mail = rendered("windows_missed_in_row", group="Jan & Co")
    assert "Jan & Co" in mail.text
    assert html.escape("Jan & Co") in mail.html


def test_the_base_lies_beside_the_mails() -> None:
    assert {path.name for path in Path(FOLDER / "mail" / "_base").iterdir()} == {
        "body.txt", "body.html", "letter.txt", "letter.html",
    }  # fmt: skip


def test_the_database_knows_which_mails_carry_content() -> None:
    (check,) = [
        str(part.sqltext)
        for part in Base.metadata.tables["notice"].constraints
        if isinstance(part, CheckConstraint) and part.name == "ck_notice_content_by_kind"
    ]
    assert set(re.findall(r"'(\w+)'", check)) == CONTENT


@pytest.mark.parametrize("language", Language)
def test_who_stands_in_reads_why(language: Language) -> None:
    mail = rendered("signal_answered", language, **FOR_A_DEPUTY)
    why = {
        Language.NL: "U krijgt dit bericht omdat u V004 vervangt, die nu afwezig is.",
        Language.EN: "You receive this message because you stand in for V004, who is away now.",
    }
    assert why[language] in mail.text
    assert why[language] in mail.html


@pytest.mark.parametrize("name", mail_names())
def test_every_mail_is_shown_in_the_manual(name: str) -> None:
    """`python -m examples.make_pictures docs/handleiding/mail` makes the pictures."""
    told = (HOME / "docs" / "handleiding" / "mail.md").read_text()
    for width in (375, 1280):
        picture = f"mail/{name}-{width}.png"
        assert f'"{picture}"' in told
        assert (HOME / "docs" / "handleiding" / picture).stat().st_size > 1000
