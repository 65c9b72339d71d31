"""A certificate stays what it was when it was issued, whatever becomes of its design."""

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from certificates.designs.models import DesignVersion
from certificates.designs.operations import create_design, retire_design, save_design
from certificates.designs.rules import DesignSettings, default_settings
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.rules import CertificateState, ReissueReason
from certificates.issuing.workbooks import register_row
from certificates.validity.operations_reissuing import facts_of, reissue_certificate
from foundation.database import session, transaction
from tests.factories import certificates as factory
from tests.factories import people
from tests.integration.certificates.conftest import Union


def settings(title: str, *body: tuple[str, str]) -> DesignSettings:
    return replace(default_settings("award"), title=title, body=body)


def words(content: bytes) -> str:
    with PdfDocument(BytesIO(content)) as document:
        return "".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.sqlite_only("what is frozen is frozen on either database")
def test_a_design_changed_after_issue_changes_nothing_that_was_numbered_with_it(
    app: Flask, union: Union, client: FlaskClient
):
    with transaction():
        design = create_design("award", "本区的", union.district, by=union.officer)
        old = settings("旧的证书", ("addressee", "{称谓}"), ("text", "旧的正文，{奖项}。"))
        save_design(design, old, expected=1, by=union.officer)
    with transaction():
        batch = ask_for_batch(
            "award",
            "获奖证书",
            "result-version:1",
            [factory.request_for(union.welder), factory.request_for(union.miller)],
            series="YYJ",
            organisation=union.district,
            address=factory.ADDRESS,
            by=union.officer,
            design=session.get_one(DesignVersion, design.versions[-1].id),
        )
    with transaction():
        new = settings("新的证书", ("addressee", "{称谓}"), ("text", "新的正文，{奖项}。"))
        save_design(design, new, expected=2, by=union.officer)
        retire_design(design, by=union.officer)

    factory.work_through(batch)  # asked for before the change, printed after it
    first, second = factory.certificates_of(batch)
    printed = [words(one.file.read()) for one in (first, second)]
    assert [("旧的证书" in text, "旧的正文，一等奖。" in text, "新的" in text) for text in printed] == [
        (True, True, False)
    ] * 2
    seen = [client.get(f"/v/{first.token}").text]
    people.sign_in(client, union.officer)
    seen.append(client.get(f"/certificates/{first.id}").text)
    people.sign_in(client, union.welder_account)
    seen.append(client.get("/my/certificates").text)
    assert [("旧的正文，一等奖。" in page, "新的正文" in page) for page in seen] == [(True, False)] * 3
    assert register_row(first)["sentence"] == "张示例同志：旧的正文，一等奖。"

    with transaction():
        facts = facts_of(first)
        again = reissue_certificate(
            first, facts, reason=ReissueReason.LOST, note="遗失", address=factory.ADDRESS, by=union.officer
        )
    factory.work_through(again.batch)
    assert (first.state, again.state) == (CertificateState.SUPERSEDED, CertificateState.ISSUED)
    assert "旧的正文，一等奖。" in words(again.file.read())
