"""The audit log in Chinese: every action, subject and edited field has its title."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from foundation.database import Base
from tests.architecture.sources import name_of, package_files, tree_of
from website.action_titles import ACTION_TITLES
from website.record_titles import FIELD_TITLES, SUBJECT_TITLES, edited_fields

ACTION_AT = {"record": 0, "record_all": 0, "advance": 1, "changing_plan": 1}  # which argument names the action


def test_every_recorded_action_has_a_title():
    found = {action: name_of(path) for path in package_files() for action in actions_of(tree_of(path))}
    assert {"sign_in", "create_account", "submit_entry", "uphold_objection", "set_password"} <= set(found)
    assert {action: file for action, file in found.items() if action not in ACTION_TITLES} == {}


def test_every_action_of_a_workflow_has_a_title(app: Flask):
    workflows = [vars(mapper.class_)["workflow"] for mapper in mappers() if "workflow" in vars(mapper.class_)]
    assert len(workflows) > 5
    assert {action for workflow in workflows for _, action in workflow.table} - set(ACTION_TITLES) == set()


def test_no_title_is_left_over(app: Flask):
    used = {action for path in package_files() for action in actions_of(tree_of(path))}
    for mapper in mappers():
        used |= {action for _, action in getattr(getattr(mapper.class_, "workflow", None), "table", ())}
    assert set(ACTION_TITLES) - used == set()


def test_every_subject_is_a_table(app: Flask):
    assert set(SUBJECT_TITLES) - set(Base.metadata.tables) == set()


def test_every_record_with_a_label_in_the_log_has_a_title(app: Flask):
    labelled = {mapper.class_.__tablename__ for mapper in mappers() if hasattr(mapper.class_, "audit_label")}
    assert labelled - set(SUBJECT_TITLES) == set()


def test_every_edited_field_has_a_title(app: Flask):
    assert edited_fields() - set(FIELD_TITLES) == set()


def mappers() -> Iterator:
    return iter(Base.registry.mappers)


def actions_of(tree: ast.Module) -> Iterator[str]:
    """The actions that a file writes into the audit log: literals, and what it passes to functions of its own that
    take an `action`."""
    through = {
        function.name: [argument.arg for argument in function.args.args].index("action")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and any(argument.arg == "action" for argument in function.args.args)
    }
    keyworded = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(argument.arg == "action" for argument in function.args.kwonlyargs)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        at = (ACTION_AT | through).get(name)
        given = call.args[at : at + 1] if at is not None else []
        if name in keyworded or at is not None:
            given = [*given, *(keyword.value for keyword in call.keywords if keyword.arg == "action")]
        for value in given:
            yield from literals(value)


def literals(value: ast.expr) -> Iterator[str]:
    """The texts an argument may be: a literal, or either side of a choice between two."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from literals(value.body)
        yield from literals(value.orelse)


@pytest.mark.parametrize(
    ("code", "actions"),
    [
        ("audit.record('a_b', x, by=y)", ["a_b"]),
        ("advance(x, 'a_b', by=y)", ["a_b"]),
        ("advance(x, 'a_b' if z else 'c_d', by=y)", ["a_b", "c_d"]),
        ("def go(x, action): advance(x, action)\ngo(x, 'a_b')", ["a_b"]),
        ("def go(x, *, action): audit.record(action, x)\ngo(x, action='a_b')", ["a_b"]),
    ],
)
def test_actions_are_found_however_they_are_passed(code: str, actions: list[str]):
    assert list(actions_of(ast.parse(code))) == actions
