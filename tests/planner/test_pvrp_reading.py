"""Reading a periodic instance: what a file means, and every flaw at once with its line, in Dutch."""

from collections.abc import Callable

import pytest

from planner.pvrp.instance import Day
from planner.pvrp.reading import read_instance
from rules.errors import FlawedInput
from tests.planner.pvrp_instances import invented, text_of

SOUND = """1 2 3 3
100 20
100 20
0 20
0 0 0 0 0 0 0
1 3 4 5 10 1 3 4 2 1
2 -3 4.5 5 10 2 2 6 3
3 0 8 0 7 3 1 7

"""
Spoil = Callable[[list[str]], None]


def _line(number: int, content: str) -> Spoil:
    def spoil(lines: list[str]) -> None:
        lines[number - 1] = content

    return spoil


def _spoiled(*spoils: Spoil) -> str:
    lines = SOUND.splitlines()
    for spoil in spoils:
        spoil(lines)
    return "\n".join(lines)


def test_a_sound_file() -> None:
    instance = read_instance(SOUND, "x.txt")
    assert instance.vehicles == 2
    assert instance.days == (Day(100, 20), Day(100, 20), Day(None, 20))
    assert [customer.id for customer in instance.customers] == [1, 2, 3]
    assert (instance.customers[1].y, instance.customers[1].service, instance.customers[1].demand) == (4.5, 5, 10)


def test_the_most_significant_bit_is_the_first_day() -> None:
    first, second, third = read_instance(SOUND, "x.txt").customers
    assert first.patterns == ((0,), (1,), (2,))
    assert second.patterns == ((0, 1), (1, 2))
    assert third.patterns == ((0, 1, 2),)


def test_writing_and_reading_come_round() -> None:
    instance = invented(1)
    assert read_instance(text_of(instance), "x.txt") == instance


def test_the_rows_count_and_not_the_number_in_the_first_line() -> None:
    assert len(read_instance(_spoiled(_line(1, "1 2 99 3")), "x.txt").customers) == 3


def test_a_row_at_the_depot_that_fills_a_vehicle_is_no_customer() -> None:
    instance = read_instance(SOUND.rstrip() + "\n4 0 0 0 20 1 1 4\n", "x.txt")
    assert instance.left_out == (4,)
    assert len(instance.customers) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "het bestand is leeg", id="empty"),
        pytest.param(_spoiled(_line(6, "1 3 vier 5 10 1 1 4")), "regel 6: 'vier' is geen getal", id="a word"),
        pytest.param(_spoiled(_line(6, "1 3 nan 5 10 1 1 4")), "regel 6: 'nan' is geen getal", id="not a number"),
        pytest.param(_spoiled(_line(6, "1 1e300 4 5 10 1 1 4")), "regel 6: '1e300' is geen getal", id="far too large"),
        pytest.param(_spoiled(_line(1, "1 2 3")), "regel 1: hier horen vier hele getallen", id="short head"),
        pytest.param(_spoiled(_line(1, "2 2 3 3")), "regel 1: soort 2 is geen periodiek", id="other kind"),
        pytest.param(_spoiled(_line(1, "1 0 3 3")), "regel 1: 0 voertuigen per dag kan niet", id="no vehicles"),
        pytest.param(_spoiled(_line(1, "1 2 3 40")), "regel 1: 40 dagen kan niet", id="too many days"),
        pytest.param(_spoiled(_line(1, "1 2 3 12")), "er staan 7 regels", id="too few lines"),
        pytest.param(_spoiled(_line(2, "100 0")), "regel 2: een dag heeft twee getallen", id="no capacity"),
        pytest.param(_spoiled(_line(3, "100")), "regel 3: een dag heeft twee getallen", id="short day"),
        pytest.param(_spoiled(_line(6, "1 3 4 5")), "regel 6: een klant heeft: nummer", id="short customer"),
        pytest.param(_spoiled(_line(6, "1 3 4 5 10 1 3 4 2")), "regel 6: er horen 3 combinaties", id="one too few"),
        pytest.param(_spoiled(_line(6, "1 3 4 5 -1 1 1 4")), "regel 6: duur en vraag", id="negative demand"),
        pytest.param(_spoiled(_line(6, "1 3 4 5 10 1 1 8")), "regel 6: combinatie 8 past niet", id="a fourth day"),
        pytest.param(_spoiled(_line(7, "2 3 4 5 10 2 1 4")), "regel 7: een combinatie heeft niet 2", id="frequency"),
        pytest.param(_spoiled(_line(7, "1 3 4 5 10 2 1 6")), "regel 7: nummer 1 staat er al", id="same id"),
        pytest.param(_spoiled(_line(6, "1 3 4 5 10 1 0")), "regel 6: klant 1 heeft geen combinatie", id="no pattern"),
        pytest.param(_spoiled(_line(6, "1 3 4 5 21 1 1 4")), "regel 6: de vraag van klant 1 (21)", id="too heavy"),
        pytest.param(_spoiled(_line(6, "1 60 0 5 1 1 1 4")), "regel 6: een route met alleen klant 1", id="too far"),
    ],
)
def test_a_flaw(text: str, sentence: str) -> None:
    with pytest.raises(FlawedInput) as refused:
        read_instance(text, "x.txt")
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("x.txt: ")


def test_more_asked_than_all_vehicles_carry() -> None:
    more = "\n".join(f"{id_} 1 1 0 20 3 1 7" for id_ in range(4, 7))
    with pytest.raises(FlawedInput, match="vragen 231, en alle voertuigen samen vervoeren 120"):
        read_instance(SOUND.rstrip() + "\n" + more, "x.txt")


def test_far_is_no_flaw_on_a_day_without_a_limit() -> None:
    assert read_instance(_spoiled(_line(6, "1 60 0 5 1 1 2 4 1")), "x.txt").customers[0].x == 60


def test_all_flaws_at_once() -> None:
    text = _spoiled(_line(2, "-1 20"), _line(6, "1 3 4 5 10 1 1 9"), _line(8, "3 0 8 -5 7 2 1 7"))
    with pytest.raises(FlawedInput) as refused:
        read_instance(text, "x.txt")
    assert [flaw.message.split(":")[0] for flaw in refused.value.flaws] == ["regel 2", "regel 6", "regel 8", "regel 8"]
