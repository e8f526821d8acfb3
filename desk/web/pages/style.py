"""The style page: every macro with its name, to look at while making pages. In the demo only."""

from datetime import timedelta

from starlette.responses import Response
from wtforms import (  # type: ignore[import-untyped]  # it carries no types
    BooleanField,
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, NumberRange  # type: ignore[import-untyped]  # as above

from desk.web.desk import Desk
from desk.web.errors import ChangedMeanwhile, NotHere
from desk.web.table import PUBLIC, Page
from rules.vocabulary import CareType

WEEKS = tuple(f"wk {week}" for week in range(36, 48))
ON_TIME = (18, 19, 19, 23, 20, 22, 22, 21, 18, 20, 24, 24)
IN_TOLERANCE = (5, 3, 4, 4, 5, 3, 1, 1, 3, 4, 3, 4)
LATE = (3, 1, 2, 1, 1, 0, 1, 2, 1, 1, 2, 1)


class StyleForm(Form):  # type: ignore[misc]  # as above
    """One field of each kind."""

    name = StringField("Naam van de groep", [DataRequired()])
    spoken = IntegerField("Jongeren gesproken", [NumberRange(0, 50)])
    day = DateField("Dag", [DataRequired()])
    care = SelectField("Zorgvorm", choices={kind.value: kind.dutch for kind in CareType})
    went = RadioField("Is het bezoek geweest?", choices={"yes": "Ja", "no": "Niet geweest"})
    told = TextAreaField("Wat viel op?")
    signal = BooleanField("Er is iets dat een signaal moet worden")


def style(desk: Desk) -> Response:
    """Show every macro. Raises: NotHere outside the demo."""
    if not desk.frame.simulated:
        raise NotHere
    days = {name: desk.today + timedelta(days) for name, days in (("soon", 3), ("now", 0), ("late", -5))}
    figures = {"weeks": WEEKS, "on_time": ON_TIME, "tolerance": IN_TOLERANCE, "late": LATE}
    form = desk.show(StyleForm, name="De Brug 3", spoken=4, day=desk.today, went="yes")
    return desk.page("desk/style.html", trail=((desk.say("Begin"), "/"),), days=days, figures=figures, form=form)


def try_form(desk: Desk) -> Response:
    """Read the form of the style page, and refuse it as its name asks. Raises: FormFlawed, ChangedMeanwhile."""
    if not desk.frame.simulated:
        raise NotHere
    if desk.read(StyleForm).name.data == "gewijzigd":
        raise ChangedMeanwhile({"Dag": ("maandag", "dinsdag")})
    return desk.redirect("style", message=desk.say("Het formulier is gelezen."), undo=desk.address("style"))


PAGES = (
    Page("/stijl", "style", style, PUBLIC),
    Page("/stijl", "style_form", try_form, PUBLIC, method="POST", shows="style"),
)
