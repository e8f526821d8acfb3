"""Days as a page of the desk says them."""

from datetime import UTC, date, datetime

import pytest

from rules.vocabulary import Language
from templates.desk_page import desk_environment

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("given", "language", "said"),
    [
        pytest.param(date(2026, 3, 8), Language.NL, "8 mrt", id="this year"),
        pytest.param(date(2025, 12, 8), Language.NL, "8 dec 2025", id="another year"),
        pytest.param(date(2027, 1, 1), Language.EN, "1 Jan 2027", id="next year, in English"),
        pytest.param(datetime(2025, 12, 31, 23, 30, tzinfo=UTC), Language.NL, "1 jan", id="this year on our clocks"),
    ],
)
def test_a_day_of_another_year_has_its_year(given: date, language: Language, said: str) -> None:
    near = desk_environment(language).from_string("{{ given | day_near(today) }}")
    assert near.render(given=given, today=TODAY) == said
