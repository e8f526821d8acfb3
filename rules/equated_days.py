"""Days that royal decree treats as public holidays for terms in laws (gelijkgestelde dagen, Atw art. 3 lid 3).

Dated data: the day, the decree that names it, and the day the decree was taken where we know it. The decree for
2026-2028 is the last one: every date that rests on a later day is provisional. The years 2020-2022 and those before
2017 are not here: we have no decree of them at hand.
"""

from datetime import date

KNOWN_UNTIL = date(2028, 12, 31)

_DECREES: tuple[tuple[str, date | None, tuple[date, ...]], ...] = (
    (
        "KB 24-10-2016, nr. 2016001827 (BWBR0038666)",
        date(2016, 10, 24),
        (
            date(2017, 4, 28),
            date(2017, 5, 26),
            date(2018, 5, 11),
            date(2018, 12, 24),
            date(2018, 12, 31),
            date(2019, 5, 31),
            date(2019, 12, 27),
        ),
    ),
    (
        "Besluit gelijkstelling 2023-2025",
        None,
        (date(2023, 4, 28), date(2023, 5, 19), date(2024, 5, 10), date(2024, 12, 27), date(2025, 5, 30)),
    ),
    (
        "Besluit gelijkstelling 2026-2028",
        None,
        (date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7), date(2028, 4, 28), date(2028, 5, 26)),
    ),
)

EQUATED_DAYS: tuple[tuple[date, str, date | None], ...] = tuple(
    (day, source, decided_on) for source, decided_on, days in _DECREES for day in days
)
