"""Scenario 37: in the chat a parent waits five minutes when a youth arrives."""

from datetime import timedelta

import pytest

from actions.house import House
from actions.intake import arrive, become_client, queue, take
from rules.casework import Channel
from rules.casework_errors import AlreadyTaken, NobodyWaits, NotAnAdviser, YouthFirst
from store.session import transaction
from tests.actions.case_world import NOW, CaseWorld

FIVE_MINUTES = timedelta(minutes=5)


def test_37_the_youth_is_first(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        now = NOW + FIVE_MINUTES
        parent = arrive(session, each_house, Channel.CHAT, NOW, NOW, is_youth=False, by=world.coordinator, note="wacht")
        youth = arrive(session, each_house, Channel.PHONE, now, now, is_youth=True, by=world.coordinator)
        assert [waits.reference for waits in queue(session)] == [youth.reference, parent.reference]
        with pytest.raises(YouthFirst, match=youth.reference):
            take(session, parent.reference, now, by=world.by)
        assert take(session, None, now, by=world.by) is youth
        with pytest.raises(AlreadyTaken):
            take(session, youth.reference, now, by=world.by_other)
        assert take(session, None, now, by=world.by_other) is parent
        with pytest.raises(NobodyWaits):
            take(session, None, now, by=world.by)


def test_37_who_was_answered_becomes_a_client(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        intake = arrive(session, house, Channel.FORM, NOW, NOW, is_youth=True, by=world.coordinator, note="bel mij")
        assert intake.note_sealed is not None
        assert b"bel mij" not in intake.note_sealed
        with pytest.raises(NotAnAdviser):
            take(session, None, NOW, by=world.coordinator)
        take(session, None, NOW, by=world.by)
        client = world.client()
        with pytest.raises(AlreadyTaken):
            become_client(session, intake, client, NOW, by=world.by_other)
        become_client(session, intake, client, NOW, by=world.by)
        assert intake.client_id == client.id
