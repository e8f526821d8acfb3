"""The shape of the policy: one frozen class per block of policy.toml. What is not named here is refused."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rules.calendar import Profile
from rules.policy_cadence import CadencePolicy, MissedPolicy, PlanningPolicy, VisitsPolicy
from rules.policy_flaws import CUSTOM
from rules.policy_kinds import Applies, Block, Clock, Count, Flag, Offset, PolicyTerm, Seconds
from rules.policy_words import (
    BeyondKnown,
    CareSetting,
    ComplaintStep,
    RecordClass,
    Regime,
    ReportProfile,
    ResidenceRule,
    Roll,
    RuleSet,
    Tls,
)
from rules.vocabulary import CareType, SignalKind, Unit


class RollPolicy(Block):
    """What a term does that ends on a day off. The law sets the first and the last."""

    statutory: Literal[Roll.ATW]
    policy: Literal[Roll.ATW]
    acute: Literal[Roll.NEVER]


class HolidaysPolicy(Block):
    """What holds past the last decreed holidays, and how many months before it the system warns."""

    beyond_known: BeyondKnown
    warn_months_before: Count


class LadderPolicy(Block):
    """The ladder of one kind of signal (DOMAIN 2b); `reminders` are offsets from the due day, in `reminder_unit`.

    Without an answer `director_after` of those units after the last overdue reminder, the director is addressed.
    """

    review: PolicyTerm
    acknowledge: PolicyTerm
    answer: PolicyTerm
    extend_at_most: Count
    reminders: tuple[Offset, ...]
    reminder_unit: Literal[Unit.WORKING_DAYS, Unit.HOURS]
    director_after: Count
    director: PolicyTerm
    escalate: PolicyTerm
    tell: PolicyTerm
    inspectorate_in_parallel: Flag
    verify_days: Count
    verify_windows: Count


class ClosedCarePolicy(Block):
    """Closed care apart: since 2024 the law gives the adviser the task to report (Jw 6.6.1 lid 5)."""

    report_to_inspectorate_at_once: Flag


class ApprovalPolicy(Block):
    """After how many minutes an unanswered acute approval climbs the on-call ladder, and how often."""

    acute_approver_minutes: Count
    climbs: Annotated[Count, Field(le=9)]


class DuplicatesPolicy(Block):
    """Within how many days two signals about the same measure at the same location may be one (DOMAIN 2b)."""

    within_days: Count


class ReplyLinkPolicy(Block):
    """How long an agency's link and its code hold, and how many wrong codes end the code."""

    days_after_due: Count
    code_minutes: Count
    wrong_codes: Count


class SweepPolicy(Block):
    """The brake: more escalations than this in one run need a person."""

    max_escalations_per_run: Count


class MailPolicy(Block):
    """How mail leaves: TLS, quiet hours (Europe/Amsterdam), lease, retries in minutes, and when it is given up."""

    tls: Tls
    quiet_from: Clock
    quiet_until: Clock
    quiet_weekends_and_holidays: Flag
    lease_seconds: Seconds
    retry_minutes: Annotated[tuple[Count, ...], Field(min_length=1)]
    dead_after_hours: Count
    per_recipient_per_hour: Count


class ComplaintPolicy(Block):
    """The clocks of complaint procedures by regime (DOMAIN 2c); a provider's own term stands in the register.

    `reminders`: working days before the end of a term on which the adviser is reminded.
    """

    regulation_term_rolls: Flag
    reminders: tuple[Offset, ...]
    regimes: dict[Regime, dict[ComplaintStep, PolicyTerm]]


class SkjRules(Applies):
    """Disciplinary rules (tuchtreglement SKJ) by date of filing."""

    lapse_years: Count
    repair: PolicyTerm
    defence: PolicyTerm
    decision: PolicyTerm
    appeal: PolicyTerm
    appeal_defence: PolicyTerm


