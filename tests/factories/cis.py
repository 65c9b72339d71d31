"""A CIS marking scheme from the documented headers, in both generations, with columns in any order."""

import io
import random
from typing import Any

import xlsxwriter

NEW = (
    "Sub\nCriterion\nID",
    "Sub Criterion\nName or Description",
    "Day of Marking",
    "Aspect\nType\nM = Meas\nJ = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Measurement Only)",
    "WSOS Section",
    "Calculation Row (Export only)",
    "Max Mark",
)
OLD = (
    "Sub Criteria ID",
    "Sub Criteria Name or Description",
    "Aspect Type O = Obj S = Sub J = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Obj or Subj) OR Judgement Score Description (Judg only)",
    "Requirement or Nominal Size (Obj Only)",
    "WSSS Section",
    "Max Mark",
)
# What the cells of a row stand for, in both generations.
ID, NAME, TYPE, DESCRIPTION, SCORE, EXTRA, REQUIREMENT, SECTION, MARK = range(9)
PLACES = {NEW: (0, 1, 3, 4, 5, 6, 7, 8, 10), OLD: tuple(range(9))}

TABLES: list[list[Any]] = [
    ["Skill name", "数控车"],
    ["WorldSkills Standards", "", "Marks"],
    [1, "测量", 40, 40, 0],
    [2, "工艺", 60, 60, 0],
    ["", "Total", 100],
    ["ID", "Name", "Mark"],
    ["A", "产品", 60],
    ["B", "过程", 40],
]
BLOCKS = [
    [
        {ID: "A1", NAME: "尺寸"},
        {TYPE: "M", DESCRIPTION: "主轴直径", EXTRA: "用千分尺", REQUIREMENT: "25 ±0.02", SECTION: 1, MARK: 30.5},
        {TYPE: "M", DESCRIPTION: "倒角", SECTION: 1, MARK: 9.5},
        {ID: "A2", NAME: "外观"},
        {TYPE: "J", DESCRIPTION: "表面质量", SECTION: 2, MARK: 20},
        {SCORE: 0, EXTRA: "粗糙"},
        {SCORE: 1, EXTRA: "达到"},
        {SCORE: 2, EXTRA: "较好"},
        {SCORE: 3, EXTRA: "优秀"},
        {MARK: 60},
    ],
    [
        {ID: "B", NAME: "过程"},
        {ID: "B1", NAME: "安全", TYPE: "M", DESCRIPTION: "护目镜", SECTION: 2, MARK: "39.75"},
        {TYPE: "M", DESCRIPTION: "整理", SECTION: 2, MARK: "0,25"},
    ],
]


def cis_rows(generation, *, shuffle=None, replace=None):
    """The rows of a whole sheet: 100 marks, five aspects. `shuffle`: a seed for the order of the columns of each block.

    `replace`: a cell of the blocks or headers (or its text) -> what stands there instead.
    """
    order = list(range(len(generation)))
    rows = [list(row) for row in TABLES]
    for block in BLOCKS:
        if shuffle is not None:
            random.Random(shuffle + len(block)).shuffle(order)
        full = [list(generation), *(_cells(generation, facts) for facts in block)]
        rows += [[_replaced(row[place], replace or {}) for place in order] for row in full]
    return rows


def cis_workbook(rows, *, formula_total=False):
    """The rows as a workbook, after a sheet that holds something else. `formula_total`: with a sum as CIS writes it."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        workbook.add_worksheet("Test Map").write_row(0, 0, ["Aspect ID", "Mark"])
        sheet = workbook.add_worksheet("CIS Marking Scheme Import")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if formula_total:
            sheet.write_formula(len(rows) + 1, 10, "=SUM(K10:K20)", value=100)
    return written.getvalue()


def _cells(generation, facts):
    """One row in the columns of this generation; objective aspects are O in the older one."""
    cells = [""] * len(generation)
    for fact, value in facts.items():
        old_measurement = generation is OLD and fact == TYPE and value == "M"
        cells[PLACES[generation][fact]] = "O" if old_measurement else value
    return cells


def _replaced(cell, replace):
    return next((new for old, new in replace.items() if cell == old or (cell != "" and str(cell) == str(old))), cell)
