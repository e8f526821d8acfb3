"""Sentences in the reader's language: from the catalogue, with facts that stay facts."""

import pytest
from jinja2 import Environment, select_autoescape

from rules.vocabulary import Language
from templates.engine import FactMissing, render_mail
from templates.previews import MailUnknown, preview
from templates.samples import HOUSE, SAMPLES
from templates.sentences import catalogue, sayings


def say(template: str, language: Language = Language.EN, *, html: bool = False, **facts: object) -> str:
    made = Environment(autoescape=select_autoescape(default=html))
    made.globals.update(sayings(language, lambda fact: fact))
    return made.from_string(template).render(facts)


@pytest.mark.parametrize(
    ("language", "then"),
    [pytest.param(Language.NL, "Kenmerk", id="as written"), pytest.param(Language.EN, "Reference", id="English")],
)
def test_a_sentence_is_said_in_the_language_of_the_reader(language: Language, then: str) -> None:
    assert say('{{ _("Kenmerk") }}', language) == then


def test_a_sentence_that_the_catalogue_misses_stays_dutch() -> None:
    assert say('{{ _("Nog niet vertaald: %(x)s", x=1) }}') == "Nog niet vertaald: 1"


@pytest.mark.parametrize(("number", "then"), [(0, "0 visits"), (1, "1 visit"), (2, "2 visits")])
def test_counts_have_one_and_more(number: int, then: str) -> None:
    assert say('{{ ngettext("%(num)s bezoek", "%(num)s bezoeken", n) }}', n=number) == then


def test_a_fact_within_a_sentence_cannot_become_markup() -> None:
    said = say('{{ _("Beste %(name)s,", name=name) }}', html=True, name="<b>Noor</b> & %(x)s")
    assert said == "Dear &lt;b&gt;Noor&lt;/b&gt; &amp; %(x)s,"


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_fact_that_is_not_there_stops_a_sentence(nothing: object) -> None:
    with pytest.raises(FactMissing):
        render_mail("adviser_changed", {**HOUSE, **SAMPLES["adviser_changed"], "group": nothing}, Language.EN)


def test_dutch_needs_no_catalogue() -> None:
    assert catalogue(Language.NL) == {}


def test_a_preview_is_the_mail_with_invented_facts() -> None:
    assert preview("visit_moved").subject.startswith("Bezoek verzet: G012")
    assert preview("visit_moved", Language.EN).subject.startswith("Visit moved: G012")
    with pytest.raises(MailUnknown, match="liefdesbrief"):
        preview("liefdesbrief")
