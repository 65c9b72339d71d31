"""The demo's certificates: awards of the final results, letters of appointment from a list, and what became of some."""

from datetime import timedelta
from operator import attrgetter

from sqlalchemy import select

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations_rolls import RollFacts, create_roll, issue_roll
from certificates.issuing.rules import ReissueReason
from certificates.issuing.workbooks_rolls import ROLLS
from certificates.validity.operations import suspend_certificate
from certificates.validity.operations_reissuing import facts_of, reissue_certificate
from competitions.planning.models import Competition
from competitions.results.operations import finalise_result, issue_certificates
from competitions.results.queries import versions_of
from demo.make_files import CITY
from demo.people import FILES, account_named, apply_workbook
from foundation import clock
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end


def issue_awards(competition: Competition, address: str) -> None:
    """The notices have run their time: results become final, certificates are numbered and printed."""
    stages = [event.stages[0] for event in competition.events]
    with transaction():
        city = account_named("city")
        final = [max(versions_of(stage), key=attrgetter("number")) for stage in stages]
        for version in final:
            finalise_result(version, by=city)
        batches = [issue_certificates(version, by=city, address=address) for version in final]
    _print(*batches)


def appoint_judges(address: str) -> None:
    """Every judge of judges.csv gets a letter of appointment, from the list that the city keeps in Excel."""
    city = account_named("city")
    with transaction():
        day = (clock.now() - timedelta(days=10)).date()
        facts = RollFacts(title="首届职工职业技能竞赛裁判员聘书", issuers=(CITY,), issued_on=day, series="PS")
        roll = create_roll("appointment", city.organisation, facts, by=city)
    with transaction():
        apply_workbook(ROLLS["appointment"], FILES / "appointments.xlsx", by=city, roll_id=roll.id)
    with transaction():
        batch = issue_roll(roll, address=address, by=city)
    _print(batch)


def live_on(address: str) -> None:
    """One certificate was lost and is made again under its number; another is looked into and suspended meanwhile."""
    city = account_named("city")
    with transaction():
        awards = select(Certificate).where(Certificate.kind == "award").order_by(Certificate.id)
        lost, doubted = session.scalars(awards.offset(1).limit(2)).all()
        note = "本人声明证书纸质件遗失，申请补发。"
        again = reissue_certificate(
            lost, facts_of(lost), reason=ReissueReason.LOST, note=note, address=address, by=city
        )
        suspend_certificate(doubted, reason="单位来函请求核对参赛单位名称，核对期间暂停使用。", by=city)
        batch = again.batch
    _print(batch)


def _print(*batches: CertificateBatch) -> None:
    for job_id in [batch.job_id for batch in batches if batch.job_id is not None]:
        run_to_end(job_id)
