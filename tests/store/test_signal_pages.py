"""An order that was reckoned outside the database sorts rows on both kinds of it."""

import pytest
from sqlalchemy import literal, select

from actions.house import House
from store.session import reading
from store.signal_pages import LAST, PlaceIn, rank_of


@pytest.mark.parametrize(
    ("piece", "place"),
    [
        pytest.param(",3,", 1, id="the first"),
        pytest.param(",11,", 3, id="a longer number"),
        pytest.param(",1,", 6, id="not the 1 of 11"),
        pytest.param(",7,", 0, id="not there"),
    ],
)
def test_a_piece_has_its_place_in_a_text(each_house: House, piece: str, place: int) -> None:
    with reading(each_house.engine) as session:
        assert session.scalar(select(PlaceIn(literal(",3,11,1,"), literal(piece)))) == place


def test_without_an_order_all_are_last(each_house: House) -> None:
    with reading(each_house.engine) as session:
        assert session.scalar(select(rank_of([]))) == LAST
