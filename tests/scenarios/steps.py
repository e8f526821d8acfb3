"""People at the command line of one house: each step is a command on a day, by one of the people of the world."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.deadlines import run_sweep
from actions.house import House
from store.models import Signal
from store.session import transaction
from store.signals import signal_by_reference
from tests.actions.signal_world import World, notices, works
from tests.desk.command_line import Answer, CommandLine


@dataclass
class Steps:
    """Runs commands on a house with a world in it; `who` is a name of the world: writer, jurist, manager, ..."""

    house: House
    line: CommandLine
    logins: dict[str, str]
    group: str
    group_id: int
    folder: Path

    @classmethod
    def in_world(cls, house: House, line: CommandLine, folder: Path, **world: Any) -> "Steps":
        """Make a world in `house` and give its people the command line."""
        people = ("writer", "jurist", "manager", "other_manager", "coordinator")
        with transaction(house.engine) as session:
            made = World(house, session, **world)
            logins = {name: getattr(made, name).login for name in people}
            return cls(house, line, logins, made.group.code, made.group.id, folder)

    def text(self, text: str) -> Path:
        """Write a text to a file, as people give it."""
        file = self.folder / "tekst.txt"
        file.write_text(text)
        return file

    def refused(self, command: str, *arguments: object, by: str, at: datetime) -> Answer:
        """Run a command that may not work; return what it answered."""
        words = (*command.split(), *arguments, "--by", self.logins[by], "--as-of", at.isoformat(), "--json")
        return self.line(*words)

    def __call__(self, command: str, *arguments: object, by: str, at: datetime) -> dict[str, Any]:
        """Run a command that must work; return its JSON."""
        answer = self.refused(command, *arguments, by=by, at=at)
        assert answer.code == 0, answer.err
        told: dict[str, Any] = answer.data
        return told

    def draft(self, at: datetime, text: str = "Kamerdeuren gingen op slot.", **options: str) -> str:
        """Let the adviser draft a signal about the group; return its reference."""
        more = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
        measure = [] if "measure" in options else ["--measure", "room_confinement"]
        given = ("--group", self.group, "--text", self.text(text), *measure, *more)
        return str(self("signal draft", *given, by="writer", at=at)["reference"])

    def sent(self, at: datetime, **options: str) -> str:
        """Draft a general signal and let the jurist send it."""
        reference = self.draft(at, **options)
        self("signal submit", reference, by="writer", at=at)
        self("signal approve", reference, by="jurist", at=at)
        return reference

    def check_code(self, reference: str, at: datetime) -> None:
        """Go through the reporting code."""
        self("signal code-start", reference, "not_needed", by="writer", at=at)
        for step in ("map_signals", "consult"):
            self("signal code-step", reference, step, by="writer", at=at)
        self("signal code-step", reference, "talk", "--skip", "safety", by="writer", at=at)
        self("signal code-step", reference, "weigh", by="writer", at=at)
        self("signal code-step", reference, "decide", "--decision", "help", by="writer", at=at)

    def sweep(self, *moments: datetime) -> None:
        """Sweep at each moment."""
        for moment in moments:
            run_sweep(self.house, moment)

    def state(self, reference: str) -> str:
        """Return how a signal stands."""
        with transaction(self.house.engine) as session:
            return self.signal(session, reference).state.value

    @staticmethod
    def signal(session: Any, reference: str) -> Signal:
        """Return a signal in a session."""
        signal = signal_by_reference(session, reference)
        assert signal is not None
        return signal

    def works(self) -> list[str]:
        """Return the kinds of work that were asked."""
        with transaction(self.house.engine) as session:
            return works(session)

    def count(self, template: str) -> int:
        """Return how many mails of a template are in the outbox."""
        with transaction(self.house.engine) as session:
            return len(notices(session, template))
