"""How was the help: one grade by a link, without a name; and the link for an adviser to hand over."""

from starlette.responses import Response

from actions.surveys import answer_survey, hand_out, open_survey, open_until
from desk.web.desk import Desk
from desk.web.table import PUBLIC, Page, Scope
from desk.web.typed import Typed
from rules.casework_errors import CaseUnknown
from rules.survey_errors import GRADES, NoSuchGrade, SurveyNotOpen
from rules.vocabulary import Role
from store.case_pages import issue_seen
from store.scope import Viewer

ADVISER = frozenset({Role.ADVISER})
GONE = 410


def survey(desk: Desk) -> Response:
    """Show the one question; looking spends nothing. A link that does not work says so, and not why."""
    try:
        found = open_survey(desk.session, desk.house, desk.path["token"], desk.now)
    except SurveyNotOpen as closed:
        return _bare(desk.page("desk/cases/survey_closed.html", status=GONE, sentence=closed.said))
    return _bare(
        desk.page(
            "desk/cases/survey.html", until=open_until(desk.house, found), grades=GRADES, token=desk.path["token"]
        )
    )


def survey_answer(desk: Desk) -> Response:
    """Keep the grade; the link is then spent."""
    typed = Typed.at(desk)
    grade = typed.number_or_none("grade", GRADES[0], GRADES[-1])
    if grade is None:
        raise NoSuchGrade
    answer_survey(desk.session, desk.house, desk.path["token"], grade, desk.now)
    return _bare(desk.page("desk/cases/survey_thanks.html"))


def survey_hand_out(desk: Desk) -> Response:
    """Show the link of an ended case once, for the adviser to hand over."""
    line = issue_seen(desk.session, Viewer(desk.user, desk.now), desk.path["code"], desk.path["reference"])
    if line.case is None:
        raise CaseUnknown(line.issue.reference)
    link = hand_out(desk.session, desk.house, line.case, desk.now, actor=desk.actor)
    back = desk.address("issue", code=line.client.code, reference=line.issue.reference)
    return desk.page("desk/cases/survey_link.html", link=link, back=back)


def _bare(answer: Response) -> Response:
    """Let the browser tell nobody where it was: the address is the key."""
    answer.headers["referrer-policy"] = "no-referrer"
    return answer


PAGES = (
    Page("/tevredenheid/{token}", "survey", survey, PUBLIC),
    Page("/tevredenheid/{token}", "survey_answer", survey_answer, PUBLIC, method="POST", shows="survey"),
    Page(
        "/clienten/{code}/zaken/{reference}/tevredenheid", "survey_hand_out", survey_hand_out, ADVISER, "POST",
        Scope.CASE, shows="issue", once=False,
    ),
)  # fmt: skip
