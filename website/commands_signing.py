"""`flask rotate-key` and `flask import-key`: the signing key from a terminal."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from certificates.signing import operations
from certificates.signing.key_files import read_key_file
from certificates.signing.models import SigningKey
from certificates.signing.queries import key_in_use
from certificates.signing.signers import current_spec, key_ring
from foundation.database import transaction
from foundation.errors import Refused

BACK_UP = "请重新备份 signing 文件夹。以前签发的证书仍然有效。"


@click.command("rotate-key")
@click.option("--reason", required=True, help="更换的原因，写入操作日志。")
@with_appcontext
def rotate_key(reason: str) -> None:
    """更换签名密钥：生成新密钥；设置了 PKCS11_MODULE 时改用硬件里 PKCS11_KEY 那一把。还没有密钥时生成第一把。"""
    try:
        current = key_in_use()
        if current is None:
            _tell(current_spec().name)
            return
        with transaction():
            made = operations.rotate_key(current, key_ring(), reason=reason, by=None)
    except Refused as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    _tell(made.name)


@click.command("import-key")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--reason", required=True, help="更换的原因，写入操作日志。")
@click.password_option("--password", prompt="文件的密码（没有就直接回车）", confirmation_prompt=False, default="")
@with_appcontext
def import_key(file: Path, reason: str, password: str) -> None:
    """导入电子认证机构签发的密钥和证书（.p12、.pfx 或 .pem），从此用它签名。"""
    try:
        key, found = read_key_file(file.read_bytes(), password)
        if key_in_use() is None:
            current_spec()  # so that there is one to change from
        with transaction():
            made = operations.import_key(_in_use(), key_ring().vault, key, found, reason=reason, by=None)
    except Refused as refusal:
        raise click.ClickException(_said(refusal)) from refusal
    _tell(made.name)


def _in_use() -> SigningKey:
    key = key_in_use()
    if key is None:
        raise Refused(operations.ALREADY_CHANGED)
    return key


def _tell(name: str) -> None:
    click.echo(f"在用的签名密钥：{name}\n{BACK_UP}")


def _said(refusal: Refused) -> str:
    return "\n".join([refusal.message, *(f"  · {reason}" for reason in refusal.reasons)])
