"""The life of signals against a plain model: people do anything in any order, and nothing differs.

The model is a dict per signal, written from DOMAIN.md 2b and not from the table of rules/signals.py. Set
SIGNAL_MACHINE_RUNS=2000 and SIGNAL_MACHINE_STEPS=50 for the long run.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from actions.declining import decline
from actions.escalations import approve, close, confirm, propose, told_by_phone
from actions.house import House
from actions.inspectorate import Message, hear
from actions.signal_texts import edit_text
from actions.signals import (
    acknowledge,
    approve_and_send,
    judge_reply,
    merge,
    receive_reply,
    reopen,
    review_sent,
    send_acute,
    submit_signal,
    verify,
    withdraw,
)
from rules.errors import RuleError
from rules.inspectorate import InspectorateState
from rules.signal_words import DeclineReason
from rules.signals import EscalationReason
from rules.vocabulary import CareType, Judgement, ReopenReason, Role, SignalKind, WithdrawReason
from store.inspectorate import case_of
from store.models import Signal, User
from store.session import transaction
from store.signals import escalation_of, unreviewed_decisions
from tests.actions.signal_world import SENT_AT, World, check_code

RUNS = int(os.environ.get("SIGNAL_MACHINE_RUNS", "12"))
STEPS = int(os.environ.get("SIGNAL_MACHINE_STEPS", "40"))
MOST = 2
MINUTE = timedelta(minutes=1)

Model = dict[str, Any]
PEOPLE = ("writer", "colleague", "jurist", "manager", "other_manager", "coordinator", "contact")
OWN = {"writer"}
READERS = {"colleague", "jurist", "manager", "other_manager"}
APPROVERS = {"jurist", "manager", "other_manager"}
SECOND = OWN | APPROVERS
JUDGES = {"writer", "jurist"}
FOLLOWERS = SECOND | {"coordinator"}
ANSWERERS = FOLLOWERS | {"contact"}
WITH_AGENCY = {"sent", "received"}
AT_INSPECTORATE = {"escalation_proposed", "escalation_approved", "escalated", "confirmed"}
ENDED = {"closed", "withdrawn", "merged"}

ACTS = (
    "edit", "submit", "approve_text", "go_through_code", "send_at_once", "read_afterwards", "receive", "reply", "judge",
    "look", "propose_escalation", "decide", "phone", "confirm_receipt", "hear_the_end", "close_it", "take_back",
    "open_again", "merge_draft",
)  # fmt: skip
WAY = {
    "draft": (("approve_text", "jurist"), ("go_through_code", "writer"), ("send_at_once", "writer")),
    "sent": (("receive", "contact"), ("reply", "contact"), ("propose_escalation", "writer")),
    "received": (("reply", "contact"), ("propose_escalation", "jurist")),
    "answered": (("judge", "writer"), ("judge", "jurist"), ("propose_escalation", "manager")),
    "returned": (("reply", "contact"), ("propose_escalation", "writer")),
    "verification": (("look", "writer"), ("look", "jurist")),
    "escalation_proposed": (("reply", "contact"), ("judge", "writer")),
    "escalation_approved": (("reply", "contact"), ("judge", "jurist")),
    "escalated": (("judge", "writer"),),
    "confirmed": (("close_it", "manager"), ("close_it", "jurist")),
    "closed": (("open_again", "jurist"),),
    "withdrawn": (("open_again", "writer"),),
    "merged": (),
}  # fmt: skip
"""What comes next in each state, and who does it."""
BESIDE = {
    "proposed": (("decide", "manager"), ("decide", "other_manager"), ("read_afterwards", "jurist")),
    "declined": (("read_afterwards", "manager"),),
    "approved": (("phone", "coordinator"), ("read_afterwards", "jurist")),
    "told": (("confirm_receipt", "coordinator"), ("hear_the_end", "coordinator")),
    "confirmed": (("hear_the_end", "writer"), ("read_afterwards", "manager")),
}
"""What comes next with the inspectorate, beside that."""

people = st.sampled_from(PEOPLE)
flags = st.integers(0, 2)
pick = st.integers(0, MOST - 1)


class Undone(Exception):
    """Ends the transaction of a run without keeping anything."""


class SignalMachine(RuleBasedStateMachine):
    """People of one world act on up to two signals; the model says what must come of it."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self._kept = self._world()
        self.world: World = next(self._kept)
        self.session, self.now = self.world.session, SENT_AT
        region = self.world.region
        colleague = region.add_adviser()
        self.users: dict[str, User] = {name: getattr(self.world, name) for name in PEOPLE if hasattr(self.world, name)}
        self.users["colleague"] = self.session.query(User).where(User.adviser_id == colleague.id).one()
        self.users["contact"] = region.add_user(Role.PROVIDER_CONTACT, agency_id=region.agency.id)
        self.closed = region.add_group(CareType.CLOSED_CARE, self.world.adviser)
        self.signals: list[Signal] = []
        self.models: list[Model] = []

    def _world(self) -> Iterator[World]:
        try:
            with transaction(self.house.engine) as session:
                yield World(self.house, session)
                raise Undone
        except Undone:
            return

    def teardown(self) -> None:
        """Undo everything this run did."""
        next(self._kept, None)

    # -- doing ------------------------------------------------------------------------------------------------------

    def chosen(self, number: int) -> tuple[Signal, Model]:
        return self.signals[number % len(self.signals)], self.models[number % len(self.signals)]

    def do(self, may: bool, act: Callable[[], object], then: Callable[[], object]) -> None:
        """Do `act`; when the model says that it may be, `then` changes the model, else it must be refused in words."""
        self.now += MINUTE
        with self.attempt() as refused:
            act()
        if refused:
            assert not may, f"refused: {refused[0]}"
            assert str(refused[0]).endswith(".")
        else:
            assert may, "was possible"
            then()

    @contextmanager
    def attempt(self) -> Iterator[list[RuleError]]:
        refused: list[RuleError] = []
        try:
            with self.session.begin_nested():
                yield refused
        except RuleError as error:
            refused.append(error)

    @precondition(lambda self: self.signals)
    @rule(number=pick, act=st.sampled_from(ACTS), who=people, flag=flags)
    def anybody(self, number: int, act: str, who: str, flag: int) -> None:
        """Anybody does anything."""
        getattr(self, act)(number, who, flag)

    @precondition(lambda self: self.signals)
    @rule(number=pick, turn=st.integers(0, 11), flag=flags)
    def go_on(self, number: int, turn: int, flag: int) -> None:
        """Somebody who may do what comes next does it, so that runs get far."""
        _, model = self.chosen(number)
        known = model["escalation"]
        steps = (*WAY[model["state"]], *(BESIDE[known["stage"]] if known and model["state"] not in ENDED else ()))
        if steps:
            act, who = steps[turn % len(steps)]
            getattr(self, act)(number, who, flag)

    # -- what people do ---------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.signals) < MOST)
    @rule(kind=st.sampled_from(SignalKind), in_closed_care=st.booleans())
    def draft(self, kind: SignalKind, in_closed_care: bool) -> None:
        """The writer drafts a signal."""
        group = self.closed if in_closed_care else self.world.group
        more = {"group_id": group.id, "location_id": group.location_id, "actor": f"user:{self.users['writer'].id}"}
        self.signals.append(self.world.draft(kind, self.now, **more))
        self.models.append({
            "state": "draft", "kind": kind.value, "closed_care": in_closed_care, "round": 1, "submitted": False,
            "code": False, "sent": False, "unread": set(), "reply": {}, "escalation": None, "case": None, "reopened": 0,
        })  # fmt: skip

    def edit(self, number: int, who: str, flag: int) -> None:
        """Somebody changes the text."""
        signal, model = self.chosen(number)
        may = who in OWN and model["state"] == "draft" and flag == 0
        version, by = signal.text_version + flag, self.users[who]
        self.do(may, lambda: edit_text(self.session, self.house, signal, "Anders.", version, self.now, by=by),
                lambda: model.update(submitted=False))  # fmt: skip

    def submit(self, number: int, who: str, _flag: int) -> None:
        """Somebody asks for a second person."""
        signal, model = self.chosen(number)
        may = who in OWN and model["state"] == "draft" and model["kind"] == "general" and not model["submitted"]
        self.do(may, lambda: submit_signal(self.session, self.house, signal, self.now, by=self.users[who]),
                lambda: model.update(submitted=True))  # fmt: skip

    def approve_text(self, number: int, who: str, _flag: int) -> None:
        """A second person lets a general signal leave."""
        signal, model = self.chosen(number)
        may = who in READERS and model["state"] == "draft" and model["kind"] == "general"
        self.do(may, lambda: approve_and_send(self.session, self.house, signal, self.users[who], self.now),
                lambda: self._sent(model, []))  # fmt: skip

    def go_through_code(self, number: int, who: str, _flag: int) -> None:
        """Somebody goes through the reporting code."""
        signal, model = self.chosen(number)
        may = who in JUDGES and model["state"] not in ENDED and not model["code"]
        self.do(may, lambda: check_code(self.session, self.house, signal, self.now, self.users[who]),
                lambda: model.update(code=True))  # fmt: skip

    def send_at_once(self, number: int, who: str, _flag: int) -> None:
        """An acute signal leaves at once."""
        signal, model = self.chosen(number)
        may = who in OWN and model["state"] == "draft" and model["kind"] == "acute" and model["code"]
        self.do(may, lambda: send_acute(self.session, self.house, signal, self.now, by=self.users[who]),
                lambda: self._sent(model, ["writer"]))  # fmt: skip

    def _sent(self, model: Model, unread: list[str]) -> None:
        model.update(state="sent", sent=True, submitted=False, unread=set(unread))
        if model["closed_care"] or model["kind"] == "acute":
            model["escalation"] = _proposal(None, by_law=model["closed_care"])

    def read_afterwards(self, number: int, who: str, _flag: int) -> None:
        """A second person reads what left."""
        signal, model = self.chosen(number)
        may = bool(model["unread"]) and who in READERS and who not in model["unread"]
        self.do(may, lambda: review_sent(self.session, self.house, signal, self.users[who], self.now),
                lambda: model.update(unread=set()))  # fmt: skip

    def receive(self, number: int, who: str, _flag: int) -> None:
        """The agency has it."""
        signal, model = self.chosen(number)
        may = who in ANSWERERS and model["state"] == "sent"
        self.do(may, lambda: acknowledge(self.session, self.house, signal, self.now, by=self.users[who]),
                lambda: model.update(state="received"))  # fmt: skip

    def reply(self, number: int, who: str, _flag: int) -> None:
        """The agency answers."""
        signal, model = self.chosen(number)
        may = (
            who in ANSWERERS
            and model["state"] in WITH_AGENCY | {"returned"} | AT_INSPECTORATE
            and model["round"] not in model["reply"]
        )

        def answered() -> None:
            model["reply"][model["round"]] = "open"
            if model["state"] not in AT_INSPECTORATE:
                model["state"] = "answered"

        by, now = self.users[who], self.now + MINUTE
        self.do(may, lambda: receive_reply(self.session, self.house, signal, "Ja.", now, now, by=by), answered)

    def judge(self, number: int, who: str, flag: int) -> None:
        """Somebody judges the answer; of a general signal another person reads the reasons before they leave."""
        signal, model = self.chosen(number)
        judgement = list(Judgement)[flag]
        second = None if model["kind"] == "acute" else self.users["manager"]
        waits = model["reply"].get(model["round"]) == "open"
        is_passed_on, is_good = model["state"] in AT_INSPECTORATE, judgement is Judgement.SUFFICIENT
        is_first = model["round"] == 1
        needs = {"answered", "verification"} if not is_first and not is_good else {"answered"}
        may = who in JUDGES and waits and (is_passed_on or model["state"] in needs)

        def judged() -> None:
            model["reply"][model["round"]] = "judged"
            if is_passed_on:
                return
            if is_good:
                model["state"] = "verification"
            elif is_first:
                model.update(state="returned", round=2)
                if second is None:
                    model["unread"].add(who)
            else:
                self._proposed(model, who)

        self.do(may, lambda: judge_reply(self.session, self.house, signal, judgement, self.users[who], self.now,
                                         reasons="Er is niets gewijzigd.", second=second), judged)  # fmt: skip

    def look(self, number: int, who: str, flag: int) -> None:
        """Somebody looks at the location."""
        is_clean = flag > 0
        signal, model = self.chosen(number)
        may = who in JUDGES and model["state"] == "verification" and (not is_clean or self._is_closable(model))

        def looked() -> None:
            if is_clean:
                model["state"] = "closed"
            else:
                self._proposed(model, who)

        by = self.users[who]
        self.do(may, lambda: verify(self.session, self.house, signal, self.now, clean=is_clean, by=by), looked)

    def propose_escalation(self, number: int, who: str, _flag: int) -> None:
        """Somebody proposes to pass it on."""
        signal, model = self.chosen(number)
        may = who in SECOND and model["state"] in WITH_AGENCY | {"answered", "returned", "verification"}
        by = self.users[who]
        self.do(may, lambda: propose(self.session, self.house, signal, EscalationReason.SAFETY, self.now, by=by),
                lambda: self._proposed(model, who))  # fmt: skip

    def _proposed(self, model: Model, who: str) -> None:
        model.update(state="escalation_proposed", before=model["state"])
        known = model["escalation"]
        if (
            known is None
            or known["stage"] == "declined"
            or (known["decided"] is not None and known["decided"] < model["reopened"])
        ):
            model["escalation"] = _proposal(who)
        elif known["stage"] == "proposed":
            known["by"] = known["by"] or who
        else:
            model["state"] = "escalation_approved" if known["stage"] == "approved" else "escalated"

    def decide(self, number: int, who: str, flag: int) -> None:
        """Somebody decides about passing it on."""
        is_yes = flag > 0
        signal, model = self.chosen(number)
        known, escalation = model["escalation"], escalation_of(self.session, signal)
        if known is None or escalation is None:
            return
        may = (
            who in APPROVERS and who != known["by"] and known["stage"] == "proposed" and model["state"] not in ENDED
            and (is_yes or not known["by_law"])
        )  # fmt: skip

        def decided() -> None:
            known.update(stage="approved" if is_yes else "declined", decided=self._minute() if is_yes else None)
            if model["state"] == "escalation_proposed":
                waits = model["before"] in WITH_AGENCY | {"returned"} and model["round"] not in model["reply"]
                model["state"] = "escalation_approved" if is_yes else model["before"] if waits else "verification"

        def act() -> None:
            if is_yes:
                approve(self.session, self.house, escalation, self.users[who], self.now)
            else:
                decline(self.session, self.house, escalation, self.users[who], DeclineReason.OTHER, self.now)

        self.do(may, act, decided)

    def phone(self, number: int, who: str, _flag: int) -> None:
        """Somebody phones the inspectorate; a second time changes nothing."""
        signal, model = self.chosen(number)
        known, escalation = model["escalation"], escalation_of(self.session, signal)
        if known is None or escalation is None:
            return
        may = who in FOLLOWERS and known["stage"] in ("approved", "told", "confirmed")

        def phoned() -> None:
            if known["stage"] != "approved":
                return
            known["stage"] = "told"
            if model["state"] == "escalation_approved":
                model["state"] = "escalated"
            if model["state"] not in ENDED:
                model["case"] = "awaiting_feedback"

        by = self.users[who]
        self.do(may, lambda: told_by_phone(self.session, self.house, escalation, self.now, self.now, by=by), phoned)

    def confirm_receipt(self, number: int, who: str, _flag: int) -> None:
        """Somebody records that the inspectorate has it."""
        signal, model = self.chosen(number)
        known, escalation = model["escalation"], escalation_of(self.session, signal)
        if known is None or escalation is None:
            return
        may = who in FOLLOWERS and known["stage"] in ("told", "confirmed")

        def confirmed() -> None:
            known["stage"] = "confirmed"
            if model["state"] == "escalated":
                model["state"] = "confirmed"

        by = self.users[who]
        self.do(may, lambda: confirm(self.session, self.house, escalation, self.now, by=by), confirmed)

    def hear_the_end(self, number: int, who: str, _flag: int) -> None:
        """The inspectorate says that it does nothing further."""
        signal, model = self.chosen(number)
        known, message = model["escalation"], Message(InspectorateState.NO_FURTHER_ACTION)
        may = (
            who in FOLLOWERS and model["state"] not in ENDED | {"draft"} and model["case"] == "awaiting_feedback"
            and known is not None and known["stage"] in ("told", "confirmed")
        )  # fmt: skip
        by = self.users[who]
        self.do(may, lambda: hear(self.session, self.house, signal, message, self.now, self.now, by=by),
                lambda: model.update(case="no_further_action"))  # fmt: skip

    def close_it(self, number: int, who: str, _flag: int) -> None:
        """Somebody closes what the inspectorate took over."""
        signal, model = self.chosen(number)
        escalation = escalation_of(self.session, signal)
        if escalation is None:
            return
        may = who in APPROVERS and model["state"] == "confirmed" and self._is_closable(model)
        self.do(may, lambda: close(self.session, self.house, escalation, self.now, by=self.users[who]),
                lambda: model.update(state="closed"))  # fmt: skip

    def _is_closable(self, model: Model) -> bool:
        known = model["escalation"]
        is_told = known is not None and known["stage"] in ("told", "confirmed")
        is_there = is_told and model["case"] == "awaiting_feedback"
        return not self._is_pending(model) and not is_there

    def _is_pending(self, model: Model) -> bool:
        known = model["escalation"]
        return bool(model["unread"]) or (known is not None and known["stage"] in ("proposed", "approved"))

    def take_back(self, number: int, who: str, _flag: int) -> None:
        """Somebody withdraws it."""
        signal, model = self.chosen(number)
        may = who in SECOND and model["state"] not in ENDED and not (model["sent"] and self._is_pending(model))
        reason, by = WithdrawReason.MISTAKE, self.users[who]
        self.do(may, lambda: withdraw(self.session, self.house, signal, reason, self.now, by=by),
                lambda: model.update(state="withdrawn", submitted=False))  # fmt: skip

    def open_again(self, number: int, who: str, _flag: int) -> None:
        """Somebody opens it again."""
        signal, model = self.chosen(number)
        may = who in SECOND and (model["state"] == "closed" or (model["state"] == "withdrawn" and not model["sent"]))
        to = "verification" if model["state"] == "closed" else "draft"
        reason, by = ReopenReason.RECURRENCE, self.users[who]
        self.do(may, lambda: reopen(self.session, self.house, signal, reason, self.now, by=by),
                lambda: model.update(state=to, reopened=self._minute()))  # fmt: skip

    def merge_draft(self, number: int, who: str, flag: int) -> None:
        """Somebody merges a draft into another signal."""
        signal, model = self.chosen(number)
        into, its = self.chosen(number + 1 + flag)
        if model["state"] != "draft":
            return
        is_more_urgent = model["kind"] == "acute" and its["kind"] == "general"
        may = who in FOLLOWERS and signal is not into and its["state"] not in ENDED and not is_more_urgent
        self.do(may, lambda: merge(self.session, self.house, signal, into, self.now, by=self.users[who]),
                lambda: model.update(state="merged"))  # fmt: skip

    def _minute(self) -> int:
        return round((self.now - SENT_AT).total_seconds() / 60)

    @invariant()
    def nothing_differs(self) -> None:
        """Compare what is kept with the model."""
        for signal, model in zip(self.signals, self.models, strict=True):
            assert self._seen(signal) == _expected(model)

    def _seen(self, signal: Signal) -> Model:
        escalation, case = escalation_of(self.session, signal), case_of(self.session, signal)
        stages = ("confirmed", "told", "approved", "declined")
        stage = next((name for name in stages if getattr(escalation, f"{name}_at")), "proposed") if escalation else None
        return {
            "state": signal.state.value,
            "round": signal.round,
            "stage": stage,
            "case": case.state.value if case else None,
            "unread": bool(unreviewed_decisions(self.session, signal)),
        }


def _proposal(by: str | None, *, by_law: bool = False) -> Model:
    return {"stage": "proposed", "by": by, "by_law": by_law, "decided": None}


def _expected(model: Model) -> Model:
    known = model["escalation"]
    return {
        "state": model["state"], "round": model["round"], "stage": known["stage"] if known else None,
        "case": model["case"], "unread": bool(model["unread"]),
    }  # fmt: skip


def test_signals_live_as_the_model_says(house: House) -> None:
    machine = type("Machine", (SignalMachine,), {"house": house})
    limits = settings(
        max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=limits)
