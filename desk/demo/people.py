"""The people of the demo and what they do with signals: second persons, agencies, advisers, managers, inspectorate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy.orm import Session

from actions.escalations import approve, close, confirm
from actions.house import House
from actions.inspectorate import Message, hear
from actions.reporting_code import start_code, take_code_step
from actions.signal_moves import subject
from actions.signals import (
    acknowledge,
    approve_and_send,
    draft_signal,
    judge_reply,
    merge,
    receive_reply,
    review_sent,
    send_acute,
    submit_signal,
    verify,
    withdraw,
)
from actions.worklist import complete
from desk.demo.dice import Dice
from desk.demo.region import Place
from desk.demo.stories import PROMPT, Birth, Story
from desk.demo.texts import CAUSES, REASONS, answer_text, measure_seen, signal_text
from rules.calendar import Calendar, add_working_days, local_date, to_local
from rules.inspectorate import SETTLED, InspectorateState
from rules.reporting_code import CodeDecision, CodeStep, EmergencyCall, SkipReason, TakenStep
from rules.vocabulary import Judgement, Role, SignalKind, SignalState, WithdrawReason
from store.decrees import calendar_in_force
from store.events import user_actor
from store.inspectorate import case_of
from store.models import Escalation, Signal, User
from store.signals import active_users, author_of, escalation_of, open_signals, unreviewed_decisions
from store.work import open_work_on

OFFICE_OPENS, OFFICE_CLOSES = 9, 18


def at_work(calendar: Calendar, now: datetime) -> bool:
    """Return whether offices are open: only for what is acute people act at other hours too."""
    return calendar.is_working_day(local_date(now)) and OFFICE_OPENS <= to_local(now).hour < OFFICE_CLOSES


@dataclass(frozen=True, slots=True)
class Scene:
    """One signal in front of the people, at one moment."""

    session: Session
    house: House
    dice: Dice
    signal: Signal
    story: Story
    since: datetime
    now: datetime

    def is_time(self, after: int | None, since: datetime | None = None, *, days: bool = False) -> bool:
        """Return whether someone who acts `after` so long acts by now: hours for an acute signal, else working days."""
        if after is None:
            return False
        start = since or self.since
        if self.signal.kind is SignalKind.ACUTE and not days:
            return self.now >= start + timedelta(hours=after)
        calendar = calendar_in_force(self.session)
        return at_work(calendar, self.now) and local_date(self.now) >= add_working_days(
            calendar, local_date(start), after
        )

    def one(self, role: Role) -> User:
        """Return the first user in `role`."""
        return active_users(self.session, role)[0]

    @property
    def author(self) -> User:
        """The user of the signal's adviser."""
        user = author_of(self.session, self.signal)
        if user is None:
            raise ValueError("the example region gives every adviser a user")
        return user

    @property
    def answer_quality(self) -> Judgement:
        """What the answer to the present round deserves."""
        return self.story.quality if self.signal.round == 1 else self.story.director_quality


def _check_code(session: Session, house: House, signal: Signal, now: datetime, author: User) -> None:
    """Go through the reporting code before an acute signal leaves; talking is skipped where safety is at stake."""
    start_code(session, house, signal, EmergencyCall.NOT_NEEDED, now, by=author)
    for step in CodeStep:
        skipped = SkipReason.SAFETY if step is CodeStep.TALK else None
        decision = CodeDecision.HELP if step is CodeStep.DECIDE else None
        take_code_step(session, house, signal, TakenStep(step, skipped, decision), now, by=author)


def _draft(scene: Scene) -> None:
    story, signal = scene.story, scene.signal
    if story.is_double:
        _merge_double(scene)
    elif scene.is_time(story.review) and story.is_withdrawn:
        reason = WithdrawReason.SOLVED_ON_THE_SPOT
        withdraw(scene.session, scene.house, signal, reason, scene.now, by=scene.one(Role.JURIST))
    elif scene.is_time(story.review):
        approve_and_send(scene.session, scene.house, signal, scene.one(Role.JURIST), scene.now)


def _merge_double(scene: Scene) -> None:
    same_place = open_signals(scene.session, location_id=scene.signal.location_id)
    first = next((other for other in same_place if other.id < scene.signal.id), None)
    if first is not None and scene.is_time(1):
        merge(scene.session, scene.house, scene.signal, first, scene.now, by=scene.one(Role.COORDINATOR))


def _with_agency(scene: Scene) -> None:
    story, sent_at = scene.story, scene.signal.sent_at
    if scene.is_time(story.answer, sent_at):
        _answer(scene)
    elif scene.signal.state is SignalState.SENT and scene.is_time(story.acknowledge, sent_at):
        acknowledge(scene.session, scene.house, scene.signal, scene.now)


def _with_director(scene: Scene) -> None:
    if scene.is_time(scene.story.director_answer):
        _answer(scene)


def _answer(scene: Scene) -> None:
    key = f"{scene.signal.reference}:{scene.signal.round}"
    text = answer_text(scene.dice, scene.answer_quality, key)
    receive_reply(scene.session, scene.house, scene.signal, text, scene.now, scene.now)


def _judge(scene: Scene) -> None:
    if scene.is_time(scene.story.judge):
        quality = scene.answer_quality
        judge_reply(
            scene.session, scene.house, scene.signal, quality, scene.author, scene.now,
            reasons=REASONS.get(quality, ""), second=scene.one(Role.JURIST),
        )  # fmt: skip


def _verify(scene: Scene) -> None:
    if scene.is_time(scene.story.verify, days=True) and _is_closable(scene):
        verify(scene.session, scene.house, scene.signal, scene.now, clean=scene.story.improved, by=scene.author)


