"""What officers take away from the list of certificates: the files as a ZIP, the register, the report."""

from itertools import chain
from typing import Any

from flask import Response, stream_with_context

from certificates.issuing.archive import stream_archive, valid_only
from certificates.issuing.register import count_of, printed_register
from certificates.issuing.routes import bp, filtered_certificates
from certificates.issuing.sending import attachment
from certificates.issuing.workbooks import register_workbook, report_workbook
from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import transaction
from foundation.errors import Refused
from foundation.workbook_writing import MEDIA_TYPE
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/certificates/archive.zip")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def download_zip() -> Any:
    """The files of the valid certificates among what the list shows, a folder for each organisation."""
    query = filtered_certificates()
    count = count_of(valid_only(query))
    if not count:
        raise Refused("这里没有可以下载的证书：还没有做好，或者已经撤销、换发。请放宽筛选条件，或制作完成后再来。")
    pieces = stream_archive(query)
    first = next(pieces)  # a store out of reach is still answered with a page
    whole = stream_with_context(chain([first], pieces))
    return attachment(whole, f"证书_{clock.today():%Y%m%d}_{count}份.zip", "application/zip")


@bp.get("/certificates/register.xlsx")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def export_certificates() -> Any:
    """The register of what the list shows."""
    content = register_workbook(filtered_certificates())
    return attachment(content, f"证书发放登记表_{clock.today():%Y%m%d}.xlsx", MEDIA_TYPE)


@bp.get("/certificates/register.pdf")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def print_register() -> Any:
    """The same to be printed and signed, organisation by organisation."""
    register = printed_register(filtered_certificates())
    content = print_document("certificates/issuing/print_register.html", register)
    return attachment(content, f"证书发放登记表_{clock.today():%Y%m%d}.pdf", "application/pdf")


@bp.get("/certificates/report.xlsx")
@requires(Permission.CERTIFICATE_ISSUE, Permission.CERTIFICATE_COLLECT)
def export_report() -> Any:
    """The valid skill-level certificates in the columns of the evaluation authority, identity numbers masked."""
    return _report(report_workbook(filtered_certificates()))


@bp.post("/certificates/report.xlsx")
@requires(Permission.PERSON_UNMASK)
def unmask_report() -> Any:
    """The same with identity numbers in full; the audit log says whose were given to whom."""
    with transaction():
        return _report(report_workbook(filtered_certificates(), unmasked_by=acting()))


def _report(content: bytes) -> Response:
    return attachment(content, f"职业技能等级证书上报数据_{clock.today():%Y%m%d}.xlsx", MEDIA_TYPE)
