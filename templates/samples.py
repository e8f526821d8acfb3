"""A sample of the facts each mail needs: what its writer must give. Tests and previews render them; all are invented.

Days are 2026-04-08, instants carry their zone, weeks are 2026-W14, words go by value. Optional everywhere:
`late_days` with `was_due_on`, for a notice that we send too late; `stands_in_for`, for who gets it in the place of an
adviser who is away. A `place`, `agency` or `town` may be "" where it must not be told (family homes), `catch_up_on`
where nothing is planned, `instead_of` where nobody is replaced, `last_day` of a term that stands still.
"""

from collections.abc import Mapping
from typing import Any, Final

from rules.health import HealthWorry
from rules.mail_kinds import PublishedReport
from rules.policy_words import ComplaintStep
from rules.replies import TimeDecision
from rules.vocabulary import CareType, Judgement, Measure, MissedReason, SignalKind

HOUSE: Final = {
    "organisation_name": "Vertrouwenswerk Voorbeeld",
    "organisation_phone": "088 000 00 00",
    "link": "https://waakvlam.example/signalen/S-2026-017",
}
"""What the house adds to the facts of every mail."""

LATE: Final = {"late_days": 2, "was_due_on": "2026-04-05"}
"""The facts of a mail that comes too late."""

FOR_A_DEPUTY: Final = {"stands_in_for": "V004"}
"""The fact of a mail to who stands in for an adviser: the code of that adviser."""

OPTIONAL: Final = frozenset({*LATE, *FOR_A_DEPUTY})
"""What any mail may hold beside its own facts."""

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
    **dict.fromkeys(("known_on", "open_until"), _DAY),
    **dict.fromkeys(("was_at", "ends_at"), _INSTANT),
    **dict.fromkeys(("cancel_reason", "decision", "step", "report", "worry"), _WORD),
    **dict.fromkeys(("adviser_name", "substitute_name"), _NAME),
    **dict.fromkeys(("instead_of", "taken_over_by", "stands_in_for", "about"), f"({_CODE})?"),
    "ending_on": f"({_DAY})?",
    "last_day": f"({_DUE})?",
    "asked_until": _DAY,
    "year": _COUNT,
    "valid_until": _DAY,
    "valid_until_at": _INSTANT,
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

AT_SENDING: Final[Mapping[str, Mapping[str, str]]] = {"reply_code": {"code": "402118"}}
"""What is added to certain mails only when they leave, so that it is kept nowhere."""

_VISIT = {"group": "G012", "town": "Waterrijk", "starts_at": "2026-04-14T14:00:00+00:00"}

SAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "reply_code": {"reference": "S-2026-017", "valid_until_at": "2026-04-08T09:30:00+00:00"},
    "reply_link_new": _SIGNAL | {"valid_until": "2026-05-12"},
    "adviser_digest": {
        "on": "2026-04-08",
        "today": [
            {"starts_at": "2026-04-08T14:00:00+00:00", "group": "G012", "town": "Waterrijk"},
            {"starts_at": "2026-04-08T16:30:00+00:00", "group": "G031", "town": ""},
        ],
        "week": [{"starts_at": "2026-04-10T13:45:00+00:00", "group": "G027", "town": "Oeverdam"}],
        "ahead": [{"starts_at": "2026-04-13T14:30:00+00:00", "group": "G017", "town": "Rietveen"}],
        "unrecorded": [{"group": "G009", "planned_on": "2026-04-01"}],
        "windows": [{"group": "G022", "ends_on": "2026-04-12", "instead_of": "V004"}],
        "reports": [{"group": "G020", "visited_on": "2026-04-06", "due": "2026-04-09"}],
        "signals": [{"reference": "S-2026-011", "received_at": "2026-04-07T09:15:00+00:00", "instead_of": ""}],
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
    "signal_copy": _LETTER,
    "signal_returned": _LETTER | {"judgement": Judgement.INSUFFICIENT.value},
    "signal_reminder": _SIGNAL | {"sent_on": "2026-04-07", "due": "2026-04-28"},
    "signal_overdue": _SIGNAL | {"sent_on": "2026-04-07", "due": "2026-04-28"},
    "signal_director": _SIGNAL | {"sent_on": "2026-04-07", "first_due": "2026-04-28", "due": "2026-05-13"},
    "signal_reply_received": {"reference": "S-2026-017", "received_at": "2026-04-24T08:10:00+00:00"},
    "more_time_decided": _SIGNAL
    | {"decision": TimeDecision.GRANTED.value, "asked_until": "2026-05-12", "last_day": "2026-05-08"},
    "signal_answered": _SIGNAL | {"received_at": "2026-04-24T08:10:00+00:00"},
    "signal_review": _SIGNAL | {"due": "2026-04-09T10:00:00+00:00"},
    "escalation_proposed": _SIGNAL | {"proposed_at": "2026-05-14T06:00:00+00:00", "due": "2026-05-21"},
    "escalation_told_provider": _SIGNAL | {"told_at": "2026-05-18T12:30:00+00:00"},
    "escalation_told_adviser": _SIGNAL | {"told_at": "2026-05-18T12:30:00+00:00"},
    "inspectorate_notice": _LETTER
    | {"kind": SignalKind.ACUTE.value, "agency": "De Voorbeeldhoeve", "sent_on": "2026-04-07", "due": "2026-04-08"},
    "visit_reminder": {
        "on": "2026-04-08",
        "visits": [
            {"starts_at": "2026-04-09T14:00:00+00:00", "group": "G012", "town": "Waterrijk"},
            {"starts_at": "2026-04-13T16:30:00+00:00", "group": "G031", "town": ""},
        ],
    },
    "window_ending": {
        "on": "2026-04-09",
        "windows": [
            {"group": "G022", "ends_on": "2026-04-12", "instead_of": ""},
            {"group": "G025", "ends_on": "2026-04-12", "instead_of": "V004"},
        ],
    },
    "visit_planned": _VISIT | {"ends_at": "2026-04-14T15:30:00+00:00", "instead_of": "V004"},
    "visit_moved": _VISIT | {"ends_at": "2026-04-14T15:30:00+00:00", "was_at": "2026-04-10T14:00:00+00:00"},
    "visit_cancelled": {
        "group": "G012",
        "was_at": "2026-04-10T14:00:00+00:00",
        "cancel_reason": MissedReason.LOCATION_CLOSED.value,
        "taken_over_by": "V007",
    },
    "adviser_absent": {
        "group": "Groep Noord",
        "starts_on": "2026-04-13",
        "ends_on": "2026-05-22",
        "adviser_name": "Noor Voorbeeld",
        "substitute_name": "Sam de Vries",
    },
    "adviser_changed": {"group": "Groep Noord", "on": "2026-05-01", "adviser_name": "Sam de Vries"},
    "visit_merged": {
        "group": "Groep Noord",
        "starts_on": "2026-03-30",
        "ends_on": "2026-04-05",
        "planned_on": "2026-04-08",
    },
    "improvement_plan_overdue": _SIGNAL | {"due": "2026-06-15"},
    "result_report_overdue": _SIGNAL | {"due": "2026-09-15"},
    "inspectorate_enquiry": {
        "reference": "S-2026-017",
        "told_at": "2026-05-18T12:30:00+00:00",
        "due": "2026-06-22",
    },
    "calamity_question": {"reference": "C-2026-003", "known_on": "2026-08-03", "due": "2026-08-05"},
    "complaint_clock": {
        "reference": "K-2026-008",
        "step": ComplaintStep.DECISION.value,
        "due": "2026-04-30",
    },
    "survey": {"open_until": "2026-05-06"},
    "report_ready": {"report": PublishedReport.MUNICIPALITY.value, "year": 2026, "on": "2027-02-15"},
    "health_warning": {
        "on": "2026-04-08",
        "worries": [
            {"worry": HealthWorry.GROUP_WITHOUT_ADVISER.value, "about": "G044", "ending_on": ""},
            {"worry": HealthWorry.CERTIFICATE_ENDING.value, "about": "V012", "ending_on": "2026-05-02"},
            {"worry": HealthWorry.CALENDAR_ENDING.value, "about": "", "ending_on": "2027-12-31"},
        ],
    },
    "break_glass": {
        "about": "N-12",
        "starts_at": "2026-04-08T06:05:00+00:00",
        "ends_at": "2026-04-08T09:05:00+00:00",
    },
    "brake_pulled": {"stopped_at": "2026-04-08T06:05:00+00:00", "wanted": 14, "allowed": 10},
}
"""By the name of the mail."""
