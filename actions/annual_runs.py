"""A run of yearly reports: the records of one year, counted and protected together, and a report of each subject.

run = open_run(session, house, 2026, ReportProfile.STRICT, now)
for subject in run.subjects():
    report = run.report(subject)
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from actions.annual_hiding import attack_facts, run_of
from actions.annual_subjects import agency_subjects, body_of, codes_of_all, municipality_subjects, places_of
from actions.house import House
from actions.relations import notes_in_report
from actions.report_texts import municipality_sections
from rules import annual, figures
from rules.annual import Population, Records, Year
from rules.annual_agencies import Each
from rules.annual_chapters import (
    body_rankings,
    national_rankings,
)
from rules.annual_national import National
from rules.annual_previous import Previous, previous_of
from rules.annual_protection import Outcome, Run, RunProtection, ScopeProtection, protect_run
from rules.annual_reports import (
    NATION,
    ReportKind,
    Subject,
    agency_report,
    municipality_report,
    national_report,
)
from rules.annual_showing import Chapter, Hiding
from rules.annual_tables import RankingTable, grades, in_plain
from rules.annual_texts import Voice
from rules.annual_work import Frame, agency_work, municipality_work, named_in_8b, national_work
from rules.calendar import local_date
from rules.casework import ClientKind
from rules.counting import counting
from rules.figures import YearFacts, facts_between, facts_of
from rules.policy_words import ReportProfile
from rules.report_errors import YearWithoutData
from rules.reports import Report
from store.annual import annual_records, has_casework, last_released
from store.figures import has_work, municipalities, year_facts
from store.models import Agency


@dataclass
class AnnualRun:
    """All that the reports of one year are made from. Counted once, and only when a report asks for it."""

    session: Session
    house: House
    frame: Frame
    each: Each = map

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.frame.voice.year

    @property
    def period(self) -> Year:
        """The days that count: of a year that still runs those up to the day of making."""
        return replace(self.frame.period, last=min(self.frame.period.last, self.frame.made_on))

    def subjects(self) -> list[Subject]:
        """Return whom this run can report on: the country, every municipality, every agency."""
        year = self.frame.period
        return [NATION, *municipality_subjects(self.session, year), *agency_subjects(self.session, year)]

    def report(self, subject: Subject) -> Report:
        """Return the report of one subject."""
        match subject.kind:
            case ReportKind.MUNICIPALITY:
                return self._municipality(subject)
            case ReportKind.AGENCY:
                return self._agency(subject)
            case ReportKind.NATIONAL:
                work = national_work(self._all_work, self.frame, self._work_by_place)
                return national_report(self._told, self.national, work)

    def counted(self) -> Iterator[object]:
        """Yield all that the run counts, part by part, in a form that is equal where the counts are."""
        for scope in self._scopes.scopes:
            yield scope.name, [(table.key, list(in_plain(table))) for table in scope.tables]
        yield sorted(grades(self._records.surveys, self.period).items())
        for facts in self._work_by_place:  # by place: what moved from one to another would be told by both
            yield [sorted(map(repr, part)) for part in (facts.visits, facts.sessions, facts.signals)]

    @cached_property
    def has_clients(self) -> bool:
        """Whether any client was recorded: without casework reports hold the visits and signals only."""
        return bool(self._whole.clients)

    def _municipality(self, subject: Subject) -> Report:
        rows = places_of(self.session, subject, self.frame.period)
        codes, ids = [row.code for row in rows], [row.id for row in rows]
        facts = self._work_at(ids)
        if not self.has_clients:
            return self._visits_only(subject, facts)
        part_2 = self._merged(self._places, codes)
        residents = self._chapter(f"res:{subject.code}", ())
        bodies = self._chapter(f"bod:{subject.code}", body_rankings(part_2))
        asked_about = {issue.agency for issue in part_2.issues if issue.agency and not issue.at_family_home}
        work = municipality_work(facts, self.frame, named_in_8b(asked_about, bodies, self.frame.profile))
        notes = notes_in_report(self.session, self.house, ids, self.year)
        return municipality_report(self._told, subject, self.national, residents, bodies, work, notes)

    def _visits_only(self, subject: Subject, facts: YearFacts) -> Report:
        work, frame = municipality_work(facts, self.frame), self.frame
        return Report(
            kind=subject.kind.value,
            name=subject.name,
            title=f"Jaarrapportage {subject.name} {self.year}",
            author=frame.voice.organisation,
            starts_on=frame.period.first,
            ends_on=frame.period.last,
            made_on=frame.made_on,
            profile=frame.profile.value,
            method=figures.METHOD,
            sections=municipality_sections(work, frame),
            code=subject.code,
        )

    def _agency(self, subject: Subject) -> Report:
        body = body_of(self.session, subject.code)
        part = self._agencies.get(body, Population(self.period))
        own = self._chapter(f"agency:{body}", body_rankings(part))
        kind = self.session.get_one(Agency, body).kind
        return agency_report(self._told, subject, own, agency_work(facts_of(self._all_work, body), self.frame, kind))

    @cached_property
    def national(self) -> National:
        """The national part, which stands in every municipality's report too."""
        rankings = national_rankings(self._whole, str(self.year))
        may = self.protection[f"{self.year}/nl"]
        answers, clients = grades(self._records.surveys, self.period), self._whole.clients
        return National(
            self.year,
            self._shown(may, rankings),
            answers,
            self._previous,
            professionals=sum(client.kind is ClientKind.PROFESSIONAL for client in clients),
            clients=len(clients),
            of_unknown_residence=len(self._homes[None].clients) if None in self._homes else 0,
        )

    def _chapter(self, scope: str, rankings: Iterable[RankingTable]) -> Chapter | None:
        """Return a chapter as it may be shown; None where it must be text only."""
        may = self.protection.scopes.get(f"{self.year}/{scope}")
        if may is None or may.outcome is Outcome.TEXT:
            return None
        return self._shown(may, rankings)

    def _shown(self, may: ScopeProtection, rankings: Iterable[RankingTable]) -> Chapter:
        hiding = Hiding(self.frame.profile, self.frame.threshold, may.hidden, may.rounded)
        tables, coarse = {table.key: table for table in may.tables}, may.outcome is Outcome.COARSENED
        return Chapter(may.scope, tables, {ranking.key: ranking for ranking in rankings}, hiding, may.names, coarse)

    @cached_property
    def protection(self) -> RunProtection:
        """How every chapter of every report of the year may be shown."""
        return protect_run(self._scopes, self.frame.profile, threshold=self.frame.threshold, each=self.each)

    @cached_property
    def _scopes(self) -> Run:
        codes = codes_of_all(self.session, self.frame.period)
        with counting():
            return run_of(
                self.session, self.year, self._whole, self._homes, self._places, self._agencies, codes, self._records
            )  # fmt: skip

    @cached_property
    def _told(self) -> Frame:
        """The frame with what the appendix tells of the attack."""
        strict = self.frame.profile is ReportProfile.STRICT and self.has_clients
        return replace(self.frame, attack=attack_facts(self.protection.figures)) if strict else self.frame

    def _merged(self, parts: Mapping[str | None, Population], codes: Iterable[str]) -> Population:
        return annual.merged((parts[code] for code in codes if code in parts), self.period)

    @cached_property
    def _previous(self) -> Previous | None:
        row = last_released(self.session, ReportKind.NATIONAL.value, self.year - 1)
        return previous_of(json.loads(row.content)) if row else None

    @cached_property
    def _records(self) -> Records:
        return annual_records(self.session, self.period.last)

    @cached_property
    def _whole(self) -> Population:
        return annual.everybody(self._records, self.period)

    @cached_property
    def _homes(self) -> Mapping[str | None, Population]:
        return annual.residents(self._whole)

    @cached_property
    def _places(self) -> Mapping[str | None, Population]:
        return dict(annual.bodies(self._whole).items())

    @cached_property
    def _agencies(self) -> Mapping[int, Population]:
        return annual.agencies(self._whole)

    @cached_property
    def _all_work(self) -> YearFacts:
        return self._work_at([place.id for place in municipalities(self.session)])

    @property
    def _work_by_place(self) -> Iterator[YearFacts]:
        """Yield what was done in each municipality, under all codes that it had in the year."""
        for subject in municipality_subjects(self.session, self.frame.period):
            yield self._work_at([row.id for row in places_of(self.session, subject, self.frame.period)])

    def _work_at(self, municipality_ids: Collection[int]) -> YearFacts:
        first, last = self.period.first, self.period.last
        return facts_between(year_facts(self.session, municipality_ids, first, last), first, last)


def open_run(
    session: Session, house: House, year: int, profile: ReportProfile, now: datetime, each: Each = map
) -> AnnualRun:
    """Return the run of a year; nothing is counted yet. `each`: the map of a pool of processes.

    Raises: YearWithoutData.
    """
    if not MINYEAR <= year <= MAXYEAR:
        raise YearWithoutData(year)
    today, period = local_date(now), annual.calendar_year(year)
    last = min(period.last, today)
    found = has_work(session, period.first, last) or has_casework(session, period.first, last)
    if last < period.first or not found:
        raise YearWithoutData(year)
    policy = house.policy(today).report
    voice = Voice(year, house.settings.organisation_name, house.settings.organisation_phone)
    frame = Frame(voice, period, today, profile, policy.threshold, policy.min_survey)
    return AnnualRun(session, house, frame, each)
