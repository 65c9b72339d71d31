"""Holding an evaluation from two sides: planning it, opening both sides, a member's rating, closing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.persons.models import Person
from studios.evaluations.models import Evaluation, EvaluationPaper, EvaluationRater, EvaluationSubject
from studios.evaluations.queries import rated_subjects, review_of
from studios.evaluations.rules import EvaluationState, reasons_against_evaluation, reasons_against_rating
from studios.reviews.operations import ReviewFacts, ReviewSubject, open_review
from studios.reviews.rules import ReviewKind
from studios.rubrics.models import RubricVersion
from studios.rubrics.operations import use_rubric
from studios.rubrics.rules import InvalidFinding, score_rubric

Named = tuple[str, str]
"""A unit's name, and its chair's (empty: the unit itself is evaluated)."""


@dataclass(frozen=True)
class EvaluationFacts:
    """What an evaluation is about; see `Evaluation`."""

    title: str
    period: str
    officer_rubric: RubricVersion
    member_rubric: RubricVersion
    officer_weight: Decimal
    least_officers: int
    least_members: int
    closes_on: date

    def reasons(self) -> list[str]:
        """Why it cannot be held so; empty if it can."""
        rubric = self.member_rubric.rubric
        return reasons_against_evaluation(self.officer_weight, self.least_officers, self.least_members, rubric)


def create_evaluation(
    organiser: Organisation, facts: EvaluationFacts, subjects: Sequence[Named], *, by: Account
) -> Evaluation:
    """Plan an evaluation of `subjects`, units below the organiser; both sides begin when it is opened."""
    if not by.may_at(Permission.REVIEW_RUN, organiser.path):
        raise NotAllowed
    made = Evaluation(organiser=organiser, **_columns(facts))
    with session.no_autoflush:
        _set(made, facts, subjects)
    session.add(made)
    audit.record("create_evaluation", made, by=by, changes={"subjects": (None, len(made.subjects))})
    return made


def edit_evaluation(
    evaluation: Evaluation, facts: EvaluationFacts, subjects: Sequence[Named], *, by: Account, version: int | None
) -> None:
    """Change an evaluation before it is opened."""
    evaluation = held_evaluation(evaluation, by)
    if evaluation.state is not EvaluationState.DRAFT:
        raise Refused("评价已经开始，内容不能再改。")
    evaluation.expect_version(version)
    for name, value in _columns(facts).items():
        setattr(evaluation, name, value)
    with session.no_autoflush:
        _set(evaluation, facts, subjects)
    audit.record("edit_evaluation", evaluation, by=by, changes=audit.pending_changes(evaluation))


def open_evaluation(evaluation: Evaluation, raters: Sequence[Account], *, by: Account) -> None:
    """Begin: `raters`, officers with the role of an expert, get their sheets; members can rate until the last day."""
    evaluation = held_evaluation(evaluation, by)
    if evaluation.closes_on < clock.today():
        raise Refused("会员测评的截止日期已经过去，请先修改日期。")
    if len(raters) < evaluation.least_officers:
        raise Refused(f"上级评价至少 {evaluation.least_officers} 人，只选了 {len(raters)} 人。", field="raters")
    use_rubric(evaluation.member_rubric)
    facts = ReviewFacts(
        f"{evaluation.title}（上级评价）",
        evaluation.organiser,
        evaluation.officer_rubric,
        ReviewKind.PAPER,
        evaluation.reference,
        due_on=evaluation.closes_on,
    )
    subjects = [
        ReviewSubject(one.reference, one.label, one.unit, [one.chair] if one.chair else [])
        for one in evaluation.subjects
    ]
    open_review(facts, subjects, raters, by=by)
    advance(evaluation, "open_evaluation", by=by, changes={"raters": (None, len(raters))})


def rating_reasons(subject: EvaluationSubject, person: Person) -> list[str]:
    """Why `person` cannot rate `subject` now; empty if he can."""
    return reasons_against_rating(
        subject.evaluation.state,
        subject.evaluation.closes_on,
        clock.today(),
        in_unit=(person.organisation_path or "").startswith(subject.unit.path),
        is_subject=person.id == subject.chair_id,
        rated=subject.id in rated_subjects(person),
    )


def rate_subject(subject: EvaluationSubject, person: Person, findings: Mapping[str, Decimal], *, by: Account) -> None:
    """A member rates his union or its chair. Who has rated is written apart from the paper, which names nobody."""
    if reasons := rating_reasons(subject, person):
        raise Refused(reasons[0])
    try:
        score_rubric(subject.evaluation.member_rubric.rubric, findings)
    except InvalidFinding as fault:
        raise Refused(str(fault)) from fault
    try:
        with session.begin_nested():
            rater = {"subject_id": subject.id, "person_id": person.id, "rated_on": clock.today()}
            session.execute(insert(EvaluationRater), rater)
    except IntegrityError as error:
        raise Refused("您已经评过了，一人只能评一次。") from error
    written = {code: format(value, "f") for code, value in findings.items()}
    paper = {"paper": secrets.randbits(62), "subject_id": subject.id, "findings": written}
    session.execute(insert(EvaluationPaper), paper)
    audit.record("rate_subject", subject, by=by)


def close_evaluation(evaluation: Evaluation, *, by: Account) -> None:
    """End it and show the results. Raises `Refused` while the officers' sheets are out or members may still rate."""
    evaluation = held_evaluation(evaluation, by)
    reasons = []
    if clock.today() <= evaluation.closes_on:
        reasons.append(f"会员测评到 {evaluation.closes_on:%Y-%m-%d} 才截止，截止以后才能公布。")
    review = review_of(evaluation)
    if review and review.is_open:
        reasons.append("上级评价还没有结束：请在“评审”里结束这一轮以后再公布。")
    if reasons:
        raise Refused("还不能公布结果。", reasons=reasons)
    advance(evaluation, "close_evaluation", by=by)


