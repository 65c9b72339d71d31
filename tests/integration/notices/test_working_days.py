"""Notices in working days: when they close, what their page says, and a new year's calendar entered by officers."""

from collections.abc import Callable

import pytest
from flask import Flask

from foundation import clock as clocks
from foundation.database import session, transaction
from foundation.errors import Refused
from notices.models import CalendarDay, PublicNotice
from notices.operations import put_up_notice
from notices.rules import NoticeFacts
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.rules import OrganisationKind
from tests.factories import people

TEXT_2027 = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月6日放假，2月7日（周日）上班。"


def put_up(by: Account, working_days: int) -> PublicNotice:
    facts = NoticeFacts(opening="现将认定结果公示如下。", pairs=(), tables=())
    with transaction():
        return put_up_notice(
            "test:1", title="认定结果公示", facts=facts, organisation=by.organisation, working_days=working_days, by=by
        )


def test_put_up_notice_counts_working_days_by_the_calendar(app: Flask, clock: Callable):
    city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
    district = people.organisation("示例区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
    top, below = people.account(Role.DISTRICT_OFFICER, city), people.account(Role.DISTRICT_OFFICER, district)
    visitor = app.test_client()

    clock("2026-09-29 23:30")  # before National Day
    notice = put_up(top, 5)
    assert f"{clocks.in_shanghai(notice.closes_at):%Y-%m-%d %H:%M}" == "2026-10-13 00:00"
    page = visitor.get(f"/notices/{notice.id}").text
    assert "5 个工作日，至 2026年10月12日 24 时止" in page and "/notices/calendar/2026" in page
    with pytest.raises(Refused, match="公示期应为 1 至 90 日"):
        put_up(top, 0)

    clock("2026-12-30 09:00")  # 2027 is not known yet: its weekdays count
    early = put_up(top, 2)
    assert early.period == "2 个工作日，至 2027年01月01日 24 时止（2027 年放假安排尚未录入，该年只扣除周六、周日）"
    assert "2027 年放假安排还没有录入" in visitor.get("/notices/calendar/2027").text

    assert people.sign_in(app.test_client(), below).get("/notices/calendar/2027/enter").status_code == 403
    officer = people.sign_in(app.test_client(), top)
    form = {"document": "示办〔2026〕1号", "text": TEXT_2027.replace("周五", "周四")}
    refused = officer.post("/notices/calendar/2027/enter", data=form)
    assert refused.status_code == 422 and "2027年01月01日 是周五，通知里写的是周四" in refused.text
    assert session.query(CalendarDay).count() == 0
    for attempt in ("first", "again"):  # entering anew replaces
        form = {"document": "示办〔2026〕1号", "text": TEXT_2027, "submission_key": attempt}
        assert officer.post("/notices/calendar/2027/enter", data=form).status_code == 302
    assert session.query(CalendarDay).count() == 5
    assert "示办〔2026〕1号" in visitor.get("/notices/calendar/2027").text
    assert put_up(top, 2).period == "2 个工作日，至 2027年01月04日 24 时止"
    assert session.get_one(PublicNotice, early.id).closes_at == early.closes_at
