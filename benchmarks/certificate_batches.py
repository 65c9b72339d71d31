"""A whole batch, as an officer asks for it: numbered, printed, signed, stored, issued and sealed by a root.

python -m benchmarks.certificate_batches [COUNT] [--postgresql URL]

Wall seconds, because the work is spread over the processors; the same papers printed and signed in this process alone
are the baseline, so that the ratio says what the database, the store and the pool cost.
"""

import resource
import statistics
import time
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from benchmarks.certificate_papers import KIND, NAMES, batch_of
from benchmarks.databases import asked_count, empty_database
from certificates.issuing.models import Certificate
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.papers import make_paper
from certificates.issuing.requests import CertificateRequest
from certificates.issuing.rules import CertificateState
from certificates.kinds import all_kinds, held_by
from certificates.signing.signers import current_signer
from foundation.database import session, transaction
from foundation.job_chunks import run_chunk
from foundation.job_queue import prepare_jobs
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind

USUAL = 2000
SAMPLE = 500


def an_officer() -> Account:
    """Who asks for the batch."""
    union = Organisation(name="示例市总工会", kind=OrganisationKind.CITY_FEDERATION, path="/1/")
    session.add(union)
    session.flush()
    officer = Account(username="officer", display_name="经办人", organisation=union)
    session.add(officer)
    session.flush()
    return officer


def requests(count: int, union: Organisation) -> list[CertificateRequest]:
    """Papers for people who are told by name only."""
    blank: Any = replace(all_kinds()[KIND].EXAMPLE, number="", verify_url="")
    return [
        CertificateRequest(f"benchmark:{turn}", None, name, union, held_by(blank, name))
        for turn in range(count)
        for name in [f"{NAMES[turn % len(NAMES)]}{turn}"]
    ]


def megabytes(whose: int) -> float:
    """The most memory that a process of ours held, in MiB."""
    return resource.getrusage(whose).ru_maxrss / 1024


def main() -> None:
    """Ask, work through, and say how long each took and what memory it held."""
    count = asked_count(USUAL)
    with empty_database() as kind:
        prepare_jobs(current_app._get_current_object())  # type: ignore[attr-defined]
        with transaction():
            officer = an_officer()
        began = time.perf_counter()
        with transaction():
            asked = requests(count, officer.organisation)
            batch = ask_for_batch(
                KIND, "测速", "benchmark", asked, series="CS", organisation=officer.organisation,
                address="https://jiangxin.example", by=officer,
            )  # fmt: skip
            job_id = batch.job.id if batch.job else 0
        del asked
        numbered = time.perf_counter()
        chunks = []
        more = True
        while more:
            start = time.perf_counter()
            more = run_chunk(job_id)
            chunks.append(time.perf_counter() - start)
        done = time.perf_counter()
        issued = session.scalar(select(func.count()).where(Certificate.state == CertificateState.ISSUED))
        own, children = megabytes(resource.RUSAGE_SELF), megabytes(resource.RUSAGE_CHILDREN)
        alone = baseline()
        print(f"{kind}: {issued} of {count} certificates issued")
        print(f"  numbered and frozen   {numbered - began:8.1f} s   {(numbered - began) / count * 1000:6.2f} ms each")
        print(f"  printed to issued     {done - numbered:8.1f} s   {(done - numbered) / count * 1000:6.2f} ms each")
        print(f"  one process, no store {alone * count:8.1f} s   {alone * 1000:6.2f} ms each")
        print(f"  ratio to one process  {(done - numbered) / count / alone:8.2f}")
        print(f"  median chunk {statistics.median(chunks):.2f} s, slowest {max(chunks):.2f} s")
        print(f"  most memory: this process {own:.0f} MiB, its largest child {children:.0f} MiB")


def baseline() -> float:
    """Seconds a paper of one process that prints and signs, and does nothing else with it."""
    signer, tasks = current_signer(), batch_of(SAMPLE).tasks
    make_paper(tasks[0], signer)
    began = time.perf_counter()
    for task in tasks:
        make_paper(task, signer)
    return (time.perf_counter() - began) / SAMPLE


if __name__ == "__main__":
    main()
