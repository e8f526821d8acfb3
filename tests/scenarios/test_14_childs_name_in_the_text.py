"""Scenario 14: a name in the text of a signal is held back; rewritten, and read by a second person, it leaves."""

import logging
from datetime import date

import pytest
from sqlalchemy import select

from actions.notices import opened
from store.models import GateDecision, GateFinding, Notice
from store.session import transaction
from tests.actions.signal_world import at, notices
from tests.scenarios.steps import Steps

DAY = date(2026, 3, 16)
WRITTEN = "Kevin (14) moest van Ahmed in kamer 12 blijven"
SECRETS = ("Kevin", "Ahmed")


def stored(steps: Steps) -> bytes:
    """Return all that the house keeps; what the writer typed it from is not ours."""
    kept = steps.house.settings.home.rglob("*")
    return b"".join(path.read_bytes() for path in kept if path.is_file() and path.name != "tekst.txt")


def test_14_blocked_rewritten_and_read_by_another(steps: Steps, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reference = steps.draft(at(DAY, 9), text=WRITTEN)
    refused = steps.refused("signal submit", reference, by="writer", at=at(DAY, 9, 30))
    assert (refused.code, refused.out) == (2, "")
    assert "4 bevindingen zijn nog open" in refused.err
    told = steps.refused("signal check", reference, by="writer", at=at(DAY, 9, 31))
    assert told.code == 1
    assert [(one["type"], one["level"]) for one in told.data["findings"]] == [
        ("PERSOON", "confirm"), ("LEEFTIJD", "warn"), ("PERSOON", "confirm"), ("KAMER", "warn"),
    ]  # fmt: skip
    assert steps.state(reference) == "draft"
    assert steps.count("signal_to_provider") + steps.count("signal_review") == 0

    places = [word for one in told.data["findings"] for word in ("--at", one["start"] + 1)]
    mended = steps("signal take-out", reference, *places, by="writer", at=at(DAY, 10))
    assert mended["version"] == 2
    clean = steps("signal check", reference, by="writer", at=at(DAY, 10, 1))
    assert clean["held"] is False
    steps("signal submit", reference, by="writer", at=at(DAY, 10, 2))
    own = steps.refused("signal approve", reference, by="writer", at=at(DAY, 10, 3))
    assert own.code == 3
    assert steps.count("signal_to_provider") == 0
    assert steps("signal approve", reference, by="jurist", at=at(DAY, 11))["state"] == "sent"

    with transaction(steps.house.engine) as session:
        letters = notices(session, "signal_to_provider")
        texts = [opened(session, steps.house, letter).text for letter in letters]
        others = [notice.facts for notice in session.scalars(select(Notice)) if not notice.content]
        decision = session.scalars(select(GateDecision)).one()
        assert (decision.reviewer_id is not None, decision.blocks, decision.passed) == (True, 0, True)
        assert {row.level.value for row in session.scalars(select(GateFinding))} <= {"warn"}
    assert len(texts) == 1
    said = "\n".join((*texts, *map(str, others), caplog.text, refused.err, told.out, told.err))
    assert not [secret for secret in SECRETS if secret in said]
    assert not [secret for secret in SECRETS if secret.encode() in stored(steps)]


def test_14_what_was_agreed_to_is_void_after_an_edit(steps: Steps) -> None:
    reference = steps.draft(at(DAY, 9))
    steps("signal submit", reference, by="writer", at=at(DAY, 10))
    text = steps.text(WRITTEN)
    steps("signal edit", reference, "--text", text, "--version", 1, by="writer", at=at(DAY, 10, 5))
    refused = steps.refused("signal approve", reference, by="jurist", at=at(DAY, 11))
    assert refused.code in (2, 3)
    assert steps.count("signal_to_provider") == 0


def test_14_the_writer_alone_cannot_let_a_known_name_pass(steps: Steps) -> None:
    reference = steps.draft(at(DAY, 9), text="De kamer van Bloem werd doorzocht.")
    steps("signal names", reference, "--text", steps.text("Bloem de Wit\n"), by="writer", at=at(DAY, 9, 5))
    reason = steps.text("Zo heet de groep.")
    refused = steps.refused("signal keep", reference, "--at", 14, "--text", reason, by="writer", at=at(DAY, 9, 6))
    assert (refused.code, "alleen een tweede persoon" in refused.err) == (3, True)
    assert "Bloem" not in refused.err
    kept = steps("signal keep", reference, "--at", 14, "--text", reason, by="manager", at=at(DAY, 9, 7))
    assert kept["choice"] == "let_pass"
    steps("signal submit", reference, by="writer", at=at(DAY, 9, 8))
    assert steps("signal approve", reference, by="jurist", at=at(DAY, 10))["state"] == "sent"
