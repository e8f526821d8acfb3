"""What the anonymisation gate costs: load, memory and time for 1,000 characters, against the targets."""

import resource
import sys
from pathlib import Path
from time import process_time

LOAD_SECONDS, MEGABYTES, MILLISECONDS = 1.0, 100.0, 10.0
SET = Path(__file__).parents[1] / "tests" / "acceptance" / "anonymisation.jsonl"
ROUNDS = 5


def load() -> float:
    """Return the seconds of processor time until the first text is checked, imports and lists included."""
    started = process_time()
    from rules.gate import check

    check("Sanne woont in Haarlem en belt met 0612345678.")
    return process_time() - started


def per_thousand() -> float:
    """Return the milliseconds of processor time for 1,000 characters of one long text, the quickest of some rounds.

    The text is the labelled set joined; each round checks it with names of the case and without.
    """
    import json

    from rules.gate import check

    lines = SET.read_text(encoding="utf-8").splitlines()
    text = " ".join(json.loads(line)["text"] for line in lines)
    rounds = []
    for _ in range(ROUNDS):
        started = process_time()
        check(text, known=("Thirza van der Meulen", "Jorik"), allow=("groep De Zwaluw",))
        rounds.append(process_time() - started)
    return min(rounds) * 1_000_000 / len(text)


def main() -> int:
    """Print the three figures; return 1 when one misses its target."""
    seconds = load()
    milliseconds = per_thousand()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = (
        ("load (s)", seconds, LOAD_SECONDS),
        ("memory (MB)", megabytes, MEGABYTES),
        ("1,000 characters (ms)", milliseconds, MILLISECONDS),
    )
    for name, figure, target in figures:
        print(f"{name:<24}{figure:>8.2f}  target <= {target:g}")
    return int(any(figure > target for _, figure, target in figures))


if __name__ == "__main__":
    sys.exit(main())
