"""Short ways to write a column of the register."""

from collections.abc import Iterable
from dataclasses import replace

from actions.register_columns import Column, Kind
from rules.vocabulary import Word

Aliases = tuple[tuple[str, Word], ...]


def text(name: str, field: str, about: str) -> Column:
    """Return a column of plain text."""
    return Column(name, field, Kind.TEXT, about)


def code(about: str, name: str = "code", field: str = "code") -> Column:
    """Return the column that a row is known by."""
    return Column(name, field, Kind.CODE, about)


def ref(name: str, field: str, refers: str, about: str) -> Column:
    """Return a column that points to a row of another sheet."""
    return Column(name, field, Kind.REFERENCE, about, refers=refers)


def word(name: str, field: str, words: Iterable[Word], about: str, aliases: Aliases = ()) -> Column:
    """Return a column that holds one of some words."""
    return Column(name, field, Kind.WORD, about, words=tuple(words), aliases=aliases)


def day(name: str, field: str, about: str) -> Column:
    """Return a column of days."""
    return Column(name, field, Kind.DAY, about)


def moment(name: str, field: str, about: str) -> Column:
    """Return a column of instants."""
    return Column(name, field, Kind.MOMENT, about)


def count(name: str, field: str, about: str, low: int = 0, high: int = 500) -> Column:
    """Return a column of whole numbers."""
    return Column(name, field, Kind.INTEGER, about, low=low, high=high)


def number(name: str, field: str, about: str, low: float, high: float) -> Column:
    """Return a column of numbers."""
    return Column(name, field, Kind.NUMBER, about, low=low, high=high)


def yes_no(name: str, field: str, about: str) -> Column:
    """Return a column of yes or no."""
    return Column(name, field, Kind.YES_NO, about)


def email(about: str) -> Column:
    """Return a column of mail addresses."""
    return Column("e-mail", "email", Kind.EMAIL, about)


def optional(column: Column, default: object = None) -> Column:
    """Return a column that may be left empty, and then means `default`."""
    return replace(column, required=False, default=default)


def sealed(name: str, field: str, about: str) -> Column:
    """Return a column whose text is kept sealed."""
    return Column(name, field, Kind.SEALED, about, high=20_000)
