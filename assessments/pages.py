"""The pages of skill-level certification: the blueprints of its stages, in their order."""

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
from assessments.promotions.routes import bp as promotions
from assessments.results import routes_checks as _score_check_pages  # noqa: F401
from assessments.results import routes_outcomes as _outcome_pages  # noqa: F401
from assessments.results import routes_own as _own_outcome_pages  # noqa: F401
from assessments.results import routes_reviewing as _score_review_pages  # noqa: F401
from assessments.results.routes import bp as results
from assessments.sittings import routes_attendance as _attendance_pages  # noqa: F401
from assessments.sittings import routes_duties as _duty_pages  # noqa: F401
from assessments.sittings import routes_marking as _marking_pages  # noqa: F401
from assessments.sittings import routes_seating as _seating_pages  # noqa: F401
from assessments.sittings import routes_theory as _assessed_theory_pages  # noqa: F401
from assessments.sittings import routes_tickets as _assessment_tickets  # noqa: F401
from assessments.sittings.routes import bp as sittings
from assessments.standards.routes import bp as standards
from assessments.timelines.routes import bp as timelines
from assessments.titling.routes import bp as titling
from assessments.tracks.routes import bp as tracks
from assessments.trainings.routes import bp as trainings
from assessments.uploads.routes import bp as uploads

STAGES = (
    standards,
    bodies,
    batches,
    applications,
    sittings,
    results,
    ladder,
    promotions,
    certification,
    uploads,
    tracks,
    titling,
    trainings,
    timelines,
    figures,
)
