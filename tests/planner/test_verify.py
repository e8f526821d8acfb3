"""The checker of exported plans: each hard rule broken once is found under its code, and nothing else is invented."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from planner.verify import verify
from rules.errors import FlawedInput
from tests.planner.exported import (
    PARAMS,
    Export,
    adviser,
    codes,
    find,
    group,
    judged,
    numbered,
    sound,
    visit,
    window,
)

Break = Callable[[Export], None]


def put(name: str, where: dict[str, Any], **cells: Any) -> Break:
    """Return what changes cells of the one row of a file in which `where` stands."""

    def change(export: Export) -> None:
        (row,) = find(export, name, **where)
        row.update({column.rstrip("_"): str(value) for column, value in cells.items()})

    return change


def add(name: str, row: dict[str, str]) -> Break:
    return lambda export: export[name].append(row)


def drop(name: str, **where: Any) -> Break:
    def change(export: Export) -> None:
        export[name] = [row for row in export[name] if row not in list(find(export, name, **where))]

    return change


def both(*changes: Break) -> Break:
    def change(export: Export) -> None:
        for part in changes:
            part(export)

    return change


FIRST, SECOND = {"visit_id": 11}, {"visit_id": 12}
BY_SUBSTITUTE = {"adviser_id": 3, "role": "substitute"}
OWNER_AWAY = add("absences", {"adviser_id": "1", "from": "2026-03-02", "to": "2026-03-06"})


def test_a_sound_export_has_no_findings() -> None:
    assert judged(sound()).findings == ()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        pytest.param(put("visits", FIRST, date="2026-03-08"), "H1", id="on a Sunday off"),
        pytest.param(OWNER_AWAY, "H1", id="during an absence"),
        pytest.param(put("visits", FIRST, date="2026-03-05"), "H1", id="on a holiday that open care does not allow"),
        pytest.param(put("adviser_days", {"adviser_id": 1, "weekday": 1}, end="18:05"), "H2", id="home too late"),
        pytest.param(put("adviser_days", {"adviser_id": 1, "weekday": 1}, start="15:28"), "H2", id="left too early"),
        pytest.param(put("visits", SECOND, start="16:45", end="17:45"), "H3", id="no time to travel"),
        pytest.param(put("visits", SECOND, travel_min_before=3), "H3", id="travel told too short"),
        pytest.param(put("visits", SECOND, seq=3), "H3", id="wrong place in the round"),
        pytest.param(put("visits", SECOND, start="16:00", end="17:00"), "H4", id="two places at once"),
        pytest.param(
            both(add("windows", window(5, 1)), add("visits", visit(14, 5, 1, start="19:00", end="20:00", seq=3))),
            "H4", id="one group twice a day",
        ),
        pytest.param(put("closures", {"location_id": 2}, from_="2026-03-02"), "H5", id="closed that day"),
        pytest.param(put("groups", {"group_id": 1}, closed_on="2026-03-01"), "H5", id="group is gone"),
        pytest.param(put("group_hours", {"group_id": 1, "weekday": 1}, start="16:00"), "H5", id="before it opens"),
        pytest.param(put("visits", SECOND, **BY_SUBSTITUTE), "H6", id="conflict of interest"),
        pytest.param(put("groups", {"group_id": 1}, organisation_id=2), "H6", id="other organisation"),
        pytest.param(
            both(put("groups", {"group_id": 1}, required_cert="closed_care"),
                 put("advisers", {"adviser_id": 1}, certs="closed_care:2026-03-03/")),
            "H6", id="certificate begins tomorrow",
        ),
        pytest.param(put("visits", FIRST, end="16:00"), "H7", id="visit too short"),
        pytest.param(put("advisers", {"adviser_id": 1}, contract_min_per_week=200), "H7", id="over the contract week"),
        pytest.param(put("advisers", {"adviser_id": 1}, max_day_min=150), "H7", id="day too long"),
        pytest.param(put("advisers", {"adviser_id": 1}, max_drive_min_per_day=20), "H7", id="too much driving"),
        pytest.param(put("advisers", {"adviser_id": 1}, max_visits_per_day=1), "H7", id="too many visits"),
        pytest.param(put("advisers", {"adviser_id": 1}, max_evenings_per_week=0), "H7", id="too many evenings"),
        pytest.param(put("windows", {"window_id": 1}, from_="2026-03-03"), "H8", id="before the window"),
        pytest.param(put("groups", {"group_id": 1}, last_visit_on="2026-02-25"), "H8", id="too near the last visit"),
        pytest.param(add("visits", visit(14, 1, 1, date="2026-03-12")), "H8", id="two visits for one window"),
        pytest.param(drop("visits", window_id=4), "H9", id="window that is nowhere"),
        pytest.param(put("visits", SECOND, visit_id=11), "H9", id="one id twice"),
        pytest.param(put("visits", FIRST, window_id=2), "H9", id="window of another group"),
        pytest.param(put("visits", FIRST, adviser_id=99), "H9", id="nobody we know"),
        pytest.param(put("visits", {"window_id": 4}, date="2026-03-07"), "H9", id="unplaced and yet a day"),
        pytest.param(put("visits", {"visit_id": 13}, end="16:45"), "H10", id="frozen visit changed"),
        pytest.param(put("visits", {"visit_id": 13}, status="planned"), "H10", id="frozen visit let go"),
        pytest.param(drop("previous_visits"), "H10", id="frozen out of nothing"),
        pytest.param(put("visits", FIRST, role="deputy"), "H11", id="role is not true"),
        pytest.param(put("portfolio", {"group_id": 1}, owner_id=3), "H11", id="portfolio says otherwise"),
        pytest.param(put("visits", {"window_id": 4}, reason_code="NO_ROOM"), "H12", id="false reason"),
        pytest.param(put("windows", {"window_id": 4}, to="2026-03-09"), "H12", id="placeable after all"),
    ],
)  # fmt: skip
def test_each_broken_rule_is_found_under_its_code(broken: Break, code: str) -> None:
    export = sound()
    broken(export)
    assert code in codes(judged(export))


def test_one_substitute_for_a_whole_absence() -> None:
    """H11: owner 1 is away two weeks; 3 stands in once, 4 the second time."""
    export = sound()
    both(
        add("advisers", adviser(4)),
        add("absences", {"adviser_id": "1", "from": "2026-03-02", "to": "2026-03-15"}),
        put("groups", {"group_id": 1}, deputy_id="", min_gap_days=1),
        put("portfolio", {"group_id": 1}, deputy_id=""),
        drop("visits"), drop("previous_visits"), drop("windows"),
        add("windows", window(1, 1)), add("windows", window(2, 1)),
        add("adviser_days", {"adviser_id": "4", "weekday": "3", "start": "09:00", "end": "21:00"}),
        add("visits", visit(11, 1, 1, **BY_SUBSTITUTE)),
        add("visits", visit(12, 2, 1, adviser_id=4, role="substitute", date="2026-03-04")),
    )(export)  # fmt: skip
    verdict = judged(export)
    assert [(finding.code, finding.ids) for finding in verdict.findings] == [("H11", {"group_id": 1})]
    put("visits", {"visit_id": 12}, adviser_id=3)(export)
    assert judged(export).findings == ()


UNTIL_MONDAY = put("windows", {"window_id": 4}, to="2026-03-09")
OUT_OF_REACH = put("locations", {"location_id": 2}, lat=53.4, lon=6.9)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param([], "NO_WORKING_DAY", id="Saturday, nobody works"),
        pytest.param([add("closures", {"location_id": "1", "from": "2026-03-07", "to": "2026-03-07", "reason": ""})],
                     "CLOSED", id="closed on its only day"),
        pytest.param([put("groups", {"group_id": 4}, required_cert="vog"), UNTIL_MONDAY],
                     "NO_CERT", id="nobody holds the certificate"),
        pytest.param([put("groups", {"group_id": 4}, service_min=600), UNTIL_MONDAY],
                     "WINDOW_TOO_SHORT", id="longer than the visiting hours"),
        pytest.param([OUT_OF_REACH, put("groups", {"group_id": 4}, location_id=2), drop("closures"),
                      UNTIL_MONDAY], "UNREACHABLE", id="too far for a day"),
        pytest.param([put("groups", {"group_id": 4}, last_visit_on="2026-03-06"),
                      UNTIL_MONDAY], "NO_ROOM", id="too near the last visit"),
        pytest.param([*(put("advisers", {"adviser_id": who}, max_visits_per_day=0) for who in (1, 2, 3)),
                      UNTIL_MONDAY], "NO_ROOM", id="days are full"),
    ],
)  # fmt: skip
def test_only_the_true_reason_passes(changes: list[Break], reason: str) -> None:
    for said in ("CLOSED", "NO_WORKING_DAY", "NO_CERT", "WINDOW_TOO_SHORT", "UNREACHABLE", "NO_ROOM"):
        export = sound()
        both(*changes, put("visits", {"window_id": 4}, reason_code=said))(export)
        about = [finding for finding in judged(export).findings if finding.code == "H12"]
        assert (about == []) == (said == reason), about


def test_a_trial_keeps_the_rounds_as_they_are() -> None:
    """Between two visits of the owner there is room of an hour, but not with the way to and fro."""
    export = sound()
    both(
        put("groups", {"group_id": 4}, service_min=30),
        put("windows", {"window_id": 4}, from_="2026-03-02", to="2026-03-02"),
        put("adviser_days", {"adviser_id": 1, "weekday": 1}, end="19:00"),
        drop("adviser_days", adviser_id=3),
        put("visits", {"window_id": 4}, reason_code="NO_ROOM"),
    )(export)
    assert judged(export).findings == ()
    put("visits", SECOND, start="17:25", end="18:25")(export)
    put("groups", {"group_id": 4}, service_min=5)(export)
    assert codes(judged(export)) == {"H12"}


def test_travel_times_of_a_service_are_used_when_they_are_given() -> None:
    export = sound()
    places = ("adviser:1", "location:1", "location:2")
    export["travel"] = [
        {"from_id": one, "to_id": other, "minutes": "40", "km": "30"} for one in places for other in places
    ]
    assert "H3" in codes(judged(export))
    export["travel"].pop()
    export["travel"] = [row for row in export["travel"] if row["to_id"] != "adviser:1"]
    with pytest.raises(FlawedInput, match=r"travel\.csv: de reis van location:\d naar adviser:1 ontbreekt"):
        judged(export)


def test_all_that_cannot_be_read_is_told_at_once() -> None:
    export = sound()
    del export["closures"]
    export["groups"][0]["service_min"] = "lang"
    export["visits"][0]["start"] = "25:00"
    export["windows"][2]["to"] = "soon"
    with pytest.raises(FlawedInput) as caught:
        verify(numbered(export), {key: value for key, value in PARAMS.items() if key != "detour"})
    said = str(caught.value)
    assert len(caught.value.flaws) == 5
    for part in ("closures.csv: ontbreekt", "groups.csv, rij 2, kolom 'service_min'",
                 "visits.csv, rij 2, kolom 'start'",
                 "windows.csv, rij 4, kolom 'to'", "params.json: mist iets"):  # fmt: skip
        assert part in said


def test_ids_that_do_not_exist_are_told() -> None:
    export = sound()
    export["windows"][0]["group_id"] = "77"
    export["advisers"].append(adviser(1))
    with pytest.raises(FlawedInput, match=r"nummer 77 staat niet in groups\.csv") as caught:
        judged(export)
    assert len(caught.value.flaws) == 2


def test_the_figures_of_a_small_plan() -> None:
    export = sound()
    put("groups", {"group_id": 1}, fixed_weekday=1, fixed_start="15:30")(export)
    export["groups"].append(group(5))
    figures = judged(export, bound_min=40).figures
    assert figures["windows_met"] == 0.75
    assert figures["windows_met_by_care_type"] == {"closed_care": 1.0, "open_residential_care": 0.6667}
    assert (figures["fixed_slots_kept"], figures["visits_by_owner"], figures["stability"]) == (1.0, 1.0, 1.0)
    assert figures["unplaced_by_reason"] == {"NO_WORKING_DAY": 1}
    assert figures["travel_min"] == 42
    assert figures["gap_to_bound"] == 0.05


def test_the_checker_knows_nothing_of_the_solver() -> None:
    script = "import sys, planner.verify; print(*sorted(name for name in sys.modules if name.startswith('planner.')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    mine = {"crossings", "travel", "verify", "verify_figures", "verify_reasons", "verify_rows", "verify_rules",
            "verify_world"}  # fmt: skip
    assert set(done.stdout.split()) == {f"planner.{name}" for name in mine}
