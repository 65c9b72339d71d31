"""各等级申报条件，具备条件之一即可申报。

出处：国家职业标准编制技术规程（2023 年版）。条目和年限照考务系统 lcleixyz-pixel/kaopingyunwei 所列
（candidateRegistration.ts）转录，规程原文未读到。
"""

from assessments.standards.conditions import Condition, Judgement
from assessments.standards.requirements import (
    aged,
    graduated,
    held_for,
    holds,
    in_work,
    studying,
    worked,
    worked_since_level,
    worked_since_title,
)
from people.careers.rules import DiplomaKind, TitleGrade
from people.persons.rules import Level

CODE = "wording-2023"
TITLE = "2023 年版申报条件"
SOURCE = "国家职业标准编制技术规程（2023 年版），据考务系统 lcleixyz-pixel/kaopingyunwei 转录"

OCCUPATION = Judgement.RELATED_OCCUPATION
SUBJECT = Judgement.RELATED_SUBJECT
YEARS, CERTIFICATE, DIPLOMA, TITLED = "work-years", "certificate", "diploma", "title"

ANY_SCHOOL = frozenset(DiplomaKind)
COLLEGES = frozenset(
    {DiplomaKind.HIGHER_VOCATIONAL, DiplomaKind.BACHELOR, DiplomaKind.MASTER, DiplomaKind.DOCTOR},
)
SENIOR_CLASSES = frozenset({DiplomaKind.SENIOR_TECHNICIAN_CLASS, DiplomaKind.PREPARATORY_TECHNICIAN_CLASS})
PREPARATORY_CLASSES = frozenset({DiplomaKind.PREPARATORY_TECHNICIAN_CLASS})

