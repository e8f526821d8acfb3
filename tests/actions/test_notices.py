"""What may enter the outbox, and what never does."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import NothingToRelease, Recipient, enqueue, enqueue_content, group_label, opened, release
from rules.vocabulary import CareType
from store.crypto import TextDamaged
from store.events import Subject
from store.models import Notice, Signal
from store.session import transaction
from templates.engine import Rendered
from templates.samples import LATE, SAMPLES
from tests.actions.outbox import NOON, TEXT, add_signal, fill_signal, letter_of_signal, remind
from tests.builders import Region

REPORT = dict(SAMPLES["visit_report_overdue"])


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
        pytest.param("love_letter", {}, id="no such mail"),
        pytest.param("signal_to_provider", dict(SAMPLES["signal_to_provider"]), id="content without a decision"),
    ],
)
def test_a_notice_with_other_facts_is_refused(house: House, template: str, facts: Mapping[str, Any]) -> None:
    with transaction(house.engine) as session, pytest.raises(ValueError, match=template):
        enqueue(
            session, template=template, key="k", recipient=Recipient("adviser", 1), subject=None, facts=facts, now=NOON
        )


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
        assert group_label(home, CareType.FAMILY_HOME) == "gezinshuis G031"
        assert group_label(group, CareType.CLOSED_CARE) == "Noord"
