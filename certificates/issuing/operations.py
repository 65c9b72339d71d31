"""Making certificates by the batch.

Numbers and facts are fixed in the transaction that asks for the batch; the papers are printed by a job afterwards.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.exc import IntegrityError

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.rules import CertificateState, certificate_number
from certificates.issuing.succession import succeed
from certificates.kinds import CertificateFacts, all_kinds, facts_from_json, facts_to_json
from certificates.printing.papers import TEMPLATES, missing_characters, print_certificate
from foundation import audit, clock, files
from foundation.database import session
from foundation.errors import Refused
from foundation.jobs import Job, JobKind, enqueue, register
from foundation.lifecycle import advance
from foundation.secrets import new_token
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person

NEXT_NUMBERS = text(
    "INSERT INTO number_series (code, last) VALUES (:code, :count)"
    " ON CONFLICT (code) DO UPDATE SET last = number_series.last + excluded.last RETURNING last"
)


@dataclass(frozen=True)
class CertificateRequest:
    """One certificate to be made. `source` is what it rests on, e.g. "placing:34": each source has one certificate.

    `facts` come without number and verification address (empty text): these are filled in when the batch is asked for.
    `holder` is None where the paper is for a team or a unit; then only officers can download it.
    """

    source: str
    holder: Person | None
    holder_name: str
    organisation: Organisation
    facts: CertificateFacts


@dataclass(frozen=True)
class Problem:
    """Something wrong with a request: it stops the whole batch, or (a missing glyph, say) only this certificate."""

    holder_name: str
    message: str
    stops_all: bool

    def __str__(self) -> str:
        return f"{self.holder_name.strip() or '（无姓名）'}：{self.message}"


def next_numbers(series_code: str, count: int) -> range:
    """The next `count` numbers of a series, 1 for the first. A series begins by being used.

    One statement takes the series' row and holds it until the transaction ends: whoever comes meanwhile waits, and a
    rollback gives the numbers back. So none is given twice and none is left out.
    """
    last = session.execute(NEXT_NUMBERS, {"code": series_code, "count": count}).scalar_one()
    return range(last - count + 1, last + 1)


def preflight(requests: Sequence[CertificateRequest]) -> list[Problem]:
    """Everything that is wrong with these requests, before anything is made; empty when all is well."""
    twice = Counter(request.source for request in requests)
    made = _made(list(twice))
    problems = []
    for request in requests:
        name = request.holder_name
        if not name.strip():
            problems.append(Problem(name, "没有写持证人。", stops_all=True))
        if twice[request.source] > 1:
            problems.append(Problem(name, "在这一批里出现了不止一次。", stops_all=True))
        if request.source in made:
            problems.append(Problem(name, "已经制作过证书，不能再编一个号。", stops_all=True))
        if missing := missing_characters(request.facts):
            problems.append(Problem(name, f"打印字体里没有这些字：{'、'.join(missing)}。", stops_all=False))
    return problems


def ask_for_batch(
    kind: str,
    title: str,
    source: str,
    requests: Sequence[CertificateRequest],
    *,
    series: str,
    organisation: Organisation,
    address: str,
    by: Account,
) -> CertificateBatch:
    """Number the certificates, freeze what they say, and have them printed by a job.

    `address` is what QR codes begin with, from `certificates.address.verification_address()`. Build the requests in
    the same transaction. Raises Refused, with all reasons, if the source has its batch or a problem stops all.
    """
    if not requests:
        raise Refused("这一批里没有要制作的证书。")
    if stopping := [str(problem) for problem in preflight(requests) if problem.stops_all]:
        raise Refused("这批证书没有制作，请先处理下面的问题。", reasons=stopping)
    batch = CertificateBatch(kind=kind, title=title, source=source, organisation=organisation, asked_by=by.id)
    try:
        with session.begin_nested():
            session.add(batch)
    except IntegrityError as error:
        raise Refused("这一批证书已经有人制作过了，没有重复编号。请到证书页面查看。") from error
    numbers = _certificate_numbers(series, requests)
    for request, number in zip(requests, numbers, strict=True):
        session.add(_numbered(request, number, batch, address))
    audit.record("ask_for_batch", batch, by=by, changes={"numbers": (None, f"{numbers[0]} 至 {numbers[-1]}")})
    batch.job = enqueue(PRINT_CERTIFICATES, title=f"制作证书：{title}", subject_id=batch.id, by=by)
    return batch


def issue_certificate(certificate_id: int, printed: bytes) -> None:
    """Seal a numbered certificate with its file and issue it. Nothing happens to one that is past that already."""
    certificate = session.get_one(Certificate, certificate_id, with_for_update=True, populate_existing=True)
    if certificate.state is not CertificateState.NUMBERED:
        return
    asker = session.get_one(Account, certificate.batch.asked_by)
    certificate.file = files.store(
        printed, name=certificate.file_name, media_type="application/pdf", by_id=certificate.batch.asked_by
    )
    certificate.template_version = template_version(certificate.kind)
    advance(certificate, "seal_certificate", by=asker)
    certificate.issued_at = certificate.state_at = clock.now()
    certificate.issued_by = asker.id
    advance(certificate, "issue_certificate", by=asker)
    succeed([certificate], by=asker)


@cache
def template_version(kind: str) -> str:
    """The SHA-256 of a kind's template together with the files beside it, which it may include."""
    template = TEMPLATES / all_kinds()[kind].TEMPLATE
    parts = [template, *(path for path in sorted(template.parent.iterdir()) if path != template)]
    return sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()


