"""The files of a submission: judged by their content; of a picture a smaller preview is kept for pages."""

from foundation import audit, files
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.evidence import check_evidence, keep_evidence
from foundation.photos import drawn_anew
from people.accounts.models import Account
from studios.contests.models_submissions import Submission, SubmissionFile
from studios.contests.rules_submissions import EDITABLE, MOST_FILES, FileKind

PREVIEW_SIDE = 900


def add_submission_file(submission: Submission, content: bytes, title: str, *, by: Account) -> SubmissionFile:
    """Keep a PDF or a picture. Raises `Refused` for anything else, whatever its name says."""
    media_type = check_evidence(content)
    lock(submission)
    if submission.state not in EDITABLE:
        raise Refused("这份申报已经提交，不能再添加材料。请先撤回，或请主办单位退回。")
    if len(submission.files) >= MOST_FILES:
        raise Refused(f"最多 {MOST_FILES} 个文件，请合并后再上传。")
    picture = media_type != "application/pdf"
    kept = keep_evidence(content, f"submission-{submission.id}-{len(submission.files) + 1}", by_id=by.id)
    preview = (
        files.store(drawn_anew(content, PREVIEW_SIDE), name="preview.jpg", media_type="image/jpeg", encrypted=True)
        if picture
        else None
    )
    kind = FileKind.PICTURE if picture else FileKind.DOCUMENT
    made = SubmissionFile(submission=submission, kind=kind, title=title, file=kept, preview=preview)
    session.add(made)
    audit.record("add_submission_file", submission, by=by, changes={"files": (None, title)})
    return made


def remove_submission_file(file: SubmissionFile, *, by: Account) -> None:
    """Take a file out again, before it is handed in."""
    submission = lock(file.submission)
    if submission.state not in EDITABLE:
        raise Refused("已经提交的申报不能删除材料。请先撤回，或请主办单位退回。")
    audit.record("remove_submission_file", submission, by=by, changes={"files": (file.title, None)})
    session.delete(file)
