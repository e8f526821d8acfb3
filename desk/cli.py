"""The command `waakvlam`: parse, call an action, show the answer.

Exit codes: 0 done, 1 findings, 2 the person can mend it, 3 refused.
"""

import sys
import traceback
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from desk.commands import audit, database, demo, gate, outbox, plan, policy, register, report, signals, term, triage
from desk.mistakes import sentence
from desk.show import say
from rules.errors import Refused, RuleError

DONE, MENDABLE, REFUSED, BROKEN = 0, 2, 3, 70

app = typer.Typer(
    name="waakvlam",
    help="Plans the visits of confidential advisers in youth care, follows every signal, lets no deadline slip.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(database.serve)
app.command("triage")(triage.triage)
for group in (term, register, plan, signals, outbox, report, policy, gate, database, audit):
    app.add_typer(group.app)
app.add_typer(signals.one)


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; an error becomes a sentence on stderr, never a traceback."""
    try:
        return app(arguments, prog_name="waakvlam", standalone_mode=False) or DONE
    except Refused as error:
        say(str(error))
        return REFUSED
    except RuleError as error:
        say(str(error))
        return MENDABLE
    except TyperException as mistake:
        if told := sentence(mistake):
            say(told)
        return MENDABLE
    except Exception as fault:  # noqa: BLE001 - a traceback can show names; its place is enough to find the fault
        place = traceback.extract_tb(fault.__traceback__)[-1]
        say(f"Er ging iets mis in het programma zelf ({type(fault).__name__}, {place.name} regel {place.lineno}).")
        say("Er is niets half opgeslagen. Meld dit bij de beheerder.")
        return BROKEN


if __name__ == "__main__":
    main()
