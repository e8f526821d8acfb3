"""After the demo nothing in Prefect's files or in what was printed tells a text, a name or an address of it."""

import base64
import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.house import House, open_house
from actions.notices import opened
from desk.demo.folder import demo_settings, example_region
from desk.demo.texts import REASONS
from store.models import Notice, Observation, Reply, Signal
from store.session import transaction
from store.signals import observation_text_place, reply_text_place, signal_text
from tests.desk.conftest import Played

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PERSONAL = {
    "vertrouwenspersonen": ("naam", "e-mail"),
    "contactpersonen": ("naam", "e-mail", "telefoon"),
    "gebruikers": ("naam", "e-mail"),
    "instantienamen": ("naam",),
    "locaties": ("naam", "straat", "postcode"),
    "groepen": ("naam",),
}
"""Which columns of which sheets may never leave."""
SENTENCE = 20
"""A shorter piece of a text than this many signs is no sentence."""


@dataclass(frozen=True)
class Canary:
    """Something that must not be found, in each form in which it could lie in a file."""

    text: str

    def is_in(self, content: bytes) -> bool:
        return any(form in content for form in self._parts()) or self._as_itself(content)

    def _as_itself(self, content: bytes) -> bool:
        """Whole names only: a group called 'De Brug' is not found in another word."""
        for form in {self.text.encode(), json.dumps(self.text)[1:-1].encode()}:
            if form in content and re.search(rb"(?<![A-Za-z0-9])" + re.escape(form) + rb"(?![A-Za-z0-9])", content):
                return True
        return False

    def _parts(self) -> Iterator[bytes]:
        yield self.text.encode("utf-16-le")
        yield self.text.encode("utf-16-be")
        plain = self.text.encode()
        for shift in range(3):
            # The signs at both ends depend on the neighbours: only the middle is sure to be there.
            encoded = base64.b64encode(b"\0" * shift + plain)
            yield encoded[(0, 2, 3)[shift] : len(encoded) - (0, 3, 2)[(shift + len(plain)) % 3]]


def _names() -> set[str]:
    found = set()
    for sheet, columns in PERSONAL.items():
        with (example_region() / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
            found |= {row[column] for row in csv.DictReader(file, delimiter=";") for column in columns}
    return found - {""}


def _texts(house: House) -> set[str]:
    with transaction(house.engine) as session:
        signals = {signal.id: signal for signal in session.scalars(select(Signal))}
        texts = [signal_text(session, house.vault, signal) for signal in signals.values()]
        texts += [
            house.vault.open(session, observation_text_place(seen.reference), seen.text_sealed)
            for seen in session.scalars(select(Observation))
        ]
        for reply in session.scalars(select(Reply)):
            place = reply_text_place(signals[reply.signal_id].reference, reply.round)
            texts.append(house.vault.open(session, place, reply.text_sealed))
        letters = [opened(session, house, notice) for notice in session.scalars(select(Notice).where(Notice.content))]
    assert letters
    return _sentences([*texts, *REASONS.values(), *(letter.subject for letter in letters)])


def _sentences(texts: list[str]) -> set[str]:
    pieces = (piece.strip() for text in texts for piece in re.split(r"(?<=[.!?;])\s", text))
    return {piece for piece in pieces if len(piece) >= SENTENCE}


def _found(canaries: set[str], files: list[Path]) -> list[tuple[str, str]]:
    return [
        (path.name, text)
        for path in files
        for content in (path.read_bytes(),)
        for text in sorted(canaries)
        if Canary(text).is_in(content)
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def texts(played: Played) -> set[str]:
    house = open_house(demo_settings(played.folder))
    found = _texts(house)
    house.engine.dispose()
    return found


def test_there_is_something_to_look_for(texts: set[str]) -> None:
    assert len(texts) > 40
    assert len(_names()) > 150


def test_prefect_kept_no_text_name_or_address(played: Played, texts: set[str]) -> None:
    files = _files(played.folder / "prefect")
    assert any(path.name == "prefect.db" for path in files)
    assert _found(texts | _names(), files) == []


def test_nothing_was_printed(played: Played, texts: set[str], tmp_path: Path) -> None:
    (tmp_path / "stdout").write_text(played.stdout)
    (tmp_path / "stderr").write_text(played.stderr)
    assert _found(texts | _names(), _files(tmp_path)) == []


def test_the_database_holds_no_text_in_clear(played: Played, texts: set[str]) -> None:
    files = [path for path in played.folder.iterdir() if path.name.startswith("waakvlam.db")]
    assert files
    assert _found(texts, files) == []


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(str.encode, id="as it is"),
        pytest.param(lambda text: json.dumps(text).encode(), id="in JSON"),
        pytest.param(lambda text: text.encode("utf-16-le"), id="in UTF-16"),
        pytest.param(lambda text: text.encode("utf-16-be"), id="in UTF-16, the other way round"),
        *(
            pytest.param(
                lambda text, shift=shift, end=end: base64.b64encode(b"x" * shift + text.encode() + b"y" * end),
                id=f"in base64, {shift} before and {end} behind it",
            )
            for shift in range(3)
            for end in range(3)
        ),
    ],
)
@pytest.mark.parametrize("kind", ["text", "name"])
def test_a_canary_would_be_found(
    played: Played, texts: set[str], tmp_path: Path, encode: Callable[[str], bytes], kind: str
) -> None:
    planted = sorted(texts if kind == "text" else _names())[7]
    copied = Path(shutil.copy(played.folder / "prefect" / "prefect.db", tmp_path))
    content = copied.read_bytes()
    middle = len(content) // 2
    copied.write_bytes(content[:middle] + b"\x00" + encode(planted) + b"\x00" + content[middle:])
    assert (copied.name, planted) in _found({planted}, [copied])
