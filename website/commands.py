"""Commands: flask --app wsgi NAME."""

import secrets

import click
from flask import Flask, current_app

from foundation import jobs
from foundation.database import upgrade_schema
from foundation.secrets import new_key


def start_commands(app: Flask) -> None:
    """Offer the commands."""
    for command in (upgrade, worker, new_keys):
        app.cli.add_command(command)


@click.command("upgrade")
def upgrade() -> None:
    """把数据库升级到当前版本（首次运行时创建）。"""
    upgrade_schema()
    jobs.prepare_jobs(current_app)
    click.echo("数据库已是最新。")


@click.command("worker")
def worker() -> None:
    """运行后台任务进程，直到停止。"""
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("new-keys")
def new_keys() -> None:
    """生成一组新的生产密钥。"""
    click.echo(f"SECRET_KEY={secrets.token_urlsafe(32)}\nENCRYPTION_KEY={new_key()}")
