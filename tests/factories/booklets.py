"""A completed project contest with awarded projects, as a booklet needs it."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from foundation import files
from foundation.database import session
from people.organisations.models import Organisation
from studios.contests.models import AwardGrade, Contest, ContestClass
from studios.contests.models_results import Award, ContestResult, ContestResultLine
from studios.contests.models_submissions import Submission, SubmissionFile
from studios.contests.rules import ContestKind, ContestState
from studios.contests.rules_results import AwardState, OutcomeState
from studios.contests.rules_submissions import FileKind, SubmissionState
from tests.factories import people

TITLES = ("职工夜校进车间", "暖心驿站升级", "工间健身微课堂", "心理关爱云陪伴", "技能传承小讲台", "厂史故事会")


def completed(organiser: Organisation, projects: int = 6) -> Contest:
    """A contest with its final result; every second project has a picture."""
    contest = Contest(
        organisation=organiser,
        title="2026 年服务职工项目竞赛",
        kind=ContestKind.SERVICE,
        submit_from=date(2026, 3, 1),
        submit_to=date(2026, 3, 31),
        state=ContestState.COMPLETED,
        classes=[ContestClass(place=1, group="素质提升", name="技能培训"), ContestClass(place=2, group="普惠服务")],
        grades=[AwardGrade(place=1, title="一等奖", places=2), AwardGrade(place=2, title="优秀奖", places=None)],
    )
    result = ContestResult(contest=contest, version=1, state=OutcomeState.FINAL, final_on=date(2026, 6, 1))
    session.add_all([contest, result])
    session.flush()
    unit = people.organisation("示例纺织公司工会", organiser)
    for place in range(1, projects + 1):
        made = _submission(contest, unit, place)
        session.add(ContestResultLine(result=result, submission=made, total=Decimal(100 - place), rank=place))
        grade = contest.grades[0 if place <= 2 else 1]
        session.add(Award(result=result, submission=made, grade=grade, state=AwardState.FINAL))
    session.commit()
    return contest


def _submission(contest: Contest, unit: Organisation, place: int) -> Submission:
    made = Submission(
        contest=contest,
        organisation=unit,
        contest_class=contest.classes[place % 2],
        number=place,
        title=f"{TITLES[(place - 1) % len(TITLES)]}（{place}）",
        summary="每周两晚把课堂搬进车间，由本单位的技师主讲，职工下班就能听，缺什么讲什么，听完当场练、当场评。",
        beneficiaries="一线职工 800 余人",
        goals="全年开课 60 场，参加 2400 人次。",
        state=SubmissionState.SUBMITTED,
    )
    session.add(made)
    if place % 2:
        kept = files.store(picture(place), name="picture.jpg", media_type="image/jpeg", encrypted=True)
        made.files.append(SubmissionFile(kind=FileKind.PICTURE, title="活动现场", file=kept, preview=kept))
    session.flush()
    return made


def picture(seed: int) -> bytes:
    """Something like a photo."""
    image = Image.new("RGB", (900, 560), (200, 60 + 20 * seed % 180, 80))
    draw = ImageDraw.Draw(image)
    for line in range(0, 900, 60):
        draw.line((line, 0, 900 - line, 560), fill=(250, 230, 180), width=6)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
