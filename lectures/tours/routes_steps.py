"""What becomes of a lecture: asked for, held, cancelled, taken back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.database import transaction
from foundation.forms import ReasonForm
from lectures.tours import operations
from lectures.tours.routes import bp
from lectures.tours.routes_lectures import lecture_done, lecture_run_by_me
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.post("/lectures/sessions/<int:lecture_id>/invite")
@requires(Permission.LECTURE_RUN)
def invite_speakers(lecture_id: int) -> ResponseReturnValue:
    """Ask the lecturers whether they can."""
    with transaction():
        address = url_for("lectures.tours.list_my_lectures")
        told = operations.invite_speakers(lecture_run_by_me(lecture_id), address=address, by=acting())
    nobody = "讲师还没有账号，请电话联系后代为答复。"
    return lecture_done(lecture_id, f"已向 {told} 位讲师发出征询。" if told else nobody)


@bp.post("/lectures/sessions/<int:lecture_id>/hold")
@requires(Permission.LECTURE_RUN)
def hold_lecture(lecture_id: int) -> ResponseReturnValue:
    """It took place."""
    with transaction():
        operations.hold_lecture(lecture_run_by_me(lecture_id), by=acting())
    return lecture_done(lecture_id, "已登记为已举办。")


@bp.post("/lectures/sessions/<int:lecture_id>/correct-held")
@requires(Permission.LECTURE_RUN)
def correct_held_lecture(lecture_id: int) -> ResponseReturnValue:
    """It was not held after all."""
    with transaction():
        operations.correct_held_lecture(lecture_run_by_me(lecture_id), reason=_reason(), by=acting())
    return lecture_done(lecture_id, "已改回计划中。")


@bp.post("/lectures/sessions/<int:lecture_id>/cancel")
@requires(Permission.LECTURE_RUN)
def cancel_lecture(lecture_id: int) -> ResponseReturnValue:
    """It will not take place."""
    with transaction():
        lecture = lecture_run_by_me(lecture_id)
        operations.cancel_lecture(lecture, reason=_reason(), by=acting())
        told = lecture.released_id is not None
    return lecture_done(lecture_id, "已取消。请发布日程通知大家。" if told else "已取消；没有发布过，不用通知。")


@bp.post("/lectures/sessions/<int:lecture_id>/restore")
@requires(Permission.LECTURE_RUN)
def restore_lecture(lecture_id: int) -> ResponseReturnValue:
    """It takes place after all."""
    with transaction():
        operations.restore_lecture(lecture_run_by_me(lecture_id), reason=_reason(), by=acting())
    return lecture_done(lecture_id, "已恢复。请发布日程通知大家。")


@bp.post("/lectures/sessions/<int:lecture_id>/delete")
@requires(Permission.LECTURE_RUN)
def delete_lecture(lecture_id: int) -> ResponseReturnValue:
    """Take away a draft."""
    with transaction():
        lecture = lecture_run_by_me(lecture_id)
        tour_id = lecture.tour_id
        operations.delete_lecture(lecture, by=acting())
    flash("草稿已删除。", "success")
    return redirect(url_for("lectures.tours.show_schedule", tour_id=tour_id))


def _reason() -> str:
    return ReasonForm().reason.data or ""
