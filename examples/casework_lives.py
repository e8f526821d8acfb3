"""The casework of the invented region: who came, with what, and how it went. Nobody in it ever lived.

Each life is drawn whole from the digest of a name; `known_on` (desk/demo/casework.py) cuts it off on a day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from examples.region_facts import ADVISERS, OFFICES, TOWNS, Cells, Person, draw
from rules.annual import first_of_quarter
from rules.casework import (
    CATEGORIES,
    ActionKind,
    ActionOutcome,
    BreakOffReason,
    Channel,
    ClientKind,
    ContactKind,
    FirstHandling,
    Gender,
    IssueCategory,
    IssueKind,
    ParentKind,
    ProcedureVerdict,
    TransgressiveKind,
)

T = TypeVar("T")
DAY = timedelta(days=1)
PER_YEAR: Mapping[int, tuple[date, int]] = {2025: (date(2025, 1, 6), 190), 2026: (date(2026, 1, 5), 205)}
"""The first working day of each year, and how many clients came in it."""
UNTIL = {2025: date(2025, 12, 19), 2026: date(2026, 11, 13)}
TINY, IN_TINY = 5, frozenset({22, 91, 160})
"""The tiny municipality, and the clients of each year who live there: fewer than five."""
FAMILY = (64, 65)
"""A youth and a parent of one family, who want the opposite of each other."""

TOWN_WEIGHTS = (36, 22, 18, 13, 11)
KINDS = ((ClientKind.YOUTH, 52), (ClientKind.PARENT, 33), (ClientKind.FOSTER_PARENT, 5), (ClientKind.RELATIVE, 4),
         (ClientKind.PROFESSIONAL, 4), (ClientKind.OTHER, 2))  # fmt: skip
PARENTS = ((ParentKind.WITH_CUSTODY, 70), (ParentKind.WITHOUT_CUSTODY, 14), (ParentKind.CUSTODY_UNKNOWN, 11),
           (ParentKind.STEP_PARENT, 5))  # fmt: skip
GENDERS = ((Gender.FEMALE, 52), (Gender.MALE, 42), (Gender.OTHER, 2), (Gender.UNKNOWN, 4))
ISSUE_KINDS = ((IssueKind.QUESTION, 26), (IssueKind.PROBLEM, 18), (IssueKind.COMPLAINT, 56))
CHANNELS = ((Channel.PHONE, 38), (Channel.GROUP_VISIT, 30), (Channel.EMAIL, 14), (Channel.CHAT, 10), (Channel.FORM, 8))
HANDLINGS = ((FirstHandling.INFORMATION_ADVICE, 47), (FirstHandling.SUPPORT_CASE, 43), (FirstHandling.BROKEN_OFF, 10))
TALKS = ((ActionKind.TALK_EMPLOYEE, 46), (ActionKind.TALK_SUPERVISOR, 28), (ActionKind.TALK_BOARD, 8),
         (ActionKind.WRITTEN_SETTLEMENT, 7), (ActionKind.COMPLAINTS_COMMITTEE, 22), (ActionKind.OTHER, 4))  # fmt: skip
OUTCOMES = ((ActionOutcome.RESOLVED, 46), (ActionOutcome.PARTLY, 26), (ActionOutcome.UNRESOLVED, 17),
            (ActionOutcome.WITHDRAWN, 11))  # fmt: skip
VERDICTS: Mapping[ActionOutcome, ProcedureVerdict] = {
    ActionOutcome.RESOLVED: ProcedureVerdict.UPHELD,
    ActionOutcome.PARTLY: ProcedureVerdict.PARTLY_UPHELD,
    ActionOutcome.UNRESOLVED: ProcedureVerdict.DISMISSED,
    ActionOutcome.WITHDRAWN: ProcedureVerdict.WITHDRAWN,
}
WITH_REGULATION = ("A01", "A02")
FIRST_NAMES = ("Lisdodde", "Beuk", "Varen", "Meidoorn", "Zegge", "Kroos", "Wikke", "Munt", "Salie", "Tijm")
TEXTS: Mapping[IssueKind, tuple[str, ...]] = {
    IssueKind.QUESTION: ("Wil weten wat een plan is en wie het mag lezen.", "Vraagt of bellen na 20:00 uur mag."),
    IssueKind.PROBLEM: ("Voelt zich niet thuis op de groep.", "Mist school en vrienden."),
    IssueKind.COMPLAINT: ("Vindt dat er niet wordt geluisterd.", "Hoorde pas achteraf van een besluit."),
}


@dataclass(frozen=True, slots=True)
class Body:
    """What an issue can be about: an agency at a location."""

    agency: str
    location: str
    town: int


@dataclass
class _Casework:
    """The rows of every sheet, gathered client by client."""

    bodies: Sequence[Body]
    rows: dict[str, list[Cells]] = field(default_factory=lambda: defaultdict(list))

    def client(self, year: int, number: int) -> None:
        """Add one client with everything that happened to them."""
        code = f"CL-{year}-{number:04}"
        first = _came_on(year, number)
        kind = _kind(code, number)
        town = TINY if number in IN_TINY else _weigh(f"{code} town", tuple(enumerate(TOWN_WEIGHTS)))
        adviser = _adviser(code, town, number)
        self.rows["clienten"].append(_client(code, kind, first, year))
        self._homes(code, first, town)
        ended = [self._issue(code, count, kind, town, adviser, first) for count in range(_issues(code))]
        self._help(code, first, adviser, ended)
        if kind is ClientKind.YOUTH and draw(f"{code} introduction", 10) < 4:
            self._contact(code, "00", "", adviser, first, Channel.GROUP_VISIT, ContactKind.INTRODUCTION)
        if draw(f"{code} queue", 8) == 0:
            self._queue(code, kind, first, adviser)

    def _homes(self, code: str, first: date, town: int) -> None:
        known = draw(f"{code} unknown", 25) > 0 or town == TINY
        home = {"client": code, "geldig_van": first.isoformat(), "gemeente": TOWNS[town].code if known else ""}
        self.rows["woonplaatsen"].append(home)
        if known and town != TINY and draw(f"{code} moves", 15) == 0:
            to = (town + 1 + draw(f"{code} to", 4)) % len(TOWN_WEIGHTS)
            moved = _workday(first + (20 + draw(f"{code} moved", 40)) * DAY)
            self.rows["woonplaatsen"].append(
                home | {"geldig_van": moved.isoformat(), "gemeente": TOWNS[to].code,
                        "gemeente_volgens_wet": TOWNS[town].code}
            )  # fmt: skip

    def _help(self, code: str, first: date, adviser: Person, ended: Sequence[date]) -> None:
        self.rows["client_vertrouwenspersonen"].append(
            {"client": code, "geldig_van": first.isoformat(), "geldig_tot": (max(ended) + 14 * DAY).isoformat(),
             "vertrouwenspersoon": adviser.code}
        )  # fmt: skip

    def _issue(self, code: str, count: int, kind: ClientKind, town: int, adviser: Person, first: date) -> date:
        """Add one issue with its contacts and case; return the day on which it ended."""
        name = f"{code} {count}"
        reference = f"VPK-{code[3:]}-{count + 1}"
        raised = _workday(first + count * (4 + draw(f"{name} raised", 30)) * DAY)
        what: IssueKind = _weigh(f"{name} kind", ISSUE_KINDS)
        category = _category(name, what)
        body = self._body(name, kind, town)
        handling: FirstHandling = _weigh(f"{name} handling", HANDLINGS)
        handled = _workday(raised + draw(f"{name} handled", 6) * DAY)
        channel: Channel = _weigh(f"{name} channel", CHANNELS if kind is ClientKind.YOUTH else _without_visits())
        ended = handled
        if handling is FirstHandling.SUPPORT_CASE:
            ended = self._case(name, reference, handled, adviser, what, body, kind)
        broken = handling is FirstHandling.BROKEN_OFF
        transgressive = category is IssueCategory.TRANSGRESSIVE
        at_home = body.agency in ("A01", "A02", "A03", "A08") and what is IssueKind.COMPLAINT
        self.rows["vragen_problemen_klachten"].append(
            {
                "referentie": reference, "client": code, "soort": what.dutch, "categorie": category.dutch,
                "grensoverschrijdend": _pick(f"{name} how", tuple(TransgressiveKind)).dutch if transgressive else "",
                "vrijheidsbeperking": "ja" if at_home and draw(f"{name} measure", 7) == 0 else "nee",
                "instantie": body.agency, "locatie": body.location, "kanaal": channel.dutch,
                "datum": raised.isoformat(), "afhandeling": handling.dutch, "afgehandeld_op": handled.isoformat(),
                "reden_afgebroken": _pick(f"{name} why", tuple(BreakOffReason)).dutch if broken else "",
                "afgerond_op": ended.isoformat(),
                "tekst": _pick(f"{name} text", TEXTS[what]) if draw(f"{name} told", 3) == 0 else "",
            }
        )  # fmt: skip
        for turn in range(1 + draw(f"{name} contacts", 4)):
            on = _workday(raised + turn * max((ended - raised) // 4, DAY)) if turn else raised
            self._contact(code, f"{count + 1}{turn}", reference, adviser, min(on, max(ended, raised)), channel,
                          ContactKind.ABOUT_ISSUE)  # fmt: skip
        return ended

    def _body(self, name: str, kind: ClientKind, town: int) -> Body:
        """Return what an issue is about: adults often come about the access to care or about child protection."""
        offices = [Body(agency, location, place) for agency, location, place, _ in OFFICES]
        if kind is not ClientKind.YOUTH and draw(f"{name} office", 10) < 6:
            return _pick(f"{name} which office", offices)
        near = [body for body in self.bodies if body.town == town] or list(self.bodies)
        return _pick(f"{name} body", near)

    def _case(
        self, name: str, issue: str, opened: date, adviser: Person, what: IssueKind, body: Body, kind: ClientKind
    ) -> date:
        reference = f"T-{issue[4:]}"
        on = opened
        for turn in range(1 + (draw(f"{name} actions", 5) == 0)):
            on = self._action(f"{name} {turn}", f"{issue[4:]}-{turn + 1}", reference, on, what, body)
        ended = _workday(on + draw(f"{name} ended", 6) * DAY)
        self.rows["trajecten"].append(
            {"referentie": reference, "vraag": issue, "vertrouwenspersoon": adviser.code,
             "begonnen_op": opened.isoformat(), "afgerond_op": ended.isoformat()}
        )  # fmt: skip
        self._supporter(name, issue[4:], reference, opened)
        self._survey(name, reference, ended, kind)
        return ended

    def _action(self, name: str, number: str, case: str, after: date, what: IssueKind, body: Body) -> date:
        kind: ActionKind = _weigh(f"{name} action", TALKS)
        formal = kind is ActionKind.COMPLAINTS_COMMITTEE
        if formal and (body.agency not in WITH_REGULATION or what is not IssueKind.COMPLAINT):
            kind, formal = ActionKind.TALK_SUPERVISOR, False
        began = _workday(after + (1 + draw(f"{name} began", 8)) * DAY)
        ended = _workday(began + (30 if formal else 2) * DAY + draw(f"{name} took", 25) * DAY)
        outcome: ActionOutcome = _weigh(f"{name} outcome", OUTCOMES)
        talk = kind in (ActionKind.TALK_EMPLOYEE, ActionKind.TALK_SUPERVISOR)
        self.rows["acties"].append(
            {
                "referentie": f"AC-{number}", "traject": case, "soort": kind.dutch, "begonnen_op": began.isoformat(),
                "afgerond_op": ended.isoformat(), "uitkomst": outcome.dutch,
                "gedragswetenschapper": "ja" if talk and draw(f"{name} scientist", 12) == 0 else "nee",
                "bemiddeling": "ja" if talk and draw(f"{name} mediation", 9) == 0 else "nee",
                "aanwezig": "ja" if talk and what is not IssueKind.PROBLEM and draw(f"{name} there", 3) == 0 else "nee",
            }
        )  # fmt: skip
        if formal:
            self._procedure(number, f"AC-{number}", body, began, ended, outcome)
        return ended

    def _procedure(
        self, number: str, action: str, body: Body, began: date, ended: date, outcome: ActionOutcome
    ) -> None:
        self.rows["klachtprocedures"].append(
            {
                "referentie": f"K-{number}", "actie": action, "regime": "klacht bij aanbieder of GI (Jw 4.2.1)",
                "onderwerp": "bejegening of uitvoering", "instantie": body.agency, "met_commissie": "ja",
                "toestand": "afgerond", "ontvangen_op": began.isoformat(), "instemming": "nee",
                "uitspraak": VERDICTS[outcome].dutch, "uitspraak_op": ended.isoformat(), "meldt_aan_inspectie": "nee",
            }
        )  # fmt: skip

    def _supporter(self, name: str, number: str, case: str, opened: date) -> None:
        if draw(f"{name} supporter", 11):
            return
        refused = draw(f"{name} refused", 4) == 0
        self.rows["ondersteuners"].append(
            {
                "referentie": f"OS-{number}", "traject": case,
                "soort": "informele ondersteuner" if refused else "cliëntondersteuner", "sinds": opened.isoformat(),
                "geweigerd_op": _workday(opened + 3 * DAY).isoformat() if refused else "",
                "weigeringsgrond": "belangenverstrengeling" if refused else "",
            }
        )  # fmt: skip

    def _survey(self, name: str, case: str, ended: date, kind: ClientKind) -> None:
        """Ask after the case; a little more than half answers."""
        answered = draw(f"{name} answers", 100) < 58
        grade = min(10, 6 + draw(f"{name} grade", 3) + draw(f"{name} grade more", 3))
        on = ended + (2 + draw(f"{name} after", 9)) * DAY
        self.rows["tevredenheid"].append(
            {
                "traject": case, "jeugdige": "ja" if kind is ClientKind.YOUTH else "nee",
                "verstuurd_op": f"{ended + DAY} 10:00", "beantwoord_op": on.isoformat() if answered else "",
            }
        )  # fmt: skip
        if answered:
            self.rows["rapportcijfers"].append(
                {
                    "nummer": str(10**14 + draw(f"{name} number", 10**14)), "cijfer": str(grade),
                    "jeugdige": "ja" if kind is ClientKind.YOUTH else "nee",
                    "kwartaal": first_of_quarter(on).isoformat(),
                }
            )  # fmt: skip

    def _contact(
        self, code: str, number: str, issue: str, adviser: Person, on: date, channel: Channel, kind: ContactKind
    ) -> None:
        self.rows["contacten"].append(
            {"referentie": f"CT-{code[3:]}-{number}", "client": code, "vraag": issue,
             "vertrouwenspersoon": adviser.code, "datum": on.isoformat(), "kanaal": channel.dutch, "soort": kind.dutch}
        )  # fmt: skip

    def _queue(self, code: str, kind: ClientKind, first: date, adviser: Person) -> None:
        minute = draw(f"{code} minute", 50)
        self.rows["wachtrij"].append(
            {
                "referentie": f"IN-{code[3:]}", "kanaal": _weigh(f"{code} way", _without_visits()).dutch,
                "jeugdige": "ja" if kind is ClientKind.YOUTH else "nee", "binnengekomen_op": f"{first} 10:{minute:02}",
                "opgepakt_op": f"{first} 10:{minute + 5:02}", "opgepakt_door": adviser.code, "client": code,
            }
        )  # fmt: skip

    def outside(self, year: int) -> None:
        """Add a councils' and municipalities' year: a talk with each municipality, one remark for the report."""
        for number, town in enumerate(TOWNS):
            on = _workday(date(year, 3, 2) + number * 33 * DAY)
            self.rows["samenwerking"].append(
                {
                    "referentie": f"REL-{year}-{number + 1:02}", "datum": on.isoformat(), "gemeente": town.code,
                    "soort": "opvallendheid in de samenwerking" if number == 0 else "overleg",
                    "organisatie": ADVISERS[number].organisation.replace("VWV", ""),  # empty: the national one
                    "vertrouwenspersoon": ADVISERS[number].code, "minuten": "60",
                    "in_rapport": "ja" if number == 0 else "nee",
                    "tekst": "De lijnen met de toegang zijn kort; casussen worden binnen een week besproken."
                    if number == 0 else "Cijfers doorgenomen en afspraken gemaakt voor het komende halfjaar.",
                }
            )  # fmt: skip


def casework(bodies: Sequence[Body], years: Sequence[int]) -> Mapping[str, list[Cells]]:
    """Return all rows of casework of some years, by sheet, each life to its end."""
    made = _Casework(bodies)
    for year in years:
        for number in range(1, PER_YEAR[year][1] + 1):
            made.client(year, number)
        made.rows["tegenstrijdige_belangen"].append(
            {"client": f"CL-{year}-{FAMILY[0]:04}", "andere_client": f"CL-{year}-{FAMILY[1]:04}",
             "vastgelegd_op": _came_on(year, FAMILY[1]).isoformat()}
        )  # fmt: skip
        made.outside(year)
    made.rows["raden"] += [
        {"code": "R-1", "instantie": "A01", "soort": "jongerenraad", "naam": "Jongerenraad De Rietwaard"},
        {"code": "R-2", "instantie": "A02", "soort": "cliëntenraad", "naam": "Cliëntenraad Lisbloem"},
    ]
    return made.rows


def _client(code: str, kind: ClientKind, first: date, year: int) -> Cells:
    age = 8 + draw(f"{code} age", 10) if kind is ClientKind.YOUTH else 24 + draw(f"{code} age", 35)
    return {
        "code": code, "soort": kind.dutch,
        "oudersoort": _weigh(f"{code} parent", PARENTS).dutch if kind is ClientKind.PARENT else "",
        "geslacht": _weigh(f"{code} gender", GENDERS).dutch,
        "geboortejaar": str(year - age) if draw(f"{code} told age", 6) else "", "eerste_contact": first.isoformat(),
        "naam": f"{_pick(f'{code} name', FIRST_NAMES)} Verzonnen" if draw(f"{code} named", 4) == 0 else "",
        "e-mail": f"{code.lower()}@post.example" if draw(f"{code} mail", 3) == 0 else "",
    }  # fmt: skip


def _kind(code: str, number: int) -> ClientKind:
    if number in FAMILY:
        return (ClientKind.YOUTH, ClientKind.PARENT)[FAMILY.index(number)]
    return _weigh(f"{code} kind", KINDS)


def _adviser(code: str, town: int, number: int) -> Person:
    """Return who helps: somebody near; the two of the family never the same."""
    if number in FAMILY:
        return ADVISERS[FAMILY.index(number)]
    near = [adviser for adviser in ADVISERS if adviser.town == town]
    return near[0] if near and draw(f"{code} near", 3) else _pick(f"{code} adviser", ADVISERS)


def _came_on(year: int, number: int) -> date:
    first, many = PER_YEAR[year]
    span = (UNTIL[year] - first).days
    number = FAMILY[0] if number in FAMILY else number
    return _workday(first + span * (number - 1) // (many - 1) * DAY)


def _issues(code: str) -> int:
    return (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)[draw(f"{code} issues", 10)]


def _category(name: str, kind: IssueKind) -> IssueCategory:
    """Return a category; some are named far more often than others."""
    known = CATEGORIES[kind]
    weights = tuple((category, 1 + draw(f"weight {category.value}", 12)) for category in known)
    return _weigh(f"{name} category", weights)


def _without_visits() -> tuple[tuple[Channel, int], ...]:
    return tuple(pair for pair in CHANNELS if pair[0] is not Channel.GROUP_VISIT)


def _workday(day: date) -> date:
    return day + max(0, 7 - day.weekday()) * DAY if day.weekday() > 4 else day


def _pick(name: str, choices: Sequence[T]) -> T:
    return choices[draw(name, len(choices))]


def _weigh(name: str, choices: Sequence[tuple[T, int]]) -> T:
    throw = draw(name, sum(weight for _, weight in choices))
    for choice, weight in choices:
        if throw < weight:
            return choice
        throw -= weight
    raise AssertionError("the weights hold every throw")
