"""The photo that a certificate is made with: the one handed in with the application, else a good one on record."""

from assessments.applications.photos import RECENT, portrait_faults
from assessments.grants.models import Grant
from foundation import clock
from foundation.files import StoredFile

APPLIED = "application"


def application_of(grant: Grant) -> int | None:
    """The application that a grant rests on, if it rests on one: "application:12", "application:12#2"."""
    kind, _, key = grant.source.partition(":")
    return int(key.partition("#")[0]) if kind == APPLIED else None


def photo_of(grant: Grant) -> StoredFile | None:
    """The photo for the certificate; where no application brought one, the person's as it is now."""
    return _handed_in(grant) or grant.person.photo or grant.photo


def fault_of_photo(grant: Grant) -> str:
    """Why no certificate can be made with the photo there is; empty if one can.

    What came with an application was judged then (`check_application_photo`), what is on record is judged here.
    """
    photo = photo_of(grant)
    if photo is None:
        return "没有照片，证书上要印持证人的照片。"
    if photo is _handed_in(grant):
        return ""
    if clock.in_shanghai(photo.stored_at).date() < clock.today() - RECENT:
        return "人员档案里的照片是六个月以前的，证书要用近期照片。"
    faults = portrait_faults(photo.read())
    return f"人员档案里的照片不能印在证书上：{''.join(faults)}" if faults else ""


def _handed_in(grant: Grant) -> StoredFile | None:
    return grant.photo if application_of(grant) is not None else None
