"""What is left of a lecture: materials for those who were there or for everybody, and photos whose people agreed."""

from foundation import audit
from foundation.database import session
from foundation.errors import Refused
from foundation.evidence import keep_evidence
from foundation.photos import keep_photo
from lectures.attendance.models import LecturePhoto, Material
from lectures.tours.models import Lecture
from people.accounts.models import Account


def add_lecture_material(lecture: Lecture, content: bytes, title: str, *, everybody: bool, by: Account) -> Material:
    """Keep a PDF or a picture, judged by its content. Raises `Refused` for anything else."""
    file = keep_evidence(content, f"lecture-{lecture.id}", by_id=by.id)
    made = Material(lecture=lecture, title=title, file=file, everybody=everybody)
    session.add(made)
    audit.record("add_lecture_material", made, by=by)
    return made


def remove_lecture_material(material: Material, *, by: Account) -> None:
    """Nobody finds it any more."""
    audit.record("remove_lecture_material", material, by=by)
    session.delete(material)


def add_lecture_photo(
    lecture: Lecture, content: bytes, caption: str, *, consent: bool, public: bool, by: Account
) -> LecturePhoto:
    """Keep a photo, drawn anew. Raises `Refused` for what is none, and for one to be shown without consent."""
    _require_consent(consent, public)
    file = keep_photo(content, f"lecture-{lecture.id}", by_id=by.id)
    made = LecturePhoto(lecture=lecture, caption=caption, file=file, consent=consent, public=public)
    session.add(made)
    audit.record("add_lecture_photo", made, by=by, changes={"consent": (None, consent), "public": (None, public)})
    return made


def change_photo_consent(photo: LecturePhoto, *, consent: bool, public: bool, by: Account) -> None:
    """Whether its people agree, and everybody may see it; who takes his consent back takes it out of sight."""
    _require_consent(consent, public)
    photo.consent, photo.public = consent, public
    audit.record("change_photo_consent", photo, by=by, changes=audit.pending_changes(photo))


def remove_lecture_photo(photo: LecturePhoto, *, by: Account) -> None:
    """Nobody finds it any more."""
    audit.record("remove_lecture_photo", photo, by=by)
    session.delete(photo)


def _require_consent(consent: bool, public: bool) -> None:
    if public and not consent:
        raise Refused("没有取得照片里的人同意的，不能公开。请先征得同意并勾选。", field="public")
