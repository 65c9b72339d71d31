"""Registering bodies, their filings and their sites."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from assessments.bodies.models import AssessmentBody, Filing, Premises, Site
from assessments.bodies.rules import BodyKind, prefix_faults
from foundation import audit
from foundation.database import Base, lock, session
from foundation.errors import NotAllowed, Refused
from foundation.references import references_to
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

BEFORE_NUMBERS = frozenset({Premises.__tablename__, "assessment_batches"})
"""What may stand at a site whose prefix is still corrected: no level, no certificate number rests on it yet."""
R = TypeVar("R", bound=Base)


@dataclass(frozen=True)
class BodyFacts:
    """What is said of a body. `title` is the filed name, as certificates print it."""

    kind: BodyKind
    title: str
    active: bool = True


@dataclass(frozen=True)
class FilingFacts:
    """What a filing says; it holds from `valid_from` to the end of `valid_to`."""

    number: str
    authority: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class SiteFacts:
    """What is said of a site; `prefix` is None until its 13 characters are granted."""

    title: str
    address: str = ""
    prefix: str | None = None
    active: bool = True


def create_body(organisation: Organisation, facts: BodyFacts, *, by: Account) -> AssessmentBody:
    """Register `organisation` as an assessment body. Raises `Refused` if it is one or the title is taken."""
    if not by.may_at(Permission.BODY_EDIT, organisation.path):
        raise NotAllowed
    organisation = lock(organisation)
    if find(AssessmentBody, AssessmentBody.organisation_id == organisation.id):
        raise Refused("这个单位已经登记为评价机构，请在原记录上修改。", field="organisation")
    _refuse_title(facts.title, None)
    body = AssessmentBody(organisation=organisation, **asdict(facts))
    session.add(body)
    audit.record("create_body", body, by=by)
    return body


def edit_body(body: AssessmentBody, facts: BodyFacts, *, by: Account, version: int | None) -> AssessmentBody:
    """Change what is said of a body. Its kind must fit the prefixes that its sites have."""
    body = locked_body(body, by)
    body.expect_version(version)
    _refuse_title(facts.title, body)
    for site in body.sites:
        faults = prefix_faults(facts.kind, site.prefix) if site.prefix else []
        if faults:
            raise Refused(f"站点“{site.title}”的{faults[0]}", field="kind")
    set_values(body, asdict(facts))
    audit.record("edit_body", body, by=by, changes=audit.pending_changes(body))
    return body


def add_filing(body: AssessmentBody, facts: FilingFacts, *, by: Account) -> Filing:
    """Write a filing down. Raises `Refused` if its days are in the wrong order or its number is there already."""
    body = locked_body(body, by)
    _refuse_filing(body, facts, None)
    filing = Filing(body=body, **asdict(facts))
    session.add(filing)
    audit.record("add_filing", filing, by=by)
    return filing


def edit_filing(filing: Filing, facts: FilingFacts, *, by: Account, version: int | None) -> Filing:
    """Correct a filing, or write its extension down."""
    body = locked_body(filing.body, by)
    filing = lock(filing)
    filing.expect_version(version)
    _refuse_filing(body, facts, filing)
    set_values(filing, asdict(facts))
    audit.record("edit_filing", filing, by=by, changes=audit.pending_changes(filing))
    return filing


def add_site(body: AssessmentBody, facts: SiteFacts, *, by: Account) -> Site:
    """Register a site; its prefix must be well formed, of the body's kind, and nobody else's."""
    body = locked_body(body, by)
    _refuse_site(body, facts, None)
    site = Site(body=body, **asdict(facts))
    session.add(site)
    audit.record("add_site", site, by=by)
    return site


def edit_site(site: Site, facts: SiteFacts, *, by: Account, version: int | None) -> Site:
    """Change a site. Its prefix stands once levels have been granted there: issued numbers begin with it."""
    body = locked_body(site.body, by)
    site = lock(site)
    site.expect_version(version)
    _refuse_site(body, facts, site)
    if site.prefix and facts.prefix != site.prefix and references_to(site, ignoring=BEFORE_NUMBERS):
        raise Refused("这个站点评定的等级已用原前缀编号，前缀不能再改；新核定的前缀请另建站点。", field="prefix")
    set_values(site, asdict(facts))
    audit.record("edit_site", site, by=by, changes=audit.pending_changes(site))
    return site


def locked_body(body: AssessmentBody, by: Account) -> AssessmentBody:
    """The body, held against other writers. Raises `NotAllowed` unless `by` keeps it."""
    body = lock(body)
    if not by.may_at(Permission.BODY_EDIT, body.organisation_path):
        raise NotAllowed
    return body


def set_values(record: Base, values: dict[str, object]) -> None:
    """Write these values into the record."""
    for field, value in values.items():
        setattr(record, field, value)


def find(kind: type[R], *conditions: ColumnElement[bool]) -> R | None:
    """The one record of `kind` that meets the conditions."""
    return session.scalars(select(kind).where(*conditions)).one_or_none()


def _refuse_title(title: str, itself: AssessmentBody | None) -> None:
    same = find(AssessmentBody, AssessmentBody.title == title)
    if same is not None and same is not itself:
        raise Refused("已有同名的评价机构，请按备案文件写全称。", field="title")


def _refuse_filing(body: AssessmentBody, facts: FilingFacts, itself: Filing | None) -> None:
    if facts.valid_to < facts.valid_from:
        raise Refused("有效期止早于有效期起，请核对备案文件。", field="valid_to")
    same = find(Filing, Filing.body_id == body.id, Filing.number == facts.number)
    if same is not None and same is not itself:
        raise Refused("这个备案号已经登记过，请在原记录上修改。", field="number")


def _refuse_site(body: AssessmentBody, facts: SiteFacts, itself: Site | None) -> None:
    same = find(Site, Site.body_id == body.id, Site.title == facts.title)
    if same is not None and same is not itself:
        raise Refused("本机构已有同名的站点，请换一个名称。", field="title")
    if facts.prefix is None:
        return
    faults = prefix_faults(body.kind, facts.prefix)
    if faults:
        raise Refused(faults[0], field="prefix")
    holder = find(Site, Site.prefix == facts.prefix)
    if holder is not None and holder is not itself:
        raise Refused("这个前缀已经登记在另一个站点名下，前缀不能共用，请对照备案文件核对。", field="prefix")
