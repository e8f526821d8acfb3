"""Work is shown with what it is about in words: a new subject finds its noun here, or is said to be about no work."""

import ast
from collections.abc import Iterator

import pytest

from rules.work_subjects import SubjectOfWorkUnknown, WorkSubject, numbered, subject_noun
from tests.house.tree import modules

NAMERS = {"Subject", "RecordSubject"}
NO_WORK = {
    "api_token", "council", "decree", "info_session", "intake", "observation", "pack", "plan", "register", "relation",
    "report", "retention", "survey", "user",
}  # fmt: skip
"""Subjects of the record that nobody is asked work about; `add_work` refuses them."""


def subjects() -> Iterator[str]:
    """Yield every subject that actions and stores name, written out or by a constant of the module."""
    for _, tree in modules("actions", "store"):
        known = dict(constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in NAMERS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)
                elif isinstance(first, ast.Name) and first.id in known:
                    yield known[first.id]


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from ((target.id, node.value.value) for target in node.targets if isinstance(target, ast.Name))


def test_every_subject_that_work_can_be_about_has_a_noun() -> None:
    found = set(subjects())
    assert found - set(WorkSubject) - NO_WORK == set(), "give it a noun in rules/work_subjects.py, or name it above"
    assert set(WorkSubject) - found == set(), "nothing is named so any more"


@pytest.mark.parametrize("noun", WorkSubject)
def test_what_has_no_code_is_told_in_a_word(noun: WorkSubject) -> None:
    told = numbered(noun, noun.dutch, 5)
    assert told == (noun.dutch if noun.is_one else f"{noun.dutch} 5")
    assert told[0].isupper()
    assert "_" not in told


@pytest.mark.parametrize("kind", sorted(NO_WORK))
def test_no_work_is_about_what_has_no_noun(kind: str) -> None:
    with pytest.raises(SubjectOfWorkUnknown):
        subject_noun(kind)
