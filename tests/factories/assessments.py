"""A distillery that certifies its own workers, its plans and their applicants. Plainly fictitious; stored at once."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import null

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch, BatchItem, BatchNode
from assessments.batches.queries import nodes_done
from assessments.batches.rules import BatchState, Node
from assessments.bodies.models import AssessmentBody, Filing, Official, Premises, ScopeItem, Site
from assessments.bodies.rules import BodyKind, OfficialRole
from assessments.grants.models import Grant
from assessments.grants.rules import Ground
from assessments.standards.models import Standard
from assessments.standards.rules import parts_of
from foundation.database import Base, session
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level
from tests.factories import people
from tests.factories.numbers import Numbers

BREWER, TASTER = "6-02-06-03", "6-02-06-07"  # 白酒酿造工, 品酒师
TITLES = {BREWER: "白酒酿造工", TASTER: "品酒师"}
PREFIX = "Y000050999999"
_numbers = Numbers()
T = TypeVar("T", bound=Base)


def standard(occupation_code: str = BREWER, edition: str = "2023年版") -> Standard:
    """A standard with the application conditions of 2023."""
    known = session.query(Standard).filter_by(occupation_code=occupation_code, edition=edition).one_or_none()
    title = TITLES.get(occupation_code, occupation_code)
    return known or _kept(
        Standard(occupation_code=occupation_code, title=title, edition=edition, condition_set="wording-2023")
    )


def body(
    organisation: Organisation | None = None, *, kind: BodyKind = BodyKind.ENTERPRISE, prefix: str | None = PREFIX
) -> AssessmentBody:
    """A body filed for 2025 to 2027 with one site, which may certify brewers and tasters of levels 5 to 1."""
    unit = organisation or people.organisation("江示酒庄示例公司", people.organisation("示例区总工会"))
    made = _kept(AssessmentBody(organisation=unit, kind=kind, title=f"{unit.name}职业技能等级认定中心"))
    filing = _kept(
        Filing(
            body=made,
            number=f"示备{made.id:04d}号",
            authority="示例市人力资源和社会保障局",
            valid_from=date(2025, 1, 1),
            valid_to=date(2027, 12, 31),
        )
    )
    _kept(Site(body=made, title="示例认定站点", address="示例区示例路 1 号", prefix=prefix))
    for code in (BREWER, TASTER):
        _kept(ScopeItem(body=made, filing=filing, occupation_code=code, levels=list("54321"), standard=standard(code)))
    return made


def premises(made: AssessmentBody, title: str = "第一考场", places: int = 30) -> Premises:
    """A room of the body's first site."""
    return _kept(Premises(site=made.sites[0], title=title, places=places, cameras=2))


def official(made: AssessmentBody, role: OfficialRole = OfficialRole.ASSESSOR, **facts: Any) -> Official:
    """Somebody of another unit than the body's, entitled for 2025 to 2027 and every occupation of the body."""
    nth = next(_numbers)
    elsewhere = people.organisation(f"示例职业学校{nth}", made.organisation.parent)
    usual: dict[str, Any] = {
        "person": people.person(f"考评{'甲乙丙丁戊己庚辛壬癸'[nth % 10]}", elsewhere),
        "card_number": f"示考{nth:05d}",
        "valid_from": date(2025, 1, 1),
        "valid_to": date(2027, 12, 31),
        "scope": [{"occupation_code": code, "levels": list("54321")} for code in (BREWER, TASTER)],
    }
    return _kept(Official(body=made, role=role, **(usual | facts)))


def batch(made: AssessmentBody, *, level: Level = Level.FOUR, places: int = 50, **facts: Any) -> Batch:
    """A published plan of November 2026 for both occupations at one level; its items are in order of occupation."""
    usual: dict[str, Any] = {
        "title": f"2026 年第 {next(_numbers)} 批职业技能等级认定",
        "apply_from": date(2026, 11, 1),
        "apply_to": date(2026, 11, 20),
        "examined_on": date(2026, 11, 28),
        "state": BatchState.PUBLISHED,
    }
    plan = _kept(Batch(body=made, site=made.sites[0], **(usual | facts)))
    for scope in made.scope:
        _kept(
            BatchItem(
                batch=plan,
                scope_item=scope,
                occupation_code=scope.occupation_code,
                trade=scope.trade,
                level=level,
                standard=scope.standard,
                places=places,
            )
        )
    return plan


def worked_off(plan: Batch, last: Node) -> None:
    """Every node of the plan up to `last` is done."""
    nodes = list(Node)[: list(Node).index(last) + 1]
    session.add_all(BatchNode(batch_id=plan.id, node=node, done_by=0) for node in nodes if node not in nodes_done(plan))
    session.commit()


def application(
    item: BatchItem, person: Person | None = None, *, state: ApplicationState = ApplicationState.ACCEPTED, **facts: Any
) -> Application:
    """An application of `person`, or of a worker of the body's enterprise; accepted ones have their ticket."""
    applicant = person or people.person("李示范", item.batch.body.organisation)
    ticket = f"{item.batch.id:04d}{next(_numbers):05d}" if state is ApplicationState.ACCEPTED else None
    standing = state not in {ApplicationState.REJECTED, ApplicationState.WITHDRAWN}
    usual: dict[str, Any] = {
        "organisation": applicant.employer,
        "parts": [part.value for part in parts_of(item.level)],
        "condition": "4-1",
        "state": state,
        "active": True if standing else null(),  # None would let the default in
        "ticket_number": ticket,
    }
    return _kept(Application(batch=item.batch, item=item, person=applicant, **(usual | facts)))


def grant(made: AssessmentBody, person: Person | None = None, *, plan: Batch | None = None, **facts: Any) -> Grant:
    """Level four of brewing, granted on 2026-12-10 to `person` or a worker of the enterprise, in `plan` or in none."""
    holder = person or people.person("李示范", made.organisation)
    usual: dict[str, Any] = {
        "source": f"application:{next(_numbers)}",
        "ground": Ground.EXAMINATION if plan else Ground.DIRECT,
        "site": made.sites[0],
        "employer": holder.employer,
        "occupation_code": BREWER,
        "level": Level.FOUR,
        "granted_on": date(2026, 12, 10),
    }
    return _kept(Grant(body=made, batch=plan, person=holder, **(usual | facts)))


def _kept(record: T) -> T:
    session.add(record)
    session.commit()
    return record
