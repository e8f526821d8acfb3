"""Reading for long: what others keep meanwhile changes nothing of it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.house import House
from store.models import SurveyGrade
from store.session import snapshot, transaction
from tests.actions.case_world import MONDAY


def grades(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(SurveyGrade))


def test_a_snapshot_does_not_see_what_comes_in_meanwhile(each_house: House) -> None:
    with snapshot(each_house.engine) as session:
        assert grades(session) == 0
        with transaction(each_house.engine) as writing:
            writing.add(SurveyGrade(is_youth=True, quarter=MONDAY, grade=8))
        assert grades(session) == 0
    with snapshot(each_house.engine) as session:
        assert grades(session) == 1
