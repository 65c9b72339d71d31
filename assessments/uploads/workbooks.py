"""The file that is put into the authority's system: eleven columns, and the head of the batch on a second sheet."""

from collections.abc import Iterator, Sequence

from assessments.uploads.models import Upload, UploadRow
from assessments.uploads.operations import digest_of
from assessments.uploads.queries import rows_of
from assessments.uploads.rules import UPLOAD_KIND_TITLES
from certificates.issuing.reporting import HEAD_COLUMNS, REPORT_COLUMNS, report_counts, report_row
from foundation import audit
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from foundation.workbook_writing import Sheet, export_workbook
from people.accounts.models import Account
from people.accounts.rules import Permission


def upload_workbook(upload: Upload, *, unmasked_by: Account | None = None) -> bytes:
    """What was frozen, made again. `unmasked_by`: who gets identity numbers in full; each is then in the audit log.

    The body printed these numbers on its certificates, so whoever may unmask at the body gets those of all its holders.
    Raises `Refused` if a certificate no longer says what it said.
    """
    rows = session.scalars(rows_of(upload)).all()
    if unmasked_by is not None:
        if not unmasked_by.may_at(Permission.PERSON_UNMASK, upload.organisation_path):
            raise NotAllowed
        audit.record_all("unmask_upload", [row.certificate for row in rows], by=unmasked_by)
    cells = list(_cells(rows, unmasked=unmasked_by is not None))
    return export_workbook(
        "证书数据", REPORT_COLUMNS, cells, Sheet("批次信息", HEAD_COLUMNS, list(_head(upload, cells)))
    )


def counts_of(rows: Sequence[UploadRow]) -> list[tuple[str, str]]:
    """The counts in the head, title and number, for the page."""
    return [(one["title"], one["value"]) for one in report_counts(list(_cells(rows, unmasked=False)))]


def _cells(rows: Sequence[UploadRow], *, unmasked: bool) -> Iterator[dict[str, str]]:
    for row in rows:
        if digest_of(row.certificate, row.unit) != row.digest:
            raise Refused(f"证书 {row.certificate.number} 的内容与备好上报时不一致，没有导出。请联系系统管理员核对。")
        yield report_row(row.certificate, organisation=row.unit, unmasked=unmasked)


def _head(upload: Upload, cells: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    yield {"title": "批次号", "value": upload.batch_number}
    yield {"title": "数据类型", "value": UPLOAD_KIND_TITLES[upload.kind]}
    yield {"title": "评价机构", "value": upload.body.title}
    yield {"title": "站点", "value": upload.site.title}
    yield {"title": "单位负责人", "value": upload.leader}
    yield {"title": "数据管理员", "value": upload.manager}
    yield {"title": "上报日期", "value": upload.sent_on.isoformat() if upload.sent_on else ""}
    yield from report_counts(cells)
