"""What the examinations of the distillery's plan came to: scores, outcomes, an objection that is right, one resit."""

import io
import re

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.browser import distillery
from tests.browser.distillery import House
from tests.browser.story_assessments import PLAN, open_step
from tests.browser.story_sittings import PAPER, PRACTICAL, TASTING_PRACTICAL, THEORY
from tests.browser.visitor import Visitor
from tests.factories.workbooks import workbook

NEXT_PLAN = "示例第四批职业技能等级认定"
RESIT = "理论补考"
NOTICED = "认定结果已公示。公示期内的异议在公示页面答复；涉及个人的，只暂停本人的结果。"


def bring_in_scores(officer: Visitor, mistyped: str) -> None:
    """What machines marked is collected; the tasters' theory comes by workbook, one of its scores with a slip."""
    open_step(officer, "成绩")
    for title in (THEORY, PRACTICAL, TASTING_PRACTICAL):
        officer.press("汇总成绩", officer.row(title))
        officer.sees("汇总了 17 份成绩，等待审核。")
    officer.follow("导入", officer.row(PAPER))
    header, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(officer.download("下载模板"))).get_sheet_by_index(0).to_python()
    )
    assert len(rows) == 17
    filled = [[ticket, name, "58" if name == mistyped else "86.5"] for ticket, name, *_ in rows]
    officer.upload("理论成绩.xlsx", workbook([title.rstrip("*") for title in header[:3]], *filled), "上传并核对")
    officer.press("确认导入 17 行")
    officer.sees("导入完成：新增 17 条，更新 0 条。")


def review_scores(reviewer: Visitor) -> None:
    """Another person confirms all of them, and holds a tenth against their originals."""
    open_step(reviewer, "成绩")
    reviewer.follow("审核成绩")
    reviewer.press("审核通过勾选的成绩")
    reviewer.sees("审核通过 68 份成绩。")
    reviewer.follow("抽检复核")
    reviewer.press("开始抽检")
    reviewer.sees("已从 68 份成绩中抽出 7 份，请逐份核对。")
    reviewer.follow(re.compile(r"^\d{9}$"), reviewer.main)
    for _ in range(7):
        reviewer.main.get_by_label("无误").check()
        reviewer.press("保存，核对下一份")
    reviewer.press("完成抽检复核")
    reviewer.sees("抽检复核完成，可以作出认定结果。")


def decide(reviewer: Visitor) -> None:
    """Three of thirty-four fail, each for one part; everybody reads it."""
    reviewer.press("作出认定结果")
    reviewer.sees("作出 34 份认定结果，合格 31 人。请核对后公示。")
    reviewer.follow("公示 34 份结果")
    reviewer.press("发布公示")
    reviewer.sees(NOTICED)


def see_why(reviewer: Visitor, unskilled: str) -> None:
    """Who passed by the number and lacks the key skill failed."""
    _open_outcome(reviewer, unskilled)
    reviewer.sees("不合格")
    expect(reviewer.main).to_contain_text("88 分，但关键技能（★）")


def object(passer_by: Visitor, name: str) -> None:
    """A visitor finds the notice and says who is meant."""
    passer_by.open("/")
    passer_by.follow(re.compile(f"{PLAN}结果公示"))
    passer_by.sees(name)
    passer_by.follow("提出异议")
    passer_by.fill(
        name="示例同事",
        contact="13900000000",
        content=f"{name}的理论试卷得分是 85 分，公示为不合格，请核对试卷。",
    )
    passer_by.press("提交异议")
    passer_by.sees("已收到您的异议，受理编号")


def uphold(reviewer: Visitor, name: str) -> None:
    """Only this person waits; the objection is right."""
    _open_outcome(reviewer, name)
    reviewer.press("暂停本人的结果")
    reviewer.sees("已暂停本人的结果，其他人不受影响。")
    reviewer.follow("去答复")
    reviewer.main.get_by_label("异议成立", exact=True).check()
    reviewer.fill(answer="经核对试卷，理论得分应为 85 分，录入有误，更正后续公示。")
    reviewer.press("提交答复")
    reviewer.sees("已答复。请按对方留的联系方式告知本人。")
    distillery.let_notices_run_out()
    open_step(reviewer, "认定结果")
    reviewer.press("公示期满，结果生效")
    reviewer.sees("33 份结果生效，31 人获得等级，可以编号发证。", "1 人因异议暂停，不影响其他人。")


def correct(reviewer: Visitor, officer: Visitor, name: str) -> None:
    """The outcome is void, the score typed again and reviewed, decided anew and put up again."""
    _open_outcome(reviewer, name)
    reviewer.give_reason("作废结果", "异议成立，理论成绩录入有误。")
    reviewer.sees("结果已作废。请退回有误的成绩，更正后再作出结果，或者取消资格。")
    open_step(reviewer, "成绩")
    reviewer.follow(PAPER, reviewer.main)
    row = reviewer.row(name)
    row.locator("summary").click()
    row.locator("textarea").fill("试卷上是 85 分。")
    reviewer.press("确认退回", row)
    _type_score(officer, PAPER, name, "85", plan=PLAN)
    open_step(reviewer, "成绩")
    reviewer.follow("审核成绩")
    reviewer.press("审核通过勾选的成绩")
    _open_outcome(reviewer, name)
    reviewer.give_reason("重新作出结果", "按更正后的成绩。")
    reviewer.sees("已重新作出结果，请续公示。")
    open_step(reviewer, "认定结果")
    reviewer.follow("公示 1 份结果")
    reviewer.press("发布公示")
    reviewer.sees(NOTICED)
    distillery.let_notices_run_out()
    open_step(reviewer, "认定结果")
    reviewer.press("公示期满，结果生效")
    reviewer.sees("1 份结果生效，1 人获得等级，可以编号发证。", "全部生效，可以编号、发证。")


def resit(phone: Visitor, officer: Visitor, house: House) -> None:
    """Who failed his theory applies on his phone to take it again in the next plan; the practical work still counts."""
    distillery.plan_again(NEXT_PLAN, house, after=PLAN)
    phone.follow("认定结果")
    phone.sees("40 分，不到 60 分，不合格。", "可以补考一次：只考理论知识")
    phone.follow("申请补考")
    phone.press("申请补考")
    phone.sees("补考申报已建立，请核对后提交。")
    phone.press("提交申报")
    distillery.accept_all(NEXT_PLAN, by="shenhe")
    distillery.close_applications(NEXT_PLAN)
    distillery.sit_on_paper(NEXT_PLAN, RESIT, by="kaowu")
    _type_score(officer, RESIT, "", "72", plan=NEXT_PLAN)
    distillery.finalise(NEXT_PLAN, by="shenhe")
    phone.follow("认定结果")
    phone.sees("72 分，达到 60 分，合格。")
    expect(phone.main).to_contain_text("的合格成绩")


def _type_score(officer: Visitor, sitting: str, name: str, score: str, *, plan: str) -> None:
    """By hand, on the page of the whole sitting; `name` may be left out where one only sits there."""
    open_step(officer, "成绩", plan)
    officer.follow("录入", officer.row(sitting))
    officer.main.get_by_label(re.compile(f"{name}的成绩$")).fill(score)
    officer.press("保存成绩")
    officer.sees("保存了 1 份成绩，等待另一人审核。")


def _open_outcome(reviewer: Visitor, name: str) -> None:
    open_step(reviewer, "认定结果")
    reviewer.fill(q=name)
    reviewer.press("筛选")
    reviewer.follow(re.compile(r"^\d{9}$"), reviewer.main.locator("tbody"))