def _made(sources: Sequence[str]) -> set[str]:
    """Those of `sources` that have their certificate. Asked by the thousand: a statement takes only so many values."""
    slices = (sources[start : start + 1000] for start in range(0, len(sources), 1000))
    return {
        made
        for part in slices
        for made in session.scalars(select(Certificate.source).where(Certificate.source.in_(part)))
    }


def _certificate_numbers(series: str, requests: Sequence[CertificateRequest]) -> list[str]:
    years = {request.facts.issued_on.year for request in requests}
    if len(years) > 1:
        raise Refused("同一批证书的发证日期跨了年份，编号无法连续。请按年份分批制作。")
    year = years.pop()
    try:
        return [
            certificate_number(series, year, sequence) for sequence in next_numbers(f"{series}-{year}", len(requests))
        ]
    except ValueError as error:
        raise Refused(
            "证书系列代码应为 2 到 12 位大写字母或数字，每个系列每年最多 999999 号。请改用别的系列代码。",
            field="series",
        ) from error


def _numbered(request: CertificateRequest, number: str, batch: CertificateBatch, address: str) -> Certificate:
    token = new_token()
    facts: Any = request.facts
    return Certificate(
        kind=batch.kind,
        number=number,
        token=token,
        source=request.source,
        batch=batch,
        holder=request.holder,
        holder_name=request.holder_name,
        organisation=request.organisation,
        facts=facts_to_json(replace(facts, number=number, verify_url=f"{address}/v/{token}")),
    )


# --- The job ----------------------------------------------------------------------------------------------------------


def _waiting(job: Job) -> Select[int]:
    numbered = (Certificate.batch_id == job.subject_id) & (Certificate.state == CertificateState.NUMBERED)
    return select(Certificate.id).where(numbered).order_by(Certificate.id)


def _printed(certificate_id: int) -> bytes:
    certificate = session.get_one(Certificate, certificate_id)
    return print_certificate(certificate.kind, facts_from_json(certificate.kind, certificate.facts))


def _label(certificate_id: int) -> str:
    return session.get_one(Certificate, certificate_id).audit_label


PRINT_CERTIFICATES = register(
    JobKind("print_certificates", pending=_waiting, prepare=_printed, process=issue_certificate, label=_label)
)
