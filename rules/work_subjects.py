"""What work can be about, as people say it: for what has no code of its own, or has none any more.

Source: house policy.
"""

from rules.vocabulary import Word


class WorkSubject(Word):
    """What a piece of work is about. One that nobody has a noun for cannot be asked about."""

    ADVISER = "adviser", "Vertrouwenspersoon"
    AGENCY = "agency", "Instantie"
    BACKUP = "backup", "Back-up"
    BREAK_GLASS = "break_glass", "Noodtoegang"
    CALAMITY = "calamity", "Calamiteit"
    CALENDAR = "calendar", "Kalender met feestdagen"
    CLIENT = "client", "Cliënt"
    CLOCK = "clock", "Klok van de machine"
    CONTACT = "contact", "Contactpersoon"
    DEADLINE = "deadline", "Termijn"
    GROUP = "group", "Groep"
    INBOUND = "inbound", "Binnengekomen mail"
    LOCATION = "location", "Locatie"
    MAIL = "mail", "Mailvoorziening"
    NOTICE = "notice", "Uitgaande post"
    PROCEDURE = "procedure", "Klachtprocedure"
    RECORD = "record", "Logboek"
    REPORTS = "reports", "Jaarrapporten"
    ROTA = "rota", "Piketrooster"
    SIGNAL = "signal", "Signaal"
    SWEEP = "sweep", "Ronde langs de termijnen"
    VISIT = "visit", "Bezoek"
    WEBHOOK = "webhook", "Ander systeem"
    WINDOW = "window", "Bezoekvenster"

    @property
    def is_one(self) -> bool:
        """Return whether the house has one of these, so that a number tells nothing."""
        return self in _ONLY_ONE


_ONLY_ONE = frozenset({
    WorkSubject.BACKUP, WorkSubject.CALENDAR, WorkSubject.CLOCK, WorkSubject.MAIL, WorkSubject.RECORD,
    WorkSubject.ROTA, WorkSubject.SWEEP,
})  # fmt: skip


class SubjectOfWorkUnknown(ValueError):
    """Work about something that has no noun: a mistake in the program."""


def subject_noun(kind: str) -> WorkSubject:
    """Return the noun for what work is about. Raises: SubjectOfWorkUnknown."""
    if kind not in set(WorkSubject):
        raise SubjectOfWorkUnknown(kind)
    return WorkSubject(kind)


def numbered(noun: WorkSubject, word: str, number: int) -> str:
    """Return `word`, which is what `noun` is called, with the number that tells it from the others; reports: a year."""
    return word if noun.is_one else f"{word} {number}"
