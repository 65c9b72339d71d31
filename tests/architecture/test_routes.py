"""The URL map: who may come in, and where each page's template lies."""

from flask import Flask

from tests.architecture.sources import ROOT, files

NOT_PAGES = ("macros/", "errors/", "certificates/pdf/")
LIBRARIES = {"static", "bootstrap.static"}  # endpoints that serve files of Flask and Bootstrap


def test_every_route_is_public_or_needs_a_permission(app: Flask):
    undecided = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in LIBRARIES and not hasattr(view, "__access__")
    ]
    assert undecided == []


def test_every_endpoint_is_named_for_its_view_function(app: Flask):
    misnamed = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in LIBRARIES and endpoint.rpartition(".")[2] != view.__name__
    ]
    assert misnamed == []


def test_every_template_of_a_page_is_named_for_its_endpoint(app: Flask):
    templates = ROOT / "templates"
    pages = {
        str(path.relative_to(templates).with_suffix(""))
        for path in files("*.html", under=templates)
        if not path.name.startswith("_")
        and path.name != "base.html"
        and not str(path.relative_to(templates)).startswith(NOT_PAGES)
    }
    endpoints = {endpoint.replace(".", "/") for endpoint in app.view_functions}
    assert pages, "no templates were found"
    assert pages - endpoints == set()
