"""Templates that others take macros from: a macro knows its arguments, and nothing of the page that calls it."""

from pathlib import Path

from flask import Flask
from jinja2 import meta, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_macros_taken_without_context_use_nothing_of_the_page(app: Flask):
    """Else the page breaks in the one case in which that line is reached."""
    parse = app.jinja_env.parse
    trees = {str(path.relative_to(TEMPLATES)): parse(path.read_text("utf-8")) for path in TEMPLATES.rglob("*.html")}
    imports = [one for tree in trees.values() for one in tree.find_all((nodes.Import, nodes.FromImport))]
    alone = {one.template.value for one in imports if not one.with_context}
    unknown = {name: meta.find_undeclared_variables(trees[name]) - set(app.jinja_env.globals) for name in alone}
    assert len(alone) > 50
    assert {name: missing for name, missing in unknown.items() if missing} == {}
