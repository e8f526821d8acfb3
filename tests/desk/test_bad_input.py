"""The bad inputs that everybody gets to see one day, through the command line: sentence, place, exit code 2.

The numbers are those of the list of forty bad inputs; each stands in an id here, or in PROVED_ELSEWHERE.
"""

import base64
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.actions.register_files import Spoil, put, write_files
from tests.actions.test_register_flaws import BETWEEN, CELLS, HEADERS, ROWS
from tests.channels.test_sheets import ENTITY, OLE, repacked
from tests.desk.command_line import CommandLine, timeless_register
from tests.house.tree import ROOT

Setting = dict[str, str]
NUMBERS = {*range(1, 14), *range(15, 19), 20, 21, *range(23, 27), *range(30, 34), 35, 39}
"""What there is so far. Not yet: 14 by hand, 19, 22, 27-29, 34, 36-38 and 40 wait for pages and the text gate."""

PROVED_ELSEWHERE = {
    35: ("tests/actions/test_signals.py", 'id="the author reviews"'),
}
"""What no command does yet: where its rule is tested."""


# --- one cell of a register -------------------------------------------------------------------------------------


def _numbered(table: list[ParameterSet]) -> list[ParameterSet]:
    """The rows of the register's own table of flaws that have a number, but for 14, which depends on today."""
    return [row for row in table if str(row.id).startswith("row ") and row.values[1] and "row 14" not in str(row.id)]


TEXTS = [
    pytest.param(put("signalen", 2, tekst="\u200b \u200d"), "onzichtbare tekens", id="row 31: nothing to see"),
    pytest.param(put("signalen", 2, tekst="Kamer \u202epo slot"), "onzichtbare tekens", id="row 31: turned around"),
    pytest.param(put("signalen", 2, tekst="Kamers op\x07 slot"), "is niet toegestaan", id="row 32: control character"),
    pytest.param(
        put("instantienamen", 2, naam="=HYPERLINK('h')"),
        "instantienamen.csv, rij 2, kolom 'naam': formules zijn niet toegestaan.",
        id="row 20: formula",
    ),
]


@pytest.mark.parametrize(("spoil", "sentence"), [*_numbered([*HEADERS, *CELLS, *ROWS, *BETWEEN]), *TEXTS])
def test_a_flaw_in_a_register(command: CommandLine, tmp_path: Path, spoil: Spoil, sentence: str) -> None:
    files = timeless_register()
    spoil(files)
    answer = command("register", "import", write_files(tmp_path / "register", files), "--json")
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert _is_empty(command)


def _is_empty(command: CommandLine) -> bool:
    with closing(sqlite3.connect(command.home / "waakvlam.db")) as connection:
        return connection.execute("SELECT * FROM organisation").fetchall() == []


def test_row_33_unusual_signs_come_back_the_same(command: CommandLine, tmp_path: Path) -> None:
    files, told = timeless_register(), "Ömer zei: 👩\u200d👧 mag niet. Café dicht."
    files["signalen"][0]["tekst"] = told.replace("é", "e\u0301")
    assert command("register", "import", write_files(tmp_path / "in", files)).code == 0
    assert command("register", "export", tmp_path / "out").code == 0
    assert told in (tmp_path / "out" / "signalen.csv").read_text("utf-8-sig")


# --- a whole file -----------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        register = write_files(folder / "register", timeless_register())
        (register / "groepen.csv").write_bytes(content)
        return register

    return make


def _workbook(content: bytes, name: str = "register.xlsx") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def _tampered(folder: Path) -> Path:
    (folder / "register.xlsx").write_bytes((ROOT / "examples" / "region.xlsx").read_bytes())
    return repacked(folder / "register.xlsx", xl__workbook_xml=ENTITY)


def _with_macro(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "register.xlsm", "w") as package:
        package.writestr("xl/vbaProject.bin", "x")
    return folder / "register.xlsm"


FILES = [
    pytest.param(_csv(b""), "groepen.csv: Het bestand is leeg.", id="row 1: empty file"),
    pytest.param(
        _csv("code;naam\nG1;De Merel\n\nG2;Café\n".encode("cp1252")),
        "groepen.csv, rij 4: teken dat geen UTF-8 is. Sla op als 'CSV UTF-8'.",
        id="row 2: Windows-1252",
    ),
    pytest.param(
        _csv("code;naam\n".encode("utf-16")),
        "groepen.csv: Het bestand is UTF-16; UTF-8 verwacht.",
        id="row 3: UTF-16",
    ),
    pytest.param(
        _csv(b"code\tnaam\n"),
        "groepen.csv: Kolommen niet gevonden; gebruik ';' of ',' als scheidingsteken.",
        id="row 4: other separator",
    ),
    pytest.param(_with_macro, "register.xlsm: Bestanden met macro's worden niet gelezen.", id="row 21: macro"),
    pytest.param(
        _workbook(OLE + "EncryptedPackage".encode("utf-16-le")),
        "register.xlsx: Het bestand is versleuteld; sla het zonder wachtwoord op.",
        id="row 23: password",
    ),
    pytest.param(
        _workbook(b"%PDF-1.7\n"), "register.xlsx: Dit is geen Excel-bestand (inhoud: PDF).", id="row 24: a renamed PDF"
    ),
    pytest.param(
        _tampered,
        "register.xlsx: Het bestand bevat verwijzingen naar buiten en is geweigerd.",
        id="row 25: external entity",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), FILES)
