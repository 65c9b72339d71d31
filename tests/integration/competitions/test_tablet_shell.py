"""The shells of the judge's tablet and the door page: all is there, the same for everybody, and a change is noticed."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from people.accounts.rules import Role
from tests.factories import people

PAGE = "/judging/tablet"
WORKERS = {PAGE: "/judging/worker.js", "/lectures/door/": "/lectures/door/worker.js"}
IMPORT = re.compile(r"""(?:from|import\()\s*"(\.[^"]+)\"""")


def shell(client: FlaskClient, page: str = PAGE) -> dict:
    """What the served worker keeps."""
    script = client.get(WORKERS[page]).text
    return json.loads(re.match(r"const SHELL = (\{.*\});\n", script)[1])


@pytest.mark.sqlite_only("static files")
@pytest.mark.parametrize("page", WORKERS)
def test_worker_keeps_one_page_and_static_files(client: FlaskClient, page: str):
    kept = shell(client, page)
    assert kept["page"] == page
    assert [path for path in kept["files"] if not path.startswith(("/static/", "/bootstrap/static/"))] == []
    assert [path for path in kept["files"] if client.get(path).status_code != 200] == []


@pytest.mark.sqlite_only("static files")
@pytest.mark.parametrize(("page", "at_least"), [(PAGE, 30), ("/lectures/door/", 15)])
def test_worker_keeps_everything_that_the_page_loads(client: FlaskClient, page: str, at_least: int):
    """Fails without any one of the files `shared` in routes_shell.py: the page opens without a network, and breaks."""
    kept = shell(client, page)
    wanted = {path for path in re.findall(r'(?:href|src)="([^"#]+)', client.get(page).text) if "." in path}
    for path in kept["files"]:
        if path.endswith(".js"):
            wanted |= {urljoin(path, name) for name in IMPORT.findall(client.get(path).text)}
        if path.endswith(".webmanifest"):
            wanted |= {one["src"] for one in json.loads(client.get(path).text)["icons"]}
    assert len(wanted) > at_least
    assert wanted - set(kept["files"]) == set()


def test_show_tablet_is_the_same_for_everybody(client: FlaskClient):
    before = client.get(PAGE)
    judge = people.account(Role.JUDGE, people.organisation())
    people.sign_in(client, judge)
    after = client.get(PAGE)
    assert (before.status_code, before.data) == (200, after.data)
    assert judge.display_name not in after.text and "csrf" not in after.text.lower()


@pytest.mark.sqlite_only("static files")
@pytest.mark.own_app("it gets another static folder")
def test_show_worker_has_a_new_version_when_a_file_changes(app: Flask, client: FlaskClient, tmp_path: Path):
    copy = tmp_path / "static"
    shutil.copytree(str(app.static_folder), copy)
    app.static_folder = str(copy)
    before = shell(client)["version"]
    assert shell(client)["version"] == before
    with (copy / "tablet" / "app.js").open("a") as module:
        module.write("\n")
    changed = shell(client)["version"]
    with (copy / "offline-worker.js").open("a") as module:
        module.write("\n")
    assert len({before, changed, shell(client)["version"]}) == 3


@pytest.mark.sqlite_only("static files")
def test_show_worker_lets_the_policy_load_it(client: FlaskClient):
    """A worker, a manifest and modules are of this site: `default-src 'self'` is enough, and nothing loosens it."""
    policy = client.get(PAGE).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert re.findall(r"(?:script|worker|child|manifest)-src|unsafe", policy) == []
    manifest = client.get("/static/tablet/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    facts = json.loads(manifest.text)
    assert (facts["start_url"], facts["scope"], facts["display"]) == (PAGE, "/judging/", "standalone")
