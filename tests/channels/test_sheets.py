"""Registers in and out, as CSV and as a workbook."""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.csv_files import ExportFolderInUse
from channels.grid import MOST_COLUMNS
from channels.sheets import COMMAND_LINE, WEB_UPLOAD, Limits, Row, Sheet, read_book, write_csv_folder, write_xlsx
from rules.errors import Flaw, FlawedInput, Phrase

SMALL = Limits(20_000, 3, Phrase("deel het op"))


def flaws_of(path: Path, limits: Limits = COMMAND_LINE) -> list[Flaw]:
    with pytest.raises(FlawedInput) as caught:
        read_book(path, limits)
    return list(caught.value.flaws)


def csv_folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def workbook(tmp_path: Path, *rows: Sequence[object], name: str = "register.xlsx") -> Path:
    book = openpyxl.Workbook()
    tab = book.active
    assert tab is not None
    tab.title = "groups"
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            tab.cell(number, column).value = value  # type: ignore[assignment]  # merged cells do not occur
    book.save(tmp_path / name)
    return tmp_path / name


def sheet(name: str, columns: tuple[str, ...], *cells: tuple[str, ...]) -> Sheet:
    rows = tuple(Row(number, dict(zip(columns, row, strict=True))) for number, row in enumerate(cells, 2))
    return Sheet(name, f"{name}.csv", columns, rows)


GROUPS = sheet("groups", ("naam", "plaats"), ("De Wilgen", "Haarlem"), ("Ömer's huis", ""))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("naam;plaats\r\nDe Wilgen;Haarlem\r\nÖmer's huis;\r\n", id="semicolons"),
        pytest.param("naam,plaats\nDe Wilgen,Haarlem\nÖmer's huis,\n", id="commas"),
        pytest.param("\ufeffnaam;plaats\nDe Wilgen;Haarlem\nÖmer's huis", id="byte order mark, no last line break"),
        pytest.param('"naam";"plaats"\n"De Wilgen";"Haarlem"\n"Ömer\'s huis";""\n', id="all quoted"),
        pytest.param(" naam ;plaats;;\nDe Wilgen ; Haarlem;;\nO\u0308mer's huis;;;\n", id="spaces, empty columns, NFD"),
    ],
)
def test_csv_is_read_whatever_its_dress(content: str, tmp_path: Path) -> None:
    assert read_book(csv_folder(tmp_path, groups=content)) == (GROUPS,)


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, groups='naam;plaats\n"regel 1\nregel 2";Haarlem\n\n;\nDe Beuk;Velsen\n')
    (groups,) = read_book(folder)
    assert [(row.number, row.cells["naam"]) for row in groups.rows] == [(2, "regel 1\nregel 2"), (5, "De Beuk")]


def test_the_separator_is_not_looked_for_inside_quotes(tmp_path: Path) -> None:
    (groups,) = read_book(csv_folder(tmp_path, groups='"naam, roepnaam, bijnaam";plaats\na;b\n'))
    assert groups.columns == ("naam, roepnaam, bijnaam", "plaats")


@pytest.mark.parametrize(
    "text", ["+31 20 1234567", "-5", "@home", "- geen", "a=b", "'t Huis", "1;2", "👩‍👧 Ömer", "3,5"]
)
def test_what_only_looks_like_a_formula_is_data(text: str, tmp_path: Path) -> None:
    (groups,) = read_book(csv_folder(tmp_path, groups=f'naam;plaats\n"{text}";x\n'))
    assert groups.rows[0].cells["naam"] == text


EXCEL_ERROR = "deze cel bevat een Excel-fout (#REF!). Vul de waarde zelf in."
NO_FORMULAS = "formules zijn niet toegestaan."
NOT_UTF8 = "teken dat geen UTF-8 is. Sla op als 'CSV UTF-8'."


