"""What the demo's lectures are about, as tables: themes, cloud lectures, and the items of the menu by large class."""

from dataclasses import dataclass

from lectures.lecturers.rules import Audience
from lectures.menus.rules import Channel, ItemKind, LectureMode

A, C, M = Audience, Channel, LectureMode
THEMES = ("劳模精神", "工匠精神", "安全生产", "技能成才", "数智赋能")
"""The themes; the tour of each year has one of them."""

TOPICS = {
    "劳模精神": ("从{what}岗位到劳模：我的坚守", "一线{what}岗位的平凡与担当"),
    "工匠精神": ("{what}三十年：把一件事做到底", "精益求精：{what}的毫厘之间"),
    "安全生产": ("{what}岗位安全：一次险情教会我的事", "班前五分钟：{what}作业怎样防事故"),
    "技能成才": ("{what}学徒怎样成长为技师", "技能竞赛备战：{what}实操要领"),
    "数智赋能": ("{what}遇上数字化：老手艺的新工具", "用数据改进{what}：从一张表做起"),
}
"""The topics of a lecturer by theme; `{what}` is his speciality."""

SERIES = (
    *("焊花里的三十年", "数控加工的毫厘之间", "一盏灯点亮千万家", "茶山上的技术田", "从学徒到技能大师"),
    *("班前会上的安全课", "机器人不会抢我的饭碗", "蜀绣针尖上的耐心", "抢修夜里的电力人", "豆豉坊里的传承"),
    *("齿轮咬合的学问", "绿色化工的守门人", "给发动机听诊", "冷链上的最后一公里", "老模具的新生命"),
    *("锅炉房里的节能账", "酿酒师的鼻子与数据", "搭在云端的装配楼", "液压调试三十六问", "新就业形态劳动者的一天"),
)
"""The titles of the twenty cloud lectures."""

TALKS, COURSES, SERVICES = "劳模工匠宣讲", "技能提升课程", "项目竞赛服务"
"""The three large classes (大类); services come from the booklet of a project contest."""

EVERYBODY = (C.ENTERPRISE.value, C.UNION.value, C.WORKER.value)
UNITS_ONLY = (C.ENTERPRISE.value, C.UNION.value)


@dataclass(frozen=True)
class Item:
    """An item of the menu; `lessons` for a course."""

    large_class: str
    small_class: str
    title: str
    theme: str
    minutes: int
    lessons: int = 0
    audiences: tuple[Audience, ...] = ()
    channels: tuple[str, ...] = EVERYBODY
    mode: LectureMode = M.ON_SITE

    @property
    def kind(self) -> ItemKind:
        return ItemKind.COURSE if self.lessons else ItemKind.TOPIC


def _talk(small: str, title: str, theme: int, *audiences: Audience, mode: LectureMode = M.ON_SITE) -> Item:
    return Item(TALKS, small, title, THEMES[theme], 60, audiences=audiences, mode=mode)


def _course(small: str, title: str, theme: int, lessons: int) -> Item:
    return Item(COURSES, small, title, THEMES[theme], 45 * lessons, lessons, (A.WORKERS, A.TECHNICIANS), UNITS_ONLY)


ITEMS = (
    _talk("先进事迹", "劳模的一天", 0, A.WORKERS, A.RESIDENTS),
    _talk("先进事迹", "平凡岗位上的坚守", 0, A.WORKERS),
    _talk("先进事迹", "劳模家风故事会", 0, A.RESIDENTS),
    _talk("工匠故事", "一把焊枪三十年", 1, A.WORKERS, A.STUDENTS),
    _talk("工匠故事", "毫厘之间见匠心", 1, A.WORKERS, A.TECHNICIANS),
    _talk("工匠故事", "小工匠体验课", 1, A.PRIMARY_PUPILS, A.MIDDLE_PUPILS),
    _talk("工匠故事", "传统工艺进校园", 1, A.PRIMARY_PUPILS, A.MIDDLE_PUPILS, A.STUDENTS),
    _talk("安全讲堂", "身边的事故案例", 2, A.WORKERS),
    _talk("安全讲堂", "班组安全隐患排查", 2, A.WORKERS, A.TECHNICIANS),
    _talk("安全讲堂", "居家用电与燃气安全", 2, A.RESIDENTS),
    _talk("成长导航", "从学徒到技师", 3, A.WORKERS, A.STUDENTS),
    _talk("成长导航", "职业学校学生的第一课", 3, A.STUDENTS),
    _talk("成长导航", "技能竞赛备战经验谈", 3, A.TECHNICIANS),
    _talk("数智课堂", "车间里的数字化", 4, A.WORKERS, A.TECHNICIANS),
    _talk("数智课堂", "人工智能怎样帮一线", 4, A.WORKERS, mode=M.HYBRID),
    _talk("数智课堂", "直播间里的工匠课", 4, A.WORKERS, mode=M.ONLINE),
    _course("焊接与装配", "焊工高级班", 3, 32),
    _course("焊接与装配", "起重装配实操小灶", 3, 16),
    _course("数控与机器人", "数控加工提高班", 3, 24),
    _course("数控与机器人", "工业机器人调试入门", 4, 16),
    _course("电气", "配电安全与抢修", 2, 16),
    _course("电气", "电工技师研修", 3, 24),
    _course("班组管理", "班组长安全管理", 2, 12),
    _course("班组管理", "班组数据看板制作", 4, 8),
    _course("创新方法", "合理化建议怎样写", 1, 8),
    _course("创新方法", "小改小革方法课", 1, 12),
)
"""The first version of the menu."""

WISHED = Item(TALKS, "安全讲堂", "外卖骑手交通安全", THEMES[2], 45, audiences=(A.WORKERS,))
"""What workers wished for, and the second version has."""

SERVICES_TAKEN = 3
