"""The public gallery (风采展示): names, units, honours, and photos that were given for it. Nothing else of anybody."""

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for

from foundation.database import fetch, page_by_key, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from people.honours import operations
from people.honours.forms import HonourPhotoForm
from people.honours.models import Honour
from people.honours.queries import WITH_HOLDER, Wanted, narrowed, public_honours, public_years
from people.honours.routes import bp, changeable
from people.honours.rules import FAMILY_TITLES, HonourFamily

SHOWN = 24


@bp.get("/honours/gallery")
@public
def show_gallery() -> Any:
    """Who was honoured, newest first, by family and year."""
    family = next((one for one in HonourFamily if one.value == request.args.get("family")), None)
    wanted = Wanted(family=family, year=request.args.get("year", type=int))
    query = narrowed(public_honours(), wanted).options(*WITH_HOLDER)
    page = page_by_key(query, Honour, after=request.args.get("after", type=int), size=SHOWN)
    return render_template(
        "people/honours/show_gallery.html",
        page=page,
        wanted=wanted,
        families=FAMILY_TITLES,
        years=public_years(),
    )


@bp.get("/honours/<int:honour_id>/photo")
@public
def show_honour_photo(honour_id: int) -> Any:
    """A photo that was given for the gallery, as long as the honour stands in it."""
    photo = fetch(public_honours().where(Honour.id == honour_id)).photo
    if photo is None:
        raise NotFound
    return send_file(BytesIO(photo.read()), photo.media_type, max_age=300)


@bp.route("/honours/<int:honour_id>/photo/new", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def set_honour_photo(honour_id: int) -> Any:
    """Upload a photo for the gallery."""
    honour = changeable(honour_id)
    form = HonourPhotoForm()
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            operations.set_honour_photo(honour, content, by=acting())
            flash("照片已保存，风采展示页上可以看到。", "success")
            return redirect(url_for(".show_honour", honour_id=honour_id))
    page = render_template("people/honours/set_honour_photo.html", form=form, honour=honour)
    return page, 422 if form.errors else 200
