"""Who watched, and what is left of a lecture: figures, addresses, materials, photos."""

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.files import StoredFile
from foundation.forms import ConfirmForm, answering
from lectures.attendance import keepsakes, online, queries
from lectures.attendance.forms import AddressesForm, ExportForm, MaterialForm, OnlineForm, PhotoForm
from lectures.attendance.models import LecturePhoto, Material
from lectures.attendance.routes import at_my_door, bp, organised, to_attendance
from lectures.tours.models import Lecture
from lectures.tours.queries import lectures, lectures_hosted_by, public_lectures
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission

RUNNERS = Permission.LECTURE_HOST, Permission.LECTURE_RUN


@bp.route("/lectures/<int:lecture_id>/online-figures", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def note_online_figures(lecture_id: int) -> ResponseReturnValue:
    """What a platform says, typed by hand."""
    lecture = organised(lecture_id)
    form = OnlineForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            views = online.Views(form.views.data, form.viewers.data, form.peak.data, form.minutes.data or 0)
            online.note_online_figures(lecture, form.source.data, views, by=acting())
            return to_attendance(lecture_id, "线上收看数据已保存。")
    page = render_template("lectures/attendance/note_online_figures.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


@bp.route("/lectures/<int:lecture_id>/online-figures/preview", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def preview_online_figures(lecture_id: int) -> ResponseReturnValue:
    """Upload a platform's export and see what it would bring; nothing is counted yet."""
    lecture = organised(lecture_id)
    form = ExportForm()
    if form.validate_on_submit():
        content, source = form.file.data.read(), form.source.data.strip()
        with answering(form), transaction():
            found = online.recognise(lecture, content)
            file = online.keep_export(lecture, content, by=acting())
            facts = {"found": found, "file": file, "source": source, "known": _known(lecture, source, file)}
            return render_template(
                "lectures/attendance/preview_online_figures.html", lecture=lecture, form=ConfirmForm(), **facts
            )
    page = render_template("lectures/attendance/preview_online_figures.html", form=form, lecture=lecture, found=None)
    return page, 422 if form.errors else 200


@bp.post("/lectures/<int:lecture_id>/online-figures/import")
@requires(Permission.LECTURE_RUN)
def import_online_figures(lecture_id: int) -> ResponseReturnValue:
    """Count what was previewed."""
    lecture = organised(lecture_id)
    own = StoredFile.stored_by == acting().id, StoredFile.name.startswith(f"online-{lecture_id}.")
    file = fetch(select(StoredFile).where(StoredFile.id == request.form.get("file", 0, type=int), *own))
    source = request.form.get("source", "").strip()[:60]
    if not source:
        raise NotFound
    with transaction():
        count = online.import_online_figures(lecture, source, file, by=acting())
    return to_attendance(lecture_id, f"已导入，新增线上签到 {count} 人；同一份文件重复导入不会再计。")


@bp.route("/lectures/<int:lecture_id>/addresses", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def edit_addresses(lecture_id: int) -> ResponseReturnValue:
    """Where it is seen live and afterwards."""
    lecture = organised(lecture_id)
    form = AddressesForm(obj=lecture)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            stream, replay = (form.stream_url.data or "").strip(), (form.replay_url.data or "").strip()
            online.edit_addresses(lecture, stream, replay, by=acting())
            return to_attendance(lecture_id, "直播和回放地址已保存。")
    page = render_template("lectures/attendance/edit_addresses.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


@bp.route("/lectures/<int:lecture_id>/materials/new", methods=["GET", "POST"])
@requires(*RUNNERS)
def add_lecture_material(lecture_id: int) -> ResponseReturnValue:
    """Upload a paper."""
    lecture = at_my_door(lecture_id)
    form = MaterialForm()
    if form.validate_on_submit():
        content, title = form.file.data.read(), form.title.data.strip()
        with answering(form), transaction():
            form.claim()
            keepsakes.add_lecture_material(lecture, content, title, everybody=form.everybody.data, by=acting())
            return to_attendance(lecture_id, "资料已上传。")
    page = render_template("lectures/attendance/add_lecture_material.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


@bp.post("/lectures/<int:lecture_id>/materials/<int:material_id>/remove")
@requires(*RUNNERS)
def remove_lecture_material(lecture_id: int, material_id: int) -> ResponseReturnValue:
    """Take a paper away."""
    material = fetch(queries.materials_of(at_my_door(lecture_id)).where(Material.id == material_id))
    with transaction():
        keepsakes.remove_lecture_material(material, by=acting())
    return to_attendance(lecture_id, "资料已删除。")


@bp.get("/lectures/<int:lecture_id>/files")
@requires(Permission.OWN_READ)
def list_lecture_files(lecture_id: int) -> ResponseReturnValue:
    """Materials, photos and replay for who was there."""
    lecture = _readable(lecture_id)
    photos = queries.public_photos(lectures().where(Lecture.id == lecture_id))
    return render_template(
        "lectures/attendance/list_lecture_files.html",
        lecture=lecture,
        materials=session.scalars(queries.materials_of(lecture)).all(),
        photos=session.scalars(photos).all(),
    )


@bp.get("/lectures/<int:lecture_id>/materials/<int:material_id>")
@public
def show_material(lecture_id: int, material_id: int) -> ResponseReturnValue:
    """A paper: for everybody where it is ticked so and the lecture is public, else for who was there or runs it."""
    material = fetch(select(Material).where(Material.id == material_id, Material.lecture_id == lecture_id))
    shown = session.scalars(public_lectures().where(Lecture.id == lecture_id)).unique().one_or_none()
    if not (material.everybody and shown is not None):
        if not acting().is_authenticated:
            return redirect(url_for("people.accounts.sign_in", back=request.path))
        _readable(lecture_id)
    file = material.file
    name = f"{material.title}.{file.name.rpartition('.')[2]}"
    return send_file(file.stream(), file.media_type, as_attachment=True, download_name=name, max_age=0)


@bp.route("/lectures/<int:lecture_id>/photos/new", methods=["GET", "POST"])
@requires(*RUNNERS)
def add_lecture_photo(lecture_id: int) -> ResponseReturnValue:
    """Upload a photo."""
    lecture = at_my_door(lecture_id)
    form = PhotoForm()
    if form.validate_on_submit():
        content, caption = form.file.data.read(), form.caption.data.strip()
        flags = {"consent": form.consent.data, "public": form.public.data}
        with answering(form), transaction():
            form.claim()
            keepsakes.add_lecture_photo(lecture, content, caption, by=acting(), **flags)
            return to_attendance(lecture_id, "照片已上传。")
    page = render_template("lectures/attendance/add_lecture_photo.html", form=form, lecture=lecture)
    return page, 422 if form.errors else 200


@bp.post("/lectures/<int:lecture_id>/photos/<int:photo_id>/consent")
@requires(*RUNNERS)
def change_photo_consent(lecture_id: int, photo_id: int) -> ResponseReturnValue:
    """Consent given or taken back."""
    photo = fetch(queries.photos_of(at_my_door(lecture_id)).where(LecturePhoto.id == photo_id))
    consent, shown = "consent" in request.form, "public" in request.form
    with transaction():
        keepsakes.change_photo_consent(photo, consent=consent, public=shown, by=acting())
    return to_attendance(lecture_id, "照片的使用范围已更新。")


@bp.post("/lectures/<int:lecture_id>/photos/<int:photo_id>/remove")
@requires(*RUNNERS)
def remove_lecture_photo(lecture_id: int, photo_id: int) -> ResponseReturnValue:
    """Take a photo away."""
    photo = fetch(queries.photos_of(at_my_door(lecture_id)).where(LecturePhoto.id == photo_id))
    with transaction():
        keepsakes.remove_lecture_photo(photo, by=acting())
    return to_attendance(lecture_id, "照片已删除。")


@bp.get("/lectures/<int:lecture_id>/photos/<int:photo_id>")
@public
def show_lecture_photo(lecture_id: int, photo_id: int) -> ResponseReturnValue:
    """A photo: for everybody one that was agreed to and is public, of a public lecture; for who runs it any."""
    photo = session.scalars(
        queries.public_photos(public_lectures().where(Lecture.id == lecture_id)).where(LecturePhoto.id == photo_id)
    ).one_or_none()
    if photo is None and not acting().is_authenticated:
        raise NotFound
    if photo is None:
        photo = fetch(_photos_for_me(_readable(lecture_id)).where(LecturePhoto.id == photo_id))
    return send_file(photo.file.stream(), photo.file.media_type, max_age=300)


def _readable(lecture_id: int) -> Lecture:
    """A lecture that one was at, gives, or runs."""
    return fetch(queries.lectures_read_by(acting()).where(Lecture.id == lecture_id))


def _photos_for_me(lecture: Lecture) -> Select[LecturePhoto]:
    one = Lecture.id == lecture.id
    run = session.scalars(lectures_hosted_by(acting()).where(one)).unique().one_or_none() is not None
    return queries.photos_of(lecture) if run else queries.public_photos(lectures().where(one))


def _known(lecture: Lecture, source: str, file: StoredFile) -> bool:
    before = queries.online_figures_from(lecture, source)
    return before is not None and before.file is not None and before.file.sha256 == file.sha256
