"""报名表的 33 列：《考生信息模板》的列名和次序，一字不改。出处见 `code_lists.py`。"""

from dataclasses import replace

from assessments.applications.code_lists import (
    CANDIDATE_SOURCES,
    COLLECTION,
    EDUCATION,
    ETHNICITIES,
    EXAMINATION_KINDS,
    POLITICS,
    PROVINCES,
    YES_NO,
)
from assessments.applications.rules import APPLICATION_KIND_TITLES
from assessments.batches.models import Batch, BatchItem
from assessments.standards.condition_sets import CONDITION_SETS
from assessments.standards.conditions import Condition
from assessments.standards.rules import EXAMINED_LEVELS
from foundation.workbooks import Cell, Column
from people.persons.occupations import occupation_title
from people.persons.rules import LEVEL_TITLES
from people.persons.workbooks import DOCUMENT_KIND, DOCUMENT_NUMBER, NAME, PHONE, SEX_BY_TITLE

LEVELS = tuple(LEVEL_TITLES[level] for level in EXAMINED_LEVELS)
CERTIFIED_LEVELS = ("无", *LEVELS)

COLUMNS = (
    Column("number", "序号", width=8),
    Column("item", "职业工种名称", required=True, width=18, note="本计划的职业或工种。", example="白酒酿造工"),
    Column("level", "认定等级", required=True, width=14, choices=LEVELS, example="四级/中级工"),
    Column("condition", "申报条件", required=True, width=30, note="条件的代码（如 4-1）或全文。", example="4-1"),
    replace(DOCUMENT_KIND, required=True, note="从下拉列表中选择。"),
    DOCUMENT_NUMBER,
    NAME,
    Column("sex", "性别", width=8, choices=tuple(SEX_BY_TITLE), note="身份证登记的可以不填。"),
    Column("birth_date", "出生日期", Cell.DATE, width=14, note="身份证登记的可以不填；填了须与证件一致。"),
    replace(PHONE, required=True),
    Column("has_certificate", "是否有职业资格证书", required=True, width=12, choices=YES_NO, example="否"),
    Column("certificate_level", "证书等级", width=14, choices=CERTIFIED_LEVELS, note="有证书的必填。"),
    Column("certificate_number", "证书编号", Cell.CODE, width=24, note="有证书的必填，文本格式。"),
    Column("education", "文化程度", required=True, width=18, choices=EDUCATION, example="高中"),
    Column("province", "所在省（市）区", required=True, width=16, choices=PROVINCES, example="重庆市"),
    Column("source", "考生来源", required=True, width=16, choices=CANDIDATE_SOURCES, example="私营企业"),
    Column("unit", "所在单位", width=26, note="系统里还没有的人按它登记单位；不填为上传人所在单位。"),
    Column("enrolled_by", "报名单位", required=True, width=26, note="评价机构的名称。"),
    Column(
        "kind", "认定分类", required=True, width=12, choices=tuple(APPLICATION_KIND_TITLES.values()), example="初次认定"
    ),
    Column("major", "专业", width=16),
    Column("examination", "考试类型", required=True, width=10, choices=EXAMINATION_KINDS, example="正考"),
    Column("ethnicity", "民族", required=True, width=10, choices=ETHNICITIES, example="汉族"),
    Column("since", "参加工作时间", Cell.DATE, width=14, note="如 2015-07-01；系统里还没有的人以它为工作起始。"),
    Column("email", "电子邮箱", width=22),
    Column("major_years", "专业年限", Cell.NUMBER, width=10, note="整年数。"),
    Column("household", "户籍所在地", width=22),
    Column("politics", "政治面貌", width=14, choices=POLITICS),
    Column("diploma_number", "学历证书编号", Cell.CODE, width=24, note="文本格式。"),
    Column("history", "简要经历", width=40),
    Column("address", "通讯地址", width=30),
    Column("collection", "证书领取方式", width=12, choices=COLLECTION),
    Column("postcode", "邮政编码", Cell.CODE, width=10, note="文本格式。"),
    Column("mailing_address", "邮寄地址", width=30),
)

ON_RECORD = frozenset(
    {"number", "item", "level", "condition", "document_kind", "document_number", "name", "sex", "birth_date", "phone"}
    | {"kind", "examination"}
)
PARTICULARS = {column.key: column.title for column in COLUMNS if column.key not in ON_RECORD}
"""What an application keeps of the form beside the person's record: keys of `Application.particulars`, titles."""


def columns_for(batch: Batch) -> list[Column]:
    """The columns with what this plan offers as drop-down lists: occupations, levels, conditions."""
    levels = [level for level in EXAMINED_LEVELS if any(item.level is level for item in batch.items)]
    conditions = {f"{one.code} {one.text}": None for item in batch.items for one in conditions_of(item)}
    offered = {
        "item": tuple(dict.fromkeys(item_title(item) for item in batch.items)),
        "level": tuple(LEVEL_TITLES[level] for level in levels),
        "condition": tuple(conditions),
    }
    return [replace(column, choices=offered.get(column.key, column.choices)) for column in COLUMNS]


def conditions_of(item: BatchItem) -> tuple[Condition, ...]:
    """The application conditions of an item, as its standard prints them."""
    return CONDITION_SETS[item.standard.condition_set].of_level(item.level)


def item_title(item: BatchItem) -> str:
    """What the form calls an item: its trade or direction, or the occupation where there is none."""
    return item.trade or occupation_title(item.occupation_code)
