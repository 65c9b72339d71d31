"""The application, put together as one list."""

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Flask, request
from flask_bootstrap import Bootstrap5
from flask_login import current_user
from sqlalchemy.orm import configure_mappers

from assessments.applications import routes_cancelling as _cancel_pages  # noqa: F401
from assessments.applications import routes_files as _application_files  # noqa: F401
from assessments.applications import routes_officers as _application_lists  # noqa: F401
from assessments.applications import routes_reviewing as _application_reviews  # noqa: F401
from assessments.applications import routes_workbooks as _application_sheets  # noqa: F401
from assessments.applications.routes import bp as applications
from assessments.batches.routes import bp as batches
from assessments.bodies import routes_officials as _official_pages  # noqa: F401
from assessments.bodies import routes_scope as _scope_pages  # noqa: F401
from assessments.bodies.routes import bp as bodies
from assessments.certification import routes_certifying as _certifying_pages  # noqa: F401
from assessments.certification import routes_stock as _stock_pages  # noqa: F401
from assessments.certification.routes import bp as certification
from assessments.figures.routes import bp as figures
from assessments.ladder.routes import bp as ladder
from assessments.promotions import routes_rules as _promotion_rule_pages  # noqa: F401
from assessments.promotions.routes import bp as assessment_promotions
from assessments.results import routes_checks as _score_check_pages  # noqa: F401
from assessments.results import routes_outcomes as _outcome_pages  # noqa: F401
from assessments.results import routes_own as _own_outcome_pages  # noqa: F401
from assessments.results import routes_reviewing as _score_review_pages  # noqa: F401
from assessments.results.routes import bp as assessment_results
from assessments.sittings import routes_attendance as _attendance_pages  # noqa: F401
from assessments.sittings import routes_duties as _duty_pages  # noqa: F401
from assessments.sittings import routes_marking as _marking_pages  # noqa: F401
from assessments.sittings import routes_seating as _seating_pages  # noqa: F401
from assessments.sittings import routes_theory as _assessed_theory_pages  # noqa: F401
from assessments.sittings import routes_tickets as _assessment_tickets  # noqa: F401
from assessments.sittings.routes import bp as sittings
from assessments.sittings.tablet import tablet_panels as tablet_panels_of_sittings
from assessments.standards.routes import bp as standards
from assessments.timelines.routes import bp as timelines
from assessments.titling.routes import bp as titling
from assessments.tracks.routes import bp as tracks
from assessments.trainings.routes import bp as trainings
from assessments.uploads.routes import bp as uploads
from certificates.designs.routes import bp as designs
from certificates.holdings import routes_public as _shared_pages  # noqa: F401
from certificates.holdings import routes_slips as _slip_pages  # noqa: F401
from certificates.holdings.routes import bp as holdings
from certificates.issuing import routes_batches as _batch_pages  # noqa: F401
from certificates.issuing import routes_register as _register_of_papers  # noqa: F401
from certificates.issuing import routes_rolls as _roll_pages  # noqa: F401
from certificates.issuing.routes import bp as issuing
from certificates.signing.routes import bp as signing
from certificates.validity import routes_reissuing as _reissue_pages  # noqa: F401
from certificates.validity import routes_revocations as _revocation_pages  # noqa: F401
from certificates.validity.routes import bp as validity
from certificates.verification import routes_machines as _machine_answers  # noqa: F401
from certificates.verification.routes import bp as verification
from competitions.appeals import routes_ruling as _ruling_pages  # noqa: F401
from competitions.appeals.routes import bp as appeals
from competitions.archives.routes import bp as archives
from competitions.boards.routes import bp as boards
from competitions.draw import routes_mappings as _mapping_pages  # noqa: F401
from competitions.draw import routes_tickets as _ticket_pages  # noqa: F401
from competitions.draw.routes import bp as draw
from competitions.judging import routes_check_in as _check_in_pages  # noqa: F401
from competitions.judging import routes_late as _late_pages  # noqa: F401
from competitions.judging import routes_overseeing as _overseeing_pages  # noqa: F401
from competitions.judging import routes_penalties as _floor_pages  # noqa: F401
from competitions.judging import routes_recusal as _recusal_pages  # noqa: F401
from competitions.judging import routes_theory as _theory_pages  # noqa: F401
from competitions.judging import routes_ties as _tie_pages  # noqa: F401
from competitions.judging import routes_transcribing as _typing_pages  # noqa: F401
from competitions.judging.routes import bp as judging
from competitions.judging.tablet import tablet_panels as tablet_panels_of_competitions
from competitions.planning import routes_events as _event_pages  # noqa: F401
from competitions.planning import routes_schemes as _scheme_pages  # noqa: F401
from competitions.planning import routes_scoring as _scoring_pages  # noqa: F401
from competitions.planning.routes import bp as planning
from competitions.promotions.routes import bp as promotions
from competitions.quizzes import routes_results as _quiz_results  # noqa: F401
from competitions.quizzes import routes_taking as _quiz_taking  # noqa: F401
from competitions.quizzes.routes import bp as quizzes
from competitions.registration import routes_reviewing as _review_pages  # noqa: F401
from competitions.registration import routes_workbooks as _entry_workbooks  # noqa: F401
from competitions.registration.routes import bp as registration
from competitions.rehearsals.routes import bp as rehearsals
from competitions.results import routes_corrections as _correction_pages  # noqa: F401
from competitions.results import routes_publishing as _publishing_pages  # noqa: F401
from competitions.results import routes_spot_checks as _spot_check_pages  # noqa: F401
from competitions.results.routes import bp as results
from competitions.rounds import routes_matches as _match_pages  # noqa: F401
from competitions.rounds.routes import bp as rounds
from examinations.attempts.routes import bp as attempts
from examinations.banks.routes import bp as banks
from foundation import secrets
from foundation.database import start_database
from foundation.job_queue import start_jobs
from marking.tablets import routes_shell as _tablet_shell  # noqa: F401
from marking.tablets.routes import bp as tablets
from marking.tablets.routes import start_tablets
from notices import routes_calendar as _calendar_pages  # noqa: F401
from notices.routes import bp as notices
from people.accounts import routes_administration as _account_pages  # noqa: F401
from people.accounts.access import login_manager
from people.accounts.lockout import limiter
from people.accounts.routes import bp as accounts
from people.accounts.signing_in import start_signing_in
from people.careers.routes import bp as careers
from people.honours import routes_gallery as _gallery_pages  # noqa: F401
from people.honours import routes_lists as _honour_list_pages  # noqa: F401
from people.honours.routes import bp as honours
from people.organisations.routes import bp as organisations
from people.persons import routes_rosters as _roster_pages  # noqa: F401
from people.persons.routes import bp as persons
from studios.alliances import routes_members as _alliance_member_pages  # noqa: F401
from studios.alliances.routes import bp as alliances
from studios.appraisals import routes_appraising as _appraising_pages  # noqa: F401
from studios.appraisals.routes import bp as appraisals
from studios.ballots import routes_voting as _voting_pages  # noqa: F401
from studios.ballots.routes import bp as ballots
from studios.booklets.routes import bp as booklets
from studios.challenges import routes_claiming as _claiming_pages  # noqa: F401
from studios.challenges import routes_steps as _challenge_step_pages  # noqa: F401
from studios.challenges.routes import bp as challenges
from studios.contests import routes_deciding as _contest_decisions  # noqa: F401
from studios.contests import routes_files as _contest_files  # noqa: F401
from studios.contests import routes_pitches as _pitch_pages  # noqa: F401
from studios.contests import routes_results as _contest_results  # noqa: F401
from studios.contests import routes_steps as _contest_steps  # noqa: F401
from studios.contests import routes_submissions as _contest_submissions  # noqa: F401
from studios.contests.routes import bp as contests
from studios.designation import routes_applications as _designation_pages  # noqa: F401
from studios.designation import routes_deciding as _designation_decisions  # noqa: F401
from studios.designation import routes_naming as _naming_pages  # noqa: F401
from studios.designation import routes_visits as _visit_pages  # noqa: F401
from studios.designation.routes import bp as designation
from studios.evaluations import routes_indicators as _indicator_pages  # noqa: F401
from studios.evaluations import routes_rating as _rating_pages  # noqa: F401
from studios.evaluations import routes_reporting as _reporting_pages  # noqa: F401
from studios.evaluations import routes_trees as _tree_pages  # noqa: F401
from studios.evaluations.routes import bp as evaluations
from studios.mentoring import routes_course as _mentoring_course  # noqa: F401
from studios.mentoring.routes import bp as mentoring
from studios.nominations import routes_results as _nomination_result_pages  # noqa: F401
from studios.nominations.routes import bp as nominations
from studios.outcomes import routes_benefit as _benefit_pages  # noqa: F401
from studios.outcomes import routes_steps as _outcome_steps  # noqa: F401
from studios.outcomes.routes import bp as studio_outcomes
from studios.projects import routes_plans as _plan_pages  # noqa: F401
from studios.projects import routes_team as _project_team_pages  # noqa: F401
from studios.projects import routes_work as _project_work_pages  # noqa: F401
from studios.projects.routes import bp as projects
from studios.proposals import routes_achievements as _achievement_pages  # noqa: F401
from studios.proposals import routes_grading as _grading_pages  # noqa: F401
from studios.proposals import routes_library as _library_pages  # noqa: F401
from studios.proposals import routes_recommending as _recommending_pages  # noqa: F401
from studios.proposals import routes_selections as _selection_pages  # noqa: F401
from studios.proposals import routes_steps as _proposal_steps  # noqa: F401
from studios.proposals import routes_workbooks as _achievement_sheets  # noqa: F401
from studios.proposals.routes import bp as proposals
from studios.registry import routes_belongings as _studio_belongings  # noqa: F401
from studios.registry import routes_figures as _studio_figures  # noqa: F401
from studios.registry import routes_members as _studio_members  # noqa: F401
from studios.registry.routes import bp as registry
from studios.reviews import routes_own as _my_review_pages  # noqa: F401
from studios.reviews.routes import bp as studio_reviews
from studios.reviews.tablet import tablet_panels as tablet_panels_of_reviews
from studios.rubrics.routes import bp as rubrics
from studios.showcases.routes import bp as showcases
from website import imports as _import_pages  # noqa: F401
from website.audit_log import start_audit_log
from website.commands import start_commands
from website.display import start_display
from website.errors import start_errors
from website.home import bp as website
from website.navigation import line_of, menu_for
from website.numbers import start_numbers
from website.security import start_security
from website.settings import DEFAULTS, ROOT, load_settings

