"""The dates that run out: what ends or begins soon in competitions, certification, notices, studios and lectures."""

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
from website.date_ahead import AHEAD, DateAhead, at_hour, on_day
from website.dates_assessments import dates_of_assessments
from website.dates_lectures import dates_of_lectures

SHOWN = 6


def dates_ahead(account: Account) -> list[DateAhead]:
    """The next dates, nearest first: registration closes, examinations and lectures begin, something ends or is due."""
    found = [*_of_competitions(account), *_of_notices(), *_of_studios(account)]
    found += [*dates_of_assessments(account), *dates_of_lectures(account)]
    dates = sorted(found, key=lambda one: one.at)
    return [one for one in dates if clock.now() <= one.at <= clock.now() + AHEAD][:SHOWN]


def _of_competitions(account: Account) -> list[DateAhead]:
    running = or_(Competition.registration_closes >= clock.now(), Competition.contest_begins > clock.today())
    query = competitions_visible_to(account).where(Competition.state == CompetitionState.PUBLISHED, running)
    dates = []
    for one in session.scalars(query):
        address = url_for("competitions.planning.show_competition", competition_id=one.id)
        dates.append(at_hour(one.registration_closes, "报名截止", one.audit_label, address))
        dates.append(on_day(one.contest_begins, "比赛开始", one.audit_label, address, ends=False))
    return dates


def _of_notices() -> list[DateAhead]:
    query = public_notices().where(PublicNotice.state == NoticeState.OPEN, PublicNotice.closes_at >= clock.now())
    return [
        at_hour(one.closes_at, "公示期满", one.title, url_for("notices.show_notice", notice_id=one.id))
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
        dates.append(on_day(one.day, one.what, one.studio.name, address))
    return dates
