"""The story's opening: an empty database, the first account, the units, everybody's accounts, and the plan."""

from dataclasses import dataclass
from datetime import timedelta

from foundation import clock
from tests.browser import rosters
from tests.browser.rosters import COLLEGE, DISTRICT, ELECTRICS, HEAVY, MACHINES, OFFICIALS, WELDING
from tests.browser.server import Server
from tests.browser.visitor import TABLET, Visitor, Visitors

COMPETITION = "示例区首届职工职业技能竞赛"


@dataclass
class Officers:
    """Those who work on the competition."""

    district: Visitor
    machines: Visitor
    heavy: Visitor
    supervisor: Visitor


def open_the_house(server: Server, visitors: Visitors) -> Officers:
    """The administrator gets in by the slip of the command, imports the units, and opens the officers' accounts."""
    printed = server.flask("first-account", DISTRICT, "admin")
    slip = printed.split("一次性密码：")[1].split()[0]
    admin = visitors.signed_in("admin", slip)
    admin.follow("组织")
    admin.follow("导入")
    admin.upload("组织.xlsx", rosters.organisations(), "上传并核对")
    admin.sees("还没有改动任何数据。确认后导入没有问题的 3 行。")
    admin.press("确认导入 3 行")
    admin.sees("导入完成：新增 3 条，更新 0 条。")
    admin.follow("组织")
    admin.sees(MACHINES, HEAVY, COLLEGE)
    slips = [
        open_account(admin, "区总工会经办人", "qugong", DISTRICT, "总工会经办人"),
        open_account(admin, "机械工会经办人", "jixie", MACHINES, "单位工会经办人"),
        open_account(admin, "重工工会经办人", "zhonggong", HEAVY, "单位工会经办人"),
        open_account(admin, "区总工会监督员", "jiandu", DISTRICT, "监督员"),
    ]
    admin.follow("操作日志")
    admin.sees("角色：（空） → 总工会经办人（示例区总工会）")
    usernames = ("qugong", "jixie", "zhonggong", "jiandu")
    return Officers(*[visitors.signed_in(name, slip) for name, slip in zip(usernames, slips, strict=True)])


def open_account(by: Visitor, name: str, username: str, unit: str, role: str) -> str:
    """An account for somebody without a record as a person; returns the code of the printed slip."""
    by.follow("账号")
    by.follow("开通账号")
    by.fill(display_name=name, username=username)
    return _open_account_and_print(by, unit, role)


def open_account_of_person(by: Visitor, name: str, username: str, unit: str, role: str) -> str:
    """An account for somebody on record: the page of the person leads there."""
    by.follow("人员")
    by.fill(name=name)
    by.press("查找")
    by.follow(name, by.main)
    by.follow("开通账号")
    by.sees(f"为 {name}（{unit}）开通。")
    by.fill(username=username)
    return _open_account_and_print(by, unit, role)


def _open_account_and_print(by: Visitor, unit: str, role: str) -> str:
    places = by.main.locator("[name=organisation_id] option").all_inner_texts()
    by.fill(organisation_id=next(place for place in places if place.strip() == unit), role=role)
    by.press("开通账号")
    by.sees("账号已开通。请打印一次性密码条交给本人，首次登录用。")
    by.press("打印一次性密码条")
    by.sees("密码只显示这一次，系统里查不到。")
    return by.main.locator(".slip-code").last.inner_text()


def appoint_officials(district: Visitor, visitors: Visitors) -> dict[str, Visitor]:
    """The district registers its judges with their employers and opens their accounts; by user name."""
    district.follow("人员")
    district.follow("导入名单")
    district.upload("裁判.xlsx", rosters.officials(), "上传并核对")
    district.press("确认导入 5 行")
    officials = {}
    for one in OFFICIALS:
        slip = open_account_of_person(district, one.name, one.username, one.unit, one.role)
        officials[one.username] = visitors.signed_in(one.username, slip, **TABLET)
    return officials


def plan_competition(district: Visitor) -> None:
    """A competition with two events is written down, completed and published; the public reads it."""
    district.follow("竞赛")
    district.follow("新建竞赛")
    now, day = clock.in_shanghai(clock.now()), timedelta(days=1)
    district.fill(
        title=COMPETITION,
        theme="技能强区",
        registration_opens=f"{now - day:%Y-%m-%dT%H:%M}",
        registration_closes=f"{now + 10 * day:%Y-%m-%dT%H:%M}",
        contest_begins=f"{now + 20 * day:%Y-%m-%d}",
        contest_ends=f"{now + 21 * day:%Y-%m-%d}",
        notice_text="全区企业在职职工均可报名。已获全国技术能手的职工不再报名。",
        partners__0__role="主办单位",
        partners__0__name=DISTRICT,
    )
    district.press("保存")
    district.sees("竞赛已建立。下一步：添加赛项。", "发布前还需补齐：")
    plan_event(district, WELDING, quota="4")
    plan_event(district, ELECTRICS, quota="")
    district.press("发布")
    district.sees("竞赛已发布，单位可以报名。")


def plan_event(district: Visitor, occupation: str, *, quota: str) -> None:
    """One event with one blind module, judged by at least three judges, and three awards."""
    district.follow("添加赛项")
    district.fill(title=occupation, occupation=occupation, youngest="18", quota_per_organisation=quota)
    district.main.locator("#barred_honours").get_by_label("全国技术能手").check()
    district.press("保存")
    district.sees("赛项已添加。下一步：设置模块和评分细则。", "方案还不完整：")
    district.follow("阶段与模块")
    district.fill(
        title="决赛",
        modules__0__code="A",
        modules__0__title="实际操作",
        modules__0__weight="100",
        modules__0__full_mark="100",
        modules__0__method="去掉一个最高分和一个最低分后平均",
        modules__0__minimum_panel="3",
        modules__0__missing_judge="不计入，其余求平均",
        modules__0__anonymity="盲评（只见工位号）",
    )
    district.press("保存")
    _write_scheme(district)
    _write_ranking(district)
    district.sees("方案完整。")
    district.follow("返回竞赛")


def _write_scheme(district: Visitor) -> None:
    district.follow("个评分项")
    district.add_row("添加评分项")
    district.fill(
        criteria__0__code="A1",
        criteria__0__title="外观尺寸",
        criteria__0__full_mark="90",
        criteria__0__step="0.5",
        criteria__1__code="A2",
        criteria__1__title="操作规范",
        criteria__1__kind="评判（主观）",
        criteria__1__full_mark="10",
        criteria__1__step="1",
    )
    district.press("保存")
    district.sees("方案已保存。")


def _write_ranking(district: Visitor) -> None:
    """Of each award one, instead of the usual percentages."""
    district.follow("名次与奖项")
    for nth in range(3):
        district.fill(**{f"awards__{nth}__percent": "", f"awards__{nth}__count": "1"})
    district.press("保存")
