"""A plan of 1,000 applicants: their form taken in, seats, numbers, certificates asked for, the upload workbook.

Against calamine's bare read of the same form and one bare INSERT a row into a table without any constraint.

python -m benchmarks.certification [ROWS] [--postgresql URL]
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select, text, update
from sqlalchemy.orm import joinedload

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.applications.workbooks import APPLICATIONS
from assessments.applications.workbooks_columns import COLUMNS
from assessments.batches.models import Batch, BatchItem
from assessments.batches.rules import BatchState
from assessments.bodies.models import AssessmentBody, Filing, Premises, ScopeItem, Site
from assessments.bodies.rules import BodyKind
from assessments.certification.certifying import certify_grants
from assessments.certification.operations import number_grants
from assessments.grants.models import Grant
from assessments.grants.operations import GrantFacts, open_grants
from assessments.grants.rules import Ground
from assessments.sittings.models import Sitting
from assessments.sittings.rules import SittingMode
from assessments.sittings.seating import seat_batch
from assessments.standards.models import Standard
from assessments.standards.rules import Part
from assessments.uploads.models import Upload
from assessments.uploads.operations import UploadFacts, prepare_upload
from assessments.uploads.rules import UploadKind
from assessments.uploads.workbooks import upload_workbook
from benchmarks.databases import asked_count, empty_database
from benchmarks.imports import bare_read, contestant
from benchmarks.timing import print_phases, timed
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from foundation import clock
from foundation.database import db, session, transaction
from foundation.files import StoredFile
from foundation.imports import Effect, ImportBatch, apply_import, preview_import
from foundation.job_queue import prepare_jobs
from foundation.workbook_writing import export_workbook
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.rules import Level

RUNS = 3
BREWER = "6-02-06-03"
SAID = {
    "item": "白酒酿造工",
    "level": "四级/中级工",
    "condition": "4-1",
    "document_kind": "居民身份证",
    "has_certificate": "否",
    "education": "高中",
    "province": "重庆市",
    "source": "私营企业",
    "enrolled_by": "示例认定中心",
    "kind": "初次认定",
    "examination": "正考",
    "ethnicity": "汉族",
    "since": "2015-07-01",
}


@dataclass(frozen=True)
class Ids:
    """One run's plan, its site, its officer, and a stored photo."""

    batch: int
    site: int
    officer: int
    photo: int


def main() -> None:
    """Measure a plan in each run, and print what every phase of it took."""
    rows = asked_count(1_000)
    with empty_database() as kind:
        prepare_jobs(current_app._get_current_object())  # type: ignore[attr-defined]
        measured = [measure(run, rows) for run in range(RUNS)]
    print(f"a plan of {rows:,} applicants, all new persons, on {kind}")
    print_phases([(name, [seconds[name] for seconds in measured]) for name in measured[0]])


def measure(run: int, rows: int) -> dict[str, float]:
    """The seconds of each phase of one plan, for persons that no other run has."""
    ids = make_plan(run, places=rows)
    form = ({**contestant(run * rows + row), **SAID} for row in range(rows))
    content = export_workbook("考生信息", COLUMNS, form)
    made: list[int] = []
    seconds = {"calamine's bare read, one bare INSERT a row": timed(lambda: bare_inserts(content))}

    def phase(name: str, action: Callable[[Account], int]) -> None:
        seconds[name] = timed(lambda: made.append(acting(ids, action)))

    phase("preview_import", lambda by: preview(content, ids, by))
    phase("apply_import", lambda by: take_in(made[-1], by))
    counts = session.get_one(ImportBatch, made[-1]).counts()
    assert counts[Effect.NEW] == rows, counts
    accept_all(ids)
    phase("seat_batch", lambda by: seat_batch(session.get_one(Batch, ids.batch), by=by)[0].count)
    phase("open_grants", lambda by: len(open_grants(passed(ids), by=by)))
    phase("number_grants", lambda by: len(number_grants(grants_of(ids), clock.today(), by=by)))
    phase("certify_grants", lambda by: certify_grants(grants_of(ids), "证书", address="https://示例", by=by).id)
    issue_all(made[-1], ids)
    phase("prepare_upload", lambda by: prepare_upload(session.get_one(Site, ids.site), upload_facts(run), by=by).id)
    phase("upload_workbook", lambda by: len(upload_workbook(session.get_one(Upload, made[-1]), unmasked_by=by)))
    assert made[2:5] == [rows] * 3, made
    session.remove()
    return seconds


def acting(ids: Ids, action: Callable[[Account], int]) -> int:
    """What `action` comes to in a transaction of its own, in a session that knows nothing yet."""
    session.remove()
    with transaction():
        return action(session.get_one(Account, ids.officer))


