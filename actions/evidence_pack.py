"""The evidence of a signal in files: one PDF, and a ZIP with it and all it rests on, the same bytes each time."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from actions.evidence import Enclosure, Evidence, gather
from actions.evidence_document import evidence_document
from actions.house import House
from rules.calendar import local_date
from rules.letters import setting_of
from store.events import SYSTEM, Subject, record, user_actor
from store.models import Event, User
from templates.document import Document, document_text
from templates.pdf import render_pdf

FORMAT = "waakvlam-dossier/1"
MANIFEST, CHAIN, PAPER = "manifest.json", "keten.json", "dossier.pdf"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, repr=False)
class Pack:
    """A pack in memory: its PDF, its ZIP, and the SHA-256 of the list of its files."""

    reference: str
    pdf: bytes
    zip: bytes
    manifest_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenPack:
    """Where a pack was written, and the hash by which it is known."""

    pdf: Path
    zip: Path
    manifest_hash: str


def make_pack(session: Session, house: House, reference: str, now: datetime, *, by: User | None = None) -> Pack:
    """Make the evidence pack of a signal. The reading is logged; the making is an event of its own chain.

    Neither is in the pack, so a pack that is made again is the same, byte for byte, until something happens.
    Raises: SignalUnknown, PackNotAllowed, TextDamaged.
    """
    evidence = gather(session, house, reference, now, by=by)
    pack = build_pack(evidence, document_of(house, evidence))
    record(
        session, Subject("pack", evidence.signal.id), "pack_made", at=now, actor=user_actor(by.id) if by else SYSTEM,
        reference=reference, head=evidence.head.hash, manifest=pack.manifest_hash,
    )  # fmt: skip
    return pack


def document_of(house: House, evidence: Evidence) -> Document:
    """Return the paper of a pack, as its PDF shows it."""
    signal = evidence.signal
    policy = house.policy(local_date(signal.created_at))
    rules = policy.rule_set(setting_of(signal.care_type), signal.observed_on)
    return evidence_document(evidence, house.settings.organisation_name, rules)


def build_pack(evidence: Evidence, document: Document) -> Pack:
    """Return the files of a pack, from what was gathered alone."""
    pdf = render_pdf(document)
    files = {PAPER: pdf, CHAIN: _json(_chain(evidence)), **dict(_texts(evidence))}
    manifest = _json(
        {
            "format": FORMAT,
            "reference": evidence.signal.reference,
            "signal": evidence.signal.id,
            "head": {"seq": evidence.head.seq, "hash": evidence.head.hash},
            "files": [{"name": name, "sha256": _sha256(files[name]), "bytes": len(files[name])} for name in files],
        }
    )
    content = zip_of({MANIFEST: manifest, **files})
    return Pack(evidence.signal.reference, pdf, content, _sha256(manifest), document_text(document))


def write_pack(pack: Pack, folder: Path) -> WrittenPack:
    """Write the PDF and the ZIP into `folder`; readable for the owner alone. What was there is replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = folder / f"dossier-{pack.reference}.pdf", folder / f"dossier-{pack.reference}.zip"
    for path, content in zip(paths, (pack.pdf, pack.zip), strict=True):
        path.write_bytes(content)
        path.chmod(0o600)
    return WrittenPack(*paths, pack.manifest_hash)


def event_data(event: Event) -> dict[str, Any]:
    """Return an event as it stands in the file of a chain: all that its hash binds."""
    return {
        "seq": event.seq, "at": event.at.isoformat(), "actor": event.actor, "what": event.what, "facts": event.facts,
        "previous": event.previous, "hash": event.hash,
    }  # fmt: skip


def _chain(evidence: Evidence) -> dict[str, Any]:
    return {
        "subject": {"kind": "signal", "id": evidence.signal.id},
        "events": [event_data(event) for event in evidence.events],
    }


def _texts(evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    for number, letter in enumerate(evidence.letters, start=1):
        whole = letter.rendered.hash == letter.text_hash
        parts = asdict(letter.rendered) | {"sha256": letter.text_hash, "reply_link_left_out": not whole}
        yield f"brieven/{number:02d}-{letter.template}.json", _json(parts)
    for answer in evidence.answers:
        yield f"antwoorden/ronde-{answer.reply.round}.txt", answer.text.encode()
    for enclosure in evidence.enclosures:
        yield f"bijlagen/{enclosure.row.number:02d}-{_safe(enclosure)}", enclosure.content


def _safe(enclosure: Enclosure) -> str:
    """Return the name of a file without anything that a disk or a ZIP could misread."""
    plain = UNSAFE.sub("_", enclosure.name).strip("._") or "bijlage"
    return plain[-LONGEST_NAME:]


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return the files in this order, stored as they are: another version of zlib would press them otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            archive.writestr(entry, content)
    return made.getvalue()