def _is_closable(scene: Scene) -> bool:
    """Whether nothing runs beside the agency any more that closing would drop."""
    escalation = escalation_of(scene.session, scene.signal)
    is_decided = escalation is None or escalation.approved_at is not None
    case = case_of(scene.session, scene.signal)
    is_settled = case is None or not scene.story.improved or case.state in SETTLED
    return is_decided and is_settled and not unreviewed_decisions(scene.session, scene.signal)


def _close(scene: Scene) -> None:
    escalation, case = escalation_of(scene.session, scene.signal), case_of(scene.session, scene.signal)
    if escalation is not None and case is not None and case.state in SETTLED:
        close(scene.session, scene.house, escalation, scene.now, by=scene.one(Role.MANAGER))


def _hear(scene: Scene, confirmed_at: datetime) -> None:
    """The inspectorate says, after a while, that it got better."""
    case = case_of(scene.session, scene.signal)
    if case is None or case.state in SETTLED or not scene.is_time(scene.story.close, confirmed_at, days=True):
        return
    message = Message(InspectorateState.IMPROVED)
    hear(scene.session, scene.house, scene.signal, message, scene.now, scene.now, by=scene.one(Role.COORDINATOR))


ACTS: Mapping[SignalState, Callable[[Scene], None]] = MappingProxyType(
    {
        SignalState.DRAFT: _draft,
        SignalState.SENT: _with_agency,
        SignalState.RECEIVED: _with_agency,
        SignalState.RETURNED: _with_director,
        SignalState.ANSWERED: _judge,
        SignalState.VERIFICATION: _verify,
        SignalState.CONFIRMED: _close,
    }
)
"""What is done in each state between us and the agency; in the others everybody waits."""


@dataclass
class People:
    """Everybody who acts on signals, with the story of each signal and since when it is where it is."""

    house: House
    dice: Dice
    stories: dict[int, Story] = field(default_factory=dict)
    seen: dict[int, tuple[SignalState, datetime]] = field(default_factory=dict)

    def write(self, session: Session, birth: Birth, place: Place, now: datetime) -> Signal:
        """Let an adviser write down what was seen and draft the signal: an acute one leaves at once."""
        signal = draft_signal(
            session, self.house,
            kind=birth.kind, measure=(measure := measure_seen(self.dice, birth.kind, birth.number)),
            cause=self.dice.pick(CAUSES, "cause", birth.number),
            agency_id=place.agency_id, location_id=place.location_id, group_id=place.group_id,
            adviser_id=place.adviser_id, observed_on=local_date(now),
            text=signal_text(self.dice, measure, birth.number), now=now, actor=user_actor(place.user_id),
        )  # fmt: skip
        self._leave(session, signal, birth.story, session.get_one(User, place.user_id), now)
        return signal

    def _leave(self, session: Session, signal: Signal, story: Story, author: User, now: datetime) -> None:
        """Let the adviser finish a draft: an acute one leaves at once."""
        self.stories[signal.id] = story
        if signal.kind is SignalKind.ACUTE:
            _check_code(session, self.house, signal, now, author)
            send_acute(session, self.house, signal, now, by=author)
        else:
            submit_signal(session, self.house, signal, now, by=author)

    def act(self, session: Session, now: datetime) -> None:
        """Let everybody look at each open signal and do what they would do by now."""
        office_open = at_work(calendar_in_force(session), now)
        for signal in open_signals(session):
            if not (office_open or signal.kind is SignalKind.ACUTE):
                continue
            if signal.id not in self.stories:  # access was refused: the draft came by itself
                author = author_of(session, signal)
                if author is not None:
                    self._leave(session, signal, PROMPT, author, now)
                continue
            scene = Scene(
                session, self.house, self.dice, signal, self.stories[signal.id], self._since(signal, now), now
            )
            self._second_person_afterwards(scene)
            if signal.kind is SignalKind.ACUTE:
                self._phone_director(scene)
            self._inspectorate(scene)
            if signal.state in ACTS:
                ACTS[signal.state](scene)

    def _since(self, signal: Signal, now: datetime) -> datetime:
        state, since = self.seen.get(signal.id, (None, now))
        if state is not signal.state:
            since = signal.created_at if state is None else now
            self.seen[signal.id] = (signal.state, since)
        return since

    def _second_person_afterwards(self, scene: Scene) -> None:
        waiting = unreviewed_decisions(scene.session, scene.signal)
        if waiting and scene.is_time(scene.story.review, waiting[0].decided_at):
            review_sent(scene.session, scene.house, scene.signal, scene.one(Role.JURIST), scene.now)

    def _phone_director(self, scene: Scene) -> None:
        """The coordinator phones the director about an acute signal, and says so: nothing else tells it."""
        for item in open_work_on(scene.session, subject(scene.signal), "phone_director"):
            if scene.is_time(1, item.created_at):
                complete(scene.session, item.id, scene.one(Role.COORDINATOR), scene.now)

    def _inspectorate(self, scene: Scene) -> None:
        escalation = escalation_of(scene.session, scene.signal)
        if escalation is None:
            return
        if escalation.approved_at is None:
            if scene.is_time(scene.story.approve, escalation.proposed_at):
                approve(scene.session, scene.house, escalation, scene.one(Role.MANAGER), scene.now)
        elif escalation.told_at is not None and (
            scene.signal.state is SignalState.ESCALATED or escalation.confirmed_at is None
        ):
            self._confirm(scene, escalation, escalation.told_at)
        elif escalation.confirmed_at is not None:
            _hear(scene, escalation.confirmed_at)

    def _confirm(self, scene: Scene, escalation: Escalation, told_at: datetime) -> None:
        if scene.is_time(scene.story.confirm, told_at, days=True):
            confirm(scene.session, scene.house, escalation, scene.now, by=scene.one(Role.COORDINATOR))
