"""The evidence pack: complete, for who may have it, the same bytes each time, and every change to it shows."""

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.escalations import approve
from actions.evidence import PackNotAllowed
from actions.evidence_check import PackFlaw, pack_flaws, read_pack, record_flaws
from actions.evidence_pack import CHAIN, MANIFEST, PAPER, Pack, make_pack, write_pack
from actions.house import House
from actions.signal_views import SignalUnknown
from actions.signals import judge_reply, receive_reply
from rules.pack_errors import PackUnreadable
from rules.vocabulary import CareType, Judgement
from store.attachments import add_attachment
from store.events import Subject, record
from store.models import AccessLog, Event, Reply, Signal
from store.session import transaction
from tests.actions.signal_world import MONDAY, SENT_AT, TEXT, World, at, escalations

ANSWERED_AT = at(date(2026, 3, 30), 11)
PACKED_AT = at(date(2026, 4, 2), 9)
ANSWER, FILE = "Wij stoppen hiermee; zie het plan van aanpak.", b"%PDF-1.7 plan van aanpak"


ENCLOSED = "bijlagen/01-plan_van_Noor_aanpak.pdf"


def escalated(house: House) -> str:
    """Make a signal about closed care, which goes to the inspectorate at once, with an answer and its file."""
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal = world.sent()
        approve(session, house, escalations(session)[0], world.manager, SENT_AT + timedelta(hours=1))
        reply = receive_reply(session, house, signal, ANSWER, ANSWERED_AT, ANSWERED_AT)
        add_attachment(
            session, house.vault, signal,
            name="plan van Noor/aanpak.pdf", media_type="application/pdf", content=FILE, received_at=ANSWERED_AT,
            reply=reply,
        )  # fmt: skip
        judge_reply(
            session, house, signal, Judgement.PARTLY, world.writer, ANSWERED_AT, reasons="Nog geen einddatum.",
            second=world.jurist,
        )  # fmt: skip
        return signal.reference


def packed(house: House, reference: str) -> Pack:
    with transaction(house.engine) as session:
        return make_pack(session, house, reference, PACKED_AT)


def files_of(pack: Pack) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack.zip)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_everything(house: House) -> None:
    reference = escalated(house)
    pack = packed(house, reference)
    files = files_of(pack)
    assert list(files)[:3] == [MANIFEST, PAPER, CHAIN]
    assert files[PAPER] == pack.pdf
    assert files["antwoorden/ronde-1.txt"].decode() == ANSWER
    assert files[ENCLOSED] == FILE
    letters = [json.loads(content) for name, content in files.items() if name.startswith("brieven/")]
    assert [TEXT in letter["text"] for letter in letters] == [True, True, False]
    headings = ("Samenvatting", "Verloop", "Bewijs van verzending", "Keten van het logboek")
    for told in (reference, ANSWER, TEXT, "deels voldoende", "15 werkdagen na", "Nog geen einddatum", *headings):
        assert told in pack.text
    with transaction(house.engine) as session:
        heads = session.scalars(select(Event.hash).where(Event.subject_kind == "signal").order_by(Event.seq)).all()
    assert [event["hash"] for event in json.loads(files[CHAIN])["events"]] == list(heads)


def test_made_again_it_is_the_same_until_something_happens(house: House) -> None:
    reference = escalated(house)
    first, again = packed(house, reference), packed(house, reference)
    assert (first.zip, first.pdf) == (again.zip, again.pdf)
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        record(session, Subject("signal", signal.id), "work_done", at=PACKED_AT, work=1)
    assert packed(house, reference).zip != first.zip


def test_no_link_to_answer_with_leaves(house: House) -> None:
    pack = packed(house, escalated(house))
    for content in (*files_of(pack).values(), pack.text.encode()):
        assert b"/antwoord/(weggelaten)" in content or b"/antwoord/" not in content


def test_reading_and_making_are_recorded_apart_from_the_signal(house: House) -> None:
    reference = escalated(house)
    with transaction(house.engine) as session:
        before = session.scalars(select(Event.seq).where(Event.subject_kind == "signal")).all()
    pack = packed(house, reference)
    with transaction(house.engine) as session:
        log = session.scalars(select(AccessLog)).all()
        assert [(row.subject, row.purpose) for row in log] == [(f"signal:{reference}", "evidence_pack")]
        made = session.scalars(select(Event).where(Event.what == "pack_made")).one()
        assert made.facts["manifest"] == pack.manifest_hash
        assert session.scalars(select(Event.seq).where(Event.subject_kind == "signal")).all() == before


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        pytest.param("jurist", True, id="a jurist"),
        pytest.param("manager", True, id="a manager"),
        pytest.param("coordinator", False, id="a coordinator"),
        pytest.param("writer", False, id="its own adviser"),
        pytest.param(None, False, id="nobody named"),
    ],
)
def test_of_an_ordinary_signal_only_some_may_have_it(house: House, who: str | None, allowed: bool) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal, user = world.sent(), getattr(world, who) if who else None
        if allowed:
            assert make_pack(session, house, signal.reference, PACKED_AT, by=user).zip
            return
        with pytest.raises(PackNotAllowed, match="gaat niet naar de inspectie"):
            make_pack(session, house, signal.reference, PACKED_AT, by=user)
        assert session.scalars(select(AccessLog)).all() == []


