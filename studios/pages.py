"""The pages of innovation studios: the blueprints of its stages, in their order."""

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
from studios.outcomes.resting import authored_outcomes, joined_projects, taught_apprentices
from studios.outcomes.routes import bp as outcomes
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
from studios.registry.resting import RESTING
from studios.registry.routes import bp as registry
from studios.reviews import routes_own as _my_review_pages  # noqa: F401
from studios.reviews.routes import bp as reviews
from studios.rubrics.routes import bp as rubrics
from studios.showcases.routes import bp as showcases

STAGES = (
    rubrics,
    reviews,
    ballots,
    registry,
    alliances,
    projects,
    mentoring,
    outcomes,
    challenges,
    designation,
    appraisals,
    proposals,
    evaluations,
    contests,
    booklets,
    showcases,
    nominations,
)

RESTING[:] = [authored_outcomes, joined_projects, taught_apprentices]
