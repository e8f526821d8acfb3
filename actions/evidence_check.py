"""Is an evidence pack still what was made? Every file is read again, and every line of its chain reckoned anew."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.evidence_pack import CHAIN, FORMAT, MANIFEST, event_data, zip_of
from rules.pack_errors import PackTooLarge, PackUnreadable
from store.events import START, Subject, event_hash
from store.evidence import events_of
from store.models import Event
from templates.engine import Rendered

MOST_MEGABYTES = 500


@dataclass(frozen=True, slots=True)
class PackFlaw:
    """One thing in a pack that is not what was made: in which file, and what."""

    file: str
    what: str


@dataclass(frozen=True, slots=True, repr=False)
class ReadPack:
    """The files of a pack, and the list that says what they should be."""

    files: Mapping[str, bytes]
    manifest: dict[str, Any]
    whole: bytes

    @property
    def manifest_hash(self) -> str:
        """The hash by which the pack is known."""
        return hashlib.sha256(self.files[MANIFEST]).hexdigest()


def read_pack(path: Path) -> ReadPack:
    """Return what is in the ZIP at `path`. Raises: PackUnreadable, PackTooLarge."""
    try:
        whole = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_MEGABYTES << 20:
                raise PackTooLarge(path.name, MOST_MEGABYTES)
            files = {entry.filename: _content(archive, entry) for entry in archive.infolist()}
        manifest = json.loads(files[MANIFEST])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as fault:
        raise PackUnreadable(path.name) from fault
    if not _is_manifest(manifest):
        raise PackUnreadable(path.name)
    return ReadPack(files, manifest, whole)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return what is in one file; nothing where the archive itself says that it was damaged."""
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, EOFError):
        return b""


def _is_manifest(found: Any) -> bool:  # noqa: ANN401 - anything can stand in a file
    """Return whether this says all that a list of files has to say."""
    try:
        shape = found["format"], int(found["signal"]), found["head"]["seq"], found["head"]["hash"]
        return shape[0] == FORMAT and all({"name", "sha256", "bytes"} <= set(entry) for entry in found["files"])
    except (KeyError, TypeError, ValueError):
        return False


def pack_flaws(pack: ReadPack) -> Iterator[PackFlaw]:
    """Yield everything in a pack that does not agree with its own list and its own chain."""
    listed = {entry["name"]: entry for entry in pack.manifest["files"]}
    if list(pack.files) != [MANIFEST, *listed]:
        yield PackFlaw(MANIFEST, "de bestanden zijn niet die van de lijst, of staan in een andere volgorde")
    for name, entry in listed.items():
        content = pack.files.get(name)
        if content is None:
            yield PackFlaw(name, "ontbreekt")
        elif hashlib.sha256(content).hexdigest() != entry["sha256"] or len(content) != entry["bytes"]:
            yield PackFlaw(name, "is veranderd")
    if zip_of(pack.files) != pack.whole:
        yield PackFlaw("", "buiten de bestanden zelf is er iets aan het ZIP-bestand veranderd")
    try:
        yield from _chain_flaws(pack)
        yield from _letter_flaws(pack)
    except (KeyError, TypeError, ValueError):
        yield PackFlaw(CHAIN, "de keten of een brief is niet te lezen")


def record_flaws(session: Session, pack: ReadPack) -> Iterator[PackFlaw]:
    """Yield where a pack does not agree with the record it was made from."""
    number = int(pack.manifest["signal"])
    made = session.scalars(
        select(Event).where(Event.subject_kind == "pack", Event.subject_id == number, Event.what == "pack_made")
    )
    if pack.manifest_hash not in {event.facts["manifest"] for event in made}:
        yield PackFlaw(MANIFEST, "zo'n dossier is hier nooit gemaakt")
    kept = [event_data(event) for event in events_of(session, Subject("signal", number))]
    try:
        told = _events(pack)
    except (KeyError, TypeError, ValueError):
        return
    if told != kept[: len(told)]:
        yield PackFlaw(CHAIN, "de keten is niet die van het logboek")


def _events(pack: ReadPack) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(pack.files[CHAIN])["events"]
    return events


def _chain_flaws(pack: ReadPack) -> Iterator[PackFlaw]:
    subject, previous, events = Subject("signal", int(pack.manifest["signal"])), START, _events(pack)
    for seq, line in enumerate(events, start=1):
        if line["seq"] != seq or line["previous"] != previous:
            yield PackFlaw(CHAIN, f"regel {line['seq']} ontbreekt of staat op een andere plaats")
        said = datetime.fromisoformat(line["at"]), line["actor"], line["what"], line["facts"], line["previous"]
        if event_hash(subject, line["seq"], *said) != line["hash"]:
            yield PackFlaw(CHAIN, f"regel {line['seq']} is veranderd")
        previous = line["hash"]
    head = pack.manifest["head"]
    if not events or (events[-1]["seq"], events[-1]["hash"]) != (head["seq"], head["hash"]):
        yield PackFlaw(CHAIN, "het einde is niet dat van de lijst: er is iets afgeknipt of bijgezet")


def _letter_flaws(pack: ReadPack) -> Iterator[PackFlaw]:
    for name, content in pack.files.items():
        if name.startswith("brieven/"):
            letter = json.loads(content)
            told, shortened = letter.pop("sha256"), letter.pop("reply_link_left_out")
            if not shortened and Rendered(**letter).hash != told:
                yield PackFlaw(name, "is niet de tekst waarover is besloten")
