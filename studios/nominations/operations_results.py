"""From the closed list to the honours: shares checked, public notice, objections that hold one nominee, the result."""

from dataclasses import dataclass
from datetime import date

from foundation import clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from notices.models import Objection, PublicNotice
from notices.operations import end_notice, put_up_notice, void_notice
from notices.rules import NoticeFacts, NoticeState, NoticeTable, ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.honours.holders import Holder
from people.honours.models import Honour
from people.honours.operations import HonourFacts, record_honour
from people.honours.rules import HONOUR_TITLES
from studios.nominations.models import Nomination, Nominee, NomineeObjection
from studios.nominations.queries import obstacles, standing, unplaced_in
from studios.nominations.rules import NominationState, NomineeState


@dataclass(frozen=True)
class Decision:
    """The document that grants the honours."""

    document: str
    awarded_on: date
    public: bool = True


def submit_nomination(nomination: Nomination, *, exception: str = "", by: Account) -> None:
    """Close the list. Raises `Refused` with everything that stands against it.

    `exception` states why a share cannot be reached, and stands for that alone.
    """
    nomination = _run(nomination, by)
    if reasons := obstacles(nomination, exception):
        raise Refused("人选还不能定稿。", reasons=reasons)
    nomination.exception = exception.strip()
    advance(nomination, "submit_nomination", by=by, reason=exception)


def reopen_nomination(nomination: Nomination, *, reason: str, by: Account) -> None:
    """Open a closed list again; a notice that was put up no longer holds."""
    nomination = _run(nomination, by)
    if any(one.state is NomineeState.HELD for one in nomination.nominees):
        raise Refused("还有异议在核查中，请先作出结论，再重新打开推荐。")
    if nomination.notice is not None and nomination.notice.state is not NoticeState.VOIDED:
        void_notice(nomination.notice, reason=reason, by=by)
    nomination.exception = ""
    advance(nomination, "reopen_nomination", by=by, reason=reason)


def notice_nomination(nomination: Nomination, *, by: Account) -> PublicNotice:
    """Put the nominees up for public notice, for the working days of the selection."""
    nomination = _run(nomination, by)
    notice = put_up_notice(
        f"nomination:{nomination.id}",
        title=f"{nomination.title}人选公示",
        facts=notice_facts(nomination),
        organisation=nomination.organisation,
        working_days=nomination.notice_days,
        by=by,
    )
    session.flush()
    nomination.notice = notice
    advance(nomination, "notice_nomination", by=by)
    return notice


def notice_facts(nomination: Nomination) -> NoticeFacts:
    """What the public reads: names, units, posts and merits; nothing else of anybody."""
    nominees = standing(nomination)
    pairs = [("荣誉", HONOUR_TITLES[nomination.kind]), ("名额", f"{nomination.places}"), ("人选", f"{len(nominees)}")]
    if nomination.document:
        pairs.append(("依据", nomination.document))
    if nomination.exception:
        pairs.append(("结构比例说明", nomination.exception))
    pairs.append(("异议", "公示期内可以实名提出异议；对一个人选的异议只影响这个人选。"))
    rows = tuple((one.called, one.organisation.name, one.post or "—", one.merits or "—") for one in nominees)
    table = NoticeTable("人选", ("姓名或集体", "单位", "岗位", "主要事迹"), rows)
    opening = f"{nomination.organisation.name}现将“{nomination.title}”的人选予以公示。"
    return NoticeFacts(opening, tuple(pairs), (table,))


def hold_nominee(nominee: Nominee, objection: Objection, *, by: Account) -> None:
    """State that an objection concerns this nominee: only he waits for the answer, the others go on."""
    nomination = _run(nominee.nomination, by)
    if objection.notice_id != nomination.notice_id or objection not in unplaced_in(objection.notice):
        raise Refused("这条异议不是对这次公示提出的，或已经指明涉及谁，请刷新页面查看。")
    session.add(NomineeObjection(nominee=nominee, objection=objection))
    if nominee.state is not NomineeState.HELD:
        advance(lock(nominee), "hold_nominee", by=by, reason=f"异议 {objection.id}")


def release_nominee(nominee: Nominee, *, reason: str, by: Account) -> None:
    """The objections were answered and none is right: he is a nominee again."""
    _run(nominee.nomination, by)
    if nominee.person_id is not None and nominee.person_id == by.person_id:
        raise Refused("这个人选是您本人，请由其他经办人办理。")
    states = {one.objection.state for one in nominee.objections}
    if ObjectionState.RECEIVED in states:
        raise Refused("异议还没有答复。请先在公示页面答复。")
    if ObjectionState.UPHELD in states:
        raise Refused("异议成立，不能恢复为人选，请取消资格。")
    advance(lock(nominee), "release_nominee", by=by, reason=reason)


def strike_nominee(nominee: Nominee, *, reason: str, by: Account) -> None:
    """Strike a nominee off, with the reason."""
    nomination = _run(nominee.nomination, by)
    if nomination.state is NominationState.OPEN:
        raise Refused("推荐还没有截止，请直接移出人选。")
    advance(lock(nominee), "strike_nominee", by=by, reason=reason)


def award_nomination(nomination: Nomination, decision: Decision, *, by: Account) -> list[Honour]:
    """Grant the honour to whoever was put up long enough and is not objected to; the others can follow later."""
    nomination = _run(nomination, by)
    notice = nomination.notice
    if notice is None or notice.state is NoticeState.VOIDED:
        raise Refused("人选还没有公示，不能授予。")
    if clock.now() < notice.closes_at:
        raise Refused(f"公示到 {clock.in_shanghai(notice.closes_at):%Y-%m-%d %H:%M} 才满期，期满后再授予。")
    if unplaced := unplaced_in(notice):
        listed = [f"异议 {one.id} 还没有指明涉及哪个人选。" for one in unplaced]
        raise Refused("现在还不能授予。", reasons=listed)
    if not decision.document.strip():
        raise Refused("请填写授予文件的名称和文号。", field="document")
    free = [one for one in nomination.nominees if one.state is NomineeState.PROPOSED]
    if not free:
        raise Refused("没有可以授予的人选：都已授予、取消资格，或异议还在核查。")
    honours = [_award(one, decision, by) for one in free]
    answered = all(one.state is not ObjectionState.RECEIVED for one in notice.objections)
    if answered and notice.state is NoticeState.OPEN:
        end_notice(notice, by=by)
    advance(nomination, "award_nomination", by=by, changes={"document": (None, decision.document)})
    return honours


def _award(nominee: Nominee, decision: Decision, by: Account) -> Honour:
    nomination = nominee.nomination
    facts = HonourFacts(
        kind=nomination.kind,
        year=decision.awarded_on.year,
        awarded_on=decision.awarded_on,
        document=decision.document,
        basis=f"nomination:{nomination.id}",
        basis_words=nomination.title,
        public=decision.public,
    )
    try:
        nominee.honour = record_honour(Holder(nominee.person, nominee.organisation, nominee.holder_name), facts, by=by)
    except Refused as refusal:
        raise Refused(f"{nominee.called}：{refusal.message}") from refusal
    advance(nominee, "award_nominee", by=by)
    return nominee.honour


def _run(nomination: Nomination, by: Account) -> Nomination:
    if not by.may_at(Permission.HONOUR_EDIT, nomination.organisation_path):
        raise NotAllowed
    return lock(nomination)
