"""What the appealing side does: submit with evidence, withdraw; and which rules a competition goes by."""

from collections.abc import Sequence
from dataclasses import dataclass

from competitions.appeals.appeal_rules import APPEAL_RULES
from competitions.appeals.models import Appeal, AppealTerms
from competitions.appeals.queries import Appealable, count_appeals, terms_of
from competitions.appeals.rules import (
    LONGEST_STATEMENT,
    MOST_EVIDENCE,
    AppealGround,
    answer_due,
    reasons_against_submitting,
)
from competitions.planning.models import Competition
from competitions.planning.operations import attachment_type
from competitions.results.holding import place_hold, release_hold
from foundation import audit, clock, files
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account

EVIDENCE_LIMIT = 10 * files.MEBIBYTE


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    content: bytes
    name: str


def submit_appeal(
    place: Appealable, *, ground: AppealGround, statement: str, evidence: Sequence[Upload] = (), by: Account
) -> Appeal:
    """Appeal for an entry. Raises `Refused` out of time, beyond the limit, without words, or for files we cannot keep.

    From now on the result may not become final until the appeal is settled.
    """
    lock(place.entry)  # two at once would both be the first
    window = place.open
    counted = count_appeals([place.stage.id], [place.entry.id]).get((place.stage.id, place.entry.id), 0)
    if reasons := reasons_against_submitting(window, counted=counted, limit=place.rules.limit):
        raise Refused("申诉没有提交。", reasons=reasons)
    assert window is not None
    if not 0 < len(statement.strip()) <= LONGEST_STATEMENT:
        raise Refused(f"请写明申诉的事实和要求，最多 {LONGEST_STATEMENT} 字。", field="statement")
    now = clock.now()
    appeal = Appeal(
        stage=place.stage,
        entry=place.entry,
        version=place.version,
        rules=place.rules.code,
        window=window.kind,
        ground=ground,
        statement=statement.strip(),
        submitted_by=by,
        submitted_at=now,
        deadline=window.closes,
        due=answer_due(clock.in_shanghai(now), place.rules.answer_days) if place.rules.answer_days else None,
    )
    appeal.evidence.extend(_kept(evidence, by))
    session.add(appeal)
    audit.record("submit_appeal", appeal, by=by, changes={"ground": (None, ground)})
    place_hold(appeal.stage, appeal.reference, f"申诉 {appeal.id}（{appeal.entry.title}）还没有办结")
    return appeal


def withdraw_appeal(appeal: Appeal, *, reason: str, by: Account) -> None:
    """Take one's own appeal back, before it is ruled on. It counts as made."""
    lock(appeal)
    if appeal.merged:
        raise Refused("已有其他申诉合并到这一件一起办理，不能撤回。请联系仲裁组。")
    appeal.note = reason.strip()
    advance(appeal, "withdraw_appeal", by=by, reason=reason)
    release_hold(appeal.reference)


def choose_appeal_rules(competition: Competition, rules: str, *, by: Account) -> AppealTerms:
    """Say by which set appeals of `competition` are taken. Appeals made before keep theirs."""
    lock(competition)
    if rules not in APPEAL_RULES:
        raise Refused("没有这套申诉规则，请重新选择。", field="rules")
    terms = terms_of(competition) or AppealTerms(competition=competition)
    terms.rules = rules
    session.add(terms)
    audit.record("choose_appeal_rules", terms, by=by, changes=audit.pending_changes(terms))
    return terms


def can_be_withdrawn(appeal: Appeal) -> bool:
    """Whether the appealing side may still take it back."""
    return (appeal.state, "withdraw_appeal") in Appeal.workflow.table and not appeal.merged


def _kept(evidence: Sequence[Upload], by: Account) -> list[files.StoredFile]:
    """The files, each checked by its content and kept encrypted: they may show persons."""
    if len(evidence) > MOST_EVIDENCE:
        raise Refused(f"证据最多 {MOST_EVIDENCE} 个文件，请合并后再上传。", field="evidence")
    kept = []
    for upload in evidence:
        try:
            files.check_size(upload.content, limit=EVIDENCE_LIMIT)
            media_type = attachment_type(upload.content)
        except Refused as refusal:
            raise Refused(f"{upload.name}：{refusal.message}", field="evidence") from refusal
        name = upload.name.replace("/", "-")[-120:] or "证据"
        kept.append(files.store(upload.content, name=name, media_type=media_type, by_id=by.id, encrypted=True))
    return kept
