"""Settings: from the environment in production, made on the first start otherwise. `docs/operating.md` lists them."""

import base64
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from foundation.secrets import new_key

ROOT = Path(__file__).resolve().parent.parent
MEBIBYTE = 1024 * 1024
SIGNING = (
    "PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_PIN", "PKCS11_KEY",
    "TIMESTAMP_URL", "TIMESTAMP_USER", "TIMESTAMP_PASSWORD", "TIMESTAMP_ROOTS",
)  # fmt: skip
"""How documents are signed; none of these is needed to begin with (docs/signing.md)."""


class UnsafeSettings(Exception):
    """A production setting is missing or unsafe; the text says what to set."""


def load_settings(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """The settings of this process. Raises `UnsafeSettings` where production would run on an unsafe default."""
    production = _is_production(environment)
    if production:
        _refuse_unsafe(environment)
    instance = Path(environment.get("INSTANCE_DIR") or ROOT / "instance")
    settings: dict[str, object] = {
        "PRODUCTION": production,
        "INSTANCE": str(instance),
        "SQLALCHEMY_DATABASE_URI": _database_url(environment, instance),
        "PUBLIC_URL": environment.get("PUBLIC_URL", "").rstrip("/"),
        "TRUSTED_PROXIES": int(environment.get("TRUSTED_PROXIES") or 0),
        "WORKER_ID": environment.get("WORKER_ID", "worker-1"),
        "FILE_STORE": environment.get("FILE_STORE", ""),
        "PRINT_PROCESSES": int(environment.get("PRINT_PROCESSES") or len(os.sched_getaffinity(0))),
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "RATELIMIT_STORAGE_URI": environment.get("RATELIMIT_STORAGE_URI", "database://"),
    } | {name: environment.get(name, "") for name in SIGNING}
    keys = environment if production else _keys_of_first_start(instance, environment)
    settings |= {"SECRET_KEY": keys["SECRET_KEY"], "ENCRYPTION_KEY": keys["ENCRYPTION_KEY"]}
    return settings


def _is_production(environment: Mapping[str, str]) -> bool:
    """A misspelt name must not quietly run a production system with the settings for trying out."""
    name = environment.get("JIANGXIN_ENV", "")
    if name not in {"", "development", "production"}:
        raise UnsafeSettings(f"JIANGXIN_ENV 是“{name}”，系统没有启动：正式系统请设为 production，试用请不设。")
    return name == "production"


DEFAULTS: dict[str, object] = {
    "PRODUCTION": False,
    "PUBLIC_URL": "",
    "TRUSTED_PROXIES": 0,
    "WORKER_ID": "worker-1",
    "FILE_STORE": "",  # empty: the folder `files` of the instance
    "PRINT_PROCESSES": len(os.sched_getaffinity(0)),  # for the processors that this process may use
    "RATELIMIT_STORAGE_URI": "database://",
    "SQLITE_SYNCHRONOUS": "FULL",  # what was answered outlives a power failure
    "BOOTSTRAP_SERVE_LOCAL": True,
    "MAX_CONTENT_LENGTH": 40 * MEBIBYTE,
    "MAX_FORM_MEMORY_SIZE": 2 * MEBIBYTE,
    "WTF_CSRF_TIME_LIMIT": None,  # a form is good as long as the log-in is
    "SESSION_COOKIE_SAMESITE": "Lax",
} | dict.fromkeys(SIGNING, "")


def _database_url(environment: Mapping[str, str], instance: Path) -> str:
    url = environment.get("DATABASE_URL")
    if not url:
        return f"sqlite:///{instance / 'jiangxin.db'}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _keys_of_first_start(instance: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Keys for trying the software out, kept beside the database with owner-only rights."""
    kept = instance / "keys"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        fresh = instance / f"keys.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(f"SECRET_KEY={secrets.token_urlsafe(32)}\nENCRYPTION_KEY={new_key()}\n", encoding="utf-8")
        with suppress(FileExistsError):  # of several processes that start at once one has its keys kept
            kept.hardlink_to(fresh)
        fresh.unlink()
    keys = dict(line.split("=", 1) for line in kept.read_text(encoding="utf-8").splitlines() if line)
    return keys | {name: environment[name] for name in keys if environment.get(name)}


def _refuse_unsafe(environment: Mapping[str, str]) -> None:
    secret = environment.get("SECRET_KEY", "")
    faults = []
    if len(secret) < 32 or len(set(secret)) < 10:
        faults.append("SECRET_KEY 未设置，或少于 32 个字符，或太有规律。可用 flask new-keys 生成。")
    if not _is_key(environment.get("ENCRYPTION_KEY", "")):
        faults.append(
            "ENCRYPTION_KEY 未设置，或不是 32 字节的 base64。可用 flask new-keys 生成，"
            "并另行妥善备份：丢失后证件号码无法解密。"
        )
    if not environment.get("PUBLIC_URL", "").startswith("https://"):
        faults.append("PUBLIC_URL 应设为对外的 https:// 网址：它会印在证书的二维码里。")
    if not environment.get("TRUSTED_PROXIES", "").isdecimal():
        faults.append(
            "TRUSTED_PROXIES 未设置或不是数字：请写明前面有几层反向代理（没有写 0），否则限流认不出来访地址。"
        )
    if faults:
        raise UnsafeSettings("生产环境的设置不安全，系统没有启动：\n" + "\n".join(f"  · {fault}" for fault in faults))


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False
