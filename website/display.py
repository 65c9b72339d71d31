"""How values look on a page: dates by the clock in China, states by word, personal data masked."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask import Flask

from assessments.titles import WORDS as ASSESSMENT_WORDS
from assessments.trainings.queries import trainings_for
from certificates.issuing.preflight import PROBLEM_TITLES
from certificates.issuing.rules import REISSUE_TITLES
from certificates.issuing.rules import STATE_TITLES as CERTIFICATE_STATE_TITLES
from certificates.validity import display as validity
from certificates.validity.rules import REVOCATION_STATE_TITLES, STANDING_TITLES
from competitions.appeals.rules import APPEAL_STATE_TITLES, RULING_TITLES, WINDOW_TITLES
from competitions.appeals.rules import GROUND_TITLES as APPEAL_GROUND_TITLES
from competitions.archives.rules import ARCHIVE_STATE_TITLES
from competitions.boards.rules import CONTENT_TITLES
from competitions.draw.rules import number_text
from competitions.judging.rules import APPEARANCE_TITLES
from competitions.planning.rules import (
    ANONYMITY_TITLES,
    CLASS_TITLES,
    COMPETITION_STATE_TITLES,
    FORMAT_TITLES,
    PARTNER_TITLES,
    STAGE_STATE_TITLES,
)
from competitions.planning.rules import LEVEL_TITLES as COMPETITION_LEVEL_TITLES
from competitions.quizzes.rules import QUIZ_STATE_TITLES
from competitions.registration.rules import ENTRY_STATE_TITLES, PART_TITLES
from competitions.results.rules import RESULT_STATE_TITLES
from competitions.results.rules_corrections import BASIS_TITLES, CORRECTION_STATE_TITLES
from competitions.results.rules_spot_checks import OUTCOME_TITLES, SPOT_CHECK_STATE_TITLES
from competitions.rounds.rules import (
    CONTEST_STATE_TITLES,
    ENDING_TITLES,
    MATCH_STATE_TITLES,
    PHASE_TITLES,
    ROUND_STATE_TITLES,
)
from examinations.attempts.rules import ATTEMPT_STATE_TITLES
from examinations.banks.rules import DIFFICULTY_TITLES, QUESTION_KIND_TITLES
from foundation import clock
from foundation.import_batches import EFFECT_TITLES, IMPORT_WORKFLOW
from foundation.jobs import JOB_WORKFLOW
from lectures.titles import WORDS as LECTURE_WORDS
from marking.panels.rules import DUTY_TITLES, GROUND_TITLES, PANEL_STATE_TITLES, SOURCE_TITLES
from marking.sheets.rules import LATE_MARK_STATE_TITLES, SHEET_STATE_TITLES
from marking.transcripts.rules import STEP_TITLES, TRANSCRIPT_STATE_TITLES
from notices.rules import NOTICE_STATE_TITLES, OBJECTION_STATE_TITLES
from notices.rules_working_days import DAY_KIND_TITLES
from people.accounts.rules import ROLE_TITLES
from people.careers.rules import CONTEST_TIER_TITLES, DIPLOMA_TITLES, TITLE_GRADE_TITLES
from people.honours.rules import FAMILY_TITLES, HOLDER_TITLES, HONOUR_TITLES
from people.honours.rules import LEVEL_TITLES as HONOUR_LEVEL_TITLES
from people.organisations.rules import KIND_TITLES, OWNERSHIP_TITLES
from people.persons.occupations import occupation_title
from people.persons.rules import DOCUMENT_TITLES, LEVEL_TITLES, SEX_TITLES, mask_identity, mask_phone
from scoring.matches.pairing import SIDE_TITLES
from studios.outcomes.rules_benefit import money_text
from studios.titles import WORDS as STUDIO_WORDS
from website.progress import progress_of
from website.progress_batches import stage_pages_of

ALL_TITLES: tuple[Mapping[Any, str], ...] = (
    CERTIFICATE_STATE_TITLES,
    REISSUE_TITLES,
    REVOCATION_STATE_TITLES,
    STANDING_TITLES,
    PROBLEM_TITLES,
    APPEAL_STATE_TITLES,
    APPEAL_GROUND_TITLES,
    RULING_TITLES,
    WINDOW_TITLES,
    ANONYMITY_TITLES,
    ARCHIVE_STATE_TITLES,
    CONTENT_TITLES,
    APPEARANCE_TITLES,
    CLASS_TITLES,
    COMPETITION_STATE_TITLES,
    FORMAT_TITLES,
    COMPETITION_LEVEL_TITLES,
    PARTNER_TITLES,
    STAGE_STATE_TITLES,
    ENTRY_STATE_TITLES,
    PART_TITLES,
    RESULT_STATE_TITLES,
    CORRECTION_STATE_TITLES,
    BASIS_TITLES,
    SPOT_CHECK_STATE_TITLES,
    OUTCOME_TITLES,
    CONTEST_STATE_TITLES,
    ROUND_STATE_TITLES,
    MATCH_STATE_TITLES,
    ENDING_TITLES,
    PHASE_TITLES,
    SIDE_TITLES,
    ATTEMPT_STATE_TITLES,
    DIFFICULTY_TITLES,
    QUESTION_KIND_TITLES,
    QUIZ_STATE_TITLES,
    EFFECT_TITLES,
    IMPORT_WORKFLOW.titles,
    JOB_WORKFLOW.titles,
    DUTY_TITLES,
    GROUND_TITLES,
    PANEL_STATE_TITLES,
    SOURCE_TITLES,
    SHEET_STATE_TITLES,
    LATE_MARK_STATE_TITLES,
    TRANSCRIPT_STATE_TITLES,
    STEP_TITLES,
    NOTICE_STATE_TITLES,
    OBJECTION_STATE_TITLES,
    DAY_KIND_TITLES,
    ROLE_TITLES,
    HONOUR_TITLES,
    FAMILY_TITLES,
    HOLDER_TITLES,
    HONOUR_LEVEL_TITLES,
    KIND_TITLES,
    OWNERSHIP_TITLES,
    DOCUMENT_TITLES,
    LEVEL_TITLES,
    SEX_TITLES,
    DIPLOMA_TITLES,
    TITLE_GRADE_TITLES,
    CONTEST_TIER_TITLES,
    *ASSESSMENT_WORDS,
    *STUDIO_WORDS,
    *LECTURE_WORDS,
)
BY_KIND: dict[type, Mapping[Any, str]] = {type(next(iter(titles))): titles for titles in ALL_TITLES}


def start_display(app: Flask) -> None:
    """Offer the filters to every template."""
    app.jinja_env.filters |= {
        "title_of": title_of,
        "moment": moment,
        "day": day,
        "number": number,
        "money": money_text,
        "contest_number": number_text,
        "mask_identity": mask_identity,
        "mask_phone": mask_phone,
        "occupation_title": occupation_title,
        **validity.FILTERS,
    }
    of_plans = {"stage_pages_of": stage_pages_of, "trainings_for": trainings_for}
    app.jinja_env.globals |= {"progress_of": progress_of, **of_plans, **validity.FUNCTIONS}


def title_of(value: StrEnum | None) -> str:
    """The Chinese word for a state, kind or role; nothing for nothing."""
    return "" if value is None else BY_KIND[type(value)][value]


def moment(value: datetime | None) -> str:
    """2026年11月21日 08:05, in China."""
    return clock.moment_text(value) if value else ""


def day(value: date | None) -> str:
    """2026年11月21日; of a moment, its day in China."""
    if isinstance(value, datetime):
        value = clock.in_shanghai(value).date()
    return f"{value:%Y年%m月%d日}" if value else ""


def number(value: Decimal | int | None) -> str:
    """A score without an exponent; a dash where there is none."""
    return "—" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
