"""Pages about what a studio has and does, and the files that belong to it."""

from typing import Any

from flask import request, send_file
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import transaction
from foundation.errors import NotFound
from foundation.forms import answering, text_of
from people.accounts.access import acting, requires
from studios.registry import operations_belongings as operations
from studios.registry.forms_belongings import ActivityForm, EquipmentForm, FundForm, PhotoForm, RuleForm
from studios.registry.models import Activity, Equipment, Fund, StudioPhoto, StudioRule
from studios.registry.routes import KEEP, READ, bp, edited_studio, form_page, part_of, saved, visible_studio

WITH_PAPERS: dict[str, Any] = {"rules": StudioRule, "funds": Fund, "activities": Activity}


@bp.route("/studios/<int:studio_id>/equipment/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_equipment(studio_id: int) -> ResponseReturnValue:
    """Write down a piece of equipment."""
    studio, form = edited_studio(studio_id), EquipmentForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_equipment(studio, form.facts(), by=acting())
            return saved(studio_id, part="place")
    return form_page(form, "登记设备", studio)


@bp.post("/studios/<int:studio_id>/equipment/<int:equipment_id>/remove")
@requires(*KEEP)
def remove_equipment(studio_id: int, equipment_id: int) -> ResponseReturnValue:
    """Take out a piece of equipment."""
    equipment = part_of(edited_studio(studio_id), Equipment, equipment_id)
    with transaction():
        operations.remove_equipment(equipment, by=acting())
        return saved(studio_id, "已删除。", "place")


@bp.route("/studios/<int:studio_id>/rules/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_rule(studio_id: int) -> ResponseReturnValue:
    """Write down a rule of the studio."""
    studio, form = edited_studio(studio_id), RuleForm()
    if form.validate_on_submit():
        paper = form.paper()
        with answering(form), transaction():
            form.claim()
            operations.add_rule(studio, text_of(form.title), form.issued_on.data, paper, by=acting())
            return saved(studio_id, part="rules")
    return form_page(form, "登记规章制度", studio)


@bp.post("/studios/<int:studio_id>/rules/<int:rule_id>/remove")
@requires(*KEEP)
def remove_rule(studio_id: int, rule_id: int) -> ResponseReturnValue:
    """Take out a rule."""
    rule = part_of(edited_studio(studio_id), StudioRule, rule_id)
    with transaction():
        operations.remove_rule(rule, by=acting())
        return saved(studio_id, "已删除。", "rules")


@bp.route("/studios/<int:studio_id>/funds/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_fund(studio_id: int) -> ResponseReturnValue:
    """Write down money of one source in one year."""
    studio, form = edited_studio(studio_id), FundForm(year=clock.today().year)
    if form.validate_on_submit():
        paper = form.paper()
        with answering(form), transaction():
            form.claim()
            operations.add_fund(studio, form.facts(), paper, by=acting())
            return saved(studio_id, part="funds")
    return form_page(form, "登记经费", studio)


@bp.post("/studios/<int:studio_id>/funds/<int:fund_id>/remove")
@requires(*KEEP)
def remove_fund(studio_id: int, fund_id: int) -> ResponseReturnValue:
    """Take out money that was written down by mistake."""
    fund = part_of(edited_studio(studio_id), Fund, fund_id)
    with transaction():
        operations.remove_fund(fund, by=acting())
        return saved(studio_id, "已删除。", "funds")


@bp.route("/studios/<int:studio_id>/activities/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_activity(studio_id: int) -> ResponseReturnValue:
    """Write down what took place."""
    studio, form = edited_studio(studio_id), ActivityForm(held_on=clock.today())
    if form.validate_on_submit():
        paper = form.paper()
        with answering(form), transaction():
            form.claim()
            operations.add_activity(studio, form.facts(), paper, by=acting())
            return saved(studio_id, part="activities")
    return form_page(form, "登记活动", studio)


@bp.post("/studios/<int:studio_id>/activities/<int:activity_id>/remove")
@requires(*KEEP)
def remove_activity(studio_id: int, activity_id: int) -> ResponseReturnValue:
    """Take out what was written down by mistake."""
    activity = part_of(edited_studio(studio_id), Activity, activity_id)
    with transaction():
        operations.remove_activity(activity, by=acting())
        return saved(studio_id, "已删除。", "activities")


@bp.route("/studios/<int:studio_id>/photos/new", methods=["GET", "POST"])
@requires(*KEEP)
def add_photo(studio_id: int) -> ResponseReturnValue:
    """Add a photo (`?kind=` chooses of what)."""
    studio, form = edited_studio(studio_id), PhotoForm(kind=request.args.get("kind"))
    if form.validate_on_submit():
        content = form.file.data.read()
        with answering(form), transaction():
            form.claim()
            operations.add_photo(studio, form.facts(), content, by=acting())
            return saved(studio_id, "照片已保存。", "photos")
    return form_page(form, "添加照片", studio)


@bp.post("/studios/<int:studio_id>/photos/<int:photo_id>/remove")
@requires(*KEEP)
def remove_photo(studio_id: int, photo_id: int) -> ResponseReturnValue:
    """Take a photo out."""
    photo = part_of(edited_studio(studio_id), StudioPhoto, photo_id)
    with transaction():
        operations.remove_photo(photo, by=acting())
        return saved(studio_id, "已删除照片。", "photos")


@bp.get("/studios/<int:studio_id>/photos/<int:photo_id>.jpg")
@requires(*READ)
def show_photo(studio_id: int, photo_id: int) -> ResponseReturnValue:
    """A photo itself; never kept by the browser."""
    file = part_of(visible_studio(studio_id), StudioPhoto, photo_id).file
    return send_file(file.stream(), file.media_type, max_age=0)


@bp.get("/studios/<int:studio_id>/<part>/<int:part_id>/paper")
@requires(*READ)
def show_paper(studio_id: int, part: str, part_id: int) -> ResponseReturnValue:
    """The paper of a rule, of money or of an activity, to be saved; never kept by the browser."""
    studio = visible_studio(studio_id)
    file = part_of(studio, WITH_PAPERS[part], part_id).file if part in WITH_PAPERS else None
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=file.name, max_age=0)