@pytest.mark.parametrize(
    ("content", "then"),
    [
        pytest.param(b"", Flaw("g.csv", "Het bestand is leeg."), id="1 empty"),
        pytest.param(b"\xef\xbb\xbf \r\n", Flaw("g.csv", "Het bestand is leeg."), id="1 only a mark and a blank line"),
        pytest.param(b";;\n;;\n", Flaw("g.csv", "Het bestand is leeg."), id="1 only separators"),
        pytest.param("a;b\nx;y\n\ncafé;z\n".encode("cp1252"), Flaw("g.csv", NOT_UTF8, 4), id="2 Windows-1252"),
        pytest.param(b'a;b\n"x\ny";z\n\xed\xa0\x80;z\n', Flaw("g.csv", NOT_UTF8, 3), id="2 broken surrogate"),
        pytest.param("a;b\n".encode("utf-16"), Flaw("g.csv", "Het bestand is UTF-16; UTF-8 verwacht."), id="3 UTF-16"),
        pytest.param(
            b"a\tb\nx\ty\n",
            Flaw("g.csv", "Kolommen niet gevonden; gebruik ';' of ',' als scheidingsteken."),
            id="4 tabs between columns",
        ),
        pytest.param(
            b"naam;b;c;d;e;f;naam\n",
            Flaw("g.csv", "Kolom 'naam' komt twee keer voor (1 en 7).", 1),
            id="7 column twice",
        ),
        pytest.param(b'a;b\nx;"=HYPERLINK(""h"")"\n', Flaw("g.csv", NO_FORMULAS, 2, "b"), id="20 formula"),
        pytest.param(b"a;b\nx; =1+1\n", Flaw("g.csv", NO_FORMULAS, 2, "b"), id="20 formula after a space"),
        pytest.param(b"a;b\nx;0123456789\x00\n", Flaw("g.csv", "Teken 11 is niet toegestaan.", 2, "b"), id="32 NUL"),
        pytest.param(
            b"a;b\n\xef\xbf\xbf;y\n", Flaw("g.csv", "Teken 1 is niet toegestaan.", 2, "a"), id="32 not in XML"
        ),
        pytest.param(
            b"a;;c\nx;y;z\n",
            Flaw("g.csv", "Kolom 2 heeft geen naam. Geef de kolom een naam of verwijder haar.", 1),
            id="column without a name",
        ),
        pytest.param(
            b"a;b\nx;y;z\n",
            Flaw("g.csv", "deze rij heeft meer cellen dan er kolommen zijn.", 2),
            id="more cells than columns",
        ),
        pytest.param(
            b'a;b\nx;y\n"open;z\n',
            Flaw(
                "g.csv",
                "vanaf deze rij kloppen de aanhalingstekens niet, of een cel is te lang. Sla het opnieuw op als CSV.",
                3,
            ),
            id="quote never closed",
        ),
        pytest.param(
            ";".join(f"k{n}" for n in range(MOST_COLUMNS + 1)).encode(),
            Flaw("g.csv", "Het blad heeft meer dan 100 kolommen. Verwijder wat er niet hoort.", 1),
            id="too many columns",
        ),
    ],
)
def test_a_flawed_csv_is_told_where_and_what(content: bytes, then: Flaw, tmp_path: Path) -> None:
    assert flaws_of(csv_folder(tmp_path, g=content)) == [then]


def test_all_flaws_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, a="naam;naam\n=1;\x07\n", b="", c="x;y\n1;2\n", d="x;y\n=2;2\n")
    assert [str(flaw) for flaw in flaws_of(folder)] == [
        "a.csv, rij 1: Kolom 'naam' komt twee keer voor (1 en 2).",
        "a.csv, rij 2, kolom 'naam': formules zijn niet toegestaan.",
        "a.csv, rij 2, kolom 'naam': Teken 1 is niet toegestaan.",
        "b.csv: Het bestand is leeg.",
        "d.csv, rij 2, kolom 'x': formules zijn niet toegestaan.",
    ]


NO_CSV = "De map bevat geen CSV-bestanden. Kies de map van het register."
NOT_THERE = "Het bestand of de map bestaat niet. Controleer het pad."
NO_REGISTER = "Geef een map met CSV-bestanden of één Excel-werkmap (.xlsx)."


