"""What the page of an achievement offers to its reader: who he is to it, and the forms of the next step."""

from dataclasses import dataclass, field

from foundation.forms import JiangxinForm
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.proposals.announcing import unplaced_in
from studios.proposals.forms_achievements import EndorseForm, RecommendForm, SettleTieForm
from studios.proposals.models_achievements import Achievement
from studios.proposals.recommending import check_reasons
from studios.proposals.rules_achievements import AchievementState


@dataclass
class Offer:
    """`edits`: fills it in; `unit`, `recommends`, `runs`: decides for the unit, the recommender, the organiser."""

    edits: bool
    unit: bool
    recommends: bool
    runs: bool
    author: bool
    forms: dict[str, JiangxinForm] = field(default_factory=dict)
    check: list[str] = field(default_factory=list)
    objections: dict[int, str] = field(default_factory=dict)


def offer_of(achievement: Achievement, user: Account, sent: JiangxinForm | None = None) -> Offer:
    """Who `user` is to it, and what he may do now. Author or entrant, he decides nothing about it."""
    own = {achievement.entrant_id, *(one.person_id for one in achievement.authors)}
    author = user.person_id is not None and user.person_id in own
    at_unit = user.may_at(Permission.PROPOSAL_EDIT, achievement.organisation_path)
    recommender = achievement.recommender.path if achievement.recommender else None
    offer = Offer(
        edits=at_unit or (user.person_id is not None and user.person_id == achievement.entrant_id),
        unit=at_unit and not author,
        recommends=user.may_at(Permission.PROPOSAL_EDIT, recommender) and not author,
        runs=user.may_at(Permission.PROPOSAL_RUN, achievement.selection.organisation_path) and not author,
        author=author,
    )
    state = achievement.state
    if state is AchievementState.SUBMITTED and offer.unit:
        offer.forms["endorse_achievement"] = endorse_form(achievement) if sent is None else sent
    if state is AchievementState.ENDORSED and offer.recommends:
        fresh = RecommendForm(formdata=None)
        offer.forms["recommend_achievement"] = sent if isinstance(sent, RecommendForm) else fresh
    if state is AchievementState.RECOMMENDED and offer.runs:
        offer.check = check_reasons(achievement)
    if achievement.grade_options and offer.runs:
        offer.forms["settle_tie"] = sent if isinstance(sent, SettleTieForm) else tie_form(achievement, fresh=True)
    if achievement.notice and offer.runs and state in {AchievementState.NOTICED, AchievementState.HELD}:
        offer.objections = {one.id: one.content for one in unplaced_in(achievement.notice)}
    return offer


def endorse_form(achievement: Achievement) -> EndorseForm:
    """The authors to tick; those whose post says that they head a unit are ticked already."""
    form = EndorseForm()
    form.heads.choices = {author.id: f"{author.position}. {author.name}" for author in achievement.authors}
    if not form.is_submitted():
        form.heads.data = [author.id for author in achievement.authors if author.head]
    return form


def tie_form(achievement: Achievement, *, fresh: bool = False) -> SettleTieForm:
    """The grades that the tie leaves open."""
    form = SettleTieForm(formdata=None) if fresh else SettleTieForm()
    form.grade.choices = {one: one or "未评上" for one in achievement.grade_options}
    return form
