"""What the city calls for this autumn: names of the model level, and the yearly assessment of those it has named."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from demo.make_files import CITY
from demo.people import account_named, organisation
from demo.studios.pictures import paper
from demo.studios.register import LEADER, all_studios, officer_over
from demo.studios.scoring import experts, score_review
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from studios.appraisals.appraising import Report, grade_appraisal, report_appraisal
from studios.appraisals.models import Appraisal
from studios.appraisals.operations import RoundFacts, create_round, open_round, review_round, score_round
from studios.appraisals.rules import AppraisalState, RoundKind, grade_of
from studios.designation.models import Designation, DesignationCall
from studios.designation.operations import add_material, create_designation, missing_for, submit_designation
from studios.designation.operations_calls import CallFacts, create_designation_call, publish_designation_call
from studios.designation.operations_checking import admit_designation, correct_designation, lines_of
from studios.designation.operations_recommending import (
    OpinionFacts,
    recommend_designation,
    refuse_designation,
    return_designation,
)
from studios.designation.queries import facts_of
from studios.designation.rules import MATERIAL_KIND_TITLES
from studios.designation.rules_checking import Tick
from studios.designation.visits import open_visit
from studios.registry.models import Studio
from studios.registry.rules import NamingLevel
from studios.reviews.operations import ReviewFacts, close_review
from studios.reviews.rules import ReviewKind
from studios.rubrics.operations import rubric_in_use

DRAFT, UNIT, DISTRICT, RETURNED, REFUSED, CHECK, CORRECTED, ADMITTED = range(8)
APPLICANTS = {
    1: DRAFT,
    6: UNIT,
    7: DISTRICT,
    10: RETURNED,
    22: REFUSED,
    11: CHECK,
    14: CORRECTED,
    18: ADMITTED,
    28: ADMITTED,
}
"""The studios that apply, by their places in the register, and how far each application has come."""
REPORTED, SCORED = 8, 3
"""How many studios have reported on their year, and how many of these have their score."""


def call_for_names() -> None:
    """A call to the studios of the city's level; applications stand at every stage up to the site visits."""
    city, studios, today = account_named("city"), all_studios(), clock.today()
    facts = CallFacts(
        title=f"关于申报 {today.year} 年市级示范劳模和工匠人才创新工作室的通知",
        document=f"示工发〔{today.year}〕31号",
        level=NamingLevel.CITY_MODEL,
        naming_title="渝永江示例市示范劳模和工匠人才创新工作室",
        condition_set="plain",
        thresholds={"lower_naming": "city", "years": 3, "team": 3, "outcomes": 1, "activities": 1, "projects": 0},
        apply_from=today - timedelta(days=10),
        apply_to=today + timedelta(days=20),
        places=4,
        unit_quota=1,
        recommender_quota=4,
        site_weight=Decimal(40),
        paper_weight=Decimal(60),
        notice_days=5,
        term_years=3,
        remarks="（演示通知：单位、文号均为虚构。）",
        quotas={},
    )
    call = create_designation_call(organisation(CITY), facts, by=city)
    publish_designation_call(call, by=city)
    session.flush()
    for place, reached in APPLICANTS.items():
        _apply(call, studios[place], reached, city=city)


def visit_studios() -> None:
    """Two experts go to the admitted studios; one of them has written down what he found."""
    city, today = account_named("city"), clock.today()
    call = session.scalars(select(DesignationCall)).one()
    visitors = experts()[:2]
    facts = ReviewFacts(
        title=f"{call.title.removeprefix('关于申报 ').removesuffix('的通知')}实地考察",
        organisation=call.organiser,
        rubric_version=rubric_in_use("site-visit", call.organiser, by=city),
        kind=ReviewKind.SITE,
        reference=f"designation-call:{call.id}",
        least_raters=2,
        due_on=today + timedelta(days=10),
    )
    review = open_visit(call, facts, visitors, address=lambda one: f"/studios/designations/{one.id}/reviewed", by=city)
    session.flush()
    score_review(review, lambda place: 0.9 - 0.1 * place, raters=visitors[1:])


