"""The model of every paper: what it refuses, how it says values, and that its plain text leaves out nothing."""

from datetime import date
from decimal import Decimal

import pytest

from rules.reports import Masked, Tone, Why
from templates.document import (
    Bar,
    Bullets,
    Column,
    Document,
    Facts,
    Figure,
    Kind,
    Paragraph,
    Part,
    Quote,
    Section,
    Table,
    Value,
    document_text,
    shown,
)


def every_block() -> Document:
    """Return a document with one of everything, each word in it once."""
    table = Table(
        "tabeltitel",
        (Column("kolomtekst", width=2), Column("kolomgetal", Kind.NUMBER)),
        (("rijnaam", 1234), ("tweede", Masked("<5", Why.SMALL_COUNT))),
        number="8a",
        total=("totaalnaam", None),
        note="tabelnoot",
    )
    figure = Figure(
        "figuurtitel", "figuur in woorden", (Bar("balknaam", (Part(3, Tone.GOOD), Part(0, Tone.BAD))),),
        ((Tone.GOOD, "legendawoord"),),
    )  # fmt: skip
    blocks = (
        Paragraph("eerste alinea", lead=True), Bullets(("puntje een", "puntje twee")),
        Quote("citaatregel een\n\ncitaatregel twee", "citaatbron"), Facts((("feitnaam", date(2026, 4, 8)),)),
        table, figure,
    )  # fmt: skip
    return Document(
        title="titelwoord", author="auteurwoord", made_on=date(2026, 5, 1), subtitle="ondertitel",
        reference="KENMERK-1", marking="markeerwoord", key_facts=(("kernfeit", 17),),
        sections=(Section("hoofdkop", blocks, (Section("onderkop", (Paragraph("diepste alinea"),)),)),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "then"),
    [
        pytest.param(None, "–", id="nothing: a dash"),
        pytest.param("", "–", id="an empty text: a dash"),
        pytest.param(0, "0", id="nought is a number"),
        pytest.param(10572, "10.572", id="thousands"),
        pytest.param(Decimal("3.5"), "3,5", id="a decimal comma"),
        pytest.param(date(2026, 4, 8), "8 april 2026", id="a day"),
        pytest.param(Masked("<5", Why.SMALL_COUNT), "<5", id="a hidden number"),
        pytest.param("S-2026-0001", "S-2026-0001", id="a code stays as it is"),
    ],
)
def test_how_a_value_is_said(value: Value, then: str) -> None:
    assert shown(value) == then


@pytest.mark.parametrize(
    "word",
    [
        "titelwoord", "ondertitel", "KENMERK-1", "auteurwoord", "markeerwoord", "1 mei 2026", "kernfeit: 17",
        "hoofdkop", "eerste alinea", "puntje een", "puntje twee", "citaatregel twee", "citaatbron",
        "feitnaam: 8 april 2026",
        "Tabel 8a. tabeltitel", "kolomtekst", "kolomgetal", "rijnaam | 1.234", "tweede | <5", "totaalnaam | –",
        "tabelnoot", "figuurtitel", "figuur in woorden", "balknaam", "legendawoord", "onderkop", "diepste alinea",
    ],
)  # fmt: skip
def test_the_plain_text_holds_every_word(word: str) -> None:
    assert word in document_text(every_block())


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="cell for each column"):
        Table("t", (Column("a"), Column("b")), (("alleen a",),))


def test_a_figure_needs_words() -> None:
    with pytest.raises(ValueError, match="cannot see"):
        Figure("f", "  ", ())
