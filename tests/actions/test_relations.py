"""Notes about working with municipalities, agencies and councils."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.relations import NewNote, add_council, note_relation, read_note
from rules.casework import CouncilKind, RelationKind
from rules.casework_errors import NotForRelations, NotInTheFuture, WithWhom
from rules.vocabulary import OrganisationKind, Role
from store.models import AccessLog, Organisation
from store.scope import NothingToSee
from store.session import transaction
from tests.actions.case_world import MONDAY, NOW, CaseWorld

TEXT = "Afgesproken: elk kwartaal overleg."


def test_an_agreement_is_sealed_and_read_back(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        new = NewNote(
            RelationKind.AGREEMENT,
            MONDAY,
            municipality=world.region.municipality,
            minutes=45,
            in_report=True,
            text=TEXT,
        )
        note = note_relation(session, each_house, new, NOW, by=world.by)
        assert note.text_sealed is not None
        assert TEXT.encode() not in note.text_sealed
        assert (note.adviser_id, note.minutes) == (world.adviser.id, 45)
        assert read_note(session, each_house, note, NOW, by=world.coordinator) == TEXT
        assert session.scalars(select(AccessLog.subject)).all() == [f"relation:{note.reference}"]


def test_another_organisation_does_not_read_it(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        new = NewNote(RelationKind.TALK, MONDAY, agency=world.agency, text=TEXT)
        note = note_relation(session, house, new, NOW, by=world.by)
        assert note.organisation_id == world.adviser.organisation_id
        elsewhere = Organisation(code="ELDERS", name="Elders", kind=OrganisationKind.SUBCONTRACTOR)
        session.add(elsewhere)
        session.flush()
        other = world.region.add_user(Role.COORDINATOR, organisation_id=elsewhere.id)
        with pytest.raises(NothingToSee):
            read_note(session, house, note, NOW, by=other)
        assert session.scalars(select(AccessLog)).all() == []
        theirs = note_relation(session, house, new, NOW, by=other)
        assert theirs.organisation_id == elsewhere.id


def test_outreach_to_a_council_takes_time(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        council = add_council(
            session, house, world.agency, CouncilKind.YOUTH_COUNCIL, "Jongerenraad", NOW, by=world.coordinator
        )
        note = note_relation(
            session, house, NewNote(RelationKind.OUTREACH, MONDAY, council=council, minutes=90), NOW, by=world.by
        )
        assert (note.council_id, note.text_sealed, read_note(session, house, note, NOW, by=world.by)) == (
            council.id,
            None,
            "",
        )


def test_what_cannot_be_noted(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        outsider = world.region.add_user(Role.INSPECTOR)
        with pytest.raises(WithWhom):
            note_relation(session, house, NewNote(RelationKind.TALK, MONDAY), NOW, by=world.by)
        talk = NewNote(RelationKind.TALK, MONDAY + timedelta(days=1), agency=world.agency)
        with pytest.raises(NotInTheFuture):
            note_relation(session, house, talk, NOW, by=world.by)
        with pytest.raises(NotForRelations):
            note_relation(session, house, NewNote(RelationKind.TALK, MONDAY, agency=world.agency), NOW, by=outsider)
