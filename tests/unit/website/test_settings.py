"""Settings: production refuses every unsafe default with a sentence; trying out makes its own keys once."""

import base64
import stat
from pathlib import Path

import pytest

from website.settings import UnsafeSettings, load_settings

SAFE = {
    "JIANGXIN_ENV": "production",
    "SECRET_KEY": "k3Hq9vXw2Lr7Tz5Bn8Mc4Yd6Fj1Gp0Sa",
    "ENCRYPTION_KEY": base64.b64encode(bytes(range(32))).decode(),
    "PUBLIC_URL": "https://jiangxin.example.cn/",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgresql://jiangxin@localhost/jiangxin",
}


def test_production_settings_are_taken_from_the_environment(tmp_path: Path):
    settings = load_settings(SAFE | {"INSTANCE_DIR": str(tmp_path)})
    assert settings["PRODUCTION"] is True
    assert (settings["SECRET_KEY"], settings["ENCRYPTION_KEY"]) == (SAFE["SECRET_KEY"], SAFE["ENCRYPTION_KEY"])
    assert settings["PUBLIC_URL"] == "https://jiangxin.example.cn"
    assert settings["TRUSTED_PROXIES"] == 1
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://jiangxin@localhost/jiangxin"
    assert list(tmp_path.iterdir()) == []


def test_production_cookies_are_safe():
    settings = load_settings(SAFE)
    names = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")
    assert [settings[name] for name in names] == [True, True, "Lax"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY 未设置"),
        ("SECRET_KEY", "short", "少于 32 个字符"),
        ("SECRET_KEY", "a" * 64, "太有规律"),
        ("ENCRYPTION_KEY", "", "ENCRYPTION_KEY 未设置"),
        ("ENCRYPTION_KEY", "not base64!", "不是 32 字节的 base64"),
        ("ENCRYPTION_KEY", base64.b64encode(b"short").decode(), "不是 32 字节的 base64"),
        ("PUBLIC_URL", "", "PUBLIC_URL 应设为对外的 https:// 网址"),
        ("PUBLIC_URL", "http://jiangxin.example.cn", "PUBLIC_URL 应设为对外的 https:// 网址"),
        ("TRUSTED_PROXIES", "", "TRUSTED_PROXIES 未设置"),
        ("TRUSTED_PROXIES", "one", "不是数字"),
    ],
)
def test_production_refuses_an_unsafe_setting(name: str, value: str, sentence: str):
    with pytest.raises(UnsafeSettings, match="系统没有启动") as refusal:
        load_settings(SAFE | {name: value})
    assert sentence in str(refusal.value)
    assert str(refusal.value).count("·") == 1


def test_production_names_every_fault_at_once(tmp_path: Path):
    with pytest.raises(UnsafeSettings) as refusal:
        load_settings({"JIANGXIN_ENV": "production", "INSTANCE_DIR": str(tmp_path)})
    missing = ("SECRET_KEY", "ENCRYPTION_KEY", "PUBLIC_URL", "TRUSTED_PROXIES")
    assert [name for name in missing if name in str(refusal.value)] == list(missing)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["prod", "Production", "produktion"])
def test_a_misspelt_environment_does_not_start(name: str):
    with pytest.raises(UnsafeSettings, match="正式系统请设为 production"):
        load_settings(SAFE | {"JIANGXIN_ENV": name})


def test_trying_out_makes_keys_once_and_for_the_owner_only(tmp_path: Path):
    first = load_settings({"INSTANCE_DIR": str(tmp_path)})
    second = load_settings({"INSTANCE_DIR": str(tmp_path)})
    assert (first["SECRET_KEY"], first["ENCRYPTION_KEY"]) == (second["SECRET_KEY"], second["ENCRYPTION_KEY"])
    assert len(base64.b64decode(str(first["ENCRYPTION_KEY"]))) == 32
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert first["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'jiangxin.db'}"
    assert (first["PRODUCTION"], first["SESSION_COOKIE_SECURE"]) == (False, False)


def test_two_trials_never_share_keys(tmp_path: Path):
    one = load_settings({"INSTANCE_DIR": str(tmp_path / "one")})
    two = load_settings({"INSTANCE_DIR": str(tmp_path / "two")})
    assert one["SECRET_KEY"] != two["SECRET_KEY"]
    assert one["ENCRYPTION_KEY"] != two["ENCRYPTION_KEY"]
