"""成果：种类、各类要写明什么、号码怎样算同一个、何时不能登记。"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow

WHOLE = Decimal(100)
LONGEST_TEXT = 100


class OutcomeKind(StrEnum):
    """成果的种类。"""

    INVENTION = "invention"
    UTILITY_MODEL = "utility-model"
    DESIGN = "design"
    SOFTWARE = "software"
    STANDARD = "standard"
    WORK_METHOD = "work-method"
    OPERATING_METHOD = "operating-method"
    PAPER = "paper"
    INNOVATION = "innovation"
    CONVERSION = "conversion"
    FIVE_SMALL = "five-small"


OUTCOME_KIND_TITLES = {
    OutcomeKind.INVENTION: "发明专利",
    OutcomeKind.UTILITY_MODEL: "实用新型专利",
    OutcomeKind.DESIGN: "外观设计专利",
    OutcomeKind.SOFTWARE: "软件著作权",
    OutcomeKind.STANDARD: "标准",
    OutcomeKind.WORK_METHOD: "工法",
    OutcomeKind.OPERATING_METHOD: "先进操作法",
    OutcomeKind.PAPER: "论文、专著",
    OutcomeKind.INNOVATION: "技术革新",
    OutcomeKind.CONVERSION: "成果转化",
    OutcomeKind.FIVE_SMALL: "五小成果",
}
PATENTS = (OutcomeKind.INVENTION, OutcomeKind.UTILITY_MODEL, OutcomeKind.DESIGN)


@dataclass(frozen=True)
class Needs:
    """一类成果要写明的：号码、权利人（或发布、授予单位）和日期各叫什么；空的不必填。"""

    number: str
    holder: str
    dated: str
    series: str = ""


_PATENT = Needs("专利号", "专利权人", "授权公告日", "patent")
_SHOP_FLOOR = Needs("", "", "实施日期")
NEEDS = {
    **dict.fromkeys(PATENTS, _PATENT),
    OutcomeKind.SOFTWARE: Needs("登记号", "著作权人", "登记日期", "software"),
    OutcomeKind.STANDARD: Needs("标准编号", "发布单位", "发布日期", "standard"),
    OutcomeKind.WORK_METHOD: Needs("工法编号", "批准单位", "批准日期", "work-method"),
    OutcomeKind.OPERATING_METHOD: Needs("", "命名单位", "命名日期"),
    OutcomeKind.PAPER: Needs("", "期刊或出版社", "发表日期"),
    OutcomeKind.INNOVATION: _SHOP_FLOOR,
    OutcomeKind.CONVERSION: Needs("", "受让或应用单位", "转化日期"),
    OutcomeKind.FIVE_SMALL: _SHOP_FLOOR,
}


class OutcomeState(StrEnum):
    """待确认的不计入统计；单位确认以后才算。"""

    PENDING = "pending"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


OUTCOME_STATE_TITLES = {
    OutcomeState.PENDING: "待确认",
    OutcomeState.RETURNED: "已退回",
    OutcomeState.CONFIRMED: "已确认",
    OutcomeState.WITHDRAWN: "已撤销",
}
EDITABLE = frozenset({OutcomeState.PENDING, OutcomeState.RETURNED})

OUTCOME_WORKFLOW = Workflow(
    name="成果",
    table={
        (OutcomeState.PENDING, "confirm_outcome"): OutcomeState.CONFIRMED,
        (OutcomeState.PENDING, "return_outcome"): OutcomeState.RETURNED,
        (OutcomeState.RETURNED, "submit_outcome"): OutcomeState.PENDING,
        (OutcomeState.CONFIRMED, "reopen_outcome"): OutcomeState.PENDING,
        (OutcomeState.PENDING, "withdraw_outcome"): OutcomeState.WITHDRAWN,
        (OutcomeState.RETURNED, "withdraw_outcome"): OutcomeState.WITHDRAWN,
    },
    titles=OUTCOME_STATE_TITLES,
    corrections=frozenset({"return_outcome", "reopen_outcome", "withdraw_outcome"}),
)


def number_key(kind: OutcomeKind, number: str) -> str | None:
    """号码的统一写法，同一件成果怎样写都得出同一个；没有号码的为 None。

    全角变半角，去掉空格、点、横线、括号等一切标点，字母大写；专利号去掉开头的 ZL。三类专利的号码是同一个序列。
    """
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", number)).upper()
    series = NEEDS[kind].series
    if series == "patent":
        plain = plain.removeprefix("ZL")
    return f"{series}:{plain}" if series and plain else None


@dataclass(frozen=True)
class StatedOutcome:
    """登记一项成果时写下的。`finished_on` 是完成（申请）日期，不写即同成果日期。"""

    kind: OutcomeKind
    title: str
    dated: date
    number: str = ""
    holder: str = ""
    finished_on: date | None = None
    description: str = ""

    @property
    def made_on(self) -> date:
        return self.finished_on or self.dated


@dataclass(frozen=True)
class Authorship:
    """一位作者：贡献占比（%），和他在各工作室的起止日期（没有离开的为 None）。"""

    name: str
    percent: Decimal
    stays: Sequence[tuple[date, date | None]]
    left_reason: str = ""


def reasons_against_outcome(stated: StatedOutcome, founded: date, today: date, closed: date | None = None) -> list[str]:
    """不能登记的全部原因：缺少该类成果要写明的，日期不对，工作室当时还没有成立或已经注销。空列表即可以登记。"""
    needs, kind = NEEDS[stated.kind], OUTCOME_KIND_TITLES[stated.kind]
    reasons = []
    if needs.number and number_key(stated.kind, stated.number) is None:
        reasons.append(f"{kind}要写{needs.number}，请按证书填写。")
    if needs.holder and not stated.holder:
        reasons.append(f"{kind}要写{needs.holder}，请填写。")
    if stated.dated > today:
        reasons.append(f"{needs.dated}在今天之后，请核对。")
    if stated.made_on > stated.dated:
        reasons.append(f"完成（申请）日期晚于{needs.dated}，请核对。")
    if stated.made_on < founded:
        reasons.append(
            f"这项成果完成于 {_day(stated.made_on)}，工作室 {_day(founded)} 才成立，不能算工作室的成果。"
            "请核对两个日期。"
        )
    if closed is not None and stated.made_on >= closed:
        reasons.append(f"这项成果完成于 {_day(stated.made_on)}，工作室已于 {_day(closed)} 注销，不能再算它的成果。")
    return reasons


def reasons_against_authors(authors: Sequence[Authorship], made_on: date) -> list[str]:
    """作者须是成果完成当天在工作室的人，各占一行，贡献占比合计 100 %。"""
    reasons = [reason for author in authors if (reason := _reason_against_author(author, made_on))]
    names = [author.name for author in authors]
    if not authors:
        return ["请至少写一位作者。"]
    if any(author.percent <= 0 for author in authors):
        reasons.append("每位作者的贡献占比应大于 0。")
    total = sum((author.percent for author in authors), Decimal(0))
    if total != WHOLE:
        reasons.append(f"{'、'.join(names)}的贡献占比合计 {total:f} %，应为 100 %。")
    return reasons


def _reason_against_author(author: Authorship, made_on: date) -> str:
    if any(joined <= made_on and (left is None or made_on <= left) for joined, left in author.stays):
        return ""
    ended = [left for _, left in author.stays if left is not None and left < made_on]
    if ended:
        why = f"（{author.left_reason}）" if author.left_reason else ""
        return (
            f"{author.name} 已于 {_day(max(ended))} 离开工作室{why}，不能是此后（{_day(made_on)}）完成的成果的作者。"
            "确系他在工作室时完成的，请写明当时的完成（申请）日期。"
        )
    return f"{author.name} 在 {_day(made_on)} 还不是工作室的人，请核对作者或日期。"


def reasons_against_shares(shares: Sequence[tuple[str, Decimal]]) -> list[str]:
    """各工作室的占比合计不超过 100 %：(工作室名称, 占比 %)。一项成果、一笔效益不论几个工作室分享，总共只算一次。"""
    total = sum((percent for _, percent in shares), Decimal(0))
    if total <= WHOLE:
        return []
    told = "、".join(f"{name} {percent:f} %" for name, percent in shares)
    return [f"各工作室的占比合计 {total:f} %，超过 100 %：{told}。请先调低其中的占比。"]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
