"""A sample of the facts each mail needs: what its writer must give. Tests and previews render them; all are invented.

Days are 2026-04-08, instants carry their zone, weeks are 2026-W14, words go by value. Optional everywhere:
`late_days` with `was_due_on`, for a notice that we send too late. A `place`, `agency` or `town` may be "" where it
must not be told (family homes), `catch_up_on` where nothing is planned.
"""

from collections.abc import Mapping
from typing import Any, Final

from rules.vocabulary import CareType, Judgement, Measure, SignalKind

HOUSE: Final = {
    "organisation_name": "Vertrouwenswerk Voorbeeld",
    "organisation_phone": "088 000 00 00",
    "link": "https://waakvlam.example/signalen/S-2026-017",
}
"""What the house adds to the facts of every mail."""

LATE: Final = {"late_days": 2, "was_due_on": "2026-04-05"}
"""The facts of a mail that comes too late."""

_DAY, _INSTANT, _CODE = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:\d\d", r"[\w.:+/@-]{1,40}"
_DUE, _COUNT, _WORD, _NAME = f"{_DAY}|{_INSTANT}", r"\d{1,6}", r"[a-z_]*", r"[^\r\n\t]{0,200}"

SHAPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("on", "ends_on", "starts_on", "late_until", "planned_on", "visited_on", "was_due_on"), _DAY),
    **dict.fromkeys(("sent_on", "first_due", "due"), _DUE),
    **dict.fromkeys(("starts_at", "received_at", "proposed_at", "told_at", "stopped_at"), _INSTANT),
    **dict.fromkeys(("missed", "wanted", "allowed", "late_days"), _COUNT),
    **dict.fromkeys(("kind", "care_type"), _WORD),
    **dict.fromkeys(("group", "town"), _NAME),
    "catch_up_on": f"({_DAY})?",
    "reference": _CODE,
}
"""How the facts of mails without content look, by name: references, codes, days, counts, and places in one line."""

_SIGNAL = {"reference": "S-2026-017", "kind": SignalKind.GENERAL.value}

_LETTER = _SIGNAL | {
    "place": "Locatie De Brug, groep Noord",
    "period": "2026-W14",
    "measure": Measure.ROOM_CONFINEMENT.value,
    "care_type": CareType.OPEN_RESIDENTIAL_CARE.value,
    "legal_note": "Voor het insluiten van jongeren in open jeugdhulp geeft de Jeugdwet geen grondslag.",
    "expected_action": "Laat ons weten of dit gebruikelijk is, waarom, en wat u doet om het te stoppen.",
    "text": "Op meerdere momenten gingen ’s avonds kamerdeuren op slot.\nDe huisregels noemen dit een vaste maatregel.",
    "due": "2026-04-28",
}

SAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "adviser_digest": {
        "on": "2026-04-08",
        "today": [
            {"starts_at": "2026-04-08T14:00:00+00:00", "group": "G012", "town": "Waterrijk"},
            {"starts_at": "2026-04-08T16:30:00+00:00", "group": "G031", "town": ""},
        ],
        "week": [{"starts_at": "2026-04-10T13:45:00+00:00", "group": "G027", "town": "Oeverdam"}],
        "ahead": [{"starts_at": "2026-04-13T14:30:00+00:00", "group": "G017", "town": "Rietveen"}],
        "unrecorded": [{"group": "G009", "planned_on": "2026-04-01"}],
        "windows": [{"group": "G022", "ends_on": "2026-04-12"}],
        "reports": [{"group": "G020", "visited_on": "2026-04-06", "due": "2026-04-09"}],
        "signals": [{"reference": "S-2026-011", "received_at": "2026-04-07T09:15:00+00:00"}],
    },
    "visit_report_overdue": {"group": "Groep Noord", "visited_on": "2026-04-02", "due": "2026-04-07"},
    "window_missed": {
        "on": "2026-04-06",
        "windows": [
            {
                "group": "G012",
                "care_type": CareType.OPEN_RESIDENTIAL_CARE.value,
                "starts_on": "2026-03-23",
                "ends_on": "2026-04-05",
                "late_until": "2026-04-13",
                "catch_up_on": "2026-04-09",
            },
            {
                "group": "G031",
                "care_type": CareType.CLOSED_CARE.value,
                "starts_on": "2026-03-30",
                "ends_on": "2026-04-05",
                "late_until": "2026-04-08",
                "catch_up_on": "",
            },
        ],
    },
    "windows_missed_in_row": {
        "group": "G012",
        "care_type": CareType.CLOSED_CARE.value,
        "missed": 2,
        "starts_on": "2026-03-23",
        "ends_on": "2026-04-05",
    },
    "signal_to_provider": _LETTER,
    "signal_returned": _LETTER | {"judgement": Judgement.INSUFFICIENT.value},
    "signal_reminder": _SIGNAL | {"sent_on": "2026-04-07", "due": "2026-04-28"},
    "signal_overdue": _SIGNAL | {"sent_on": "2026-04-07", "due": "2026-04-28"},
    "signal_director": _SIGNAL | {"sent_on": "2026-04-07", "first_due": "2026-04-28", "due": "2026-05-13"},
    "signal_reply_received": {"reference": "S-2026-017", "received_at": "2026-04-24T08:10:00+00:00"},
    "signal_answered": _SIGNAL | {"received_at": "2026-04-24T08:10:00+00:00"},
    "signal_review": _SIGNAL | {"due": "2026-04-09T10:00:00+00:00"},
    "escalation_proposed": _SIGNAL | {"proposed_at": "2026-05-14T06:00:00+00:00", "due": "2026-05-21"},
    "escalation_told_provider": _SIGNAL | {"told_at": "2026-05-18T12:30:00+00:00"},
    "escalation_told_adviser": _SIGNAL | {"told_at": "2026-05-18T12:30:00+00:00"},
    "inspectorate_notice": _LETTER
    | {"kind": SignalKind.ACUTE.value, "agency": "De Voorbeeldhoeve", "sent_on": "2026-04-07", "due": "2026-04-08"},
    "brake_pulled": {"stopped_at": "2026-04-08T06:05:00+00:00", "wanted": 14, "allowed": 10},
}
"""By the name of the mail."""