def reopen_evaluation(evaluation: Evaluation, closes_on: date, *, reason: str, by: Account) -> None:
    """Let members go on rating until `closes_on`, for a reason; what was rated stays, results are hidden again."""
    evaluation = held_evaluation(evaluation, by)
    if closes_on < clock.today():
        raise Refused("新的截止日期已经过去。", field="closes_on")
    before, evaluation.closes_on = evaluation.closes_on, closes_on
    advance(evaluation, "reopen_evaluation", by=by, reason=reason, changes={"closes_on": (before, closes_on)})


def cancel_evaluation(evaluation: Evaluation, *, reason: str, by: Account) -> None:
    """Give it up; nothing of it is shown."""
    advance(held_evaluation(evaluation, by), "cancel_evaluation", by=by, reason=reason)


def held_evaluation(evaluation: Evaluation, by: Account) -> Evaluation:
    """The evaluation, held against other writers. Raises unless `by` organises it."""
    if not by.may_at(Permission.REVIEW_RUN, evaluation.organisation_path):
        raise NotAllowed
    return lock(evaluation)


def _columns(facts: EvaluationFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in EvaluationFacts.__dataclass_fields__}


def _set(evaluation: Evaluation, facts: EvaluationFacts, subjects: Sequence[Named]) -> None:
    reasons = facts.reasons()
    named = (Evaluation.organiser_id == evaluation.organiser.id, Evaluation.title == facts.title)
    same = session.scalars(select(Evaluation).where(*named)).first()
    if same is not None and same is not evaluation:
        reasons.append("已经有一次同名的评价，请换个名称。")
    found = [_subject(evaluation.organiser, unit, chair, reasons) for unit, chair in subjects]
    kept = {one.id for one, _ in found if one}
    if len(kept) < len([one for one, _ in found if one]):
        reasons.append("有单位写了两次，请删去重复的。")
    if not subjects:
        reasons.append("请填写评价哪些单位。")
    if reasons:
        raise Refused("评价没有保存。", reasons=reasons)
    existing = {one.unit_id: one for one in evaluation.subjects}
    evaluation.subjects = [existing.get(unit.id) or EvaluationSubject(unit=unit) for unit, _ in found if unit]
    for subject, (_, chair) in zip(evaluation.subjects, found, strict=True):
        subject.chair = chair


def _subject(
    organiser: Organisation, unit_name: str, chair_name: str, reasons: list[str]
) -> tuple[Organisation | None, Person | None]:
    """The unit and chair of these names; what is wrong with them is added to `reasons`."""
    below = Organisation.id.in_(ids_in([organiser.path]))
    unit = session.scalars(select(Organisation).where(below, Organisation.name == unit_name)).one_or_none()
    if unit is None:
        reasons.append(f"“{unit_name}”不是{organiser.name}及以下的单位，请核对全称。")
        return None, None
    if not chair_name:
        return unit, None
    chairs = session.scalars(select(Person).where(Person.employer_id == unit.id, Person.name == chair_name)).all()
    if len(chairs) != 1:
        told = "没有这个人" if not chairs else "有同名的人，请只写单位"
        reasons.append(f"“{unit_name}”的“{chair_name}”：{told}。")
        return unit, None
    return unit, chairs[0]
