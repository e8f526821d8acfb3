"""The papers say what the house is: settings, words, commands, links and decisions."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rules
from rules.policy import load_policy
from rules.vocabulary import CareType, Word
from store.settings import Settings
from tests.house.tree import ROOT, modules, texts

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
WORDS = (ROOT / "docs" / "words.md").read_text()
SETTING = re.compile(r"^\| `WAAKVLAM_(\w+)` \| ([^|]*) \| ([^|]+) \|$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href|srcset)=\"([^\"]+)\"")
MENTION = re.compile(r"(?<![\w/.-])(?:docs|tests|deployments)/[\w/-]+\.(?:md|py|yaml|service)\b")
WORK_MAKERS = ("add_work", "ask", "work", "Worry")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PARTS = ("## Context", "## Decision", "## Consequences", "## What enforces it")


def words() -> list[type[Word]]:
    """Return every closed list of the rules."""
    for module in pkgutil.iter_modules(rules.__path__, "rules."):
        importlib.import_module(module.name)
    return sorted(Word.__subclasses__(), key=lambda word: (word.__module__, word.__name__))


@pytest.mark.parametrize("word", words(), ids=lambda word: f"{word.__module__}.{word.__name__}")
def test_every_word_stands_in_the_glossary(word: type[Word]) -> None:
    section = WORDS.partition(f"### {word.__name__}\n")[2].partition("\n### ")[0]
    assert not [member.value for member in word if f"| `{member.value}` | {member.dutch} |" not in section]


def test_every_setting_stands_in_operations() -> None:
    told = {name.lower(): default for name, default, _ in SETTING.findall(OPERATIONS)}
    assert told == {name: shown(field.default) for name, field in Settings.model_fields.items()}


def shown(default: object) -> str:
    return "(empty)" if default in ("", None) else f"`{default}`"


def test_every_kind_of_work_stands_in_operations() -> None:
    kinds = {kind for _, tree in modules("actions") for kind in work_kinds(tree)}
    assert kinds
    assert not [kind for kind in sorted(kinds) if f"| `{kind}` |" not in OPERATIONS]


def work_kinds(tree: ast.Module) -> Iterator[str]:
    """Yield the kinds of work that a module makes, where it calls one of the makers with the kind written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in WORK_MAKERS:
            named = [leaf for word in node.keywords if word.arg == "kind" for leaf in ast.walk(word.value)]
            leaves = [leaf.value for leaf in named or node.args if isinstance(leaf, ast.Constant)]
            yield from (str(leaf) for leaf in (leaves if named else leaves[:1]))


def test_no_two_lists_share_a_name() -> None:
    names = [word.__name__ for word in words()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("care_type", CareType)
def test_every_care_type_has_a_cadence(care_type: CareType) -> None:
    book = load_policy()
    assert all(care_type in policy.cadence for _, policy in book.periods)


def test_every_link_leads_somewhere() -> None:
    assert not list(broken_links())


def broken_links() -> Iterator[str]:
    for name, text in texts(".md"):
        for groups in LINK.findall(text):
            target, _, anchor = (groups[0] or groups[1]).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            file = ((ROOT / name).parent / target) if target else ROOT / name
            if not file.exists() or (anchor and anchor not in headings(file)):
                yield f"{name}: {target}#{anchor}"


def headings(file: Path) -> set[str]:
    """Return the anchors of a paper's headings, as forges make them."""
    titles = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_paper_that_is_mentioned_exists() -> None:
    mentioned = {(name, path) for name, text in texts(".md", ".py") for path in MENTION.findall(text)}
    assert mentioned
    assert not [f"{name}: {path}" for name, path in sorted(mentioned) if not (ROOT / path).exists()]


def test_decisions_are_numbered_without_gaps() -> None:
    assert [file.name[:4] for file in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_says_what_enforces_it(decision: Path) -> None:
    text = decision.read_text()
    places = [text.find(part) for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
