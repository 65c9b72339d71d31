"""Pages about designs: the list, one design with its versions, the editor with its preview."""

from itertools import pairwise

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.designs import operations
from certificates.designs.differences import differences
from certificates.designs.forms import CopyDesignForm, CreateDesignForm, DesignForm
from certificates.designs.models import Design
from certificates.designs.pictures import usable_picture
from certificates.designs.previewing import Preview, preview_of
from certificates.designs.queries import (
    designs_visible_to,
    known_pictures,
    last_saved,
    newest_version,
    savers_of,
    usual_trial_names,
    version_numbered,
)
from certificates.designs.rules import BORDERS, settings_from_json
from certificates.kinds import all_kinds
from certificates.printing.drawing import svg_address
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import organisations_in

bp = Blueprint("designs", __name__)


@bp.get("/certificate-designs")
@requires(Permission.CERTIFICATE_DESIGN)
def list_designs() -> ResponseReturnValue:
    """The designs in one's care, newest first; of one kind only if asked."""
    kind = request.args.get("kind", "")
    visible = designs_visible_to(acting())
    wanted = visible.where(Design.kind == kind) if kind in all_kinds() else visible
    page = page_by_key(wanted, Design, after=request.args.get("after", type=int))
    return render_template(
        "certificates/designs/list_designs.html",
        page=page,
        saved=last_saved(page.rows),
        kinds=all_kinds(),
        chosen=kind,
    )


@bp.route("/certificate-designs/new", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_DESIGN)
def create_design() -> ResponseReturnValue:
    """Begin a design: what kind, for whom; the editor follows."""
    form = CreateDesignForm.offering(_organisations())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organisation = session.get_one(Organisation, form.organisation.data)
            design = operations.create_design(form.kind.data, form.name.data or "", organisation, by=acting())
            return redirect(url_for(".save_design", design_id=design.id))
    page = render_template("certificates/designs/create_design.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/certificate-designs/<int:design_id>")
@requires(Permission.CERTIFICATE_DESIGN)
def show_design(design_id: int) -> ResponseReturnValue:
    """A design as it is now, or in an older version, and who changed what when."""
    design = _design(design_id)
    newest = newest_version(design)
    shown = version_numbered(design, request.args.get("version", newest.number, type=int))
    told = [settings_from_json(version.settings) for version in design.versions]
    changes = [differences(old, new) for old, new in pairwise(told)]
    return render_template(
        "certificates/designs/show_design.html",
        design=design,
        kind=all_kinds()[design.kind],
        shown=shown,
        newest=newest,
        history=list(zip(design.versions, [[], *changes], strict=True))[::-1],
        savers=savers_of(design),
    )


@bp.get("/certificate-designs/<int:design_id>/versions/<int:number>.png")
@requires(Permission.CERTIFICATE_DESIGN)
def show_version(design_id: int, number: int) -> ResponseReturnValue:
    """A version of a design as a picture of the page, with the kind's example."""
    design = _design(design_id)
    settings = settings_from_json(version_numbered(design, number).settings)
    preview = preview_of(design.kind, settings, issuers=_issuers(design, settings.seals), shown="")
    if not preview.picture:
        raise NotFound
    return Response(preview.picture, mimetype="image/png")


@bp.route("/certificate-designs/<int:design_id>/edit", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_DESIGN)
def save_design(design_id: int) -> ResponseReturnValue:
    """The editor. A button named `try` shows the page as it would look, unsaved; `from` begins at an older version."""
    design = _design(design_id)
    newest = newest_version(design)
    base = version_numbered(design, request.args.get("from", newest.number, type=int))
    form = DesignForm.opened_on(settings_from_json(base.settings), _trial_names(design), newest.number)
    if form.brings_pictures:
        with transaction():
            form.keep_pictures(by=acting())
    if form.is_submitted():
        form.drop_strange_pictures(known_pictures(design), by=acting())
    if not form.unsaved and form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            version = operations.save_design(design, form.settings(), expected=form.version or 0, by=acting())
            flash(f"已保存为第 {version.number} 版。已经制作的证书不受影响。", "success")
            return redirect(url_for(".show_design", design_id=design_id))
    return _editor(design, form)


