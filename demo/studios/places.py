"""The thirty studios of the demo, as a table: which unit has which, how it is named, how high it has come.

All three forms of name that documents show are there: the leader; the leader and his speciality; a name of the unit's
own. Three are farming studios with a trial field (“技术田”“试验田”).
"""

from dataclasses import dataclass
from decimal import Decimal

from studios.registry.rules import NamingLevel, StudioKind

CENTRES = {
    "渝北": (Decimal("29.7180"), Decimal("106.6310")),
    "永川": (Decimal("29.3560"), Decimal("105.9270")),
    "江津": (Decimal("29.2900"), Decimal("106.2590")),
}
"""Latitude and longitude (GCJ-02) about which the studios of a district lie."""

K, L = StudioKind, NamingLevel
MAKING, FARMING, MOVING, BUILDING = "制造业", "农、林、牧、渔业", "交通运输、仓储和邮政业", "建筑业"
POWER = "电力、热力、燃气及水生产和供应业"


@dataclass(frozen=True)
class Plan:
    """A studio: district and trade of its unit; `{leader}` in the name; `field`: the trial field that it works."""

    district: str
    trade: str
    kind: StudioKind
    name: str
    speciality: str
    industry: str
    founded: int
    level: NamingLevel
    field: str = ""


PLANS = (
    Plan("渝北", "机械", K.MODEL_WORKER, "{leader}劳模创新工作室", "数控加工", MAKING, 2015, L.CITY_MODEL),
    Plan("渝北", "电子", K.CRAFTSPERSON, "{leader}工匠创新工作室", "精密贴装", MAKING, 2018, L.CITY),
    Plan("渝北", "物流", K.WORKERS, "微芒创新工作室", "仓储调度", MOVING, 2020, L.DISTRICT),
    Plan(
        *("渝北", "茶业", K.MODEL_WORKER, "{leader}茶树栽培劳模创新工作室", "茶树栽培", FARMING, 2019, L.DISTRICT),
        field="示例茶山 12 亩“技术田”",
    ),
    Plan("渝北", "重工", K.SKILL_MASTER, "{leader}技能大师工作室", "大型结构件焊接", MAKING, 2014, L.PROVINCE),
    Plan("渝北", "化工", K.CRAFTSPERSON, "{leader}精馏控制工匠创新工作室", "精馏控制", MAKING, 2022, L.ENTERPRISE),
    Plan("渝北", "汽车部件", K.MODEL_WORKER, "{leader}劳模创新工作室", "发动机装调", MAKING, 2017, L.CITY),
    Plan("渝北", "机器人", K.WORKERS, "智联机器人职工创新工作室", "机器人集成", MAKING, 2019, L.CITY),
    Plan("渝北", "纺织", K.TRADITIONAL_CRAFT, "{leader}蜀绣传统工艺大师工作室", "蜀绣", MAKING, 2018, L.DISTRICT),
    Plan("渝北", "配送", K.WORKERS, "{leader}智慧配送职工创新工作室", "智慧配送", MOVING, 2023, L.ENTERPRISE),
    Plan("永川", "机械", K.MODEL_WORKER, "{leader}数控加工劳模创新工作室", "数控加工", MAKING, 2016, L.CITY),
    Plan("永川", "电子", K.WORKERS, "{leader}自动检测职工创新工作室", "自动检测", MAKING, 2019, L.CITY),
    Plan("永川", "物流", K.WORKERS, "{leader}职工创新工作室", "冷链运输", MOVING, 2021, L.ENTERPRISE),
    Plan(
        *("永川", "茶业", K.MODEL_WORKER, "{leader}劳模创新工作室", "秀芽制茶", FARMING, 2016, L.CITY_MODEL),
        field="示例镇茶园 30 亩“试验田”",
    ),
    Plan("永川", "重工", K.CRAFTSPERSON, "{leader}起重装配工匠创新工作室", "起重装配", MAKING, 2018, L.CITY),
    Plan("永川", "食品", K.TRADITIONAL_CRAFT, "{leader}豆豉传统工艺大师工作室", "豆豉酿制", MAKING, 2017, L.DISTRICT),
    Plan("永川", "汽车部件", K.MODEL_WORKER, "{leader}劳模创新工作室", "模具制造", MAKING, 2013, L.NATIONAL),
    Plan("永川", "能源", K.CRAFTSPERSON, "{leader}配网抢修工匠创新工作室", "配网抢修", POWER, 2020, L.DISTRICT),
    Plan("永川", "机器人", K.SKILL_MASTER, "{leader}技能大师工作室", "工业机器人调试", MAKING, 2018, L.CITY),
    Plan("永川", "装备", K.WORKERS, "匠新创新工作室", "装备维修", MAKING, 2023, L.ENTERPRISE),
    Plan("江津", "机械", K.CRAFTSPERSON, "{leader}齿轮加工工匠创新工作室", "齿轮加工", MAKING, 2016, L.CITY_MODEL),
    Plan("江津", "电子", K.WORKERS, "{leader}职工创新工作室", "线缆检测", MAKING, 2020, L.DISTRICT),
    Plan(
        *("江津", "茶业", K.MODEL_WORKER, "{leader}富硒茶劳模创新工作室", "富硒茶种植", FARMING, 2018, L.CITY),
        field="示例村富硒茶 20 亩“试验田”",
    ),
    Plan("江津", "重工", K.MODEL_WORKER, "{leader}劳模创新工作室", "锻造工艺", MAKING, 2015, L.PROVINCE),
    Plan("江津", "化工", K.WORKERS, "绿源环保职工创新工作室", "废水处理", MAKING, 2021, L.ENTERPRISE),
    Plan("江津", "汽车部件", K.CRAFTSPERSON, "{leader}工匠创新工作室", "涂装工艺", MAKING, 2019, L.DISTRICT),
    Plan("江津", "能源", K.MODEL_WORKER, "{leader}锅炉节能劳模创新工作室", "锅炉节能", POWER, 2017, L.CITY_MODEL),
    Plan("江津", "建材", K.WORKERS, "{leader}装配式建筑职工创新工作室", "装配式建筑", BUILDING, 2020, L.DISTRICT),
    Plan("江津", "装备", K.SKILL_MASTER, "{leader}技能大师工作室", "液压调试", MAKING, 2018, L.CITY),
    Plan("江津", "酒类制造", K.CRAFTSPERSON, "{leader}酿酒工匠创新工作室", "白酒酿造", MAKING, 2021, L.ENTERPRISE),
)
LEADERLESS = "微芒创新工作室"
"""The unit's studio that nobody leads in person."""
