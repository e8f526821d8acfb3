"""What goes with a signal: its text before it leaves, rights, chosen recipients, triage, reporting code, observing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.deadlines import run_sweep
from actions.declining import decline
from actions.house import House
from actions.observing import FindingNotPossible, FindingThere, record_finding
from actions.reporting_code import CodeStarted, start_code, take_code_step
from actions.signal_details import CaseDiffers, RecipientNotPossible, choose_recipient, judge_ground
from actions.signal_replies import start_verification
from actions.signal_texts import edit_text, observe
from actions.signals import approve_and_send, draft_signal, submit_signal
from rules.errors import RuleError
from rules.policy_words import CareSetting, RuleSet
from rules.reporting_code import CodeDecision, CodeStep, EmergencyCall, TakenStep
from rules.signal_errors import ApprovalLapsed, DutyByLaw, EditedMeanwhile, NotYourRole
from rules.signal_words import DeclineReason, Right, SpecialGroup, TextState
from rules.triage_conditions import Case
from rules.triage_words import LegalGround, MeasureScope, Severity, Verdict
from rules.vocabulary import AgencyKind, CareType, Cause, ContactRole, Measure, SignalKind, SignalState, VisitState
from store.events import user_actor
from store.inspectorate import clean_visits
from store.models import Event, GateDecision, SignalRecipient, Visit, VisitWindow
from store.session import transaction
from store.signal_details import rights_of_signal, triage_of
from store.signals import escalation_of, observations_of, signal_text
from tests.actions.signal_world import MONDAY, SENT_AT, World, at, due_of_kind, notices, open_kinds, state_of, works

LATER = at(date(2026, 3, 17), 10)


def test_a_changed_text_voids_what_a_second_person_read(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        assert edit_text(session, house, signal, "Eerste.", 1, SENT_AT, by=world.writer) is TextState.CHANGED
        submit_signal(session, house, signal, SENT_AT, by=world.writer)
        became = edit_text(session, house, signal, "Tweede.", 2, LATER, by=world.writer)
        assert became is TextState.APPROVAL_LAPSED
        assert became.dutch == "De tekst is gewijzigd; de goedkeuring is vervallen."
        assert open_kinds(session, signal) == set()
        with pytest.raises(ApprovalLapsed, match="De tekst is gewijzigd; de goedkeuring is vervallen"):
            approve_and_send(session, house, signal, world.jurist, LATER, version=2)
        approve_and_send(session, house, signal, world.jurist, LATER, version=3)
        assert signal_text(session, house.vault, signal) == "Tweede."


def test_an_approved_text_that_waits_for_a_contact_is_a_draft_again(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        signal.state = SignalState.APPROVED
        became = edit_text(session, house, signal, "Anders.", 1, SENT_AT, by=world.writer)
        assert (became, state_of(signal)) == (TextState.APPROVAL_LAPSED, SignalState.DRAFT)


def test_two_people_do_not_overwrite_each_other(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        edit_text(session, house, signal, "Eerste.", 1, SENT_AT, by=world.writer)
        with pytest.raises(EditedMeanwhile, match="Iemand heeft dit intussen gewijzigd; bekijk de verschillen"):
            edit_text(session, house, signal, "Tweede.", 1, SENT_AT, by=world.writer)
        with pytest.raises(NotYourRole):
            edit_text(session, house, signal, "Derde.", 2, SENT_AT, by=world.jurist)
        assert signal_text(session, house.vault, signal) == "Eerste."


def test_no_text_stands_in_the_record(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        edit_text(session, house, signal, "Geheime zin over de groep.", 1, SENT_AT, by=world.writer)
        facts = str(session.scalars(select(Event.facts)).all())
        assert "Geheime" not in facts


def test_a_signal_is_drafted_from_what_was_written_down_before(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        seen = observe(
            session, house, measure=Measure.DOOR_ALARM, location_id=world.group.location_id, group_id=world.group.id,
            adviser_id=world.adviser.id, observed_on=MONDAY, text="Een verklikker op elke deur.", now=SENT_AT,
            actor=user_actor(world.writer.id),
        )  # fmt: skip
        assert seen.signal_id is None
        signal = draft_signal(
            session, house, kind=SignalKind.GENERAL, measure=seen.measure, cause=Cause.CONDITION_OF_STAY,
            agency_id=world.region.agency.id, location_id=seen.location_id, group_id=seen.group_id,
            adviser_id=seen.adviser_id, observed_on=seen.observed_on, text="Deurverklikkers.", now=LATER,
            actor=user_actor(world.writer.id), special_group=SpecialGroup.TRAFFICKING_VICTIM, observation=seen,
        )  # fmt: skip
        assert [row.reference for row in observations_of(session, signal)] == [seen.reference]
        assert (signal.cause, signal.special_group) == (Cause.CONDITION_OF_STAY, SpecialGroup.TRAFFICKING_VICTIM)


@pytest.mark.parametrize(
    ("measure", "given", "cited"),
    [
        pytest.param(Measure.CAMERA_SURVEILLANCE, None, [Right.ECHR_8, Right.CRC_3], id="the usual of a measure"),
        pytest.param(Measure.HOLDING, None, list(Right), id="of one that touches the body"),
        pytest.param(Measure.HOLDING, [Right.CRC_37], [Right.CRC_37], id="chosen by the adviser"),
        pytest.param(Measure.HOLDING, [], [], id="none"),
    ],
)
def test_rights_are_cited(house: House, measure: Measure, given: list[Right] | None, cited: list[Right]) -> None:
    with transaction(house.engine) as session:
        signal = World(house, session).draft(measure=measure, rights=given)
        assert rights_of_signal(session, signal) == cited


def test_a_placing_body_hears_of_it_by_the_adviser_s_own_choice(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        placing = world.region.add_agency("Plaatsers", AgencyKind.CERTIFIED_INSTITUTION)
        contact = world.region.add_contact(ContactRole.SIGNALS, placing)
        signal = world.draft()
        with pytest.raises(NotYourRole):
            choose_recipient(session, signal, contact, SENT_AT, by=world.coordinator)
        for _ in range(2):
            choose_recipient(session, signal, contact, SENT_AT, by=world.writer)
        approve_and_send(session, house, signal, world.jurist, SENT_AT)
        [chosen] = session.scalars(select(SignalRecipient)).all()
        assert (chosen.contact_id, chosen.chosen_by_id) == (contact.id, world.writer.id)
        [copy] = notices(session, "signal_copy")
        assert (copy.recipient_id, copy.content) == (contact.id, True)
        decided = set(session.scalars(select(GateDecision.text_hash)))
        assert {notice.text_hash for notice in notices(session) if notice.content} <= decided


def test_without_a_choice_only_the_agency_gets_it(house: House) -> None:
    with transaction(house.engine) as session:
        World(house, session).sent()
        assert notices(session, "signal_copy") == []


def test_neither_the_agency_itself_nor_the_inspectorate_is_chosen(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        own = world.region.add_contact(ContactRole.SIGNALS, world.region.agency)
        for contact in (own, world.region.inspectorate, None):
            with pytest.raises(RecipientNotPossible):
                choose_recipient(session, signal, contact, SENT_AT, by=world.writer)


def a_case(measure: Measure = Measure.ROOM_CONFINEMENT) -> Case:
    return Case(
        observed_on=MONDAY, setting=CareSetting.OPEN, measure=measure, scope=MeasureScope.GENERIC,
        ground=LegalGround.NONE, evidence=frozenset(), emergency=False, age=14, duration_hours=1,
    )  # fmt: skip


def test_the_advice_of_the_triage_is_kept_and_sends_nothing(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        advice = judge_ground(session, house, signal, a_case(), LATER, by=world.writer)
        kept = triage_of(session, signal)
        assert kept is not None
        assert (kept.verdict, kept.severity, kept.rule_set) == (
            Verdict.NO_GROUND, Severity.GENERAL, RuleSet.OPEN_NO_OWN_GROUND,
        )  # fmt: skip
        assert tuple(kept.sources) == advice.sources
        assert (state_of(signal), notices(session)) == (SignalState.DRAFT, [])


def test_a_triage_of_something_else_is_refused(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        with pytest.raises(CaseDiffers, match="hoort niet bij signaal"):
            judge_ground(session, house, world.draft(), a_case(Measure.HOLDING), LATER, by=world.writer)


def test_the_reporting_code_of_a_general_signal_has_terms(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        start_code(session, house, signal, EmergencyCall.NOT_NEEDED, SENT_AT, by=world.writer)
        assert open_kinds(session, signal) == {"code_consult", "code_decide"}
        with pytest.raises(CodeStarted):
            start_code(session, house, signal, EmergencyCall.CALLED_112, SENT_AT, by=world.writer)
        for step in (CodeStep.MAP_SIGNALS, CodeStep.CONSULT):
            take_code_step(session, house, signal, TakenStep(step), SENT_AT, by=world.writer)
        assert open_kinds(session, signal) == {"code_decide"}
        take_code_step(session, house, signal, TakenStep(CodeStep.TALK), SENT_AT, by=world.writer)
        take_code_step(session, house, signal, TakenStep(CodeStep.WEIGH), SENT_AT, by=world.jurist)
        last = TakenStep(CodeStep.DECIDE, decision=CodeDecision.REPORT)
        take_code_step(session, house, signal, last, SENT_AT, by=world.jurist)
        assert open_kinds(session, signal) == set()


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        pytest.param(date(2026, 3, 18), 0, id="last day to consult"),
        pytest.param(date(2026, 3, 19), 1, id="day after"),
    ],
)
def test_a_step_that_is_late_is_asked_for(house: House, day: date, asked: int) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        start_code(session, house, world.draft(), EmergencyCall.NOT_NEEDED, SENT_AT, by=world.writer)
    run_sweep(house, at(day, 8))
    with transaction(house.engine) as session:
        assert works(session).count("code_overdue") == asked


@pytest.mark.parametrize(
    ("weeks", "due"),
    [
        pytest.param((), date(2026, 4, 15), id="no windows: thirty days"),
        pytest.param((1,), date(2026, 4, 15), id="one window only: thirty days"),
        pytest.param((0, 1, 2), date(2026, 4, 7), id="the end of the second later window, moved past Easter"),
        pytest.param((0, 4, 8), date(2026, 4, 15), id="windows far apart: thirty days at most"),
    ],
)
def test_it_is_verified_within_the_next_two_windows(house: House, weeks: tuple[int, ...], due: date) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        for week in weeks:
            starts = MONDAY + timedelta(weeks=week)
            ends = starts + timedelta(days=6)
            session.add(VisitWindow(
                group_id=world.group.id, care_type=CareType.OPEN_RESIDENTIAL_CARE, starts_on=starts, ends_on=ends,
                late_until=ends,
            ))  # fmt: skip
        session.flush()
        start_verification(session, house, signal, SENT_AT)
        assert due_of_kind(session, signal, "verify") == due


def test_findings_belong_to_visits_to_the_group_since_it_is_looked_at(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal, other = world.sent(), world.region.add_group(CareType.FAMILY_HOME, world.adviser)
        start_verification(session, house, signal, SENT_AT)

        def visit(group_id: int, day: date, state: VisitState = VisitState.DONE) -> int:
            made = Visit(
                group_id=group_id, adviser_id=world.adviser.id, on=day, state=state, starts_at=at(day, 15),
                ends_at=at(day, 17),
            )  # fmt: skip
            session.add(made)
            session.flush()
            return made.id

        def find(visit_id: int) -> int:
            return record_finding(session, house, signal, visit_id, seen=False, now=LATER, by=world.writer)

        wrong = [
            visit(other.id, MONDAY),
            visit(world.group.id, MONDAY - timedelta(days=1)),
            visit(world.group.id, MONDAY, VisitState.PLANNED),
            999,
        ]
        for number in wrong:
            with pytest.raises(FindingNotPossible):
                find(number)
        good = visit(world.group.id, MONDAY)
        assert find(good) == 1
        with pytest.raises(FindingThere):
            find(good)
        assert clean_visits(session, signal) == 1


def test_a_duty_by_law_is_not_declined(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal = world.sent()
        escalation = escalation_of(session, signal)
        assert escalation is not None
        with pytest.raises(DutyByLaw, match=r"wettelijke taak \(Jw 6.6.1 lid 5\)"):
            decline(session, house, escalation, world.manager, DeclineReason.IMPROVING, LATER)
        assert escalation.declined_at is None


def test_refusals_are_sentences() -> None:
    sentences = [EditedMeanwhile("S-1"), ApprovalLapsed("S-1"), DutyByLaw("S-1"), RecipientNotPossible("S-1")]
    assert all(isinstance(error, RuleError) and str(error).endswith(".") for error in sentences)
