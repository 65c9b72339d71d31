"""`flask score`: a contest from two files, without a database."""

import json
import os
import subprocess
import sys

import pytest
import xlsxwriter
from click.testing import CliRunner

from scoring.files import read_marks, read_plan
from scoring.results import to_plain
from tests.architecture.sources import ROOT
from website.commands_scoring import score

PAGE = (ROOT / "docs/scoring-files.md").read_text(encoding="utf-8")


def example(kind):
    """The example of the documented files."""
    return PAGE.partition(f"```{kind}\n")[2].partition("```")[0]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder with the documented files in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(example("toml"), encoding="utf-8")
    (tmp_path / "marks.csv").write_text(example("csv"), encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(score, [str(argument) for argument in arguments], catch_exceptions=False)


def test_documented_example_runs_in_a_fresh_process_without_a_database(folder):
    environment = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(folder / "instance"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "score", "plan.toml", "marks.csv"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", example("text"))
    assert [path.name for path in (folder / "instance").iterdir()] == ["keys"]


def test_json_holds_the_whole_working_and_can_be_scored_again(folder):
    assert run("plan.toml", "marks.csv", "--json", "out.json").exit_code == 0
    out = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert [entry["label"] for entry in out["entries"]] == ["A02", "A03", "A01", "A04"]
    (folder / "plan.json").write_text(json.dumps(out["plan"]), encoding="utf-8")
    assert to_plain(read_plan(out["plan"])) == out["plan"]
    assert run("plan.json", "marks.csv").output == example("text")


def test_marks_may_be_a_workbook_or_plain_json(folder):
    lines = [line.split(",") for line in example("csv").splitlines()]
    with xlsxwriter.Workbook(str(folder / "marks.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write(number, column, float(cell) if cell.replace(".", "").isdigit() else cell)
    assert run("plan.toml", "marks.xlsx").output == example("text")
    entries = [{"key": "1", "label": "A04", "status": "absent"}]
    (folder / "marks.json").write_text(json.dumps(to_plain(read_marks(entries))), encoding="utf-8")
    assert "A04" in run("plan.toml", "marks.json").output


def test_columns_that_nobody_reads_are_told(folder):
    (folder / "marks.csv").write_text("选手,模块,裁判,评分项,分数,备注\nA04,,,状态,缺考,x\n", encoding="gb18030")
    assert "提示：marks.csv 的“备注”列没有用到。" in run("plan.toml", "marks.csv").output


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("plan.toml", "places = 2", "places：没有这个字段"),
        ("plan.toml", "modules = [", "不是有效的 TOML 文件"),
        ("plan.toml", "", "文件是空的"),
        ("marks.csv", "选手\n", "第 1 行表头缺少“模块、裁判、评分项、分数”"),
        ("marks.csv", example("csv").replace("92.5", "九十"), "第 13 行：分数“九十”不是有效的十进制数"),
        ("marks.csv", example("csv").replace("92.5", "192.5"), "A02，模块“理论”：裁判“机考系统”"),
        ("marks.csv", example("csv").replace("A03,,,用时,3600,\n", ""), "A03：总分相同需比较用时"),
        ("marks.csv", b"\xff\xff", "不是 UTF-8 或 GB18030"),
        ("marks.xlsx", b"PK no workbook", "marks.xlsx 有问题"),
        ("marks.txt", "x", "文件的扩展名应为 .csv、.xlsx、.json"),
    ],
)
def test_bad_file_ends_with_status_1_and_a_message(folder, name, content, fault):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    done = run("plan.toml" if name != "plan.toml" else name, name if name.startswith("marks") else "marks.csv")
    assert done.exit_code == 1
    assert fault in done.output and "Traceback" not in done.output


def test_missing_file_and_unwritable_output_end_with_status_1(folder):
    assert "没有.csv 打不开" in run("plan.toml", "没有.csv").output
    done = run("plan.toml", "marks.csv", "--json", folder / "no" / "out.json")
    assert done.exit_code == 1 and "写不进去" in done.output


def test_long_lists_of_faults_are_cut_and_counted(folder):
    rows = "".join(f"A{n},焊接,赵,总评,80,\n" for n in range(60))
    (folder / "marks.csv").write_text("选手,模块,裁判,评分项,分数,说明\n" + rows, encoding="utf-8")
    assert "另有 10 处" in run("plan.toml", "marks.csv").output
