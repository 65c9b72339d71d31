"""Checking certificate files by command: flask verify FILE..."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from certificates.verification.dropped_files import LARGEST_FILE
from certificates.verification.file_checks import check_file
from foundation.errors import Refused


@click.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(files: tuple[Path, ...]) -> None:
    """核对证书的 PDF 文件，每个一行：内容是否一致、签名是否有效、目前是否有效。全部都好才以 0 退出。"""
    outcomes = [_outcome(file) for file in files]
    for file, (line, _) in zip(files, outcomes, strict=True):
        click.echo(f"{file}：{line}")
    if not all(good for _, good in outcomes):
        raise SystemExit(1)


def _outcome(file: Path) -> tuple[str, bool]:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    try:
        check = check_file(content)
    except Refused as refusal:
        return refusal.message, False
    number = f"（{check.certificate.number} 第 {check.certificate.version} 版）" if check.certificate else ""
    return "，".join(verdict.word for verdict in check.verdicts) + number, check.good
