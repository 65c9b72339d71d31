"""Pages about the items of a draft: adding, editing, ordering them, services from contests, workbooks."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from lectures.lecturers.queries import lecturers_in_service
from lectures.menus import operations_items as operations
from lectures.menus.forms import MenuItemForm, ServicesForm
from lectures.menus.models import Menu, MenuItem
from lectures.menus.queries import drafts_run_by, items_run_by, services_for
from lectures.menus.routes import bp
from lectures.menus.routes_versions import done, run
from lectures.menus.rules import Channel
from lectures.menus.workbooks import ITEMS
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.route("/lectures/menus/<int:menu_id>/items/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def add_menu_item(menu_id: int) -> ResponseReturnValue:
    """Put an item onto a draft."""
    menu = run(menu_id)
    form = _form(menu, MenuItemForm(data={"channels": list(Channel), "minutes": 60}))
    if form.validate_on_submit():
        sample, lecturer_ids = form.sample(), form.lecturer_ids.data or []
        with answering(form), transaction():
            form.claim()
            operations.add_menu_item(menu, form.facts(), lecturer_ids=lecturer_ids, sample=sample, by=acting())
            return done(menu, "已添加。")
    page = render_template("lectures/menus/add_menu_item.html", form=form, version=menu, classes=_classes(menu))
    return page, 422 if form.errors else 200


@bp.route("/lectures/menus/items/<int:item_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_menu_item(item_id: int) -> ResponseReturnValue:
    """Change an item of a draft."""
    item = _item(item_id)
    form = _form(item.menu, MenuItemForm(obj=item))
    if not form.is_submitted():
        form.lecturer_ids.data = [one.id for one in item.lecturers]
    if form.validate_on_submit():
        sample, drop = form.sample(), bool(form.drop_sample.data)
        chosen, seen = form.lecturer_ids.data or [], form.version
        with answering(form), transaction():
            form.claim()
            operations.edit_menu_item(
                item, form.facts(), lecturer_ids=chosen, sample=sample, drop_sample=drop, version=seen, by=acting()
            )
            return done(item.menu, "已保存。")
    shown = {"item": item, "version": item.menu, "classes": _classes(item.menu)}
    page = render_template("lectures/menus/edit_menu_item.html", form=form, **shown)
    return page, 422 if form.errors else 200


@bp.post("/lectures/menus/items/<int:item_id>/move")
@requires(Permission.LECTURE_RUN)
def move_menu_item(item_id: int) -> ResponseReturnValue:
    """One place up or down among the items of its large class."""
    item = _item(item_id)
    with transaction():
        operations.move_menu_item(item, up=request.form.get("to") == "up", by=acting())
    return redirect(url_for(".show_menu", menu_id=item.menu_id, _anchor=f"item-{item.id}"))


@bp.post("/lectures/menus/items/<int:item_id>/remove")
@requires(Permission.LECTURE_RUN)
def remove_menu_item(item_id: int) -> ResponseReturnValue:
    """Take an item off a draft."""
    item = _item(item_id)
    menu, title = item.menu, item.title
    with transaction():
        operations.remove_menu_item(item, by=acting())
    return done(menu, f"“{title}”已从草稿中移除；使用中的一版不变，发布以后才不再提供。")


@bp.route("/lectures/menus/<int:menu_id>/services", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def take_services(menu_id: int) -> ResponseReturnValue:
    """Take over services that project contests offer in their booklets."""
    menu = fetch(drafts_run_by(acting()).where(Menu.id == menu_id))
    services, form = services_for(menu), ServicesForm()
    form.services.choices = {one.id: one.submission.title for one in services}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            taken = operations.take_services(menu, form.services.data or [], by=acting())
            flash("请逐项核对大类、时长和渠道。", "info")
            return done(menu, f"已列入 {len(taken)} 项服务。")
    page = render_template("lectures/menus/take_services.html", form=form, version=menu, services=services)
    return page, 422 if form.errors else 200


@bp.route("/lectures/menus/<int:menu_id>/items/import", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def import_items(menu_id: int) -> ResponseReturnValue:
    """Upload items as a workbook; it is checked and shown before anything changes."""
    menu = fetch(drafts_run_by(acting()).where(Menu.id == menu_id))
    page, context = "lectures/menus/import_items.html", {"menu_id": menu.id}
    return upload_page(ITEMS, page, by=acting(), context=context, version=menu)


@bp.get("/lectures/menus/items/template")
@requires(Permission.LECTURE_RUN)
def download_item_template() -> ResponseReturnValue:
    """The empty workbook."""
    return workbook_answer(template_workbook(ITEMS.columns, "菜单内容"), "菜单内容模板.xlsx")


def _item(item_id: int) -> MenuItem:
    return fetch(items_run_by(acting()).where(MenuItem.id == item_id))


def _form(menu: Menu, form: MenuItemForm) -> MenuItemForm:
    form.offer(session.scalars(lecturers_in_service(menu.organisation_path)).unique())
    return form


def _classes(menu: Menu) -> list[str]:
    return list(dict.fromkeys(item.large_class for item in menu.items))
