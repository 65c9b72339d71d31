"""Making, publishing and archiving competitions."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import select

from competitions.planning.models import Competition, Partner
from competitions.planning.plan import competition_reasons
from competitions.planning.rules import (
    CompetitionClass,
    CompetitionLevel,
    CompetitionState,
    PartnerRole,
    StageState,
    reasons_against_dates,
)
from foundation import audit, files
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.files import MEBIBYTE, StoredFile
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

ATTACHMENT_LIMIT = 10 * MEBIBYTE
MOST_ATTACHMENTS = 20
OFFICE_TYPES = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class CompetitionFacts:
    """What a person says of a competition. `partners` are (role, name), in the order of the notice."""

    title: str
    edition: str
    theme: str
    level: CompetitionLevel
    competition_class: CompetitionClass
    notice_text: str
    registration_opens: datetime
    registration_closes: datetime
    contest_begins: date
    contest_ends: date
    notice_days: int
    partners: Sequence[tuple[PartnerRole, str]]


def create_competition(organisation: Organisation, facts: CompetitionFacts, *, by: Account) -> Competition:
    """A draft run by `organisation`. Raises `NotAllowed` outside the scope of `by`."""
    if not by.may_at(Permission.COMPETITION_PLAN, organisation.path):
        raise NotAllowed
    _check(facts, None)
    competition = Competition(organisation=organisation)
    _fill(competition, facts)
    session.add(competition)
    audit.record("create_competition", competition, by=by)
    return competition


def edit_competition(competition: Competition, facts: CompetitionFacts, *, version: int | None, by: Account) -> None:
    """Change what is said of `competition`; not once it is archived."""
    lock(competition).expect_version(version)
    _refuse_archived(competition)
    if competition.rehearsal and facts.title != competition.title:
        raise Refused("演练的名称不能改，好让平板和看板上看得出是演练。", field="title")
    _check(facts, competition.id)
    partners = [(partner.role, partner.name) for partner in competition.partners]
    _fill(competition, facts)
    changes = audit.pending_changes(competition)
    if partners != list(facts.partners):
        changes["partners"] = (_as_text(partners), _as_text(facts.partners))
    audit.record("edit_competition", competition, by=by, changes=changes)


def publish_competition(competition: Competition, *, by: Account) -> None:
    """Show `competition` to everybody. Raises `Refused` with all that its plan still lacks, and for a rehearsal."""
    require_real(competition)
    reasons = competition_reasons(lock(competition))
    if reasons:
        raise Refused("竞赛还不能发布，请先补齐下列内容。", reasons=reasons)
    advance(competition, "publish_competition", by=by)


def withdraw_competition(competition: Competition, *, reason: str, by: Account) -> None:
    """Take a published competition back for correction; not once an event has been drawn."""
    drawn = [
        event.title
        for event in lock(competition).events
        if any(stage.state is not StageState.PLANNED for stage in event.stages)
    ]
    if drawn:
        raise Refused(f"赛项“{'、'.join(drawn)}”已经抽签，竞赛不能再撤回。方案可以在赛项页写明原因后修改。")
    advance(competition, "withdraw_competition", by=by, reason=reason)


def archive_competition(competition: Competition, *, by: Account) -> None:
    """Close the books: the competition stays readable and changes no more."""
    open_stages = [
        stage.audit_label
        for event in lock(competition).events
        for stage in event.stages
        if stage.state in (StageState.DRAWN, StageState.JUDGING)
    ]
    if open_stages:
        raise Refused("还有赛项没有结束评分，不能归档。", reasons=[f"{label} 尚未结束评分。" for label in open_stages])
    advance(competition, "archive_competition", by=by)


def require_real(competition: Competition) -> None:
    """Raises `Refused` for a rehearsal: nothing of it leaves the house."""
    if competition.rehearsal:
        raise Refused("这是演练：演练不发布、不公示、不发证、不归档。正式的步骤请在原竞赛里办理。")


def add_attachment(competition: Competition, content: bytes, *, name: str, by: Account) -> StoredFile:
    """Attach a file to the notice. Its type is what its content says: PDF, JPG, PNG, .xlsx or .docx, at most 10 MB."""
    _refuse_archived(lock(competition))
    if len(competition.attachments) >= MOST_ATTACHMENTS:
        raise Refused(f"附件最多 {MOST_ATTACHMENTS} 个，请先删除不需要的附件。", field="file")
    files.check_size(content, limit=ATTACHMENT_LIMIT)
    stored = files.store(content, name=name, media_type=attachment_type(content), by_id=by.id)
    competition.attachments.append(stored)
    audit.record("add_attachment", competition, by=by, changes={"attachments": (None, name)})
    return stored


def remove_attachment(competition: Competition, file_id: int, *, by: Account) -> None:
    """Take a file off the notice; the file store keeps its bytes."""
    _refuse_archived(lock(competition))
    found = next((attached for attached in competition.attachments if attached.id == file_id), None)
    if found is None:
        raise Refused("这个附件已经被删除了，请刷新页面。")
    competition.attachments.remove(found)
    audit.record("remove_attachment", competition, by=by, changes={"attachments": (found.name, None)})


def attachment_type(content: bytes) -> str:
    """The media type of an attachment, by its content. Anything but the five known kinds is refused."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return files.check_image(content)
    if content.startswith(b"PK\x03\x04"):
        names = set(files.open_archive(content).namelist())
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Refused("这个文件含有宏，为安全起见不能上传。请另存为不含宏的 .docx 或 .xlsx。", field="file")
        for member, media_type in OFFICE_TYPES.items():
            if member in names:
                return media_type
    raise Refused("附件只能是 PDF、JPG、PNG、.xlsx 或 .docx 文件（按文件内容判断，改后缀名无效）。", field="file")


def _check(facts: CompetitionFacts, own_id: int | None) -> None:
    reasons = reasons_against_dates(
        facts.registration_opens, facts.registration_closes, facts.contest_begins, facts.contest_ends
    )
    if reasons:
        raise Refused("日期有误。", reasons=reasons)
    same = select(Competition.id).where(Competition.title == facts.title, Competition.edition == facts.edition)
    if any(found != own_id for found in session.scalars(same)):
        raise Refused(f"已有名为“{facts.title}”、届次为“{facts.edition}”的竞赛，请改名或改届次。", field="edition")


def _fill(competition: Competition, facts: CompetitionFacts) -> None:
    for field in fields(facts):
        if field.name != "partners":
            setattr(competition, field.name, getattr(facts, field.name))
    if [(partner.role, partner.name) for partner in competition.partners] != list(facts.partners):
        competition.partners[:] = [Partner(role=role, name=name) for role, name in facts.partners]


def _refuse_archived(competition: Competition) -> None:
    if competition.state is CompetitionState.ARCHIVED:
        raise Refused("竞赛已归档，不能再修改。")


def _as_text(partners: Sequence[tuple[PartnerRole, str]]) -> str:
    return "；".join(f"{role.value}:{name}" for role, name in partners)