def make_plan(run: int, places: int) -> Ids:
    """A distillery's body with one site, a published plan for brewers of level four, a room for everybody."""
    with transaction():
        unit = Organisation(name=f"示例酒庄{run}", kind=OrganisationKind.PRIMARY_UNION, path="//")
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        officer = Account(username=f"officer{run}", display_name="示例经办人", organisation=unit)
        officer.grants += [
            RoleGrant(role=role, organisation=unit) for role in (Role.ENTERPRISE_OFFICER, Role.ASSESSMENT_REVIEWER)
        ]
        body = AssessmentBody(organisation=unit, kind=BodyKind.ENTERPRISE, title=f"示例酒庄{run}认定中心")
        span = {"valid_from": date(2025, 1, 1), "valid_to": date(2099, 12, 31)}
        filing = Filing(body=body, number=f"示备{run}", authority="示例区人社局", **span)
        site = Site(body=body, title="示例站点", address="示例路 1 号", prefix=f"Y000050{run:06}")
        standard = Standard(
            occupation_code=BREWER, title="白酒酿造工", edition=f"示例版{run}", condition_set="wording-2023"
        )
        scope = ScopeItem(body=body, filing=filing, occupation_code=BREWER, levels=["4"], standard=standard)
        photo = StoredFile(sha256="0" * 64, size=1, media_type="image/jpeg", name="示例.jpg")
        session.add_all([officer, scope, site, photo])
        session.flush()
        batch = _plan(site, scope, places)
        session.flush()
        return Ids(batch.id, site.id, officer.id, photo.id)


def _plan(site: Site, scope: ScopeItem, places: int) -> Batch:
    today = clock.today()
    days = {"apply_from": today, "apply_to": today, "examined_on": today + timedelta(days=9)}
    batch = Batch(body=site.body, site=site, title="示例计划", state=BatchState.PUBLISHED, **days)
    item = BatchItem(
        batch=batch,
        scope_item=scope,
        occupation_code=BREWER,
        level=Level.FOUR,
        standard=scope.standard,
        places=places,
    )
    begins = clock.now() + timedelta(days=9)
    sitting = Sitting(
        batch=batch,
        item=item,
        part=Part.THEORY,
        mode=SittingMode.PAPER,
        title="理论考试",
        premises=Premises(site=site, title="示例考场", places=places, cameras=2),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
    )
    session.add_all([batch, item, sitting])
    return batch


def bare_inserts(content: bytes) -> None:
    """The form's cells read, and each row inserted as it is into a table that asks nothing."""
    cells = bare_read(content)
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bare_rows (name TEXT, document TEXT, said TEXT)"))
        for row in cells:  # type: ignore[attr-defined]
            said = {"name": str(row[6]), "document": str(row[5]), "said": "|".join(map(str, row))}
            connection.execute(text("INSERT INTO bare_rows VALUES (:name, :document, :said)"), said)


def preview(content: bytes, ids: Ids, by: Account) -> int:
    """The upload as the page does it."""
    return preview_import(APPLICATIONS, content, name="考生信息.xlsx", by=by, context={"batch": ids.batch}).id


def take_in(batch_id: int, by: Account) -> int:
    """The confirmation as the page does it."""
    apply_import(session.get_one(ImportBatch, batch_id), by=by)
    return batch_id


def accept_all(ids: Ids) -> None:
    """Everybody as his reviewer would have left him; accepting is done one by one and not measured here."""
    with transaction():
        for one in session.scalars(select(Application).where(Application.batch_id == ids.batch)):
            one.state, one.ticket_number, one.photo_id = ApplicationState.ACCEPTED, f"{one.id:09}", ids.photo


def passed(ids: Ids) -> list[GrantFacts]:
    """What everybody is granted who passed: here everybody."""
    query = select(Application).where(Application.batch_id == ids.batch).order_by(Application.id)
    shown = (joinedload(Application.person), joinedload(Application.organisation), joinedload(Application.photo))
    return [
        GrantFacts(
            source=f"application:{one.id}",
            ground=Ground.EXAMINATION,
            site=one.batch.site,
            person=one.person,
            employer=one.organisation,
            occupation_code=BREWER,
            trade="",
            level=Level.FOUR,
            granted_on=clock.today(),
            batch=one.batch,
            photo=one.photo,
        )
        for one in session.scalars(query.options(*shown))
    ]


def grants_of(ids: Ids) -> list[Grant]:
    """The grants of the plan, with their holders, as the page reads them."""
    query = select(Grant).where(Grant.batch_id == ids.batch).options(joinedload(Grant.person)).order_by(Grant.id)
    return list(session.scalars(query))


def issue_all(batch_id: int, ids: Ids) -> None:
    """The certificates as the job leaves them; printing has a measurement of its own."""
    with transaction():
        issued = {"state": CertificateState.ISSUED, "issued_at": clock.now(), "file_id": ids.photo}
        session.execute(update(Certificate).where(Certificate.batch_id == batch_id).values(**issued))


def upload_facts(run: int) -> UploadFacts:
    """The head of an upload of new certificates."""
    return UploadFacts(UploadKind.NEW, f"示例{run}", "示例负责人", "示例管理员")


if __name__ == "__main__":
    main()
