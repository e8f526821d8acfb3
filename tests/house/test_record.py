"""Whatever the code records has words: people read the record, and a code tells them nothing."""

import ast
from collections.abc import Iterator

from actions.group_changes import GroupFields
from actions.register_sheets import TABLES
from rules.happenings import EVENTS, NOTICES, happening
from rules.record_words import FactName, Purpose, subject_said
from tests.house.tree import ROOT

RECORDING = {"record", "_record", "_tell", "_tell_record", "_change"}
"""What writes to the record: the function itself, and those that modules put before it; some tell by mail instead."""
NOT_FACTS = {"at", "actor", "what"}


def calls(*names: str) -> Iterator[ast.Call]:
    for folder in ("actions", "desk", "store"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and (
                    getattr(node.func, "id", None) in names or getattr(node.func, "attr", None) in names
                ):
                    yield node


def constants(node: ast.AST) -> set[str]:
    """Return the texts in an expression; the parts of a text with facts in it are none."""
    parts = {id(part) for joined in ast.walk(node) if isinstance(joined, ast.JoinedStr) for part in ast.walk(joined)}
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in parts
    }


def kinds_of_events() -> set[str]:
    """Return every event that a call names as a text of its own; a call about a new `Subject` names its kind too."""
    return {
        text
        for call in calls(*RECORDING)
        for given in call.args
        if not (isinstance(given, ast.Call) and getattr(given.func, "id", "") == "Subject")
        for text in constants(given)
        if text.replace("_", "").isalpha()
    }


def test_every_event_has_words() -> None:
    found = kinds_of_events() - set(NOTICES)
    assert len(found) > 100
    assert sorted(what for what in found if what not in EVENTS and happening(what) == what.replace("_", " ")) == []


def test_every_subject_has_a_noun() -> None:
    given = [call.args[0] for call in calls("Subject") if call.args]
    kinds = {text for kind in given if isinstance(kind, ast.Constant) for text in constants(kind)}
    assert len(kinds) > 30
    kinds |= {table.subject_kind for table in TABLES if not table.chain}
    assert sorted(kind for kind in kinds if subject_said(f"{kind}:7") == f"{kind}:7") == []


def test_every_fact_has_a_name() -> None:
    facts = {word.arg for call in calls("record", "_record") for word in call.keywords if word.arg} - NOT_FACTS
    assert len(facts) > 60
    assert sorted((facts | set(GroupFields.__slots__)) - set(FactName)) == []


def test_every_reading_says_what_for_in_words() -> None:
    read = calls("AccessLog", "log_reading", "read_identity", "read_issue")
    given = {text for call in read for word in call.keywords if word.arg == "purpose" for text in constants(word.value)}
    at_the_desk = {text for call in calls("log_reading") if len(call.args) == 2 for text in constants(call.args[1])}
    assert len(given | at_the_desk) > 10
    assert sorted((given | at_the_desk) - set(Purpose)) == []
