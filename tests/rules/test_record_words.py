"""What the record says in words: about what, what for, and with which facts; a code without a word stays."""

import pytest

from rules.happenings import notice_name
from rules.record_words import FactName, Purpose, facts_said, purpose_said, subject_said
from rules.signals import EscalationReason
from rules.vocabulary import Judgement, Role, SignalState
from rules.worklist import ASKED


@pytest.mark.parametrize(
    ("subject", "then"),
    [
        ("visit:7", "Bezoek 7"),
        ("signal:S-2026-0040", "Signaal S-2026-0040"),
        ("user:3", "Gebruiker 3"),
        pytest.param("register:0", "Register", id="there is one"),
        pytest.param("system", "Systeem", id="nobody: the house itself"),
        pytest.param("adviser", "adviser", id="a login that is a noun too"),
        pytest.param("owl:7", "owl:7", id="no noun: as it stands"),
    ],
)
def test_a_subject_is_told_by_its_noun(subject: str, then: str) -> None:
    assert subject_said(subject) == then


def test_a_purpose_is_a_word_or_stays_as_it_is() -> None:
    assert purpose_said("evidence_pack") is Purpose.EVIDENCE_PACK
    assert purpose_said("owl") == "owl"


@pytest.mark.parametrize(
    ("name", "value", "then"),
    [
        ("before", "draft", SignalState.DRAFT),
        ("role", "inspector", Role.INSPECTOR),
        ("judgement", "sufficient", Judgement.SUFFICIENT),
        pytest.param("template", "signal_reminder", notice_name("signal_reminder"), id="a mail"),
        pytest.param("kind", "judge_reply", ASKED["judge_reply"].action, id="work: what it asks"),
        pytest.param("reason", "acute", EscalationReason.ACUTE, id="a reason, though other lists have the code too"),
        pytest.param("kind", "acute", "acute", id="a code that is more than one word stays a code"),
        pytest.param("starts_at", "2025-11-16T23:05:00+00:00", "17-11-2025 00:05", id="a moment, in local time"),
        pytest.param("starts_on", "2025-11-17", "2025-11-17", id="a day"),
        pytest.param("sheet", "Tuin", "Tuin", id="a name with a T is no moment"),
        pytest.param("skipped", False, "nee", id="no"),
        pytest.param("must_change", True, "ja", id="yes"),
        pytest.param("rows", 0, "0", id="nothing is a number"),
    ],
)
def test_a_fact_is_told_by_its_name_and_in_words(name: str, value: object, then: str) -> None:
    ((called, said),) = facts_said({name: value})
    assert called is FactName(name)
    assert (type(said), said) == (type(then), then)


def test_the_columns_that_a_register_changed_are_one_fact() -> None:
    told = facts_said({"sheet": "groepen", "changed_plaats": True, "changed_naam": True})
    assert told == ((FactName.CHANGED, "naam, plaats"), (FactName.SHEET, "groepen"))


def test_facts_come_by_name_without_what_is_empty() -> None:
    assert facts_said({"owl": 1, "count": 2, "reason": None, "filters": ""}) == ((FactName.COUNT, "2"), ("owl", "1"))
