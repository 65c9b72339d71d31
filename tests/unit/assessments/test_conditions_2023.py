"""申报条件（2023 年版）逐条核对：符合之日的前一天不符合，当天和后一天符合，并说明何时符合。"""

from datetime import date, timedelta

import pytest

from assessments.applications.rules import EvidenceKind
from assessments.standards.condition_sets import CONDITION_SETS, check_conditions
from assessments.standards.conditions import HeldDiploma, HeldLevel, HeldTitle, Judgement, Records
from assessments.standards.rules import EXAMINED_LEVELS
from assessments.standards.service_years import Period
from people.careers.rules import DiplomaKind, TitleGrade
from people.persons.rules import Level

SET = "wording-2023"
BREWER, TASTER = "6-02-06-03", "6-02-06-07"
ADULT = date(1985, 5, 1)
ONE_DAY = timedelta(days=1)


def records(birth_date: date = ADULT, *, works=(), levels=(), diplomas=(), titles=()) -> Records:
    return Records(birth_date, tuple(works), tuple(levels), tuple(diplomas), tuple(titles))


def since(*begins: int, to: date | None = None) -> Period:
    return Period(date(*begins), to)


def level(grade: Level, *awarded: int, code: str = BREWER) -> HeldLevel:
    return HeldLevel(code, {BREWER: "白酒酿造工", TASTER: "品酒师"}[code], grade, date(*awarded) if awarded else None)


def diploma(kind: DiplomaKind, *graduated: int) -> HeldDiploma:
    return HeldDiploma(kind, "示例学校", "酿酒技术", date(*graduated))


def title(grade: TitleGrade, *awarded: int) -> HeldTitle:
    return HeldTitle(grade, "示例职称", date(*awarded))


ALWAYS = since(2000, 1, 1)
JUNIOR_CLASS, SENIOR_CLASS = DiplomaKind.SECONDARY_VOCATIONAL, DiplomaKind.SENIOR_TECHNICIAN_CLASS
TECHNICIAN_CLASS, COLLEGE = DiplomaKind.PREPARATORY_TECHNICIAN_CLASS, DiplomaKind.HIGHER_VOCATIONAL
JUNIOR, MIDDLE, SENIOR = TitleGrade.ASSISTANT, TitleGrade.INTERMEDIATE, TitleGrade.SENIOR

