"""What the rules refuse is said in English too, with the same facts: in the catalogue, and on a page."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from actions.plan_words import HELP
from actions.visit_moves import MoveHindrance
from rules.calendar import Profile
from rules.errors import Flaw, FlawedInput, Phrase, RuleError, either
from rules.gate_errors import GateHolds
from rules.gate_findings import Finding, FindingKind, GateLevel
from rules.policy_kinds import FREQUENCY_MESSAGE
from rules.signal_errors import ActNotPossible, NotYourRole, SignalIsClosed
from rules.signals import SignalAct
from rules.terms import Basis, Term, explain
from rules.vocabulary import Language, Role, SignalState, Unit
from templates.engine import FOLDER
from templates.refusals import BOOK, refusal
from templates.sentences import catalogue
from tests.desk.web.adviser_world import AdviserWorld, build
from tests.desk.web.visiting import Desks

HOME = FOLDER.parent
FLOORS = ("rules", "planner", "store", "channels", "templates", "actions", "desk")
DUTCH_ONLY = {
    "desk/commands", "desk/demo", "desk/opening.py", "desk/options.py", "desk/steps.py", "desk/web/serving.py",
    "channels/csv_files.py", "channels/plan_folder.py", "channels/postbox.py", "channels/routing.py",
    "channels/smime.py", "planner", "rules/gate_file.py", "rules/school_holidays.py", "rules/triage_file.py",
    "store/backup_files.py", "store/crypto.py", "store/dumps.py", "store/migrate.py", "store/session.py",
    "store/settings.py", "templates/previews.py",
}  # fmt: skip
"""What only the command line and the start of the programs say; those speak Dutch."""
HANDED_ON = {"template", "self.said", "why.value", "FREQUENCY_MESSAGE", "HELP[bent.kind]"}
"""Templates that code hands on: their sentences stand elsewhere, and are added below."""
OUTRIGHT = {"BadValue", "Missing", "TooLong"}
"""Errors about a cell, which are raised with the template itself."""
OF_A_PLACE = {"Flaw": 1, "flaw": 0, "Fault": 1, "BadFile": 0, "BadCell": 0}
"""What tells where in a file something is wrong, and which argument says what; `flaw` is that of a row."""
SEVERAL = {"PolicyFlawed"}
"""Tells the flaws of the policy file line by line: to who starts the program or checks that file, in Dutch."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for floor in FLOORS:
        for file in sorted((HOME / floor).rglob("*.py")):
            yield file.relative_to(HOME).as_posix(), ast.parse(file.read_text())


TREES = dict(trees())


