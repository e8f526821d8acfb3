"""The PDF: the same bytes each time, readable for machines, never run by what it says, and in our own fonts."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pdfua import validate

from templates.document import Bullets, Column, Document, Facts, Paragraph, Quote, Section, Table
from templates.pdf import FONTS, render_pages, render_pdf
from tests.templates.test_document import every_block

HOSTILE = [
    pytest.param('#eval("panic(1)")', id="code of Typst"),
    pytest.param('#read("/templates/pdf.py")', id="reading a file"),
    pytest.param("= kop *vet* _schuin_ $x^2$ @bron <label> // weg", id="markup of Typst"),
    pytest.param('"); panic("x', id="the end of a string"),
    pytest.param("{{ 7 * 7 }} {% raw %}", id="code of Jinja"),
    pytest.param("<script>alert(1)</script>", id="markup of a page"),
    pytest.param("regel\r\n\tmet tabs en \\ schuine strepen", id="signs that steer"),
    pytest.param("Noor Şahin, Łódź, café, „aanhaling” – € 12", id="letters of many languages"),
]


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(every_block()) == render_pdf(every_block())


def test_two_people_ask_for_one_at_the_same_moment() -> None:
    documents = [replace(every_block(), title=f"Rapport {number}") for number in range(6)]
    with ThreadPoolExecutor(len(documents)) as readers:
        together = list(readers.map(render_pdf, documents))
    assert together == [render_pdf(document) for document in documents]


def test_another_word_or_another_day_gives_other_bytes() -> None:
    made = render_pdf(every_block())
    assert render_pdf(replace(every_block(), subtitle="anders")) != made
    assert render_pdf(replace(every_block(), made_on=date(2026, 5, 2))) != made


def test_machines_can_read_it() -> None:
    with opened(render_pdf(every_block())) as pdf:
        assert str(pdf.Root.Lang).startswith("nl")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "titelwoord"
        assert str(pdf.docinfo["/Author"]) == "auteurwoord"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260501")


def test_the_checks_of_accessibility_find_nothing(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(render_pdf(every_block()))
    assert not list(validate(str(paper)).findings)


def test_only_our_own_fonts_are_in_it() -> None:
    with opened(render_pdf(every_block())) as pdf:
        names = {str(one.FontName) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one}
    assert names
    assert all("FiraSans" in name for name in names)
    assert (FONTS / "OFL.txt").read_text().count("SIL Open Font License") >= 1


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_wrote_is_never_run(text: str) -> None:
    document = Document(
        title=text.splitlines()[0], author=text, made_on=date(2026, 5, 1), reference=text, marking=text, subtitle=text,
        key_facts=((text, text),),
        sections=(
            Section(
                text,
                (
                    Paragraph(text), Bullets((text,)), Quote(text, text), Facts(((text, text),)),
                    Table(text, (Column(text),), ((text,),), note=text),
                ),
            ),
        ),
    )  # fmt: skip
    with opened(render_pdf(document)) as pdf:
        assert len(pdf.pages) >= 2


def test_a_long_table_goes_on_with_its_header() -> None:
    rows = tuple((f"rij {n}", n) for n in range(200))
    long = Document(
        title="lang", author="a", made_on=date(2026, 5, 1), contents=False,
        sections=(Section("kop", (Table("t", (Column("naam"), Column("getal")), rows),)),),
    )  # fmt: skip
    pages = render_pages(long, 20)
    assert len(pages) > 3
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_without_a_table_of_contents_it_starts_at_once() -> None:
    short = Document(title="kort", author="a", made_on=date(2026, 5, 1), contents=False, sections=(Section("kop"),))
    with opened(render_pdf(short)) as pdf:
        assert len(pdf.pages) == 1
