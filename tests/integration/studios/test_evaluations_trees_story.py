"""A year's indicators from the workbook to the closed matrix: reports, checks, what is overdue, problems."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.evaluations import operations_reporting as reporting
from studios.evaluations import operations_trees as operations
from studios.evaluations.models_trees import Indicator, IndicatorTree, LeafReport, TreeProblem, TreeUnit
from studios.evaluations.operations_reporting import SelfReport
from studios.evaluations.queries_trees import nodes_of, overdue_in, problem_counts, standings_of
from studios.evaluations.rules_trees import WHOLE, LeafKind, TreeState
from studios.evaluations.workbooks import read_tree
from tests.factories import evaluations, people

PDF = b"%PDF-1.4\n" + b"0" * 100


def refused(match: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=match), transaction():
        act()


@pytest.fixture
def district(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-11-20 09:00")
    return people.organisation("示例区总工会", kind=OrganisationKind.DISTRICT_FEDERATION)


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


def member_units(district: Organisation, count: int) -> list[Organisation]:
    return [people.organisation(f"示例成员单位{number}", district) for number in range(1, count + 1)]


def leaf(tree: IndicatorTree, code: str) -> Indicator:
    return session.scalars(select(Indicator).where(Indicator.tree_id == tree.id, Indicator.code == code)).one()


def report_all(unit: TreeUnit, by: Account) -> None:
    """The unit reports on every leaf: nine points of ten, done, fifteen of twenty."""
    said = {LeafKind.POINTS: "9", LeafKind.DONE: "1", LeafKind.TARGET: "15"}
    with transaction():
        for one in unit.tree.indicators:
            if one.kind:
                reporting.report_leaf(unit, one, SelfReport(Decimal(said[one.kind])), by=by)


def report_by_page(app: Flask, unit: TreeUnit, one: Indicator, by: Account) -> None:
    """Without its evidence the report is refused on the form; a renamed file too."""
    page = people.sign_in(app.test_client(), by)
    address = f"/studios/indicator-units/{unit.id}/report/{one.id}"
    assert "要交佐证材料：会议纪要" in page.post(address, data={"value": "8"}).text
    fake = (io.BytesIO(b"MZ" + b"0" * 50), "材料.pdf")
    assert "只收 PDF" in page.post(address, data={"value": "8", "file": fake}).text
    assert page.post(address, data={"value": "8", "file": (io.BytesIO(PDF), "材料.pdf")}).status_code == 302
    report = session.scalars(select(LeafReport)).one()
    assert page.get(f"/studios/leaf-reports/{report.id}/file").data == PDF
    assert page.get(f"/studios/leaf-reports/{report.id}/check").status_code == 403


def check_all(unit: TreeUnit, officer: Account) -> None:
    """All as reported but the first, which is lowered with its reason."""
    reports = session.scalars(
        select(LeafReport).where(LeafReport.tree_unit_id == unit.id).order_by(LeafReport.id)
    ).all()
    refused("请写明原因", lambda: reporting.check_leaf(reports[0], Decimal(5), reason="", by=officer))
    with transaction():
        reporting.check_leaf(reports[0], Decimal(5), reason="纪要缺一次会议", by=officer)
        for one in reports[1:]:
            reporting.check_leaf(one, one.value, reason="", by=officer)


def put_right(unit: TreeUnit, officer: Account, unit_officer: Account) -> None:
    """Two problems: one put right after it came back once, one still open."""
    with transaction():
        problem = reporting.add_problem(unit, "台账缺页", date(2026, 12, 20), by=officer)
        reporting.add_problem(unit, "宣讲记录不全", date(2026, 12, 15), by=officer)
    refused("问题|不能", lambda: reporting.close_problem(problem, by=officer))
    with transaction():
        reporting.report_problem(problem, "已补齐。", by=unit_officer)
        reporting.return_problem(problem, reason="照片不清", by=officer)
        reporting.report_problem(problem, "已补齐并重拍。", by=unit_officer)
        reporting.close_problem(problem, by=officer)
    assert problem_counts([unit.id]) == {unit.id: (2, 1)}


def test_a_year_is_assessed_from_the_workbook_to_the_matrix(
    app: Flask, clock: Callable[[str], object], district: Organisation, officer: Account
):
    diligent, silent = member_units(district, 2)
    tree = evaluations.tree(district, [diligent, silent], officer)
    nodes = nodes_of(tree)
    assert (
        len(nodes),
        sum(len(one.children) for one in nodes),
        sum(len(list(one.leaves())) for one in nodes),
    ) == (8, 25, 70)
    unit, other = tree.units
    unit_officer = people.account(Role.ENTERPRISE_OFFICER, diligent)
    report_by_page(app, unit, leaf(tree, "1.1.1"), unit_officer)
    page = people.sign_in(app.test_client(), unit_officer)
    assert page.get(f"/studios/indicator-units/{other.id}").status_code == 404
    assert "还有 69 项" in page.get("/studios/indicator-trees").text
    with pytest.raises(NotAllowed), transaction():
        reporting.report_leaf(other, leaf(tree, "1.1.2"), SelfReport(Decimal(1)), by=unit_officer)
    report_all(unit, unit_officer)
    clock("2026-12-03 09:00")
    late = overdue_in(tree, tree.units, nodes, date(2026, 12, 3))
    assert (len(late), {one.unit.id for one in late}, late[0].days) == (70, {other.id}, 3)
    assert standings_of(tree, [unit], nodes)[0].scores[WHOLE].score is None
    check_all(unit, officer)
    put_right(unit, officer, unit_officer)
    scores = standings_of(tree, [unit], nodes)[0].scores
    first = scores[nodes[0].children[0].key]
    assert (first.score, scores[WHOLE].checked) == (Decimal("75.00"), 70)
    page = people.sign_in(app.test_client(), unit_officer)  # the first log-in has expired meanwhile
    shown = page.get(f"/studios/indicator-units/{unit.id}").text
    assert "纪要缺一次会议" in shown and "整改率" in shown
    refused("还有 70 项没有报", lambda: operations.close_tree(tree, by=officer))
    corrected(tree, unit, officer)


def corrected(tree: IndicatorTree, unit: TreeUnit, officer: Account) -> None:
    """A checked leaf comes back for a reason; who reports does not check; the next year is a copy."""
    report = session.scalars(select(LeafReport).where(LeafReport.tree_unit_id == unit.id)).first()
    assert report is not None
    with transaction():
        reporting.reopen_leaf(report, reason="核定有误", by=officer)
        reporting.report_leaf(unit, report.indicator, SelfReport(Decimal(1)), by=officer)
    refused("应是两个人", lambda: reporting.check_leaf(report, Decimal(1), reason="", by=officer))
    refused("只能增加", lambda: operations.set_tree_units(tree, [unit.organisation.name], by=officer))
    refused("不能再改", lambda: operations.import_tree(tree, [], by=officer))
    with transaction():
        copied = operations.copy_tree(tree, operations.TreeFacts(tree.title, 2027, date(2027, 11, 30)), by=officer)
    assert (len(copied.indicators), len(copied.units), copied.state) == (103, 2, TreeState.DRAFT)
    assert [one.code for one in copied.indicators[:4]] == ["1", "1.1", "1.1.1", "1.1.2"]


def test_a_closed_year_counts_what_is_missing_as_announced(district: Organisation, officer: Account):
    tree = evaluations.tree(district, member_units(district, 1), officer, missing_is_zero=True)
    with transaction():
        operations.close_tree(tree, by=officer)
    whole = standings_of(tree, tree.units, nodes_of(tree))[0].scores[WHOLE]
    assert (whole.score, whole.reported, tree.state) == (Decimal("0.00"), 0, TreeState.CLOSED)


def test_import_tree_names_every_fault_and_replaces_what_was_there(district: Organisation, officer: Account):
    rows = evaluations.tree_rows()
    rows[3] |= {"third_weight": "一半"}
    rows[5] |= {"first_weight": "13"}
    with pytest.raises(Refused) as refusal:
        read_tree(evaluations.tree_workbook(rows))
    assert [reason[:5] for reason in refusal.value.reasons] == ["第 5 行", "第 7 行"]
    with transaction():
        facts = operations.TreeFacts("示例产改考核", 2026, date(2026, 11, 30))
        tree = operations.create_tree(district, facts, by=officer)
        for _ in range(2):
            operations.import_tree(tree, read_tree(evaluations.tree_workbook(evaluations.tree_rows())), by=officer)
        session.flush()
        extra = operations.add_indicator(tree, None, operations.IndicatorFacts("9", "多一项", Decimal(5)), by=officer)
    assert len(tree.indicators) == 104
    refused("考核还不能开始", lambda: operations.open_tree(tree, by=officer))
    refused("还有下一级", lambda: operations.remove_indicator(leaf(tree, "1"), by=officer))
    with transaction():
        operations.remove_indicator(extra, by=officer)
    assert len(nodes_of(tree)) == 8


@pytest.mark.sqlite_only
def test_matrix_asks_the_database_no_more_with_more_units(
    app: Flask, district: Organisation, officer: Account, query_count
):
    units = member_units(district, 35)
    few, many = evaluations.tree(district, units[:3], officer), evaluations.tree(district, units, officer, year=2027)
    with transaction():
        for unit in many.units:
            reporting.report_leaf(unit, leaf(many, "1.1.2"), SelfReport(Decimal(1)), by=officer)
        session.add(TreeProblem(unit=many.units[0], description="台账缺页", due_on=date(2026, 12, 20)))
    page = people.sign_in(app.test_client(), officer)
    with query_count() as asked_for_few:
        shown = page.get(f"/studios/indicator-trees/{few.id}").text
    with query_count() as asked_for_many:
        assert "示例成员单位35" in page.get(f"/studios/indicator-trees/{many.id}").text
    assert "示例成员单位3" in shown and len(asked_for_few) == len(asked_for_many)
