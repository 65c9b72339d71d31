"""The dates that run out: what ends or begins soon in competitions, public notices and studios that a person sees."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import url_for
from sqlalchemy import or_

from competitions.planning.models import Competition
from competitions.planning.queries import competitions_visible_to
from competitions.planning.rules import CompetitionState
from foundation import clock
from foundation.database import session
from notices.models import PublicNotice
from notices.queries import public_notices
from notices.rules import NoticeState
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.appraisals.queries import dates_running_out

SHOWN = 6
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class DateAhead:
    """Something that ends or begins: when, how many days from today by the clock in China, what, and its page.

    `whole_day`: it is a day, without an hour.
    """

    at: datetime
    days: int
    what: str
    title: str
    address: str
    whole_day: bool = False


def dates_ahead(account: Account) -> list[DateAhead]:
    """The next dates, nearest first: when registration closes, contests begin, notices end, studios owe something."""
    dates = sorted([*_of_competitions(account), *_of_notices(), *_of_studios(account)], key=lambda one: one.at)
    return [one for one in dates if clock.now() <= one.at <= clock.now() + AHEAD][:SHOWN]


def _of_competitions(account: Account) -> list[DateAhead]:
    running = or_(Competition.registration_closes >= clock.now(), Competition.contest_begins > clock.today())
    query = competitions_visible_to(account).where(Competition.state == CompetitionState.PUBLISHED, running)
    dates = []
    for one in session.scalars(query):
        address = url_for("competitions.planning.show_competition", competition_id=one.id)
        begins = datetime.combine(one.contest_begins, time(), clock.SHANGHAI)
        dates.append(_ahead(one.registration_closes, "报名截止", one.audit_label, address))
        dates.append(_ahead(begins, "比赛开始", one.audit_label, address, whole_day=True))
    return dates


def _of_notices() -> list[DateAhead]:
    query = public_notices().where(PublicNotice.state == NoticeState.OPEN, PublicNotice.closes_at >= clock.now())
    return [
        _ahead(one.closes_at, "公示期满", one.title, url_for("notices.show_notice", notice_id=one.id))
        for one in session.scalars(query)
    ]


def _of_studios(account: Account) -> list[DateAhead]:
    """What is due for the studios that one keeps; who assesses many finds them on the page of assessments."""
    if not (account.may(Permission.STUDIO_LEAD) or account.may(Permission.STUDIO_EDIT)):
        return []
    if account.may(Permission.DESIGNATION_RUN):
        return []
    dates = []
    for one in dates_running_out(account, clock.today()):
        address = url_for("studios.appraisals.list_appraisals", studio_id=one.studio.id)
        ends = datetime.combine(one.day, time(23, 59), clock.SHANGHAI)
        dates.append(_ahead(ends, one.what, one.studio.name, address, whole_day=True))
    return dates


def _ahead(at: datetime, what: str, title: str, address: str, *, whole_day: bool = False) -> DateAhead:
    days = (clock.in_shanghai(at).date() - clock.today()).days
    return DateAhead(at, days, what, title, address, whole_day)
