"""Looks at an Excel file before any library opens it: what it is, how large it unpacks, whether it points outside."""

import zipfile
from pathlib import Path
from typing import IO
from xml.parsers import expat

from channels.grid import BadFile, Limits
from rules.errors import Phrase

DAMAGED = Phrase("Het bestand is beschadigd. Open het in Excel en sla het opnieuw op als .xlsx.")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = Phrase("Het bestand is versleuteld; sla het zonder wachtwoord op.")
_MACROS = Phrase("Bestanden met macro's worden niet gelezen.")
_CONTENTS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", Phrase("afbeelding")),
    (b"\xff\xd8\xff", Phrase("afbeelding")),
    (b"<", Phrase("HTML of XML")),
)
_PACKAGES = (("word/", "Word"), ("ppt/", "PowerPoint"), ("content.xml", "OpenDocument"))


def check_workbook(path: Path, limits: Limits) -> None:
    """Return nothing if this file may be opened as a workbook.

    Raises: BadFile for an empty, foreign, encrypted or damaged file, for macros, for one that unpacks too large and
    for XML with a document type (the door to entities and to other files).
    """
    if path.suffix.lower() == ".xlsm":
        raise BadFile(_MACROS)
    _check_signature(path)
    try:
        with zipfile.ZipFile(path) as package:
            _check_package(package, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError):
        raise BadFile(DAMAGED) from None


def _check_signature(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        raise BadFile(Phrase("Het bestand is leeg."))
    if head.startswith(_OLE):
        raise _old_or_encrypted(path)
    if not head.startswith(_ZIP):
        raise _foreign(next((name for start, name in _CONTENTS if head.lstrip().startswith(start)), Phrase("onbekend")))


def _old_or_encrypted(path: Path) -> BadFile:
    """An encrypted workbook wears the same coat as Excel's format of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return BadFile(_ENCRYPTED)
    return BadFile(Phrase("Dit is een oud Excel-bestand (.xls). Open het in Excel en sla het op als .xlsx."))


def _foreign(content: str) -> BadFile:
    return BadFile(Phrase("Dit is geen Excel-bestand (inhoud: {content}).", content=content))


def _check_package(package: zipfile.ZipFile, limits: Limits) -> None:
    members = package.infolist()
    names = [member.filename for member in members]
    if not any(name.startswith("xl/") for name in names):
        raise _foreign(next((kind for start, kind in _PACKAGES if any(n.startswith(start) for n in names)), "ZIP"))
    if any(member.flag_bits & 1 for member in members):
        raise BadFile(_ENCRYPTED)
    if sum(member.file_size for member in members) > limits.max_bytes:  # zipfile never reads past the stated size
        raise BadFile(limits.refusal)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadFile(_MACROS)
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            with package.open(member) as part:
                _check_prolog(part)


class _FirstElement(Exception):
    """The document element is reached: a document type can no longer follow."""


def _check_prolog(part: IO[bytes]) -> None:
    """Parse up to the first element, in whatever encoding the file chose, and refuse a document type."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = _stop
    try:
        while chunk := part.read(4096):
            parser.Parse(chunk)
    except _FirstElement:
        return
    except expat.ExpatError:
        raise BadFile(DAMAGED) from None


def _refuse_document_type(*_: object) -> None:
    raise BadFile(Phrase("Het bestand bevat verwijzingen naar buiten en is geweigerd."))


def _stop(*_: object) -> None:
    raise _FirstElement
