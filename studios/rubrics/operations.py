"""Copying published tables, writing own versions, and noting that one is used."""

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.rubrics.models import RubricVersion
from studios.rubrics.published import published_rubrics
from studios.rubrics.queries import newest_version, next_number
from studios.rubrics.rules import Rubric
from studios.rubrics.rules_faults import rubric_faults


def copy_rubric(code: str, organisation: Organisation, *, by: Account) -> RubricVersion:
    """An organisation's own copy of a published table, to use as it is or to change."""
    if code not in published_rubrics():
        raise Refused("没有这份评分标准，请重新选择。", field="code")
    return _add(published_rubrics()[code], organisation, "copy_rubric", by=by)


def rubric_in_use(code: str, organisation: Organisation, *, by: Account) -> RubricVersion:
    """The organisation's newest version of a table; the first time, a copy of the published one."""
    return newest_version(organisation, code) or copy_rubric(code, organisation, by=by)


def revise_rubric(version: RubricVersion, *, by: Account) -> RubricVersion:
    """A further version that begins as a copy of `version`."""
    return _add(version.rubric, version.organisation, "revise_rubric", by=by)


def edit_rubric(version: RubricVersion, rubric: Rubric, *, row_version: int | None, by: Account) -> None:
    """Say what the table is. Raises `Refused` with every fault at once, and once the version has been used."""
    lock(version).expect_version(row_version)
    if version.used_on:
        raise Refused("这一版已经用来评分，不能再修改。请另立新版。")
    if faults := rubric_faults(rubric):
        raise Refused("评分标准没有保存。", reasons=faults)
    version.rubric = rubric
    audit.record("edit_rubric", version, by=by, changes=audit.pending_changes(version))


def use_rubric(version: RubricVersion) -> Rubric:
    """The table, for scoring by it: from now on this version is never changed."""
    lock(version)
    rubric = version.rubric
    if faults := rubric_faults(rubric):
        raise Refused(f"“{version.audit_label}”还不能使用。", reasons=faults, field="rubric")
    version.used_on = version.used_on or clock.today()
    return rubric


def _add(rubric: Rubric, organisation: Organisation, action: str, *, by: Account) -> RubricVersion:
    lock(organisation)  # or two of them take the same number
    made = RubricVersion(organisation=organisation, number=next_number(organisation, rubric.code))
    made.rubric = rubric
    session.add(made)
    audit.record(action, made, by=by, changes={"title": (None, rubric.title)})
    return made
