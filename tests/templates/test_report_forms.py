"""One report in four forms: the same words and numbers in each, readable for everybody, and nothing that runs."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from docx.oxml.ns import qn
from pdfua import validate

from actions.reports import Form, report_in
from rules.report_data import report_from
from rules.reports import Bar, Masked, Ranking, Report, Row, Section, Table, Tone, Topic, Why, as_data
from templates.document import Document, Figure, document_text
from templates.document import Table as PaperTable
from templates.pdf import render_pdf
from templates.report_document import report_document
from templates.report_page import render_report
from templates.sheets import render_xlsx
from templates.word_file import render_docx

HOSTILE = ('=HYPERLINK("h")', "+1+1", "-2", "@SUM(A1)", "<script>alert(1)</script>", "\\u{41} {{ 1 }} #eval")
HIDDEN = Masked("<5", Why.SMALL_COUNT)

NUMBERS = Table(
    key="table_1a", number="1a", title="Aantal unieke cliënten", columns=("Totaal", "Nieuw"),
    rows=(Row("Jeugdigen", (10572, 24)), Row("Ouders", (33, HIDDEN)), Row(HOSTILE[0], (7, None))),
    total=Row("Totaal", (10612, Masked("niet getoond", Why.PROTECTION))), note="Een noot.",
    bars=(Bar(0, Tone.PLAIN),),
)  # fmt: skip
GRADES = Table(
    key="table_7", number="7", title="Cijfers", columns=("Totaal",), rows=(Row("Jeugdigen", (Decimal("8.7"),)),)
)
NAMES = Table(key="table_8a", number="8a", title="Instanties", names=HOSTILE)
TOPICS = Table(
    key="table_c1", number="C1", title="Top 3",
    rankings=(
        Ranking("2016", (Topic("Bejegening", 3656), Topic("Dossier", 12))),
        Ranking("2015", (Topic("Privacy", 9),)),
    ),
)  # fmt: skip
EMPTY = Table(key="table_9b", number="9b", title="Niemand", rankings=(Ranking("Vragen", ()),))
WIDE = Table(
    key="table_6", number="6", title="Acties", columns=tuple(f"Uitkomst {n} / KC-BB-TR: gegrond" for n in range(7)),
    rows=(Row("Gesprek leidinggevende", (1, 2, 3, 4, 5, 6, 21)),),
)  # fmt: skip
REPORT = Report(
    kind="municipality", name="Waterrijk", title="Jaarrapportage Waterrijk 2016", author="Vertrouwenswerk Voorbeeld",
    starts_on=date(2016, 1, 1), ends_on=date(2016, 12, 31), made_on=date(2017, 1, 20), profile="strict",
    method="jaar-1", code="GM1",
    sections=(
        Section("1. Inleiding", ("Eerste alinea.",)),
        Section("2. Cijfers", sections=(
            Section("2.1 Cliënten", ("Over cliënten.",), (NUMBERS, GRADES), (Section("Acties", tables=(WIDE,)),)),
            Section("2.2 Instanties", notes=("Goed overleg.\nTwee regels.",), tables=(NAMES, TOPICS, EMPTY)),
        )),
        Section("Bijlage 1. Begrippen", terms=(("Dossier", "stukken " * 20),), facts=(("Aangevallen", "107"),)),
    ),
)  # fmt: skip
SAID = (
    "Jaarrapportage Waterrijk 2016", "Eerste alinea.", "2.1 Cliënten", "Tabel 1a. Aantal unieke cliënten", "Een noot.",
    "Goed overleg.", "Twee regels.", "Bejegening", "Privacy",
    "Tabel 9b. Niemand: er zijn in deze periode geen onderwerpen te noemen.",
    "Bijlage 1. Begrippen", "107", "jaar-1", "streng", "<5", "niet getoond", *HOSTILE,
)  # fmt: skip


class Page(HTMLParser):
    """What stands on a page, and what elements and headings it has."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value[1:] for name, value in attrs if name == "href" and value and value.startswith("#")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def text_of_html(report: Report) -> str:
    return " ".join(" ".join(Page(render_report(report)).words).split())


def text_of_docx(report: Report) -> str:
    paper = docx.Document(io.BytesIO(render_docx(report_document(report))))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def text_of_xlsx(report: Report) -> str:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report_document(report))))
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    )


@pytest.mark.parametrize("read", [text_of_html, text_of_docx, text_of_xlsx], ids=["html", "docx", "xlsx"])
def test_every_form_says_the_same(read: Callable[[Report], str]) -> None:
    said = read(REPORT)
    assert [part for part in SAID if part not in said] == []


def test_the_document_behind_the_pdf_says_the_same() -> None:
    said = document_text(report_document(REPORT))
    assert [part for part in SAID if part not in said] == []


