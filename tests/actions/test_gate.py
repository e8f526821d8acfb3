"""The gate bound to the database: names of the case, choices, second person, decisions, and no way round by SQL."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from actions.gate import add_known_names, choose, gate_findings, take_out
from actions.house import House
from actions.notices import CONTENT, render_content
from actions.signal_texts import edit_text
from actions.signals import approve_and_send, review_sent, send_approved, submit_signal, withdraw
from rules.gate import GATE_VERSION
from rules.gate_choices import Choice, TextPart
from rules.gate_errors import (
    ChoiceDoesNotFit,
    FindingsNotForYou,
    GateHolds,
    NameUnusable,
    NoSuchFinding,
    ReasonMissing,
    SecondPersonPasses,
)
from rules.gate_findings import FindingKind, GateLevel
from rules.gate_group import Traceability
from rules.gate_rendered import check_rendered
from rules.signal_errors import EditedMeanwhile, NotYourSignal
from rules.vocabulary import CareType, ContactRole, SignalKind, WithdrawReason
from store.gate import findings_of_decision, known_names, known_names_place, register_names
from store.models import (
    AccessLog,
    ContactPerson,
    DataKey,
    Event,
    GateChoice,
    GateDecision,
    GateFinding,
    KnownNames,
    Signal,
    User,
)
from store.session import transaction
from templates.samples import SAMPLES
from tests.actions.signal_world import SENT_AT, TEXT, World, notices

NAMED = "Gisteren huilde Xandrijn weer op de gang."
START = NAMED.index("Xandrijn")
NUMBERED = "Bel moeder op 06-12345678 over de deuren."
REASON = "Xandrijn is de naam van een spel."
NOTICE = (
    "INSERT INTO notice (template, content, dedupe_key, recipient_kind, recipient_id, signal_id, text_hash,"
    " body_sealed, gate_passed, facts, urgent, state, created_at, next_at, attempts)"
    " VALUES ('signal_to_provider', :yes, 'raw', 'contact', 1, :signal, :hash, :body, :passed, '{}', :no, 'queued',"
    " :now, :now, 0)"
)


@pytest.fixture
def world(house: House) -> Iterator[World]:
    with transaction(house.engine) as session:
        yield World(house, session)


def decision_of(world: World) -> GateDecision:
    return world.session.scalars(select(GateDecision).order_by(GateDecision.id)).all()[0]


def test_names_of_a_case_are_typed_once_sealed_and_block(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft(text="Gisteren zat Xandrina alleen, zei X. van der Ploeg.")
        add_known_names(session, each_house, signal, ["Xandrine van der Ploeg"], SENT_AT, by=world.writer)
        assert (
            add_known_names(session, each_house, signal, [" Xandrine  van der Ploeg", "Bo"], SENT_AT, by=world.writer)
            == 2
        )
        assert known_names(session, each_house.vault, signal) == ("Xandrine van der Ploeg", "Bo")
        view = gate_findings(session, each_house, signal, SENT_AT, by=world.writer)
        assert [one.finding.level for one in view.findings] == [GateLevel.BLOCK, GateLevel.BLOCK]
        assert b"Xandrine" not in session.get_one(KnownNames, signal.id).names_sealed
        facts = [event.facts for event in session.scalars(select(Event).where(Event.what == "known_names_added"))]
        assert facts == [{"names": 1}, {"names": 2}]


def test_names_of_a_case_go_when_the_signal_ends(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft()
        add_known_names(session, each_house, signal, ["Xandrine"], SENT_AT, by=world.writer)
        place = known_names_place(signal.reference)
        assert session.get(DataKey, place.subject) is not None
        withdraw(session, each_house, signal, WithdrawReason.MISTAKE, SENT_AT, by=world.writer)
        session.expire_all()
        assert session.get(KnownNames, signal.id) is None
        assert session.get(DataKey, place.subject) is None
        assert known_names(session, each_house.vault, signal) == ()


@pytest.mark.parametrize(
    "do",
    [
        pytest.param(
            lambda w, s: choose(
                w.session, w.house, s, START, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=w.coordinator
            ),
            id="lets a finding stay",
        ),
        pytest.param(
            lambda w, s: add_known_names(w.session, w.house, s, ["Xandrijn"], SENT_AT, by=w.coordinator),
            id="adds a name",
        ),
    ],
)
def test_a_coordinator_has_no_part_in_the_gate(world: World, do: Callable[[World, Signal], object]) -> None:
    with pytest.raises(FindingsNotForYou):
        do(world, world.draft(text=NAMED))


def test_a_name_added_after_approval_still_holds_the_letter(world: World) -> None:
    for contact in world.session.scalars(select(ContactPerson).where(ContactPerson.agency_id.is_not(None))):
        contact.active_to = date(2026, 1, 1)
    signal = world.sent(text=TEXT)
    assert signal.sent_at is None
    add_known_names(world.session, world.house, signal, ["Kamerdeuren"], SENT_AT, by=world.writer)
    world.region.add_contact(ContactRole.DIRECTOR, world.region.agency)
    with pytest.raises(GateHolds):
        send_approved(world.session, world.house, signal, world.jurist, SENT_AT)


@pytest.mark.parametrize("name", ["12", "x" * 101])
def test_what_is_no_name_is_refused_unread(world: World, name: str) -> None:
    with pytest.raises(NameUnusable) as refusal:
        add_known_names(world.session, world.house, world.draft(), [name], SENT_AT, by=world.writer)
    assert name not in str(refusal.value)


def test_only_who_needs_them_sees_the_findings_and_each_look_is_logged(world: World) -> None:
    signal = world.draft(text=NAMED)
    other = world.region.add_adviser()
    colleague = world.session.scalars(select(User).where(User.adviser_id == other.id)).one()
    with pytest.raises(FindingsNotForYou):
        gate_findings(world.session, world.house, signal, SENT_AT, by=world.coordinator)
    with pytest.raises(NotYourSignal):
        gate_findings(world.session, world.house, signal, SENT_AT, by=colleague)
    gate_findings(world.session, world.house, signal, SENT_AT, by=world.jurist)
    looks = world.session.scalars(select(AccessLog)).all()
    assert [(look.actor, look.subject, look.purpose) for look in looks] == [
        (f"user:{world.jurist.id}", f"signal:{signal.reference}", "gate")
    ]


def test_the_register_says_what_may_stay_but_never_a_family_home(world: World) -> None:
    home = world.region.add_group(CareType.FAMILY_HOME, world.adviser, name="Gezinshuis Xandrijn")
    names = register_names(world.session)
    assert {"De Voorbeeldhoeve", world.group.name} <= set(names)
    assert home.name not in names


def test_a_possible_name_is_held_until_the_writer_says_why_it_stays(world: World) -> None:
    signal = world.draft(text=NAMED)
    with pytest.raises(GateHolds) as held:
        submit_signal(world.session, world.house, signal, SENT_AT)
    assert [finding.kind for finding in held.value.findings] == [FindingKind.PERSON]
    assert "Mogelijke naam (teken 17-24). Verwijder, vervang of geef een reden." in str(held.value)
    assert "Xandrijn" not in repr(held.value)


def test_a_choice_lets_it_stay_and_is_kept_with_the_decision(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft(text=NAMED)
        choose(session, each_house, signal, START, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=world.writer)
        submit_signal(session, each_house, signal, SENT_AT)
        approve_and_send(session, each_house, signal, world.jurist, SENT_AT)
        decision = decision_of(world)
        rows = findings_of_decision(session, decision.id)
        choice = session.scalars(select(GateChoice)).one()
        assert (decision.gate_version, decision.kinds, decision.blocks, decision.passed) == (
            GATE_VERSION, {"PERSOON": 2}, 0, True,
        )  # fmt: skip
        assert {row.part for row in rows} == {TextPart.TEXT, TextPart.HTML}
        assert {row.choice_id for row in rows} == {choice.id}
        assert REASON.encode() not in choice.reason_sealed
        assert len(notices(session, "signal_to_provider")) == 1


def test_any_edit_voids_the_choices(world: World) -> None:
    signal = world.draft(text=NAMED)
    choose(world.session, world.house, signal, START, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=world.writer)
    edit_text(world.session, world.house, signal, NAMED + " Weer.", 1, SENT_AT, by=world.writer)
    with pytest.raises(GateHolds):
        submit_signal(world.session, world.house, signal, SENT_AT)
    with pytest.raises(EditedMeanwhile):
        choose(world.session, world.house, signal, START, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=world.writer)


def test_the_writer_cannot_let_pass_what_is_held_back(world: World) -> None:
    signal = world.draft(text=NUMBERED)
    start = NUMBERED.index("06")
    arguments = (world.session, world.house, signal, start)
    with pytest.raises(ChoiceDoesNotFit):
        choose(*arguments, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=world.writer)
    with pytest.raises(SecondPersonPasses):
        choose(*arguments, Choice.LET_PASS, REASON, 1, SENT_AT, by=world.writer)
    with pytest.raises(ReasonMissing):
        choose(*arguments, Choice.LET_PASS, "  ", 1, SENT_AT, by=world.manager)
    with pytest.raises(NoSuchFinding):
        choose(world.session, world.house, signal, 0, Choice.LET_PASS, REASON, 1, SENT_AT, by=world.manager)


def test_a_second_person_lets_pass_what_is_held_back(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft(text=NUMBERED)
        choose(
            session, each_house, signal, NUMBERED.index("06"), Choice.LET_PASS, "Openbaar nummer.", 1, SENT_AT,
            by=world.manager,
        )  # fmt: skip
        submit_signal(session, each_house, signal, SENT_AT)
        approve_and_send(session, each_house, signal, world.jurist, SENT_AT)
        decision = decision_of(world)
        assert (decision.blocks, decision.blocks_passed, decision.passed_by_id) == (2, 2, world.manager.id)


def test_findings_are_taken_out_in_one_edit(world: World) -> None:
    written = "Kevin (14) moest van begeleider Ahmed in kamer 12 blijven."
    signal = world.draft(text=written)
    view = gate_findings(world.session, world.house, signal, SENT_AT)
    choices = {one.finding.start: Choice.REPLACE for one in view.findings}
    take_out(world.session, world.house, signal, choices, 1, SENT_AT, by=world.writer)
    after = gate_findings(world.session, world.house, signal, SENT_AT)
    assert not after.holds
    submit_signal(world.session, world.house, signal, SENT_AT)


def test_an_acute_signal_leaves_with_only_the_block_rules_on(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft(SignalKind.ACUTE, text=NAMED)
        world.send_acute(signal, SENT_AT, by=world.writer)
        decision = decision_of(world)
        assert (decision.reviewer_id, decision.kinds) == (None, {"PERSOON": 2})
        review_sent(session, each_house, signal, world.jurist, SENT_AT)
        assert decision.reviewer_id == world.jurist.id


def test_an_acute_signal_with_a_known_name_does_not_leave(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft(SignalKind.ACUTE, text=NAMED)
        add_known_names(session, each_house, signal, ["Xandrijn Ploeg"], SENT_AT, by=world.writer)
        with pytest.raises(GateHolds) as held:
            world.send_acute(signal, SENT_AT, by=world.writer)
    assert "Xandrijn" not in str(held.value)
    assert "Naam uit deze zaak (teken" in str(held.value)


@pytest.mark.parametrize(
    ("residents", "care_type", "reasons"),
    [
        pytest.param(8, CareType.OPEN_RESIDENTIAL_CARE, (Traceability.AGE_AND_SEX,), id="age and sex in a group of 8"),
        pytest.param(9, CareType.OPEN_RESIDENTIAL_CARE, (), id="age and sex in a group of 9"),
        pytest.param(
            2, CareType.OPEN_RESIDENTIAL_CARE, (Traceability.SMALL_GROUP, Traceability.AGE_AND_SEX), id="two residents"
        ),
        pytest.param(None, CareType.FAMILY_HOME, (Traceability.FAMILY_HOME,), id="a family home"),
    ],
)
def test_a_small_group_is_traceable(
    world: World, residents: int | None, care_type: CareType, reasons: tuple[Traceability, ...]
) -> None:
    group = world.region.add_group(care_type, world.adviser, residents=residents)
    signal = world.draft(
        text="Een meisje van 14 jaar moest naar boven.", group_id=group.id, location_id=group.location_id
    )
    assert gate_findings(world.session, world.house, signal, SENT_AT).traceable == reasons


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE gate_decision SET passed = NOT passed", id="a decision is unpassed under its letter"),
        pytest.param("UPDATE gate_decision SET blocks = 1", id="a held finding is added under its letter"),
        pytest.param("UPDATE gate_decision SET blocks = 1, blocks_passed = 1", id="held findings nobody let pass"),
        pytest.param(
            "UPDATE gate_decision SET blocks = 1, blocks_passed = 1, passed_by_id = author_id",
            id="the author lets pass",
        ),
        pytest.param("UPDATE notice SET gate_passed = NULL WHERE content", id="a letter without a passed decision"),
        pytest.param("UPDATE notice SET gate_passed = NOT content WHERE content", id="a letter that did not pass"),
        pytest.param("UPDATE gate_finding SET level = 'block', choice_id = NULL", id="a decision with an open finding"),
        pytest.param("UPDATE gate_choice SET choice = 'let_pass'", id="a choice that its level does not have"),
        pytest.param("DELETE FROM gate_choice", id="the choice is removed under its decision"),
    ],
)
def test_there_is_no_way_round_the_gate_by_sql(each_house: House, sql: str) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft(text=NAMED)
        choose(session, each_house, signal, START, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=world.writer)
        submit_signal(session, each_house, signal, SENT_AT)
        approve_and_send(session, each_house, signal, world.jurist, SENT_AT)
    with pytest.raises(IntegrityError), transaction(each_house.engine) as session:
        session.execute(text(sql))


@pytest.mark.parametrize(
    ("blocks", "said"),
    [pytest.param(1, True, id="says it passed"), pytest.param(1, False, id="names a decision that did not pass")],
)
def test_a_decision_with_an_open_finding_carries_no_letter(each_house: House, blocks: int, said: bool) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft()
        session.add(
            GateDecision(
                signal_id=signal.id, text_hash="0" * 64, author_id=world.writer.id, decided_at=SENT_AT,
                blocks=blocks, passed=False,
            )
        )  # fmt: skip
        session.flush()
        number = signal.id
    facts = {"signal": number, "hash": "0" * 64, "body": b"x", "passed": said, "yes": True, "no": False, "now": SENT_AT}
    with pytest.raises(IntegrityError), transaction(each_house.engine) as session:
        session.execute(text(NOTICE), facts)


def test_a_sound_raw_letter_is_possible_so_the_refusals_above_are_about_the_gate(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        signal = world.draft()
        session.add(
            GateDecision(signal_id=signal.id, text_hash="0" * 64, author_id=world.writer.id, decided_at=SENT_AT)
        )
        session.flush()
        facts = {"signal": signal.id, "hash": "0" * 64, "body": b"x", "passed": True, "yes": True, "no": False}
        session.execute(text(NOTICE), facts | {"now": SENT_AT})
    with transaction(each_house.engine) as session:
        assert len(notices(session, "signal_to_provider")) == 1


def test_no_text_or_name_is_kept_in_clear(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(text=NAMED)
        add_known_names(session, house, signal, ["Quirinus Zwart"], SENT_AT, by=world.writer)
        choose(session, house, signal, START, Choice.POINTS_AT_NOBODY, REASON, 1, SENT_AT, by=world.writer)
        submit_signal(session, house, signal, SENT_AT)
        approve_and_send(session, house, signal, world.jurist, SENT_AT)
    stored = b"".join(path.read_bytes() for path in house.settings.home.glob("waakvlam.db*"))
    for secret in ("Xandrijn", "Quirinus", "spel"):
        assert secret.encode() not in stored


@pytest.mark.parametrize("template", sorted(CONTENT))
def test_our_own_letters_hold_nothing_back(house: House, template: str) -> None:
    rendered = render_content(house.settings, template, dict(SAMPLES[template]) | {"text": "Zij gaan naar boven."})
    parts = {TextPart.SUBJECT: rendered.subject, TextPart.TEXT: rendered.text, TextPart.HTML: rendered.html}
    settings = house.settings
    own = (settings.desk_url, settings.organisation_phone, settings.organisation_name, SAMPLES[template]["reference"])
    read = check_rendered(parts, allow=("locatie De Brug", "groep Noord"), own=own)
    assert [(part.part, finding.kind) for part in read for finding in part.findings] == []


def test_an_ordinary_text_passes_without_a_word(world: World) -> None:
    signal = world.sent(text=TEXT)
    assert signal.sent_at == SENT_AT
    assert decision_of(world).kinds == {}
    assert world.session.scalars(select(GateFinding)).all() == []