def errors_of_rules() -> set[str]:
    found, more = {"RuleError"}, True
    classes = [one for tree in TREES.values() for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    while more:
        new = {one.name for one in classes if {base.id for base in one.bases if isinstance(base, ast.Name)} & found}
        more, found = not new <= found, found | new
    return found


ERRORS = errors_of_rules()


def is_base_init(made: ast.expr) -> bool:
    return isinstance(made, ast.Attribute) and made.attr == "__init__" and ast.unparse(made).startswith("super(")


def handed(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the templates of the errors and phrases in a file."""
    for one in ast.walk(tree):
        if isinstance(one, ast.ClassDef) and one.name in ERRORS - SEVERAL:
            calls = [call for call in ast.walk(one) if isinstance(call, ast.Call) and call.args]
            yield from (call.args[0] for call in calls if is_base_init(call.func))
        elif isinstance(one, ast.Call) and ast.unparse(one.func) in {"Phrase", *OUTRIGHT} and one.args:
            yield one.args[0]


def choices(template: ast.expr) -> Iterator[ast.expr]:
    if isinstance(template, ast.IfExp):
        yield from (*choices(template.body), *choices(template.orelse))
    else:
        yield template


def speaks_dutch_only(file: str) -> bool:
    return file in DUTCH_ONLY or any(str(folder) in DUTCH_ONLY for folder in Path(file).parents)


GIVEN = {file: [one for given in handed(tree) for one in choices(given)] for file, tree in TREES.items()}
SAID = {
    one.value
    for file, given in GIVEN.items()
    if not speaks_dutch_only(file)
    for one in given
    if isinstance(one, ast.Constant) and isinstance(one.value, str)
} | {FREQUENCY_MESSAGE, *(why.value for why in MoveHindrance), *HELP.values()}


def facts_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def words_of(template: str) -> str:
    return "".join(text for text, *_ in Formatter().parse(template)).strip(" -:(),")


KNOWN = catalogue(Language.EN, BOOK)


@pytest.mark.parametrize("file", [file for file, given in GIVEN.items() if given])
def test_an_error_is_a_template_with_facts(file: str) -> None:
    strange = [ast.unparse(one) for one in GIVEN[file] if not isinstance(one, ast.Constant)]
    assert set(strange) - HANDED_ON == set()


@pytest.mark.parametrize("file", [file for file in TREES if not speaks_dutch_only(file)])
def test_no_error_is_raised_with_a_filled_sentence(file: str) -> None:
    calls = [one for one in ast.walk(TREES[file]) if isinstance(one, ast.Call) and one.args]
    raised = {ast.unparse(one.func) for one in calls if isinstance(one.args[0], ast.JoinedStr)}
    assert raised & ERRORS == set()


def messages(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is said of each place in a file that is wrong."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and (name := ast.unparse(one.func).split(".")[-1]) in OF_A_PLACE:
            yield from one.args[OF_A_PLACE[name] :][:1]


@pytest.mark.parametrize("file", [file for file, tree in TREES.items() if any(messages(tree))])
def test_what_is_wrong_in_a_file_is_a_phrase(file: str) -> None:
    """A flaw is made of a phrase; mypy holds that for those of rows, cells and casework, this for all on the desk."""
    said = [one for given in messages(TREES[file]) for one in choices(given)]
    plain = [ast.unparse(one) for one in said if isinstance(one, ast.Constant | ast.JoinedStr | ast.BinOp)]
    assert speaks_dutch_only(file) or plain == []


def test_every_refusal_has_its_english_with_the_same_facts() -> None:
    missing = sorted(said for said in SAID - set(KNOWN) if words_of(said))
    assert missing == [], "\n\n".join(f'msgid "{one}"\nmsgstr ""' for one in missing)
    assert {said for said in SAID & set(KNOWN) if facts_of(said) != facts_of(KNOWN[said][0])} == set()


def test_the_catalogue_of_refusals_holds_nothing_else() -> None:
    assert sorted(set(KNOWN) - SAID) == []


def test_what_speaks_dutch_only_exists() -> None:
    assert [one for one in DUTCH_ONLY if not (HOME / one).exists()] == []


QUICK = {"made": "yes", "present": "8", "spoken_to": "4"}
FINDING = Finding(4, 14, FindingKind.PHONE, GateLevel.BLOCK)


@pytest.mark.parametrize(
    ("error", "dutch", "english"),
    [
        (
            ActNotPossible("S-2026-0001", SignalState.SENT, SignalAct.EDIT, [SignalAct.ANSWER, SignalAct.WITHDRAW]),
            ("Signaal S-2026-0001 staat op 'verstuurd'; 'de tekst wijzigen' kan dan niet. Wat nu wel kan: antwoord"
            " vastleggen, intrekken."),
            "Signal S-2026-0001 is 'sent'; 'edit' is not possible then. Possible now: record an answer, withdraw.",
        ),
        (
            ActNotPossible("S-2026-0001", SignalState.MERGED, SignalAct.EDIT, []),
            "Signaal S-2026-0001 staat op 'samengevoegd'; 'de tekst wijzigen' kan dan niet. Wat nu wel kan: niets.",
            "Signal S-2026-0001 is 'merged'; 'edit' is not possible then. Possible now: nothing.",
        ),
        (
            NotYourRole(SignalAct.APPROVE, Role.ADVISER, [Role.MANAGER, Role.JURIST]),
            "Als vertrouwenspersoon mag u dit niet: goedkeuren. Vraag het aan: regiomanager of jurist.",
            "As adviser you may not do this: approve. Ask: regional manager or jurist.",
        ),
        (
            SignalIsClosed("S-2026-0001", SignalState.CLOSED, date(2026, 4, 8)),
            "Signaal S-2026-0001 is afgesloten op 2026-04-08; heropen het eerst.",
            "Signal S-2026-0001 is closed on 2026-04-08; reopen it first.",
        ),
        (
            GateHolds("S-2026-0001", [FINDING]),
            ("Signaal S-2026-0001 kan zo niet weg: 1 bevindingen zijn nog open.\n- Een telefoonnummer mag niet in een"
            " signaal staan (teken 5-14). Haal het weg.\nPas de tekst aan. Wat niemand aanwijst, kunt u met een reden"
            " laten staan."),
            ("Signal S-2026-0001 cannot leave like this: findings still open: 1.\n- A telephone number must not stand"
            " in a signal (characters 5-14). Take it out.\nChange the text. What points at nobody can stay, with a"
            " reason."),
        ),
        (
            FlawedInput([Flaw("CL-2026-0001", Phrase("Vul dit in."), column="datum"), Flaw("a.csv", "ontbreekt.", 3)]),
            "CL-2026-0001, kolom 'datum': Vul dit in.\na.csv, rij 3: ontbreekt.",
            "CL-2026-0001, column 'datum': Fill this in.\na.csv, row 3: ontbreekt.",
        ),
        (RuleError("Dit {kan} niet."), "Dit {kan} niet.", "Dit {kan} niet."),
        (
            RuleError("Neem {one}.", one=either(["a", "b", "{c}"])),
            "Neem a of b of {c}.",
            "Neem a or b or {c}.",
        ),
    ],
    ids=[
        "words have their English", "no words is a phrase", "choices", "a part of a sentence", "lines", "flaws",
        "without facts braces are text", "facts are never templates",
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_both_languages(error: RuleError, dutch: str, english: str) -> None:
    assert str(error) == dutch
    assert (refusal(error.said, Language.NL), refusal(error.said, Language.EN)) == (dutch, english)


def test_how_a_day_was_counted_is_told_in_english() -> None:
    """Given a term over Easter / when it is explained / then every line of it is English, but for the names of laws."""
    weeks = Term(1, Unit.WEEKS, Basis.STATUTORY, Profile.ATW_FULL)
    days = Term(4, Unit.WORKING_DAYS, Basis.POLICY, Profile.ATW_FULL)
    steps = [*explain(date(2026, 3, 30), weeks).steps, *explain(date(2026, 3, 30), days).steps]
    friday, monday = "; Good Friday (2026-04-03) does not count", "; Easter Monday (2026-04-06) does not count"
    assert [(refusal(one.reason, Language.EN), refusal(one.source, Language.EN)) for one in steps] == [
        ("1 week after 2026-03-30", "statutory"),
        ("Easter Monday", "Atw art. 3 lid 1"),
        (f"4 working days after 2026-03-30{friday}{monday}", "policy"),
    ]


def test_what_is_no_phrase_is_told_as_it_was_said() -> None:
    assert refusal("Kies a day.", Language.EN) == "Kies a day."


@pytest.fixture
def world(desks: Desks) -> AdviserWorld:
    """An adviser with four visits today."""
    return build(desks.house)


@pytest.mark.parametrize(
    ("language", "field", "whole"),
    [
        ("nl", "Vul een heel getal in, van 0 tot en met 999.", "zo kan dit niet worden vastgelegd."),
        ("en", "Fill in a whole number, from 0 to 999.", "it cannot be recorded like this."),
    ],
)
def test_a_refused_form_is_told_in_the_language_of_the_page(
    desks: Desks, world: AdviserWorld, language: str, field: str, whole: str
) -> None:
    """Given a language / when a field is wrong, and a visit is recorded twice / then both say why in that language."""
    adviser, visit = desks.sign_in(world.user), f"/vandaag/{world.visits[0]}"
    adviser.post("/taal", {"language": language, "back": "/"})

    wrong, _, twice = (adviser.post(visit, form) for form in (QUICK | {"present": "veel"}, QUICK, QUICK))

    assert (wrong.status_code, twice.status_code) == (422, 422)
    assert field in wrong.text
    assert whole in twice.text
    assert 'lang="nl"' not in wrong.text.split("<main")[1].split("</main>")[0]
