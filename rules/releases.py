"""When a report may leave: what one release hides, no later one shows.

Source: house policy (TRUST.md section 4: a correction hides at least as much; the ledger of what was published).
"""

from collections.abc import Collection, Mapping


def scope_of(cell: str) -> str:
    """Return the population and period that a cell counts: the first two parts of its name."""
    return "/".join(cell.split("/")[:2])


def newly_shown(
    cells: Mapping[str, str | None], hidden: Collection[str], texts: Collection[str] = ()
) -> frozenset[str]:
    """Return the cells that would be shown though they are hidden elsewhere, or were text only before.

    `hidden`: the cells that any release hides; `texts`: the scopes of which an earlier version showed no figure.
    """
    return frozenset(
        cell for cell, shown in cells.items() if shown is not None and (cell in hidden or scope_of(cell) in texts)
    )


def only_text_before(before: Mapping[str, str | None], cells: Mapping[str, str | None]) -> frozenset[str]:
    """Return the scopes of a correction of which the version before showed no figure at all."""
    known = {scope_of(cell) for cell, shown in before.items() if shown is not None}
    return frozenset(scope_of(cell) for cell in cells) - known
