"""菜单：内容的种类、渠道、形式，菜单和版本的状态；一项内容怎样才算填全，两版之间有什么不同。"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from foundation.workflow import Workflow
from people.organisations.rules import UNITS, OrganisationKind


class ItemKind(StrEnum):
    """单讲（宣讲）、课程（成班培训）、服务（来自项目竞赛的展示册）。"""

    TOPIC = "topic"
    COURSE = "course"
    SERVICE = "service"


ITEM_KIND_TITLES = {ItemKind.TOPIC: "宣讲", ItemKind.COURSE: "课程", ItemKind.SERVICE: "服务"}


class Channel(StrEnum):
    """谁可以点：单位、工会、职工本人。"""

    ENTERPRISE = "enterprise"
    UNION = "union"
    WORKER = "worker"


CHANNEL_TITLES = {Channel.ENTERPRISE: "单位点单", Channel.UNION: "工会点单", Channel.WORKER: "职工点单"}


class LectureMode(StrEnum):
    """线下、线上，或者两者同时。"""

    ON_SITE = "on-site"
    ONLINE = "online"
    HYBRID = "hybrid"


LECTURE_MODE_TITLES = {LectureMode.ON_SITE: "线下", LectureMode.ONLINE: "线上", LectureMode.HYBRID: "线上线下同时"}


class MenuState(StrEnum):
    """一版菜单：起草 → 发布；新一版发布时，上一版停用。"""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


MENU_STATE_TITLES = {MenuState.DRAFT: "起草中", MenuState.PUBLISHED: "使用中", MenuState.RETIRED: "已停用"}

MENU_WORKFLOW = Workflow(
    name="菜单",
    table={
        (MenuState.DRAFT, "publish_menu"): MenuState.PUBLISHED,
        (MenuState.PUBLISHED, "retire_menu"): MenuState.RETIRED,
    },
    titles=MENU_STATE_TITLES,
)

LONGEST_ADDRESS = 500
MINUTES = range(5, 6001)
LESSONS = range(0, 201)
MOST_PEOPLE = range(1, 100_001)


@dataclass(frozen=True)
class ItemFacts:
    """菜单里一项内容填写的各栏。`channels`、`audiences` 为 `Channel`、`Audience` 的值；听众不选表示不限。"""

    kind: ItemKind
    large_class: str
    title: str
    minutes: int
    channels: tuple[str, ...]
    small_class: str = ""
    theme: str = ""
    summary: str = ""
    lessons: int = 0
    mode: LectureMode = LectureMode.ON_SITE
    audiences: tuple[str, ...] = ()
    equipment: str = ""
    most_people: int | None = None
    sample_url: str = ""


FACT_TITLES = {
    "kind": "种类",
    "large_class": "大类",
    "title": "名称",
    "minutes": "时长（分钟）",
    "channels": "点单渠道",
    "small_class": "小类",
    "theme": "主题",
    "summary": "简介",
    "lessons": "课时",
    "mode": "形式",
    "audiences": "适合听众",
    "equipment": "场地设备要求",
    "most_people": "最多人数",
    "sample_url": "样片网址",
}


def channel_of(kind: OrganisationKind) -> Channel:
    """一个组织的经办人走哪个渠道：企业、院校等基层单位走单位点单，各级工会走工会点单。"""
    return Channel.ENTERPRISE if kind in UNITS else Channel.UNION


def reasons_against_address(address: str) -> list[str]:
    """网址只收 http、https；javascript: 之类点开会在别人的浏览器里运行程序，一律不收。"""
    if not address:
        return []
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or any(mark.isspace() or not mark.isprintable() for mark in address):
        return ["网址没有保存：只收以 http:// 或 https:// 开头的网页地址，请从浏览器地址栏复制后再填。"]
    return [] if len(address) <= LONGEST_ADDRESS else [f"网址太长，最多 {LONGEST_ADDRESS} 个字符。"]


def item_faults(facts: ItemFacts) -> dict[str, list[str]]:
    """一项内容有哪些栏填得不对，按栏列出；空的就是没有问题。"""
    faults = {
        "large_class": [] if 1 <= len(facts.large_class) <= 30 else ["大类应为 1 至 30 个字。"],
        "small_class": [] if len(facts.small_class) <= 30 else ["小类最多 30 个字。"],
        "title": [] if 2 <= len(facts.title) <= 60 else ["名称应为 2 至 60 个字。"],
        "minutes": [] if facts.minutes in MINUTES else ["时长应为 5 至 6000 分钟。"],
        "lessons": [] if facts.lessons in LESSONS else ["课时应为 0 至 200。"],
        "channels": [] if facts.channels else ["请至少选一个点单渠道，否则谁也点不到。"],
        "sample_url": reasons_against_address(facts.sample_url),
    }
    if facts.most_people is not None and facts.most_people not in MOST_PEOPLE:
        faults["most_people"] = ["最多人数应为 1 至 100000；不限的不填。"]
    if facts.kind is ItemKind.COURSE and not facts.lessons:
        faults["lessons"] = ["课程要写明课时。"]
    return {name: reasons for name, reasons in faults.items() if reasons}


@dataclass(frozen=True)
class MenuDifference:
    """新一版与原来一版相比：新增、修改（编号 → 改了哪几栏）、不再提供，都是编号。"""

    new: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.dropped)


def difference(before: Mapping[str, ItemFacts], after: Mapping[str, ItemFacts]) -> MenuDifference:
    """两版菜单的不同。编号相同就是同一项内容，换了名称也算修改。"""
    kept = [code for code in after if code in before]
    changes = {code: [name for name in FACT_TITLES if differs(before[code], after[code], name)] for code in kept}
    return MenuDifference(
        new=[code for code in after if code not in before],
        changed={code: [FACT_TITLES[name] for name in names] for code, names in changes.items() if names},
        dropped=[code for code in before if code not in after],
    )


def differs(one: ItemFacts, other: ItemFacts, name: str) -> bool:
    """两项内容的某一栏是否不同；渠道、听众不计先后。"""
    first, second = getattr(one, name), getattr(other, name)
    return set(first) != set(second) if name in {"channels", "audiences"} else bool(first != second)


CODE_LETTERS = {ItemKind.TOPIC: "X", ItemKind.COURSE: "K", ItemKind.SERVICE: "F"}


def next_code(kind: ItemKind, taken: Iterable[str]) -> str:
    """新的一项内容的编号：宣讲 X、课程 K、服务 F，加三位序号；用过的号不再给别的内容。"""
    letter = CODE_LETTERS[kind]
    used = [int(code[1:]) for code in taken if code.startswith(letter) and code[1:].isdecimal()]
    return f"{letter}{max(used, default=0) + 1:03d}"


PICTURES = (
    (("安全", "应急", "消防"), "shield-check"),
    (("心理", "健康", "关爱"), "heart-pulse"),
    (("法律", "维权", "权益"), "bank"),
    (("技能", "操作", "焊", "数控", "技术"), "tools"),
    (("创新", "智能", "数字"), "lightbulb"),
    (("精神", "思想", "劳模", "工匠"), "award"),
    (("文化", "传统", "非遗", "文体"), "palette"),
    (("家庭", "亲子", "生活", "社区"), "house-heart"),
    (("学校", "校园", "学生"), "mortarboard"),
)
KIND_PICTURES = {ItemKind.TOPIC: "mic", ItemKind.COURSE: "easel", ItemKind.SERVICE: "hand-thumbs-up"}


def picture_of(large_class: str, kind: ItemKind) -> str:
    """大类的图标：按大类名称里的字找，找不到的按种类。"""
    return next((name for words, name in PICTURES if any(word in large_class for word in words)), KIND_PICTURES[kind])
