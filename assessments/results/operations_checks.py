"""抽检复核: begun by a recorded seed, held against the originals score by score, finished when all is right."""

import secrets
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.results.models import PartScore
from assessments.results.models_checks import ScoreCheck, ScoreCheckItem
from assessments.results.nodes import check_of, note_scores, require_examined, unreviewed
from assessments.results.operations import reopen_score
from assessments.results.queries import scores_of
from assessments.results.rules import ScoreState
from assessments.results.rules_checks import (
    USUAL_SHARE,
    CheckState,
    Finding,
    drawn_for_check,
    reasons_against_finishing,
)
from assessments.standards.rules import PART_TITLES
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account

SEED_BYTES = 16


def begin_score_check(batch: Batch, *, share: Decimal = USUAL_SHARE, seed: str = "", by: Account) -> ScoreCheck:
    """Draw `share` per cent of a plan's reviewed scores. Without a `seed` (such as a lottery number) a random one."""
    lock(batch)
    if check_of(batch) is not None:
        raise Refused("这个认定计划已经开始抽检复核，不用再开始一次。")
    if waiting := unreviewed(batch):
        raise Refused("成绩全部审核之后才能抽检。", reasons=[f"还没有审核：{label}。" for label in waiting[:20]])
    require_examined(batch, by=by)
    by_label = {label_of(score): score for score in scores_of(batch) if score.score is not None}
    if not by_label:
        raise Refused("这个认定计划没有可以抽检的成绩。")
    seed = seed.strip() or secrets.token_hex(SEED_BYTES)
    check = ScoreCheck(batch=batch, seed=seed, share=share, population=len(by_label), begun_by=by)
    session.add(check)
    session.flush()
    drawn = [by_label[label] for label in drawn_for_check(list(by_label), share=share, seed=seed)]
    session.add_all(ScoreCheckItem(check=check, score=score, drawn_score=score.score) for score in drawn)
    audit.record("begin_score_check", check, by=by, changes={"drawn": (None, len(drawn))})
    return check


def check_score(item: ScoreCheckItem, finding: Finding, *, note: str = "", by: Account) -> None:
    """State whether a score agrees with its original. A wrong one goes back at once, to be entered and reviewed anew.

    Raises `Refused` for whoever entered the score, and for what was found already.
    """
    lock(item.check.batch)  # as whoever reviews does, and in the same order
    check, score = lock(item.check), lock(lock(item).score)
    if check.state is not CheckState.OPEN or item.finding is not None:
        raise Refused("这份成绩已经核对过，结论不能再改。请刷新页面查看最新状态。")
    if score.entered_by == by.id:
        raise Refused("这份成绩由您录入，不能由您核对，请由他人核对。")
    if score.application.person_id == by.person_id:
        raise Refused("这是您本人的成绩，请由他人核对。")
    if finding is Finding.WRONG and not note.strip():
        raise Refused("请写明哪里与原始记录不一致。", field="note")
    item.finding, item.note, item.checked_by = finding, note.strip(), by
    audit.record("check_score", item, by=by, changes=audit.pending_changes(item))
    if finding is Finding.WRONG:
        reopen_score(score, reason=f"抽检复核：{note.strip()}", by=by)


def finish_score_check(check: ScoreCheck, *, by: Account) -> None:
    """Every score drawn agrees with its original, or was corrected and reviewed again."""
    lock(check)
    items = items_of(check)
    uncorrected = [
        label_of(item.score)
        for item in items
        if item.finding is Finding.WRONG and item.score.state is not ScoreState.REVIEWED
    ]
    if reasons := reasons_against_finishing(sum(item.finding is None for item in items), uncorrected):
        raise Refused("抽检复核还不能完成。", reasons=reasons)
    check.finished_at = clock.now()
    advance(check, "finish_score_check", by=by)
    note_scores(check.batch, by=by)


def items_of(check: ScoreCheck) -> Sequence[ScoreCheckItem]:
    """The scores drawn, with whose they are, in the order of their labels."""
    score = joinedload(ScoreCheckItem.score)
    query = (
        select(ScoreCheckItem)
        .where(ScoreCheckItem.check_id == check.id)
        .options(
            score.joinedload(PartScore.application).joinedload(Application.person),
            score.joinedload(PartScore.sitting),
            joinedload(ScoreCheckItem.checked_by),
        )
        .order_by(ScoreCheckItem.id)
    )
    return session.scalars(query).all()


def label_of(score: PartScore) -> str:
    """What a score is called in the draw: ticket number and part."""
    return f"{score.application.ticket_number}/{PART_TITLES[score.part]}"
