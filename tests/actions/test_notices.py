"""What may enter the outbox, and what never does."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import (
    CONTENT,
    NothingToRelease,
    Recipient,
    enqueue,
    enqueue_content,
    group_label,
    opened,
    release,
)
from actions.signal_letters import agency_label, render_letter
from rules.vocabulary import CareType
from store.crypto import TextDamaged
from store.events import Subject
from store.models import Group, GroupCareType, Location, Notice, Signal
from store.session import transaction
from templates.engine import Rendered
from templates.samples import LATE, SAMPLES
from tests.actions.outbox import NOON, TEXT, add_signal, fill_signal, letter_of_signal, remind
from tests.actions.signal_world import World
from tests.builders import Region

REPORT, ANSWERED, DIGEST = (
    dict(SAMPLES[name]) for name in ("visit_report_overdue", "signal_answered", "adviser_digest")
)


def test_a_notice_enters_once_for_its_key(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        given: dict[str, Any] = {"template": "visit_report_overdue", "key": "k", "recipient": Recipient("adviser", 1)}
        first = enqueue(session, **given, subject=None, facts=REPORT, now=NOON)
        second = enqueue(session, **given, subject=None, facts=REPORT, now=NOON)
        assert first is not None
        assert first.next_at == NOON
        assert second is None
        assert session.scalar(select(func.count()).select_from(Notice)) == 1


@pytest.mark.parametrize(
    ("template", "facts"),
    [
        pytest.param("visit_report_overdue", {"group": "Groep 1"}, id="facts missing"),
        pytest.param("visit_report_overdue", REPORT | {"client": "x"}, id="a fact too many"),
        pytest.param("visit_report_overdue", REPORT | {"late_days": 2}, id="late without its day"),
        pytest.param("visit_report_overdue", REPORT | {"due": "volgende week"}, id="a text where a day belongs"),
        pytest.param("visit_report_overdue", REPORT | {"group": "Noord\nHij zei"}, id="two lines where a name belongs"),
        pytest.param("signal_answered", ANSWERED | {"reference": "Zijn moeder zegt"}, id="a text for a reference"),
        pytest.param("signal_answered", ANSWERED | {"kind": "Heel erg!"}, id="a text for a word"),
        pytest.param("adviser_digest", DIGEST | {"signals": [{"reference": "Zij zei"}]}, id="a text in a list"),
        pytest.param("adviser_digest", DIGEST | {"windows": [{"note": "x"}]}, id="an unknown fact in a list"),
        pytest.param("love_letter", {}, id="no such mail"),
        pytest.param("signal_to_provider", dict(SAMPLES["signal_to_provider"]), id="content without a decision"),
    ],
)
def test_a_notice_with_other_facts_is_refused(house: House, template: str, facts: Mapping[str, Any]) -> None:
    with transaction(house.engine) as session, pytest.raises(ValueError, match=template):
        enqueue(
            session, template=template, key="k", recipient=Recipient("adviser", 1), subject=None, facts=facts, now=NOON
        )


@pytest.mark.parametrize("template", sorted(set(SAMPLES) - CONTENT))
def test_every_mail_without_content_takes_its_sample(house: House, template: str) -> None:
    with transaction(house.engine) as session:
        assert enqueue(
            session, template=template, key="k", recipient=Recipient("adviser", 1), subject=None,
            facts=dict(SAMPLES[template]), now=NOON,
        )  # fmt: skip


def test_a_late_notice_may_say_so(house: House) -> None:
    with transaction(house.engine) as session:
        recipient = Recipient("adviser", 1)
        notice = enqueue(
            session, template="visit_report_overdue", key="k", recipient=recipient, subject=Subject("visit", 1),
            facts=REPORT | LATE, now=NOON,
        )  # fmt: skip
        assert notice is not None


def test_content_is_sealed_and_opens_to_the_same_text(each_house: House) -> None:
    notice = fill_signal(each_house)
    assert notice.body_sealed is not None
    assert TEXT.encode() not in notice.body_sealed
    with transaction(each_house.engine) as session:
        assert opened(session, each_house, notice) == letter_of_signal(each_house)


def test_content_without_a_decision_on_exactly_this_text_is_refused(each_house: House) -> None:
    notice = fill_signal(each_house)
    other = Rendered("Ander onderwerp", "andere tekst", "<p>andere tekst</p>")
    with Session(each_house.engine) as session:
        signal = session.get_one(Signal, notice.signal_id)
        with pytest.raises(IntegrityError):
            enqueue_content(
                session, each_house, template="signal_to_provider", key="other", signal=signal,
                recipient=Recipient("contact", notice.recipient_id), rendered=other, now=NOON,
            )  # fmt: skip


def test_content_that_was_moved_to_another_notice_does_not_open(house: House) -> None:
    notice = fill_signal(house)
    notice.dedupe_key = "moved"
    with transaction(house.engine) as session, pytest.raises(TextDamaged):
        opened(session, house, notice)


def test_only_content_mails_carry_content(house: House) -> None:
    with transaction(house.engine) as session:
        signal = add_signal(session, Region(session))
        with pytest.raises(ValueError, match="carries no content"):
            enqueue_content(
                session, house, template="signal_reminder", key="k", signal=signal,
                recipient=Recipient("contact", 1), rendered=letter_of_signal(house), now=NOON,
            )  # fmt: skip


def test_only_what_stands_still_is_released(house: House) -> None:
    with transaction(house.engine) as session:
        waiting = remind(session, Region(session), 1)
        with pytest.raises(NothingToRelease, match="staat niet stil"):
            release(session, waiting.id, actor="user:1", now=NOON)
        with pytest.raises(NothingToRelease):
            release(session, 404, actor="user:1", now=NOON)


def test_a_family_home_is_named_by_its_code(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        home = region.add_group(CareType.FAMILY_HOME, name="Gezinshuis Familienaam", code="G031")
        group = region.add_group(CareType.CLOSED_CARE, name="Noord")
        assert group_label(session, home) == "groep G031"
        assert group_label(session, group) == "Noord"
        make_family_home(session, group)
        assert group_label(session, group) == f"groep {group.code}"


def make_family_home(session: Session, group: Group) -> None:
    session.add(GroupCareType(group_id=group.id, care_type=CareType.FAMILY_HOME, valid_from=date(2026, 4, 1)))
    session.flush()


@pytest.mark.parametrize(
    ("care_type", "with_group", "later_home", "named"),
    [
        pytest.param(CareType.CLOSED_CARE, True, False, True, id="a group"),
        pytest.param(CareType.CLOSED_CARE, False, False, True, id="a location with a group"),
        pytest.param(CareType.FAMILY_HOME, True, False, False, id="a family home"),
        pytest.param(CareType.FAMILY_HOME, False, False, False, id="the location of a family home"),
        pytest.param(CareType.CLOSED_CARE, True, True, False, id="a group that became a family home"),
        pytest.param(CareType.CLOSED_CARE, False, True, False, id="a location that became a family home"),
    ],
)
def test_a_letter_names_no_family_home(
    house: House, care_type: CareType, with_group: bool, later_home: bool, named: bool
) -> None:
    with transaction(house.engine) as session:
        world = World(house, session, care_type)
        session.get_one(Location, world.group.location_id).name = "De Familienaam"
        signal = world.draft(group_id=world.group.id if with_group else None)
        if later_home:
            make_family_home(session, world.group)
        letter = render_letter(session, house, "signal_to_provider", signal, NOON, due="2026-04-28")
        assert ("De Familienaam" in letter.text) is named
        assert bool(agency_label(session, signal, NOON.date())) is named


def test_a_place_about_which_nothing_is_known_is_not_named(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        elsewhere = world.region.add_location(name="Onbekende Plek")
        signal = world.draft(group_id=None, location_id=elsewhere.id)
        letter = render_letter(session, house, "signal_to_provider", signal, NOON, due="2026-04-28")
        assert "Onbekende Plek" not in letter.text


def test_the_repr_of_a_row_shows_nothing_of_it(house: House) -> None:
    with transaction(house.engine) as session:
        adviser = Region(session).add_adviser(name="Kanarie Vlinder", email="kanarie@vertrouwenswerk.example")
        assert "anarie" not in repr(adviser)