class LegalRule(Applies):
    """Which set of legal rules holds for a measure, by setting and day of observation."""

    setting: CareSetting
    name: RuleSet


def _follow_on(rules: Sequence[Applies]) -> None:
    """Refuse rules that overlap or leave days between them: each day has exactly one."""
    for before, after in pairwise(sorted(rules, key=lambda rule: rule.applies_from)):
        if before.applies_until is None or before.applies_until + timedelta(days=1) != after.applies_from:
            raise PydanticCustomError(
                CUSTOM, "applies_from moet de dag na applies_until van de vorige regel zijn, zonder gat of overlap."
            )


def _each_setting_follows_on(rules: tuple[LegalRule, ...]) -> tuple[LegalRule, ...]:
    for setting in CareSetting:
        of_setting = [rule for rule in rules if rule.setting is setting]
        if not of_setting:
            raise PydanticCustomError(CUSTOM, "er zijn regels nodig voor zowel closed als open.")
        _follow_on(of_setting)
    return rules


def _skj_follow_on(rules: tuple[SkjRules, ...]) -> tuple[SkjRules, ...]:
    _follow_on(rules)
    return rules


class SkjPolicy(Block):
    """All disciplinary rules that were ever valid."""

    rules: Annotated[tuple[SkjRules, ...], Field(min_length=1), AfterValidator(_skj_follow_on)]


class LeidraadPolicy(Block):
    """The provider's duty to notify calamities and violence (DOMAIN 2d), and how long we wait for proof."""

    notify: PolicyTerm
    doubt: PolicyTerm
    report: PolicyTerm
    ask_provider: PolicyTerm
    proof: PolicyTerm
    reminders: tuple[Offset, ...]


class ReportingCodePolicy(Block):
    """The reporting code (meldcode, DOMAIN 2e)."""

    all_steps_same_day_if_acute: Flag
    consult: PolicyTerm
    decide: PolicyTerm


class IgjPolicy(Block):
    """What we expect of the inspectorate's follow-up when it names no term itself."""

    plan: PolicyTerm
    period: PolicyTerm
    period_min_months: Count
    period_max_months: Count
    enquire: PolicyTerm
    order_valid: PolicyTerm


class ReportPolicy(Block):
    """Small numbers in reports: unique clients below which there are no tables, the profile, and the least surveys.

    `survey_days`: how many days after a support case ended it can be asked about, and after that answered.
    """

    threshold: Count
    profile: ReportProfile
    min_survey: Count
    survey_days: Count


class RetentionPolicy(Block):
    """Proposed retention in years by record class, and what stays for ever."""

    forever: tuple[RecordClass, ...]
    years: dict[RecordClass, Count]

    @model_validator(mode="after")
    def _every_class_once(self) -> Self:
        named = sorted([*self.forever, *self.years])
        if named != sorted(RecordClass):
            raise PydanticCustomError(CUSTOM, "elke soort gegevens moet precies één keer in years of forever staan.")
        return self


class PolicyValues(Block):
    """All blocks of the policy."""

    workday_profile: Profile
    residence_rule: ResidenceRule
    roll_policy: RollPolicy
    holidays: HolidaysPolicy
    cadence: dict[CareType, CadencePolicy]
    missed: MissedPolicy
    visits: VisitsPolicy
    planning: PlanningPolicy
    signal: dict[SignalKind, LadderPolicy]
    closed_care: ClosedCarePolicy
    approval: ApprovalPolicy
    duplicates: DuplicatesPolicy
    reply_link: ReplyLinkPolicy
    sweep: SweepPolicy
    mail: MailPolicy
    complaint: ComplaintPolicy
    skj: SkjPolicy
    leidraad: LeidraadPolicy
    reporting_code: ReportingCodePolicy
    igj: IgjPolicy
    legal_rules: Annotated[tuple[LegalRule, ...], Field(min_length=1), AfterValidator(_each_setting_follows_on)]
    report: ReportPolicy
    retention: RetentionPolicy