# 条件，档案，开始符合的那一天
TABLE = [
    ("5-1", records(date(2010, 11, 20)), date(2026, 11, 20)),
    ("5-2", records(date(2010, 11, 20), works=[since(2026, 7, 1)]), date(2026, 11, 20)),
    ("5-2", records(works=[since(2026, 11, 20)]), date(2026, 11, 20)),
    ("4-1", records(works=[since(2021, 11, 20)]), date(2026, 11, 20)),
    ("4-2", records(works=[ALWAYS], levels=[level(Level.FIVE, 2023, 11, 20)]), date(2026, 11, 20)),
    ("4-2", records(works=[since(2023, 11, 20)], levels=[level(Level.FIVE, 2010, 1, 1)]), date(2026, 11, 20)),
    ("4-3", records(diplomas=[diploma(JUNIOR_CLASS, 2027, 11, 20)]), date(2026, 11, 20)),
    ("3-1", records(works=[since(2016, 11, 20)]), date(2026, 11, 20)),
    ("3-2", records(works=[ALWAYS], levels=[level(Level.FOUR, 2022, 11, 20)]), date(2026, 11, 20)),
    ("3-3", records(works=[ALWAYS], titles=[title(JUNIOR, 2025, 11, 20)]), date(2026, 11, 20)),
    ("3-4", records(diplomas=[diploma(SENIOR_CLASS, 2027, 11, 20)]), date(2026, 11, 20)),
    (
        "3-5",
        records(levels=[level(Level.FOUR, 2026, 1, 5)], diplomas=[diploma(COLLEGE, 2027, 11, 20)]),
        date(2026, 11, 20),
    ),
    ("3-6", records(diplomas=[diploma(COLLEGE, 2027, 11, 20)]), date(2026, 11, 20)),
    ("2-1", records(works=[ALWAYS], levels=[level(Level.THREE, 2021, 11, 20)]), date(2026, 11, 20)),
    (
        "2-2",
        records(works=[ALWAYS], titles=[title(JUNIOR, 2021, 11, 20)], levels=[level(Level.THREE, 2020, 1, 1)]),
        date(2026, 11, 20),
    ),
    (
        "2-2",
        records(works=[ALWAYS], titles=[title(JUNIOR, 2010, 1, 1)], levels=[level(Level.THREE, 2025, 11, 20)]),
        date(2026, 11, 20),
    ),
    ("2-3", records(works=[ALWAYS], titles=[title(MIDDLE, 2025, 11, 20)]), date(2026, 11, 20)),
    (
        "2-4",
        records(
            works=[since(2024, 11, 20)],
            levels=[level(Level.THREE, 2024, 6, 1)],
            diplomas=[diploma(SENIOR_CLASS, 2024, 7, 1)],
        ),
        date(2026, 11, 20),
    ),
    (
        "2-4",
        records(
            works=[ALWAYS], levels=[level(Level.THREE, 2024, 6, 1)], diplomas=[diploma(SENIOR_CLASS, 2026, 11, 20)]
        ),
        date(2026, 11, 20),
    ),
    (
        "2-5",
        records(levels=[level(Level.THREE, 2024, 11, 20)], diplomas=[diploma(TECHNICIAN_CLASS, 2028, 7, 1)]),
        date(2026, 11, 20),
    ),
    ("1-1", records(works=[ALWAYS], levels=[level(Level.TWO, 2021, 11, 20)]), date(2026, 11, 20)),
    (
        "1-2",
        records(works=[ALWAYS], titles=[title(MIDDLE, 2021, 11, 20)], levels=[level(Level.TWO, 2020, 1, 1)]),
        date(2026, 11, 20),
    ),
    (
        "1-2",
        records(works=[ALWAYS], titles=[title(MIDDLE, 2010, 1, 1)], levels=[level(Level.TWO, 2025, 11, 20)]),
        date(2026, 11, 20),
    ),
    ("1-3", records(works=[ALWAYS], titles=[title(SENIOR, 2025, 11, 20)]), date(2026, 11, 20)),
]

# 一张白纸的人，每条都不符合，并说明缺什么
LACKING = {
    "5-1": "才满 16 周岁",
    "5-2": "没有目前在职的记录",
    "4-1": "没有登记工作经历",
    "4-2": "没有登记五级/初级工证书",
    "4-3": "没有登记符合的学历",
    "3-1": "没有登记工作经历",
    "3-2": "没有登记四级/中级工证书",
    "3-3": "没有登记员级（技术员）及以上职称",
    "3-4": "没有登记符合的学历",
    "3-5": "没有登记四级/中级工证书",
    "3-6": "没有登记符合的学历",
    "2-1": "没有登记三级/高级工证书",
    "2-2": "没有登记员级（技术员）及以上职称",
    "2-3": "没有登记中级（工程师）及以上职称",
    "2-4": "没有登记三级/高级工证书",
    "2-5": "没有登记三级/高级工证书",
    "1-1": "没有登记二级/技师证书",
    "1-2": "没有登记中级（工程师）及以上职称",
    "1-3": "没有登记副高级（高级工程师）及以上职称",
}


def check(code: str, known: Records, day: date):
    found = check_conditions(SET, Level(code[0]), known, BREWER, day)
    return next(one for one in found if one.condition.code == code)


@pytest.mark.parametrize(("code", "known", "day"), TABLE)
def test_condition_is_met_to_the_day(code, known, day):
    before = check(code, known, day - ONE_DAY)
    assert [before.met, check(code, known, day).met, check(code, known, day + ONE_DAY).met] == [False, True, True]
    assert before.reasons and not check(code, known, day).reasons


