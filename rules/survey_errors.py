"""What the question after a support case refuses, in sentences for the client who answers."""

from rules.errors import RuleError

GRADES = range(1, 11)
"""The grades a client can give. Source: the report of 2016, table 7."""


class SurveyNotOpen(RuleError):
    """A link that is unknown, was used, or is past its last day: which of these is not told."""

    def __init__(self, phone: str) -> None:
        super().__init__(
            "Deze link werkt niet (meer). Wilt u nog iets zeggen over de hulp? Bel dan {phone}.", phone=phone
        )


class NoSuchGrade(RuleError):
    """A grade that is none."""

    def __init__(self) -> None:
        super().__init__("Kies een cijfer van {first} tot en met {last}.", first=GRADES[0], last=GRADES[-1])


class CaseStillRuns(RuleError):
    """Somebody asks after a support case that did not end (F090)."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Traject {reference} loopt nog. De vraag hoe de hulp was komt pas als het is afgerond.", reference=reference
        )
