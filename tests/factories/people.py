"""Organisations, persons and accounts for tests: ordinary Chinese data, plainly fictitious. Each is stored at once."""

from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from flask.testing import FlaskClient
from stdnum.cn import ric

from foundation import clock
from foundation.database import Base, session
from foundation.secrets import keyed_hash, new_token, token_hash
from people.accounts.models import Account, LoginSession, RoleGrant
from people.accounts.passwords import hash_password
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Employment, Person
from people.persons.rules import DocumentKind, Sex
from people.persons.spelling import spell
from tests.factories.numbers import Numbers

PASSWORD = "江水向东流到海"

_numbers = Numbers()
T = TypeVar("T", bound=Base)


def organisation(
    name: str = "示例区总工会",
    parent: Organisation | None = None,
    kind: OrganisationKind | None = None,
    **facts: object,
) -> Organisation:
    """An organisation; without a kind a district federation at the top, a primary union below."""
    default = OrganisationKind.PRIMARY_UNION if parent else OrganisationKind.DISTRICT_FEDERATION
    made = Organisation(name=name, parent=parent, kind=kind or default, path="//", **facts)
    session.add(made)
    session.flush()
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    return _kept(made)


def identity_number(nth: int | None = None, born: date = date(1990, 3, 7), region: str = "500118") -> str:
    """A resident number that no other call without `nth` gives; its check digit is right."""
    nth = next(_numbers) if nth is None else nth
    day = born + timedelta(days=nth // 1000)
    front = f"{region}{day:%Y%m%d}{nth % 1000:03d}"
    return front + str(ric.calc_check_digit(front + "0"))


def person(
    name: str = "张示例",
    employer: Organisation | None = None,
    number: str | None = None,
    phone: str | None = None,
    **facts: object,
) -> Person:
    """A person with a resident number of their own, employed since 2020-01-01 where an employer is given."""
    number = number or identity_number()
    pinyin, initials = spell(name)
    made = Person(
        name=name,
        pinyin=pinyin,
        initials=initials,
        document_kind=DocumentKind.RESIDENT,
        document_number=number,
        document_hash=keyed_hash(f"{DocumentKind.RESIDENT}:{number}"),
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
        birth_date=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        phone=phone,
        phone_hash=keyed_hash(phone) if phone else None,
        employer=employer,
        **facts,
    )
    if employer:
        session.add(Employment(person=made, organisation=employer, begins=date(2020, 1, 1)))
    return _kept(made)


def account(
    role: Role,
    organisation: Organisation,
    person: Person | None = None,
    password: str = PASSWORD,
    username: str | None = None,
) -> Account:
    """An account with one role in one organisation."""
    made = Account(
        username=username or f"user{next(_numbers)}",
        display_name=person.name if person else "经办人甲",
        password_hash=_hashed(password),
        organisation=organisation,
        person=person,
        grants=[RoleGrant(role=role, organisation=organisation)],
    )
    return _kept(made)


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """`client`, signed in as `account`: a session as the log-in page opens it, without the slow hash."""
    token = new_token()
    opened = LoginSession(
        account_id=account.id,
        token_hash=token_hash(token),
        expires_at=clock.now() + timedelta(days=1),
        address="127.0.0.1",
        device="test",
    )
    _kept(opened)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


@cache
def _hashed(password: str) -> str:
    return hash_password(password)


def _kept(record: T) -> T:
    session.add(record)
    session.commit()
    return record
