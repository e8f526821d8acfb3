"""The command `waakvlam`: parse, call an action, show the answer.

Exit codes: 0 done, 1 findings, 2 the person can mend it, 3 refused.
"""

import sys
import traceback

import typer

from desk.commands import audit, database, demo, outbox, plan, policy, register, report, signals, term
from desk.show import say
from rules.errors import Refused, RuleError

MENDABLE, REFUSED, BROKEN = 2, 3, 70

app = typer.Typer(
    name="waakvlam",
    help="Plans the visits of confidential advisers in youth care, follows every signal, lets no deadline slip.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(database.serve)
for group in (term, register, plan, signals, outbox, report, policy, database, audit):
    app.add_typer(group.app)
app.add_typer(signals.one)


def main() -> None:
    """Run the command line; turn errors into a sentence and an exit code, never a traceback."""
    try:
        app()
    except Refused as error:
        say(str(error))
        sys.exit(REFUSED)
    except RuleError as error:
        say(str(error))
        sys.exit(MENDABLE)
    except Exception as fault:  # noqa: BLE001 - a traceback can show names; its place is enough to find the fault
        place = traceback.extract_tb(fault.__traceback__)[-1]
        say(f"Er ging iets mis in het programma zelf ({type(fault).__name__}, {place.name} regel {place.lineno}).")
        say("Er is niets half opgeslagen. Meld dit bij de beheerder.")
        sys.exit(BROKEN)


if __name__ == "__main__":
    main()
