"""What the skill-evaluation authority takes in (表5 的 11 列): the columns, codes and rows, and the head of a batch.

No official copy of the form was found: the columns stand in a table, so that a province's own differ in data only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from certificates.issuing.models import Certificate
from certificates.kinds import facts_from_json, skill_level
from foundation.workbooks import Cell, Column
from people.persons.rules import LEVEL_TITLES, mask_identity

REPORT_COLUMNS = (
    Column("holder", "姓名", width=12),
    Column("document_type", "证件类型", Cell.CODE, width=10),
    Column("identity_number", "证件号码", Cell.CODE, width=22),
    Column("organisation", "所在单位", width=32),
    Column("occupation", "职业名称", width=18),
    Column("trade", "工种名称", width=18),
    Column("level", "职业技能等级", Cell.CODE, width=12),
    Column("number", "证书编号", Cell.CODE, width=26),
    Column("issued_on", "发证日期", Cell.CODE, width=12),
    Column("evaluator", "评价机构", width=36),
    Column("issuer", "发证机构", width=36),
)
HEAD_COLUMNS = (Column("title", "项目", width=28), Column("value", "内容", width=40))
DOCUMENT_CODES = {"居民身份证": "201"}
"""证件类型代码；上报模板只见过这一个，其他证件照名称写，由数据管理员核对。"""
LEVEL_DIGITS = {title: level.value for level, title in LEVEL_TITLES.items() if level.value.isdigit()}
"""职业技能等级写一位数字；特级技师、首席技师没有见过代码，照等级名称写。"""


def report_row(certificate: Certificate, *, organisation: str, unmasked: bool) -> dict[str, str]:
    """A skill-level certificate in the columns of the report; the identity number masked unless told otherwise."""
    facts = cast(skill_level.Facts, facts_from_json(certificate.kind, certificate.facts))
    number = facts.identity_number
    return {
        "holder": facts.holder,
        "document_type": DOCUMENT_CODES.get(facts.document_type, facts.document_type),
        "identity_number": number if unmasked else mask_identity(number),
        "organisation": organisation,
        "occupation": facts.occupation,
        "trade": facts.trade,
        "level": LEVEL_DIGITS.get(facts.level, facts.level),
        "number": certificate.number,
        "issued_on": facts.issued_on.isoformat(),
        "evaluator": facts.evaluator,
        "issuer": facts.evaluator,
    }


def report_counts(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The counts in the head of a batch: all, then by occupation, trade and level."""
    yield {"title": "证书总数", "value": str(len(rows))}
    for (occupation, trade, level), count in sorted(Counter(map(_counted, rows)).items()):
        yield {"title": f"{occupation} / {trade or '--'} / {level} 级", "value": str(count)}


def _counted(row: dict[str, str]) -> tuple[str, str, str]:
    return row["occupation"], row["trade"], row["level"]
