"""Scenario 34: the nightly flow crashes after 40 of 100 mails; a rerun sends exactly the other 60, each once."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from actions.delivery import DeliveryCounts, deliver
from actions.house import House
from store.events import breaks
from store.models import Notice
from store.session import transaction
from tests.actions.outbox import NOON, Postbox, events, fill

MAILS, BEFORE_THE_CRASH = 100, 40


class PowerCut(BaseException):
    """The process ends here: nothing catches this, as nothing catches a lost machine."""


def test_34_a_rerun_sends_exactly_the_rest(each_house: House) -> None:
    fill(each_house, MAILS)
    postbox = Postbox()

    def crash(message: EmailMessage) -> None:
        if len(postbox.letters) == BEFORE_THE_CRASH:
            raise PowerCut

    postbox.fails = crash
    with pytest.raises(PowerCut):
        asyncio.run(deliver(each_house, NOON, transport=postbox))
    assert len(postbox.letters) == BEFORE_THE_CRASH

    rerun, after_the_lease = Postbox(), NOON + timedelta(minutes=3)
    counts = asyncio.run(deliver(each_house, after_the_lease, transport=rerun))

    assert counts == DeliveryCounts(sent=MAILS - BEFORE_THE_CRASH)
    assert len(set(postbox.ids) | set(rerun.ids)) == len(postbox.ids) + len(rerun.ids) == MAILS
    assert len({event.facts["notice"] for event in events(each_house, "notice_sent")}) == MAILS
    assert len(events(each_house, "notice_sent")) == MAILS
    with transaction(each_house.engine) as session:
        assert session.scalar(select(func.count()).where(Notice.state == "sent")) == MAILS
        assert list(breaks(session)) == []
