"""When work is over: by where its signal is, by what became of a visit; and every kind of work stands in one table."""

from collections import Counter
from dataclasses import fields

import pytest

from rules.calamity import OPEN as WATCHED
from rules.ladder import DeadlineKind
from rules.signals import ENDED, OPEN
from rules.vocabulary import SignalState
from rules.work_matters import (
    BY_DEED,
    BY_PERSON,
    OF_CALAMITY,
    OF_HOUSE,
    OF_SIGNAL,
    OF_VISITS,
    Since,
    Standing,
    still_matters,
    visits_ended,
)
from rules.worklist import ASKED

S, K = SignalState, DeadlineKind


def test_every_kind_of_work_is_ended_in_exactly_one_way() -> None:
    tables = (OF_SIGNAL, OF_CALAMITY, OF_VISITS, OF_HOUSE, BY_DEED, BY_PERSON)
    told = Counter(kind for table in tables for kind in table)
    assert set(told) == set(ASKED)
    assert [kind for kind, times in told.items() if times > 1] == []


@pytest.mark.parametrize("kind", sorted(OF_SIGNAL))
@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_signal_asks_nothing_that_it_could_ask_before(kind: str, state: SignalState) -> None:
    everything = frozenset(DeadlineKind)
    assert not still_matters(kind, Standing(state, everything, is_unjudged=True))
    assert any(still_matters(kind, Standing(open_, everything, is_unjudged=True)) for open_ in OPEN)


@pytest.mark.parametrize(
    ("kind", "standing", "then"),
    [
        pytest.param("review_signal", Standing(S.DRAFT, frozenset({K.REVIEW})), True, id="a draft waits to be read"),
        pytest.param("review_signal", Standing(S.DRAFT), False, id="a draft was changed: it waits no more"),
        pytest.param("review_signal", Standing(S.SENT, frozenset({K.REVIEW})), True, id="acute: read after it left"),
        pytest.param("review_signal", Standing(S.SENT, frozenset({K.ANSWER})), False, id="it was read and left"),
        pytest.param("judge_reply", Standing(S.ANSWERED, is_unjudged=True), True, id="an answer waits"),
        pytest.param("judge_reply", Standing(S.CONFIRMED, is_unjudged=True), True, id="an answer beside the others"),
        pytest.param("judge_reply", Standing(S.CONFIRMED), False, id="it was judged beside the others"),
        pytest.param("judge_reply", Standing(S.RETURNED), False, id="it went back to the director"),
        pytest.param("decide_escalation", Standing(S.SENT, frozenset({K.ESCALATE})), True, id="asked beside an agency"),
        pytest.param("decide_escalation", Standing(S.SENT), False, id="decided beside an agency"),
        pytest.param("approval_overdue", Standing(S.ESCALATION_APPROVED), False, id="approved, though too late"),
        pytest.param("phone_director", Standing(S.RECEIVED), True, id="the agency has it: the director is phoned yet"),
        pytest.param("phone_director", Standing(S.VERIFICATION), True, id="an answer is no phone call"),
        pytest.param("phone_agency", Standing(S.SENT), True, id="sent is not reached"),
        pytest.param("phone_agency", Standing(S.ESCALATED), True, id="the inspectorate knows, the agency does not"),
        pytest.param("phone_agency", Standing(S.RECEIVED), False, id="the agency confirmed it"),
        pytest.param("phone_inspectorate", Standing(S.ESCALATION_APPROVED, frozenset({K.TELL})), True, id="not told"),
        pytest.param("phone_inspectorate", Standing(S.ESCALATED), False, id="told"),
        pytest.param("verify_overdue", Standing(S.VERIFICATION), True, id="nobody went yet"),
        pytest.param("verify_overdue", Standing(S.ESCALATION_PROPOSED), False, id="somebody went: not improved"),
        pytest.param("find_contact", Standing(S.APPROVED), True, id="it cannot leave"),
        pytest.param("find_contact", Standing(S.ANSWERED), False, id="somebody answered"),
        pytest.param("code_overdue", Standing(S.DRAFT, frozenset({K.CODE_DECIDE})), True, id="one step is left"),
        pytest.param("code_overdue", Standing(S.DRAFT), False, id="the code was gone through"),
        pytest.param("pass_on_evidence", Standing(S.CLOSED), True, id="only a person says that it was passed on"),
    ],
)
def test_work_about_a_signal(kind: str, standing: Standing, then: bool) -> None:
    assert still_matters(kind, standing) is then


@pytest.mark.parametrize(
    ("kind", "since", "then"),
    [
        pytest.param("window_missed", Since(), False, id="nobody came yet"),
        pytest.param("window_missed", Since(planned=True, judged=True), False, id="a plan is no visit"),
        pytest.param("window_missed", Since(visited=True, judged=True), True, id="the group was visited since"),
        pytest.param("window_missed", Since(group_ended=True), True, id="the group is gone"),
        pytest.param("windows_missed_in_row", Since(planned=True), False, id="in a row: a plan is no visit"),
        pytest.param("windows_missed_in_row", Since(visited=True), True, id="in a row: visited since"),
        pytest.param("visit_attempted", Since(), False, id="in vain, and nothing new"),
        pytest.param("visit_attempted", Since(planned=True), True, id="in vain, planned anew"),
        pytest.param("visit_attempted", Since(judged=True), True, id="in vain, and the window was judged"),
        pytest.param("window_unfilled", Since(visited=True), False, id="another visit is not in this window"),
        pytest.param("window_unfilled", Since(planned=True), True, id="there is a place after all"),
    ],
)
def test_work_about_visits(kind: str, since: Since, then: bool) -> None:
    assert visits_ended(kind, since) is then


def test_the_tables_name_what_there_is() -> None:
    assert {what for ends in OF_VISITS.values() for what in ends} <= {field.name for field in fields(Since)}
    assert all(states and states <= WATCHED for states in OF_CALAMITY.values())
