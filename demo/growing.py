"""How the demo's distillery lets its people grow: a track, a training class, professional titles; and a figure."""

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter

from assessments.batches.models import Batch
from assessments.figures.operations import note_figure
from assessments.figures.rules import Measure
from assessments.titling.operations import STEPS, TitlingFacts, award_titling, create_titling, step_titling
from assessments.tracks.operations import StepFacts, create_track, edit_track, join_track, set_target
from assessments.trainings.operations import (
    TrainingFacts,
    create_training,
    enrol_persons,
    finish_training,
    record_attendance,
)
from assessments.trainings.rules import TrainingMode
from demo.make_files import CITY, DISTILLERY
from demo.people import account_named, organisation
from foundation import clock
from people.careers.rules import TitleGrade
from people.persons.models import Person
from people.persons.rules import Level

HOURS, LATE_EVERY = 40, 8
YEARS = (
    StepFacts(1, "熟悉各班组，跟师学徒，通过转正定级。", None, 80),
    StepFacts(2, "独立完成拌料、摊晾、装甑，取得五级。", Level.FIVE, 60),
    StepFacts(3, "掌握看花摘酒，取得四级。", Level.FOUR, 60),
    StepFacts(4, "参加班组攻关，参加一次竞赛。", Level.FOUR, 40),
    StepFacts(5, "取得三级，带一名徒弟。", Level.THREE, 40),
    StepFacts(6, "按技能、技术、管理、教学分流。", Level.THREE, 40),
)
TITLINGS = (
    (TitleGrade.ASSISTANT, "助理工程师", 1),
    (TitleGrade.ASSISTANT, "助理工程师", 3),
    (TitleGrade.INTERMEDIATE, "工程师", 4),
    (TitleGrade.INTERMEDIATE, "工程师", len(STEPS)),
)
"""Grade, title, and how many steps were taken; after the last of them it is awarded."""


def hold_training(plan: Batch, persons: Sequence[Person]) -> None:
    """A finished class that prepares for a plan; now and then somebody missed too much of it."""
    officer, today = account_named("jiuzhuang"), clock.today()
    facts = TrainingFacts(
        title="白酒酿造工、品酒师四级考前培训",
        subject="酿造工艺、品评方法、安全生产",
        mode=TrainingMode.MIXED,
        begins=today - timedelta(days=6),
        ends=today,
        hours=HOURS,
        teacher="示例酿造大师工作室",
    )
    training = create_training(organisation(DISTILLERY), facts, batch=plan, by=officer)
    enrolled = sorted(enrol_persons(training, persons, by=officer), key=attrgetter("person_id"))
    attended = {one.id: HOURS // 2 if place % LATE_EVERY == 0 else HOURS for place, one in enumerate(enrolled, start=1)}
    record_attendance(training, attended, by=officer)
    finish_training(training, by=officer)


def begin_track(newcomers: Sequence[Person]) -> None:
    """The enterprise's own track of six years, with the cohorts of the last two."""
    officer, year = account_named("jiuzhuang"), clock.today().year
    purpose = "新入职青年职工六年培养计划：一年入门、三年成手、五年成才、六年分流。"
    track = create_track(organisation(DISTILLERY), "蔚蓝新星", purpose, len(YEARS), by=officer)
    edit_track(track, track.title, track.purpose, YEARS, by=officer)
    for ahead, level, count in ((0, Level.FIVE, 4), (1, Level.FIVE, 4), (1, Level.FOUR, 3), (3, Level.THREE, 2)):
        set_target(track, year + ahead, level, count, by=officer)
    join_track(track, newcomers, by=officer)


def apply_for_titles(persons: Sequence[Person]) -> None:
    """Professional titles at several stages; the last is awarded."""
    officer, today = account_named("jiuzhuang"), clock.today()
    for person, (grade, title, steps) in zip(persons, TITLINGS, strict=False):
        facts = TitlingFacts(grade, title, "酿酒工程", today.year, "示例市轻工工程技术职称评审委员会")
        application = create_titling(person, facts, by=officer)
        for action in STEPS[:steps]:
            step_titling(application, action, by=officer)
        if steps == len(STEPS):
            award_titling(application, document=f"示职改〔{today.year}〕9号", awarded=today, by=officer)


def note_outside_figure() -> None:
    """What an authority is said to have published, kept beside the system's own count."""
    last_year = clock.today().year - 1
    source = f"{last_year} 年渝永江示例市人力资源和社会保障事业发展统计公报（演示数字，虚构）"
    note_figure(
        organisation(CITY),
        Measure.SKILLED,
        as_of=date(last_year, 12, 31),
        value=56_000,
        source=source,
        by=account_named("city"),
    )
