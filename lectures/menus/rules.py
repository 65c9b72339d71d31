"""菜单：内容的种类、渠道、讲法，菜单和版本的状态。"""

from enum import StrEnum

from foundation.workflow import Workflow


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
