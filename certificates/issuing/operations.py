"""Asking for certificates by the batch.

Numbers, facts and wording are fixed in the transaction that asks; the papers are made by a job afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from certificates.designs.models import DesignVersion
from certificates.designs.rules import wording_of
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.numbering import certificate_numbers, given_numbers, status_places
from certificates.issuing.papers import settings_of
from certificates.issuing.preflight import reasons_to_stop
from certificates.issuing.printing_job import PRINT_CERTIFICATES
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import expires_on, facts_to_json
from foundation import audit
from foundation.database import session
from foundation.errors import Refused
from foundation.jobs import enqueue
from foundation.secrets import new_token
from people.accounts.models import Account
from people.organisations.models import Organisation

ROWS_AT_ONCE = 1000
MADE_MEANWHILE = "这一批证书已经有人制作过了，没有重复编号。请到证书页面查看。"


def ask_for_batch(
    kind: str,
    title: str,
    source: str,
    requests: Sequence[CertificateRequest],
    *,
    organisation: Organisation,
    address: str,
    by: Account,
    series: str = "",
    numbers: Sequence[str] | None = None,
    design: DesignVersion | None = None,
) -> CertificateBatch:
    """Number the certificates, freeze what they say, and have them made by a job.

    `address` is what QR codes begin with, from `certificates.address.verification_address()`; `design` None: the kind's
    own look. `numbers`: given elsewhere, in the order of the requests; without them they come from `series`. Build the
    requests in the same transaction. Raises Refused, with all reasons, if the source has its batch or a problem stops
    all, also where somebody else was quicker by a moment.
    """
    if not requests:
        raise Refused("这一批里没有要制作的证书。")
    if stopping := reasons_to_stop(requests):
        raise Refused("这批证书没有制作，请先处理下面的问题。", reasons=[str(problem) for problem in stopping])
    batch = CertificateBatch(
        kind=kind, title=title, source=source, organisation=organisation, design_version=design, asked_by=by.id
    )
    try:
        with session.begin_nested():
            session.add(batch)
            session.flush()
            given = _numbers(series, numbers, requests)
            _store(_rows(batch, requests, given, address))
    except IntegrityError as error:
        raise Refused(MADE_MEANWHILE) from error
    audit.record("ask_for_batch", batch, by=by, changes={"numbers": (None, f"{given[0]} 至 {given[-1]}")})
    batch.job = enqueue(PRINT_CERTIFICATES, title=f"制作证书：{title}", subject_id=batch.id, by=by)
    return batch


def _numbers(series: str, numbers: Sequence[str] | None, requests: Sequence[CertificateRequest]) -> Sequence[str]:
    if numbers is not None:
        return given_numbers(numbers, len(requests))
    return certificate_numbers(series, requests[0].facts.issued_on.year, len(requests))


def _store(rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        session.execute(insert(Certificate), some)


def _rows(
    batch: CertificateBatch, requests: Sequence[CertificateRequest], numbers: Sequence[str], address: str
) -> Iterator[dict[str, Any]]:
    """The certificates as rows: 140,000 objects of the models would take gigabytes."""
    settings = settings_of(batch.kind, batch.design_version)
    places = status_places(len(requests))
    for request, number, (status_list, status_index) in zip(requests, numbers, places, strict=True):
        token = new_token()
        given: Any = request.facts
        facts = replace(given, number=number, verify_url=f"{address}/v/{token}")
        yield {
            "kind": batch.kind,
            "number": number,
            "token": token,
            "source": request.source,
            "batch_id": batch.id,
            "holder_id": request.holder.id if request.holder else None,
            "holder_name": request.holder_name,
            "organisation_id": request.organisation.id,
            "facts": facts_to_json(facts),
            "wording": wording_of(batch.kind, settings, facts),
            "design_version_id": batch.design_version_id,
            "photo_id": request.photo.id if request.photo else None,
            "valid_until": expires_on(batch.kind, facts),
            "status_list": status_list,
            "status_index": status_index,
        }
