"""Certificates as workbooks: the register (发放登记表), and the list that the skill-evaluation authority takes in."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import defer

from certificates.credentials.public_wording import public_sentence
from certificates.issuing.models import Certificate
from certificates.issuing.register import count_of, pages_of
from certificates.issuing.reporting import HEAD_COLUMNS, REPORT_COLUMNS, report_counts, report_row
from certificates.issuing.rules import STATE_TITLES, CertificateState
from certificates.kinds import all_kinds, facts_from_json
from foundation import audit, clock
from foundation.errors import Refused
from foundation.workbook_writing import Sheet, export_workbook
from foundation.workbooks import Cell, Column
from people.accounts.models import Account
from people.accounts.rules import Permission

SKILL_LEVEL = "skill_level"
REGISTER_TITLE = "证书发放登记表"
COLUMNS = (
    Column("number", "证书编号", width=20),
    Column("version", "版次", Cell.NUMBER, width=6),
    Column("kind", "证书种类", width=14),
    Column("holder", "持证人", width=18),
    Column("organisation", "单位", width=36),
    Column("sentence", "证书内容", width=50),
    Column("issued_on", "发证日期", Cell.DATE, width=12),
    Column("valid_until", "有效期至", Cell.DATE, width=12),
    Column("state", "状态", width=10),
    Column("reason", "状态原因", width=30),
    Column("verify_url", "查验网址", width=40),
    Column("signature", "领取人签字", width=16),
)
REPORTED_AT_MOST = 20_000


def register_workbook(query: Select[Certificate]) -> bytes:
    """The certificates of `query` as they were numbered, with room for the signature of whoever collects each."""
    rows = (register_row(one) for page in pages_of(query) for one in page)
    return export_workbook(REGISTER_TITLE, COLUMNS, rows)


def report_workbook(query: Select[Certificate], *, unmasked_by: Account | None = None) -> bytes:
    """The valid skill-level certificates of `query` in the authority's eleven columns, with the head of a batch.

    `unmasked_by`: who gets identity numbers in full, where he may see them; each is then in the audit log. Raises
    Refused for none, and for more than a batch holds.
    """
    valid = query.where(Certificate.kind == SKILL_LEVEL, Certificate.state == CertificateState.ISSUED)
    count = count_of(valid)
    if not count:
        raise Refused("这里没有有效的职业技能等级证书，没有可以上报的数据。请调整筛选条件。")
    if count > REPORTED_AT_MOST:
        raise Refused(f"一次最多导出 {REPORTED_AT_MOST} 张，这里有 {count} 张。请按批次或单位筛选后再导出。")
    rows = list(_report_rows(valid, unmasked_by))
    return export_workbook("证书数据", REPORT_COLUMNS, rows, Sheet("批次信息", HEAD_COLUMNS, list(_report_head(rows))))


def register_row(one: Certificate) -> dict[str, Any]:
    """What the register says of a certificate."""
    facts = facts_from_json(one.kind, one.facts)
    return {
        "number": one.number,
        "version": one.version,
        "kind": all_kinds()[one.kind].NAME,
        "holder": one.holder_name,
        "organisation": one.organisation.name,
        "sentence": public_sentence(one.kind, facts, one.wording),
        "issued_on": facts.issued_on,
        "valid_until": one.valid_until,
        "state": STATE_TITLES[one.state],
        "reason": one.state_reason,
        "verify_url": facts.verify_url,
    }


def _report_rows(query: Select[Certificate], unmasked_by: Account | None) -> Iterator[dict[str, str]]:
    for page in pages_of(query.options(defer(Certificate.wording))):
        shown = [one for one in page if unmasked_by and _may_unmask(unmasked_by, one)]
        for one in page:
            yield report_row(one, organisation=one.organisation.name, unmasked=one in shown)
        audit.record_all("unmask_report", shown, by=unmasked_by)


def _may_unmask(by: Account, certificate: Certificate) -> bool:
    return by.may_at(Permission.PERSON_UNMASK, certificate.organisation_path)


def _report_head(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The head of a batch: what only the people who report know is left open."""
    yield {"title": "批次号（先向当地人社部门登记）"}
    yield {"title": "数据类型", "value": "新增"}
    yield {"title": "单位负责人"}
    yield {"title": "数据管理员"}
    yield {"title": "上报日期", "value": clock.today().isoformat()}
    yield from report_counts(rows)