CONDITIONS = (
    Condition(
        "5-1",
        Level.FIVE,
        "年满 16 周岁，拟从事本职业或相关职业工作。",
        (aged(16),),
        judged=(OCCUPATION,),
    ),
    Condition(
        "5-2",
        Level.FIVE,
        "年满 16 周岁，从事本职业或相关职业工作。",
        (aged(16), in_work()),
        materials=(YEARS,),
        judged=(OCCUPATION,),
    ),
    Condition(
        "4-1",
        Level.FOUR,
        "累计从事本职业或相关职业工作满 5 年。",
        (worked(5),),
        materials=(YEARS,),
        judged=(OCCUPATION,),
    ),
    Condition(
        "4-2",
        Level.FOUR,
        "取得本职业或相关职业五级/初级工证书后，累计从事本职业或相关职业工作满 3 年。",
        (worked_since_level(3, Level.FIVE),),
        materials=(CERTIFICATE, YEARS),
        judged=(OCCUPATION,),
    ),
    Condition(
        "4-3",
        Level.FOUR,
        "取得本专业或相关专业的技工院校、中等及以上职业院校、专科及以上普通高等学校毕业证书（含在读应届毕业生）。",
        (graduated(ANY_SCHOOL, final_year=True),),
        materials=(DIPLOMA,),
        judged=(SUBJECT,),
    ),
    Condition(
        "3-1",
        Level.THREE,
        "累计从事本职业或相关职业工作满 10 年。",
        (worked(10),),
        materials=(YEARS,),
        judged=(OCCUPATION,),
    ),
    Condition(
        "3-2",
        Level.THREE,
        "取得本职业或相关职业四级/中级工证书后，累计从事本职业或相关职业工作满 4 年。",
        (worked_since_level(4, Level.FOUR),),
        materials=(CERTIFICATE, YEARS),
        judged=(OCCUPATION,),
    ),
    Condition(
        "3-3",
        Level.THREE,
        "取得符合专业对应关系的初级职称后，累计从事本职业或相关职业工作满 1 年。",
        (worked_since_title(1, TitleGrade.TECHNICIAN),),
        materials=(TITLED, YEARS),
        judged=(Judgement.MATCHING_TITLE, OCCUPATION),
    ),
    Condition(
        "3-4",
        Level.THREE,
        "取得本专业或相关专业的技工院校高级工班及以上毕业证书（含在读应届毕业生）。",
        (graduated(SENIOR_CLASSES, final_year=True),),
        materials=(DIPLOMA,),
        judged=(SUBJECT,),
    ),
    Condition(
        "3-5",
        Level.THREE,
        "取得本职业或相关职业四级/中级工证书，并取得高等职业学校、专科及以上普通高等学校本专业或相关专业毕业证书"
        "（含在读应届毕业生）。",
        (holds(Level.FOUR), graduated(COLLEGES, final_year=True)),
        materials=(CERTIFICATE, DIPLOMA),
        judged=(OCCUPATION, SUBJECT),
    ),
    Condition(
        "3-6",
        Level.THREE,
        "取得经评估论证的高等职业学校、专科及以上普通高等学校本专业或相关专业毕业证书（含在读应届毕业生）。",
        (graduated(COLLEGES, final_year=True),),
        materials=(DIPLOMA,),
        judged=(SUBJECT, Judgement.EVALUATED_SUBJECT),
    ),
    Condition(
        "2-1",
        Level.TWO,
        "取得本职业或相关职业三级/高级工证书后，累计从事本职业或相关职业工作满 5 年。",
        (worked_since_level(5, Level.THREE),),
        materials=(CERTIFICATE, YEARS),
        judged=(OCCUPATION,),
    ),
    Condition(
        "2-2",
        Level.TWO,
        "取得符合专业对应关系的初级职称后，累计从事本职业或相关职业工作满 5 年，"
        "并在取得本职业或相关职业三级/高级工证书后，从事本职业或相关职业工作满 1 年。",
        (worked_since_title(5, TitleGrade.TECHNICIAN), worked_since_level(1, Level.THREE)),
        materials=(TITLED, CERTIFICATE, YEARS),
        judged=(Judgement.MATCHING_TITLE, OCCUPATION),
    ),
    Condition(
        "2-3",
        Level.TWO,
        "取得符合专业对应关系的中级职称后，累计从事本职业或相关职业工作满 1 年。",
        (worked_since_title(1, TitleGrade.INTERMEDIATE),),
        materials=(TITLED, YEARS),
        judged=(Judgement.MATCHING_TITLE, OCCUPATION),
    ),
    Condition(
        "2-4",
        Level.TWO,
        "取得本职业或相关职业三级/高级工证书的高级技工学校、技师学院毕业生，累计从事本职业或相关职业工作满 2 年。",
        (holds(Level.THREE), graduated(SENIOR_CLASSES, final_year=False), worked(2)),
        materials=(CERTIFICATE, DIPLOMA, YEARS),
        judged=(OCCUPATION,),
    ),
    Condition(
        "2-5",
        Level.TWO,
        "取得本职业或相关职业三级/高级工证书满 2 年的技师学院预备技师班、技师班学生。",
        (held_for(2, Level.THREE), studying(PREPARATORY_CLASSES)),
        materials=(CERTIFICATE, DIPLOMA),
        judged=(OCCUPATION,),
    ),
    Condition(
        "1-1",
        Level.ONE,
        "取得本职业或相关职业二级/技师证书后，累计从事本职业或相关职业工作满 5 年。",
        (worked_since_level(5, Level.TWO),),
        materials=(CERTIFICATE, YEARS),
        judged=(OCCUPATION,),
    ),
    Condition(
        "1-2",
        Level.ONE,
        "取得符合专业对应关系的中级职称后，累计从事本职业或相关职业工作满 5 年，"
        "并在取得本职业或相关职业二级/技师证书后，从事本职业或相关职业工作满 1 年。",
        (worked_since_title(5, TitleGrade.INTERMEDIATE), worked_since_level(1, Level.TWO)),
        materials=(TITLED, CERTIFICATE, YEARS),
        judged=(Judgement.MATCHING_TITLE, OCCUPATION),
    ),
    Condition(
        "1-3",
        Level.ONE,
        "取得符合专业对应关系的高级职称后，累计从事本职业或相关职业工作满 1 年。",
        (worked_since_title(1, TitleGrade.SENIOR),),
        materials=(TITLED, YEARS),
        judged=(Judgement.MATCHING_TITLE, OCCUPATION),
    ),
)
