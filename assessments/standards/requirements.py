"""申报条件由这些要求组成。机器不知道的（是不是相关职业、相关专业）不算不符合，留给人确认。"""

from collections.abc import Collection, Iterable
from datetime import date

from assessments.standards.conditions import Finding, HeldLevel, HeldTitle, Judgement, Records, Requirement
from assessments.standards.service_years import WORKING_AGE, anniversary, service_of, span_text
from people.careers.rules import DIPLOMA_TITLES, TITLE_GRADE_TITLES, DiplomaKind, TitleGrade
from people.persons.rules import LEVEL_TITLES, Level

GRADES = tuple(TitleGrade)


def aged(years: int) -> Requirement:
    """年满若干周岁。"""

    def check(records: Records, _occupation_code: str, day: date) -> Finding:
        reached = anniversary(records.birth_date, years)
        if reached <= day:
            return Finding(f"已满 {years} 周岁")
        return Finding(reasons=(f"{_said(reached)}才满 {years} 周岁，还差 {span_text(day, reached)}。",))

    return check


def in_work() -> Requirement:
    """目前从事工作。"""

    def check(records: Records, _occupation_code: str, day: date) -> Finding:
        present = [one for one in records.employments if one.begins <= day and (one.ends is None or one.ends >= day)]
        if present:
            return Finding(f"{_said(min(one.begins for one in present))}起在职")
        return Finding(reasons=("没有目前在职的记录。请先登记工作单位和入职日期。",))

    return check


def worked(years: int) -> Requirement:
    """累计工作满若干年。"""

    def check(records: Records, _occupation_code: str, day: date) -> Finding:
        return _service(records, years, day, since=None, after="")

    return check


def worked_since_level(years: int, level: Level) -> Requirement:
    """取得某一等级证书后累计工作满若干年。"""

    def check(records: Records, occupation_code: str, day: date) -> Finding:
        held = _held(records, level, occupation_code)
        return _best([_since_level(records, one, years, day) for one in held]) or _no_level(level)

    return check


def worked_since_title(years: int, grade: TitleGrade) -> Requirement:
    """取得某一层级（及以上）职称后累计工作满若干年。"""

    def check(records: Records, _occupation_code: str, day: date) -> Finding:
        held = [one for one in records.titles if GRADES.index(one.grade) >= GRADES.index(grade)]
        found = [_service(records, years, day, since=one.awarded, after=_title_text(one)) for one in held]
        return _best(found) or _no_title(grade)

    return check


def holds(level: Level) -> Requirement:
    """已取得某一等级证书。"""

    def check(records: Records, occupation_code: str, day: date) -> Finding:
        held = _held(records, level, occupation_code)
        return _best([Finding(f"持有{_level_text(one)}") for one in held]) or _no_level(level)

    return check


def held_for(years: int, level: Level) -> Requirement:
    """取得某一等级证书已满若干年，不论是否工作。"""

    def check(records: Records, occupation_code: str, day: date) -> Finding:
        return _best([_held_since(one, years, day) for one in _held(records, level, occupation_code)]) or _no_level(
            level
        )

    return check


def graduated(kinds: Collection[DiplomaKind], *, final_year: bool) -> Requirement:
    """取得某类毕业证书；`final_year`：一年之内毕业的在读应届毕业生也算。"""

    def check(records: Records, _occupation_code: str, day: date) -> Finding:
        fitting = [one for one in records.diplomas if one.kind in kinds]
        last = anniversary(day, 1) if final_year else day
        for one in fitting:
            if one.graduated <= last:
                said = "毕业" if one.graduated <= day else "毕业（在读应届）"
                return Finding(f"{one.school}{one.subject}，{_said(one.graduated)}{said}")
        if not fitting:
            return Finding(reasons=(f"没有登记符合的学历（{_kinds(kinds)}）。已有毕业证书的，请先登记。",))
        first = min(one.graduated for one in fitting)
        return Finding(reasons=(f"{_said(first)}才毕业，{'还不是应届毕业生' if final_year else '现在还没有毕业'}。",))

    return check


