"""The command `waakvlam`: parse, call an action, show the answer.

Exit codes: 0 done, 1 findings, 2 the person can mend it, 3 refused.
"""

import sys
import traceback
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from desk.commands import (
    agency,
    audit,
    backup,
    calamity,
    calendar,
    case,
    certificate,
    database,
    demo,
    doctor,
    evidence,
    gate,
    inbound,
    mail,
    on_call,
    outbox,
    plan,
    policy,
    procedure,
    register,
    reply,
    report,
    report_release,
    serve,
    signal_further,
    signal_gate,
    signal_link,
    signal_steps,
    signal_terms,
    signals,
    term,
    token,
    triage,
    user,
    visit,
    work,
)
from desk.mistakes import sentence
from desk.options import check_arguments
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
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.command("triage")(triage.triage)
for group in (term, register, plan, signals, outbox, report, policy, gate, database, audit, work):
    app.add_typer(group.app)
for name, command in (
    ("pack", evidence.pack),
    ("link", signal_link.link),
    ("suspend", signal_terms.suspend),
    ("resume", signal_terms.resume),
    ("extend", signal_terms.extend),
    *signal_steps.COMMANDS,
    *signal_further.COMMANDS,
    *signal_gate.COMMANDS,
):
    signals.one.command(name)(command)
for name, released in report_release.COMMANDS:
    report.app.command(name)(released)
signals.app.command("clock-accept")(signal_terms.clock_accept)
signals.one.add_typer(signal_further.escalate)
app.add_typer(reply.app)
app.add_typer(calamity.app)
for cases in (procedure.app, procedure.intake):
    case.app.add_typer(cases)
app.add_typer(case.app)
app.add_typer(agency.app)
app.add_typer(on_call.app)
app.add_typer(visit.app)
for name, came_in in inbound.COMMANDS:
    mail.app.command(name)(came_in)
app.add_typer(mail.app)
app.add_typer(certificate.app)
app.add_typer(backup.app)
app.add_typer(calendar.app)
app.add_typer(token.app)
app.add_typer(user.app)
app.add_typer(signals.one)


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; an error becomes a sentence on stderr, never a traceback."""
    try:
        check_arguments(arguments)
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
        if told := _of_the_machine(fault):
            say(told)
            return MENDABLE
        place = traceback.extract_tb(fault.__traceback__)[-1]
        say(f"Er ging iets mis in het programma zelf ({type(fault).__name__}, {place.name} regel {place.lineno}).")
        say("Er is niets half opgeslagen. Meld dit bij de beheerder.")
        return BROKEN


def _of_the_machine(fault: Exception) -> str:
    """Return what to say of a disk that is full, may not be written to and the like; empty for all other faults."""
    from store.storage import StorageRefused, refusal_of

    refusal = refusal_of(fault)
    return str(StorageRefused(refusal)) if refusal else ""


if __name__ == "__main__":
    main()
