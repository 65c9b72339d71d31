"""Pages about marking a sitting on tablets: the scheme, key skills, opening and closing, how far it is."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.batches.models import BatchItem
from assessments.sittings import marking
from assessments.sittings.forms_marking import CopySchemeForm, KeySkillForm
from assessments.sittings.marks import marked_scores, unscored_seats
from assessments.sittings.models import Sitting
from assessments.sittings.progress import marking_progress
from assessments.sittings.queries import sittings_planned_by, sittings_visible_to
from assessments.sittings.queries_duties import unmet_duties
from assessments.sittings.routes import bp, planned
from assessments.sittings.rules import SittingState
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from marking.panels.models import Subject
from marking.panels.queries import is_chief
from marking.schemes.forms import SchemeForm
from marking.sheets import late_marks
from marking.sheets import operations as sheets
from marking.sheets.models import LateMark, Sheet
from marking.sheets.queries import standing_values
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

OVERSEERS = (Permission.SITTING_PLAN, Permission.SHEET_MARK)
"""Who planned the sitting, and the lead assessor; whether he leads this one is asked of the sitting."""


@bp.get("/assessments/sittings/<int:sitting_id>/marking")
@requires(*OVERSEERS, Permission.SITTING_WATCH)
def show_marking(sitting_id: int) -> ResponseReturnValue:
    """The scheme, and how far every assessor is."""
    return _show(_overseen(sitting_id, Permission.SITTING_PLAN, Permission.SITTING_WATCH), KeySkillForm())


@bp.route("/assessments/sittings/<int:sitting_id>/scheme", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def edit_marking_scheme(sitting_id: int) -> ResponseReturnValue:
    """Write the scheme."""
    sitting = planned(sitting_id)
    form = SchemeForm.opened_on(sitting.scheme) if sitting.scheme else SchemeForm(criteria=[{}])
    if not form.is_submitted():
        form.row_version.data = sitting.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            marking.edit_marking_scheme(sitting, form.facts(), version=form.version, by=acting())
            flash("评分细则已保存，接着标明关键技能。", "success")
            return redirect(url_for(".show_marking", sitting_id=sitting_id))
    page = render_template("assessments/sittings/edit_marking_scheme.html", form=form, sitting=sitting)
    return page, 422 if form.errors else 200


@bp.route("/assessments/sittings/<int:sitting_id>/scheme/copy", methods=["GET", "POST"])
@requires(Permission.SITTING_PLAN)
def copy_marking_scheme(sitting_id: int) -> ResponseReturnValue:
    """Take the scheme of another sitting of the same occupation and part."""
    sitting, form = planned(sitting_id), CopySchemeForm()
    form.offer(_sittings_with_schemes(sitting))
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            source = fetch(sittings_planned_by(acting()).where(Sitting.id == form.source.data))
            marking.copy_marking_scheme(sitting, source, by=acting())
            flash("评分细则和关键技能已复制，可以再修改。", "success")
            return redirect(url_for(".show_marking", sitting_id=sitting_id))
    page = render_template("assessments/sittings/copy_marking_scheme.html", form=form, sitting=sitting)
    return page, 422 if form.errors else 200


@bp.post("/assessments/sittings/<int:sitting_id>/key-skills")
@requires(Permission.SITTING_PLAN)
def set_key_skill(sitting_id: int) -> ResponseReturnValue:
    """Make a criterion a key skill."""
    sitting, form = planned(sitting_id), KeySkillForm()
    form.offer(sitting.scheme.criteria if sitting.scheme else [])
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            marking.set_key_skill(sitting, form.criterion.data, form.minimum.data, by=acting())
            flash("已设为关键技能。", "success")
            return redirect(url_for(".show_marking", sitting_id=sitting_id))
    return _show(sitting, form)


@bp.post("/assessments/sittings/<int:sitting_id>/key-skills/<code>/clear")
@requires(Permission.SITTING_PLAN)
def clear_key_skill(sitting_id: int, code: str) -> ResponseReturnValue:
    """The criterion is no key skill any more."""
    sitting = planned(sitting_id)
    with transaction():
        marking.clear_key_skill(sitting, code, by=acting())
    flash("已取消关键技能。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/marking/open")
@requires(Permission.SITTING_PLAN)
def open_marking(sitting_id: int) -> ResponseReturnValue:
    """Give the assessors their sheets."""
    sitting = planned(sitting_id)
    with transaction():
        marking.open_marking(sitting, blind="blind" in request.form, by=acting())
    flash("评分已开始，考评员可以在平板上打分。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/marking/close")
@requires(*OVERSEERS)
def close_marking(sitting_id: int) -> ResponseReturnValue:
    """End the marking, once every sheet is sealed."""
    sitting = _overseen(sitting_id, Permission.SITTING_PLAN)
    with transaction():
        marking.close_marking(sitting, by=acting())
    flash("评分已结束，成绩可以检录。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/marking/reopen")
@requires(Permission.SITTING_PLAN)
def reopen_marking(sitting_id: int) -> ResponseReturnValue:
    """Let the assessors mark again."""
    sitting = planned(sitting_id)
    with transaction():
        marking.reopen_marking(sitting, reason=request.form.get("reason"), by=acting())
    flash("已重新开放评分，封存过的评分表仍然封存。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/sheets/<int:sheet_id>/reopen")
@requires(*OVERSEERS)
def reopen_sheet(sitting_id: int, sheet_id: int) -> ResponseReturnValue:
    """Let an assessor change a sealed sheet."""
    sheet = _sheet(sitting_id, sheet_id)
    with transaction():
        sheets.reopen_sheet(sheet, reason=request.form.get("reason"), by=acting())
        flash(f"{sheet.audit_label}的评分表已解封，原有分数保留。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/sheets/<int:sheet_id>/recuse")
@requires(*OVERSEERS)
def recuse_judge(sitting_id: int, sheet_id: int) -> ResponseReturnValue:
    """Take an assessor from one candidate."""
    sheet = _sheet(sitting_id, sheet_id)
    with transaction():
        sheets.recuse_judge(sheet, reason=request.form.get("reason"), by=acting())
        flash(f"{sheet.audit_label}：已登记回避。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/late-marks/<int:late_id>/accept")
@requires(*OVERSEERS)
def accept_late_mark(sitting_id: int, late_id: int) -> ResponseReturnValue:
    """Let a late value stand; the assessor signs the sheet again."""
    late = _late_mark(sitting_id, late_id)
    with transaction():
        late_marks.accept_late_mark(late, reason=request.form.get("reason"), by=acting())
        flash(f"{late.audit_label}：已采纳，评分表已解封，须由考评员本人核对后重新签名封存。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


@bp.post("/assessments/sittings/<int:sitting_id>/late-marks/<int:late_id>/dismiss")
@requires(*OVERSEERS)
def dismiss_late_mark(sitting_id: int, late_id: int) -> ResponseReturnValue:
    """Leave the marks as they stand."""
    late = _late_mark(sitting_id, late_id)
    with transaction():
        late_marks.dismiss_late_mark(late, reason=request.form.get("reason"), by=acting())
        flash(f"{late.audit_label}：不予采纳，原分数不变。", "success")
    return redirect(url_for(".show_marking", sitting_id=sitting_id))


def _overseen(sitting_id: int, *permissions: Permission) -> Sitting:
    """A sitting of this account's plans, or one whose assessors it leads; others see nobody's marks."""
    sitting = fetch(sittings_visible_to(acting()).where(Sitting.id == sitting_id))
    if not any(acting().may_at(one, sitting.organisation_path) for one in permissions) and not _leads(sitting):
        raise NotFound
    return sitting


def _leads(sitting: Sitting) -> bool:
    return sitting.panel is not None and is_chief(acting(), sitting.panel)


def _sheet(sitting_id: int, sheet_id: int) -> Sheet:
    sitting = _overseen(sitting_id, Permission.SITTING_PLAN)
    return fetch(select(Sheet).join(Sheet.subject).where(Sheet.id == sheet_id, Subject.panel_id == sitting.panel_id))


def _late_mark(sitting_id: int, late_id: int) -> LateMark:
    sitting = _overseen(sitting_id, Permission.SITTING_PLAN)
    return fetch(late_marks.late_marks_of([sitting.panel_id or 0]).where(LateMark.id == late_id))


def _sittings_with_schemes(sitting: Sitting) -> list[Sitting]:
    """Other sittings of the same occupation, level and part that have a scheme, the latest first."""
    item = sitting.item
    alike = Sitting.item.has((BatchItem.occupation_code == item.occupation_code) & (BatchItem.level == item.level))
    query = (
        sittings_planned_by(acting())
        .where(alike, Sitting.part == sitting.part, Sitting.scheme_id.is_not(None), Sitting.id != sitting.id)
        .options(joinedload(Sitting.scheme))
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    )
    return list(session.scalars(query.limit(50)))


def _show(sitting: Sitting, form: KeySkillForm) -> ResponseReturnValue:
    scheme = sitting.scheme
    if scheme and form.criterion.choices is None:
        form.offer(scheme.criteria)
    may_plan = acting().may_at(Permission.SITTING_PLAN, sitting.organisation_path)
    late = session.scalars(late_marks.late_marks_of([sitting.panel_id])).all() if sitting.panel_id else []
    page = render_template(
        "assessments/sittings/show_marking.html",
        sitting=sitting,
        form=form,
        skills=marking.key_skills_of(scheme) if scheme else {},
        full_mark=sum(one.full_mark for one in scheme.criteria) if scheme else 0,
        grid=marking_progress(sitting),
        scores=marked_scores(sitting),
        unscored=unscored_seats(sitting),
        reasons=[] if sitting.panel_id else unmet_duties(sitting),
        late=late,
        standing=standing_values({one.sheet_id for one in late}),
        may_plan=may_plan,
        runs=may_plan or _leads(sitting),
        opened=sitting.state is SittingState.OPEN,
        copies=bool(may_plan and not sitting.panel_id and _sittings_with_schemes(sitting)),
    )
    return page, 422 if form.errors else 200
