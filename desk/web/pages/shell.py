"""The pages of the shell itself: the beginning, language and light, and whether the desk answers."""

from sqlalchemy import text
from starlette.responses import PlainTextResponse, Response

from desk.web.cookies import YEAR_SECONDS
from desk.web.desk import Desk
from desk.web.entering import given, local
from desk.web.table import PUBLIC, Page
from rules.errors import RuleError
from rules.vocabulary import Language

THEMES = ("auto", "light", "dark")


class ChoiceUnknown(RuleError):
    """A language or look that does not exist."""

    def __init__(self) -> None:
        super().__init__("Deze keuze bestaat niet. Kies er een uit de lijst onderaan de pagina.")


def choose_language(desk: Desk) -> Response:
    """Keep the language: with the person when somebody is signed in, and in this browser."""
    chosen = str(desk.form.get("language", ""))
    if chosen not in [language.value for language in Language]:
        raise ChoiceUnknown
    if desk.who is not None:
        desk.user.language = Language(chosen)
    answer = desk.go(_back(desk))
    desk.put(answer, "language", chosen, seconds=YEAR_SECONDS)
    return answer


def choose_theme(desk: Desk) -> Response:
    """Keep in this browser whether pages are light, dark, or as the machine has it."""
    chosen = str(desk.form.get("theme", ""))
    if chosen not in THEMES:
        raise ChoiceUnknown
    answer = desk.go(_back(desk))
    desk.put(answer, "theme", chosen, seconds=YEAR_SECONDS)
    return answer


def health(desk: Desk) -> Response:
    """Say that the desk and its database answer; nothing else, to anybody."""
    desk.session.execute(text("SELECT 1"))
    return PlainTextResponse("gezond\n")


def _back(desk: Desk) -> str:
    """Return where the choice was made: a page of ours, or the beginning."""
    return local(given(desk, "back"))


PAGES = (
    Page("/taal", "language", choose_language, PUBLIC, method="POST", once=False),
    Page("/weergave", "theme", choose_theme, PUBLIC, method="POST", once=False),
    Page("/gezond", "health", health, PUBLIC),
)
