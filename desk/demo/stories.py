"""How the signals of the demo go: who acts after how long, and which ones are set up to end in each state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from desk.demo.dice import Dice
from rules.vocabulary import Judgement, SignalKind

SUFFICIENT, PARTLY, INSUFFICIENT = Judgement.SUFFICIENT, Judgement.PARTLY, Judgement.INSUFFICIENT


@dataclass(frozen=True, slots=True)
class Story:
    """After how long each person acts: working days, for an acute signal hours; None is never.

    `verify`, `confirm` and `close` are working days for both kinds.
    """

    review: int | None = 1
    acknowledge: int | None = 2
    answer: int | None = 9
    quality: Judgement = SUFFICIENT
    judge: int | None = 1
    director_answer: int | None = 6
    director_quality: Judgement = SUFFICIENT
    verify: int | None = 12
    improved: bool = True
    approve: int | None = 1
    confirm: int | None = 3
    close: int | None = 25
    is_withdrawn: bool = False
    is_double: bool = False


PROMPT = Story(answer=7)
SLOW = Story(acknowledge=4, answer=13, judge=2, verify=16)
LATE = Story(acknowledge=None, answer=17, judge=2)
PARTIAL = Story(quality=PARTLY)
TWICE = Story(answer=11, quality=INSUFFICIENT, director_answer=9, director_quality=INSUFFICIENT, approve=2)
DIRECTOR = Story(acknowledge=6, answer=None, director_answer=5)
SILENT = Story(acknowledge=None, answer=None, director_answer=None, approve=3, confirm=5)
NOT_IMPROVED = Story(improved=False, approve=2)

GENERAL: Mapping[Story, int] = MappingProxyType(
    {PROMPT: 30, SLOW: 22, LATE: 12, PARTIAL: 14, TWICE: 7, DIRECTOR: 6, SILENT: 5, NOT_IMPROVED: 4}
)
"""Stories of general signals and how often they happen."""

ACUTE: Mapping[Story, int] = MappingProxyType(
    {
        Story(review=1, acknowledge=1, answer=14, judge=3, approve=0): 6,
        Story(review=2, acknowledge=2, answer=19, judge=2, approve=1): 5,
        Story(review=6, acknowledge=3, answer=26, judge=4, approve=2, director_answer=3): 2,
        Story(review=1, acknowledge=1, answer=12, quality=INSUFFICIENT, director_answer=3, approve=1): 1,
    }
)
"""Stories of acute signals, in hours."""

ACUTE_SHARE = 0.18


@dataclass(frozen=True, slots=True)
class Birth:
    """A signal to be written on the evening of a day, after a visit; `group` when it is about that one."""

    number: int
    on: date
    kind: SignalKind
    story: Story
    group: str | None = None


FIRST_DAY, LAST_DAY = date(2025, 11, 17), date(2026, 11, 17)
NATURAL, APART, SPREAD = 32, 11, 8
"""How many signals come by themselves, the days between them, and how far the dice shift each."""

WHO_FALLS_ILL, ILL_FROM, ILL_TO = "VP-1", date(2026, 5, 18), date(2026, 5, 31)
"""An adviser of closed care who is ill for two weeks; nobody knows it before the first morning."""
LEAVING = "A03"
"""The agency whose contacts leave, without a successor, on `CONTACTS_LEAVE`; both its mails fail, each its own way."""
CONTACTS_LEAVE = date(2026, 11, 12)

CASEWORK_ON = (date(2026, 1, 30), date(2026, 11, 6), LAST_DAY)
"""On which evenings another system hands over what it knows of clients.

In November a case ends on such a day: its client is asked how the help was. About those that had ended before, that
may have been asked elsewhere.
"""
RELEASED_YEAR, RELEASED_ON = 2025, date(2026, 2, 16)
"""Over which year a manager releases the reports, and when."""

_FAST = replace(TWICE, acknowledge=1, answer=4, director_answer=8, approve=1, confirm=4)
_CAST: tuple[tuple[date, Story, str], ...] = (
    (date(2026, 3, 10), Story(is_withdrawn=True, review=4), "G-22"),
    (date(2026, 5, 12), SLOW, "G-24"),
    (date(2026, 5, 13), Story(is_double=True, review=6), "G-24"),
    # What follows is timed so that on the last day each state is there.
    (date(2026, 10, 5), replace(_FAST, close=None), "G-33"),
    (date(2026, 10, 19), replace(_FAST, approve=2, confirm=None), "G-25"),
    (date(2026, 10, 23), replace(_FAST, approve=3), "G-19"),
    (date(2026, 10, 26), replace(_FAST, approve=None), "G-34"),
    (date(2026, 10, 27), replace(PARTIAL, answer=5, director_answer=None), "G-28"),
    (date(2026, 10, 29), replace(PROMPT, answer=5, verify=None), "G-11"),
    (date(2026, 11, 5), replace(PROMPT, answer=6, judge=None), "G-23"),
    (date(2026, 11, 10), replace(PROMPT, answer=None), "G-32"),
    (date(2026, 11, 11), replace(PROMPT, acknowledge=None, answer=None), "G-13"),
    (date(2026, 11, 13), replace(PROMPT, acknowledge=None, answer=None), "G-26"),
    (date(2026, 11, 13), replace(PROMPT, acknowledge=None, answer=None), "G-27"),
    (date(2026, 11, 17), replace(PROMPT, review=3), "G-21"),
)


def births(dice: Dice) -> tuple[Birth, ...]:
    """Return every signal of the year, in the order in which they are written."""
    natural = [
        Birth(number, _day(dice, number), kind, _story(dice, kind, number))
        for number in range(NATURAL)
        for kind in (_kind(dice, number),)
    ]
    cast = [
        Birth(NATURAL + number, on, SignalKind.GENERAL, story, group) for number, (on, story, group) in enumerate(_CAST)
    ]
    return tuple(sorted(natural + cast, key=lambda birth: (birth.on, birth.number)))


def _day(dice: Dice, number: int) -> date:
    return FIRST_DAY + timedelta(days=4 + APART * number + dice.between(0, SPREAD, "born", number))


def _kind(dice: Dice, number: int) -> SignalKind:
    return SignalKind.ACUTE if dice.happens(ACUTE_SHARE, "kind", number) else SignalKind.GENERAL


def _story(dice: Dice, kind: SignalKind, number: int) -> Story:
    return dice.weigh(ACUTE if kind is SignalKind.ACUTE else GENERAL, "story", number)
