"""The beginning: where each role starts."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.responses import Response

from desk.web.desk import Desk
from desk.web.pages.admin import admin_start
from desk.web.pages.agency_answers import agency_start
from desk.web.pages.dossiers import inspector_start
from desk.web.pages.overview import manager_start
from desk.web.pages.planning import planning
from desk.web.pages.privacy import privacy_start
from desk.web.pages.reports import released_reports
from desk.web.pages.signals import viewer_of
from desk.web.pages.today import today
from desk.web.table import SIGNED_IN, Handler, Menu, Page
from rules.vocabulary import Role
from rules.worklist import asked
from store.adviser_day import signals_by_term
from store.events import Subject
from store.passed_on import for_second_person, to_judge, watched, work_of_role
from store.signal_pages import approvals_waiting
from store.work import subject_codes

MOST = 8
SHOWN_APART = ("review_signal", "decide_escalation", "judge_reply")
"""Work of which the page shows the signals themselves."""


def jurist_start(desk: Desk) -> Response:
    """Show what a jurist is asked, each with the page where it is done."""
    viewer = viewer_of(desk)
    watches = watched(desk.session, viewer, MOST)
    work = work_of_role(desk.session, viewer, Role.JURIST, MOST, without=SHOWN_APART)
    codes = subject_codes(desk.session, work)
    signal_of = {watch.id: reference for watch, reference in watches}
    lines = [
        (asked(item.kind), item.due_on, _reference(Subject(item.subject_kind, item.subject_id), codes, signal_of))
        for item in work
    ]
    terms = [term for term in signals_by_term(desk.session, viewer) if term.due is not None]
    return desk.page(
        "desk/signals/jurist.html",
        second=for_second_person(desk.session, viewer, MOST),
        waiting=approvals_waiting(desk.session, viewer)[:MOST],
        judging=to_judge(desk.session, viewer, MOST),
        watches=watches,
        work=lines,
        terms=terms[:MOST],
    )


def _reference(subject: Subject, codes: dict[Subject, str], signal_of: dict[int, str]) -> str:
    """Return the signal on whose page a piece of work is done; empty when that is not known here."""
    return codes.get(subject, "") if subject.kind == "signal" else signal_of.get(subject.id, "")


STARTS: Mapping[Role, Handler] = MappingProxyType({
    Role.ADVISER: today,
    Role.COORDINATOR: planning,
    Role.MANAGER: manager_start,
    Role.PRIVACY_OFFICER: privacy_start,
    Role.ADMINISTRATOR: admin_start,
    Role.MUNICIPALITY_CONTACT: released_reports,
    Role.JURIST: jurist_start,
    Role.PROVIDER_CONTACT: agency_start,
    Role.INSPECTOR: inspector_start,
})  # fmt: skip
"""What a role sees first; a role that is not here sees where it can go."""


def start(desk: Desk) -> Response:
    """Show what this role starts with, or where it can go."""
    shown = STARTS.get(desk.user.role)
    return shown(desk) if shown else desk.page("desk/start.html")


PAGES = (Page("/", "start", start, SIGNED_IN, menu=Menu("Begin", 0)),)
