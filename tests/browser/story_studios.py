"""A call for city studios: published, applied for on a phone, recommended level by level, checked, corrected."""

from datetime import timedelta

from playwright.sync_api import expect

from foundation import clock
from tests.browser import story_studios_setting as setting
from tests.browser.story_studios_setting import DISTRICT, STUDIO, UNIT
from tests.browser.visitor import Visitor

CALL = "关于申报示例市创新工作室的通知"
NAMED = "示例市劳模和工匠人才创新工作室"
CONDITIONS = "九江 2019 市级（九江市总工会〔2019〕40号通知（摘录））"
NEXT_CALL = "关于推荐示例市示范性职工创新工作室的通知"


def publish_call(city: Visitor) -> None:
    """By the conditions that a city printed, with two places; a visit weighs 40 per cent, the papers 60."""
    today = clock.today()
    city.follow("申报命名")
    city.follow("新建通知")
    city.fill(organiser=setting.CITY)
    city.press("下一步")
    city.fill(
        title=CALL,
        level="市级",
        naming_title=NAMED,
        condition_set=CONDITIONS,
        apply_from=f"{today}",
        apply_to=f"{today + timedelta(days=20)}",
        places="2",
        recommender_quota="1",
        site_weight="40",
        paper_weight="50",
        term_years="3",
    )
    city.press("保存")
    city.sees("权重合计应为 100%，现在是 90%。")
    expect(city.main.locator("[name=title]")).to_have_value(CALL)
    city.fill(paper_weight="60")
    city.press("保存")
    city.press("发布")
    city.sees("通知已发布，从申报开始日起收件。", "实地考察 40%，集中评审 60%")


def apply(phone: Visitor) -> None:
    """The leader begins from his file; two papers are all that it does not show."""
    _begin(phone)
    phone.sees("没有设这一级，跳过", "三年内完成三个课题。", "盖章的申报表")
    upload(phone, "盖章的申报表")
    upload(phone, "成员的职业资格、技术等级、学历证书")
    phone.press("提交申报")
    phone.sees("申报已提交，由各级依次提出推荐意见。")
    expect(phone.main).to_contain_text(f"正在等待 {UNIT} 的推荐意见")


def _begin(phone: Visitor) -> None:
    phone.follow("我的申报")
    phone.press("从档案建立申报")
    phone.sees("申报已从工作室档案建立。")


def upload(phone: Visitor, kind: str) -> None:
    """A paper that is still missing."""
    phone.follow("上传", phone.main.locator(".alert li", has_text=kind))
    phone.upload("扫描件.png", setting.picture(), "上传", "image/png")
    phone.sees("材料已保存。")


def recommend(unit: Visitor, district: Visitor) -> None:
    """Each level with name, seal and day, one after the other; the quota of the district is used up."""
    _give_opinion(unit, CALL, "同意推荐", "已看现场，同意推荐。", waiting_for=DISTRICT)
    district.open(setting.address_of_designation(CALL))
    district.sees("已看现场，同意推荐。")
    _give_opinion(district, CALL, "同意推荐", "材料属实，同意推荐。")
    district.sees("待受理")
    district.open(setting.address_of_call(CALL))
    assert district.row(DISTRICT).locator(".num").all_inner_texts() == ["1", "1", "0"]  # quota, used, left


def _give_opinion(officer: Visitor, call: str, decision: str, words: str, waiting_for: str = "") -> None:
    officer.open(setting.address_of_designation(call))
    officer.follow("提出推荐意见")
    officer.main.get_by_label(decision, exact=True).check()
    officer.fill(text=words, signer="主席示例")
    officer.main.locator("[name=paper]").set_input_files(setting.picture_named("盖章.png"))
    officer.press("提交意见")
    officer.sees(f"意见已记录：{decision}。")
    if waiting_for:
        expect(officer.main).to_contain_text(f"正在等待 {waiting_for} 的推荐意见")


def check(city: Visitor, phone: Visitor) -> None:
    """The machine finds no money in the file: it is put right on the phone, and the application is admitted."""
    city.follow("申报命名")
    city.sees("等您办理的 1 件")
    city.follow(STUDIO, city.main)
    city.follow("受理审查")
    _tick(city, "funds", met=False)
    _conclude(city, "补正", text="请在工作室档案里登记专项经费。", due=f"{clock.today() + timedelta(days=10)}")
    city.sees("已要求补正，原来的材料和核对都保留。")
    _complete(phone)
    city.page.reload()
    city.follow("受理审查")
    _conclude(city, "受理")
    city.sees("“有专项经费。”没有核对为符合。")
    _tick(city, "funds", met=True)
    _conclude(city, "受理")
    city.sees("已受理。")


def _complete(phone: Visitor) -> None:
    phone.open(setting.address_of_designation(CALL))
    phone.sees("补正：请在工作室档案里登记专项经费。")
    phone.follow("工作室档案")
    phone.follow("登记经费")
    phone.fill(source="单位投入", amount="50000")
    phone.press("保存")
    phone.open(setting.address_of_designation(CALL))
    phone.press("提交补正")
    phone.sees("补正已提交，等待受理。")


def _tick(city: Visitor, condition: str, *, met: bool) -> None:
    city.main.locator(f"[name='met-condition:{condition}'][value={'yes' if met else 'no'}]").check()


def _conclude(city: Visitor, conclusion: str, **said: str) -> None:
    city.main.get_by_label(conclusion, exact=True).check()
    city.fill(**said)
    city.press("提交结论")


def recommend_to_next_level(phone: Visitor, unit: Visitor, district: Visitor, city: Visitor) -> None:
    """The studio that bears the city's name applies for the next level; its first application is not typed again."""
    setting.call_next_level(NEXT_CALL)
    _begin(phone)
    phone.sees("四年完成改造三十项。", "成员的职业资格、技术等级、学历证书", "现在的档案")
    upload(phone, "盖章的申报表")
    phone.press("提交申报")
    phone.sees("申报已提交，由各级依次提出推荐意见。")
    _give_opinion(unit, NEXT_CALL, "同意推荐", "同意推荐。", waiting_for=DISTRICT)
    _give_opinion(district, NEXT_CALL, "同意推荐", "推荐为市级示范。")
    city.open(setting.address_of_designation(NEXT_CALL))
    city.follow("受理审查")
    _conclude(city, "受理")
    city.sees("已受理。", "推荐为市级示范。")
