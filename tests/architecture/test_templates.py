"""What a template may rely on, also in the lines that few cases reach: its arguments, and addresses that exist."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
Trees = Mapping[str, nodes.Template]


@pytest.fixture(scope="module")
def trees(app: Flask) -> Trees:
    """Every template, taken apart, by its name."""
    parse, files = app.jinja_env.parse, TEMPLATES.rglob("*.html")
    return {path.relative_to(TEMPLATES).as_posix(): parse(path.read_text("utf-8")) for path in files}


def test_macros_taken_without_context_use_nothing_of_the_page(app: Flask, trees: Trees):
    """A macro knows its arguments only: else the page breaks in the one case in which that line is reached."""
    imports: list[nodes.Import | nodes.FromImport] = []
    for tree in trees.values():
        imports += tree.find_all(nodes.Import)
        imports += tree.find_all(nodes.FromImport)
    alone = {one.template.as_const() for one in imports if not one.with_context}
    unknown = {name: meta.find_undeclared_variables(trees[name]) - set(app.jinja_env.globals) for name in alone}
    assert len(alone) > 50
    assert {name: missing for name, missing in unknown.items() if missing} == {}


def test_links_of_templates_lead_to_pages_with_all_they_need(app: Flask, trees: Trees):
    needed: dict[str, list[set[str]]] = {}
    for rule in app.url_map.iter_rules():
        needed.setdefault(rule.endpoint, []).append(rule.arguments)
    dead, links = [], 0
    for name, tree in trees.items():
        for call in tree.find_all(nodes.Call):
            if getattr(call.node, "name", "") != "url_for" or not isinstance(call.args[0], nodes.Const):
                continue
            links += 1
            endpoint = call.args[0].value
            if endpoint.startswith("."):  # of the blueprint whose folder the template is in
                endpoint = str(Path(name).parent).replace("/", ".") + endpoint
            given = {argument.key for argument in call.kwargs}
            if not call.dyn_kwargs and not any(one <= given for one in needed.get(endpoint, [])):
                dead.append(f"{name}:{call.lineno} {endpoint} {sorted(given)}")
    assert links > 2000
    assert dead == []