def test_a_path_that_is_no_register(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "brief.docx").write_text("x")
    told = {name: [flaw.message for flaw in flaws_of(tmp_path / name)] for name in ("leeg", "weg", "brief.docx")}
    assert told == {"leeg": [NO_CSV], "weg": [NOT_THERE], "brief.docx": [NO_REGISTER]}


def test_a_workbook_gives_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ["soort", "waarde"],
        ["datum", date(2026, 3, 1)],
        ["tijdstip", datetime(2026, 3, 1, 9, 30)],  # noqa: DTZ001 - Excel knows no zones
        ["tijd", time(9, 5)],
        ["duur", timedelta(hours=26, minutes=30)],
        ["geheel", 12.0],
        ["breuk", 2.5],
        ["ja", True],
        ["nee", False],
        [None, None],
        ["telefoon", "+31 20 1234567"],
        ["tekst", "  O\u0308mer  "],
    )
    (groups,) = read_book(path)
    assert (groups.name, groups.file) == ("groups", "register.xlsx, blad 'groups'")
    assert [(row.number, row.cells["soort"], row.cells["waarde"]) for row in groups.rows] == [
        (2, "datum", "2026-03-01"),
        (3, "tijdstip", "2026-03-01 09:30"),
        (4, "tijd", "09:05"),
        (5, "duur", "26:30"),
        (6, "geheel", "12"),
        (7, "breuk", "2.5"),
        (8, "ja", "ja"),
        (9, "nee", "nee"),
        (11, "telefoon", "+31 20 1234567"),
        (12, "tekst", "Ömer"),
    ]


def test_flaws_in_a_workbook_name_tab_row_and_column(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["naam", "plaats"], ["=1+1", "x"], ["a", "#REF!"], ["a", "b", "c"])
    assert [str(flaw) for flaw in flaws_of(path)] == [
        "register.xlsx, blad 'groups', rij 2, kolom 'naam': formules zijn niet toegestaan.",
        f"register.xlsx, blad 'groups', rij 3, kolom 'plaats': {EXCEL_ERROR}",
        "register.xlsx, blad 'groups', rij 4: deze rij heeft meer cellen dan er kolommen zijn.",
    ]


