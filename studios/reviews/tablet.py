"""The panels of reviews as an expert's tablet shows them."""

from sqlalchemy.orm import joinedload, selectinload

from foundation.database import session
from marking.panels.models import Panel
from marking.schemes.models import Scheme
from marking.tablets.queries import SubjectPlace, TabletPanel, panels_on_tablet
from people.accounts.models import Account
from studios.reviews.models import Review
from studios.reviews.queries import reviews_rated_by
from studios.reviews.rules import REVIEW_KIND_TITLES


def tablet_panels(account: Account) -> list[TabletPanel]:
    """The reviews in which `account` scores, the latest first."""
    reviews = session.scalars(
        reviews_rated_by(account)
        .where(Review.panel_id.in_(panels_on_tablet(account)))
        .options(
            joinedload(Review.organisation),
            joinedload(Review.panel).joinedload(Panel.scheme).selectinload(Scheme.criteria),
            selectinload(Review.subjects),
        )
    )
    return [_described(review) for review in reviews]


def _described(review: Review) -> TabletPanel:
    return TabletPanel(
        review.panel,
        review.organisation.name,
        review.title,
        REVIEW_KIND_TITLES[review.kind],
        review.rubric_version.title,
        review.anonymous,
        who="评审对象",
        chief="评审工作人员",
        places={one.reference: SubjectPlace(excused=one.excused) for one in review.subjects if one.excused},
    )
