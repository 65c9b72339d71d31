"""The job that makes the files of a batch: printed and signed on all processors, stored, then issued chunk by chunk."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.papers import make_papers, tasks_for
from certificates.issuing.rooting import add_root
from certificates.issuing.rules import CertificateState
from certificates.issuing.sealing import issue_certificates, new_file
from certificates.printing.content import Sheet
from certificates.printing.plates import KEPT_PLATES, Plate, plate_of
from certificates.signing.signers import current_spec
from foundation import files
from foundation.database import session
from foundation.errors import Refused
from foundation.files import NewFile
from foundation.jobs import BulkJobKind, Job, register
from foundation.process_pool import ProcessPool
from people.accounts.models import Account

CHUNK = 100
"""Certificates that become true together: under a second's work, of which a killed worker loses as much at most."""
SLICE = 10
"""Certificates that a process gets at once: few enough that all processors end a chunk together."""
FEW = 50
"""Fewer than these are printed here: starting processes would take longer."""

PRELOAD = "certificates.issuing.papers"
_pool = ProcessPool(PRELOAD)


def _waiting(job: Job) -> Select[int]:
    numbered = (Certificate.batch_id == job.subject_id) & (Certificate.state == CertificateState.NUMBERED)
    return select(Certificate.id).where(numbered).order_by(Certificate.id)


def _printed(job: Job, certificate_ids: Sequence[int]) -> Mapping[int, NewFile | Refused]:
    """The files, written to the store already: a file whose certificate is then not issued is only lost room.

    Raises Refused where the key or the store cannot be used.
    """
    spec = current_spec()
    query = select(Certificate).where(Certificate.id.in_(certificate_ids)).order_by(Certificate.id)
    pictured = query.options(joinedload(Certificate.design_version), joinedload(Certificate.photo))
    certificates = session.scalars(pictured).all()
    tasks = tasks_for(certificates)
    slices = [tasks[start : start + SLICE] for start in range(0, len(tasks), SLICE)]
    processes = current_app.config["PRINT_PROCESSES"]
    if job.total >= FEW and processes > 1:
        plates = {sheet: _laid_out_apart(sheet) for sheet in {task.sheet for task in tasks}}
        made = _pool.map(partial(make_papers, spec, plates), slices, processes)
    else:
        made = [make_papers(spec, {}, part) for part in slices]
    outcomes = {
        one.id: paper if isinstance(paper, Refused) else new_file(one, paper)
        for one, paper in zip(certificates, (paper for part in made for paper in part), strict=True)
    }
    files.write_all([outcome for outcome in outcomes.values() if isinstance(outcome, NewFile)])
    return outcomes


@lru_cache(maxsize=KEPT_PLATES)
def _laid_out_apart(sheet: Sheet) -> Plate:
    """A sheet's plate, laid out by a process that then ends: WeasyPrint with its fonts keeps 180 MB.

    Raises PrintingFault for a faulty template.
    """
    apart = ProcessPool(PRELOAD)
    try:
        return apart.map(plate_of, [sheet], 1)[0]
    finally:
        apart.close()


def _issue(job: Job, papers: Mapping[int, NewFile]) -> None:
    issue_certificates(papers, by=session.get_one(Account, job.created_by))


def _finish(job: Job) -> None:
    add_root(session.get_one(CertificateBatch, job.subject_id))


def _label(certificate_id: int) -> str:
    return session.get_one(Certificate, certificate_id).audit_label


PRINT_CERTIFICATES = register(
    BulkJobKind(
        "print_certificates",
        pending=_waiting,
        prepare_all=_printed,
        process_all=_issue,
        label=_label,
        finish=_finish,
        chunk=CHUNK,
        page=("certificates.issuing.show_batch", "batch_id"),
    )
)
