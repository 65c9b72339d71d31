"""Commands: flask --app wsgi NAME."""

import secrets
from datetime import timedelta

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from certificates.printing.fonts import font_report
from certificates.signing.signers import signing_faults
from demo.load import load_demo
from demo.people import PASSWORD, demo_accounts
from demo.plan import DemoStage
from foundation import audit, clock, job_queue
from foundation.database import revise_schema, schema_differences, session, transaction, upgrade_schema
from foundation.files import store_faults
from foundation.secrets import new_key
from people.accounts.models import Account, RoleGrant
from people.accounts.passwords import new_slip_code, slip_hash
from people.accounts.queries import demo_accounts_exist
from people.accounts.rules import Role
from people.accounts.rules_signing_in import SLIP_DAYS, printed_slip_code, username_faults
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from website.commands_archive import recompute
from website.commands_scoring import score
from website.commands_signing import import_key, rotate_key
from website.commands_verifying import verify


def start_commands(app: Flask) -> None:
    """Offer the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)


@click.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """把数据库升级到当前版本（首次运行时创建）。"""
    upgrade_schema()
    job_queue.prepare_jobs(current_app)
    click.echo("数据库已是最新。")


@click.command("revise")
@click.argument("number")
@click.argument("message")
@with_appcontext
def revise(number: str, message: str) -> None:
    """按模型的变化写一个新的数据库迁移（开发用），例如：flask revise 0002 "seals"。"""
    revise_schema(number, message)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """运行后台任务进程，直到停止。"""
    job_queue.work(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("new-keys")
def new_keys() -> None:
    """生成一组新的生产密钥。"""
    click.echo(f"SECRET_KEY={secrets.token_urlsafe(32)}\nENCRYPTION_KEY={new_key()}")


@click.command("first-account")
@click.argument("federation")
@click.argument("username")
@with_appcontext
def first_account(federation: str, username: str) -> None:
    """建立最上级总工会和第一个系统管理员账号，打印一次性密码。例如：flask first-account 某某市总工会 admin。"""
    if session.scalars(select(Account.id).limit(1)).first() is not None:
        raise click.ClickException("系统里已经有账号，不能再用这条命令。请由系统管理员在“账号”页面开设。")
    username = username.strip().lower()
    if faults := username_faults(username):
        raise click.ClickException("".join(faults))
    with transaction():
        slip = _open_first_account(federation, username)
    click.echo(f"账号：{username}\n一次性密码：{printed_slip_code(slip)}\n请在 {SLIP_DAYS} 天内用它登录并设置密码。")


@click.command("demo")
@click.option("--stage", type=click.Choice([stage.value for stage in DemoStage]), default=DemoStage.CERTIFICATES.value)
@click.option("--address", default="http://127.0.0.1:8000", help="证书二维码里的网址。")
@with_appcontext
def demo(stage: str, address: str) -> None:
    """把演示数据装入空的数据库，到某个阶段为止。"""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("生产环境不能装入演示数据：演示账号的密码人人知道。")
    if session.scalars(select(Account.id).limit(1)).first() is not None:
        raise click.ClickException("数据库里已有账号。演示数据只能装入空的数据库。")
    load_demo(DemoStage(stage), current_app.config["PUBLIC_URL"] or address, click.echo)


@click.command("check")
@with_appcontext
def check() -> None:
    """上线前检查：数据库已升级、没有演示账号、打印字体齐全、文件库可读可写、签名密钥可用。有问题时以非零状态退出。"""
    faults = [f"缺少打印字体：{font}" for font in font_report()] + store_faults()
    if schema_differences():
        faults.append("数据库没有升级到当前版本，请运行 flask upgrade。")
    else:
        faults += signing_faults()
    if current_app.config["PRODUCTION"] and demo_accounts_exist():
        faults.append("数据库里有演示账号，它们的密码人人知道。生产环境请使用新的数据库。")
    if faults:
        raise click.ClickException("\n".join(faults))
    click.echo("检查通过。")


@click.command("accounts")
@with_appcontext
def accounts() -> None:
    """列出演示账号。"""
    if session.scalars(select(Account.id).where(Account.demo).limit(1)).first() is None:
        click.echo("没有演示账号。")
        return
    click.echo(f"演示账号（密码都是 {PASSWORD}）：")
    for username, who in demo_accounts():
        click.echo(f"  {username:10}  {who}")


def _open_first_account(federation: str, username: str) -> str:
    top = Organisation(name=federation, kind=OrganisationKind.CITY_FEDERATION, path="//")
    session.add(top)
    session.flush()
    top.path = f"/{top.id}/"
    account = Account(username=username, display_name="系统管理员", organisation=top)
    account.grants.append(RoleGrant(role=Role.SYSTEM_ADMINISTRATOR, organisation=top))
    session.add(account)
    session.flush()
    slip = new_slip_code()
    account.slip_hash = slip_hash(account.id, slip)
    account.slip_expires = clock.now() + timedelta(days=SLIP_DAYS)
    audit.record("create_account", account, by=None)
    return slip


COMMANDS = (
    upgrade, revise, worker, new_keys, first_account, check, demo, accounts,
    score, recompute, verify, rotate_key, import_key,
)  # fmt: skip