def test_dutch_numbers_for_people_and_real_ones_in_the_sheet() -> None:
    assert "10.572" in text_of_html(REPORT)
    assert "10.572" in text_of_docx(REPORT)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report_document(REPORT))))
    numbers = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value
    ]
    assert {10572, 24, 33, 10612, 8.7, 3656} <= set(numbers)


def test_nothing_in_the_sheet_is_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report_document(REPORT))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert [cell.data_type for cell in cells if cell.value in HOSTILE] == ["s"] * (len(HOSTILE) + 1)


def test_a_sheet_for_each_chapter_with_an_allowed_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report_document(REPORT))))
    assert book.sheetnames == ["Over dit rapport", "1. Inleiding", "2. Cijfers", "Bijlage 1. Begrippen"]


def test_two_chapters_that_begin_alike_have_two_sheets() -> None:
    long = "Een heel lange titel van een hoofdstuk: [deel]"
    document = Document("T", "A", date(2017, 1, 1), report_document(REPORT).sections[:1])
    same = tuple(type(document.sections[0])(f"{long} {n}") for n in range(3))
    names = openpyxl.load_workbook(io.BytesIO(render_xlsx(Document("T", "A", date(2017, 1, 1), same)))).sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_the_docx_has_headings_header_rows_a_language_and_a_title() -> None:
    paper = docx.Document(io.BytesIO(render_docx(report_document(REPORT))))
    styles = [(line.style.name, line.text) for line in paper.paragraphs if line.style]
    assert ("Title", "Jaarrapportage Waterrijk 2016") in styles
    assert ("Heading 1", "2. Cijfers") in styles
    assert ("Heading 2", "2.1 Cliënten") in styles
    assert ("Heading 3", "Acties") in styles
    headers = [table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for table in paper.tables]
    assert headers
    assert None not in headers
    assert paper.core_properties.title == REPORT.title
    assert 'w:lang w:val="nl-NL"' in paper.styles["Normal"].element.xml.replace(' w:eastAsia="nl-NL"', "")


def test_the_page_links_to_its_chapters_and_runs_nothing() -> None:
    page = Page(render_report(REPORT))
    assert page.links
    assert set(page.links) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "script" not in page.tags
    assert page.tags.count("h1") == 1


def test_the_pdf_is_accessible_and_in_parts(tmp_path: Path) -> None:
    made = render_pdf(report_document(REPORT))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) in ("nl-NL", "nl")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Outlines
    (tmp_path / "report.pdf").write_bytes(made)
    assert not list(validate(str(tmp_path / "report.pdf")).findings)


def test_a_hidden_number_has_no_bar_and_is_named_before_it() -> None:
    table = Table(
        "t", "T", "1", ("Totaal",), tuple(Row(f"Rij {n}", (n,)) for n in (1, 2, 3)), bars=(Bar(0, Tone.PLAIN),)
    )
    hidden = Table("t", "T", "1", ("Totaal",), (*table.rows, Row("Klein", (HIDDEN,))), bars=table.bars)
    blocks = report_document(_with(hidden)).sections[0].blocks
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.bars[-1].label == "Klein (<5)"
    assert figure.bars[-1].parts == ()
    assert "Rij 3 3" in figure.alt
    assert "Klein (&lt;5)" in render_report(_with(hidden))


def test_rankings_stand_side_by_side_with_a_dash_where_there_is_no_more() -> None:
    table = next(block for block in report_document(_with(TOPICS)).sections[0].blocks if isinstance(block, PaperTable))
    assert table.rows == (("1", "Bejegening", 3656, "Privacy", 9), ("2", "Dossier", 12, None, None))


@pytest.mark.parametrize("render", [render_pdf, render_docx, render_xlsx], ids=["pdf", "docx", "xlsx"])
def test_the_same_report_gives_the_same_bytes(render: Callable[[Document], bytes]) -> None:
    assert render(report_document(REPORT)) == render(report_document(REPORT))


@pytest.mark.parametrize("render", [render_docx, render_xlsx], ids=["docx", "xlsx"])
def test_no_file_holds_a_macro_or_reaches_outside(render: Callable[[Document], bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(render(report_document(REPORT)))) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.casefold() or "externalLink" in name]


def _with(table: Table) -> Report:
    return replace(REPORT, sections=(Section("Een", tables=(table,)),))


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx"])
def test_what_was_stored_gives_the_same_form_again(form: Form) -> None:
    stored = json.loads(json.dumps(as_data(REPORT), ensure_ascii=False))
    assert report_in(report_from(stored), form) == report_in(REPORT, form)
    assert as_data(report_from(stored)) == as_data(REPORT)
