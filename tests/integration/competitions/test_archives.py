"""The published archive: recomputes identical without a database, and every tampering is found and named."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from competitions.archives.models import Archive
from competitions.archives.packing import UnreadableArchive, as_json, as_lines, pack, unpack
from competitions.archives.recompute import differences
from competitions.draw.rules import METHOD, draw
from competitions.judging.operations import close_judging, disqualify_entry
from competitions.planning.rules import Anonymity
from foundation import chain
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end
from foundation.job_queue import prepare_jobs
from foundation.jobs import Job
from people.accounts.rules import Role
from tests.factories import people, results, teams
from tests.factories.judging import ONE_MODULE, Contest

FOUR = [["90", "92"], ["80", "82"], ["80", "83"], ["70", "72"]]
OPEN = ({**ONE_MODULE[0], "anonymity": Anonymity.OPEN},)
Files = dict[str, bytes]


@pytest.fixture
def archived(app: Flask) -> Files:
    """The files of the archive of a small competition with a final result, one entry disqualified, and two teams."""
    prepare_jobs(app)
    contest = _final_contest()
    officer = people.sign_in(app.test_client(), contest.officer)
    competition = contest.stage.event.competition_id
    assert officer.post(f"/competitions/{competition}/archives").status_code == 302
    run_to_end(session.query(Job).one().id)
    assert session.query(Job).one().failures == []
    archive = session.query(Archive).one()
    return unpack(officer.get(f"/archives/{archive.id}/download").data)


def test_recompute_finds_the_archive_identical_and_nobody_in_it(archived: Files):
    assert differences(archived) == []
    everything = b"".join(archived.values()).decode()
    for word in ("选手1", "示例公司", "夹带", "500118"):
        assert word not in everything
    assert sorted(map(len, json.loads(archived["stages/1-1/teams.json"]).values())) == [1, 3]


@pytest.mark.sqlite_only("the archive is the same file from either database")
def test_recompute_in_a_fresh_process_without_database_or_settings(archived: Files, tmp_path: Path):
    file = tmp_path / "档案.zip"
    file.write_bytes(pack(_without_manifest(archived)))
    assert _command(file) == (0, "一致 identical")
    altered = dict(archived)
    _alter(altered, "marks.json", lambda marks: _best_sheet(marks).update({"1": "40"}))
    file.write_bytes(pack(_without_manifest(altered)))
    status, said = _command(file)
    assert status == 1 and "评分表" in said and "identical" not in said


def _redrawn(facts: dict[str, Any]) -> None:
    facts["seed"] = "another"
    seeds = {"seed": "another", "station_seed": facts["station_seed"]}
    facts["places"] = [
        {"key": one.key, "contest_number": one.contest_number, "heat": one.heat, "workstation": one.workstation}
        | {"work": ""}
        for one in draw(facts["keys"], workstations=facts["workstations"], **seeds)
    ]


def _moved(told: dict[str, list[str]]) -> None:
    """One entry to the other team."""
    larger, smaller = sorted(told.values(), key=len, reverse=True)
    smaller.append(larger.pop(0))


def _first_team(versions: list[dict[str, Any]]) -> dict[str, Any]:
    team: dict[str, Any] = versions[0]["facts"]["teams"]["teams"][0]
    return team


TAMPERINGS = {
    "mark": (
        "marks.json",
        lambda marks: _best_sheet(marks).update({"1": "40"}),
        ["评分表（1 40、2 30）与日志", "重算为"],
    ),
    "seed": ("draw.json", lambda drawn: drawn.update({"seed": "another"}), ["由种子重算为"]),
    "another seed drawn rightly": ("draw.json", _redrawn, ["seed 与抽签当时记入日志的不同"]),
    "place": ("draw.json", lambda drawn: drawn["places"][0].update({"workstation": 99}), ["workstation 为 99"]),
    "total": ("results.json", lambda versions: versions[0]["lines"][0].update({"total": "99"}), ["指纹不符", "total"]),
    "rank": (
        "results.json",
        lambda versions: versions[0]["lines"][0].update({"score_rank": 4}),
        ["score_rank 为 4，重算为 1"],
    ),
    "award": (
        "results.json",
        lambda versions: versions[0]["lines"][3].update({"award": "一等奖"}),
        ["award 为 一等奖"],
    ),
    "plan": (
        "results.json",
        lambda versions: versions[0]["facts"]["plan"]["rounding"].update({"places": 0}),
        ["指纹不符"],
    ),
    "member of another team": ("teams.json", _moved, ["代表队", "的 成绩.entries 为", "的 成绩.total 为 172.50"]),
    "a team less": ("teams.json", lambda told: told.pop(min(told)), ["不在 teams.json 中"]),
    "team's total": (
        "results.json",
        lambda versions: _first_team(versions).update({"total": "199.00"}),
        ["指纹不符", "的 成绩.total 为 199.00，重算为 172.50"],
    ),
    "team's award": (
        "results.json",
        lambda versions: versions[0]["facts"]["teams"]["awards"]["lines"][0].update({"given": 2}),
        ["指纹不符", "团体奖 的 计算.lines[0].given 为 2，重算为 1"],
    ),
    "unit's award": (
        "results.json",
        lambda versions: versions[0]["facts"]["organisations"].update({"base": 9}),
        ["指纹不符", "优秀组织奖 的 计算.base 为 9，重算为 1"],
    ),
}


@pytest.mark.sqlite_only("plain files")
@pytest.mark.parametrize(("file", "alter", "named"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_recompute_names_what_was_altered(archived: Files, file: str, alter: Callable[[Any], None], named: list[str]):
    _alter(archived, file, alter)
    found = "\n".join(differences(unpack(pack(_without_manifest(archived)))))
    for words in named:
        assert words in found, found


@pytest.mark.sqlite_only("plain files")
def test_recompute_misses_the_teams_of_a_version_that_ranks_them(archived: Files):
    del archived["stages/1-1/teams.json"]
    with pytest.raises(UnreadableArchive, match=r"teams\.json"):
        differences(unpack(pack(_without_manifest(archived))))


@pytest.mark.sqlite_only("plain files")
@pytest.mark.parametrize("kind", ["panel", "stage"])
def test_recompute_names_an_altered_or_removed_log_line(archived: Files, kind: str):
    name = next(file for file in archived if file.startswith(f"logs/{kind}-"))
    lines = [json.loads(line) for line in archived[name].splitlines()]
    changed = [lines[0] | {"at": "2026-01-01T00:00:00+00:00"}, *lines[1:]]
    assert any("第 1 条" in one and "被改动过" in one for one in _with(archived, name, changed))
    removed = [lines[0], *lines[2:]]
    assert any("第 2 条缺失" in one for one in _with(archived, name, removed))
    cut = lines[:-1]
    assert any("最后一条的指纹与公布的不符" in one for one in _with(archived, name, cut))


@pytest.mark.sqlite_only("plain files")
def test_recompute_names_files_that_the_manifest_does_not_know(archived: Files):
    packed = archived | {"stages/1-1/extra.json": b"{}", "README.txt": b"another"}
    del packed["stages/1-1/draw.json"]
    found = "\n".join(differences(packed))
    assert "extra.json：不在清单中" in found and "README.txt：内容与清单中的指纹不符" in found
    assert "draw.json：清单中有，档案中没有" in found


@pytest.mark.sqlite_only("plain files")
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "ZIP"),
        (b"PK\x03\x04 broken", "ZIP"),
        (pack({}), "competition.json"),
        (pack({"competition.json": b"{not json"}), "competition.json 第 1 行"),
        (pack({"competition.json": b"[]"}), "格式不对"),
        (pack({"competition.json": as_json({"stages": [{"folder": "stages/1-1"}]})}), "格式不对"),
    ],
    ids=["empty", "damaged", "without stages", "no json", "a list", "half a stage"],
)
def test_recompute_of_what_is_no_archive_says_so(app: Flask, content: bytes, message: str):
    with pytest.raises(UnreadableArchive, match=message):
        differences(unpack(content))


@pytest.mark.sqlite_only("plain files")
def test_unpack_refuses_a_bomb_unopened(app: Flask):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")
    with pytest.raises(UnreadableArchive, match="过大"):
        unpack(bomb.getvalue())


@pytest.mark.sqlite_only("packs the same bytes whatever the database")
def test_pack_gives_the_same_bytes_for_the_same_files(app: Flask):
    assert pack({"b": b"2", "a": b"1"}) == pack({"a": b"1", "b": b"2"})


def test_make_archive_waits_for_a_final_result(app: Flask):
    prepare_jobs(app)
    contest = results.judged(FOUR, OPEN)
    officer = people.sign_in(app.test_client(), contest.officer)
    answer = officer.post(f"/competitions/{contest.stage.event.competition_id}/archives", follow_redirects=True)
    assert "还没有正式成绩，不能制作档案" in answer.text


def test_archives_are_public_only_once_published(app: Flask, archived: Files):
    archive = session.query(Archive).one()
    listing, download = f"/competitions/{archive.competition_id}/archives", f"/archives/{archive.id}/download"
    visitor = app.test_client()
    assert visitor.get(download).status_code == 404 and "还没有竞赛档案" in visitor.get(listing).text
    stranger = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"))
    assert people.sign_in(app.test_client(), stranger).post(f"/archives/{archive.id}/publish").status_code == 404
    officer = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, archive.competition.organisation))
    officer.post(f"/archives/{archive.id}/publish")
    assert visitor.get(download).status_code == 200 and archive.file.sha256 in visitor.get(listing).text
    officer.post(f"/archives/{archive.id}/withdraw", data={"reason": "示例：重新制作"})
    assert visitor.get(download).status_code == 404


def _final_contest() -> Contest:
    contest = results.scored(FOUR, OPEN)
    teams.arrange(contest, units=(0, 0, 0, 1))
    _draw_again(contest)
    with transaction():
        disqualify_entry(contest.stage, contest.entries[3].id, reason="夹带资料（示例）", by=contest.officer)
        close_judging(contest.stage, by=contest.officer)
    results.final(contest)
    return contest


def _draw_again(contest: Contest) -> None:
    """The places as the published method gives them from seeds."""
    made = contest.draw
    made.method, made.seed, made.station_seed = METHOD, "20261121-0817", "example-station-seed"
    keys = [str(entry.id) for entry in contest.entries]
    made.facts = {"keys": keys}
    drawn = {
        one.key: one
        for one in draw(keys, seed=made.seed, station_seed=made.station_seed, workstations=made.workstations)
    }
    for place in made.places:
        place.contest_number, place.workstation, place.work_number = 900 + place.id, 900 + place.id, None
    session.flush()
    for place in made.places:
        one = drawn[str(place.entry_id)]
        place.contest_number, place.workstation = one.contest_number, one.workstation
    chain.append(f"stage:{contest.stage.id}", "make_draw", {"seed": made.seed, "keys": keys, "station_seed": ""})
    session.commit()


def _alter(files: Files, name: str, alter: Callable[[Any], None]) -> None:
    path = f"stages/1-1/{name}"
    value = json.loads(files[path])
    alter(value)
    files[path] = as_json(value)


def _with(files: Files, name: str, lines: list[dict[str, Any]]) -> list[str]:
    return differences(unpack(pack(_without_manifest(files) | {name: as_lines(lines)})))


def _without_manifest(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != "manifest.json"}


def _best_sheet(marks: dict[str, Any]) -> dict[str, str]:
    """The first judge's sheet of the winner."""
    best = max(marks["职工组"], key=lambda entry: sum(map(int, entry["sheets"]["A"]["1 号裁判"].values())))
    sheet: dict[str, str] = best["sheets"]["A"]["1 号裁判"]
    return sheet


def _command(file: Path) -> tuple[int, str]:
    """`flask recompute FILE` in an empty folder, with no setting of this application in its environment."""
    root = Path(__file__).parents[3]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "LANG": "C.UTF-8", "HOME": str(file.parent)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "recompute", str(file)]
    done = subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()