def repacked(path: Path, **changes: bytes) -> Path:
    """Change or add parts of the zip at `path`; keys are the parts' names with __ for / and _ for a dot."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts |= {key.replace("__", "/").replace("_", "."): content for key, content in changes.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
OUTSIDE = "Het bestand bevat verwijzingen naar buiten en is geweigerd."
DAMAGED = "Het bestand is beschadigd. Open het in Excel en sla het opnieuw op als .xlsx."
MACROS = "Bestanden met macro's worden niet gelezen."
PROTECTED = "Het bestand is versleuteld; sla het zonder wachtwoord op."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.mark.parametrize(
    ("content", "then"),
    [
        pytest.param(b"", "Het bestand is leeg.", id="1 empty"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), PROTECTED, id="23 password"),
        pytest.param(
            OLE + "Workbook".encode("utf-16-le"),
            "Dit is een oud Excel-bestand (.xls). Open het in Excel en sla het op als .xlsx.",
            id="Excel of before 2007",
        ),
        pytest.param(b"%PDF-1.7\n", "Dit is geen Excel-bestand (inhoud: PDF).", id="24 PDF"),
        pytest.param(b"<html>", "Dit is geen Excel-bestand (inhoud: HTML of XML).", id="24 web page"),
        pytest.param(b"naam;plaats\n", "Dit is geen Excel-bestand (inhoud: onbekend).", id="24 something else"),
        pytest.param(b"PK\x03\x04 half", DAMAGED, id="half a zip"),
    ],
)
def test_what_is_not_a_workbook_is_refused(content: bytes, then: str, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(content)
    assert flaws_of(path) == [Flaw("register.xlsx", then)]


@pytest.mark.parametrize(
    ("changes", "then"),
    [
        pytest.param({"xl__vbaProject_bin": b"x"}, MACROS, id="21 macro under another name"),
        pytest.param({"xl__workbook_xml": ENTITY}, OUTSIDE, id="25 external entity"),
        pytest.param({"xl__worksheets__sheet1_xml": ENTITY}, OUTSIDE, id="25 external entity in a tab"),
        pytest.param(
            {"docProps__core_xml": ENTITY.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")},
            OUTSIDE,
            id="25 entity hidden in UTF-16",
        ),
        pytest.param({"xl__worksheets__sheet1_xml": b"<worksheet><sheetData>"}, DAMAGED, id="tab cut off"),
        pytest.param({"xl__workbook_xml": b"no XML"}, DAMAGED, id="no XML at all"),
    ],
)
def test_a_workbook_that_was_tampered_with_is_refused(changes: dict[str, bytes], then: str, tmp_path: Path) -> None:
    path = repacked(workbook(tmp_path, ["naam", "plaats"], ["a", "b"]), **changes)
    assert flaws_of(path) == [Flaw("register.xlsx", then)]


def test_a_macro_workbook_is_refused_by_its_name(tmp_path: Path) -> None:
    assert flaws_of(workbook(tmp_path, ["a", "b"], name="register.xlsm")) == [Flaw("register.xlsm", MACROS)]


def test_a_word_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert flaws_of(path) == [Flaw("register.xlsx", "Dit is geen Excel-bestand (inhoud: Word).")]


def test_a_workbook_without_a_filled_cell_is_empty(tmp_path: Path) -> None:
    assert flaws_of(workbook(tmp_path)) == [Flaw("register.xlsx", "Het bestand is leeg.")]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = repacked(workbook(tmp_path, ["a", "b"]), xl__worksheets__sheet1_xml=b" " * 51_000_000)
    assert path.stat().st_size < 100_000
    assert flaws_of(path, WEB_UPLOAD) == [
        Flaw(
            "register.xlsx",
            "Het bestand is uitgepakt te groot (max. 50 MB / 5.000 rijen); importeer het via de opdrachtregel.",
        )
    ]


@pytest.mark.parametrize("rows", [3, 4])
def test_one_row_more_than_the_limit_is_too_many(rows: int, tmp_path: Path) -> None:
    filled = [["a", "b"], *([["x", "y"]] * rows)]
    paths = [
        workbook(tmp_path, *filled),
        csv_folder(tmp_path, groups="\n".join(";".join(str(cell) for cell in row) for row in filled)),
    ]
    if rows == SMALL.max_rows:
        assert [len(read_book(path, SMALL)[0].rows) for path in paths] == [3, 3]
    else:
        sentence = "Het bestand is uitgepakt te groot (max. 0 MB / 3 rijen); deel het op."
        assert [flaw.message for path in paths for flaw in flaws_of(path, SMALL)] == [sentence, sentence]


def test_a_tab_that_claims_a_vast_size_costs_nothing(tmp_path: Path) -> None:
    tab = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>naam</t></is></c></row>'
        b'<row r="99999999999"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    (groups,) = read_book(repacked(workbook(tmp_path, ["a"]), xl__worksheets__sheet1_xml=tab))
    assert (groups.columns, groups.rows) == (("naam",), ())


TEXTS = st.text(
    st.one_of(st.sampled_from("=+-@';,\"\n 1Aé👩\u200d"), st.characters(exclude_categories=["Cc", "Cs", "Cn"])),
    max_size=12,
).map(lambda text: unicodedata.normalize("NFC", text).strip())
ROWS = st.tuples(TEXTS, TEXTS).map(lambda row: row if any(row) else ("een lege rij telt niet", ""))
TABLES = st.lists(ROWS, max_size=6).map(lambda cells: sheet("groups", ("naam", "plaats"), *cells))
AWKWARD = sheet(
    "groups",
    ("naam", "plaats"),
    *[
        (text, "x")
        for text in ["=1+1", "'=1", "''@", "'", "-5", "-5+1", "+31 6", "'+31 6", "@a", 'a"b', "a\n\nb", "0612"]
    ],
)


@given(table=TABLES)
@example(table=AWKWARD)
@settings(max_examples=150, deadline=None)
def test_csv_comes_back_the_same(table: Sheet) -> None:
    with TemporaryDirectory() as folder:
        write_csv_folder(Path(folder) / "uit", [table])
        assert read_book(Path(folder) / "uit") == (table,)


@given(table=TABLES)
@example(table=AWKWARD)
@settings(max_examples=50, deadline=None)
def test_a_workbook_comes_back_the_same(table: Sheet) -> None:
    with TemporaryDirectory() as folder:
        write_xlsx(Path(folder) / "uit.xlsx", [table, GROUPS_AGAIN])
        first, second = read_book(Path(folder) / "uit.xlsx")
    assert (first.columns, first.rows) == (table.columns, table.rows)
    assert second.rows == GROUPS_AGAIN.rows


GROUPS_AGAIN = Sheet("locations", "locations.csv", GROUPS.columns, GROUPS.rows)


@given(table=TABLES)
@example(table=AWKWARD)
@settings(max_examples=50, deadline=None)
def test_no_csv_cell_can_be_run_as_a_formula(table: Sheet) -> None:
    with TemporaryDirectory() as folder:
        write_csv_folder(Path(folder) / "uit", [table], delimiter=",")
        with (Path(folder) / "uit" / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for record in csv.reader(file) for cell in record]
    assert not [cell for cell in cells if cell[:1] in {*"=@+-"} and not re.fullmatch(r"[+-][\d ]+([.,]\d+)?", cell)]


def test_an_export_is_for_its_owner_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_csv_folder(tmp_path / "uit", [GROUPS])
    write_xlsx(tmp_path / "uit.xlsx", [GROUPS])
    modes = {str(path.relative_to(tmp_path)): oct(path.stat().st_mode & 0o777) for path in tmp_path.rglob("*")}
    assert modes == {"uit": "0o700", "uit/groups.csv": "0o600", "uit.xlsx": "0o600"}


def test_an_export_replaces_the_one_before(tmp_path: Path) -> None:
    write_csv_folder(tmp_path / "uit", [GROUPS, GROUPS_AGAIN])
    write_csv_folder(tmp_path / "uit", [GROUPS])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["groups.csv", "uit"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_text("van iemand anders")
    with pytest.raises(ExportFolderInUse, match="bevat andere bestanden"):
        write_csv_folder(tmp_path, [GROUPS])
    assert [path.name for path in tmp_path.iterdir()] == ["brief.docx"]


def test_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    impossible = Sheet("geen/map", "x", GROUPS.columns, GROUPS.rows)
    with pytest.raises(FileNotFoundError):
        write_csv_folder(tmp_path / "uit", [GROUPS, impossible])
    with pytest.raises(Exception, match="Invalid Excel character"):
        write_xlsx(tmp_path / "uit.xlsx", [GROUPS, impossible])
    assert not list(tmp_path.iterdir())


def test_the_same_tables_give_the_same_workbook(tmp_path: Path) -> None:
    for name in ("een.xlsx", "twee.xlsx"):
        write_xlsx(tmp_path / name, [GROUPS])
    assert (tmp_path / "een.xlsx").read_bytes() == (tmp_path / "twee.xlsx").read_bytes()


def test_a_text_too_long_for_excel_is_told(tmp_path: Path) -> None:
    with pytest.raises(FlawedInput, match=r"rij 2, kolom 'naam': de tekst is te lang voor Excel"):
        write_xlsx(tmp_path / "uit.xlsx", [sheet("groups", ("naam",), ("🕯" * 16_384,))])


def test_a_workbook_is_dressed_for_people(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "uit.xlsx", [GROUPS])
    tab = openpyxl.load_workbook(tmp_path / "uit.xlsx")["groups"]
    assert (tab.freeze_panes, tab.auto_filter.ref) == ("A2", "A1:B3")
    assert tab["A1"].font.bold
    assert {tab["A2"].number_format, tab.column_dimensions["A"].width > 10} == {"@", True}
