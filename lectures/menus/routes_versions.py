"""Pages about the versions of a menu: the list, writing one, what it changes, putting it into use."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from lectures.lecturers.rules import AUDIENCE_TITLES
from lectures.menus import operations, queries
from lectures.menus.forms import MenuForm, NewMenuForm
from lectures.menus.models import Menu, MenuItem
from lectures.menus.routes import bp
from lectures.menus.rules import CHANNEL_TITLES
from lectures.menus.workbooks import menu_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation


@bp.get("/lectures/menus")
@requires(Permission.LECTURE_RUN)
def list_menus() -> ResponseReturnValue:
    """The versions that one writes, the last first."""
    query = queries.menus_run_by(acting())
    page = page_by_key(query.order_by(None), Menu, after=request.args.get("after", type=int))
    counts = queries.item_counts([menu.id for menu in page.rows])
    return render_template("lectures/menus/list_menus.html", page=page, counts=counts)


@bp.route("/lectures/menus/new", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def create_menu() -> ResponseReturnValue:
    """Begin a new version, as a copy of the one in use."""
    form = NewMenuForm(data={"title": "劳模工匠点单菜单"})
    federations = queries.federations_run_by(acting())
    form.organisation.choices = {one.id: one.name for one in session.scalars(federations)}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organisation = fetch(federations.where(Organisation.id == form.organisation.data))
            note = (form.note.data or "").strip()
            menu = operations.create_menu(organisation, (form.title.data or "").strip(), note=note, by=acting())
            return done(menu, f"第 {menu.number} 版已经起草，内容照使用中的一版。请修改后发布。")
    return render_template("lectures/menus/create_menu.html", form=form), 422 if form.errors else 200


@bp.get("/lectures/menus/<int:menu_id>")
@requires(Permission.LECTURE_RUN)
def show_menu(menu_id: int) -> ResponseReturnValue:
    """One version: its items, and what it changes against the one before."""
    menu = run(menu_id)
    items = session.scalars(
        queries.with_lecturers(queries.items_run_by(acting()).where(MenuItem.menu_id == menu_id)).order_by(
            MenuItem.place, MenuItem.id
        )
    )
    changes, titles = queries.changes_of(menu)
    return render_template(
        "lectures/menus/show_menu.html",
        version=menu,
        classes=queries.by_class(items.unique()),
        changes=changes,
        titles=titles,
        before=queries.version_before(menu),
        channel_titles=CHANNEL_TITLES,
        audiences=AUDIENCE_TITLES,
        services=len(queries.services_for(menu)) if menu.state.value == "draft" else 0,
    )


@bp.route("/lectures/menus/<int:menu_id>/edit", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_menu(menu_id: int) -> ResponseReturnValue:
    """Change the title and the note of a draft."""
    menu = run(menu_id)
    form = MenuForm(obj=menu)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            title, note = (form.title.data or "").strip(), (form.note.data or "").strip()
            operations.edit_menu(menu, title, note=note, version=form.version, by=acting())
            return done(menu, "已保存。")
    page = render_template("lectures/menus/edit_menu.html", form=form, version=menu)
    return page, 422 if form.errors else 200


@bp.post("/lectures/menus/<int:menu_id>/publish")
@requires(Permission.LECTURE_RUN)
def publish_menu(menu_id: int) -> ResponseReturnValue:
    """Put a draft into use; the version before is retired."""
    menu = run(menu_id)
    with transaction():
        changes = operations.publish_menu(menu, by=acting())
        summary = operations.summary_of(changes, len(menu.items))
    return done(menu, f"第 {menu.number} 版已发布：{summary}。")


@bp.get("/lectures/menus/<int:menu_id>/export.xlsx")
@requires(Permission.LECTURE_RUN)
def export_menu(menu_id: int) -> ResponseReturnValue:
    """The items of a version as a workbook that can be taken in again."""
    menu = run(menu_id)
    items = queries.items_run_by(acting()).where(MenuItem.menu_id == menu_id).order_by(MenuItem.place, MenuItem.id)
    found = session.scalars(queries.with_lecturers(items)).unique().all()
    return workbook_answer(menu_workbook(found), f"{menu.title}第{menu.number}版.xlsx")


def run(menu_id: int) -> Menu:
    """A version that one writes."""
    return fetch(queries.menus_run_by(acting()).where(Menu.id == menu_id))


def done(menu: Menu, message: str) -> ResponseReturnValue:
    """Back to the version, with what was done."""
    flash(message, "success")
    return redirect(url_for("lectures.menus.show_menu", menu_id=menu.id))
