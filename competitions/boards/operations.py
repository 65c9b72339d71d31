"""Setting what the public board of a stage shows, and freezing it."""

from competitions.boards.models import Board
from competitions.boards.queries import board_of
from competitions.boards.rules import PublicContent, reasons_against_content
from competitions.planning.models import Stage
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account


def set_board(stage: Stage, content: PublicContent, *, by: Account) -> Board:
    """Say what the public may see. Raises `Refused` if it would give marks of a blind module away."""
    lock(stage)
    blind = any(module.blind for module in stage.modules)
    if reasons := reasons_against_content(content, blind=blind):
        raise Refused(reasons[0], field="content")
    board = _board(stage)
    board.content, board.frozen_at, board.frozen_page = content, None, ""
    audit.record("set_board", board, by=by, changes=audit.pending_changes(board))
    return board


def freeze_board(stage: Stage, page: str, *, by: Account) -> None:
    """Keep the public board as it is now (`page`, as it is shown) until it is unfrozen."""
    board = _board(stage)
    if board.frozen_at is not None:
        raise Refused("看板已经冻结。")
    board.frozen_at, board.frozen_page = clock.now(), page
    audit.record("freeze_board", board, by=by)


def unfreeze_board(stage: Stage, *, by: Account) -> None:
    """Let the public board move again."""
    board = _board(stage)
    if board.frozen_at is None:
        raise Refused("看板没有冻结。")
    board.frozen_at, board.frozen_page = None, ""
    audit.record("unfreeze_board", board, by=by)


def _board(stage: Stage) -> Board:
    board = board_of(stage.id)
    if board is None:
        board = Board(stage=stage)
        session.add(board)
        session.flush()
    return board
