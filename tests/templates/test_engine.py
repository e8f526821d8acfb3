"""What the engine promises of every mail."""

import pytest
from jinja2 import TemplateNotFound

from templates.engine import FactMissing, Rendered, render_mail
from templates.samples import HOUSE, LATE, SAMPLES

REMINDER = {**HOUSE, **SAMPLES["signal_reminder"], "recipient_name": "Noor Voorbeeld"}


def test_a_mail_has_three_parts_that_end_with_why_and_who() -> None:
    mail = render_mail("signal_reminder", REMINDER)
    assert mail.subject == "Signaal S-2026-017: reactie gevraagd uiterlijk dinsdag 28 april 2026"
    for part in (mail.text, mail.html):
        assert "U krijgt dit bericht omdat u bij uw organisatie het aanspreekpunt bent voor signalen." in part
        assert HOUSE["organisation_name"] in part
        assert HOUSE["organisation_phone"] in part
        assert HOUSE["link"] in part
        assert "Beste Noor Voorbeeld" in part


def test_a_mail_without_a_named_recipient_greets_anyone() -> None:
    mail = render_mail("signal_reminder", {**HOUSE, **SAMPLES["signal_reminder"]})
    assert "Geachte heer of mevrouw," in mail.text
    assert "Geachte heer of mevrouw," in mail.html


@pytest.mark.parametrize(
    ("given", "then"),
    [
        pytest.param(LATE, True, id="two days late: it says so"),
        pytest.param({"late_days": 0}, False, id="in time: nothing said"),
        pytest.param({}, False, id="nothing known: nothing said"),
    ],
)
def test_a_late_mail_says_that_it_is_late(given: dict[str, object], then: bool) -> None:
    mail = render_mail("signal_reminder", REMINDER | given)
    for part in (mail.text, mail.html):
        assert ("Dit bericht had op zondag 5 april 2026 moeten komen; wij zijn te laat" in part) is then


def test_the_hash_stands_for_all_three_parts() -> None:
    mail = Rendered("a", "b", "c")
    others = [Rendered("x", "b", "c"), Rendered("a", "x", "c"), Rendered("a", "b", "x"), Rendered("ab", "", "c")]
    assert mail.hash == Rendered("a", "b", "c").hash
    assert mail.hash not in [other.hash for other in others]


def test_a_mail_shows_nothing_of_itself_when_printed() -> None:
    assert "geheim" not in repr(Rendered("geheim", "geheim", "geheim"))


@pytest.mark.parametrize("nothing", [pytest.param(None, id="none"), pytest.param("", id="blank")])
def test_a_fact_that_would_print_nothing_stops_the_mail(nothing: object) -> None:
    with pytest.raises(FactMissing):
        render_mail("signal_reminder", REMINDER | {"reference": nothing})


def test_an_unknown_mail_or_language_is_refused() -> None:
    with pytest.raises(TemplateNotFound):
        render_mail("love_letter", REMINDER)
    with pytest.raises(ValueError, match="fr"):
        render_mail("signal_reminder", REMINDER, language="fr")


def test_a_late_mail_without_its_day_is_stopped() -> None:
    with pytest.raises(FactMissing):
        render_mail("signal_reminder", REMINDER | {"late_days": 3})


def test_a_text_keeps_its_paragraphs() -> None:
    facts = {**HOUSE, **SAMPLES["signal_to_provider"], "text": "Een.\r\n\r\n  Twee  dingen.\n"}
    mail = render_mail("signal_to_provider", facts)
    assert "Een.\n\nTwee dingen.\n" in mail.text
    assert mail.html.count("Een.</p>") == mail.html.count("Twee dingen.</p>") == 1


def test_a_family_home_shows_no_place() -> None:
    hidden = {**HOUSE, **SAMPLES["inspectorate_notice"], "place": "", "agency": ""}
    mail = render_mail("inspectorate_notice", hidden)
    for part in (mail.text, mail.html):
        assert "Waar" not in part
        assert "Aanbieder" not in part
