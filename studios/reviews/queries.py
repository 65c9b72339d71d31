"""Reading rounds of review. An expert sees the subjects whose sheets are his; officers those of their organisations."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from foundation.database import below, session
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.queries import panels_with
from marking.panels.rules import Duty
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Permission, Role
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import lineage
from studios.reviews.models import Review, ReviewedSubject, ReviewVeto
from studios.reviews.rules import VetoState


def reviews_visible_to(user: Account) -> Select[Review]:
    """The reviews of the organisations in one's care, the newest first."""
    return (
        select(Review)
        .where(Review.organisation_id.in_(ids_in(user.scope(Permission.REVIEW_RUN))))
        .options(joinedload(Review.panel), joinedload(Review.organisation), joinedload(Review.rubric_version))
        .order_by(Review.id.desc())
    )


def reviews_of(reference: str) -> Select[Review]:
    """The reviews that belong to something, such as "designation-call:3", in order."""
    return select(Review).where(Review.reference == reference).options(joinedload(Review.panel)).order_by(Review.id)


def reviews_rated_by(account: Account) -> Select[Review]:
    """The reviews in which `account` scores, the newest first."""
    return (
        select(Review)
        .where(Review.panel_id.in_(panels_with(account, Duty.MARKING)))
        .options(joinedload(Review.panel), joinedload(Review.rubric_version))
        .order_by(Review.id.desc())
    )


def subjects_rated_by(account: Account) -> Select[ReviewedSubject]:
    """The subjects that `account` scores; not those from which he stepped aside."""
    return (
        select(ReviewedSubject)
        .join(ReviewedSubject.review)
        .where(exists().where(*_sheet_of_subject(), _is_rater(account), Sheet.state != SheetState.RECUSED))
        .options(contains_eager(ReviewedSubject.review).joinedload(Review.panel))
        .order_by(Review.id.desc(), ReviewedSubject.position)
    )


def may_read_materials(account: Account, reference: str) -> bool:
    """Whether `account` scores the subject of this reference in some review, so that he may see its materials."""
    return session.scalars(subjects_rated_by(account).where(ReviewedSubject.reference == reference)).first() is not None


def own_sheets(account: Account, reviews: Sequence[Review]) -> dict[tuple[int, str], Sheet]:
    """The account's sheets in these reviews, by panel and reference."""
    query = (
        select(Sheet)
        .join(Sheet.member)
        .join(Sheet.subject)
        .where(PanelMember.account_id == account.id, Subject.panel_id.in_([one.panel_id for one in reviews]))
        .options(contains_eager(Sheet.subject), selectinload(Sheet.marks))
    )
    return {(one.subject.panel_id, one.subject.reference): one for one in session.scalars(query)}


def experts_for(organisation: Organisation) -> Select[Account]:
    """Who can be asked to score: the experts of an organisation, of those below it and above it."""
    above = RoleGrant.organisation_id.in_(lineage(organisation.path))
    under = RoleGrant.organisation.has(below(Organisation.path, organisation.path))
    granted = Account.grants.any(and_(RoleGrant.role == Role.EXPERT, above | under))
    return (
        select(Account)
        .where(Account.active, granted)
        .options(joinedload(Account.organisation))
        .order_by(Account.display_name, Account.id)
    )


def undecided_vetoes(review: Review) -> Sequence[ReviewVeto]:
    """The vetoes that nobody has looked into."""
    query = (
        select(ReviewVeto)
        .join(ReviewVeto.subject)
        .where(ReviewedSubject.review_id == review.id, ReviewVeto.state == VetoState.RAISED)
        .options(contains_eager(ReviewVeto.subject))
        .order_by(ReviewVeto.id)
    )
    return session.scalars(query).all()


def confirmed_vetoes(reviews: Iterable[Review]) -> dict[tuple[int, str], list[ReviewVeto]]:
    """The confirmed vetoes by review and reference."""
    query = (
        select(ReviewVeto)
        .join(ReviewVeto.subject)
        .where(ReviewedSubject.review_id.in_([one.id for one in reviews]), ReviewVeto.state == VetoState.CONFIRMED)
        .options(contains_eager(ReviewVeto.subject))
        .order_by(ReviewVeto.id)
    )
    found: dict[tuple[int, str], list[ReviewVeto]] = {}
    for veto in session.scalars(query):
        found.setdefault((veto.subject.review_id, veto.subject.reference), []).append(veto)
    return found


def reviews_waiting_for(user: Account) -> Select[Review]:
    """The open reviews in which an expert still has sheets to seal."""
    open_sheet = exists().where(
        Subject.panel_id == Review.panel_id,
        Sheet.subject_id == Subject.id,
        Sheet.state == SheetState.OPEN,
        _is_rater(user),
    )
    return reviews_rated_by(user).where(Review.panel.has(Panel.state == "open"), open_sheet)


def _sheet_of_subject() -> tuple[ColumnElement[bool], ...]:
    return (
        Subject.panel_id == Review.panel_id,
        Subject.reference == ReviewedSubject.reference,
        Sheet.subject_id == Subject.id,
    )


def _is_rater(account: Account) -> ColumnElement[bool]:
    return and_(PanelMember.id == Sheet.member_id, PanelMember.account_id == account.id)
