"""Who takes part in a menu, and a service that a contest offers for it."""

from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select

from foundation import files
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from studios.booklets.models import Booklet, BookletItem
from studios.booklets.rules import BookletState
from studios.contests.models_submissions import Submission
from tests.factories import booklets, lectures, people, studio_projects


@dataclass
class Cast:
    """Who takes part."""

    client: FlaskClient
    district: Organisation
    officer: Account
    unit: Account
    worker: Account
    colleague: Account
    stranger: Account

    def becomes(self, account: Account) -> FlaskClient:
        return people.sign_in(self.client, account)


def cast(client: FlaskClient) -> Cast:
    """A district, an officer of it and of one of its units, two workers of that unit and one of another."""
    district = lectures.district()
    unit = people.organisation("示例焊接厂工会", district)
    far = people.organisation("示例纺织厂工会", district)
    return Cast(
        client=client,
        district=district,
        officer=people.account(Role.DISTRICT_OFFICER, district),
        unit=people.account(Role.ENTERPRISE_OFFICER, unit),
        worker=worker("工示甲", unit),
        colleague=worker("工示乙", unit),
        stranger=worker("工示丙", far),
    )


def worker(name: str, employer: Organisation) -> Account:
    """A worker with an account."""
    return people.account(Role.WORKER, employer, people.person(name, employer))


def offered_service(district: Organisation) -> int:
    """A project of a contest that a published booklet offers."""
    contest = booklets.completed(district, 2)
    printed = files.store(studio_projects.PAPER, name="展示册.pdf", media_type="application/pdf")
    submission = session.scalars(select(Submission).where(Submission.contest_id == contest.id)).first()
    booklet = Booklet(contest=contest, title="展示册", state=BookletState.PUBLISHED, file=printed)
    shown = {"submission": submission, "position": 1, "words": "课堂进车间"}
    booklet.items = [BookletItem(**shown, offered=True, offer="提前一周")]
    return lectures.kept(booklet).items[0].id
