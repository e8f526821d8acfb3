"""A document as DOCX, to be worked on in a word processor: real headings, tables with a header row, one style sheet.

What a person wrote becomes text, never markup or a field. The same document gives the same bytes.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any, cast

from docx import Document as OpenPaper
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.table import _Cell
from docx.table import _Row as GridRow
from docx.text.paragraph import Paragraph as Line

from templates.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Kind,
    Paragraph,
    Quote,
    Section,
    Table,
    Value,
    shown,
)

FONT = "Calibri"
INK, SOFT, ACCENT = RGBColor(0x1C, 0x27, 0x33), RGBColor(0x5A, 0x68, 0x75), RGBColor(0x0B, 0x5C, 0x74)
TINT, RULE = "F1F5F7", "C9D2DA"
WIDTH_CM = 16.4
MANY = 6
"""With more columns than these a table is set small."""
TOGETHER = 16
"""A table of up to so many rows stays on one page."""
LONGEST = 9
"""Word knows no deeper headings."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """Return the document as a DOCX file."""
    paper = OpenPaper()
    _set_styles(paper)
    _set_page(paper, document)
    _set_properties(paper, document)
    paper.add_heading(document.title, 0)
    if document.subtitle:
        paper.add_paragraph(document.subtitle, style="Subtitle")
    _pairs(paper, document.key_facts)
    if document.contents:
        _contents(paper)
    for section in document.sections:
        _section(paper, section, 1)
    made = io.BytesIO()
    paper.save(made)
    return _timeless(made.getvalue())


def _set_styles(paper: Paper) -> None:
    sizes = {"Normal": 10, "Title": 24, "Subtitle": 12, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 11,
             "Caption": 9.5}  # fmt: skip
    for name, size in sizes.items():
        style = cast("ParagraphStyle", paper.styles[name])
        style.font.name, style.font.size, style.font.italic = FONT, Pt(size), False
        style.font.color.rgb = ACCENT if name.startswith(("Heading", "Title")) else INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    normal = cast("ParagraphStyle", paper.styles["Normal"])
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    for part in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{part}"), "nl-NL")
    normal.element.get_or_add_rPr().append(language)
    cast("ParagraphStyle", paper.styles["Caption"]).paragraph_format.keep_with_next = True


def _set_page(paper: Paper, document: Document) -> None:
    """A4, with the title above and the page number below each page but the first."""
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.3)
    page.top_margin = page.bottom_margin = Cm(2.4)
    above = " · ".join(part for part in (document.title, document.reference, document.marking) if part)
    _small(page.header.paragraphs[0], above)
    below = page.footer.paragraphs[0]
    _small(below, f"{document.author} · {shown(document.made_on)} · pagina ")
    _field(below, "PAGE")


def _set_properties(paper: Paper, document: Document) -> None:
    moment = datetime.combine(document.made_on, time(12), tzinfo=UTC)
    about = paper.core_properties
    about.title, about.author, about.language = document.title, document.author, "nl-NL"
    about.comments, about.last_modified_by, about.revision = "", document.author, 1
    about.created = about.modified = moment


def _contents(paper: Paper) -> None:
    """A table of contents, which the word processor fills in when the file is opened."""
    paper.add_paragraph("Inhoud", style="TOC Heading")
    _field(paper.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u', "Werk de inhoudsopgave bij (F9).")
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    paper.settings.element.append(update)
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _section(paper: Paper, section: Section, level: int) -> None:
    paper.add_heading(section.heading, min(level, LONGEST))
    for block in section.blocks:
        _block(paper, block)
    for below in section.sections:
        _section(paper, below, level + 1)


def _block(paper: Paper, block: Block) -> None:
    match block:
        case Paragraph():
            paper.add_paragraph(block.text).runs[0].bold = block.lead or None
        case Bullets():
            for item in block.items:
                paper.add_paragraph(item, style="List Bullet")
        case Quote():
            _small(paper.add_paragraph(), block.source)
            paper.add_paragraph(block.text, style="Intense Quote")
        case Facts():
            _pairs(paper, block.facts)
        case Table():
            _table(paper, block)
        case Figure():
            _small(paper.add_paragraph(), block.alt)


def _pairs(paper: Paper, facts: Sequence[tuple[str, Value]]) -> None:
    """Names with values, read one after the other: paragraphs and no table, for there is no header to it."""
    for name, value in facts:
        line = paper.add_paragraph()
        line.paragraph_format.space_after = Pt(3)
        line.add_run(f"{name}: ").bold = True
        line.add_run(shown(value))


def _table(paper: Paper, table: Table) -> None:
    paper.add_paragraph(table.caption, style="Caption")
    grid = paper.add_table(rows=0, cols=len(table.columns))
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    grid.autofit = False
    size = Pt(8 if len(table.columns) > MANY else 9)
    widths = _widths(table)
    _line(grid, table, tuple(column.name for column in table.columns), size, widths, bold=True)
    _is_header(grid)
    for row in table.rows:
        _line(grid, table, row, size, widths)
    if table.total:
        _line(grid, table, table.total, size, widths, bold=True)
    _rules(grid)
    _small(paper.add_paragraph(), table.note)


def _widths(table: Table) -> list[Length]:
    """Share the line: columns of a given width by that, the others by their longest word."""
    shares = [column.width * 10 or _longest(table, n) for n, column in enumerate(table.columns)]
    if not any(column.width for column in table.columns):
        shares[0] *= 2
    return [Cm(WIDTH_CM * share / sum(shares)) for share in shares]


def _longest(table: Table, n: int) -> float:
    words = [word for row in (*table.all_rows, (*(column.name for column in table.columns),))
             for word in shown(row[n]).split()]  # fmt: skip
    return max(3.0, max((len(word) for word in words), default=0) * 0.42)


def _line(
    grid: Grid, table: Table, values: Sequence[Value], size: Length, widths: Sequence[Length], *, bold: bool = False
) -> None:
    row = grid.add_row()  # type: ignore[no-untyped-call]  # it carries no types there
    _whole(row)
    for cell, column, value, width in zip(row.cells, table.columns, values, widths, strict=True):
        cell.width = width
        text = cell.paragraphs[0]
        text.paragraph_format.space_after = Pt(2)
        text.paragraph_format.space_before = Pt(2)
        text.paragraph_format.keep_with_next = len(table.rows) <= TOGETHER
        if column.kind is Kind.NUMBER:
            text.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = text.add_run("" if value == "" else shown(value))
        run.font.size, run.bold = size, bold or None


def _xml(part: Any) -> Any:  # noqa: ANN401 - whatever python-docx wraps
    """Return the element behind a part: what a header row or a field is, python-docx has no words for."""
    return part._element  # noqa: SLF001 - as it says


def _is_header(grid: Grid) -> None:
    """Say that the first row is the header: repeated on each page, and read with each cell."""
    row = grid.rows[0]
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    _xml(row).get_or_add_trPr().append(header)
    for cell in row.cells:
        _shade(cell)


def _whole(row: GridRow) -> None:
    whole = OxmlElement("w:cantSplit")
    _xml(row).get_or_add_trPr().append(whole)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
        shade.set(qn(f"w:{name}"), value)
    _xml(cell).get_or_add_tcPr().append(shade)


def _rules(grid: Grid) -> None:
    """Draw a thin line below each row."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    _xml(grid).tblPr.append(borders)


def _small(line: Line, text: str) -> None:
    run = line.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), SOFT


def _field(line: Line, code: str, before: str = "1") -> None:
    """Add a field: what the word processor fills in itself; `before` stands there until it does."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", before), ("end", "")):
        run = line.add_run(text if kind == "text" else "")
        run.font.size = Pt(8.5) if code == "PAGE" else None
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            _xml(run).append(mark)
        elif kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {text} "
            _xml(run).append(instruction)


def _timeless(made: bytes) -> bytes:
    """Return the file with the same day on each part, so that the same document gives the same bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, EPOCH), old.read(part), zipfile.ZIP_DEFLATED)
    return again.getvalue()