@bp.route("/certificate-designs/<int:design_id>/versions/<int:number>/copy", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_DESIGN)
def copy_design(design_id: int, number: int) -> ResponseReturnValue:
    """A new design that begins with what this version says."""
    design = _design(design_id)
    form = CopyDesignForm.offering(_organisations())
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organisation = session.get_one(Organisation, form.organisation.data)
            version = version_numbered(design, number)
            copy = operations.copy_design(version, form.name.data or "", organisation, by=acting())
            flash(f"已按“{design.name}”新建“{copy.name}”。", "success")
            return redirect(url_for(".show_design", design_id=copy.id))
    page = render_template("certificates/designs/copy_design.html", form=form, design=design, number=number)
    return page, 422 if form.errors else 200


@bp.post("/certificate-designs/<int:design_id>/retire")
@requires(Permission.CERTIFICATE_DESIGN)
def retire_design(design_id: int) -> ResponseReturnValue:
    """Offer it for no new batch."""
    design = _design(design_id)
    with transaction():
        operations.retire_design(design, by=acting())
    flash("模板已停用，以后的证书不再用它；已经制作的不受影响。", "success")
    return redirect(url_for(".show_design", design_id=design_id))


@bp.post("/certificate-designs/<int:design_id>/restore")
@requires(Permission.CERTIFICATE_DESIGN)
def restore_design(design_id: int) -> ResponseReturnValue:
    """Offer it again."""
    design = _design(design_id)
    with transaction():
        operations.restore_design(design, by=acting())
    flash("模板已恢复使用。", "success")
    return redirect(url_for(".show_design", design_id=design_id))


@bp.get("/certificate-designs/<int:design_id>/pictures/<int:file_id>")
@requires(Permission.CERTIFICATE_DESIGN)
def show_picture(design_id: int, file_id: int) -> ResponseReturnValue:
    """A picture of the design, or one that the person has just uploaded."""
    stored = usable_picture(file_id, known_pictures(_design(design_id)), acting())
    if stored is None:
        raise NotFound
    return Response(stored.read(), mimetype="image/png")


def _editor(design: Design, form: DesignForm) -> ResponseReturnValue:
    newest = newest_version(design)
    saved = settings_from_json(newest.settings)
    overtaken = form.is_submitted() and not form.unsaved and form.version != newest.number
    if overtaken:
        form.row_version.data = newest.number  # the page now tells what the others saved: the next try may go ahead
    page = render_template(
        "certificates/designs/save_design.html",
        form=form,
        design=design,
        kind=all_kinds()[design.kind],
        borders=_border_pictures(),
        preview=_preview(design, form) if "try" in request.form else None,
        newest=newest,
        overtaken=differences(form.settings(), saved) if overtaken else [],
    )
    if overtaken:
        return page, 409
    return page, 422 if form.errors and not form.unsaved else 200


def _preview(design: Design, form: DesignForm) -> Preview:
    settings = form.settings()
    issuers = _issuers(design, settings.seals)
    return preview_of(design.kind, settings, issuers=issuers, shown=form.shown_name, names=form.names)


def _issuers(design: Design, seals) -> list[str]:
    """Who signs the preview: the units whose seals are there, or else the design's own organisation."""
    return [seal.issuer for seal in seals] or [design.organisation.name]


def _border_pictures() -> dict[str, str]:
    """The data address of each border's drawing, by its name."""
    drawn = {name: f"certificates/pdf/borders/{name}.svg" for name in BORDERS if name}
    return {name: svg_address(render_template(path, width=297, height=210)) for name, path in drawn.items()}


def _trial_names(design: Design) -> list[str]:
    """For the page's first showing; after that they travel with the form."""
    if request.method == "POST":
        return []
    return design.trial_names or usual_trial_names(design.kind, design.organisation)


def _organisations() -> dict[int, str]:
    offered = session.scalars(organisations_in(acting().scope(Permission.CERTIFICATE_DESIGN)))
    return {organisation.id: organisation.name for organisation in offered}


def _design(design_id: int) -> Design:
    return fetch(designs_visible_to(acting()).where(Design.id == design_id))
