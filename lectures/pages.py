"""The pages of lectures: the blueprints of its stages, in their order."""

from lectures.attendance import routes_attendance as _attendance_pages  # noqa: F401
from lectures.attendance import routes_door as _door_pages  # noqa: F401
from lectures.attendance import routes_online as _online_pages  # noqa: F401
from lectures.attendance import routes_shell as _door_shell_pages  # noqa: F401
from lectures.attendance import routes_wall as _wall_pages  # noqa: F401
from lectures.attendance.queries import who_come
from lectures.attendance.routes import bp as attendance
from lectures.calendars import routes_feeds as _feed_pages  # noqa: F401
from lectures.calendars.routes import bp as calendars
from lectures.classes import routes_enrolling as _class_enrolling_pages  # noqa: F401
from lectures.classes import routes_finishing as _class_finishing_pages  # noqa: F401
from lectures.classes.resting import certified_listeners, finished_classes
from lectures.classes.routes import bp as classes
from lectures.coverage import routes_figures as _lecture_figure_pages  # noqa: F401
from lectures.coverage.routes import bp as coverage
from lectures.feedback import routes_officers as _feedback_pages  # noqa: F401
from lectures.feedback.routes import bp as feedback
from lectures.lecturers import routes_hours as _lecturer_hours_pages  # noqa: F401
from lectures.lecturers import routes_teams as _lecture_team_pages  # noqa: F401
from lectures.lecturers import routes_terms as _lecturer_term_pages  # noqa: F401
from lectures.lecturers.routes import bp as lecturers
from lectures.menus import routes_items as _menu_item_pages  # noqa: F401
from lectures.menus import routes_surveys as _demand_survey_pages  # noqa: F401
from lectures.menus import routes_versions as _menu_version_pages  # noqa: F401
from lectures.menus import routes_wishes as _wish_pages  # noqa: F401
from lectures.menus.routes import bp as menus
from lectures.orders import routes_closing as _order_closing_pages  # noqa: F401
from lectures.orders import routes_giving as _order_giving_pages  # noqa: F401
from lectures.orders import routes_steps as _order_step_pages  # noqa: F401
from lectures.orders.resting import closed_orders
from lectures.orders.routes import bp as orders
from lectures.places import routes_workbooks as _place_workbook_pages  # noqa: F401
from lectures.places.routes import bp as places
from lectures.planning.routes import bp as planning
from lectures.programme import routes_gallery as _gallery_pages  # noqa: F401
from lectures.programme.routes import bp as programme
from lectures.tours import routes_lectures as _lecture_pages  # noqa: F401
from lectures.tours import routes_lists as _lecture_lists  # noqa: F401
from lectures.tours import routes_own as _own_lecture_pages  # noqa: F401
from lectures.tours import routes_releases as _release_pages  # noqa: F401
from lectures.tours import routes_schedule as _schedule_pages  # noqa: F401
from lectures.tours import routes_steps as _lecture_step_pages  # noqa: F401
from lectures.tours.releasing import CONCERNED, RESTING
from lectures.tours.routes import bp as tours

STAGES = (
    places,
    lecturers,
    menus,
    tours,
    calendars,
    attendance,
    feedback,
    orders,
    planning,
    classes,
    coverage,
    programme,
)

CONCERNED[:] = [who_come]  # who registered hears of every release that changes his lecture
RESTING[:] = [closed_orders, certified_listeners, finished_classes]
