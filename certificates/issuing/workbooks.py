"""The register of certificates (发放登记表) as a workbook."""

from sqlalchemy import Select

from certificates.issuing.models import Certificate
from certificates.issuing.rules import STATE_TITLES
from certificates.kinds import all_kinds
from foundation.database import session
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Column

COLUMNS = (
    Column("number", "证书编号", width=20),
    Column("kind", "证书种类", width=14),
    Column("holder", "持证人", width=18),
    Column("organisation", "单位", width=36),
    Column("award", "奖项", width=14),
    Column("state", "状态", width=10),
    Column("issued_at", "发证时间", width=18),
    Column("reason", "状态原因", width=30),
    Column("signature", "领取人签字", width=16),
)


def register_workbook(query: Select[Certificate]) -> bytes:
    """The certificates of `query` in order of number, with room for the signature of whoever collects each."""
    kinds = all_kinds()
    certificates = session.scalars(query.order_by(Certificate.number))
    rows = (
        {
            "number": one.number,
            "kind": kinds[one.kind].NAME,
            "holder": one.holder_name,
            "organisation": one.organisation.name,
            "award": one.facts.get("award", ""),
            "state": STATE_TITLES[one.state],
            "issued_at": one.issued_at,
            "reason": one.state_reason,
        }
        for one in certificates
    )
    return export_workbook("证书发放登记表", COLUMNS, rows)
