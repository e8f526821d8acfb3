"""Contradictions in casework are found, all at once, each with its column and its mend."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.casework import (
    CATEGORIES,
    FORMAL,
    ActionKind,
    ActionOutcome,
    BreakOffReason,
    ClientKind,
    FirstHandling,
    IssueCategory,
    IssueKind,
    ParentKind,
    RefusalGround,
    SupporterKind,
    TransgressiveKind,
)
from rules.casework_checks import (
    ActionEntry,
    CaseEntry,
    ClientEntry,
    IssueEntry,
    action_faults,
    as_action,
    case_faults,
    client_faults,
    issue_faults,
    refusal_faults,
    refuse,
    suggested,
)
from rules.errors import FlawedInput

DAY, BEFORE, AFTER = date(2026, 3, 16), date(2026, 3, 15), date(2026, 3, 17)
YOUTH = ClientEntry(ClientKind.YOUTH, None, DAY, 2010)
ISSUE = IssueEntry(IssueKind.COMPLAINT, IssueCategory.TREATMENT, DAY, DAY)
ENDED = CaseEntry(DAY, DAY, AFTER)
TALK = ActionEntry(ActionKind.TALK_EMPLOYEE, DAY, DAY)


@pytest.mark.parametrize(
    ("entry", "columns"),
    [
        pytest.param(YOUTH, [], id="a youth"),
        pytest.param(replace(YOUTH, kind=ClientKind.PARENT), ["oudersoort"], id="a parent of no kind"),
        pytest.param(replace(YOUTH, parent_kind=ParentKind.STEP_PARENT), ["oudersoort"], id="a youth as step-parent"),
        pytest.param(replace(YOUTH, birth_year=2027), ["geboortejaar"], id="born after the first contact"),
        pytest.param(replace(YOUTH, moves=(BEFORE,)), ["geldig_van"], id="moved before the first contact"),
        pytest.param(replace(YOUTH, moves=(AFTER,)), [], id="moved after it"),
    ],
)
def test_a_client(entry: ClientEntry, columns: list[str]) -> None:
    assert [fault.column for fault in client_faults(entry)] == columns


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        pytest.param({}, [], id="a complaint"),
        pytest.param({"category": IssueCategory.LEGISLATION}, ["categorie"], id="the category of a question"),
        pytest.param({"transgressive_kind": TransgressiveKind.VERBAL}, ["grensoverschrijdend"], id="a kind of nothing"),
        pytest.param({"raised_on": BEFORE}, ["datum"], id="before the first contact"),
        pytest.param(
            {"handling": FirstHandling.BROKEN_OFF, "handled_on": DAY},
            ["reden_afgebroken"],
            id="broken off for no reason",
        ),
        pytest.param(
            {"break_off_reason": BreakOffReason.UNREACHABLE}, ["reden_afgebroken"], id="a reason, and not broken off"
        ),
        pytest.param({"handled_on": DAY}, ["afgehandeld_op"], id="running and handled"),
        pytest.param(
            {"handling": FirstHandling.INFORMATION_ADVICE, "handled_on": BEFORE},
            ["afgehandeld_op"],
            id="handled before",
        ),
        pytest.param({"ended_on": BEFORE}, ["afgerond_op"], id="ended before it began"),
        pytest.param({"unknown_location": "L999"}, ["locatie"], id="about a location that nobody knows"),
        pytest.param(
            {"category": IssueCategory.FAMILY, "raised_on": BEFORE, "unknown_location": "L9"},
            ["categorie", "datum", "locatie"],
            id="everything at once",
        ),
    ],
)
def test_an_issue(changes: dict[str, object], columns: list[str]) -> None:
    assert [fault.column for fault in issue_faults(replace(ISSUE, **changes))] == columns  # type: ignore[arg-type]  # a table of changes


@pytest.mark.parametrize(
    ("entry", "columns"),
    [
        pytest.param(ENDED, [], id="a case"),
        pytest.param(replace(ENDED, survey_on=AFTER), [], id="the survey on the day it ended"),
        pytest.param(replace(ENDED, survey_on=DAY), ["tevredenheidstoets"], id="the survey before it ended"),
        pytest.param(CaseEntry(DAY, DAY, survey_on=AFTER), ["tevredenheidstoets"], id="a survey of a running case"),
        pytest.param(CaseEntry(DAY, BEFORE), ["begonnen_op"], id="before there was an issue"),
    ],
)
def test_a_case(entry: CaseEntry, columns: list[str]) -> None:
    assert [fault.column for fault in case_faults(entry)] == columns


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        pytest.param({}, [], id="a talk"),
        pytest.param(
            {"outcome": ActionOutcome.INADMISSIBLE, "ended_on": DAY}, ["uitkomst"], id="a talk cannot be inadmissible"
        ),
        pytest.param({"outcome": ActionOutcome.RESOLVED}, ["uitkomst"], id="an outcome without a day"),
        pytest.param(
            {"kind": ActionKind.COMPLAINTS_COMMITTEE, "outcome": ActionOutcome.INADMISSIBLE, "ended_on": DAY},
            [],
            id="a committee may say inadmissible",
        ),
        pytest.param({"attended": True}, [], id="present at a complaint talk"),
        pytest.param({"attended": True, "about": IssueKind.PROBLEM}, ["aanwezig"], id="not at a talk about care"),
        pytest.param({"attended": True, "about": IssueKind.PROBLEM, "mediation": True}, [], id="but at mediation"),
        pytest.param(
            {"attended": True, "kind": ActionKind.WRITTEN_SETTLEMENT}, ["aanwezig"], id="nobody attends a letter"
        ),
        pytest.param({"behavioural_scientist": True}, [], id="a talk with a behavioural scientist"),
        pytest.param(
            {"behavioural_scientist": True, "kind": ActionKind.OTHER}, ["gedragswetenschapper"], id="is always a talk"
        ),
        pytest.param({"mediation": True, "kind": ActionKind.OTHER}, ["bemiddeling"], id="mediation is a talk"),
        pytest.param({"case_ended_on": BEFORE, "case_opened_on": BEFORE}, ["begonnen_op"], id="after the case"),
    ],
)
def test_an_action(changes: dict[str, object], columns: list[str]) -> None:
    assert [fault.column for fault in action_faults(replace(TALK, **changes))] == columns  # type: ignore[arg-type]  # a table of changes


@pytest.mark.parametrize(
    ("kind", "ground", "on", "count"),
    [
        pytest.param(SupporterKind.INFORMAL_SUPPORTER, RefusalGround.NOT_INDEPENDENT, DAY, 0, id="informal: refusable"),
        pytest.param(SupporterKind.CLIENT_SUPPORTER, RefusalGround.NOT_INDEPENDENT, DAY, 1, id="the other never"),
        pytest.param(SupporterKind.INFORMAL_SUPPORTER, None, DAY, 1, id="no ground"),
    ],
)
def test_refusing_a_supporter(kind: SupporterKind, ground: RefusalGround | None, on: date, count: int) -> None:
    assert len(list(refusal_faults(kind, ground, DAY, on))) == count


def test_all_faults_come_in_one_refusal() -> None:
    with pytest.raises(FlawedInput) as refused:
        refuse("VPK-2026-0001", issue_faults(replace(ISSUE, raised_on=BEFORE, unknown_location="L9")))
    assert [(flaw.file, flaw.column) for flaw in refused.value.flaws] == [
        ("VPK-2026-0001", "datum"),
        ("VPK-2026-0001", "locatie"),
    ]


@pytest.mark.parametrize(
    ("tried", "then"),
    [
        pytest.param([], (ActionKind.TALK_EMPLOYEE,), id="first the employee"),
        pytest.param([ActionKind.TALK_EMPLOYEE, ActionKind.OTHER], (ActionKind.TALK_SUPERVISOR,), id="one level up"),
        pytest.param([ActionKind.TALK_BOARD], (ActionKind.WRITTEN_SETTLEMENT,), id="never back down"),
        pytest.param([ActionKind.WRITTEN_SETTLEMENT], (ActionKind.COMPLAINTS_COMMITTEE,), id="last a committee"),
        pytest.param([ActionKind.DISCIPLINARY_LAW], (), id="nothing beside a formal procedure"),
    ],
)
def test_the_lowest_level_comes_first(tried: list[ActionKind], then: tuple[ActionKind, ...]) -> None:
    assert suggested(tried) == then


@given(st.sets(st.sampled_from(sorted(set(ActionKind) - FORMAL))))
def test_what_is_suggested_was_not_tried(tried: set[ActionKind]) -> None:
    assert not set(suggested(tried)) & tried


@given(st.sampled_from(sorted(IssueKind)), st.sampled_from(sorted(IssueCategory)))
def test_a_category_belongs_to_exactly_one_kind(kind: IssueKind, category: IssueCategory) -> None:
    wrong = [
        fault for fault in issue_faults(replace(ISSUE, kind=kind, category=category)) if fault.column == "categorie"
    ]
    assert bool(wrong) is (category not in CATEGORIES[kind])


def test_a_behavioural_scientist_is_a_row_of_table_6() -> None:
    assert as_action(scientist_leads=False) is ActionKind.TALK_EMPLOYEE
    assert as_action(scientist_leads=True) is ActionKind.TALK_SUPERVISOR
