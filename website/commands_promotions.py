"""`flask open-promotions`: promotion files for places that have become final; for a nightly timer."""

import click
from flask.cli import with_appcontext

from assessments.promotions.operations import open_due_promotions
from foundation.database import transaction


@click.command("open-promotions")
@with_appcontext
def open_promotions() -> None:
    """按已经生效的竞赛成绩生成、更新以赛代评晋升档案（打开“以赛代评”页面时也会自动生成）。"""
    with transaction():
        count = open_due_promotions()
    click.echo(f"生成或更新了 {count} 份晋升档案。")
