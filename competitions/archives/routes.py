"""Archives of a competition: made and published by its officers, downloaded and re-checked by anybody."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from competitions.archives import operations
from competitions.archives.models import Archive
from competitions.archives.queries import archived_competitions_of, archives_of, archives_visible_to, final_stages
from competitions.planning.models import Competition
from competitions.planning.queries import competitions_visible_to
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from people.accounts.access import acting, public, requires
from people.accounts.models import Account
from people.accounts.rules import Permission

bp = Blueprint("archives", __name__)


@bp.get("/competitions/<int:competition_id>/archives")
@public
def list_archives(competition_id: int) -> ResponseReturnValue:
    """The archives of a competition, and how to re-check them."""
    competition = fetch(competitions_visible_to(_visitor()).where(Competition.id == competition_id))
    own = archived_competitions_of(acting()) if _visitor() else None
    makes = own is not None and session.scalars(own.where(Competition.id == competition_id)).first() is not None
    return render_template(
        "competitions/archives/list_archives.html",
        competition=competition,
        archives=archives_of(competition, _visitor()),
        makes=makes,
        stages=final_stages(competition) if makes else [],
    )


@bp.post("/competitions/<int:competition_id>/archives")
@requires(Permission.RESULT_PUBLISH)
def make_archive(competition_id: int) -> ResponseReturnValue:
    """Ask for a new archive; a job makes it."""
    competition = fetch(archived_competitions_of(acting()).where(Competition.id == competition_id))
    with transaction():
        _, job = operations.make_archive(competition, by=acting())
        flash("正在后台制作竞赛档案，完成后可以下载、公布。", "success")
        return redirect(url_for("website.show_job", job_id=job.id))


@bp.get("/archives/<int:archive_id>/download")
@public
def download_archive(archive_id: int) -> ResponseReturnValue:
    """The ZIP."""
    archive = fetch(archives_visible_to(_visitor()).where(Archive.id == archive_id))
    if archive.file is None:
        raise NotFound
    name = f"{archive.competition.audit_label}-档案{archive.number}.zip"
    return send_file(archive.file.stream(), mimetype=operations.MEDIA_TYPE, as_attachment=True, download_name=name)


@bp.post("/archives/<int:archive_id>/publish")
@requires(Permission.RESULT_PUBLISH)
def publish_archive(archive_id: int) -> ResponseReturnValue:
    """Let everybody download it."""
    archive = _own_archive(archive_id)
    with transaction():
        operations.publish_archive(archive, by=acting())
    flash("档案已公布，任何人都可以下载复核。", "success")
    return _back(archive)


@bp.post("/archives/<int:archive_id>/withdraw")
@requires(Permission.RESULT_PUBLISH)
def withdraw_archive(archive_id: int) -> ResponseReturnValue:
    """Take it back, with a reason."""
    archive = _own_archive(archive_id)
    with transaction():
        operations.withdraw_archive(archive, reason=request.form.get("reason", ""), by=acting())
    flash("档案已撤下。", "success")
    return _back(archive)


def _own_archive(archive_id: int) -> Archive:
    own = archived_competitions_of(acting()).with_only_columns(Competition.id)
    return fetch(archives_visible_to(acting()).where(Archive.id == archive_id, Archive.competition_id.in_(own)))


def _visitor() -> Account | None:
    return acting() if current_user.is_authenticated else None


def _back(archive: Archive) -> ResponseReturnValue:
    return redirect(url_for(".list_archives", competition_id=archive.competition_id))
