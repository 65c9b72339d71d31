"""Two records of one person made one: everything that points at the second is pointed at the first."""

from typing import TYPE_CHECKING, cast

from sqlalchemy import Column, Table, update
from sqlalchemy.exc import IntegrityError

from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.references import referring_columns
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.operations import change_employer

if TYPE_CHECKING:
    from people.accounts.models import Account

# What people call the rows that two records of one person may not both have.
ONLY_ONE = {
    "accounts": "登录账号",
    "skill_levels": "同一职业同一等级的技能等级",
    "honours": "同一年的同一荣誉",
    "entry_members": "同一赛项的报名",
    "assessment_applications": "同一认定计划的申报",
    "assessment_officials": "同一评价机构的同一考评身份",
    "contest_placings": "同一份竞赛成绩的名次",
    "studio_members": "同一工作室的成员登记",
    "ballot_voters": "同一次投票",
    "ballot_codes": "同一次投票的投票码",
    "evaluation_raters": "同一个对象的会员测评",
    "promotions": "同一年的以赛代评晋升",
    "professional_titles": "同一职称",
    "titling_applications": "同一级职称的申报",
    "talent_track_members": "同一培养计划的成员登记",
    "nominees": "同一次评选的人选",
    "training_enrolments": "同一培训班的学员登记",
    "achievement_authors": "同一项五小成果的完成人登记",
    "project_team_members": "同一攻关项目的团队登记",
    "lecture_registrations": "同一场巡讲的报名",
    "check_ins": "同一场巡讲的签到",
    "survey_slips": "同一场讲座的听课问卷",
    "class_enrolments": "同一点单培训班的报名",
    "lecturers": "同一讲师库的讲师档案",
    "demand_answers": "同一次需求调查的答卷",
}


def merge_persons(keep: Person, lose: Person, *, by: "Account", reason: str) -> Person:
    """Keep `keep`; the document of `lose` leads to it from now on, also in later imports.

    Raises `Refused` where both stand for what there can be only one of: a person decides that first.
    """
    for one in sorted((keep, lose), key=lambda one: one.id):  # always in this order, or two merges wait for each other
        lock(one)
    _refuse_merging(keep, lose, by, reason)
    if keep.employer is None:
        keep.employer = lose.employer
    elif lose.employer is not None:
        change_employer(lose, None)
    session.flush()
    conflicts = [
        ONLY_ONE.get(column.table.name, "同一项登记")
        for column in referring_columns(cast(Table, Person.__table__))
        if not _point(column, lose.id, keep.id)
    ]
    if conflicts:
        listed = "、".join(dict.fromkeys(conflicts))
        raise Refused(f"两条记录各有{listed}，只能保留一个。请先在其中一条记录上处理，再合并。")
    _fill_gaps(keep, lose)
    lose.merged_into_id = keep.id
    lose.employer = None
    lose.phone_hash = None
    lose.expect_version(None)
    audit.record("merge_persons", keep, by=by, reason=reason, changes={"merged": (lose.id, keep.id)})
    session.expire_all()
    return keep


def _refuse_merging(keep: Person, lose: Person, by: "Account", reason: str) -> None:
    if not all(by.may_at(Permission.PERSON_MERGE, one.organisation_path) for one in (keep, lose)):
        raise NotAllowed
    if keep.id == lose.id or keep.merged_into_id or lose.merged_into_id:
        raise Refused("这两条记录是同一条，或已经合并过。")
    if not reason.strip():
        raise Refused("请写明合并的依据。", field="reason")


def _point(column: Column[int], old: int, new: int) -> bool:
    """Point the rows at `old` to `new`; False if the schema forbids that both were there."""
    try:
        with session.begin_nested():
            session.execute(update(column.table).where(column == old).values({column.name: new}))
    except IntegrityError:
        return False
    return True


def _fill_gaps(keep: Person, lose: Person) -> None:
    """What only the second record knew, the first one knows now."""
    if keep.phone is None:
        keep.phone, keep.phone_hash = lose.phone, lose.phone_hash
    keep.photo_id = keep.photo_id or lose.photo_id
    keep.occupation_code = keep.occupation_code or lose.occupation_code
    keep.expect_version(None)
