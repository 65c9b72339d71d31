"""The demo's competition: five events with their modules, marking schemes, tie-breaks and awards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from competitions.planning import operations, operations_events
from competitions.planning.models import Competition, Event, Module
from competitions.planning.operations import CompetitionFacts
from competitions.planning.operations_events import EventFacts, ModuleFacts, RankingFacts
from competitions.planning.rules import Anonymity, CompetitionClass, CompetitionLevel, EventFormat, PartnerRole
from demo.make_files import CITY, EVENTS
from foundation import clock
from marking.schemes.rules import CriterionFacts
from people.accounts.models import Account
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from scoring.awards import AwardBase, BoundaryRule, CountRounding
from scoring.marks import MarkingType
from scoring.methods import single, trimmed_mean
from scoring.panel import MissingJudge
from scoring.tie_breaks import module_scores_in_order, shared_rank, shorter_time

TITLE = "渝永江融合发展示范区首届职工职业技能竞赛"
NOTICE = """为弘扬劳模精神、劳动精神、工匠精神，促进渝北、永川、江津三地职工技能交流，举办本届竞赛。

一、参赛对象：三地企业在职职工，年满 18 周岁。
二、报名办法：由所在单位工会统一报名，每个单位每个赛项不超过 6 人。
三、竞赛内容：理论知识占 30%，实际操作占 70%。
四、奖项设置：各赛项按参赛人数的 10%、20%、30% 设一、二、三等奖。已获全国技术能手的选手可以参赛，只排名次不授奖。
（演示数据：人员、单位均为虚构。）"""

PRACTICE = {
    "焊工": ("焊前准备与安全", "焊缝外观质量", "焊缝内部质量", "操作规范与效率"),
    "电工": ("电气安全", "线路安装", "程序调试", "故障排除"),
    "网约配送员": ("交通安全与应急", "路线规划", "取送规范", "服务沟通"),
    "茶艺师": ("仪容仪态", "茶席设计", "冲泡技艺", "茶汤质量"),
    "工业机器人系统操作员": ("安全操作", "系统装调", "编程与仿真", "联机运行"),
}
DESCRIPTORS = ("不符合要求", "达到行业要求", "部分优于行业要求", "全面优于行业要求")


class DemoStage(StrEnum):
    """How far the demo has come."""

    REGISTRATION = "registration"
    JUDGING = "judging"
    RESULTS = "results"
    CERTIFICATES = "certificates"


TODAY_IS = {
    DemoStage.REGISTRATION: timedelta(days=12),
    DemoStage.JUDGING: timedelta(days=30),
    DemoStage.RESULTS: timedelta(days=33),
    DemoStage.CERTIFICATES: timedelta(days=40),
}
"""How long ago registration opened, seen from today."""


@dataclass(frozen=True)
class Timeline:
    """When everything happened, counted from the opening of registration."""

    opens: datetime

    @classmethod
    def ending_at(cls, stage: DemoStage) -> "Timeline":
        """The timeline on which today belongs to `stage`."""
        return cls(clock.now() - TODAY_IS[stage])

    def on_day(self, day: int) -> datetime:
        return self.opens + timedelta(days=day)


def make_competition(organiser: Organisation, timeline: Timeline, *, by: Account) -> Competition:
    """The competition with its five complete events, published."""
    facts = CompetitionFacts(
        title=TITLE,
        edition="",
        theme="技能强国 匠心筑梦",
        level=CompetitionLevel.CITY,
        competition_class=CompetitionClass.SECOND,
        notice_text=NOTICE,
        registration_opens=timeline.on_day(0),
        registration_closes=timeline.on_day(20),
        contest_begins=timeline.on_day(30).date(),
        contest_ends=timeline.on_day(31).date(),
        notice_days=5,
        partners=(
            (PartnerRole.ORGANISER, CITY),
            (PartnerRole.HOST, "永川示例区总工会"),
            (PartnerRole.CO_HOST, "渝北示例区总工会"),
            (PartnerRole.CO_HOST, "江津示例区总工会"),
        ),
    )
    competition = operations.create_competition(organiser, facts, by=by)
    for title, occupation in EVENTS.items():
        _make_event(competition, title, occupation, by)
    operations.publish_competition(competition, by=by)
    return competition


def _make_event(competition: Competition, title: str, occupation: str, by: Account) -> Event:
    event = operations_events.create_event(
        competition,
        EventFacts(
            title=title,
            occupation_code=occupation,
            format=EventFormat.INDIVIDUAL,
            smallest_team=1,
            largest_team=1,
            most_substitutes=0,
            youngest=18,
            oldest=60,
            barred_honours=[],
            unrewarded_honours=[HonourKind.NATIONAL_SKILL_EXPERT.value],
            quota_per_organisation=6,
            categories=["职工组"],
        ),
        by=by,
    )
    stage = event.stages[0]
    operations_events.edit_stage(stage, _modules(), title="决赛", cut_off=None, version=None, by=by)
    for module in stage.modules:
        operations_events.edit_scheme(module, _criteria(module, PRACTICE[title]), version=None, by=by)
    operations_events.edit_ranking(event, _ranking(), version=None, by=by)
    return event


def _modules() -> list[ModuleFacts]:
    theory = ModuleFacts(
        id=None,
        code="A",
        title="理论知识",
        weight=Decimal(30),
        full_mark=Decimal(100),
        method=single.CODE,
        minimum_panel=1,
        missing_judge=MissingJudge.REFUSE,
        anonymity=Anonymity.OPEN,
    )
    practice = ModuleFacts(
        id=None,
        code="B",
        title="实际操作",
        weight=Decimal(70),
        full_mark=Decimal(100),
        method=trimmed_mean.CODE,
        minimum_panel=3,
        missing_judge=MissingJudge.EXCLUDE,
        anonymity=Anonymity.WORKSTATION,
    )
    return [theory, practice]


def _criteria(module: Module, practice: tuple[str, ...]) -> list[CriterionFacts]:
    if module.code == "A":
        return [CriterionFacts("A1", "理论试卷得分", MarkingType.MEASUREMENT, Decimal(100), Decimal("0.5"))]
    shares = (Decimal(20), Decimal(35), Decimal(30), Decimal(15))
    kinds = (MarkingType.MEASUREMENT, MarkingType.JUDGEMENT, MarkingType.MEASUREMENT, MarkingType.JUDGEMENT)
    return [
        CriterionFacts(f"B{place}", name, kind, share, Decimal("0.5"), DESCRIPTORS if "JUDGE" in kind.name else ())
        for place, (name, share, kind) in enumerate(zip(practice, shares, kinds, strict=True), start=1)
    ]


def _ranking() -> RankingFacts:
    return RankingFacts(
        rounding_places=2,
        round_each_part=False,
        tie_breaks=[[module_scores_in_order.CODE, ["B", "A"]], [shorter_time.CODE, []], [shared_rank.CODE, []]],
        awards=[
            {"title": "一等奖", "percent": "10"},
            {"title": "二等奖", "percent": "20"},
            {"title": "三等奖", "percent": "30"},
        ],
        award_base=AwardBase.RANKED,
        award_rounding=CountRounding.HALF_UP,
        award_boundary=BoundaryRule.EXCESS_REDUCES_NEXT,
    )
