"""Opening and closing rounds of review, who scores, who needs no scores, and vetoes."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from foundation import audit
from foundation.database import lock, lock_all, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from marking.panels.models import PanelMember
from marking.panels.rules import Duty
from marking.schemes.models import Scheme
from marking.schemes.operations import replace_criteria
from marking.sheets import panels
from marking.sheets.late_marks import waiting_late_marks
from marking.sheets.panels import NewSubject
from marking.sheets.queries import sheets_of_panels
from marking.sheets.recusal import conflicting_sheets
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.reviews.models import Review, ReviewedSubject, ReviewFinding, ReviewVeto
from studios.reviews.own_subjects import refuse_own
from studios.reviews.queries import may_read_materials, undecided_vetoes
from studios.reviews.rules import ReviewKind, ScoreMethod, labels_of, reasons_against_review
from studios.reviews.scores import raters_left
from studios.rubrics.models import RubricVersion
from studios.rubrics.operations import use_rubric
from studios.rubrics.rules import ItemKind, Rubric
from studios.rubrics.schemes import criteria_of


@dataclass(frozen=True)
class ReviewFacts:
    """How a round is held. `reference`: what it belongs to ("designation-call:3"); `odd`: experts in odd number."""

    title: str
    organisation: Organisation
    rubric_version: RubricVersion
    kind: ReviewKind
    reference: str
    anonymous: bool = False
    method: ScoreMethod = ScoreMethod.MEAN
    least_raters: int = 1
    odd: bool = False
    due_on: date | None = None


@dataclass(frozen=True)
class ReviewSubject:
    """What is reviewed: its reference, what officers call it, and whose it is.

    Experts of `organisation`, and those who must step aside from one of `persons`, get no sheet. `material_url` is the
    page where experts read about it; in an anonymous round that page must not say whose it is.
    """

    reference: str
    label: str
    organisation: Organisation | None = None
    persons: Sequence[Person] = ()
    material_url: str = ""


def rubric_scheme(rubric: Rubric) -> Scheme:
    """A marking scheme with one criterion for each item of `rubric` that is scored."""
    scheme = Scheme(title=rubric.title)
    session.add(scheme)
    session.flush()
    replace_criteria(scheme, criteria_of(rubric))
    return scheme


def open_review(
    facts: ReviewFacts, subjects: Sequence[ReviewSubject], experts: Sequence[Account], *, by: Account
) -> Review:
    """Give every expert a sheet for every subject from which he need not step aside.

    Raises `Refused` with every reason: too few experts, an even number, subjects that recusal leaves with too few.
    """
    _require_runner(facts.organisation.path, by)
    reasons = reasons_against_review(
        len(experts), len(subjects), facts.least_raters, facts.method, odd=facts.odd
    ) + _unable(experts)
    if reasons:
        raise Refused("评审还不能开始。", reasons=reasons)
    rubric = use_rubric(facts.rubric_version)
    seed = secrets.token_hex(8) if facts.anonymous else ""
    labels = labels_of([one.reference for one in subjects], seed) if facts.anonymous else {}
    ordered = sorted(subjects, key=lambda one: labels[one.reference]) if labels else list(subjects)
    panel = panels.open_panel(
        rubric_scheme(rubric),
        facts.title,
        facts.organisation,
        raters=[(expert, Duty.MARKING) for expert in experts],
        subjects=[_marked(one, labels.get(one.reference, one.label)) for one in ordered],
        by=by,
    )
    review = Review(
        organisation=facts.organisation,
        title=facts.title,
        kind=facts.kind,
        rubric_version=facts.rubric_version,
        panel=panel,
        reference=facts.reference,
        anonymous=facts.anonymous,
        seed=seed,
        method=facts.method,
        least_raters=facts.least_raters,
        due_on=facts.due_on,
        subjects=[
            ReviewedSubject(
                reference=one.reference,
                name=one.label,
                label=labels.get(one.reference, one.label),
                position=position,
                material_url=one.material_url,
            )
            for position, one in enumerate(ordered, start=1)
        ],
    )
    session.add(review)
    _step_aside_from_own(review, by)
    audit.record("open_review", review, by=by, changes={"subjects": (None, len(subjects))})
    if lacking := raters_left(review):
        raise Refused("回避以后评分人数不够，评审还不能开始。请增加专家。", reasons=lacking)
    return review


def hold_reviews(reviews: Iterable[Review]) -> None:
    """As they are now, and none is reopened until the transaction ends: for who takes their scores over."""
    held = list(reviews)
    lock_all(held)
    lock_all([review.panel for review in held])


def close_review(review: Review, *, by: Account) -> None:
    """End the scoring. Raises `Refused` with all that is left: sheets, late marks, vetoes, too few scores."""
    _require_runner(review.organisation_path, by)
    lock(review)
    late = [
        f"迟到的分数还没有裁定：{one.audit_label}" for one in session.scalars(waiting_late_marks([review.panel_id]))
    ]
    sheets = session.scalars(sheets_of_panels([review.panel_id])).all()
    conflicts = [f"应当回避的专家已经打分：{one.audit_label}" for one in conflicting_sheets(sheets)]
    vetoes = [f"一票否决还没有查实：{veto.subject.name}" for veto in undecided_vetoes(review)]
    if reasons := [*late, *conflicts, *vetoes, *raters_left(review)]:
        raise Refused("评审还不能结束。", reasons=reasons)
    excused = [one.reference for one in review.subjects if one.excused]
    panels.close_panel(review.panel, excused=excused, by=by)
    audit.record("close_review", review, by=by)


def reopen_review(review: Review, *, reason: str | None, by: Account) -> None:
    """Let the experts score again, for a reason. Sealed sheets stay sealed."""
    _require_runner(review.organisation_path, by)
    lock(review)
    panels.reopen_panel(review.panel, reason=reason, by=by)
    audit.record("reopen_review", review, by=by, reason=reason)


def add_expert(review: Review, expert: Account, *, by: Account) -> None:
    """One more expert; he gets his sheets at once."""
    _require_runner(review.organisation_path, by)
    if reasons := _unable([expert]):
        raise Refused("不能添加这位专家。", reasons=reasons, field="expert")
    panels.add_member(review.panel, expert, Duty.MARKING, by=by)
    _step_aside_from_own(review, by)
    audit.record("add_expert", review, by=by, changes={"expert": (None, expert.display_name)})


def remove_expert(review: Review, member: PanelMember, *, by: Account) -> None:
    """Take an expert off who has sealed nothing."""
    _require_runner(review.organisation_path, by)
    name = member.account.display_name
    panels.remove_member(member, by=by)
    audit.record("remove_expert", review, by=by, changes={"expert": (name, None)})


def excuse_subject(subject: ReviewedSubject, *, reason: str, by: Account) -> None:
    """A subject needs no scores any more (withdrawn, declined): its open sheets do not hold up the end."""
    _require_runner(subject.organisation_path, by)
    if not reason.strip():
        raise Refused("这项操作需要写明原因。", field="reason")
    refuse_own(subject.review.panel_id, subject.reference, by)
    if not subject.review.is_open:
        raise Refused("这一轮评审已经结束，不能再免评。")
    lock(subject).excused = reason.strip()
    audit.record("excuse_subject", subject, by=by, reason=reason)


def raise_veto(subject: ReviewedSubject, item_code: str, *, ground: str, by: Account) -> ReviewVeto:
    """An expert of the subject, or who runs the review, says that a veto applies, and on what ground."""
    if not (may_read_materials(by, subject.reference) or by.may_at(Permission.REVIEW_RUN, subject.organisation_path)):
        raise NotAllowed
    review = lock(subject.review)
    vetoes = [one.code for one in review.rubric_version.rubric.items if one.kind is ItemKind.VETO]
    if item_code not in vetoes:
        raise Refused("评分标准里没有这一条否决，请重新选择。", field="item")
    if not ground.strip():
        raise Refused("一票否决须写明依据：什么事实，有什么材料证明。", field="ground")
    if not review.is_open:
        raise Refused("这一轮评审已经结束。确有新情况的，请组织评审的单位重新开放后再提出。")
    veto = ReviewVeto(subject=subject, item_code=item_code, ground=ground.strip(), raised_by=by.id)
    session.add(veto)
    audit.record("raise_veto", veto, by=by, changes={"item_code": (None, item_code)})
    return veto


def confirm_veto(veto: ReviewVeto, *, reason: str | None, by: Account) -> None:
    """It was looked into and is true: the subject is out."""
    _decide(veto, "confirm_veto", reason, by)


def dismiss_veto(veto: ReviewVeto, *, reason: str | None, by: Account) -> None:
    """It was looked into and does not hold."""
    _decide(veto, "dismiss_veto", reason, by)


def note_finding(subject: ReviewedSubject, text: str, photo: bytes | None, *, by: Account) -> ReviewFinding:
    """What an expert found on the spot, in words, with a photo, or both."""
    if not may_read_materials(by, subject.reference):
        raise NotAllowed
    if not text.strip() and not photo:
        raise Refused("请写明看到什么，或拍一张照片。", field="text")
    if not subject.review.is_open:
        raise Refused("这一轮评审已经结束，不能再记。")
    file = keep_evidence(photo, f"finding-{subject.id}", by_id=by.id, field="photo") if photo else None
    finding = ReviewFinding(subject=subject, text=text.strip(), file=file, finder=by)
    session.add(finding)
    audit.record("note_finding", finding, by=by)
    return finding


def _step_aside_from_own(review: Review, by: Account) -> None:
    """Nobody scores what is his own, whatever unit he works for: a member of a studio, an author of a proposal."""
    for sheet in session.scalars(sheets_of_panels([review.panel.id])).all():
        own = sheet.member.account.person_id in {person.id for person in sheet.subject.persons}
        if own and sheet.state is SheetState.OPEN:
            advance(sheet, "recuse_judge", by=by, reason=panels.BY_RULE)


def _decide(veto: ReviewVeto, action: str, reason: str | None, by: Account) -> None:
    _require_runner(veto.organisation_path, by)
    review = lock(veto.subject.review)
    if not review.is_open:
        raise Refused("这一轮评审已经结束。请先重新开放并写明原因，再作决定。")
    lock(veto)
    refuse_own(review.panel_id, veto.subject.reference, by)
    himself = by.person_id is not None and by.person_id == veto.raiser.person_id
    if veto.raised_by == by.id or himself:
        raise Refused("这一条是您本人提出的，请由另一位工作人员查实。")
    veto.decided_by, veto.decision = by.id, (reason or "").strip()
    advance(veto, action, by=by, reason=reason)


def _unable(experts: Sequence[Account]) -> list[str]:
    return [f"{one.display_name}没有评分的权限，请先授予“评审专家”角色。" for one in experts if not _able(one)]


def _able(expert: Account) -> bool:
    return expert.active and expert.may(Permission.SHEET_MARK)


def _marked(one: ReviewSubject, label: str) -> NewSubject:
    unit = one.organisation.id if one.organisation else None
    return NewSubject(one.reference, label, unit, one.persons)


def _require_runner(path: str, by: Account) -> None:
    if not by.may_at(Permission.REVIEW_RUN, path):
        raise NotAllowed
