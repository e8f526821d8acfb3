"""What the record is called in Dutch: events, mails, and the facts that people read of them."""

from datetime import UTC, date, datetime

import pytest

from rules.happenings import EVENTS, NOTICES, Particular, happening, notice_name, particulars
from rules.inspectorate import InspectorateState
from rules.ladder import DeadlineKind, StepAct
from rules.signals import EscalationReason, SignalAct
from rules.vocabulary import Judgement, ReopenReason, SignalKind, TermReason, WithdrawReason, Word
from rules.worklist import ASKED

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "then"),
    [
        pytest.param("deadline_started", "termijn begonnen", id="by the table"),
        pytest.param("signal_answer", SignalAct("answer"), id="an act of a signal is its word"),
        pytest.param("signal_drafted", "signaal opgesteld", id="the table comes before the acts"),
        pytest.param("answer", "answer", id="an act without its signal is none"),
        pytest.param("signal_owl_seen", "signal owl seen", id="no act, and no words yet: its code, with spaces"),
        pytest.param("owl_seen", "owl seen", id="no words yet: its code, with spaces"),
    ],
)
def test_what_happened_has_a_name(what: str, then: Word | str) -> None:
    assert happening(what) == then
    assert isinstance(happening(what), type(then))


@pytest.mark.parametrize(
    ("template", "then"),
    [
        pytest.param("signal_reminder", "herinnering", id="by the table"),
        pytest.param("owl_letter", "owl letter", id="no words yet: its code, with spaces"),
    ],
)
def test_a_mail_has_a_name(template: str, then: str) -> None:
    assert notice_name(template) == then


@pytest.mark.parametrize(
    ("name", "given", "then"),
    [
        pytest.param("kind", "answer", DeadlineKind.ANSWER, id="which term"),
        pytest.param("kind", "acute", SignalKind.ACUTE, id="which signal"),
        pytest.param("kind", "judge_reply", ASKED["judge_reply"].action, id="which work: what it asks"),
        pytest.param("kind", "owl_seen", "owl seen", id="a kind without a word"),
        pytest.param("inspectorate", "registered", InspectorateState.REGISTERED, id="where the inspectorate is"),
        pytest.param("judgement", "sufficient", Judgement.SUFFICIENT, id="how an answer was judged"),
        pytest.param("step", "remind", StepAct.REMIND, id="which step"),
        pytest.param("step", "remind_2_before", "remind 2 before", id="a rung of a ladder has no word"),
        pytest.param("template", "signal_reminder", "herinnering", id="which mail"),
        pytest.param("reason", "no_answer", EscalationReason.NO_ANSWER, id="why it was passed on"),
        pytest.param("due", "2026-03-18", date(2026, 3, 18), id="until the end of a day"),
        pytest.param("due", "2026-03-16T12:00:00+00:00", NOON, id="until a moment"),
        pytest.param("late", "3", 3, id="late"),
        pytest.param("late", 0, 0, id="in time is told too: it is a fact"),
        pytest.param("late", "soon", 0, id="late by no number"),
    ],
)
def test_a_fact_is_told_in_words(name: str, given: object, then: Particular) -> None:
    told = particulars({name: given})
    assert told == {name: then}
    assert isinstance(told[name], type(then))


@pytest.mark.parametrize("words", [EscalationReason, TermReason, WithdrawReason, ReopenReason])
def test_every_reason_is_told_in_words(words: type[Word]) -> None:
    for word in words:
        told = particulars({"reason": word.value})["reason"]
        assert isinstance(told, Word)
        assert told == word.value


@pytest.mark.parametrize("empty", [None, ""])
def test_what_is_empty_or_not_for_people_is_left_out(empty: object) -> None:
    assert particulars({"kind": empty, "due": empty, "late": empty, "version": 3, "deadline": 7}) == {}


def test_facts_come_in_one_order_whatever_the_record_has() -> None:
    facts = {"late": 2, "due": "2026-03-18", "template": "signal_overdue", "step": "remind", "kind": "answer"}
    assert list(particulars(facts)) == ["kind", "step", "template", "due", "late"]
    assert list(particulars(dict(reversed(facts.items())))) == ["kind", "step", "template", "due", "late"]


@pytest.mark.parametrize("name", sorted({*EVENTS.values(), *NOTICES.values()}))
def test_a_name_is_words_and_no_code(name: str) -> None:
    assert name.strip() == name
    assert "_" not in name
