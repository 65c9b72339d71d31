"""The demo's organisations and accounts. Organisations and contestants come in by the same workbooks as anybody's."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select

from competitions.registration.models import EntryMember
from demo.make_files import CITY, COLLEGE, DISTILLERY
from foundation import imports
from foundation.database import session
from foundation.imports import ImportBatch, ImportKind, ImportState
from people.accounts.models import Account, RoleGrant
from people.accounts.passwords import hash_password
from people.accounts.rules import ROLE_TITLES, Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.organisations.workbooks import ORGANISATIONS
from people.persons.models import Person
from people.persons.operations import PersonFacts, upsert_person
from people.persons.rules import DocumentKind

FILES = Path(__file__).resolve().parent
PASSWORD = "jiangxin-2026"
ENTERPRISE = "永川示例安宁机械有限公司工会"


@dataclass(frozen=True)
class DemoAccount:
    """An account that the start page offers for trying out."""

    username: str
    display_name: str
    role: Role
    organisation: str


ACCOUNTS = (
    DemoAccount("admin", "演示管理员", Role.SYSTEM_ADMINISTRATOR, CITY),
    DemoAccount("city", "演示市总经办人", Role.DISTRICT_OFFICER, CITY),
    DemoAccount("yongchuan", "演示永川区经办人", Role.DISTRICT_OFFICER, "永川示例区总工会"),
    DemoAccount("jiangjin", "演示江津区经办人", Role.DISTRICT_OFFICER, "江津示例区总工会"),
    DemoAccount("yubei", "演示渝北区经办人", Role.DISTRICT_OFFICER, "渝北示例区总工会"),
    DemoAccount("qiye", "演示企业经办人", Role.ENTERPRISE_OFFICER, ENTERPRISE),
    DemoAccount("jiandu", "演示监督员", Role.SUPERVISOR, CITY),
    DemoAccount("jiami", "演示加密裁判", Role.JUDGE, CITY),
    DemoAccount("zhongcai", "演示仲裁员", Role.ARBITRATOR, CITY),
    DemoAccount("jiuzhuang", "演示酒庄经办人", Role.ENTERPRISE_OFFICER, DISTILLERY),
    DemoAccount("rending", "演示认定经办人", Role.ASSESSMENT_OFFICER, DISTILLERY),
    DemoAccount("shenhe", "演示认定审核人", Role.ASSESSMENT_REVIEWER, DISTILLERY),
    DemoAccount("dudao", "演示质量督导员", Role.QUALITY_INSPECTOR, DISTILLERY),
    DemoAccount("xueyuan", "演示学院审核人", Role.ASSESSMENT_REVIEWER, COLLEGE),
)
OTHERS = (
    ("caipan01", "裁判长，焊工"),
    ("caipan02", "裁判员，焊工"),
    ("zhigong", f"职工，{ENTERPRISE}"),
    ("kaoping01", f"考评员，{DISTILLERY}"),
    ("niangjiu01", f"职工，已取得四级，{DISTILLERY}"),
    ("niangjiu25", f"职工，可以申报，{DISTILLERY}"),
    ("leader", f"工作室领衔人，{ENTERPRISE}"),
    ("jiangshi", f"讲师，{CITY}"),
    ("expert01", "评审专家"),
    ("expert02", "评审专家"),
)
"""The accounts that come with the people of the later stages."""


def demo_accounts() -> list[tuple[str, str]]:
    """User name and role of the accounts to try: one of each kind."""
    shown = [(wanted.username, f"{ROLE_TITLES[wanted.role]}，{wanted.organisation}") for wanted in ACCOUNTS]
    return [*shown, *OTHERS]


def load_organisations() -> None:
    """The city federation and its administrator, then the tree from its workbook."""
    city = Organisation(name=CITY, kind=OrganisationKind.CITY_FEDERATION, region_code="500190", path="//")
    session.add(city)
    session.flush()
    city.path = f"/{city.id}/"
    admin = open_account(ACCOUNTS[0])
    apply_workbook(ORGANISATIONS, FILES / "organisations.xlsx", by=admin)


def load_accounts() -> None:
    """The other accounts to try the software with."""
    for wanted in ACCOUNTS[1:]:
        open_account(wanted)


def load_judges() -> Iterator[tuple[str, Account, bool]]:
    """The judges of judges.csv with their accounts: event, account, whether chief."""
    city = organisation(CITY)
    with (FILES / "judges.csv").open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            person = _person(row["姓名"], row["证件号码"], row["手机号"], organisation(row["单位"]))
            chief = row["分工"] == "裁判长"
            account = Account(
                username=f"caipan{number:02}",
                display_name=row["姓名"],
                organisation=city,
                person=person,
                demo=True,
                password_hash=_password_hash(),
            )
            account.grants.append(RoleGrant(role=Role.CHIEF_JUDGE if chief else Role.JUDGE, organisation=city))
            session.add(account)
            session.flush()
            yield row["赛项"], account, chief


def load_worker_account() -> None:
    """The account of a contestant of the demo's enterprise, to see what a worker sees."""
    place = organisation(ENTERPRISE)
    entered = select(Person).where(Person.employer_id == place.id, Person.id.in_(select(EntryMember.person_id)))
    person = session.scalars(entered.order_by(Person.id)).first()
    if person is None:
        raise RuntimeError(f"{ENTERPRISE}没有选手。")
    open_account_of(person, "zhigong", Role.WORKER, ENTERPRISE)


