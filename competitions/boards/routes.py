"""Live boards: the chief judge's, and the one for walls and phones."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.boards import operations
from competitions.boards.facts import count_late_marks, panel_boards
from competitions.boards.forms import BoardForm
from competitions.boards.models import Board
from competitions.boards.polling import board_answer, current
from competitions.boards.queries import (
    board_of,
    boards_set_by,
    device_version,
    live_places,
    marking_version,
    public_stages,
    published_lines,
)
from competitions.boards.rules import PublicContent
from competitions.judging.queries import stages_overseen_by
from competitions.judging.routes_overseeing import OVERSEERS
from competitions.planning.models import Stage
from competitions.planning.plan import scoring_plan
from foundation.database import fetch, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission

bp = Blueprint("boards", __name__)


@bp.get("/stages/<int:stage_id>/board")
@requires(*OVERSEERS)
def show_board(stage_id: int) -> ResponseReturnValue:
    """The chief judge's board: progress, spread, leanings, devices; it moves by itself."""
    stage = fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))
    board = current(f"chief:{stage_id}", lambda: _chief_version(stage_id), lambda: _chief_page(stage))
    return render_template("competitions/boards/show_board.html", stage=stage, board=board)


@bp.get("/stages/<int:stage_id>/board.json")
@requires(*OVERSEERS)
def poll_board(stage_id: int) -> Response:
    """The same as one versioned JSON."""
    stage = fetch(stages_overseen_by(acting()).where(Stage.id == stage_id))
    return board_answer(f"chief:{stage_id}", lambda: _chief_version(stage_id), lambda: _chief_page(stage))


@bp.get("/boards/<int:stage_id>")
@public
def show_public_board(stage_id: int) -> ResponseReturnValue:
    """What the rules let everybody see, for walls and phones."""
    stage = _public_stage(stage_id)
    board = current(f"public:{stage_id}", lambda: _public_version(stage_id), lambda: _public_page(stage))
    return render_template("competitions/boards/show_public_board.html", stage=stage, board=board)


@bp.get("/boards/<int:stage_id>.json")
@public
def poll_public_board(stage_id: int) -> Response:
    """The same as one versioned JSON, cheap enough for thousands of phones."""
    return board_answer(
        f"public:{stage_id}", lambda: _public_version(stage_id), lambda: _public_page(_public_stage(stage_id))
    )


@bp.route("/stages/<int:stage_id>/public-board", methods=["GET", "POST"])
@requires(Permission.RESULT_PUBLISH)
def set_board(stage_id: int) -> ResponseReturnValue:
    """Say what the public board shows, and freeze it."""
    stage = fetch(boards_set_by(acting()).where(Stage.id == stage_id))
    board = board_of(stage_id)
    form = BoardForm(content=board.content.value if board else PublicContent.NOTHING.value)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.set_board(stage, form.chosen, by=acting())
            flash("看板设置已保存。", "success")
            return redirect(url_for(".set_board", stage_id=stage_id))
    page = render_template("competitions/boards/set_board.html", stage=stage, form=form, board=board)
    return page, 422 if form.errors else 200


@bp.post("/stages/<int:stage_id>/public-board/freeze")
@requires(Permission.RESULT_PUBLISH)
def freeze_board(stage_id: int) -> ResponseReturnValue:
    """Keep the public board as it is."""
    stage = fetch(boards_set_by(acting()).where(Stage.id == stage_id))
    with transaction():
        operations.freeze_board(stage, _public_page(stage), by=acting())
    flash("看板已冻结：公众看到的停在此刻，评分照常进行。", "success")
    return redirect(url_for(".set_board", stage_id=stage_id))


@bp.post("/stages/<int:stage_id>/public-board/unfreeze")
@requires(Permission.RESULT_PUBLISH)
def unfreeze_board(stage_id: int) -> ResponseReturnValue:
    """Let the public board move again."""
    stage = fetch(boards_set_by(acting()).where(Stage.id == stage_id))
    with transaction():
        operations.unfreeze_board(stage, by=acting())
    flash("看板已解除冻结。", "success")
    return redirect(url_for(".set_board", stage_id=stage_id))


def _public_stage(stage_id: int) -> Stage:
    stage = fetch(public_stages().where(Stage.id == stage_id))
    board = board_of(stage_id)
    if board is None or board.content is PublicContent.NOTHING:
        raise NotFound
    return stage


def _chief_version(stage_id: int) -> str:
    return f"{marking_version(stage_id)}-{device_version()}"


def _public_version(stage_id: int) -> str:
    """Frozen, it changes no more; before, with whatever it shows. Raises `NotFound` where nothing is public."""
    _public_stage(stage_id)
    board = fetch(select(Board).where(Board.stage_id == stage_id))
    return f"frozen-{board.frozen_at:%d%H%M%S%f}" if board.frozen_at else f"{marking_version(stage_id)}-{board.content}"


def _chief_page(stage: Stage) -> str:
    return render_template(
        "competitions/boards/_chief.html", stage=stage, panels=panel_boards(stage), late=count_late_marks(stage)
    )


def _public_page(stage: Stage) -> str:
    board = board_of(stage.id)
    if board is not None and board.frozen_at is not None:
        return board.frozen_page
    content = board.content if board else PublicContent.NOTHING
    return render_template(
        "competitions/boards/_public.html",
        stage=stage,
        content=content,
        panels=panel_boards(stage),
        places=live_places(stage, scoring_plan(stage)) if content is PublicContent.LIVE else [],
        lines=published_lines(stage) if content is PublicContent.RANKING else [],
    )
