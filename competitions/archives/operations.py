"""Making an archive by a job, stage by stage, and publishing it."""

from sqlalchemy import Select, select

from competitions.archives.contents import competition_files, stage_files
from competitions.archives.models import Archive, ArchivePart
from competitions.archives.packing import pack, unpack
from competitions.archives.queries import final_stages, next_number
from competitions.archives.rules import MANIFEST, folder_of
from competitions.planning.models import Competition
from competitions.planning.operations import require_real
from foundation import audit, files
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.jobs import Job, JobKind, enqueue, register
from foundation.lifecycle import advance
from people.accounts.models import Account

MEDIA_TYPE = "application/zip"


def make_archive(competition: Competition, *, by: Account) -> tuple[Archive, Job]:
    """Ask for an archive of the stages whose results are final. Raises `Refused` while there is none."""
    require_real(lock(competition))
    stages = final_stages(competition)
    if not stages:
        raise Refused("还没有正式成绩，不能制作档案。请先完成公示并转为正式成绩。")
    archive = Archive(competition=competition, number=next_number(competition), asked_by=by.id)
    archive.parts.extend(ArchivePart(stage=stage) for stage in stages)
    session.add(archive)
    session.flush()
    archive.parts.append(ArchivePart())  # last of all, it puts the whole together
    audit.record("make_archive", archive, by=by)
    return archive, enqueue(MAKE_ARCHIVE, title=archive.audit_label, subject_id=archive.id, by=by)


def publish_archive(archive: Archive, *, by: Account) -> None:
    """Let everybody download the archive."""
    advance(lock(archive), "publish_archive", by=by)


def withdraw_archive(archive: Archive, *, reason: str, by: Account) -> None:
    """Take a published archive back, with a reason."""
    advance(lock(archive), "withdraw_archive", by=by, reason=reason)


# --- The job ----------------------------------------------------------------------------------------------------------


def _waiting(job: Job) -> Select[int]:
    query = select(ArchivePart.id).where(ArchivePart.archive_id == job.subject_id, ArchivePart.file_id.is_(None))
    return query.order_by(ArchivePart.stage_id.is_(None), ArchivePart.id)


def _contents(part_id: int) -> bytes:
    part = session.get_one(ArchivePart, part_id)
    if part.stage is not None:
        return pack(stage_files(part.stage, folder_of(part.stage.event.position, part.stage.position)))
    whole = competition_files(part.archive.competition, [one.stage for one in part.archive.parts if one.stage])
    for one in part.archive.parts:
        if one.file is not None:
            whole |= unpack(one.file.read())
    whole.pop(MANIFEST, None)
    return pack(whole)


def _keep(part_id: int, content: bytes) -> None:
    part = lock(session.get_one(ArchivePart, part_id))
    name = f"{part.archive.audit_label}.zip"
    part.file = files.store(content, name=name, media_type=MEDIA_TYPE)
    if part.stage is None:
        part.archive.file = part.file
        advance(part.archive, "complete_archive", by=None)


def _label(part_id: int) -> str:
    part = session.get_one(ArchivePart, part_id)
    return part.stage.audit_label if part.stage else "合成档案"


MAKE_ARCHIVE = register(JobKind("make_archive", pending=_waiting, prepare=_contents, process=_keep, label=_label))