def open_unit_accounts() -> list[Account]:
    """An officer's account for every unit; each hands in its own roster."""
    units = session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.PRIMARY_UNION).order_by(Organisation.id)
    ).all()
    taken = {wanted.organisation for wanted in ACCOUNTS}
    others = [unit.name for unit in units if unit.name not in taken]
    for number, name in enumerate(others, start=1):
        open_account(DemoAccount(f"qiye{number:02}", f"{name}经办人", Role.ENTERPRISE_OFFICER, name))
    officers = select(Account).where(Account.grants.any(RoleGrant.role == Role.ENTERPRISE_OFFICER)).order_by(Account.id)
    return list(session.scalars(officers))


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def open_account(wanted: DemoAccount) -> Account:
    """A demo account with the demo's password; `Account.demo` keeps it out of production."""
    place = organisation(wanted.organisation)
    account = Account(
        username=wanted.username,
        display_name=wanted.display_name,
        organisation=place,
        demo=True,
        password_hash=_password_hash(),
    )
    account.grants.append(RoleGrant(role=wanted.role, organisation=place))
    session.add(account)
    session.flush()
    return account


def open_account_of(person: Person, username: str, role: Role, place: str) -> Account:
    """The account of somebody on record."""
    account = open_account(DemoAccount(username, person.name, role, place))
    account.person = person
    return account


def apply_workbook(kind: ImportKind, path: Path, *, by: Account, **context: object) -> ImportBatch:
    """Take a workbook in as a person would: preview, then apply. A faulty row stops the demo."""
    return apply_content(kind, path.read_bytes(), path.name, by=by, **context)


def apply_content(kind: ImportKind, content: bytes, name: str, *, by: Account, **context: object) -> ImportBatch:
    """The same with a workbook that was made just now."""
    batch = imports.preview_import(kind, content, name=name, by=by, context=context)
    imports.apply_import(batch, by=by)
    faults = [fault for item in batch.items for fault in item.faults]
    if faults or batch.state is not ImportState.APPLIED:
        raise RuntimeError(f"{name}: {faults[:3]}")
    return batch


def organisation(name: str) -> Organisation:
    """The organisation of this name."""
    return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def account_named(username: str) -> Account:
    """The account of this user name."""
    return session.scalars(select(Account).where(Account.username == username)).one()


def _person(name: str, number: str, phone: str, employer: Organisation) -> Person:
    facts = PersonFacts(name, DocumentKind.RESIDENT, number, employer=employer, phone=phone, since=date(2020, 1, 1))
    return upsert_person(facts, by=account_named("city"))
