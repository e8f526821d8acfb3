"""Dutch places by name: spelling, other names, namesakes, and what is not found."""

from importlib import resources

import pytest

from planner.places import PlaceAmbiguous, PlaceUnknown, all_places, place_of, places_of


@pytest.mark.parametrize(
    ("said", "name", "province"),
    [
        ("Utrecht", "Utrecht", "Utrecht"),
        ("  den bosch ", "'s-Hertogenbosch", "Noord-Brabant"),
        ("’s-Gravenhage", "Den Haag", "Zuid-Holland"),
        ("SÚDWEST", "", ""),
        ("Hengelo (Gld)", "Hengelo", "Gelderland"),
        ("Hengelo, Overijssel", "Hengelo", "Overijssel"),
        ("Rijswijk (ZH)", "Rijswijk", "Zuid-Holland"),
        ("Bergen op Zoom", "Bergen op Zoom", "Noord-Brabant"),
    ],
)
def test_a_place_is_found_as_people_write_it(said: str, name: str, province: str) -> None:
    if not name:
        with pytest.raises(PlaceUnknown, match="niet gevonden"):
            place_of(said)
        return
    place = place_of(said)
    assert (place.name, place.province, place.precision) == (name, province, "place")


def test_namesakes_are_told_apart_or_refused() -> None:
    with pytest.raises(PlaceAmbiguous, match=r"in Overijssel, Gelderland.*'Hengelo \(Overijssel\)'"):
        place_of("Hengelo")
    assert [place.province for place in places_of("Hengelo")] == ["Overijssel", "Gelderland"], "the largest first"
    assert places_of("Hengelo (Zeeland)") == ()


def test_a_name_of_its_own_goes_before_an_alias() -> None:
    assert {place.name for place in places_of("Haarlem")} == {"Haarlem"}


def test_every_place_lies_in_the_netherlands_and_is_found_by_its_name() -> None:
    places = all_places()
    assert len(places) > 1_900
    for place in places:
        assert 50.7 < place.lat < 53.6, place
        assert 3.3 < place.lon < 7.3, place
        assert place in places_of(place.name)


def test_the_data_are_small_and_name_their_source() -> None:
    folder = resources.files("planner").joinpath("places_data")
    assert len(folder.joinpath("places.csv").read_bytes()) < 200_000
    licence = folder.joinpath("LICENCES.md").read_text("utf-8")
    assert "GeoNames" in licence
    assert "Attribution 4.0" in licence
