"""The pages of competitions: the blueprints of its stages, in their order."""

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

STAGES = (
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
)