def test_a_file_that_is_no_register(
    command: CommandLine, tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    answer = command("register", "import", make(tmp_path))
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err.splitlines()
    assert _is_empty(command)


# --- configuration (row 39) -------------------------------------------------------------------------------------

CONFIGURATIONS = [
    pytest.param(
        {"WAAKVLAM_MAIL_TRANSPORT": "smtp"}, "WAAKVLAM_SMTP_HOST ontbreekt", id="row 39: a relay without a name"
    ),
    pytest.param(
        {"WAAKVLAM_MAIL_TRANSPORT": "smtp", "WAAKVLAM_SMTP_HOST": "relay.example", "WAAKVLAM_SMTP_SECURITY": "none"},
        "WAAKVLAM_SMTP_SECURITY (Altijd TLS met een gecontroleerd certificaat.) klopt niet",
        id="row 39: a relay without TLS",
    ),
    pytest.param(
        {"WAAKVLAM_SMTP_USERNAME": "waakvlam"}, "WAAKVLAM_SMTP_PASSWORD horen bij elkaar", id="row 39: half a login"
    ),
    pytest.param({"WAAKVLAM_KEY": "geen base64!"}, "WAAKVLAM_KEY is geen geldige base64", id="row 39: no key at all"),
    pytest.param(
        {"WAAKVLAM_KEY": base64.b64encode(b"kort").decode()}, "heeft 4 bytes; 32 zijn nodig", id="row 39: a short key"
    ),
    pytest.param({"WAAKVLAM_KEY_FILE": "weg/key"}, "De sleutel ontbreekt (key)", id="row 39: missing key"),
    pytest.param({"WAAKVLAM_POLICY_FILE": "weg.toml"}, "weg.toml: dit bestand is niet te lezen", id="row 39: policy"),
    pytest.param({"WAAKVLAM_DATABASE_URL": "nonsense"}, "WAAKVLAM_DATABASE_URL", id="row 39: no URL"),
    pytest.param({"WAAKVLAM_DATABASE_URL": "oracle://x"}, "niet te openen", id="row 39: another kind of database"),
    pytest.param(
        {"WAAKVLAM_DATABASE_URL": "postgresql+psycopg://naam:geheim@127.0.0.1:9/niets"},
        "er komt geen antwoord",
        id="row 39: nobody answers",
    ),
    pytest.param({"WAAKVLAM_DATABASE_URL": "sqlite:///brief.txt"}, "geen database", id="row 39: a letter, no database"),
    pytest.param({"WAAKVLAM_DATABASE_URL": "sqlite:///brief.txt/x.db"}, "de map ervan", id="row 39: no such folder"),
]


@pytest.mark.parametrize("asked", ["outbox list", "serve"])
@pytest.mark.parametrize(("setting", "sentence"), CONFIGURATIONS)
def test_a_wrong_setting_starts_nothing(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch, setting: Setting, sentence: str, asked: str
) -> None:
    Path("brief.txt").write_text("Beste lezer, dit is geen database.\n" * 99)
    assert command("db", "upgrade").code == 0
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    answer = command(*asked.split())
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert "geheim" not in answer.err


@pytest.mark.parametrize("asked", ["outbox list", "db upgrade", "register import leeg", "serve"])
def test_row_39_a_newer_database_is_left_alone(command: CommandLine, tmp_path: Path, asked: str) -> None:
    write_files(tmp_path / "leeg", timeless_register())
    assert command("db", "upgrade").code == 0
    with closing(sqlite3.connect(command.home / "waakvlam.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    answer = command(*asked.split())
    assert (answer.code, answer.out) == (2, "")
    assert "De database heeft versie 9999 en is nieuwer dan dit programma" in answer.err
    assert _is_empty(command)


def test_row_39_a_key_that_went_missing_is_never_made_anew(command: CommandLine, tmp_path: Path) -> None:
    assert command("register", "import", write_files(tmp_path / "in", timeless_register())).code == 0
    (command.home / "key").unlink()
    for asked in (["db", "upgrade"], ["register", "export", "out"]):
        answer = command(*asked)
        assert answer.code == 2
        assert "De sleutel ontbreekt (key). Zet hem terug uit de kluis" in answer.err
    assert not (command.home / "key").exists()


def test_row_39_another_key_opens_nothing(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("register", "import", write_files(tmp_path / "in", timeless_register())).code == 0
    monkeypatch.setenv("WAAKVLAM_KEY", base64.b64encode(os.urandom(32)).decode())
    answer = command("register", "export", "out")
    assert answer.code == 2
    assert "met een andere sleutel verzegeld" in answer.err
    assert not Path("out").exists()


# --- the list ---------------------------------------------------------------------------------------------------


def test_every_number_so_far_is_proved() -> None:
    tables = [*_numbered([*HEADERS, *CELLS, *ROWS, *BETWEEN]), *TEXTS, *FILES, *CONFIGURATIONS]
    here = {int(str(row.id).removeprefix("row ").partition(":")[0]) for row in tables} | {33}
    assert here | set(PROVED_ELSEWHERE) == NUMBERS


@pytest.mark.parametrize("number", PROVED_ELSEWHERE)
def test_what_is_proved_elsewhere_is_still_there(number: int) -> None:
    paper, words = PROVED_ELSEWHERE[number]
    assert words in (ROOT / paper).read_text()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["signal", "show", "S-2026-0001\x00"], id="row 32: NUL in a reference"),
        pytest.param(["user", "list", "\udcff"], id="row 32: what is no UTF-8"),
    ],
)
def test_a_word_of_a_command_that_no_database_keeps(command: CommandLine, words: list[str]) -> None:
    answer = command(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "Woord 3 na 'waakvlam' bevat een teken dat niet toegestaan is" in answer.err
