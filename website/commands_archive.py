"""The command by which anybody re-checks a published archive, without a database."""

import sys
from pathlib import Path

import click

from competitions.archives.packing import UnreadableArchive, unpack
from competitions.archives.recompute import differences

IDENTICAL = "一致 identical"


@click.command("recompute")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def recompute(archive: Path) -> None:
    """复核竞赛档案（不用数据库）：全部一致时印出 identical；否则逐项印出不一致之处，以状态 1 退出。"""
    try:
        found = differences(unpack(archive.read_bytes()))
    except UnreadableArchive as error:
        raise click.ClickException(str(error)) from error
    for one in found:
        click.echo(one)
    if found:
        click.echo(f"共 {len(found)} 处不一致。")
        sys.exit(1)
    click.echo(IDENTICAL)
