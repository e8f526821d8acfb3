"""A small sound export, as the checker gets it: one round of two visits, a frozen visit, and an unplaced window.

2026-03-02 is a Monday. Advisers 1 (owner), 2 (deputy) and 3 live where the groups are, so that every leg is short.
"""

from collections.abc import Iterator
from typing import Any

from planner.exchange import travel_as_json
from planner.travel import TravelParams
from planner.verify import Verdict, verify
from planner.verify_rows import Rows

Cells = dict[str, str]
Export = dict[str, list[Cells]]
PARAMS: dict[str, Any] = {
    "plan_id": "7", "from": "2026-03-02", "to": "2026-03-15", "minutes_between": 15, "evening_starts": "17:00",
    "evening_visits_per_day": 2, "bound_min": None, "method": "estimated", **travel_as_json(TravelParams()),
}  # fmt: skip


def sound() -> Export:
    """Return the rows of an export in which nothing is wrong."""
    return {
        "locations": [_row(location_id=1, lat=52.10, lon=5.10, precision="address"),
                      _row(location_id=2, lat=52.12, lon=5.14, precision="place")],
        "groups": [group(1), group(2, location_id=2), group(3, required_cert="closed_care", care_type="closed_care"),
                   group(4)],
        "windows": [window(1, 1), window(2, 2), window(3, 3), window(4, 4, to="2026-03-07", first="2026-03-07")],
        "group_hours": [_row(group_id=number, weekday=day, start="15:30", end="20:30", **{"from": "", "to": ""})
                        for number in (1, 2, 3, 4) for day in (1, 2, 3, 4, 5, 6)],
        "closures": [_row(location_id=2, reason="kamp", **{"from": "2026-03-09", "to": "2026-03-10"})],
        "advisers": [adviser(1, certs="closed_care:2026-01-01/2026-12-31"), adviser(2), adviser(3)],
        "adviser_days": [_row(adviser_id=number, weekday=day, start="09:00", end="21:00")
                         for number in (1, 2, 3) for day in (1, 2, 3, 4, 5)],
        "absences": [_row(adviser_id=2, **{"from": "2026-03-02", "to": "2026-03-06"})],
        "conflicts": [_row(adviser_id=3, group_id=2)],
        "holidays": [_row(date="2026-03-05", name="Feestdag", visits_allowed="closed_care")],
        "portfolio": [_row(group_id=number, owner_id=1, deputy_id=2) for number in (1, 2, 3, 4)],
        "visits": [
            visit(11, 1, 1, start="15:30", end="16:30", seq=1, travel_min_before=5),
            visit(12, 2, 2, start="17:00", end="18:00", seq=2, travel_min_before=14),
            visit(13, 3, 3, date="2026-03-03", status="frozen", plan_id="6"),
            visit("", 4, 4, status="unplaced", reason_code="NO_WORKING_DAY", adviser_id="", role="", date="", start="",
                  end="", seq="", travel_min_before=""),
        ],
        "previous_visits": [visit(13, 3, 3, date="2026-03-03", status="frozen", plan_id="6")],
    }  # fmt: skip


def group(number: int, **facts: Any) -> Cells:
    """Return a row of groups.csv."""
    return _row(**{
        "group_id": number, "location_id": 1, "agency_id": 1, "organisation_id": 1, "region": "r",
        "care_type": "open_residential_care", "service_min": 60, "required_cert": "", "fixed_weekday": "",
        "fixed_start": "", "min_gap_days": 7, "owner_id": 1, "deputy_id": 2, "opened_on": "2020-01-01",
        "closed_on": "", "last_visit_on": "2026-02-16",
    } | facts)  # fmt: skip


def window(number: int, group_id: int, first: str = "2026-03-02", to: str = "2026-03-15") -> Cells:
    """Return a row of windows.csv."""
    return _row(window_id=number, group_id=group_id, late_until="2026-03-20", priority=2, **{"from": first, "to": to})


def adviser(number: int, **facts: Any) -> Cells:
    """Return a row of advisers.csv."""
    return _row(**{
        "adviser_id": number, "organisation_id": 1, "home_lat": 52.101, "home_lon": 5.101,
        "contract_min_per_week": 1920, "field_share": 0.75, "max_visits_per_day": 4, "max_day_min": 600,
        "max_drive_min_per_day": 180, "max_evenings_per_week": 4, "certs": "",
    } | facts)  # fmt: skip


def visit(number: int | str, window_id: int, group_id: int, **facts: Any) -> Cells:
    """Return a row of visits.csv, on Monday 2 March by adviser 1 if nothing else is said."""
    return _row(**{
        "plan_id": "7", "visit_id": number, "window_id": window_id, "group_id": group_id, "adviser_id": 1,
        "role": "owner", "date": "2026-03-02", "start": "15:30", "end": "16:30", "seq": 1, "travel_min_before": 5,
        "status": "planned", "reason_code": "", "relaxation": "",
    } | facts)  # fmt: skip


def numbered(export: Export) -> dict[str, Rows]:
    """Return the export with the numbers of its rows, as files give them."""
    return {name: list(enumerate(rows, start=2)) for name, rows in export.items()}


def judged(export: Export, **params: Any) -> Verdict:
    """Return what the checker says of an export."""
    return verify(numbered(export), PARAMS | params)


def codes(verdict: Verdict) -> set[str]:
    """Return the codes of what was found."""
    return {finding.code for finding in verdict.findings}


def find(export: Export, name: str, **where: Any) -> Iterator[Cells]:
    """Yield the rows of a file in which these cells stand."""
    return (row for row in export[name] if all(row[column] == str(value) for column, value in where.items()))


def _row(**cells: Any) -> Cells:
    return {column: str(value) for column, value in cells.items()}