PACKAGES = {
    "people": (organisations, persons, honours, careers, accounts),
    "marking": (tablets,),
    "certificates": (signing, designs, issuing, validity, verification, holdings),
    "examinations": (banks, attempts),
    "competitions": (
        planning,
        registration,
        draw,
        judging,
        results,
        appeals,
        boards,
        archives,
        promotions,
        quizzes,
        rounds,
        rehearsals,
    ),
    "assessments": (
        standards,
        bodies,
        batches,
        applications,
        sittings,
        assessment_results,
        ladder,
        assessment_promotions,
        certification,
        uploads,
        tracks,
        titling,
        trainings,
        timelines,
        figures,
    ),
    "studios": (
        rubrics,
        studio_reviews,
        ballots,
        registry,
        alliances,
        projects,
        mentoring,
        studio_outcomes,
        challenges,
        designation,
        appraisals,
        proposals,
        evaluations,
        contests,
        booklets,
        showcases,
        nominations,
    ),
}
PLAIN = (website, notices)


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """The application with `settings`, or with those of the environment."""
    app = Flask("jiangxin", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(DEFAULTS | dict(load_settings() if settings is None else settings))
    Path(app.config["INSTANCE"]).mkdir(parents=True, exist_ok=True)
    secrets.use_key(app.config["ENCRYPTION_KEY"])
    start_database(app)
    configure_mappers()
    start_jobs(app)
    start_security(app)
    start_errors(app)
    start_numbers(app)
    start_display(app)
    start_audit_log(app)
    Bootstrap5(app)
    login_manager.init_app(app)
    limiter.init_app(app)
    start_signing_in(app)
    start_commands(app)
    _register_pages(app)
    start_tablets(app, tablet_panels_of_competitions, tablet_panels_of_sittings, tablet_panels_of_reviews)
    return app


def _register_pages(app: Flask) -> None:
    for name, stages in PACKAGES.items():
        package = Blueprint(name, name)
        for stage in stages:
            package.register_blueprint(stage)
        app.register_blueprint(package)
    for pages in PLAIN:
        app.register_blueprint(pages)

    @app.context_processor
    def menu() -> dict[str, object]:
        groups = menu_for(current_user) if current_user.is_authenticated else []
        return {"menu": groups, "menu_line": line_of(groups, request.endpoint, request.blueprint)}
