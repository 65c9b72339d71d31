"""The ledger of a studio (台账) as plain words: its file, and a year of projects, outcomes, benefit and mentoring."""

from dataclasses import dataclass, fields
from datetime import date

from studios.mentoring.rules import MENTORING_STATE_TITLES
from studios.outcomes.queries import benefit_of_studio
from studios.outcomes.rules import OUTCOME_KIND_TITLES
from studios.projects.rules import PROJECT_SOURCE_TITLES, PROJECT_STATE_TITLES
from studios.registry.models import Studio
from studios.registry.printing import Lines, PrintedFile, printed_file
from studios.registry.queries_hub import file_of
from studios.registry.rules import in_wan
from studios.showcases.queries import mentorings_in, outcomes_in, projects_in, share_percent


@dataclass(frozen=True)
class Ledger(PrintedFile):
    """What a visitor looks through on the spot: the file, then the year."""

    year: int
    projects: Lines
    outcomes: Lines
    benefit: str
    mentorings: Lines


def ledger_of(studio: Studio, year: int, day: date) -> Ledger:
    """The ledger of one year; the file is as of `day`."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    printed = printed_file(file_of(studio, day))
    sums = benefit_of_studio(studio, first, last)
    return Ledger(
        **{one.name: getattr(printed, one.name) for one in fields(printed)},
        year=year,
        projects=[
            (
                one.title,
                PROJECT_SOURCE_TITLES[one.source],
                one.head.name,
                f"{one.begins_on:%Y-%m-%d} 至 {one.ends_on:%Y-%m-%d}",
                in_wan(one.budget),
                PROJECT_STATE_TITLES[one.state],
            )
            for one in projects_in(studio, first, last)
        ],
        outcomes=[
            (
                f"{one.dated:%Y-%m-%d}",
                OUTCOME_KIND_TITLES[one.kind],
                one.title,
                one.number or "—",
                f"{share_percent(one, studio).normalize():f}%",
            )
            for one in outcomes_in(studio, first, last)
        ],
        benefit=f"已核实 {in_wan(sums.verified)} 万元；申报待核实 {in_wan(sums.declared)} 万元，两者不相加。",
        mentorings=[
            (
                one.master.name,
                one.apprentice.name,
                f"{one.begins:%Y-%m-%d} 至 {one.ends:%Y-%m-%d}",
                MENTORING_STATE_TITLES[one.state],
            )
            for one in mentorings_in(studio, first, last)
        ],
    )