@pytest.mark.parametrize("code", LACKING)
def test_condition_names_what_is_missing(code):
    found = check(code, records(date(2011, 1, 1)), date(2026, 11, 20))
    assert (found.met, LACKING[code] in "".join(found.reasons)) == (False, True)


def test_every_condition_of_the_set_is_tested():
    printed = {one.code for one in CONDITION_SETS[SET].conditions}
    assert (printed, printed) == ({code for code, _, _ in TABLE}, set(LACKING))
    assert [len(CONDITION_SETS[SET].of_level(one)) for one in EXAMINED_LEVELS] == [2, 3, 6, 5, 3]


def test_every_material_is_a_kind_of_evidence():
    asked = {material for one in CONDITION_SETS[SET].conditions for material in one.materials}
    assert asked == {"work-years", "certificate", "diploma", "title"} < {kind.value for kind in EvidenceKind}


def test_reason_says_how_long_and_from_when():
    found = check("4-1", records(works=[since(2021, 12, 10)]), date(2026, 11, 20))
    assert found.reasons == ("累计工作满 5 年还差 20 天，按目前在职算，2026年12月10日起满足。",)


def test_student_in_his_last_class_counts_until_he_graduates():
    known = records(levels=[level(Level.THREE, 2020, 1, 1)], diplomas=[diploma(TECHNICIAN_CLASS, 2026, 7, 1)])
    assert [check("2-5", known, date(2026, 7, day)).met for day in (1, 2)] == [True, False]


def test_work_of_several_employers_adds_up_and_overlaps_count_once():
    first, overlapping, later = (
        Period(date(2018, 1, 1), date(2019, 12, 31)),
        Period(date(2019, 1, 1), date(2020, 12, 31)),
        Period(date(2024, 11, 20)),
    )
    known = records(works=[later, overlapping, first])  # three years, then a gap, then from 2024-11-20
    assert [check("4-1", known, date(2026, 11, day)).met for day in (19, 20)] == [False, True]


def test_work_before_the_age_of_sixteen_does_not_count():
    known = records(date(2003, 5, 1), works=[since(2015, 7, 1)])  # of age on 2019-05-01
    assert [check("4-1", known, day).met for day in (date(2024, 4, 30), date(2024, 5, 1))] == [False, True]
    assert check("4-1", known, date(2024, 5, 1)).basis == ("16 周岁以后累计工作已满 5 年（自2019年05月01日起计）",)


def test_leap_day_is_full_on_the_first_of_march():
    known = records(works=[since(2016, 2, 29)])
    assert [check("4-1", known, day).met for day in (date(2021, 2, 28), date(2021, 3, 1))] == [False, True]


def test_somebody_out_of_work_is_not_told_a_day():
    known = records(works=[Period(date(2020, 1, 1), date(2020, 12, 31))])
    assert check("4-1", known, date(2026, 11, 20)).reasons == ("累计工作满 5 年还差 4 年，目前没有在职记录。",)


def test_certificate_of_another_occupation_is_left_to_a_person():
    other = level(Level.FIVE, 2020, 1, 1, code=TASTER)
    found = check("4-2", records(works=[ALWAYS], levels=[other]), date(2026, 11, 20))
    assert (found.met, found.to_confirm) == (True, (Judgement.RELATED_OCCUPATION,))
    assert "品酒师五级/初级工证书（2020年01月01日）" in found.basis[0]


def test_certificate_without_a_day_is_left_to_a_person():
    found = check("4-2", records(works=[ALWAYS], levels=[level(Level.FIVE)]), date(2026, 11, 20))
    assert (found.met, found.to_confirm) == (True, (Judgement.RELATED_OCCUPATION, Judgement.CERTIFICATE_DATE))


def test_graduate_of_the_year_after_next_is_not_of_the_final_year():
    known = records(diplomas=[diploma(COLLEGE, 2028, 7, 1)])
    assert check("4-3", known, date(2026, 11, 20)).reasons == ("2028年07月01日才毕业，还不是应届毕业生。",)
