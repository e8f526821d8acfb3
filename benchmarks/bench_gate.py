"""What the anonymisation gate finds and costs, against every target: quality by set, load, memory, time."""

import resource
import sys
from time import process_time

LOAD_SECONDS, MEGABYTES, MILLISECONDS = 1.0, 100.0, 10.0
ROUNDS = 5


def load() -> float:
    """Return the seconds of processor time until the first text is checked, imports and lists included."""
    started = process_time()
    from rules.gate import check

    check("Sanne woont in Haarlem en belt met 0612345678.")
    return process_time() - started


def per_thousand() -> float:
    """Return the milliseconds of processor time for 1,000 characters of one long text, the quickest of some rounds.

    The text is our first labelled set joined; each round checks it with names of the case and of the register.
    """
    from benchmarks.gate_sets import own_sets
    from rules.gate import check

    text = " ".join(sentence["text"] for sentence in own_sets()["set0"])
    rounds = []
    for _ in range(ROUNDS):
        started = process_time()
        check(text, known=("Thirza van der Meulen", "Jorik"), allow=("groep De Zwaluw",))
        rounds.append(process_time() - started)
    return min(rounds) * 1_000_000 / len(text)


def costs() -> bool:
    """Print load, memory and time; return whether all targets are met."""
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
    return all(figure <= target for _, figure, target in figures)


def quality() -> bool:
    """Print the figures of each set; return whether all targets are met."""
    from benchmarks.gate_sets import LEAST, MOST, SHARED, own_sets, read_set, score

    sets = own_sets()
    if SHARED.exists():
        sets = {"shared": read_set(SHARED)} | sets
    else:
        print("skipped: needs the shared development set beside this checkout")
    names = (*LEAST, *MOST)
    print(f"{'set':<10}{'n':>5}" + "".join(f"{name:>15}" for name in names))
    targets = {name: f">= {least:g}" for name, least in LEAST.items()}
    targets |= {name: f"<= {most:g}" for name, most in MOST.items()}
    print(f"{'target':<15}" + "".join(f"{targets[name]:>15}" for name in names))
    scored = [score(name, sentences) for name, sentences in sets.items()]
    for one in scored:
        print(f"{one.name:<10}{one.sentences:>5}" + "".join(f"{one.figures[name]:>15.3f}" for name in names))
    return not any(one.misses for one in scored)


def main() -> int:
    """Print every figure; return 1 when one misses its target."""
    met = costs()
    return int(not (quality() and met))


if __name__ == "__main__":
    sys.exit(main())
