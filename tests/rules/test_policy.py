"""The policy: the shipped file, its versions by day, and the sentence for every kind of flaw."""

import hashlib
import re
from datetime import date, time, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Profile
from rules.policy import changes, load_policy, parse_policy
from rules.policy_cadence import EveryDays, Quarterly, Weekly
from rules.policy_flaws import PolicyFlawed, PolicyNotYetValid
from rules.policy_words import (
    CareSetting,
    ComplaintStep,
    Norm,
    RecordClass,
    Regime,
    ReportProfile,
    RuleSet,
    Season,
    Tls,
    Weekday,
)
from rules.terms import Basis, Term
from rules.toml_lines import lines_of
from rules.vocabulary import CareType, LegalEffect, SignalKind, Unit

BOOK = load_policy()
TEXT = resources.files("rules").joinpath("policy.toml").read_text("utf-8")
DOCS = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
TODAY = date(2026, 3, 2)
POLICY = BOOK.on(TODAY)
ANSWER = 'answer = { amount = 15, unit = "working_days" }'


def changed(old: str, new: str, text: str = TEXT) -> str:
    """Return the shipped policy with one passage replaced, which has to be there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the policy"
    return text.replace(old, new)


def flaws_of(text: str) -> list[str]:
    with pytest.raises(PolicyFlawed) as caught:
        parse_policy(text, "policy.toml")
    return str(caught.value).splitlines()


def line_of(passage: str, text: str) -> int:
    return text[: text.index(passage)].count("\n") + 1


# --- the shipped file -------------------------------------------------------------------------------------------------


def test_the_shipped_policy_has_a_version_that_names_exactly_its_text() -> None:
    assert hashlib.sha256(TEXT.encode()).hexdigest() == BOOK.digest
    assert parse_policy(TEXT + "# other\n", "policy.toml").digest != BOOK.digest


def test_the_cadence_of_each_care_type_with_a_norm() -> None:
    closed, opened = POLICY.cadence[CareType.CLOSED_CARE], POLICY.cadence[CareType.OPEN_RESIDENTIAL_CARE]
    training, family = POLICY.cadence[CareType.INDEPENDENCE_TRAINING], POLICY.cadence[CareType.FAMILY_HOME]
    assert isinstance(closed, Weekly)
    assert isinstance(opened, EveryDays)
    assert isinstance(training, EveryDays)
    assert isinstance(family, Quarterly)
    assert (opened.every_days, training.every_days) == (14, 56)
    assert [(c.min_gap_days, c.max_gap_amber_days, c.max_gap_red_days) for c in (closed, opened, training, family)] == [
        (3, 10, 14),
        (7, 21, 28),
        (28, 70, 84),
        (42, 120, 150),
    ]
    assert [c.late_tolerance.amount for c in (closed, opened, training, family)] == [3, 5, 10, 20]
    assert [c.weight_hours for c in (closed, opened, training, family)] == [3.0, 2.25, 1.5, 2.0]
    assert [c.by_appointment for c in (closed, opened, training, family)] == [False, False, True, True]
    assert family.first_visit.unit is Unit.DAYS


def test_every_other_care_type_is_on_demand() -> None:
    assert set(POLICY.cadence) == set(CareType)
    with_norm = {"closed_care", "open_residential_care", "independence_training", "family_home"}
    assert POLICY.care_types_on_demand == set(CareType) - with_norm


def test_visiting_hours_of_a_family_home_differ_on_wednesday() -> None:
    family = POLICY.cadence[CareType.FAMILY_HOME]
    assert family.norm is not Norm.ON_DEMAND
    wednesday = [hours for hours in family.visiting if Weekday.of(date(2026, 3, 4)) in hours.weekdays]
    assert [(h.opens, h.closes, h.season) for h in wednesday] == [(time(13, 30), time(17), Season.ALWAYS)]


def test_the_ladders() -> None:
    general, acute = POLICY.signal[SignalKind.GENERAL], POLICY.signal[SignalKind.ACUTE]
    assert general.answer.term == Term(15, Unit.WORKING_DAYS, Basis.POLICY, Profile.ATW_FULL)
    assert acute.answer.term == Term(24, Unit.HOURS, Basis.POLICY, Profile.ATW_FULL)
    assert (general.reminders, general.reminder_unit) == ((-5, -1, 1), Unit.WORKING_DAYS)
    assert (general.director.amount, general.escalate.amount) == (10, 5)
    assert {term.unit for term in (acute.review, acute.acknowledge, acute.director, acute.escalate)} == {Unit.HOURS}
    assert (general.inspectorate_in_parallel, acute.inspectorate_in_parallel) == (False, True)


def test_the_clocks_of_complaints_are_law() -> None:
    regimes = POLICY.complaint.regimes
    assert set(regimes) == set(Regime) - {Regime.DISCIPLINARY_SKJ}
    committee = regimes[Regime.AWB_COMPLAINT][ComplaintStep.DECISION_WITH_COMMITTEE]
    assert committee.term == Term(10, Unit.WEEKS, Basis.STATUTORY)
    assert {term.legal_effect for steps in regimes.values() for term in steps.values()} == {LegalEffect.LAW}


def test_other_values_of_the_domain() -> None:
    assert (POLICY.report.threshold, POLICY.report.profile, POLICY.report.min_survey) == (5, ReportProfile.STRICT, 25)
    leidraad = POLICY.leidraad
    assert (leidraad.notify.amount, leidraad.doubt.amount, leidraad.report.amount) == (3, 6, 8)
    assert (POLICY.igj.plan.amount, POLICY.igj.period.amount) == (4, 3)
    assert POLICY.mail.tls is Tls.REQUIRED
    assert (POLICY.mail.quiet_from, POLICY.mail.quiet_until) == (time(18), time(8))
    assert (POLICY.missed.manager_after, POLICY.missed.management_report_after) == (2, 3)
    assert (POLICY.missed.closed_care_gap_days, POLICY.sweep.max_escalations_per_run) == (14, 10)


def test_a_statutory_term_keeps_the_calendar_of_the_law_whatever_our_profile() -> None:
    office = parse_policy(changed('workday_profile = "atw_full"', 'workday_profile = "office"'), "policy.toml").on(
        TODAY
    )
    law = office.complaint.regimes[Regime.AWB_COMPLAINT][ComplaintStep.DECISION]
    assert law.term.profile is Profile.ATW_FULL
    assert office.signal[SignalKind.GENERAL].answer.term.profile is Profile.OFFICE


def test_every_value_has_its_provenance() -> None:
    assert len(POLICY.provenance) > 150
    assert POLICY.provenance["leidraad.notify"].legal_effect is LegalEffect.AGREEMENT
    assert POLICY.provenance["cadence.closed_care.norm"].source.startswith("IGJ en AKJ, mei 2022")
    assert all(p.source and p.valid_from for p in POLICY.provenance.values())


def test_nothing_is_purged_until_somebody_decides() -> None:
    assert [POLICY.purge_after_years(record) for record in RecordClass] == [None] * len(RecordClass)
    decided = changed("signal = 10\n", 'signal = { value = 10, decided_by = "directie, 1 maart 2026" }\n')
    policy = parse_policy(decided, "policy.toml").on(TODAY)
    assert policy.purge_after_years(RecordClass.SIGNAL) == 10
    assert policy.purge_after_years(RecordClass.VISIT) is None
    assert policy.purge_after_years(RecordClass.AGGREGATED_FIGURES) is None


@pytest.mark.parametrize(
    ("filed_on", "lapse", "appeal"),
    [
        pytest.param(date(2019, 3, 3), 5, 8, id="last day of the old rules"),
        pytest.param(date(2019, 3, 4), 3, 6, id="first day of 1.3"),
        pytest.param(date(2020, 11, 23), 3, 6, id="first day of 1.4"),
    ],
)
def test_skj_rules_go_by_date_of_filing(filed_on: date, lapse: int, appeal: int) -> None:
    rules = POLICY.skj_rules(filed_on)
    assert rules is not None
    assert (rules.lapse_years, rules.appeal.amount, rules.appeal.legal_effect) == (lapse, appeal, LegalEffect.AGREEMENT)


@pytest.mark.parametrize(
    ("setting", "observed_on", "then"),
    [
        pytest.param(CareSetting.CLOSED, date(2014, 12, 31), None, id="before the Jeugdwet: nothing recorded"),
        pytest.param(CareSetting.CLOSED, date(2023, 12, 31), RuleSet.CLOSED_CHAPTER_6_OLD, id="last day of old law"),
        pytest.param(CareSetting.CLOSED, date(2024, 1, 1), RuleSet.CLOSED_LEGAL_POSITION_2024, id="first day of new"),
        pytest.param(CareSetting.OPEN, date(2024, 1, 1), RuleSet.OPEN_NO_OWN_GROUND, id="open care"),
    ],
)
def test_rule_set(setting: CareSetting, observed_on: date, then: RuleSet | None) -> None:
    assert POLICY.rule_set(setting, observed_on) is then


# --- versions by day --------------------------------------------------------------------------------------------------

VERSIONED = changed(
    ANSWER,
    'answer = [\n  { amount = 15, unit = "working_days" },\n'
    '  { amount = 10, unit = "working_days", valid_from = 2027-01-01, decided_by = "directie" },\n]',
)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        pytest.param(date(2015, 1, 1), 15, id="first day of the policy"),
        pytest.param(date(2026, 12, 31), 15, id="last day of the old version"),
        pytest.param(date(2027, 1, 1), 10, id="first day of the new version"),
        pytest.param(date(2040, 1, 1), 10, id="long after"),
    ],
)
def test_the_version_of_the_day(day: date, amount: int) -> None:
    assert parse_policy(VERSIONED, "policy.toml").on(day).signal[SignalKind.GENERAL].answer.amount == amount


def test_a_new_version_has_its_own_decision() -> None:
    book = parse_policy(VERSIONED, "policy.toml")
    assert book.on(date(2027, 1, 1)).provenance["signal.general.answer"].decided_by == "directie"
    assert (date(2027, 1, 1), "signal.general.answer") in set(changes(book))


@pytest.mark.parametrize(
    ("day", "at_once", "effect"),
    [
        pytest.param(date(2023, 12, 31), False, LegalEffect.HOUSE_POLICY, id="last day before the law"),
        pytest.param(date(2024, 1, 1), True, LegalEffect.LAW, id="first day of the law"),
    ],
)
def test_closed_care_reports_at_once_since_the_law_says_so(day: date, at_once: bool, effect: LegalEffect) -> None:
    assert BOOK.on(day).closed_care.report_to_inspectorate_at_once is at_once
    assert BOOK.on(day).provenance["closed_care.report_to_inspectorate_at_once"].legal_effect is effect


def test_before_the_first_day_there_is_no_policy() -> None:
    late = parse_policy(
        changed("min_survey = 25", "min_survey = { value = 25, valid_from = 2026-03-02 }"), "policy.toml"
    )
    assert late.on(date(2026, 3, 2)).report.min_survey == 25
    with pytest.raises(PolicyNotYetValid, match=r"^policy\.toml geldt pas vanaf 2026-03-02; .*'report\.min_survey'"):
        late.on(date(2026, 3, 1))


@given(st.dates(min_value=date(2015, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_without_a_change_keeps_the_policy_of_the_day_before(day: date) -> None:
    if day not in {since for since, _ in BOOK.periods}:
        assert BOOK.on(day) is BOOK.on(day - timedelta(days=1))


# --- flaws ------------------------------------------------------------------------------------------------------------

UNITS = "hours (uur), days (dagen), working_days (werkdagen), weeks (weken), months (maanden)"
MISSING = "ontbreekt. Vul deze waarde in; het beleid kent geen stille standaardwaarden."

FLAWS = [
    ("unknown word", ANSWER, ANSWER.replace("working_days", "weekdagen"), "signal.general.answer.unit",
     f"'weekdagen' is onbekend. Kies uit: {UNITS}."),
    ("word from a shorter list", 'reminder_unit = "hours"', 'reminder_unit = "weeks"', "signal.acute.reminder_unit",
     "'weeks' is onbekend. Kies uit: working_days (werkdagen), hours (uur)."),
    ("mistyped key", "lease_seconds = 120", "lease_seconds = 120\nleese_seconds = 3", "mail.leese_seconds",
     "'leese_seconds' is onbekend. Bedoelt u 'lease_seconds'?"),
    ("unknown key", "lease_seconds = 120", "lease_seconds = 120\nzzz = 3", "mail.zzz",
     "'zzz' is onbekend. Kies uit: tls, quiet_from, quiet_until, quiet_weekends_and_holidays, lease_seconds, retry_"),
    ("unknown label", "tls = { value", "tls = { sorce = 'x', value", "mail.tls.sorce",
     "'sorce' is onbekend. Bedoelt u 'source'?"),
    ("profile inside a term", ANSWER, ANSWER.replace("amount", 'profile = "office", amount'),
     "signal.general.answer.profile",
     "'profile' is onbekend. Kies uit: amount, unit, legal_effect, source, valid_from, decided_by."),
    ("unknown care type", "[cadence.care_farm]", '[cadence.zzz]\nnorm = "on_demand"\n[cadence.care_farm]',
     "cadence.zzz", "'zzz' is onbekend. Kies uit: closed_care (gesloten jeugdhulp), "),
    ("unknown norm", 'norm = { value = "calendar_quarter"', 'norm = { value = "half_year"', "cadence.family_home.norm",
     "'half_year' is onbekend. Kies uit: iso_week (elke ISO-week), days (elke n dagen), "),
    ("frequency 0", "every_days = { value = 14", "every_days = { value = 0", "cadence.open_residential_care.every_days",
     "Frequentie moet tussen 1 en 366 zijn."),
    ("frequency -1", "every_days = { value = 14", "every_days = { value = -1",
     "cadence.open_residential_care.every_days", "Frequentie moet tussen 1 en 366 zijn."),
    ("frequency 1e9", "every_days = { value = 14", "every_days = { value = 1000000000",
     "cadence.open_residential_care.every_days", "Frequentie moet tussen 1 en 366 zijn."),
    ("text for a number", "min_survey = 25", 'min_survey = "25"', "report.min_survey",
     "'25' moet een geheel getal zijn, zonder aanhalingstekens."),
    ("truth for a number", "min_survey = 25", "min_survey = true", "report.min_survey",
     "'true' moet een geheel getal zijn, zonder aanhalingstekens."),
    ("text for hours", "weight_hours = 2.25", 'weight_hours = "2,25"', "cadence.open_residential_care.weight_hours",
     "'2,25' moet een getal zijn, met een punt als komma: 2.25."),
    ("not a number", "weight_hours = 2.25", "weight_hours = nan", "cadence.open_residential_care.weight_hours",
     "'nan' is geen getal."),
    ("text for yes or no", "regulation_term_rolls = true", 'regulation_term_rolls = "ja"',
     "complaint.regulation_term_rolls", "'ja' moet true of false zijn."),
    ("text for a time", "quiet_from = 18:00:00", 'quiet_from = "18:00"', "mail.quiet_from",
     "'18:00' moet een tijd zijn, zonder aanhalingstekens: 18:00:00."),
    ("text for a day", "applies_from = 2019-03-04", 'applies_from = "4 maart"', "skj.rules[2].applies_from",
     "'4 maart' moet een datum zijn, zonder aanhalingstekens: 2026-01-01."),
    ("number for text", 'decided_by = "SKJ"', "decided_by = 3", "skj.decided_by",
     "'3' moet tekst tussen aanhalingstekens zijn."),
    ("no source", 'source = "Jeugdwet art. 6.6.1 lid 5"', 'source = ""',
     "closed_care.report_to_inspectorate_at_once[2].source", "mag niet leeg zijn."),
    ("unknown legal effect", 'legal_effect = "agreement"\ndecided_by = "SKJ"',
     'legal_effect = "regel"\ndecided_by = "SKJ"', "skj.legal_effect",
     "'regel' is onbekend. Kies uit: law (wet), agreement (afspraak), house_policy (huisregel)."),
    ("number for a list", "reminders_before = [3, 1]", "reminders_before = 3", "visits.reminders_before",
     "'3' moet een lijst zijn, tussen [ en ]."),
    ("empty list", "retry_minutes = [1, 2, 4, 8, 16, 32, 60]", "retry_minutes = []", "mail.retry_minutes",
     "de lijst mag niet leeg zijn."),
    ("number for a term", ANSWER, "answer = 15", "signal.general.answer",
     'moet een termijn zijn, zoals { amount = 15, unit = "working_days" }.'),
    ("too small", "min_survey = 25", "min_survey = 0", "report.min_survey", "'0' is te klein; minstens 1."),
    ("too large", "change_keeps_window_percent = 50", "change_keeps_window_percent = 101",
     "visits.change_keeps_window_percent", "'101' is te groot; hoogstens 100."),
    ("hours of a day", "weight_hours = 2.25", "weight_hours = 0", "cadence.open_residential_care.weight_hours",
     "'0' is te klein; meer dan 0."),
    ("no way round TLS", 'tls = { value = "required"', 'tls = { value = "none"', "mail.tls",
     "'none' is onbekend. Kies uit: required (verplicht)."),
    ("our own block", "[approval]", "[provenance]\nx = 1\n[approval]", "provenance",
     "'provenance' is geen blok van het beleid. Verwijder het."),
    ("not TOML", "min_survey = 25", "min_survey = 25 26", "",
     "dit is geen geldige TOML. Controleer aanhalingstekens, haakjes, het isgelijkteken en datums."),
    ("key twice", "min_survey = 25", "min_survey = 25\nmin_survey = 26", "",
     "deze sleutel of dit blok staat er al. Voeg ze samen of geef versies met een eigen valid_from."),
    ("version twice", "valid_from = 2024-01-01, ", "valid_from = 2015-01-01, ",
     "closed_care.report_to_inspectorate_at_once[2]",
     "er is al een versie vanaf 2015-01-01. Geef elke versie een eigen valid_from."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "key", "message"), [pytest.param(*row[1:], id=row[0].replace(" ", "-")) for row in FLAWS]
)
def test_each_flaw_says_where_and_what_is_allowed(old: str, new: str, key: str, message: str) -> None:
    text = changed(old, new)
    line = next(n for n, (a, b) in enumerate(zip(TEXT.split("\n"), text.split("\n"), strict=False), 1) if a != b)
    flaws = flaws_of(text)
    place = f"policy.toml, regel {line}, {key}: " if key else f"policy.toml, regel {line}: "
    expected = [flaw for flaw in flaws if flaw.startswith(place + message)]
    assert len(flaws) == 1
    assert expected == flaws


@pytest.mark.parametrize(
    ("old", "new", "block", "flaw"),
    [
        pytest.param("min_survey = 25\n", "", "[report]", f"report.min_survey: {MISSING}", id="a value"),
        pytest.param(', unit = "days" }\nholiday_rule', " }\nholiday_rule", "first_visit = { amount = 30",
                     f"cadence.family_home.first_visit.unit: {MISSING}", id="the unit of a term"),
        pytest.param('[cadence.care_farm]\nnorm = "on_demand"\n', "", "[cadence.closed_care]",
                     "cadence.care_farm: ontbreekt. Elk onderdeel van deze lijst heeft een blok nodig.",
                     id="a care type"),
    ],
)  # fmt: skip
def test_what_is_missing_is_reported_at_its_block(old: str, new: str, block: str, flaw: str) -> None:
    text = changed(old, new)
    assert flaws_of(text) == [f"policy.toml, regel {line_of(block, text)}, {flaw}"]


def test_a_whole_block_that_is_missing_has_no_line() -> None:
    text = changed("[sweep]\nmax_escalations_per_run = 10\n", "")
    assert flaws_of(text) == [f"policy.toml, sweep: {MISSING}"]


def test_a_label_missing_from_the_file_is_said_once_for_each_block() -> None:
    text = changed("valid_from = 2015-01-01\ndecided_by = ", "decided_by = ")
    flaws = flaws_of(text)
    assert [re.search(r"(\w+)\.valid_from: ontbreekt", flaw) is not None for flaw in flaws] == [True] * len(flaws)
    assert len(flaws) == len(set(flaws)) == len(type(POLICY).model_fields) - 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("max_gap_red_days = 84", "max_gap_red_days = 70", "max_gap_red_days moeten oplopen", id="gaps"),
        pytest.param("opens = 17:00:00", "opens = 20:30:00", "opens moet vóór closes liggen", id="opening hours"),
        pytest.param("applies_from = 2019-03-04", "applies_from = 2019-03-05", "zonder gat of overlap", id="gap"),
        pytest.param("applies_until = 2023-12-31", "applies_until = 2024-01-01", "zonder gat of overlap", id="overlap"),
        pytest.param('setting = "open"', 'setting = "closed"', "zonder gat of overlap", id="two rule sets at once"),
        pytest.param("visit = 7\n", "", "precies één keer in years of forever", id="retention misses a class"),
    ],
)  # fmt: skip
def test_values_that_contradict_each_other(old: str, new: str, message: str) -> None:
    (flaw,) = flaws_of(changed(old, new))
    assert re.match(r"policy\.toml, regel \d+, ", flaw)
    assert message in flaw


def test_all_flaws_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = changed(ANSWER, ANSWER.replace("15", "0"), changed("min_survey = 25", "min_survey = 0"))
    text = changed("lease_seconds = 120", "lease_seconds = 120\nzzz = 3", text)
    keys = [flaw.split(", ")[2].split(":")[0] for flaw in flaws_of(text)]
    assert keys == ["signal.general.answer.amount", "mail.zzz", "report.min_survey"]


def test_a_flaw_in_a_later_version_is_found_at_its_own_line() -> None:
    sound = '{ amount = 10, unit = "working_days", valid_from = 2027-01-01, decided_by = "directie" }'
    wrong = sound.replace("working_days", "wd")
    text = changed(sound, wrong, VERSIONED)
    line = line_of(wrong, text)
    assert flaws_of(text) == [
        f"policy.toml, regel {line}, signal.general.answer[2].unit: 'wd' is onbekend. Kies uit: {UNITS}."
    ]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    empty, latin = tmp_path / "leeg.toml", tmp_path / "latin.toml"
    empty.write_text("# niets\n", "utf-8")
    latin.write_bytes("a = 1\nb = 'coördinator'\n".encode("cp1252"))
    for path, said in (
        (tmp_path / "weg.toml", "weg.toml: dit bestand is niet te lezen. Controleer de naam en de rechten."),
        (empty, "leeg.toml: Het bestand is leeg."),
        (latin, "latin.toml, regel 2: teken dat geen UTF-8 is. Sla het bestand op als UTF-8."),
    ):
        with pytest.raises(PolicyFlawed) as caught:
            load_policy(path)
        assert str(caught.value) == said


def test_a_file_of_ones_own_is_read_like_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "eigen.toml"
    own.write_text(changed("min_survey = 25", "min_survey = 30"), "utf-8")
    assert load_policy(own).on(TODAY).report.min_survey == 30


# --- lines ------------------------------------------------------------------------------------------------------------


def test_every_key_of_the_shipped_file_stands_on_the_line_that_is_said() -> None:
    lines, text = lines_of(TEXT), TEXT.split("\n")
    wrong = [path for path, line in lines.items() if isinstance(path[-1], str) and path[-1] not in text[line - 1]]
    assert wrong == []
    assert len(lines) > 400


def test_lines_are_not_fooled_by_strings_comments_and_nesting() -> None:
    text = '# [x]\na = "]} # = \\" \\n"\n'
    text += 'b = """\n[c]\nd = 1\n"""\n'
    text += '[[t]]\nk = [[1],\n  {p = 2, "q.r" = 3}] # z\n[t.u]\nv.w = 1\n'
    lines = lines_of(text)
    assert lines["a",] == 2
    assert lines["b",] == 3
    assert ("c",) not in lines
    assert lines["t", 0, "k", 1, "q.r"] == 9
    assert lines["t", 0, "u"] == 10
    assert lines["t", 0, "u", "v", "w"] == 11


# --- docs -------------------------------------------------------------------------------------------------------------

DOMAIN_8 = [
    "cadence.closed_care.norm", "cadence.closed_care.min_gap_days", "cadence.closed_care.max_gap_red_days",
    "cadence.closed_care.late_tolerance", "cadence.closed_care.first_visit",
    *(f"signal.{kind}.{key}" for kind in SignalKind
      for key in ("review", "acknowledge", "answer", "reminders", "director", "escalate", "verify_days")),
    "roll_policy.statutory", "roll_policy.policy", "roll_policy.acute", "workday_profile", "holidays.beyond_known",
    "complaint.regimes.jw_provider.provider_reaction", "skj.rules[1].applies_from",
    "leidraad.notify", "leidraad.doubt", "leidraad.report", "igj.plan", "igj.period", "legal_rules[1].name",
    "report.threshold", "report.profile", "report.min_survey", "residence_rule", "retention.years.signal", "mail.tls",
]  # fmt: skip


@pytest.mark.parametrize("key", DOMAIN_8)
def test_the_configuration_of_the_domain_is_there(key: str) -> None:
    assert key in POLICY.provenance


@pytest.mark.parametrize("setting", ["org", "secure_channel", "escalation_contacts", "school_holidays.csv"])
def test_what_is_kept_elsewhere_is_named_in_the_docs(setting: str) -> None:
    assert setting in DOCS


def test_the_docs_explain_every_block_and_every_key() -> None:
    blocks = {re.split(r"[.\[]", key)[0] for key in POLICY.provenance}
    names = {name for key in POLICY.provenance for name in re.sub(r"\[\d+\]", "", key).split(".")}
    assert sorted(block for block in blocks if f"### `{block}`" not in DOCS) == []
    assert sorted(name for name in names if f"`{name}`" not in DOCS) == []