def assess_year() -> None:
    """The yearly assessment: some have reported, the first of these are scored and graded."""
    city, place, today = account_named("city"), organisation(CITY), clock.today()
    facts = RoundFacts(
        title=f"{today.year} 年度市级创新工作室考核",
        kind=RoundKind.YEARLY,
        year=today.year,
        level=NamingLevel.CITY,
        report_by=today + timedelta(days=25),
        ends_by=None,
        excellent_from=Decimal(90),
        qualified_from=Decimal(70),
        improve_from=Decimal(60),
        term_years=3,
        bar_years=6,
    )
    held = create_round(place, facts, rubric_in_use("studio-default", place, by=city), by=city)
    session.flush()
    open_round(held, by=city)
    session.flush()
    own = account_named(LEADER).person_id
    reporting = [one for one in held.appraisals if one.studio.leader_id != own][:REPORTED]
    for appraisal in reporting[:SCORED]:
        _report(appraisal)
    session.flush()
    review = review_round(held, ReviewKind.PAPER, experts()[:3], least_raters=2, by=city)
    session.flush()
    score_review(review, lambda at: 0.95 - 0.12 * at)
    close_review(review, by=city)
    session.flush()
    score_round(held, by=city)
    _grade(reporting[0], by=city)
    for appraisal in reporting[SCORED:]:
        _report(appraisal)


def _apply(call: DesignationCall, studio: Studio, reached: int, *, city: Account) -> None:
    applicant = account_named(LEADER) if reached == RETURNED else officer_over(studio)
    designation = create_designation(call, studio, by=applicant)
    session.flush()
    if reached == DRAFT:
        return
    for kind in missing_for(designation, facts_of(studio, clock.today())):
        add_material(designation, kind, MATERIAL_KIND_TITLES[kind], paper(), by=applicant)
        session.flush()
        session.expire(designation, ["materials"])
    submit_designation(designation, by=applicant)
    session.flush()
    if reached == RETURNED:
        return_designation(designation, _opinion("请补充近两年带徒的名单。"), by=account_named("qiye"))
        return
    if reached == UNIT:
        return
    recommend_designation(designation, _opinion("同意推荐。"), by=officer_over(studio))
    session.flush()
    session.expire(designation, ["opinions"])
    if reached == DISTRICT:
        return
    if reached == REFUSED:
        refuse_designation(designation, _opinion("近三年没有新立项目，暂不推荐。"), by=officer_over(studio))
        return
    recommend_designation(designation, _opinion("同意推荐。"), by=officer_over(studio))
    session.flush()
    _check(designation, reached, by=city)


def _check(designation: Designation, reached: int, *, by: Account) -> None:
    """The formal check of the city, as far as it has come."""
    if reached == CHECK:
        return
    ticks = {line.item: Tick(True, "" if line.met is True else "已看原件") for line in lines_of(designation)}
    if reached == CORRECTED:
        due = clock.today() + timedelta(days=15)
        correct_designation(designation, ticks, what="请补交盖章的经费决算表。", due=due, by=by)
        return
    admit_designation(designation, ticks, by=by)


def _opinion(text: str) -> OpinionFacts:
    return OpinionFacts(text, "示例主席", clock.today(), paper())


def _report(appraisal: Appraisal) -> None:
    text = "本年度完成课题一项，开展培训交流四场，带徒两名，经费使用合规。"
    report_appraisal(appraisal, Report(text, paper()), by=officer_over(appraisal.studio))


def _grade(appraisal: Appraisal, *, by: Account) -> None:
    if appraisal.state is AppraisalState.SCORED:
        due = grade_of(appraisal.score, appraisal.round.lines, vetoed=appraisal.vetoed)
        grade_appraisal(appraisal, due, note="", by=by)