def studying(kinds: Collection[DiplomaKind]) -> Requirement:
    """在读学生；毕业当天仍算。"""

    def check(records: Records, _occupation_code: str, day: date) -> Finding:
        fitting = [one for one in records.diplomas if one.kind in kinds]
        for one in fitting:
            if one.graduated >= day:
                return Finding(f"{one.school}{one.subject}在读，{_said(one.graduated)}毕业")
        if fitting:
            return Finding(reasons=(f"已于{_said(max(one.graduated for one in fitting))}毕业，不再是在读学生。",))
        return Finding(reasons=(f"没有登记在读的学校（{_kinds(kinds)}）。",))

    return check


def _service(records: Records, years: int, day: date, *, since: date | None, after: str) -> Finding:
    of_age = anniversary(records.birth_date, WORKING_AGE)
    service = service_of(records.employments, years, day, since=max(since or of_age, of_age))
    what = f"{after}后累计工作" if after else "累计工作"
    if any(one.begins < of_age for one in records.employments):
        what = f"{WORKING_AGE} 周岁以后{what}"
    if service.full:
        return Finding(f"{what}已满 {years} 年（自{_said(service.begins)}起计）")
    if not records.employments:
        return Finding(reasons=(f"没有登记工作经历，算不出{what}的年限。请先登记。",))
    lacking = f"{what}满 {years} 年还差 {span_text(day, service.reached)}"
    when = f"按目前在职算，{_said(service.reached)}起满足" if service.ongoing else "目前没有在职记录"
    return Finding(reasons=(f"{lacking}，{when}。",))


def _since_level(records: Records, held: HeldLevel, years: int, day: date) -> Finding:
    found = _service(records, years, day, since=held.awarded, after=f"取得{_level_text(held)}")
    return found if held.awarded else _undated(found)


def _held_since(held: HeldLevel, years: int, day: date) -> Finding:
    if held.awarded is None:
        return _undated(Finding(f"持有{_level_text(held)}"))
    reached = anniversary(held.awarded, years)
    if reached <= day:
        return Finding(f"取得{_level_text(held)}已满 {years} 年")
    lacking = f"取得{_level_text(held)}满 {years} 年还差 {span_text(day, reached)}，{_said(reached)}起满足。"
    return Finding(reasons=(lacking,))


def _undated(found: Finding) -> Finding:
    return Finding(found.basis, found.reasons, (Judgement.CERTIFICATE_DATE,))


def _held(records: Records, level: Level, occupation_code: str) -> list[HeldLevel]:
    """The certificates of this level, those of the occupation itself first: others may be of a related one."""
    held = [one for one in records.levels if one.level is level]
    return sorted(held, key=lambda one: (one.occupation_code != occupation_code, one.awarded or date.max))


def _best(findings: Iterable[Finding]) -> Finding | None:
    """The first one that is met, or else the first."""
    found = list(findings)
    return next((one for one in found if not one.reasons), found[0] if found else None)


def _no_level(level: Level) -> Finding:
    return Finding(reasons=(f"没有登记{LEVEL_TITLES[level]}证书。已经取得的，请先登记证书和发证日期。",))


def _no_title(grade: TitleGrade) -> Finding:
    return Finding(reasons=(f"没有登记{TITLE_GRADE_TITLES[grade]}及以上职称。已经取得的，请先登记。",))


def _level_text(held: HeldLevel) -> str:
    dated = f"（{_said(held.awarded)}）" if held.awarded else "（未登记发证日期）"
    return f"{held.title}{LEVEL_TITLES[held.level]}证书{dated}"


def _title_text(held: HeldTitle) -> str:
    return f"取得{held.title}职称（{_said(held.awarded)}）"


def _kinds(kinds: Collection[DiplomaKind]) -> str:
    return "、".join(DIPLOMA_TITLES[kind] for kind in DiplomaKind if kind in kinds)


def _said(day: date) -> str:
    return f"{day:%Y年%m月%d日}"
