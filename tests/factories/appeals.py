"""Appeals at each step, by the contestant and an arbitrator of the district. Call inside `app`."""

from datetime import timedelta

from sqlalchemy import select

from competitions.appeals.models import Appeal
from competitions.appeals.operations import Upload, submit_appeal
from competitions.appeals.queries import Appealable, appealables, places_appealable_by
from competitions.appeals.rules import AppealGround, RulingOutcome
from competitions.appeals.ruling import accept_appeal, call_hearing, record_hearing, rule_appeal
from competitions.draw.models import Place
from foundation import clock
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people
from tests.factories.judging import Contest


def contestant(contest: Contest, number: int = 1) -> Account:
    """The account of contestant `number`; the same one each time."""
    member = contest.entries[number - 1].members[0].person
    known = session.scalars(select(Account).where(Account.person_id == member.id)).one_or_none()
    return known or people.account(Role.WORKER, contest.units[number - 1], member)


def arbitrator(contest: Contest) -> Account:
    return people.account(Role.ARBITRATOR, contest.district)


def appealable(contest: Contest, by: Account, number: int = 1) -> Appealable:
    """What `by` may appeal for: contestant `number` at the contest's stage."""
    query = places_appealable_by(by).where(Place.entry_id == contest.entries[number - 1].id)
    (found,) = appealables(session.scalars(query).unique().all())
    return found


def submitted(contest: Contest, number: int = 1, by: Account | None = None, *evidence: Upload) -> Appeal:
    by = by or contestant(contest, number)
    with transaction():
        return submit_appeal(
            appealable(contest, by, number),
            ground=AppealGround.COUNTING,
            statement="第二项漏计 3 分，要求复核。",
            evidence=evidence,
            by=by,
        )


def heard(contest: Contest, appeal: Appeal, by: Account) -> Appeal:
    """Accepted, called and recorded."""
    with transaction():
        accept_appeal(appeal, by=by)
        call_hearing(appeal, clock.now() + timedelta(hours=1), "二号会议室", by=by)
        record_hearing(appeal, participants="仲裁员甲、选手1、裁判长", minutes="双方陈述，查看纸质评分表。", by=by)
    return appeal


def ruled(
    contest: Contest,
    appeal: Appeal,
    by: Account,
    outcome: RulingOutcome = RulingOutcome.UPHELD,
    needs_correction: bool = True,
) -> Appeal:
    heard(contest, appeal, by)
    with transaction():
        rule_appeal(
            appeal, outcome, reasons="纸上确为 3 分。", panel="仲裁员甲、乙", needs_correction=needs_correction, by=by
        )
    return appeal
