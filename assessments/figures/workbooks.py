"""The figures as a workbook: exactly what the page shows, with the definitions on a sheet of their own."""

from assessments.figures.queries import Line, Stock, shown_levels
from assessments.figures.rules import ATTENDANCE, CERTIFIED, HIGHLY_SKILLED, PASSED, SKILLED
from foundation.workbook_writing import Sheet, export_workbook
from foundation.workbooks import Cell, Column
from people.persons.occupations import occupation_title
from people.persons.rules import LEVEL_TITLES

LINES = (
    Column("body", "评价机构", width=36),
    Column("code", "职业编码", width=14),
    Column("occupation", "职业名称", width=18),
    Column("trade", "工种（职业方向）", width=18),
    Column("level", "等级", width=14),
    Column("attended", "参加认定人次", Cell.NUMBER, width=14),
    Column("passed", "通过人次", Cell.NUMBER, width=12),
    Column("certified", "发证数", Cell.NUMBER, width=10),
)
STOCK = (Column("level", "最高等级", width=18), Column("count", "人数", Cell.NUMBER, width=10))
DEFINITIONS = (Column("text", "口径", width=100),)


def figures_workbook(lines: list[Line], stock: Stock) -> bytes:
    """The year's counts, the stock by level, and what each number counts."""
    rows = (
        {
            "body": one.body,
            "code": one.occupation_code,
            "occupation": occupation_title(one.occupation_code),
            "trade": one.trade or "--",
            "level": LEVEL_TITLES[one.level],
            "attended": one.attended,
            "passed": one.passed,
            "certified": one.certified,
        }
        for one in lines
    )
    levels = [{"level": LEVEL_TITLES[level], "count": count} for level, count in shown_levels(stock)]
    levels += [{"level": "技能人才", "count": stock.skilled}, {"level": "高技能人才", "count": stock.highly_skilled}]
    texts = [{"text": text} for text in (ATTENDANCE, PASSED, CERTIFIED, SKILLED, HIGHLY_SKILLED)]
    return export_workbook("认定统计", LINES, rows, Sheet("技能人才", STOCK, levels), Sheet("口径", DEFINITIONS, texts))