def test_an_unknown_signal(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(SignalUnknown, match="S-2026-0099"):
        make_pack(session, house, "S-2026-0099", PACKED_AT)


# --- the check --------------------------------------------------------------------------------------------------


def flaws_of(house: House, path: Path) -> list[PackFlaw]:
    read = read_pack(path)
    with transaction(house.engine) as session:
        return [*pack_flaws(read), *record_flaws(session, read)]


def written(house: House, folder: Path) -> Path:
    return write_pack(packed(house, escalated(house)), folder).zip


def repacked(path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Path:
    """Write the pack anew with other files, as somebody would who has only an ordinary program for it."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in change(files).items():
            archive.writestr(name, content)
    return path


def test_an_untouched_pack_is_sound(house: House, tmp_path: Path) -> None:
    path = written(house, tmp_path / "out")
    assert flaws_of(house, path) == []
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", [MANIFEST, PAPER, CHAIN, "antwoorden/ronde-1.txt", ENCLOSED])
def test_a_changed_file_shows(house: House, tmp_path: Path, part: str) -> None:
    path = written(house, tmp_path)
    repacked(path, lambda files: files | {part: files[part].replace(b"a", b"e", 1)})
    with suppress(PackUnreadable) if part == MANIFEST else nullcontext():
        assert flaws_of(house, path)


def test_every_single_byte_counts(house: House, tmp_path: Path) -> None:
    path = written(house, tmp_path)
    whole = path.read_bytes()
    for place in range(7, len(whole), len(whole) // 40):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with suppress(PackUnreadable):
            assert flaws_of(house, path), place


def _edit_chain(files: dict[str, bytes], change: Callable[[list[dict[str, object]]], object]) -> dict[str, bytes]:
    """Change the chain and make the list agree with it again: only the hashes of the lines tell."""
    chain = json.loads(files[CHAIN])
    change(chain["events"])
    content = (json.dumps(chain, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    manifest = json.loads(files[MANIFEST])
    for entry in manifest["files"]:
        if entry["name"] == CHAIN:
            entry |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    return files | {CHAIN: content, MANIFEST: json.dumps(manifest).encode()}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda events: events.pop(2), "ontbreekt", id="a line removed"),
        pytest.param(lambda events: events.pop(), "afgeknipt", id="the last line cut off"),
        pytest.param(lambda events: events.insert(1, events.pop(3)), "andere plaats", id="two lines swapped"),
        pytest.param(lambda events: events[2].update(actor="user:999"), "veranderd", id="somebody else did it"),
        pytest.param(lambda events: events[2]["facts"].update(due="2027-01-01"), "veranderd", id="another date"),
    ],
)
def test_a_forged_chain_shows_by_itself(
    house: House, tmp_path: Path, change: Callable[[list[dict[str, object]]], object], told: str
) -> None:
    path = repacked(written(house, tmp_path), lambda files: _edit_chain(files, change))
    assert any(told in flaw.what for flaw in pack_flaws(read_pack(path)))


def test_a_pack_that_was_never_made_here_shows(house: House, tmp_path: Path) -> None:
    path = written(house, tmp_path)
    forged = repacked(path, lambda files: _edit_chain(files, lambda _events: None))
    with transaction(house.engine) as session:
        assert any("nooit gemaakt" in flaw.what for flaw in record_flaws(session, read_pack(forged)))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b"%PDF-1.7", id="no ZIP"),
        pytest.param(b"PK\x05\x06" + bytes(18), id="a ZIP with nothing in it"),
    ],
)
def test_what_is_no_pack_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dossier.zip"
    path.write_bytes(content)
    with pytest.raises(PackUnreadable, match="geen dossier"):
        read_pack(path)


def test_a_reply_of_the_last_day_is_in_time(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        receive_reply(session, house, signal, ANSWER, SENT_AT + timedelta(hours=1), ANSWERED_AT)
        text = make_pack(session, house, signal.reference, PACKED_AT, by=world.jurist).text
        assert session.scalars(select(Reply)).one().late_working_days == 0
        assert "op tijd" in text
        assert signal.observed_on == MONDAY
